"""Linna, Kannala & Rahtu's pose network (2016): five convolutions and three fully connected layers to coordinates."""

from __future__ import annotations

from typing import Final

import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.keypoint_network import CoordinateNetwork, Keypoints, Stages
from detector.networks.mobilenet import scaled

# (kernel, stride, channels, whether normalised, whether halved by a pool) of the convolutions: those of Pfister et al.
# (2014), whose generic network the paper takes up.
_LAYERS: Final = (
    (7, 2, 96, True, True),
    (5, 2, 256, True, True),
    (3, 1, 512, False, False),
    (3, 1, 512, False, False),
    (3, 1, 512, False, True),
)
_HIDDEN: Final = 4096
_DROPPED: Final = 0.5


class ConvNet8(CoordinateNetwork):
    """Crops of one size to coordinates. At test it reads a crop and its mirror image, and answers with the mean.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs.
        size: of the crops in pixels; the fully connected layers fit no other.
        width: multiplier of the channels.
    """

    def __init__(self, points: int, presences: int, size: int, width: float = 1.0) -> None:
        hidden = scaled(_HIDDEN, width)
        super().__init__(points, presences, hidden)
        layers: list[nn.Module] = []
        inputs, cells = 3, size
        for kernel, stride, outputs, normalised, halved in _LAYERS:
            layers += [nn.Conv2d(inputs, scaled(outputs, width), kernel, stride, kernel // 2), nn.ReLU()]
            layers += [nn.LocalResponseNorm(5)] if normalised else []
            layers += [nn.MaxPool2d(2)] if halved else []
            inputs = scaled(outputs, width)
            cells = -(-cells // stride) // (2 if halved else 1)
        self.convolutions = nn.Sequential(*layers)
        self.size = size
        self.full = nn.Sequential(
            nn.Linear(inputs * cells**2, hidden),
            nn.ReLU(),
            nn.Dropout(_DROPPED),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(_DROPPED),
        )
        self.out = nn.Linear(hidden, 2 * points)
        for module in (*self.convolutions, *self.full):
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                assert module.bias is not None
                nn.init.zeros_(module.bias)
        nn.init.normal_(self.out.weight, std=0.01)
        nn.init.zeros_(self.out.bias)

    def stages(self, x: Tensor) -> Stages:
        pooled = self.full(self.convolutions(x).flatten(1))
        return Stages((self.out(pooled).view(len(x), self.points, 2) + 0.5,), pooled)

    def forward(self, x: Tensor) -> Keypoints:
        if self.training:
            return super().forward(x)
        # Side and depth are read off the picture as it is.
        straight, mirrored = self.stages(x), self.stages(x.flip(3))
        back = F.pad(mirrored.outputs[-1][..., 1:], (1, 0)) + F.pad(1 - mirrored.outputs[-1][..., :1], (0, 1))
        return self.read(Stages(((straight.outputs[-1] + back) / 2,), straight.pooled))
