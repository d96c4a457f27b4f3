"""The face in motion: adds the face actions' movements to a body's vertices, before its bones carry them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body

Floats = NDArray[np.float32]

_WELD = 1e-5  # metres
_LEAST = 1e-3  # an action weaker than this moves nothing that one sees


@dataclass(frozen=True, eq=False)
class FaceParts:
    """What the face actions of one body move; not to be written to.

    Attributes:
        rest: float32 (V, 6) place and normal of every vertex at ease.
        rows: vertices of each action.
        touched: vertices of all actions.
        moves: float32 (N, 6) for each action: what it adds at full strength.
    """

    rest: Floats
    rows: list[NDArray[np.int32]]
    touched: NDArray[np.int32]
    moves: list[Floats]


@lru_cache(maxsize=4)
def face_parts(body: Body) -> FaceParts:
    """Work them out, which takes a tenth of a second; for the last few bodies they are remembered. From any thread."""
    shapes = body.shapes
    rest = np.hstack((body.vertices, body.normals)).astype(np.float32)
    rows = [shapes.vertices[start:end] for start, end in zip(shapes.starts[:-1], shapes.starts[1:], strict=True)]
    turned = _TurnedNormals(body)
    moves = []
    for number, moved in enumerate(rows):
        own = shapes.offsets[shapes.starts[number] : shapes.starts[number + 1]].astype(np.float32)
        moves.append(np.hstack((own, turned(moved, own))))
    return FaceParts(rest, rows, np.unique(shapes.vertices), moves)


class FaceMorph:
    """The vertices of one body with its face as it is now.

    Attributes:
        vertices: float32 (V, 6), rewritten in place by `set`: place, metres, and normal, not of unit length.
        span: from which vertex on to before which one any face moves them.
    """

    def __init__(self, body: Body) -> None:
        parts = face_parts(body)
        self._rest, self._rows, self._touched, self._moves = parts.rest, parts.rows, parts.touched, parts.moves
        self.vertices = self._rest.copy()
        self.span = (int(self._touched[0]), int(self._touched[-1]) + 1) if len(self._touched) else (0, 0)
        self._shown = np.zeros(len(self._rows), np.float32)

    def set(self, actions: Floats) -> bool:
        """Make a face.

        Args:
            actions: float32 (A,) strengths in 0..1; (0,) for a face at ease.

        Returns:
            Whether anything has changed.

        Raises:
            ValueError: there are more or fewer actions than the body has.
        """
        if len(actions) not in (0, len(self._rows)):
            raise ValueError(f"the pose has {len(actions)} face actions and the body {len(self._rows)}")
        wanted = np.zeros(len(self._rows), np.float32)
        wanted[: len(actions)] = np.where(actions < _LEAST, 0, actions)
        if (wanted == self._shown).all():
            return False
        self._shown = wanted
        self.vertices[self._touched] = self._rest[self._touched]
        for number in np.flatnonzero(wanted):
            # No shape names a vertex twice.
            self.vertices[self._rows[number]] += wanted[number] * self._moves[number]
        return True


class _TurnedNormals:
    """By how much normals change where vertices move, welded as the body's own normals are."""

    def __init__(self, body: Body) -> None:
        self._rest = body.vertices.astype(np.float64)
        moved = np.zeros(len(body.vertices), bool)
        moved[body.shapes.vertices] = True
        self._faces = body.faces[moved[body.faces].any(axis=1)].astype(np.int64)
        used = np.unique(self._faces)
        _, place = np.unique(np.rint(self._rest[used] / _WELD).astype(np.int64), axis=0, return_inverse=True)
        self._place = np.full(len(body.vertices), -1)
        self._place[used] = place.reshape(-1)
        self._count = int(place.max()) + 1
        self._sums = self._summed(self._rest, self._faces)
        self._before = _unit(self._sums)

    def _summed(self, vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float64]:
        """Normals (P, 3) of faces, summed over each place, as long as twice the area."""
        a, b, c = (vertices[faces[:, i]] for i in range(3))
        across = np.cross(b - a, c - a)
        corners = self._place[faces].reshape(-1)
        return np.stack([np.bincount(corners, np.repeat(across[:, axis], 3), self._count) for axis in range(3)], axis=1)

    def __call__(self, rows: NDArray[np.int32], offsets: Floats) -> Floats:
        moved = np.zeros(len(self._rest), bool)
        moved[rows] = True
        near = self._faces[moved[self._faces].any(axis=1)]  # an action moves a small part of the face
        vertices = self._rest.copy()
        vertices[rows] += offsets
        places = self._place[rows]
        after = self._sums + self._summed(vertices, near) - self._summed(self._rest, near)
        return np.asarray(_unit(after[places]) - self._before[places], np.float32)


def _unit(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12))
