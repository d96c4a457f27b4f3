"""What the codec knows about a pose: its parts, which point a new one is sought near, and how fine a part is quantised.

Coordinates travel as whole numbers of units, 1/256 pixel each, so that both sides compute the same values to
the last bit. docs/wire-format.md specifies everything here.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Floats, Pose
from detector.skeleton import BODY, FACE, HAND_BONES, HANDS, K, index

Ints = NDArray[np.int64]
# One number for every coordinate of a pose: (3K,), see ``COORDINATES``.
Row = NDArray[np.float64]


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((resources.files("transport") / "codec_tables.json").read_text("utf-8"))
    return tables


def load_table(name: str) -> Any:
    """One of the tables of ``codec_tables.json``, which ``python -m transport.codec_training`` makes."""
    return _tables()[name]


UNITS_PER_PIXEL: Final = 256
# A coordinate further out than this is no part of any picture; such a point is sent as unknown.
MAX_PIXELS: Final = 32767
MAX_UNITS: Final = MAX_PIXELS * UNITS_PER_PIXEL

# Distances between the levels of a coordinate, in units: an eighth of an octave apart. Integers only, so that no
# platform's rounding can disagree.
_OCTAVE: Final = (256, 279, 304, 332, 362, 395, 431, 470)
STEPS: Final[tuple[int, ...]] = tuple((_OCTAVE[i % 8] << (i // 8)) >> 5 for i in range(128))
SCORE_LEVELS: Final = 7


@dataclass(frozen=True, eq=False)
class Part:
    """A group of points that is quantised and coded together.

    Attributes:
        name: body, face, left or right.
        points: where the part lies in the 123 keypoints.
        depth_factor: how many times coarser than x and y its depth is quantised. One camera reads depth several
            times worse; fingers suffer most from a wrong one.
    """

    name: str
    points: slice
    depth_factor: int

    @property
    def count(self) -> int:
        """Number of points in the part."""
        return int(self.points.stop - self.points.start)

    @property
    def places(self) -> slice:
        """Where the part's coordinates lie in a row of all (3K,); see ``COORDINATES``."""
        return slice(3 * self.points.start, 3 * self.points.stop)


PARTS: Final[tuple[Part, ...]] = (
    Part("body", BODY, 8),
    Part("face", FACE, 4),
    Part("left", HANDS["left"], 2),
    Part("right", HANDS["right"], 2),
)
_DEPTH_FACTORS: Final[Ints] = np.concatenate([np.full(part.count, part.depth_factor, np.int64) for part in PARTS])
# Where each part begins among the keypoints, of which the parts together are all, in order.
PART_STARTS: Final[Ints] = np.array([part.points.start for part in PARTS], dtype=np.int64)
PART_OF: Final[Ints] = np.concatenate([np.full(part.count, i, dtype=np.int64) for i, part in enumerate(PARTS)])
# The coordinates of a pose as the codec holds them, in one row (3K,): part after part, of each all x, all y, all z.
# Here int64 (K, 3): where x, y, z of every point lie.
COORDINATES: Final[Ints] = np.stack(
    [
        3 * PART_STARTS[PART_OF] + np.arange(K) - PART_STARTS[PART_OF] + axis * np.bincount(PART_OF)[PART_OF]
        for axis in range(3)
    ],
    axis=1,
)
# The other way: where each of the row comes from in ``Pose.xyz`` as one row.
_SOURCES: Final[Ints] = np.argsort(COORDINATES.ravel())
# Where x, y, z of each part begin in the row.
_PLANE_STARTS: Final[Ints] = np.array(
    [3 * part.points.start + axis * part.count for part in PARTS for axis in range(3)], dtype=np.int64
)

_BODY_PARENTS: Final[dict[str, str]] = {
    "left_eye": "nose",
    "right_eye": "nose",
    "left_ear": "left_eye",
    "right_ear": "right_eye",
    "left_shoulder": "nose",
    "right_shoulder": "nose",
    "left_elbow": "left_shoulder",
    "right_elbow": "right_shoulder",
    "left_wrist": "left_elbow",
    "right_wrist": "right_elbow",
    "left_hip": "left_shoulder",
    "right_hip": "right_shoulder",
}
# The tip of the nose: the point of the face that every other one is sought near.
_FACE_ROOT: Final = "face-30"


def _parents() -> tuple[int, ...]:
    parents = [-1] * K
    for child, parent in _BODY_PARENTS.items():
        parents[index(child)] = index(parent)
    root = index(_FACE_ROOT)
    for point in range(FACE.start, FACE.stop):
        parents[point] = index("nose") if point == root else root
    for side, points in HANDS.items():
        parents[points.start] = index(f"{side}_wrist")
        for near, far in HAND_BONES:
            parents[points.start + far] = points.start + near
    return tuple(parents)


# PARENT[i] is the point that keypoint i hangs on, -1 for the nose.
PARENT: Final[tuple[int, ...]] = _parents()


def _depths() -> tuple[int, ...]:
    depths: list[int] = []
    for point in range(K):
        depth = 0
        while (point := PARENT[point]) >= 0:
            depth += 1
        depths.append(depth)
    return tuple(depths)


# Points by their distance from the nose along the parents: a point's parent lies in a group before its own.
LEVELS: Final[tuple[Ints, ...]] = tuple(np.flatnonzero(np.array(_depths()) == d) for d in range(max(_depths()) + 1))


_SHOULDERS: Final[list[list[int]]] = COORDINATES[[index("left_shoulder"), index("right_shoulder")], :2].tolist()


def in_row(xyz: Floats) -> Row:
    """float64 (3K,): coordinates (K, 3) in pixels as a row of units; see ``COORDINATES``."""
    return np.multiply(xyz.ravel().take(_SOURCES), UNITS_PER_PIXEL, dtype=np.float64)


@dataclass(frozen=True)
class Extent:
    """How far the known points of a pose reach.

    Attributes:
        sizes: of every part in the picture, in pixels, that its quantisation is relative to: the longer side of the
            upright box around its known points; for the body the distance between the shoulders where both are known. 0
            where fewer than two points are known.
        furthest: the largest of all coordinates, whatever its sign, in units.
    """

    sizes: list[float]
    furthest: float

    @staticmethod
    def of(row: Row) -> Extent:
        """Of a row (3K,) of units, NaN where not known."""
        high, low = (end.reduceat(row, _PLANE_STARTS).tolist() for end in (np.fmax, np.fmin))
        # NaN, of a part of which nothing is known, is not above 0 either.
        sizes = [max(0.0, high[n] - low[n], high[n + 1] - low[n + 1]) / UNITS_PER_PIXEL for n in range(0, len(high), 3)]
        (left_x, left_y), (right_x, right_y) = _SHOULDERS
        shoulders = math.hypot(row.item(left_x) - row.item(right_x), row.item(left_y) - row.item(right_y))
        if not math.isnan(shoulders):
            sizes[0] = shoulders / UNITS_PER_PIXEL
        return Extent(sizes, max(0.0, *high, *(-value for value in low)))


def part_sizes(pose: Pose) -> list[float]:
    """Sizes of the parts in the picture, in pixels; see ``Extent``."""
    return Extent.of(in_row(pose.xyz)).sizes


def part_size(pose: Pose, part: Part) -> float:
    """The one of a single part."""
    return part_sizes(pose)[PARTS.index(part)]


@dataclass(frozen=True, eq=False)
class Known:
    """Which points a pose knows. Poses know the same for seconds, and then have the same one of these.

    Attributes:
        points: bool (K,), not to be written to.
        some: of each part, whether any point is known.
        every: of each part, whether all points are.
        key: the points as bytes: equal where the same are known.
    """

    points: NDArray[np.bool_]
    some: tuple[bool, ...]
    every: tuple[bool, ...]
    key: bytes

    @staticmethod
    def of(points: NDArray[np.bool_]) -> Known:
        """Of the points (K,) that are known."""
        return _known(points.tobytes())


@lru_cache(maxsize=256)
def _known(key: bytes) -> Known:
    points = np.frombuffer(key, np.bool_)
    some, every = (ufunc.reduceat(points, PART_STARTS).tolist() for ufunc in (np.logical_or, np.logical_and))
    return Known(points, tuple(some), tuple(every), key)


def step_index(size: float, precision: float) -> int:
    """The coarsest step with which rounding keeps a point within ``precision * size`` pixels in the picture.

    A square lattice of step s puts no point further than s / sqrt(2) from a level.
    """
    return max(bisect_right(STEPS, precision * size * 2**0.5 * UNITS_PER_PIXEL) - 1, 0)


def axis_steps(part: Part, step: int) -> tuple[int, int, int]:
    """The steps in x, y and z of a part, in units, for a step index."""
    return STEPS[step], STEPS[step], STEPS[step] * part.depth_factor


@lru_cache(maxsize=256)
def row_steps(steps: tuple[int, ...]) -> Row:
    """float64 (3K,), not to be written to: the step of every coordinate, in units, for a step index of each part."""
    every = [np.repeat(axis_steps(part, step), part.count) for part, step in zip(PARTS, steps, strict=True)]
    row: Row = np.concatenate(every).astype(np.float64)
    row.setflags(write=False)
    return row


def error_bound(pose: Pose, precision: float) -> Floats:
    """float32 (K, 2): how far, in pixels, a decoded point can be from the one that was sent.

    In the picture (distance), and in depth.
    """
    allowed = np.maximum(precision * np.array(part_sizes(pose)), STEPS[0] / 2**0.5 / UNITS_PER_PIXEL)[PART_OF]
    return np.stack([allowed, allowed * _DEPTH_FACTORS / 2**0.5], axis=1).astype(np.float32)
