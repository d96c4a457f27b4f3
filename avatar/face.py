"""The 68 points of a face (iBUG 300-W) on the avatar and on people, and what is left of them without the head's turn.

Frame: the head's at rest, x to the person's left, y up, z forward, metres at the avatar's size, from the middle between
the eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.head import Held
from avatar.landmarks import LETTER, eyes_middle
from avatar.rotations import within
from detector.skeleton import FACE_POINTS, SIDES

Array = NDArray[np.float64]

# Where people's points lie, x and y in thousandths of the distance between the eyes' centres: the person's right half
# and the middle, in the order of the points. Medians over 430 labelled portraits, heads turned straight.
_HUMAN: Final = {
    **dict(zip(range(9), (
        (-1221, -131), (-1204, -375), (-1147, -919), (-1069, -1216), (-960, -1455), (-671, -1785), (-386, -1988),
        (-218, -2051), (0, -2070),
    ), strict=True)),
    **dict(zip(range(17, 22), ((-1005, 221), (-895, 316), (-721, 368), (-500, 354), (-252, 328)), strict=True)),
    **dict(zip(range(27, 34), (
        (0, 32), (0, -241), (0, -494), (0, -654), (-227, -805), (-131, -876), (0, -881),
    ), strict=True)),
    **dict(zip(range(36, 42), (
        (-798, -30), (-679, 42), (-493, 55), (-307, -62), (-463, -96), (-647, -92),
    ), strict=True)),
    **dict(zip(range(48, 52), ((-458, -1216), (-270, -1132), (-135, -1109), (0, -1128)), strict=True)),
    **dict(zip(range(57, 62), ((0, -1439), (-132, -1428), (-248, -1385), (-398, -1216), (-106, -1234)), strict=True)),
    **dict(zip(range(66, 68), ((0, -1252), (-110, -1252)), strict=True)),
    62: (0, -1238),
}  # fmt: skip
# Which point is which one's mirror image.
MIRRORED: Final = (
    *range(16, -1, -1), *range(26, 16, -1), *range(27, 31), *range(35, 30, -1), *range(45, 41, -1), 47, 46,
    *range(39, 35, -1), 41, 40, *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), *range(67, 64, -1),
)  # fmt: skip
# How far one person's neutral face can be from the mean's, metres: jaw, brows, nose, eyes, mouth.
_JAW, _BROWS, _NOSE, _EYES, _MOUTH = slice(0, 17), slice(17, 27), slice(27, 36), slice(36, 48), slice(48, 68)
_SPREAD: Final = ((_JAW, 0.012), (_BROWS, 0.007), (_NOSE, 0.005), (_EYES, 0.004), (_MOUTH, 0.007))

_FRAME: Final = 1 / 30  # seconds
_MEAN_SECONDS: Final = 0.003  # the mean face counts for so long when a neutral face is learned
_FIRST_SECONDS: Final = 0.8  # whoever begins a call is taken to be at ease for so long
_LAST_SECONDS: Final = 20.0  # over which the neutral face follows at last
_STRIDE: Final = 0.002  # metres: what is farther from neutral pulls no harder, as in a running median
_LIPS: Final = np.array(((61, 62, 63), (67, 66, 65)))  # their inner edges, upper and lower
_LIPS_APART: Final = 0.0022  # metres between lips that touch, by the labels' slack
_EDGE_ON: Final = np.cos(np.deg2rad(70.0))  # a head turned away farther shows no face to read
_ASIDE: Final = 1.6  # how fast the far side of a turned face loses its say


@dataclass(frozen=True, eq=False)
class FaceModel:
    """The points of one avatar's face.

    Attributes:
        names: (A,) of the face actions.
        base: (68, 3) where the avatar's points lie.
        human: (68, 3) where people's points lie on a head of this size, with the avatar's depth.
        moves: (A, 68, 3) how far each action at full strength moves the avatar's points.
        width: between the eyes, metres.
    """

    names: tuple[str, ...]
    base: Array
    human: Array
    moves: Array
    width: float

    @classmethod
    def of(cls, body: Body) -> FaceModel | None:
        """The points of a body's face; None where its asset does not tell them."""
        if not len(body.face):
            return None
        eyes = [body.rig.heads[body.rig.index(f"eye.{LETTER[side]}")].astype(np.float64) for side in SIDES]
        apart = float(np.linalg.norm(eyes[0] - eyes[1]))
        base = body.vertices[body.face].astype(np.float64) - eyes_middle(body.rig)
        human = base.copy()
        for point, (x, y) in _HUMAN.items():
            human[point, :2] = x * apart / 1000, y * apart / 1000
            human[MIRRORED[point], :2] = -x * apart / 1000, y * apart / 1000
        shapes = body.shapes
        moves = np.zeros((len(shapes.names), len(FACE_POINTS), 3))
        for number in range(len(shapes.names)):
            dense = np.zeros_like(body.vertices)
            own = slice(int(shapes.starts[number]), int(shapes.starts[number + 1]))
            dense[shapes.vertices[own]] = shapes.offsets[own]
            moves[number] = dense[body.face]
        return cls(shapes.names, base, human, moves, apart)


def frontal(model: FaceModel, held: Held, points: Array) -> Array:
    """The points as they would be seen from the front.

    Args:
        model: whose depth they have.
        held: how the head is held.
        points: (68, 2) in the picture, y up, pixels.

    Returns:
        (68, 2) metres, in the head's frame.
    """
    turn = held.turn
    flat = points * held.scale - held.shift - model.human[:, 2:] * turn[:2, 2]
    return np.asarray(flat @ np.linalg.inv(turn[:2, :2]).T)


def shown(model: FaceModel, held: Held) -> Array:
    """How well each point can be seen on a head held so, (68,) in 0..1: the far side of a turned face is hidden."""
    forward = float(held.turn[2, 2])
    if forward < _EDGE_ON:
        return np.zeros(len(model.human))
    side = float(held.turn[0, 2])  # positive: the face looks to its left
    hidden = within(model.human[:, 0] / abs(model.human[0, 0]) * side, 0, 1)
    return np.asarray(within(1 - _ASIDE * hidden, 0, 1) * forward)


class Neutral:
    """One person's face at ease: the mean face at first, learned within a second, slowly followed from then on."""

    def __init__(self, model: FaceModel) -> None:
        self._mean = model.human[:, :2]
        self.points: Array = self._mean.copy()
        self._seconds = np.full(len(self._mean), _MEAN_SECONDS)
        self._spread = np.zeros((len(self._mean), 1))
        for group, spread in _SPREAD:
            self._spread[group] = spread

    def update(self, points: Array, weight: Array, passed: float) -> None:
        """Take in frontal points (68, 2), with weights (68,) in 0..1, `passed` seconds after those before."""
        # The first pose of all is a frame long.
        passed = min(max(passed, _FRAME), 0.1)
        self._seconds = np.minimum(self._seconds + weight * passed, _LAST_SECONDS)
        fresh = (self._seconds < _FIRST_SECONDS)[:, None]
        away = points - self.points
        stride = np.where(fresh, np.inf, _STRIDE)
        share = (weight * passed / self._seconds)[:, None]
        moved = self.points + share * within(away, -stride, stride)
        self.points = self._mean + within(moved - self._mean, -self._spread, self._spread)
        # Whoever signs has the mouth open half of the time: but lips at ease touch.
        apart = self.points[_LIPS[0], 1] - self.points[_LIPS[1], 1]
        over = np.maximum(apart - _LIPS_APART, 0) / 2
        self.points[_LIPS[0], 1] -= over
        self.points[_LIPS[1], 1] += over
