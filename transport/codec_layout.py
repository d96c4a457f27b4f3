"""What the codec knows about a pose: its parts, which point predicts which, and how fine each part is quantised.

Coordinates travel as whole numbers of units, 1/256 pixel each, so that both sides compute the same values to
the last bit. docs/wire-format.md specifies everything here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Floats, Pose
from detector.skeleton import BODY, FACE, HAND_BONES, HANDS, SIDES, K, index, keypoint

Ints = NDArray[np.int64]


def load_table(name: str) -> Any:
    """One of the tables of ``codec_tables.json``, which ``python -m transport.codec_training`` makes."""
    return json.loads((resources.files("transport") / "codec_tables.json").read_text("utf-8"))[name]


UNITS_PER_PIXEL: Final = 256
# A coordinate further out than this is no part of any picture; such a point is sent as unknown.
MAX_PIXELS: Final = 32767
MAX_UNITS: Final = MAX_PIXELS * UNITS_PER_PIXEL

# Distances between the levels of a coordinate, in units: an eighth of an octave apart. Integers only, so that no
# platform's rounding can disagree.
_OCTAVE: Final = (256, 279, 304, 332, 362, 395, 431, 470)
STEPS: Final[tuple[int, ...]] = tuple((_OCTAVE[i % 8] << (i // 8)) >> 5 for i in range(128))
_STEPS_ARRAY: Final[Ints] = np.array(STEPS, dtype=np.int64)


SCORE_LEVELS: Final = 7


@dataclass(frozen=True)
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
    Part("body", BODY, 4),
    Part("face", FACE, 4),
    Part("left", HANDS["left"], 2),
    Part("right", HANDS["right"], 2),
)
_DEPTH_FACTORS: Final[Ints] = np.concatenate([np.full(part.count, part.depth_factor, np.int64) for part in PARTS])
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
# The tip of the nose: the point of the face that every other one is predicted from.
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


# PARENT[i] is the point that keypoint i is predicted from, -1 for the nose.
PARENT: Final[tuple[int, ...]] = _parents()


# Ranks of the points within their part: a point can be predicted from points of lower ranks.
_BODY_RANKS: Final = (
    ("nose",),
    ("left_shoulder", "right_shoulder"),
    ("left_eye", "right_eye"),
    ("left_ear", "right_ear"),
)
_LIMB_RANKS: Final = (("elbow", "hip"), ("wrist",))
_FACE_RANKS: Final = (
    (30,),
    (8, 27),
    (0, 16, 51),
    (4, 12, 36, 45, 48, 54, 21, 22, 57),
    (2, 6, 10, 14, 17, 19, 24, 26, 33, 39, 42, 62, 66, 37, 41, 44, 46),
)
_HAND_RANKS: Final = (
    ("wrist",),
    ("middle_mcp",),
    ("index_mcp", "little_mcp", "thumb_cmc"),
    ("ring_mcp", "thumb_mcp"),
    ("middle_pip", "thumb_ip"),
    ("index_pip", "ring_pip", "thumb_tip"),
    ("little_pip", "middle_dip"),
    ("index_dip", "ring_dip"),
    ("little_dip", "middle_tip"),
    ("index_tip", "ring_tip"),
    ("little_tip",),
)


def _ranks() -> tuple[int, ...]:
    ranks = [-1] * K
    for rank, names in enumerate(_BODY_RANKS):
        for name in names:
            ranks[index(name)] = rank
    for rank, limbs in enumerate(_LIMB_RANKS):
        for limb in limbs:
            for side in SIDES:
                ranks[index(f"{side}_{limb}")] = rank + 2
    for point in range(FACE.start, FACE.stop):
        ranks[point] = len(_FACE_RANKS) + 1
    for rank, numbers in enumerate(_FACE_RANKS):
        for number in numbers:
            ranks[index(f"face-{number}")] = rank + 1
    first = max(ranks[BODY]) + 1
    for rank, joints in enumerate(_HAND_RANKS):
        for joint in joints:
            for side in SIDES:
                ranks[keypoint(side, joint)] = first + rank
    return tuple(ranks)


RANKS: Final[tuple[int, ...]] = _ranks()
# Points of equal rank: a level can be computed at once, and needs only levels before it.
LEVELS: Final[tuple[Ints, ...]] = tuple(np.flatnonzero(np.array(RANKS) == rank) for rank in range(max(RANKS) + 1))


def part_size(pose: Pose, part: Part) -> float:
    """Size of a part in the picture, in pixels, that its quantisation is relative to.

    The longer side of the upright box around the known points; for the body the distance between the
    shoulders where both are known. 0 where fewer than two points are known.
    """
    if part.name == "body":
        shoulders = pose.xyz[[index("left_shoulder"), index("right_shoulder")], :2].astype(np.float64)
        if not np.isnan(shoulders).any():
            return float(np.linalg.norm(shoulders[0] - shoulders[1]))
    xy = pose.xyz[part.points, :2][pose.known[part.points]]
    if len(xy) < 2:
        return 0.0
    return float((xy.max(axis=0) - xy.min(axis=0)).max())


def step_index(size: float, precision: float) -> int:
    """The coarsest step that keeps a point within ``precision * size`` pixels of where it was in the picture.

    A square lattice of step s puts no point further than s / sqrt(2) from a level.
    """
    allowed = precision * size * 2**0.5 * UNITS_PER_PIXEL
    return max(int(np.searchsorted(_STEPS_ARRAY, allowed, side="right")) - 1, 0)


def axis_steps(indices: Ints) -> Ints:
    """int64 (K, 3): the step of every coordinate, in units, from the step index of each part (4,)."""
    steps = _STEPS_ARRAY[indices][PART_OF]
    return np.stack([steps, steps, steps * _DEPTH_FACTORS], axis=1)


def error_bound(pose: Pose, precision: float) -> Floats:
    """float32 (K, 2): how far, in pixels, a decoded point can be from the one that was sent.

    In the picture (distance), and in depth.
    """
    indices = np.array([step_index(part_size(pose, part), precision) for part in PARTS], dtype=np.int64)
    steps = axis_steps(indices) / UNITS_PER_PIXEL
    return np.stack([steps[:, 0] / 2**0.5, steps[:, 2] / 2], axis=1).astype(np.float32)
