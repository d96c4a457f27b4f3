"""What every keypoint network answers, however it works, so that one trainer, one export and one call serve all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.soft_argmax import Keypoints

_START: Final = -3.0  # a coordinate's expected error starts near 1/20 of the crop
_FAINTEST: Final = 1e-4  # of a map's peak that is told apart


class Stages(NamedTuple):
    """What a network says of a batch of B crops, stage by stage.

    Attributes:
        outputs: of each supervised stage in the order in which they are computed, the answer last: coordinates (B,
            P, 2) in the crop's unit square, or maps (B, P or P + 1, H, W), where the last of P + 1 is the background.
        pooled: (B, F) features of the whole crop.
    """

    outputs: tuple[Tensor, ...]
    pooled: Tensor


class KeypointNetwork(nn.Module, ABC):
    """Crops to keypoints.

    A call needs more than the papers' networks give: depth, and whether there is a hand and whose. That is read by one
    linear layer, whose gradient ends at the pooled features: what a system learns stays as it was published.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs Q.
        pooled: number of pooled features F.
    """

    def __init__(self, points: int, presences: int, pooled: int) -> None:
        super().__init__()
        self.points = points
        self.aside = nn.Linear(pooled, 2 * points + presences)
        nn.init.normal_(self.aside.weight, std=0.01)
        nn.init.zeros_(self.aside.bias)

    @abstractmethod
    def stages(self, x: Tensor) -> Stages:
        """Normalised images (B, 3, S, S), roughly -2..2, to the output of every supervised stage."""

    @abstractmethod
    def places(self, last: Tensor, expected: Tensor) -> tuple[Tensor, Tensor]:
        """The last stage's output, and what is expected aside (B, P), to places (B, P, 2) in the unit square and the
        logarithm (B, P) of their expected error."""

    def forward(self, x: Tensor) -> Keypoints:
        """Normalised images (B, 3, S, S), roughly -2..2; `heat` holds the last stage's output."""
        return self.read(self.stages(x))

    def read(self, out: Stages) -> Keypoints:
        """Keypoints from what `stages` returned."""
        aside = self.aside(out.pooled.detach())
        depth, expected, presence = aside.split((self.points, self.points, aside.shape[1] - 2 * self.points), dim=1)
        places, log_scale = self.places(out.outputs[-1], expected + _START)
        return Keypoints(torch.cat([places, depth.unsqueeze(2)], dim=2), log_scale, presence, out.outputs[-1])


class CoordinateNetwork(KeypointNetwork):
    """A network whose stages are coordinates."""

    def places(self, last: Tensor, expected: Tensor) -> tuple[Tensor, Tensor]:
        return last, expected


class MapNetwork(KeypointNetwork):
    """A network whose stages are maps; its places are their peaks, and its confidence how high they are.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs Q.
        pooled: number of pooled features F.
        finer: where a peak lies: "cell", its cell's centre; "quarter", a quarter of a cell towards the higher neighbour
            (Newell et al. 2016, section 3.4); "cubic", the highest place of the map enlarged to eight times (Wei et al.
            2016 enlarge theirs to the picture).
    """

    def __init__(self, points: int, presences: int, pooled: int, finer: str) -> None:
        super().__init__(points, presences, pooled)
        self.finer = finer

    def places(self, last: Tensor, expected: Tensor) -> tuple[Tensor, Tensor]:
        places, height = peaks(last[:, : self.points], self.finer)
        return places, -torch.log(height.clamp(min=_FAINTEST))


def start_flat(heat: nn.Conv2d) -> None:
    """Nearly every cell of a map is empty: begin there, or the first steps go into unlearning chance."""
    nn.init.normal_(heat.weight, std=0.001)
    if heat.bias is not None:
        nn.init.zeros_(heat.bias)


def peaks(maps: Tensor, finer: str) -> tuple[Tensor, Tensor]:
    """Where maps (B, P, H, W) are highest: places (B, P, 2) in the unit square and heights (B, P)."""
    if finer == "cubic":
        maps = F.interpolate(maps, scale_factor=8.0, mode="bicubic")
    rows, columns = maps.shape[2:]
    height, cell = maps.flatten(2).max(dim=2)
    across, down = cell % columns, torch.div(cell, columns, rounding_mode="floor")
    place = torch.stack([across, down], dim=2).to(maps.dtype) + 0.5
    if finer == "quarter":
        place = place + 0.25 * torch.stack(
            [
                _slope(maps, across, down, columns, (1, 0)),
                _slope(maps, across, down, rows, (0, 1)),
            ],
            dim=2,
        )
    return place / place.new_tensor([columns, rows]), height


def _slope(maps: Tensor, across: Tensor, down: Tensor, cells: int, step: tuple[int, int]) -> Tensor:
    """-1, 0 or 1 (B, P): on which side of a cell the map is higher; 0 at the map's border."""
    flat, columns = maps.flatten(2), maps.shape[3]
    at = across if step[0] else down
    last = maps.shape[2] * columns - 1
    cell = down * columns + across
    stride = step[0] + step[1] * columns
    after = flat.gather(2, (cell + stride).clamp(max=last).unsqueeze(2)).squeeze(2)
    before = flat.gather(2, (cell - stride).clamp(min=0).unsqueeze(2)).squeeze(2)
    inside = (at > 0) & (at < cells - 1)
    return torch.sign(after - before) * inside
