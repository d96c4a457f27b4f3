"""Simple baseline (Xiao et al. 2018): a ResNet, three deconvolutions, a heatmap a point."""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from detector.networks.backbones import ResNet
from detector.networks.keypoint_network import MapNetwork, Stages, start_flat
from detector.networks.mobilenet import scaled

_FILTERS: Final = 256
_DECONVOLUTIONS: Final = 3


class SimpleBaseline(MapNetwork):
    """Crops to heatmaps at a quarter of their size.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs.
        layers: of the ResNet; 50 as published.
        width: multiplier of the channels.
    """

    def __init__(self, points: int, presences: int, layers: int = 50, width: float = 1.0) -> None:
        body = ResNet(layers, width)
        super().__init__(points, presences, body.channels[-1], finer="quarter")
        self.body = body
        filters = scaled(_FILTERS, width)
        decoder: list[nn.Module] = []
        inputs = body.channels[-1]
        for _ in range(_DECONVOLUTIONS):
            decoder += [nn.ConvTranspose2d(inputs, filters, 4, 2, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU()]
            inputs = filters
        self.decoder = nn.Sequential(*decoder)
        self.heat = nn.Conv2d(filters, points, 1)
        for module in self.decoder:
            if isinstance(module, nn.ConvTranspose2d):
                nn.init.normal_(module.weight, std=0.001)
        start_flat(self.heat)

    def stages(self, x: Tensor) -> Stages:
        top = self.body(x)[-1]
        return Stages((self.heat(self.decoder(top)),), top.mean((2, 3)))
