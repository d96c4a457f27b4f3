"""Distances between capsules: bones with flesh around them, which must not go through one another."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def segment_distances(a0: Array, a1: Array, b0: Array, b1: Array) -> Array:
    """Least distance of segments a0-a1 and b0-b1, (..., 3) each (Ericson, "Real-Time Collision Detection", 5.1.9)."""
    d1, d2, r = a1 - a0, b1 - b0, a0 - b0
    a, e, f = (d1 * d1).sum(-1), (d2 * d2).sum(-1), (d2 * r).sum(-1)
    b, c = (d1 * d2).sum(-1), (d1 * r).sum(-1)
    a, e = np.maximum(a, 1e-12), np.maximum(e, 1e-12)
    denominator = np.maximum(a * e - b * b, 1e-12)
    s = np.clip((b * f - c * e) / denominator, 0, 1)
    t = (b * s + f) / e
    s = np.where(t < 0, np.clip(-c / a, 0, 1), np.where(t > 1, np.clip((b - c) / a, 0, 1), s))
    t = np.clip(t, 0, 1)
    gap = r + d1 * s[..., None] - d2 * t[..., None]
    return np.asarray(np.sqrt((gap * gap).sum(-1)))


# Capsules of one hand, as pairs of the 21 rig joints in HAND_POINTS order: the palm's rays, then the fingers.
_PALM: Final = ((0, 5), (0, 9), (0, 13), (0, 17))
_FINGERS: Final = tuple((4 * f + k, 4 * f + k + 1) for f in range(5) for k in (1, 2, 3))
HAND_CAPSULES: Final[Indices] = np.array(_PALM + _FINGERS)
# Their radii in hand lengths (wrist to middle knuckle).
_TAPER: Final = (1.0, 0.9, 0.78)
HAND_RADII: Final[Array] = np.array(
    [0.125] * 4 + [r * t for r in (0.112, 0.098, 0.098, 0.092, 0.082) for t in _TAPER], np.float64
)


def _pairs() -> Indices:
    """Pairs of a hand's capsules that may touch but not go through one another."""
    out = []
    for i, j in combinations(range(len(HAND_CAPSULES)), 2):
        finger_i, finger_j = (None if n < 4 else (n - 4) // 3 for n in (i, j))
        if finger_i == finger_j:
            continue
        if finger_i is None and finger_j is not None:
            # The thumb's metacarpal grows out of the palm, as do the fingers' first bones.
            joint = (j - 4) % 3
            if (finger_j == 0 and joint == 0) or (finger_j > 0 and joint < 2):
                continue
        elif {finger_i, finger_j} <= {1, 2, 3, 4} and (i - 4) % 3 == 0 and (j - 4) % 3 == 0:
            continue  # neighbours at the knuckles
        out.append((i, j))
    return np.array(out)


OWN_PAIRS: Final[Indices] = _pairs()


def own_overlap(joints: Array, size: Array) -> Array:
    """How deep a hand's fingers go through one another or the palm.

    Args:
        joints: (N, 21, 3) rig joints of hands.
        size: (N,) their lengths, wrist to middle knuckle.

    Returns:
        (N,) deepest overlap in hand lengths; negative where nothing touches.
    """
    start, end = joints[:, HAND_CAPSULES[:, 0]], joints[:, HAND_CAPSULES[:, 1]]
    i, j = OWN_PAIRS.T
    gap = segment_distances(start[:, i], end[:, i], start[:, j], end[:, j]) / size[:, None]
    return np.asarray((HAND_RADII[i] + HAND_RADII[j] - gap).max(axis=1))


def overlap(one: tuple[Array, Array, Array], other: tuple[Array, Array, Array]) -> Array:
    """How deep two sets of capsules go through one another.

    Args:
        one: starts (N, A, 3), ends (N, A, 3) and radii (A,).
        other: the same for the other set, (N, B, ...).

    Returns:
        (N,) deepest overlap in the unit of the coordinates; negative where nothing touches.
    """
    gap = segment_distances(one[0][:, :, None], one[1][:, :, None], other[0][:, None], other[1][:, None])
    return np.asarray((one[2][:, None] + other[2][None] - gap).max(axis=(1, 2)))
