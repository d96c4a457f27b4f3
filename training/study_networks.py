"""The founding paper's networks: MobileNets whose pooled features are regressed to coordinates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor, nn

from detector.networks.mobilenet import MobileNetV2, init_weights
from detector.networks.mobilenet_v1 import MobileNetV1
from detector.networks.regression import Last
from detector.skeleton import HAND_POINTS


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
    "MobileNet v2 1.0": lambda: Regressor(Last(MobileNetV2(1.0))),
    "MobileNet v2 0.5": lambda: Regressor(Last(MobileNetV2(0.5))),
}
PAPERS: Final = "MobileNet v2 0.5"  # the paper's choice, and what retraining is studied with


def build(name: str, seed: int) -> Regressor:
    """A network with fresh weights, the same for a seed."""
    torch.manual_seed(seed)
    return NETWORKS[name]()
