"""Vanherle et al.'s Intermediate Heatmap Model (2022): a frozen, pretrained backbone and a decoder whose every level
has a heatmap of its own, for training on rendered pictures and reading real ones."""

from __future__ import annotations

from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.backbones import Frozen, ResNet
from detector.networks.efficientnet_lite import EfficientNetLite0
from detector.networks.keypoint_network import MapNetwork, Stages, start_flat
from detector.networks.mobilenet import scaled

_FILTERS: Final = 256  # of the coarsest level, halved at each finer one
_FEWEST: Final = 16  # the published finest level's; narrower ones could not tell 21 points apart
_DROPPED: Final = 0.2
_LEVELS: Final = 5  # strides 16, 8, 4, 2 and 1: of a crop of 224 pixels maps of 14, 28, 56, 112 and 224


class _Level(nn.Module):
    """Enlarge by the nearest cell, lay beside the backbone's map of that size, and filter twice."""

    def __init__(self, inputs: int, skip: int, filters: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = inputs + skip
        for _ in range(2):
            layers += [nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters)]
            layers += [nn.LeakyReLU(), nn.Dropout(_DROPPED)]
            channels = filters
        self.filters = nn.Sequential(*layers)

    def forward(self, x: Tensor, skip: Tensor | None) -> Tensor:
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        out: Tensor = self.filters(x if skip is None else torch.cat([x, skip], dim=1))
        return out


class IntermediateHeatmaps(MapNetwork):
    """Crops to heatmaps, from coarse to fine.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs.
        backbone: "efficientnet_lite0", whose ImageNet weights can be had, or "resnet50", as published, whose cannot.
        frozen: the backbone learns nothing.
        pretrained: the backbone begins with ImageNet weights.
        levels: of the decoder: 3 end at a quarter of the crop's size (56 of 224), 5 at the crop's.
        intermediate: every level is supervised, not the finest alone.
        width: multiplier of the decoder's filters, and of a backbone that begins from nothing.
    """

    def __init__(
        self,
        points: int,
        presences: int,
        backbone: str = "efficientnet_lite0",
        frozen: bool = True,
        pretrained: bool = True,
        levels: int = _LEVELS,
        intermediate: bool = True,
        width: float = 1.0,
    ) -> None:
        body = EfficientNetLite0(pretrained) if backbone == "efficientnet_lite0" else ResNet(50, width)
        super().__init__(points, presences, body.channels[-1], finer="cell")
        self.body = Frozen(body) if frozen else body
        self.intermediate = intermediate
        filters = [max(_FEWEST, scaled(_FILTERS // 2**n, width)) for n in range(levels)]
        skips = [*reversed(body.channels[:-1]), 0]
        inputs = [body.channels[-1], *filters]
        self.decoder = nn.ModuleList(_Level(inputs[n], skips[n], filters[n]) for n in range(levels))
        told = range(levels) if intermediate else range(levels - 1, levels)
        self.heat = nn.ModuleList(nn.Conv2d(filters[n], points, 1) for n in told)
        for module in self.decoder.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="leaky_relu")
        for heat in self.heat:
            start_flat(heat)  # type: ignore[arg-type]

    def stages(self, x: Tensor) -> Stages:
        *skips, top = self.body(x)
        heats, level_maps = [], []
        level_out = top
        for level, skip in zip(self.decoder, [*reversed(skips), None], strict=False):
            level_out = level(level_out, skip)
            level_maps.append(level_out)
        for heat, level_map in zip(self.heat, level_maps[-len(self.heat) :], strict=True):
            heats.append(heat(level_map))
        return Stages(tuple(heats), top.mean((2, 3)))
