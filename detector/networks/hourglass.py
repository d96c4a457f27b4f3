"""Stacked hourglass network (Newell et al. 2016) of two stacks."""

from __future__ import annotations

from typing import Final

import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.keypoint_network import MapNetwork, Stages, start_flat
from detector.networks.mobilenet import scaled

_FEATURES: Final = 256
_DEPTH: Final = 4  # times that an hourglass halves
_STACKS: Final = 2


class _Residual(nn.Module):
    """Bottleneck with norms before its convolutions."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        inner = max(1, outputs // 2)
        layers: list[nn.Module] = []
        for a, b, kernel in ((inputs, inner, 1), (inner, inner, 3), (inner, outputs, 1)):
            layers += [nn.BatchNorm2d(a), nn.ReLU(), nn.Conv2d(a, b, kernel, padding=kernel // 2)]
        self.body = nn.Sequential(*layers)
        self.shortcut = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.body(x) + self.shortcut(x)
        return out


class _Hourglass(nn.Module):
    """Down and up again, with a branch at every resolution."""

    def __init__(self, features: int, depth: int) -> None:
        super().__init__()
        self.branch, self.down = _Residual(features, features), _Residual(features, features)
        self.inner = _Hourglass(features, depth - 1) if depth > 1 else _Residual(features, features)
        self.up = _Residual(features, features)

    def forward(self, x: Tensor) -> Tensor:
        # Sizes that are not a power of two lose a row on the way down and find it again on the way up.
        low = self.up(self.inner(self.down(F.max_pool2d(x, 2, ceil_mode=True))))
        out: Tensor = self.branch(x) + F.interpolate(low, size=x.shape[2:], mode="nearest")
        return out


class StackedHourglass(MapNetwork):
    """Crops to heatmaps at a quarter of their size; each stack's maps are supervised, and fed to the next.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs.
        width: multiplier of the features.
    """

    def __init__(self, points: int, presences: int, width: float = 1.0) -> None:
        features = scaled(_FEATURES, width)
        super().__init__(points, presences, features, finer="quarter")
        first, half = scaled(_FEATURES // 4, width), scaled(_FEATURES // 2, width)
        self.stem = nn.Sequential(
            nn.Conv2d(3, first, 7, 2, 3),
            nn.BatchNorm2d(first),
            nn.ReLU(),
            _Residual(first, half),
            nn.MaxPool2d(2),
            _Residual(half, half),
            _Residual(half, features),
        )
        self.hourglasses = nn.ModuleList(
            nn.Sequential(
                _Hourglass(features, _DEPTH),
                _Residual(features, features),
                nn.Conv2d(features, features, 1),
                nn.BatchNorm2d(features),
                nn.ReLU(),
            )
            for _ in range(_STACKS)
        )
        self.heat = nn.ModuleList(nn.Conv2d(features, points, 1) for _ in range(_STACKS))
        self.features_back = nn.ModuleList(nn.Conv2d(features, features, 1) for _ in range(_STACKS - 1))
        self.heat_back = nn.ModuleList(nn.Conv2d(points, features, 1) for _ in range(_STACKS - 1))
        for heat in self.heat:
            start_flat(heat)  # type: ignore[arg-type]

    def stages(self, x: Tensor) -> Stages:
        x = self.stem(x)
        heats: list[Tensor] = []
        features = x
        for n, (hourglass, heat) in enumerate(zip(self.hourglasses, self.heat, strict=True)):
            features = hourglass(x)
            heats.append(heat(features))
            if n < _STACKS - 1:
                x = x + self.features_back[n](features) + self.heat_back[n](heats[-1])
        return Stages(tuple(heats), features.mean((2, 3)))
