"""Predicts where the points of a pose are from a reference pose and from points decoded already.

A point that the reference knows moves as the points around it have moved: a weighted sum of the motions of up to
three of them, with trained weights. Everything is whole numbers, so that both sides predict the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.skeleton import K
from transport.codec_layout import LEVELS, PARENT, PART_OF, UNITS_PER_PIXEL, Ints, load_table

Mask = NDArray[np.bool_]

PREDICTORS: Final = 3
WEIGHT_BITS: Final = 6  # weights are in 64ths

_PARENTS: Final[Ints] = np.array(PARENT, dtype=np.int64)
_SAME_PART: Final[Mask] = np.array([p >= 0 and PART_OF[p] == PART_OF[i] for i, p in enumerate(PARENT)])
# Weight of the motion of the nearest known point on the way to the nose, where a trained predictor is missing: x, y, z.
_SHARED_MOTION: Final[Ints] = np.array([56, 56, 32], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Prediction:
    """Trained weights.

    Attributes:
        points: int64 (K, PREDICTORS): the points whose motions predict each point, all of lower levels; the point
            itself stands for none.
        weights: int64 (K, PREDICTORS, 3): their weights for x, y and z, in 64ths.
    """

    points: Ints
    weights: Ints


def shipped() -> Prediction:
    """The weights of this version of the format."""
    return Prediction(
        np.array(load_table("predictors"), dtype=np.int64), np.array(load_table("weights"), dtype=np.int64)
    )


PREDICTION: Final = shipped()


class Predictor:
    """Predicts the coordinates of one pose, level by level from the nose outward.

    Args:
        units: int64 (K, 3): coordinates of the reference.
        seen: bool (K,): which of them it knows.
        known: bool (K,): which points the pose knows.
        size: width and height of the frame in pixels.
        prediction: weights.

    Attributes:
        units: int64 (K, 3): the pose's coordinates, set level by level by the caller.
    """

    def __init__(
        self, units: Ints, seen: Mask, known: Mask, size: tuple[int, int], prediction: Prediction = PREDICTION
    ) -> None:
        self._reference = units
        self._seen = seen
        self._both = seen & known
        self._prediction = prediction
        self.units: Ints = np.zeros((K, 3), np.int64)
        self._centre = np.array([size[0], size[1], 0], np.int64) * (UNITS_PER_PIXEL // 2)
        # The nearest known point on the way to the nose, -1 for none, and whether it is of the same part.
        anchors = np.full(K, -1, np.int64)
        same_part = np.zeros(K, np.bool_)
        for level in LEVELS[1:]:
            parents = _PARENTS[level]
            anchors[level] = np.where(known[parents], parents, anchors[parents])
            same_part[level] = _SAME_PART[level] & (known[parents] | same_part[parents])
        self._anchors = anchors
        # Depth has its own origin in every part (detector.pose.Pose), so it is never handed from part to part.
        self._depth = same_part
        self._trained: Mask = np.all(self._both[prediction.points], axis=1)

    def predict(self, points: Ints) -> Ints:
        """int64 (n, 3): predicted coordinates of points of one level, when all lower levels are set in ``units``."""
        seen = self._seen[points]
        result = np.empty((len(points), 3), np.int64)
        if seen.any():
            old = points[seen]
            result[seen] = self._reference[old] + self._motion(old)
        if not seen.all():
            result[~seen] = self._start(points[~seen])
        return result

    def _motion(self, points: Ints) -> Ints:
        trained = self._trained[points]
        others = self._prediction.points[points]
        moved = self.units[others] - self._reference[others]
        # The point itself, which stands for "none", has weight 0: its own coordinate is not known yet.
        motion: Ints = (moved * self._prediction.weights[points]).sum(axis=1)
        if not trained.all():
            rest = points[~trained]
            anchors = self._anchors[rest]
            usable = (anchors >= 0) & self._both[anchors]
            simple = np.where(usable[:, None], (self.units[anchors] - self._reference[anchors]) * _SHARED_MOTION, 0)
            simple[~self._depth[rest], 2] = 0
            motion[~trained] = simple
        return motion >> WEIGHT_BITS

    def _start(self, points: Ints) -> Ints:
        anchors = self._anchors[points]
        start: Ints = np.where((anchors >= 0)[:, None], self.units[anchors], self._centre)
        start[~self._depth[points], 2] = 0
        return start
