"""Convolutional pose machine (Wei et al. 2016) as Tishchenko & Vänskä train it on hands: three stages of 22 maps of
16x16 from crops of 128 pixels, every stage supervised."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

from detector.networks.keypoint_network import MapNetwork, Stages, start_flat
from detector.networks.mobilenet import scaled

STRIDE: Final = 8
_STAGES: Final = 3
_WIDE: Final = 128
_WIDEST: Final = 512
_CONTEXT: Final = 32


def _features(wide: int, context: int) -> nn.Sequential:
    """Three convolutions of 9x9, each halved by a pool, and one of 5x5: to a map of stride 8."""
    layers: list[nn.Module] = []
    inputs = 3
    for _ in range(3):
        layers += [*_conv(inputs, wide, 9), nn.MaxPool2d(2)]
        inputs = wide
    return nn.Sequential(*layers, *_conv(wide, context, 5))


def _conv(inputs: int, outputs: int, kernel: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.ReLU()]


class PoseMachine(MapNetwork):
    """Crops to beliefs, refined stage by stage. The last map is the background.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs.
        width: multiplier of the channels.
    """

    def __init__(self, points: int, presences: int, width: float = 1.0) -> None:
        wide, widest, context = (scaled(channels, width) for channels in (_WIDE, _WIDEST, _CONTEXT))
        super().__init__(points, presences, context, finer="cubic")
        maps = points + 1
        # The first stage sees features of its own, the later ones share theirs (figure 2 of Wei et al.).
        self.first_features, self.features = _features(wide, context), _features(wide, context)
        self.first = nn.Sequential(*_conv(context, widest, 9), *_conv(widest, widest, 1), nn.Conv2d(widest, maps, 1))
        self.later = nn.ModuleList(
            nn.Sequential(
                *_conv(context + maps, wide, 11),
                *_conv(wide, wide, 11),
                *_conv(wide, wide, 11),
                *_conv(wide, wide, 1),
                nn.Conv2d(wide, maps, 1),
            )
            for _ in range(_STAGES - 1)
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                assert module.bias is not None
                nn.init.zeros_(module.bias)
        for last in (self.first[-1], *(stage[-1] for stage in self.later)):  # type: ignore[index]
            start_flat(last)

    def stages(self, x: Tensor) -> Stages:
        beliefs = [self.first(self.first_features(x))]
        features = self.features(x)
        for stage in self.later:
            beliefs.append(stage(torch.cat([features, beliefs[-1]], dim=1)))
        return Stages(tuple(beliefs), features.mean((2, 3)))
