"""The head's turn, from points of the head and the face that move little with expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.landmarks import Landmarks, eyes_middle
from avatar.limits import HEAD
from avatar.rig import Rig
from avatar.rotations import about, from_vector, part_way, to_vector, within
from detector.skeleton import FACE, index

Array = NDArray[np.float64]

# Points of the body, and of the face those that expressions hardly move: nose, corners of the eyes, before the ears.
BODY_POINTS: Final = tuple(index(name) for name in ("nose", "left_eye", "right_eye", "left_ear", "right_ear"))
FIRM: Final = (*range(27, 36), 36, 39, 42, 45, 0, 1, 15, 16)
FACE_POINTS: Final = tuple(FACE.start + point for point in FIRM)
HEAD_POINTS: Final = BODY_POINTS + FACE_POINTS

# Metres: the finder sees a head coarsely; before the ears people differ.
_BODY_SD: Final = 0.012
_FACE_SD: Final = 0.004
_EDGE_SD: Final = 0.010
_SD: Final = np.array(
    [_BODY_SD] * len(BODY_POINTS) + [_EDGE_SD if point in (0, 1, 15, 16) else _FACE_SD for point in FIRM]
)

_STEPS: Final = 4
_CLOSE: Final = 0.01  # radians: the next step would be a hundredth of a degree
_UPRIGHT: Final = np.deg2rad(np.array((25.0, 45.0, 30.0)))  # prior: nod, turn, tilt
_SCALE_SD: Final = 0.15
_NOD_SECONDS: Final = 20.0  # over which the usual nod counts as looking straight ahead
_NOD_TRUST: Final = 2.0  # seconds that the camera's being level counts for


def head_points(rig: Rig, landmarks: Landmarks, face: Array | None) -> Array:
    """Places (P, 3) of `HEAD_POINTS` on a rig's head at rest, from the middle between its eyes, metres, world frame.

    Args:
        rig: the bones.
        landmarks: of that rig.
        face: (68, 3) places of the face's points in the same frame; None where the rig has no face.
    """
    bone = rig.index("head")
    turn = rig.rest[bone, :3, :3].astype(np.float64)
    own = landmarks.offset[list(BODY_POINTS)].astype(np.float64) @ turn.T + rig.heads[bone]
    firm = np.full((len(FIRM), 3), np.nan) if face is None else face[list(FIRM)]
    return np.vstack((own - eyes_middle(rig), firm))


@dataclass(frozen=True, eq=False)
class Held:
    """How a head is held.

    Attributes:
        turn: (3, 3) in the world.
        scale: metres a pixel at the head.
        shift: (2,) metres: a point m of the head's model is seen at ``((turn @ m)[:2] + shift) / scale`` pixels.
    """

    turn: Array
    scale: float
    shift: Array


class HeadFit:
    """Fits the turn of one head (weak perspective, Gauss-Newton)."""

    def __init__(self, points: Array) -> None:
        """Prepare for a head.

        Args:
            points: (P, 3) of `HEAD_POINTS` at rest, world directions, metres; NaN where the head has no such point.
        """
        self._there: NDArray[np.bool_] = np.asarray(np.isfinite(points).all(axis=1))
        self._points = np.where(self._there[:, None], points, 0.0)

    def __call__(self, points: Array, weight: Array, before: Array, scale: float) -> Held | None:
        """Fit to a picture.

        Args:
            points: (P, 3) of `HEAD_POINTS`, world directions, pixels; finite where the weight is not 0.
            weight: (P,) in 0..1.
            before: (3, 3) turn to start from.
            scale: metres a pixel as the body has it; 0 where unknown.

        Returns:
            None where fewer than three points are known.
        """
        rows = np.flatnonzero((weight > 0) & self._there)
        if len(rows) < 3:
            return None
        precision = weight[rows] / _SD[rows] ** 2
        w = precision / precision.sum()
        middle = w @ points[rows, :2]
        seen = points[rows, :2] - middle
        centre = w @ self._points[rows]
        model = self._points[rows] - centre
        spread = float(np.sqrt(w @ (seen * seen).sum(axis=1)))
        if spread < 1e-6:
            return None
        own = float(np.sqrt(w @ (model[:, :2] ** 2).sum(axis=1))) / spread
        expected = scale if scale > 0 else own
        turn, log_scale = before, float(np.log(expected))
        slopes = np.zeros((len(rows), 2, 5))
        flat = slopes.reshape(-1, 5)
        twice = np.repeat(precision, 2)[:, None]
        for _ in range(_STEPS):
            p = model @ turn.T
            placed = float(np.exp(log_scale)) * seen
            slopes[:, 0, 1], slopes[:, 0, 2] = p[:, 2], -p[:, 1]
            slopes[:, 1, 0], slopes[:, 1, 2] = -p[:, 2], p[:, 0]
            slopes[:, :, 3] = -placed
            # The last column is what is left to explain.
            slopes[:, :, 4] = placed - p[:, :2]
            whole = (flat * twice).T @ flat
            normal, right = whole[:4, :4], whole[:4, 4]
            normal[[0, 1, 2], [0, 1, 2]] += _UPRIGHT**-2
            right[:3] -= _UPRIGHT**-2 * to_vector(turn)
            normal[3, 3] += _SCALE_SD**-2
            right[3] -= (log_scale - np.log(expected)) * _SCALE_SD**-2
            move = np.linalg.solve(normal, right)
            turn = from_vector(within(move[:3], -0.7, 0.7)) @ turn
            log_scale += float(within(move[3], -0.3, 0.3))
            if np.abs(move).max() < _CLOSE:
                break
        metres = float(np.exp(log_scale))
        return Held(turn, metres, metres * middle - (turn @ centre)[:2])


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


def eased_head(turn: Array, share: float) -> Array:
    """A head that has gone `share` (0..1) of its way back to looking ahead."""
    return part_way(turn, np.eye(3), share)
