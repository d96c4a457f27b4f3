"""Framing oneself at the first start: where to move, and whether what is asked for has held long enough. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from app.legibility import SMALL, Edge, outside, shoulder_width, signing_space
from detector.pose import Pose
from detector.skeleton import FACE

# At ease the face's points move less than this share of its size between two frames.
AT_EASE: Final = 0.04
_SEEN: Final = 0.9  # of the face's points
_MOST_S: Final = 0.5  # a frame stands for no more time than this


class Move(Enum):
    """What to do so that the signing space fits into the picture."""

    SIT_BEFORE_IT = "sit before the camera"
    BACK = "back"
    NEARER = "nearer"
    LEFT = "left"
    RIGHT = "right"
    HIGHER = "camera higher"
    LOWER = "camera lower"
    STAY = "stay"


def move(pose: Pose) -> Move:
    """Where the signer has to move. Left and right are the signer's own."""
    space = signing_space(pose)
    if space is None:
        return Move.SIT_BEFORE_IT
    edges = outside(space, (pose.width, pose.height))
    if {Edge.LEFT, Edge.RIGHT} <= edges or {Edge.TOP, Edge.BOTTOM} <= edges:
        return Move.BACK
    # The camera looks at the signer: what is left in the picture is at the signer's right.
    for edge, way in (
        (Edge.LEFT, Move.LEFT),
        (Edge.RIGHT, Move.RIGHT),
        (Edge.TOP, Move.HIGHER),
        (Edge.BOTTOM, Move.LOWER),
    ):
        if edge in edges:
            return way
    return Move.NEARER if shoulder_width(pose) < SMALL * max(pose.width, pose.height) else Move.STAY


def at_ease(pose: Pose, before: Pose | None) -> bool:
    """Whether the face is seen and rests."""
    known = pose.known[FACE]
    if known.mean() < _SEEN or before is None:
        return False
    both = known & before.known[FACE]
    if not both.any():
        return False
    now, then = (each.xyz[FACE, :2][both] for each in (pose, before))
    size = float(np.ptp(now, axis=0).max())
    return bool(np.hypot(*(now - then).T).mean() < AT_EASE * size)


@dataclass
class Hold:
    """Whether something has held for long enough; a moment without it sets it back by no more than that moment.

    Attributes:
        need_s: how long, seconds.
    """

    need_s: float
    _held_s: float = 0.0
    _last_us: int | None = None

    def see(self, good: bool, time_us: int) -> float:
        """Take in a frame.

        Args:
            good: whether it is as it should be.
            time_us: when that was, microseconds of a clock that never goes back.

        Returns:
            How much of the time is over, 0 to 1.
        """
        passed = 0.0 if self._last_us is None else min(max(time_us - self._last_us, 0) / 1e6, _MOST_S)
        self._last_us = time_us
        self._held_s = min(self.need_s, self._held_s + passed) if good else max(0.0, self._held_s - passed)
        return self._held_s / self.need_s
