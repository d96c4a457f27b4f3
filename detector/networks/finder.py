"""The finder: a whole picture to the keypoints of an upper body and to every hand in it."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork, cell_centres

# Maps of the hand detector, in this order.
CENTRE, OFFSET_X, OFFSET_Y, LOG_SIZE, AXIS_X, AXIS_Y, RIGHT = range(7)
MAPS = 7
BEST = 4  # hands that are read out


class Finding(NamedTuple):
    """What the finder says of a batch of B pictures.

    Attributes:
        body: the upper body's keypoints.
        hands: (B, MAPS, H, W): logit that a hand's centre lies in the cell; offset of the centre from the cell's, in
            cells; log of the hand's extent in picture sides; the axis from wrist to middle MCP (x right, y down); logit
            that it is a right hand.
    """

    body: Keypoints
    hands: Tensor


class FinderNetwork(nn.Module):
    """`SoftArgmaxNetwork` for the body, and on the same features a centre-point detector of hands (Zhou et al. 2019,
    "Objects as Points"). A hand is looked for everywhere alike, whoever's it is and however many there are: with few
    people to learn from, that carries over to new ones far better than two sets of keypoint maps, one a side, did.

    Args:
        points: number of body keypoints.
        width: depth multiplier of MobileNetV2.
        channels: of the feature pyramid.
    """

    def __init__(self, points: int, width: float = 0.5, channels: int = 64) -> None:
        super().__init__()
        self.body = SoftArgmaxNetwork(points, points, width, channels, local=True)
        self.hands = nn.Sequential(self.body.separable(channels), nn.Conv2d(channels, MAPS, 1))
        head = self.hands[1]
        assert isinstance(head, nn.Conv2d)
        nn.init.normal_(head.weight, std=0.01)
        nn.init.zeros_(head.bias)  # type: ignore[arg-type]
        # Nearly every cell is empty: starting there keeps the first steps from drowning in false alarms.
        head.bias.data[CENTRE] = -4.0  # type: ignore[union-attr]
        head.bias.data[LOG_SIZE] = -1.5  # type: ignore[union-attr]

    def forward(self, x: Tensor) -> Finding:
        """Normalised pictures (B, 3, S, S), S a multiple of 32."""
        features, pooled = self.body.features(x)
        return Finding(self.body.read(features, pooled), self.hands[1](self.hands[0](features).float()))


def read_hands(maps: Tensor) -> Tensor:
    """The BEST likeliest hands of each picture.

    Args:
        maps: (B, MAPS, H, W) of `Finding.hands`.

    Returns:
        (B, BEST, 7): chance that there is a hand, centre u and v in the unit square, extent in picture sides, axis x
        and y (unit length), chance that it is a right hand.
    """
    height, width = maps.shape[2:]
    chance = torch.sigmoid(maps[:, CENTRE])
    # A hand is where its cell is the highest of its neighbours.
    highest = F.max_pool2d(chance.unsqueeze(1), 3, stride=1, padding=1).squeeze(1)
    score, cell = torch.topk(torch.where(chance == highest, chance, 0.0).flatten(1), BEST, dim=1)  # (B, BEST)
    at = maps.flatten(2).gather(2, cell.unsqueeze(1).expand(-1, MAPS, -1))  # (B, MAPS, BEST)
    across = cell_centres(width, maps).repeat(height)[cell]
    down = cell_centres(height, maps).repeat_interleave(width)[cell]
    length = (at[:, AXIS_X].square() + at[:, AXIS_Y].square()).sqrt().clamp(min=1e-6)
    return torch.stack(
        [
            score,
            across + at[:, OFFSET_X] / width,
            down + at[:, OFFSET_Y] / height,
            torch.exp(at[:, LOG_SIZE].clamp(-5.0, 1.0)),
            at[:, AXIS_X] / length,
            at[:, AXIS_Y] / length,
            torch.sigmoid(at[:, RIGHT]),
        ],
        dim=2,
    )
