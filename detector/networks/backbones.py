"""Feature extractors that several systems share, from `pytorchcv` where it has them."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

from detector.networks.mobilenet import scaled

# Units of the four stages of a ResNet (He et al. 2016, table 1), and whether they are bottlenecks.
_UNITS: Final = {18: ((2, 2, 2, 2), False), 34: ((3, 4, 6, 3), False), 50: ((3, 4, 6, 3), True)}
_STEM: Final = 64


class ResNet(nn.Module):
    """A ResNet's maps of stride 2, 4, 8, 16 and 32 of images (B, 3, S, S). No ImageNet weights of it can be reached
    without a download from a hub: it begins from nothing.

    Args:
        layers: 18, 34 or 50.
        width: multiplier of its channels.

    Attributes:
        channels: of the five maps.
    """

    def __init__(self, layers: int, width: float = 1.0) -> None:
        super().__init__()
        from pytorchcv.models.resnet import ResNet as Published

        units, bottleneck = _UNITS[layers]
        stages = [scaled(_STEM * 2**n * (4 if bottleneck else 1), width) for n in range(len(units))]
        stem = scaled(_STEM, width)
        whole = Published([[c] * n for c, n in zip(stages, units, strict=True)], stem, bottleneck, conv1_stride=False)
        first = whole.features.init_block
        self.stem, self.pool = first.conv, first.pool
        self.parts = nn.ModuleList(getattr(whole.features, f"stage{n + 1}") for n in range(len(units)))
        self.channels = (stem, *stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [self.stem(x)]
        x = self.pool(maps[0])
        for part in self.parts:
            x = part(x)
            maps.append(x)
        return maps


class Frozen(nn.Module):
    """A backbone that learns nothing: neither its weights nor its norms' statistics.

    Args:
        backbone: with an attribute `channels`.
    """

    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone.requires_grad_(False)
        self.channels = backbone.channels
        self.train(False)

    def train(self, mode: bool = True) -> Frozen:
        """Stays as it is when the network around it is trained."""
        super().train(False)
        return self

    @torch.no_grad()
    def forward(self, x: Tensor) -> list[Tensor]:
        maps: list[Tensor] = self.backbone(x)
        return maps
