"""Follows one signer's face: points to face actions, held still, eased to neutral where nothing is seen.

Filter delay: that of `avatar.steady`, on what is left of the points without the head's turn.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.expression import REGIONS, ExpressionFit, region_scores, regions
from avatar.face import Neutral, frontal, shown
from avatar.head import Held
from avatar.presence import Presence
from avatar.steady import Steady

Array = NDArray[np.float64]

# How visible a head stays whose face is not seen: a neutral face would be a claim.
FACELESS: Final = 0.6
# Standard deviation of a point at rest, in distances between the eyes.
_NOISE: Final = 0.006
# Points that move together: jaw, brows, nose, each eye, mouth.
_GROUPS: Final = np.repeat(np.arange(6), (17, 10, 9, 6, 6, 20))


class FaceReader:
    """The face of one signer on one avatar. Stateful, as the retargeter is."""

    def __init__(self, fit: ExpressionFit) -> None:
        self._fit = fit
        self._neutral = Neutral(fit.model)
        self._steady = Steady(_GROUPS, np.zeros_like(_GROUPS))
        self._noise = _NOISE * fit.model.width
        self._presence = Presence(len(REGIONS))
        self._region = regions(fit.model.names)
        self._shown = np.zeros(len(fit.model.names))
        self._free: NDArray[np.bool_] | None = None

    def update(self, points: Array, score: Array, held: Held | None, passed: float) -> tuple[Array, float]:
        """Read one pose.

        Args:
            points: (68, 2) in the picture, y up, pixels; finite.
            score: (68,) in 0..1, 0 where a point is unknown.
            held: how the head is held; None where that is unknown.
            passed: seconds since the pose before.

        Returns:
            Strengths (A,) in 0..1 of the face actions, and how surely the face is seen, 0..1.
        """
        weight = np.zeros(len(score))
        read = np.zeros(len(self._shown))
        if held is not None and score.any():
            weight = score * shown(self._fit.model, held)
        sure = region_scores(weight)
        if held is not None and weight.any():
            # The whole face moves with the head; without its turn only the expression is left to rest or move.
            flat = self._steady(frontal(self._fit.model, held, points), self._noise, weight > 0, passed)
            self._neutral.update(flat, weight, passed)
            read, self._free = self._fit(flat, self._neutral.points, weight, self._free)
        toward, easing = self._presence.update(sure, passed)
        self._shown += toward[self._region] * (read - self._shown)
        self._shown *= 1 - easing[self._region]
        return np.clip(self._shown, 0, 1), float(self._presence.visibility.max())
