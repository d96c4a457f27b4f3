"""Holds still what rests, without delaying what moves: a running mean of points that starts anew when they move.

While a group of points stays within its noise, each new frame counts less, as in the mean of all frames since it came
to rest (at most `_LONGEST` of them). How far the whole group is from that mean tells whether it moves: the noise of
single points cancels out there, so that a small movement of a whole finger or hand is noticed at once, and the newest
frame counts alone.

Filter delay: none from `_MOVES` noises a frame on (hands: some 1.2 hand sizes a second, slow signing); below, what is
shown is never farther behind than that, and catches up within `_LONGEST` frames.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rotations import within
from detector.skeleton import BODY, HANDS, SIDES, K, index

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FRAME: Final = 1 / 30  # seconds
_LONGEST: Final = 20.0  # frames
# In standard deviations of the noise (root mean square over a group): up to where a group rests, from where it moves.
_RESTS: Final = 1.15
_MOVES: Final = 2.6
_UNCERTAIN: Final = 1.1  # over the root of the number of values: by how much more few values spread at rest


class Steady:
    """Steadies P points; each belongs to one small group, and to one large one that can carry it along."""

    def __init__(self, small: NDArray[np.int64], large: NDArray[np.int64], columns: int = 2) -> None:
        """Prepare.

        Args:
            small: int (P,): which group each point belongs to, from 0.
            large: int (P,): which large group, from 0.
            columns: how many coordinates of a point tell whether it moves.
        """
        self._columns = columns
        self._small, self._large = small, small.max() + 1 + large
        count = int(self._large.max()) + 1
        self._members = np.zeros((count, len(small)))
        self._members[self._small, np.arange(len(small))] = 1.0
        self._members[self._large, np.arange(len(small))] = 1.0
        self.reset()

    def reset(self) -> None:
        """Forget everything seen."""
        self._mean: Array | None = None
        self._frames = np.zeros(len(self._small))

    def __call__(self, points: Array, noise: Array | float, known: Mask, passed: float) -> Array:
        """Take in one frame.

        Args:
            points: (P, D). Finite where known.
            noise: (P,) or one for all: standard deviation of a coordinate at rest.
            known: bool (P,): points not known are passed on, and begin anew when they come back.
            passed: seconds since the frame before.

        Returns:
            (P, D) steadied.
        """
        if self._mean is None:
            self._mean = points.copy()
            self._frames = known.astype(np.float64)
            return points.copy()
        old = known & (self._frames > 0)
        away = np.where(old[:, None], points - self._mean, 0.0)
        square = (away[:, : self._columns] ** 2).sum(axis=1) / np.square(noise)
        values = self._columns * (self._members @ old)
        far = np.sqrt(self._members @ square / np.maximum(values, 1))
        rests = _RESTS + _UNCERTAIN / np.sqrt(np.maximum(values, 1))
        moves = within((far - rests) / (_MOVES - _RESTS), 0, 1)
        moving = np.maximum(moves[self._small], moves[self._large])
        lapsed = passed / _FRAME
        self._frames = np.where(old, np.minimum(self._frames * (1 - moving) + lapsed, _LONGEST), known * 1.0)
        share = np.where(old, within(lapsed / np.maximum(self._frames, 1e-9), 0, 1), 1.0)
        self._mean = self._mean + share[:, None] * np.where(known[:, None], points - self._mean, 0.0)
        self._mean = np.where(known[:, None], self._mean, points)
        return self._mean.copy()


def body_and_hands() -> tuple[Steady, NDArray[np.int64]]:
    """For the keypoints of a pose but those of the face; and which keypoints these are (P,), in their order.

    Fingers may move alone, a hand moves as a whole; so do shoulders with head and hips. Elbows move by themselves.
    """
    small = np.full(K, -1)
    large = np.full(K, -1)
    small[BODY], large[BODY] = 0, 0
    for number, side in enumerate(SIDES):
        elbow, wrist = index(f"{side}_elbow"), index(f"{side}_wrist")
        small[elbow] = large[elbow] = 1 + number
        hand = HANDS[side]
        small[hand] = 3 + 6 * number + np.repeat(np.arange(6), (1, 4, 4, 4, 4, 4))
        large[hand] = 3 + number
        small[wrist], large[wrist] = small[hand.start], large[hand.start]
    for side in SIDES:
        small[[index(f"{side}_shoulder"), index(f"{side}_hip")]] = 15
    points = np.flatnonzero(small >= 0)
    return Steady(small[points], large[points]), points
