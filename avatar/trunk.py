"""Torso and neck: how the signer leans, turns and lifts a shoulder, and how the neck carries the head.

Turns here are world-aligned: away from rest, relative to the bone below, in world directions at rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.limits import CLAVICLE_LIFT, HEAD, TRUNK_LEAN, TRUNK_TURN
from avatar.rig import Rig
from avatar.rotations import about, from_vector, to_vector, within
from detector.skeleton import index

Array = NDArray[np.float64]

_SHOULDERS: Final = (index("left_shoulder"), index("right_shoulder"))

# What share of the lean, the turn and the shoulder line's remaining tilt each spine bone takes, lowest first.
_SPINE: Final = (
    ("spine05", 0.6, 0.0, 0.0),
    ("spine04", 0.4, 0.25, 0.0),
    ("spine03", 0.0, 0.25, 0.2),
    ("spine02", 0.0, 0.25, 0.4),
    ("spine01", 0.0, 0.25, 0.4),
)
_NECK: Final = ("neck01", "neck02", "neck03", "head")
_SPINE_TILT: Final = 0.5  # of the tilt that lean does not explain; the collar bones take the rest

# A turned trunk looks narrower, but noise of 3 % in the width already reads as 14 degrees; and the small network's
# z reads too much. So z says which way and how far, at half its word, and the width how far at most.
_Z_WORD: Final = 0.5
_TURN_SLACK: Final = np.deg2rad(6.0)


@dataclass(frozen=True, eq=False)
class Torso:
    """How the torso is held.

    Attributes:
        lean: radians about z: to the viewer's left is positive.
        turn: radians about y: the viewer's right side away from the viewer is positive.
        tilt: radians about z of the shoulder line beyond the lean.
    """

    lean: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0


class TrunkModel:
    """Torso and neck of one rig."""

    def __init__(self, rig: Rig) -> None:
        self.spine = np.array([rig.index(name) for name, *_ in _SPINE])
        self.neck = np.array([rig.index(name) for name in _NECK])
        self.clavicles = np.array([rig.index("clavicle.L"), rig.index("clavicle.R")])
        shoulders = np.array([rig.heads[rig.index(f"upperarm01.{letter}")] for letter in "LR"], np.float64)
        self.shoulders = shoulders
        self.width = float(np.linalg.norm(shoulders[0] - shoulders[1]))
        waist = rig.heads[rig.index("spine05")].astype(np.float64)
        self._lever = float(shoulders[:, 1].mean() - waist[1])

    def torso(self, points: Array, known: NDArray[np.bool_], sway: float, widest: float) -> Torso | None:
        """Read the torso off both shoulders.

        Args:
            points: (K, 3) keypoints in metres, world directions.
            known: bool (K,).
            sway: how far to the viewer's right the shoulders are from their usual place, metres.
            widest: the signer's usual shoulder width, metres.

        Returns:
            None where a shoulder is unknown.
        """
        if not known[list(_SHOULDERS)].all():
            return None
        line = points[_SHOULDERS[0]] - points[_SHOULDERS[1]]
        across = max(float(np.hypot(line[0], line[1])), 1e-6)
        lean = -float(np.arcsin(within(sway / self._lever, -1, 1)))
        lean = float(within(lean, -TRUNK_LEAN, TRUNK_LEAN))
        seen = -float(np.arctan2(line[2], across)) * _Z_WORD
        most = float(np.arccos(within(across / max(widest, 1e-6), 0, 1))) + _TURN_SLACK
        most = min(most, TRUNK_TURN)
        tilt = float(np.arctan2(line[1], max(line[0], 0.3 * across))) - lean
        low, high = CLAVICLE_LIFT
        most_tilt = 2 * max(-low, high)
        return Torso(lean, float(within(seen, -most, most)), float(within(tilt, -most_tilt, most_tilt)))

    def spine_turns(self, torso: Torso) -> Array:
        """World-aligned turns (5, 3, 3) of the spine bones, lowest first."""
        shares = np.array([share for _, *share in _SPINE])
        rolls = shares[:, 0] * torso.lean + shares[:, 2] * torso.tilt * _SPINE_TILT
        return about(1, shares[:, 1] * torso.turn) @ about(2, rolls)

    def clavicle_turns(self, torso: Torso) -> Array:
        """World-aligned turns (2, 3, 3) of the collar bones, left and right."""
        lift = torso.tilt * (1 - _SPINE_TILT)
        low, high = CLAVICLE_LIFT
        return about(2, np.array([within(lift, low, high), -within(-lift, low, high)]))

    def neck_turns(self, below: Array, head: Array) -> Array:
        """World-aligned turns (4, 3, 3) of the neck bones and the head.

        Args:
            below: (3, 3) turn of the uppermost spine bone in the world.
            head: (3, 3) turn of the head in the world.
        """
        limited = within(to_vector(below.T @ head), -HEAD, HEAD)
        return np.broadcast_to(from_vector(limited / len(_NECK)), (len(_NECK), 3, 3))


def eased(torso: Torso, share: float) -> Torso:
    """A torso that has gone `share` (0..1) of its way back upright."""
    keep = 1 - share
    return Torso(torso.lean * keep, torso.turn * keep, torso.tilt * keep)
