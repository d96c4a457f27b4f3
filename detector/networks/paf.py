"""Hidalgo et al.'s single network for whole bodies (2019): part affinity fields first, then confidence maps, of body,
face and hands at once and of any number of people. `detector.people` reads people off its maps.

Layers and channels are those of the network that its authors published with the paper (BODY_135); only the numbers of
limbs and points are this skeleton's.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import torch
from torch import Tensor, nn

from detector.networks.keypoint_network import start_flat
from detector.networks.mobilenet import scaled
from detector.people import LIMBS, STRIDE
from detector.skeleton import K

__all__ = ["STRIDE", "Fields", "WholeBodyFields"]

# The first ten convolutions of VGG-19 (Simonyan & Zisserman 2015); 0 halves the map.
_VGG: Final = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512)
_AFTER: Final = (256, 128)
# (blocks of three convolutions, channels of each, channels before the answer) of each stage.
_FIELDS: Final = ((8, 128, 256), (8, 128, 512), (8, 128, 512), (8, 256, 512))
_CONFIDENCE: Final = (5, 256, 512)


class Fields(NamedTuple):
    """What the network says of B pictures.

    Attributes:
        fields: of each stage, the finest last: (B, 2 L, H, W), of each limb of `detector.people.LIMBS` the direction
            from its first point to its second, x and y in turn, where the limb lies.
        confidences: of each stage: (B, K, H, W), how likely each keypoint of somebody lies there.
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
    def __init__(self, inputs: int, sizes: tuple[int, int, int], width: float, outputs: int) -> None:
        blocks, channels, read = sizes[0], scaled(sizes[1], width), scaled(sizes[2], width)
        triples = [_Triple(inputs if n == 0 else 3 * channels, channels) for n in range(blocks)]
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
        layers[-1] = nn.PReLU(inputs)
        for channels in _AFTER:
            layers.append(_conv(inputs, scaled(channels, width)))
            inputs = scaled(channels, width)
        self.features = nn.Sequential(*layers)
        limbs = 2 * len(LIMBS)
        self.field_stages = nn.ModuleList(
            _Stage(inputs + (limbs if n else 0), sizes, width, limbs) for n, sizes in enumerate(_FIELDS)
        )
        self.confidence = _Stage(inputs + limbs, _CONFIDENCE, width, K)
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
