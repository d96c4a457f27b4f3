"""Torso and head: how the signer leans, turns, lifts a shoulder, nods and turns the head.

Turns here are world-aligned: away from rest, relative to the bone below, in world directions at rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.landmarks import Landmarks
from avatar.limits import CLAVICLE_LIFT, HEAD, TRUNK_LEAN, TRUNK_TURN
from avatar.rig import Rig
from avatar.rotations import about, from_vector, part_way, to_vector
from detector.skeleton import index

Array = NDArray[np.float64]

HEAD_POINTS: Final = tuple(index(name) for name in ("nose", "left_eye", "right_eye", "left_ear", "right_ear"))
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

_HEAD_STEPS: Final = 4
_HEAD_CLOSE: Final = 0.01  # radians: the next step would be a hundredth of a degree
_HEAD_XY: Final = 0.012  # metres
_HEAD_UPRIGHT: Final = np.deg2rad(np.array((25.0, 45.0, 30.0)))  # prior: nod, turn, tilt
_HEAD_SCALE: Final = 0.15
_NOD_SECONDS: Final = 20.0  # over which the usual nod counts as looking straight ahead
_NOD_TRUST: Final = 2.0  # seconds that the camera's being level counts for


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
    """Torso and head of one rig."""

    def __init__(self, rig: Rig, landmarks: Landmarks) -> None:
        self.spine = np.array([rig.index(name) for name, *_ in _SPINE])
        self.neck = np.array([rig.index(name) for name in _NECK])
        self.clavicles = np.array([rig.index("clavicle.L"), rig.index("clavicle.R")])
        shoulders = np.array([rig.heads[rig.index(f"upperarm01.{letter}")] for letter in "LR"], np.float64)
        self.shoulders = shoulders
        self.width = float(np.linalg.norm(shoulders[0] - shoulders[1]))
        waist = rig.heads[rig.index("spine05")].astype(np.float64)
        self._lever = float(shoulders[:, 1].mean() - waist[1])
        head = rig.rest[self.neck[-1]].astype(np.float64)
        points = np.array([landmarks.offset[k] for k in HEAD_POINTS], np.float64)
        self._head = points @ head[:3, :3].T  # world directions, from the head bone's joint
        self.head_size = float(np.linalg.norm(self._head - self._head.mean(axis=0), axis=1).mean())

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
        lean = -float(np.arcsin(np.clip(sway / self._lever, -1, 1)))
        lean = float(np.clip(lean, -TRUNK_LEAN, TRUNK_LEAN))
        seen = -float(np.arctan2(line[2], across)) * _Z_WORD
        most = float(np.arccos(np.clip(across / max(widest, 1e-6), 0, 1))) + _TURN_SLACK
        most = min(most, TRUNK_TURN)
        tilt = float(np.arctan2(line[1], max(line[0], 0.3 * across))) - lean
        low, high = CLAVICLE_LIFT
        most_tilt = 2 * max(-low, high)
        return Torso(lean, float(np.clip(seen, -most, most)), float(np.clip(tilt, -most_tilt, most_tilt)))

    def spine_turns(self, torso: Torso) -> Array:
        """World-aligned turns (5, 3, 3) of the spine bones, lowest first."""
        shares = np.array([share for _, *share in _SPINE])
        rolls = shares[:, 0] * torso.lean + shares[:, 2] * torso.tilt * _SPINE_TILT
        return about(1, shares[:, 1] * torso.turn) @ about(2, rolls)

    def clavicle_turns(self, torso: Torso) -> Array:
        """World-aligned turns (2, 3, 3) of the collar bones, left and right."""
        lift = torso.tilt * (1 - _SPINE_TILT)
        low, high = CLAVICLE_LIFT
        return about(2, np.array([np.clip(lift, low, high), -np.clip(-lift, low, high)]))

    def neck_turns(self, below: Array, head: Array) -> Array:
        """World-aligned turns (4, 3, 3) of the neck bones and the head.

        Args:
            below: (3, 3) turn of the uppermost spine bone in the world.
            head: (3, 3) turn of the head in the world.
        """
        limited = np.clip(to_vector(below.T @ head), -HEAD, HEAD)
        return np.broadcast_to(from_vector(limited / len(_NECK)), (len(_NECK), 3, 3))

    def head(self, points: Array, weight: Array, before: Array, scale: float) -> tuple[Array, float] | None:
        """Fit the head's turn to nose, eyes and ears in the picture (weak perspective, Gauss-Newton).

        Args:
            points: (5, 3) of `HEAD_POINTS`, world directions, pixels; finite where the weight is not 0.
            weight: (5,) in 0..1.
            before: (3, 3) turn to start from.
            scale: metres a pixel as the body has it; 0 where unknown.

        Returns:
            The turn (3, 3) in the world and the head's own scale, metres a pixel; None where fewer than three
            points are known.
        """
        if (weight > 0).sum() < 3:
            return None
        w = weight / weight.sum()
        seen = np.where(weight[:, None] > 0, points[:, :2], 0.0)
        seen = seen - w @ seen
        model = self._head - w @ self._head
        spread = float(np.sqrt((w * (seen**2).sum(axis=1)).sum()))
        if spread < 1e-6:
            return None
        own = float(np.sqrt((w * (model[:, :2] ** 2).sum(axis=1)).sum())) / spread
        expected = scale if scale > 0 else own
        turn, log_scale = before, np.log(expected)
        precision = np.repeat(weight, 2) / _HEAD_XY**2
        for _ in range(_HEAD_STEPS):
            p = model @ turn.T
            m = np.exp(log_scale)
            slopes = np.zeros((5, 2, 4))
            slopes[:, 0, 1], slopes[:, 0, 2] = p[:, 2], -p[:, 1]
            slopes[:, 1, 0], slopes[:, 1, 2] = -p[:, 2], p[:, 0]
            slopes[:, :, 3] = -m * seen
            rows = slopes.reshape(10, 4)
            rest = (m * seen - p[:, :2]).reshape(10)
            normal = (rows * precision[:, None]).T @ rows
            right = (rows * precision[:, None]).T @ rest
            upright = _HEAD_UPRIGHT**-2
            normal[[0, 1, 2], [0, 1, 2]] += upright
            right[:3] -= upright * to_vector(turn)
            normal[3, 3] += _HEAD_SCALE**-2
            right[3] -= (log_scale - np.log(expected)) * _HEAD_SCALE**-2
            move = np.linalg.solve(normal, right)
            turn = from_vector(np.clip(move[:3], -0.7, 0.7)) @ turn
            log_scale += float(np.clip(move[3], -0.3, 0.3))
            if np.abs(move).max() < _HEAD_CLOSE:
                break
        return turn, float(np.exp(log_scale))


class NodMemory:
    """What nod counts as looking ahead: cameras look up or down at people, and faces differ.

    The camera's being level is believed for `_NOD_TRUST` seconds' worth; then the running mean takes over.
    """

    def __init__(self) -> None:
        self._mean = 0.0
        self._seconds = _NOD_TRUST

    def level(self, turn: Array, passed: float) -> Array:
        """The head's turn without the usual nod.

        Args:
            turn: (3, 3) as fitted.
            passed: seconds since the frame before.
        """
        nod = float(np.arctan2(turn[2, 1], turn[1, 1]))
        if abs(nod) < HEAD[0]:
            self._seconds = min(self._seconds + passed, _NOD_SECONDS)
            self._mean += (nod - self._mean) * min(1.0, passed / self._seconds)
        return np.asarray(about(0, np.array(-self._mean)) @ turn)


def eased(torso: Torso, share: float) -> Torso:
    """A torso that has gone `share` (0..1) of its way back upright."""
    keep = 1 - share
    return Torso(torso.lean * keep, torso.turn * keep, torso.tilt * keep)


def eased_head(turn: Array, share: float) -> Array:
    """A head that has gone `share` (0..1) of its way back to looking ahead."""
    return part_way(turn, np.eye(3), share)
