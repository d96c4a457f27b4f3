"""What is seen now, what is held for a moment, and what eases to rest: per part of the body.

A part that is lost is held for `HOLD` seconds, since keypoints drop out for a frame or two in motion blur, then
eases to rest. Its visibility falls from the first lost frame on, so that what is only held never looks sure. A part
that comes back is caught up with over `CATCH` seconds instead of jumping. Nothing here delays a part that is seen.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rotations import within

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

HOLD: Final = 0.25  # seconds
EASE: Final = 0.35  # seconds to go 63 % of the way to rest
CATCH: Final = 0.12  # seconds
SEEN: Final = 0.15  # the least score of a part that is used at all
SURE: Final = 0.5  # the score from which on a part is drawn as certain
_FADE, _APPEAR = 0.4, 0.1  # seconds from fully visible to invisible, and back


class Presence:
    """Keeps the time since every one of `count` parts was seen."""

    def __init__(self, count: int) -> None:
        self._lost = np.full(count, np.inf)
        self._caught = np.zeros(count)
        self._begun = False
        self.visibility: Array = np.zeros(count)

    def update(self, score: Array, passed: float) -> tuple[Array, Array]:
        """Take in one frame.

        Args:
            score: (count,) 0..1; at least `SEEN` where the part is seen.
            passed: seconds since the frame before.

        Returns:
            Two shares (count,) in 0..1: how far to go from what is shown to what is seen (0 for parts not seen),
            and from what is shown to rest (0 for parts that are seen or held).
        """
        seen = score >= SEEN
        sure = np.where(seen, within((score - SEEN) / (SURE - SEEN), 0, 1), 0.0)
        if not self._begun:
            self._begun = True
            self._caught[:] = 1.0
            self._lost[seen] = 0.0
            self.visibility = sure
            return np.where(seen, 1.0, 0.0), np.where(seen, 0.0, 1.0)
        if passed > 0:
            self._lost = np.where(seen, 0.0, self._lost + passed)
        missing = CATCH * (1 - self._caught)
        toward = np.where(seen, np.where(missing <= passed, 1.0, passed / np.maximum(missing, 1e-9)), 0.0)
        self._caught = np.where(
            seen,
            np.minimum(1.0, self._caught + passed / CATCH),
            np.minimum(self._caught, 1 - np.minimum(self._lost / HOLD, 1)),
        )
        easing = np.where(~seen & (self._lost > HOLD), 1 - np.exp(-passed / EASE), 0.0)
        up, down = passed / _APPEAR, passed / _FADE
        self.visibility = within(sure, self.visibility - down, self.visibility + up)
        return toward, easing
