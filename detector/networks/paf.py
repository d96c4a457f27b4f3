"""Hidalgo et al.'s single network for whole bodies (2019): part affinity fields first, then confidence maps, of body,
face and hands at once and of any number of people. `detector.people` reads people off its maps."""

from __future__ import annotations

from typing import Final, NamedTuple

import torch
from torch import Tensor, nn

from detector.networks.keypoint_network import start_flat
from detector.networks.mobilenet import scaled
from detector.people import LIMBS
from detector.skeleton import K

STRIDE: Final = 8
FIELD_STAGES: Final = 3
_BLOCKS: Final = 5  # of three convolutions in each stage
# The first ten convolutions of VGG-19 (Simonyan & Zisserman 2015); 0 halves the map.
_VGG: Final = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512)
_AFTER: Final = (256, 128)
_FIRST: Final = 96  # channels of each convolution of the first stage, and of the later ones
_LATER: Final = 128
_READ: Final = (256, 512)


class Fields(NamedTuple):
    """What the network says of B pictures.

    Attributes:
        fields: of each stage, the finest last: (B, 2 L, H, W), of each limb of `detector.people.LIMBS` the direction
            from its first point to its second, x and y in turn, where the limb lies.
        confidences: of each stage: (B, K + 1, H, W), how likely each keypoint of somebody lies there; and the
            background.
    """

    fields: tuple[Tensor, ...]
    confidences: tuple[Tensor, ...]


def _conv(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.PReLU(outputs))


class _Triple(nn.Module):
    """Three convolutions of 3x3 in a row, whose outputs are laid side by side: the view of 7x7 at less cost."""

    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.one, self.two, self.three = (_conv(a, channels) for a in (inputs, channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        one = self.one(x)
        two = self.two(one)
        return torch.cat([one, two, self.three(two)], dim=1)


class _Stage(nn.Sequential):
    def __init__(self, inputs: int, channels: int, read: int, outputs: int) -> None:
        triples = [_Triple(inputs if n == 0 else 3 * channels, channels) for n in range(_BLOCKS)]
        super().__init__(*triples, _conv(3 * channels, read, 1), nn.Conv2d(read, outputs, 1))


class WholeBodyFields(nn.Module):
    """Normalised pictures (B, 3, H, W), sides multiples of 8, to fields and confidences at an eighth of their size.

    Args:
        width: multiplier of the channels; 1 is as published.
    """

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 3
        for channels in _VGG:
            if channels == 0:
                layers.append(nn.MaxPool2d(2))
                continue
            layers += [nn.Conv2d(inputs, scaled(channels, width), 3, padding=1), nn.ReLU()]
            inputs = scaled(channels, width)
        for channels in _AFTER:
            layers.append(_conv(inputs, scaled(channels, width)))
            inputs = scaled(channels, width)
        self.features = nn.Sequential(*layers)
        first, later = scaled(_FIRST, width), scaled(_LATER, width)
        read = [scaled(channels, width) for channels in _READ]
        limbs, points = 2 * len(LIMBS), K + 1
        self.field_stages = nn.ModuleList(
            _Stage(inputs + (limbs if n else 0), later if n else first, read[min(n, 1)], limbs)
            for n in range(FIELD_STAGES)
        )
        self.confidence = _Stage(inputs + limbs, first, read[0], points)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                assert module.bias is not None
                nn.init.zeros_(module.bias)
        for stage in (*self.field_stages, self.confidence):
            start_flat(stage[-1])

    def forward(self, x: Tensor) -> Fields:
        features = self.features(x)
        fields: list[Tensor] = []
        for stage in self.field_stages:
            fields.append(stage(torch.cat([features, *fields[-1:]], dim=1)))
        return Fields(tuple(fields), (self.confidence(torch.cat([features, fields[-1]], dim=1)),))
