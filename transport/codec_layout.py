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
_LEFT_SHOULDER: Final = index("left_shoulder")
_RIGHT_SHOULDER: Final = index("right_shoulder")


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


def part_sizes(pose: Pose) -> list[float]:
    """Sizes of the parts in the picture, in pixels, that their quantisation is relative to.

    The longer side of the upright box around the known points; for the body the distance between the
    shoulders where both are known. 0 where fewer than two points are known.
    """
    x, y = np.ascontiguousarray(pose.xyz.T[:2])
    width, height = (np.fmax.reduceat(side, PART_STARTS) - np.fmin.reduceat(side, PART_STARTS) for side in (x, y))
    # NaN, of a part of which nothing is known, is not above 0 either.
    sizes = [size if size > 0 else 0.0 for size in np.maximum(width, height).tolist()]
    left, right = _LEFT_SHOULDER, _RIGHT_SHOULDER
    shoulders = math.hypot(x.item(left) - x.item(right), y.item(left) - y.item(right))
    return sizes if math.isnan(shoulders) else [shoulders, *sizes[1:]]


def part_size(pose: Pose, part: Part) -> float:
    """The one of a single part."""
    return part_sizes(pose)[PARTS.index(part)]


@dataclass(frozen=True)
class PartsKnown:
    """What is known of each part.

    Attributes:
        some: whether any point is.
        every: whether all points are.
    """

    some: tuple[bool, ...]
    every: tuple[bool, ...]

    @staticmethod
    def of(known: NDArray[np.bool_]) -> PartsKnown:
        """Of the points (K,) that are known."""
        return _parts_known(known.tobytes())


# Poses know the same points for seconds.
@lru_cache(maxsize=256)
def _parts_known(known: bytes) -> PartsKnown:
    points = np.frombuffer(known, np.bool_)
    some, every = (ufunc.reduceat(points, PART_STARTS).tolist() for ufunc in (np.logical_or, np.logical_and))
    return PartsKnown(tuple(some), tuple(every))


def step_index(size: float, precision: float) -> int:
    """The coarsest step with which rounding keeps a point within ``precision * size`` pixels in the picture.

    A square lattice of step s puts no point further than s / sqrt(2) from a level.
    """
    return max(bisect_right(STEPS, precision * size * 2**0.5 * UNITS_PER_PIXEL) - 1, 0)


@lru_cache(maxsize=len(PARTS) * len(STEPS))
def point_steps(part: Part, step: int) -> Ints:
    """int64 (n, 3), not to be written to: the step of every coordinate of a part, in units, for a step index."""
    size = STEPS[step]
    steps: Ints = np.tile(np.array([size, size, size * part.depth_factor], np.int64), (part.count, 1))
    steps.setflags(write=False)
    return steps


@lru_cache(maxsize=256)
def pose_steps(steps: tuple[int, ...]) -> Ints:
    """int64 (K, 3), not to be written to: the step of every coordinate, in units, for a step index of each part."""
    every = np.concatenate([point_steps(part, step) for part, step in zip(PARTS, steps, strict=True)])
    every.setflags(write=False)
    return every


def error_bound(pose: Pose, precision: float) -> Floats:
    """float32 (K, 2): how far, in pixels, a decoded point can be from the one that was sent.

    In the picture (distance), and in depth.
    """
    allowed = np.maximum(precision * np.array(part_sizes(pose)), STEPS[0] / 2**0.5 / UNITS_PER_PIXEL)[PART_OF]
    return np.stack([allowed, allowed * _DEPTH_FACTORS / 2**0.5], axis=1).astype(np.float32)
