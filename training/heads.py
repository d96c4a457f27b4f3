"""Ways to read keypoints off the same features, for a comparison: `training.compare`.

Each head answers with `Keypoints`, so that one trainer and one export serve all of them. `heat` is what its own loss
needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.mobilenet import ConvNorm, init_weights
from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from training.losses import heat_loss, place_loss

_SPLIT = 2  # bins of SimCC a pixel
_BINS_SIGMA = 6.0  # bins, of SimCC's targets
_START = -3.0  # the scale starts near an error of 1/20 crop


class Regression(SoftArgmaxNetwork):
    """Coordinates from pooled features, as in the founding paper."""

    def __init__(self, points: int, presences: int) -> None:
        super().__init__(points, presences)
        self.out = nn.Linear(self.backbone.channels[-1] + self.heat.in_channels, points * 4)
        nn.init.normal_(self.out.weight, std=0.01)
        nn.init.zeros_(self.out.bias)

    def read(self, features: Tensor, pooled: Tensor) -> Keypoints:
        """Keypoints; there is no heatmap."""
        out = self.out(pooled).view(-1, self.points, 4)
        xyz = torch.cat([out[..., :2] + 0.5, out[..., 2:3]], dim=2)
        return Keypoints(xyz, out[..., 3] + _START, self.presence(pooled), features.new_zeros(len(pooled), 0))


class SimCC(SoftArgmaxNetwork):
    """A class a column and a class a row (Li et al., ECCV 2022), half a pixel each, from a vector a point.

    Args:
        size: side of the crops in pixels.
    """

    def __init__(self, points: int, presences: int, size: int) -> None:
        super().__init__(points, presences)
        self.bins = size * _SPLIT
        cells = (size // 8) ** 2
        self.mix = nn.Linear(cells, 256)
        self.axes = nn.Linear(256, 2 * self.bins)
        self.more = nn.Linear(256, 2)
        for layer in (self.mix, self.axes, self.more):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def read(self, features: Tensor, pooled: Tensor) -> Keypoints:
        """Keypoints; `heat` holds the logits (B, P, 2, bins) of both axes."""
        vectors = F.relu(self.mix(self.heat(features).flatten(2)))  # (B, P, 256)
        logits = self.axes(vectors).view(*vectors.shape[:2], 2, self.bins)
        centres = (torch.arange(self.bins, dtype=logits.dtype, device=logits.device) + 0.5) / self.bins
        place = (torch.softmax(logits, dim=3) * centres).sum(3)
        more = self.more(vectors)
        return Keypoints(torch.cat([place, more[..., :1]], 2), more[..., 1] + _START, self.presence(pooled), logits)


class FineHeatmap(SoftArgmaxNetwork):
    """Heatmaps of twice the resolution from a light decoder, read around their peak.

    Only the heatmap's own loss teaches where a point is: a peak passes no gradient.
    """

    def __init__(self, points: int, presences: int) -> None:
        super().__init__(points, presences, local=True)
        channels = self.heat.in_channels
        self.finer = nn.Sequential(ConvNorm(channels, channels, 3, groups=channels), ConvNorm(channels, channels))
        init_weights(self.finer)

    def read(self, features: Tensor, pooled: Tensor) -> Keypoints:
        """Keypoints; `heat` has stride 4."""
        return super().read(self.finer(F.interpolate(features, scale_factor=2.0, mode="bilinear")).float(), pooled)


def _simcc_loss(logits: Tensor, points: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of both axes' classes (B, P, 2, bins)."""
    bins = logits.shape[3]
    centres = torch.arange(bins, dtype=points.dtype, device=points.device) + 0.5
    places = torch.where(weight.unsqueeze(2) > 0, points, 0.5)[..., :2]
    targets = torch.softmax(-(centres - places.unsqueeze(3) * bins).square() / (2 * _BINS_SIGMA**2), dim=3)
    entropy = -(targets * torch.log_softmax(logits, dim=3)).sum((2, 3))
    return (entropy * weight).sum() / weight.sum().clamp(min=1.0)


Loss = Callable[[Keypoints, Tensor, Tensor, int], Tensor]


def _soft(out: Keypoints, points: Tensor, weight: Tensor, cells: int) -> Tensor:
    return place_loss(out, points, weight, cells) + 0.2 * heat_loss(out.heat, points, weight)


def _soft_unsure(out: Keypoints, points: Tensor, weight: Tensor, cells: int) -> Tensor:
    return place_loss(out, points, weight, cells, spread=0.0) + 0.2 * heat_loss(out.heat, points, weight)


def _classes(out: Keypoints, points: Tensor, weight: Tensor, cells: int) -> Tensor:
    return place_loss(out, points, weight, cells) + 0.5 * _simcc_loss(out.heat, points, weight)


def _peaks(out: Keypoints, points: Tensor, weight: Tensor, cells: int) -> Tensor:
    return place_loss(out, points, weight, cells) + heat_loss(out.heat, points, weight)


@dataclass(frozen=True)
class Head:
    """One way.

    Attributes:
        build: the network of 21 points and a presence, for crops of a size in pixels.
        loss: of its keypoints, beside that of the presence: out, truth (B, 21, 3), weight (B, 21), cells a crop side.
    """

    build: Callable[[int], nn.Module]
    loss: Loss


HEADS: Final[dict[str, Head]] = {
    "regression": Head(lambda size: Regression(21, 1), place_loss),
    "soft-argmax": Head(lambda size: SoftArgmaxNetwork(21, 1), _soft),
    "soft-argmax, no heatmap loss": Head(lambda size: SoftArgmaxNetwork(21, 1), place_loss),
    "soft-argmax, no uncertainty": Head(lambda size: SoftArgmaxNetwork(21, 1), _soft_unsure),
    "SimCC": Head(lambda size: SimCC(21, 1, size), _classes),
    "heatmap, light decoder": Head(lambda size: FineHeatmap(21, 1), _peaks),
}
