"""The front of the avatar's body as a height field: nothing that signs may be behind it, and what touches lies on it.

Points of the dressed body's own surface, without its arms, follow their bones; the foremost of them in every cell of
the picture plane is the body's front there. So it fits every person, however they are built, turn and lean.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.landmarks import eyes_middle
from avatar.rig import Floats
from avatar.rotations import within

Array = NDArray[np.float64]

NOWHERE: Final = -1000.0  # metres: far behind everything, where there is no body

_CELL: Final = 0.016  # metres
_SPACING: Final = 0.011  # metres between the points: more than one in every cell
_ROOM: Final = np.array((0.40, 0.10))  # metres to both sides of the body at rest and above it: it leans that far
_TWIN: Final = str.maketrans("LR", "RL")
_ARMS: Final = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")
_AWAY: Final = -0.75  # normals that point farther back than this are never seen from the front
# A low-discrepancy sequence over a triangle (Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
_STEPS: Final = np.array((0.7548776662466927, 0.5698402909980532))
# The face, seen from the front: its middle from that between the eyes and its half axes, in eye distances.
_FACE_AT: Final = np.array((0.0, -0.55, 0.5))
_FACE_AXES: Final = np.array((1.1, 1.45))
_EDGE: Final = 0.35  # of the half axes: so far outside a hand is no longer at the face


class Surface:
    """Trunk, neck and head of one body."""

    def __init__(self, body: Body) -> None:
        rig = body.rig
        bone, points = _sampled(body)
        order = np.argsort(bone, kind="stable")
        self._bones, starts = np.unique(bone[order], return_index=True)
        self._ranges = [slice(a, b) for a, b in zip(starts, [*starts[1:], len(order)], strict=True)]
        self._points = np.concatenate((points[order], np.ones((len(order), 1))), axis=1)
        high = points[:, :2].max(axis=0) + _ROOM
        low = np.array((-high[0], points[:, 1].min()))
        # A border of cells without a body, so that nothing is looked up outside.
        columns, rows = (int(n) for n in np.ceil((high - low) / _CELL) + 4)
        self._origin = np.array((-columns * _CELL / 2, low[1] - 2 * _CELL))
        self._shape, self._limit = (columns, rows), np.array((columns, rows)) - 2
        self._inverse_rest = rig.inverse_rest[self._bones].astype(np.float64)
        self._moved = np.empty((len(order), 3))
        left, right = (rig.heads[rig.index(f"eye.{letter}")].astype(np.float64) for letter in "LR")
        apart = float(np.linalg.norm(left - right))
        self._head = rig.index("head")
        self._face_rest = rig.inverse_rest[self._head].astype(np.float64) @ np.append(
            eyes_middle(rig) + _FACE_AT * apart, 1
        )
        self._face_axes = _FACE_AXES * apart
        self.pose(rig.rest)

    def pose(self, transforms: Floats) -> None:
        """Move with the body: transforms (B, 4, 4) of `avatar.rig.forward`."""
        matrices = transforms[self._bones].astype(np.float64) @ self._inverse_rest
        for matrix, own in zip(matrices, self._ranges, strict=True):
            np.matmul(self._points[own], matrix[:3].T, out=self._moved[own])
        columns, rows = self._shape
        cell = ((self._moved[:, :2] - self._origin) / _CELL).astype(np.int64)
        np.minimum(np.maximum(cell, 1), self._limit, out=cell)
        flat = np.full(columns * rows, NOWHERE)
        np.maximum.at(flat, cell[:, 0] * rows + cell[:, 1], self._moved[:, 2])
        # Cells that no point happens to lie in.
        field = flat.reshape(columns, rows)
        between = np.minimum(field[:-2, 1:-1], field[2:, 1:-1])
        between = np.maximum(between, np.minimum(field[1:-1, :-2], field[1:-1, 2:]))
        np.maximum(field[1:-1, 1:-1], between, out=field[1:-1, 1:-1])
        self._field = flat
        self._face = (transforms[self._head].astype(np.float64) @ self._face_rest)[:2]

    def front(self, x: Array, y: Array) -> Array:
        """z of the body's front at places (...) of the picture plane, metres; `NOWHERE` beside the body."""
        columns, rows = self._shape
        across = within((x - self._origin[0]) / _CELL - 0.5, 0.0, columns - 1.001)
        up = within((y - self._origin[1]) / _CELL - 0.5, 0.0, rows - 1.001)
        i, j = across.astype(np.int64), up.astype(np.int64)
        s, t = across - i, up - j
        at = i * rows + j
        field = self._field
        a, b, c, d = field[at], field[at + 1], field[at + rows], field[at + rows + 1]
        low, high = a + t * (b - a), c + t * (d - c)
        between = low + s * (high - low)
        # At the edge, what is there of the body.
        edge = between < 0.001 * NOWHERE
        return np.asarray(np.where(edge, np.maximum(np.maximum(a, b), np.maximum(c, d)), between))

    def at_face(self, x: Array, y: Array) -> Array:
        """How far places (...) of the picture plane are at the face, 0..1."""
        away = np.stack((x - self._face[0], y - self._face[1]), axis=-1) / self._face_axes
        return within((1 + _EDGE - np.sqrt((away * away).sum(axis=-1))) / _EDGE, 0, 1)


def _sampled(body: Body) -> tuple[NDArray[np.int64], Array]:
    """Points of the surface that can be seen from the front: the bone (N,) that carries each, and (N, 3) at rest."""
    strongest = np.take_along_axis(body.bones, body.weights.argmax(axis=1)[:, None], axis=1)[:, 0].astype(np.int64)
    arm = np.array([name.startswith(_ARMS) for name in body.rig.names])
    faces = body.faces.astype(np.int64)
    seen = ~arm[strongest[faces]].any(axis=1) & (body.normals[faces, 2].mean(axis=1) > _AWAY)
    faces = faces[seen]
    corners = body.vertices[faces].astype(np.float64)
    a, u, v = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.linalg.norm(np.cross(u, v), axis=1) / 2
    count = np.ceil(area / _SPACING**2).astype(np.int64)
    of = np.repeat(np.arange(len(faces)), count)
    number = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    at = (0.5 + (number[:, None] + 1) * _STEPS) % 1
    at = np.where(at.sum(axis=1, keepdims=True) > 1, 1 - at, at)
    bone, points = strongest[faces[of, 0]], a[of] + at[:, :1] * u[of] + at[:, 1:] * v[of]
    _, kept = np.unique(np.rint(points / _SPACING).astype(np.int64), axis=0, return_index=True)
    bone, points = bone[kept], points[kept]
    # Left and right alike to the last digit: people are baked symmetric.
    left = points[:, 0] >= 0
    twin = np.array(
        [
            body.rig.index(name[:-1] + name[-1].translate(_TWIN) if name[-2:-1] == "." else name)
            for name in body.rig.names
        ]
    )
    return np.concatenate((bone[left], twin[bone[left]])), np.concatenate((points[left], points[left] * (-1, 1, 1)))
