"""The founding paper's networks: MobileNets whose pooled features are regressed to coordinates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor, nn

from detector.networks.mobilenet import ConvNorm, MobileNetV2, init_weights, scaled
from detector.skeleton import HAND_POINTS

# (channels, stride) of the thirteen blocks, table 1 of Howard et al. 2017.
_BLOCKS: Final = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))


class MobileNetV1(nn.Sequential):
    """MobileNet (Howard et al. 2017) as a feature extractor: images (B, 3, H, W) to (B, C, H/32, W/32).

    Args:
        width: depth multiplier.

    Attributes:
        out: channels C.
    """

    def __init__(self, width: float) -> None:
        channels = scaled(32, width)
        layers: list[nn.Module] = [ConvNorm(3, channels, 3, 2)]
        for wanted, stride in _BLOCKS:
            layers += [
                ConvNorm(channels, channels, 3, stride, groups=channels),
                ConvNorm(channels, channels := scaled(wanted, width)),
            ]
        super().__init__(*layers)
        self.out = channels


class Last(nn.Module):
    """MobileNetV2's coarsest map alone.

    Args:
        width: depth multiplier.
    """

    def __init__(self, width: float) -> None:
        super().__init__()
        self.body = MobileNetV2(width)
        self.out = self.body.channels[-1]

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) to (B, C, H/32, W/32)."""
        last: Tensor = self.body(x)[-1]
        return last


class Regressor(nn.Module):
    """Images (B, 3, S, S) to points (B, 21, 2) in the crop's unit square.

    Args:
        features: with an attribute `out`, its channels.
    """

    def __init__(self, features: MobileNetV1 | Last) -> None:
        super().__init__()
        self.features = features
        self.out = nn.Linear(features.out, 2 * len(HAND_POINTS))
        init_weights(self)

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.features(x).mean((2, 3))
        return self.out(pooled).view(-1, len(HAND_POINTS), 2) + 0.5


NETWORKS: Final[dict[str, Callable[[], Regressor]]] = {
    "MobileNet v1 1.0": lambda: Regressor(MobileNetV1(1.0)),
    "MobileNet v1 0.5": lambda: Regressor(MobileNetV1(0.5)),
    "MobileNet v2 1.0": lambda: Regressor(Last(1.0)),
    "MobileNet v2 0.5": lambda: Regressor(Last(0.5)),
}
PAPERS: Final = "MobileNet v2 0.5"  # the paper's choice, and what retraining is studied with


def build(name: str, seed: int) -> Regressor:
    """A network with fresh weights, the same for a seed."""
    torch.manual_seed(seed)
    return NETWORKS[name]()
