"""Compare heads, widths or sizes of crops on the same pictures and budget: `python -m training.compare --help`.

Prints a table: PDJ on the held-out groups of photographs, and the time of one crop on one core, all in one run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from training import checkpoint, hand_cache
from training.hand_data import HandStream
from training.heads import HEADS, Head
from training.labels import RENDERED_HANDS, RENDERED_SET
from training.losses import presence_loss
from training.pdj import pdj
from training.train_hand import build_network, crop_errors
from training.trainer import Task, arguments, hand_folder, normalise, options_of, train

_TIMED = 200  # crops


@dataclass(frozen=True)
class Variant:
    """What is compared.

    Attributes:
        head: the network and its loss.
        size: of the crops in pixels.
    """

    head: Head
    size: int


def _as_shipped(build: Callable[[], nn.Module]) -> Head:
    return Head(lambda size: build(), HEADS["soft-argmax"].loss)


def _heads(size: int) -> dict[str, Variant]:
    return {name: Variant(head, size) for name, head in HEADS.items()}


def _widths(size: int) -> dict[str, Variant]:
    plain = {f"width {width}": _as_shipped(partial(SoftArgmaxNetwork, 21, 1, width)) for width in _WIDTHS}
    heads = plain | {"width 0.5, half as many again where coarse": _as_shipped(build_network)}
    return {name: Variant(head, size) for name, head in heads.items()}


def _sizes(size: int) -> dict[str, Variant]:
    return {f"{pixels} pixels": Variant(_as_shipped(build_network), pixels) for pixels in _SIZES}


_WIDTHS = (0.35, 0.5, 0.75, 1.0)  # depth multipliers
_SIZES = (128, 160, 192, 224)
QUESTIONS: Final = {"heads": _heads, "widths": _widths, "sizes": _sizes}


def task_of(variant: Variant, folder: Path, data: Path) -> Task:
    """Training of a variant on the hand crops of a cache."""

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out: Keypoints = network(normalise(batch.images, device))
        present = batch.present.to(device).unsqueeze(1)
        cells = batch.images.shape[1] // 8
        place = variant.head.loss(out, batch.points.to(device), batch.weight.to(device), cells)
        return place + presence_loss(out.presence[:, :1], present, torch.ones_like(present))

    return Task(
        network=lambda: variant.head.build(variant.size),
        stream=lambda size, batch, seed: HandStream(folder, data, size, batch, seed),
        loss=loss,
        validate=lambda network, size, device: "",
    )


def milliseconds(network: nn.Module, size: int) -> float:
    """Median processor time of one crop in ONNX Runtime on one core: what else the machine does is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "head.onnx")
        torch.onnx.export(network.eval(), (torch.zeros(1, 3, size, size),), path, dynamo=True, verbose=False)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        session = ort.InferenceSession(path, options)
        name, crop, times = session.get_inputs()[0].name, np.zeros((1, 3, size, size), np.float32), []
        for _ in range(_TIMED):
            began = time.thread_time()
            session.run(None, {name: crop})
            times.append(time.thread_time() - began)
    return 1000 * float(np.median(times))


def main() -> None:
    parser = arguments(__doc__, samples=48_000, peak=2.5e-3)
    parser.add_argument("--what", choices=QUESTIONS, default="heads", help="sizes compares the network that ships")
    parser.add_argument("--size", type=int, default=96, help="side of the crops in pixels, a multiple of 32")
    given = parser.parse_args()
    folder = hand_folder(given)
    cache = hand_cache.load(folder)
    drawn = np.array([name in (RENDERED_SET, RENDERED_HANDS) for name in cache.names])[cache.sets]
    rows = np.flatnonzero(cache.validation & cache.shows_hand & ~drawn)
    root: Path = given.run / given.what
    lines = [f"| {given.what} | PDJ 0.05 / 0.1 | ms a crop | parameters |", "|---|---|---|---|"]
    for number, (name, variant) in enumerate(QUESTIONS[given.what](given.size).items()):
        given.run = root / str(number)
        train(task_of(variant, folder, given.data), options_of(given, sizes=((0.0, variant.size),)))
        network = variant.head.build(variant.size)
        network.load_state_dict(checkpoint.read(given.run / "last.pt")["average"])
        error = crop_errors(network.eval(), cache, rows, variant.size)
        size = sum(parameter.numel() for parameter in network.parameters())
        lines.append(
            f"| {name} | {pdj(error, 0.05):.3f} / {pdj(error, 0.1):.3f} | {milliseconds(network, variant.size):.2f} | "
            f"{size / 1e6:.2f} M |"
        )
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
