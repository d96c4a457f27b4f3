"""Fingers stay on the palm's own side: a fist's fingertips lie on the palm, the thumb on the fingers, never inside.

The picture alone does not tell: a fingertip at the middle of the palm may be before it or within it, and a thumb that
crosses a fist before or behind the fingers. What is inside would be drawn as a hand without fingers or thumb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.hands import HINGES, POINTS, HandModel, Indices
from avatar.rotations import within
from detector.skeleton import hand_index

Array = NDArray[np.float64]

# The keypoints that could be inside: the outer two of each finger, and of the thumb.
_OUTER: Final[Indices] = np.array([4 * finger + joint for finger in range(1, 5) for joint in (3, 4)])
_THUMB: Final[Indices] = np.array([3, 4])
_PIP, _DIP, _TIP = (np.array([4 * finger + joint for finger in range(1, 5)]) for joint in (2, 3, 4))
_INDEX, _MIDDLE, _LITTLE = (hand_index(f"{finger}_mcp") for finger in ("index", "middle", "little"))
_ROWS: Final = len(_OUTER) + len(_THUMB)

# Palm lengths: half a palm and half a finger thick, and how far below the knuckles it counts wholly.
_CLEAR: Final = 0.22
_BELOW: Final = 0.15
_SD: Final = 0.03
# A finger that lies lower than this leaves no room for the thumb between itself and the palm; the thumb over it is
# higher by half of each, where it is no farther aside than half the finger's width, and counts less up to its edge.
_FOLDED: Final = 0.45
_OVER: Final = 0.26
_ASIDE, _EDGE = 0.18, 0.07


@dataclass(frozen=True, eq=False)
class Deep:
    """What of N hands lies too deep.

    Attributes:
        rows: (N, rows, 21) heights over the palm that are asked for, as sums of the keypoints'.
        short: (N, rows) by how much they are too low, metres.
        weight: (N, rows) how much that counts, one over square metres; 0 where nothing is too deep.
    """

    rows: Array
    short: Array
    weight: Array

    def only(self, which: Indices) -> Deep:
        """Some of the hands."""
        return Deep(self.rows[which], self.short[which], self.weight[which])


class PalmSide:
    """The planes of the palms of one rig's hands, each in its hand's own frame.

    Attributes:
        normal: (2, 3) out of the palm.
    """

    def __init__(self, model: HandModel, palm: Array) -> None:
        """Args:
        model: the hands.
        palm: (2,) their palms' lengths, metres.
        """
        points = model.bend(np.array([0, 1]), np.zeros((2, 5, 5))).points
        along = points[:, _MIDDLE] - points[:, 0]
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        self.normal = np.cross(points[:, _INDEX] - points[:, 0], points[:, _LITTLE] - points[:, 0])
        self.normal *= np.array(((-1.0,), (1.0,))) / np.linalg.norm(self.normal, axis=1, keepdims=True)
        # Columns: out of the palm, toward the fingers, across; in palm lengths.
        self._axes = np.stack((self.normal, along, np.cross(along, self.normal)), axis=2) / palm[:, None, None]
        self._wrist = points[:, 0]
        self._end = ((points[:, _MIDDLE] - points[:, 0]) * along).sum(axis=1) / palm
        self._palm = palm

    def __call__(self, side: Indices, points: Array) -> Deep:
        """What lies too deep.

        Args:
            side: int (N,): 0 left, 1 right.
            points: (N, 21, 3) keypoints in the hands' own frames, metres.
        """
        count = len(side)
        at = (points - self._wrist[side, None]) @ self._axes[side]
        height, along = at[..., 0], at[..., 1]
        end = self._end[side, None]
        rows = np.zeros((count, _ROWS, POINTS))
        short, weight = np.empty((count, _ROWS)), np.empty((count, _ROWS))
        fingers = slice(0, len(_OUTER))
        rows[:, np.arange(len(_OUTER)), _OUTER] = 1.0
        short[:, fingers] = _CLEAR - height[:, _OUTER]
        weight[:, fingers] = within((end - along[:, _OUTER]) / _BELOW, 0, 1)

        # Of the thumb's two points before each of the four fingers, (N, 2, 4): the finger it should lie higher above.
        pip, dip = at[:, None, _PIP], at[:, None, _DIP]
        thumb = at[:, _THUMB][:, :, None]
        share = within((pip[..., 1] - thumb[..., 1]) / np.maximum(pip[..., 1] - dip[..., 1], 0.05), 0, 1)
        beneath = pip + share[..., None] * (dip - pip)
        over = _OVER + beneath[..., 0] - thumb[..., 0]
        covered = within((_ASIDE - np.abs(thumb[..., 2] - beneath[..., 2])) / _EDGE, 0, 1)
        folded = (height[:, _DIP] < _FOLDED) & (along[:, _TIP] < end)
        covered *= folded[:, None] & (thumb[..., 1] > along[:, None, _TIP]) & (thumb[..., 1] < pip[..., 1])
        worst = (over * covered).argmax(axis=2)[..., None]
        part = np.take_along_axis(share, worst, axis=2)[..., 0]
        hand, row = np.arange(count)[:, None], np.arange(len(_OUTER), _ROWS)
        rows[hand, row, _THUMB] = 1.0
        rows[hand, row, _PIP[worst[..., 0]]] = part - 1
        rows[hand, row, _DIP[worst[..., 0]]] = -part
        short[:, row] = np.take_along_axis(over, worst, axis=2)[..., 0]
        weight[:, row] = np.take_along_axis(covered, worst, axis=2)[..., 0]
        return Deep(rows, short * self._palm[side, None], weight * (short > 0) / (_SD * self._palm[side, None]) ** 2)

    def slopes(self, side: Indices, deep: Deep, slopes: Array) -> Array:
        """(N, rows, 25): how the rows rise with the hinges, of the keypoints' slopes (N, 21, 3, 25)."""
        rising = (self.normal[side][:, None, None] @ slopes).reshape(len(side), POINTS, HINGES)
        return np.asarray(deep.rows @ rising)
