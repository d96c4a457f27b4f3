"""An exported network in eight-bit integers: more channels in the same time."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

# The first convolutions read three channels of many pixels, which integers do not speed up.
_AS_THEY_ARE = 3
_TYPES = ("Conv", "Add", "Clip", "Resize")
# Percent of an activation's values that its range holds. All of them would leave few steps for the usual ones.
_HELD = 99.99


class _Pictures(CalibrationDataReader):
    """Hands the calibration one picture after another, by the name of the networks' input."""

    def __init__(self, pictures: NDArray[np.uint8]) -> None:
        self._left = iter(pictures)

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        picture = next(self._left, None)
        return None if picture is None else {"image": picture[None]}


def quantise(path: Path, pictures: NDArray[np.uint8]) -> str:
    """Rewrite an ONNX network with weights and activations of eight bits (Jacob et al. 2018), in place.

    Weights keep to seven of them: processors without VNNI add two products of eight bits into sixteen, which
    overflows.

    Args:
        path: of a network that takes one picture (1, S, S, 3) uint8, called `image`.
        pictures: (N, S, S, 3) as it will see them; the ranges of the activations are taken from what it makes of them.

    Returns:
        The SHA-256 of the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        convolutions = [node.name for node in onnx.load(prepared).graph.node if node.op_type == "Conv"]
        quantize_static(
            str(prepared),
            str(path),
            _Pictures(pictures),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": _HELD},
            op_types_to_quantize=list(_TYPES),
            nodes_to_exclude=convolutions[:_AS_THEY_ARE],
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()
