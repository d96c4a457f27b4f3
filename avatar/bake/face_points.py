"""Where the 68 points of a face (iBUG) lie on the body: found on each identity by its shape.

Points are vertices of the source, so that they move with every expression. Order and sides are those of
`detector.skeleton.FACE_POINTS`: the jaw from the person's right ear to the left one, brows, nose, eyes, mouth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.bake.dress import Values, head_of
from avatar.bake.face import BROW
from avatar.bake.source import Source

Indices = NDArray[np.int64]

# Directions of the jaw's points from the middle of the face, degrees below straight aside, person's right to chin.
_JAW_ANGLES = (-24.0, -10.0, 4.0, 18.0, 32.0, 45.0, 58.0, 73.0, 90.0)
# Share of the way from the mouth's middle to its corner at which the points of its outline lie.
_LIP_SHARES = (-0.62, -0.22, 0.0, 0.22, 0.62)
_INNER_SHARES = (-0.45, 0.0, 0.45)


def face_points(source: Source) -> Indices:
    """(68,) the source vertices at which the points of a face lie."""
    finder = _Finder(source)
    return np.array(
        [*finder.jaw(), *finder.brows(), *finder.nose(), *finder.eye("R"), *finder.eye("L"), *finder.mouth()], np.int64
    )


class _Finder:
    """The outer surface of one face, seen from the front."""

    def __init__(self, source: Source) -> None:
        self._source = source
        place = source.vertices
        self._eyes = {side: head_of(source, f"eye.{side}") for side in "LR"}
        self._middle = (self._eyes["L"] + self._eyes["R"]) / 2
        self._apart = float(np.linalg.norm(self._eyes["L"] - self._eyes["R"]))
        quads = source.groups["body"]
        used = np.unique(quads)
        normals = np.zeros_like(place)
        a, b, c = (place[quads[:, i]] for i in (0, 1, 2))
        for i in range(4):
            np.add.at(normals, quads[:, i], np.cross(b - a, c - a))
        self._normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        head = source.weights[:, [source.rig.index(bone) for bone in ("neck03", "head")]].sum(axis=1)
        near = np.linalg.norm(place - self._middle, axis=1) < 3.2 * self._apart
        outer = np.zeros(len(place), bool)
        outer[used] = True
        self._face = np.flatnonzero(outer & near & (head > 0.5) & (source.masks["inside-mouth"] < 0.1))

    def _at(self, x: float, y: float, rows: Indices | None = None) -> int:
        """The vertex of the face's front nearest to a place seen from the front, world."""
        rows = self._face if rows is None else rows
        rows = rows[self._normals[rows, 2] > 0.05]
        place = self._source.vertices[rows]
        gap = np.hypot(place[:, 0] - x, place[:, 1] - y)
        # Of what lies behind one another, the foremost.
        return int(rows[np.argmin(gap - 0.15 * np.clip(place[:, 2] - self._middle[2], -0.05, 0.02))])

    def jaw(self) -> list[int]:
        place, face = self._source.vertices, self._face
        centre = self._middle - (0.0, 0.62 * self._apart, 0.0)
        # Neither ears nor what lies below the jaw.
        rows = face[(self._source.masks["ears"][face] < 0.1) & (self._normals[face, 1] > -0.78)]
        away = place[rows] - centre
        chin = rows[np.abs(place[rows, 0]) < 1e-3]
        chin_z = float(place[chin[place[chin, 1].argmin()], 2])
        first_z = self._middle[2] - 1.25 * self._apart
        right: list[int] = []
        for angle in _JAW_ANGLES:
            direction = np.array([-np.cos(np.deg2rad(angle)), -np.sin(np.deg2rad(angle))])
            along = away[:, :2] @ direction
            aside = np.abs(away[:, 0] * direction[1] - away[:, 1] * direction[0])
            # The line runs from before the ear forward to the chin.
            share = (angle - _JAW_ANGLES[0]) / (_JAW_ANGLES[-1] - _JAW_ANGLES[0])
            off = np.abs(place[rows, 2] - first_z - share**1.6 * (chin_z - first_z))
            right.append(int(rows[np.argmax(along - 2.5 * aside - 0.9 * off)]))
        left = [self._mirrored(row) for row in right[:-1]]
        return [*right, *reversed(left)]

    def _mirrored(self, row: int) -> int:
        place = self._source.vertices
        return int(self._face[np.linalg.norm(place[self._face] - place[row] * (-1, 1, 1), axis=1).argmin()])

    def brows(self) -> list[int]:
        """From the person's right temple to the left one."""
        x, y, _ = np.array(BROW).T
        shares = np.linspace(0, 1, 5)
        way = np.linspace(0, 1, len(x))
        aside, above = np.interp(shares, way, x), np.interp(shares, way, y)
        right = [
            self._at(self._eyes["R"][0] - dx, self._eyes["R"][1] + dy) for dx, dy in zip(aside, above, strict=True)
        ]
        return [*reversed(right), *(self._mirrored(row) for row in right)]

    def nose(self) -> list[int]:
        place, face = self._source.vertices, self._face
        line = face[np.abs(place[face, 0]) < 1e-3]
        line = line[self._normals[line, 2] > -0.2]
        tip = int(line[place[line, 2].argmax()])
        top, low = self._middle[1], place[tip, 1]
        bridge = [self._at(0.0, top + share * (low - top), line) for share in (0.0, 1 / 3, 2 / 3)]
        below = line[np.abs(place[line, 1] - low + 0.20 * self._apart) < 0.06 * self._apart]
        base = int(below[place[below, 2].argmin()])
        level = place[base, 1]
        wings = face[(np.abs(place[face, 1] - level - 0.005) < 0.008) & (place[face, 2] > place[base, 2] - 0.012)]
        wings = wings[np.abs(place[wings, 0]) < 0.36 * self._apart]
        wide = 0.85 * float(np.abs(place[wings, 0]).max())
        right = [self._at(-share * wide, level + 0.002) for share in (1.0, 0.5)]
        return [*bridge, tip, *right, base, *(self._mirrored(row) for row in reversed(right))]

    def eye(self, side: str) -> list[int]:
        """Outer corner, two above, inner corner, two below for the right eye; from the inner corner for the left."""
        if side == "L":
            outer, up1, up2, inner, low2, low1 = self.eye("R")
            return [self._mirrored(row) for row in (inner, up2, up1, outer, low1, low2)]
        source, place = self._source, self._source.vertices
        eye = self._eyes["R"]
        # The lids' margins are where the lashes grow.
        roots = {}
        for row in (1, 2):
            lashes = np.unique(source.groups[f"helper-r-eyelashes-{row}"])
            back = lashes[place[lashes, 2] < np.quantile(place[lashes, 2], 0.6)]
            roots[row] = np.unique(
                [int(self._face[np.linalg.norm(place[self._face] - place[at], axis=1).argmin()]) for at in back]
            )
        upper, lower = sorted(roots.values(), key=lambda rows: -float(place[rows, 1].mean()))
        both = np.concatenate((upper, lower))
        outer, inner = int(both[place[both, 0].argmin()]), int(both[place[both, 0].argmax()])

        def between(rows: Indices, share: float, sign: float) -> int:
            x = place[outer, 0] + share * (place[inner, 0] - place[outer, 0])
            return int(rows[np.argmin(np.abs(place[rows, 0] - x) - 0.2 * sign * (place[rows, 1] - eye[1]))])

        return [
            outer,
            between(upper, 0.33, 1.0),
            between(upper, 0.67, 1.0),
            inner,
            between(lower, 0.67, -1.0),
            between(lower, 0.33, -1.0),
        ]

    def mouth(self) -> list[int]:
        source, place = self._source, self._source.vertices
        lips = self._face[source.masks["lips"][self._face] > 0.4]
        lips = lips[self._normals[lips, 2] > -0.3]
        opened: Values = source.shapes[source.shape_names.index("jawOpen")]
        moved = -opened[lips, 1] / max(float(-opened[lips, 1].min()), 1e-9)
        upper, lower = lips[moved < 0.35], lips[moved >= 0.35]
        corner = int(lips[place[lips, 0].argmin()])
        middle_x, wide = 0.0, -float(place[corner, 0])

        def edge(rows: Indices, share: float, sign: float) -> int:
            x = middle_x + share * wide
            return int(rows[np.argmax(sign * place[rows, 1] - 1.5 * np.abs(place[rows, 0] - x))])

        top = [edge(upper, share, 1.0) for share in _LIP_SHARES]
        bottom = [edge(lower, share, -1.0) for share in reversed(_LIP_SHARES)]
        inner_top = [edge(upper, share, -1.0) for share in _INNER_SHARES]
        inner_bottom = [edge(lower, share, 1.0) for share in reversed(_INNER_SHARES)]
        other = self._mirrored(corner)
        inside = int(lips[np.argmin(np.hypot(place[lips, 0] + 0.9 * wide, place[lips, 1] - place[corner, 1]))])
        return [corner, *top, other, *bottom, inside, *inner_top, self._mirrored(inside), *inner_bottom]
