"""The encoder's choice of weights: as small as the error bound allows. The decoder knows nothing of this.

Plain rounding spends bits on what nobody can see. Here a motion inside the bound is not sent at all, and otherwise the
few weights are sought that bring every point of the part back within its bound (rate-distortion optimised
quantisation with a bound on the largest error instead of the mean).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transport.codec_layout import Ints
from transport.codec_transform import MAX_WEIGHT, Transform

Floats = NDArray[np.float64]

# A weight is rounded up only beyond this: zeros are cheap.
_ROUND_UP: Final = 0.66
# How many changes of one weight are tried to satisfy the bound before what is left is corrected point by point.
_MOST_CHANGES: Final = 16
_CANDIDATES: Final = 20
_TINY: Final = 1e-12
# What a weight that grows costs, against squared excess over the bound in steps.
_GROWTH_COST: Final = 0.005


@dataclass(frozen=True)
class Bound:
    """How far a point may be off, in steps of its part.

    Attributes:
        picture: distance in x and y.
        depth: distance in z.
    """

    picture: float
    depth: float


def excess_of_points(error: Floats, bound: Bound) -> Floats:
    """How far errors (..., 3) are out of bounds: squares (...), 0 within them."""
    far = np.sqrt(error[..., 0] ** 2 + error[..., 1] ** 2) - bound.picture
    deep = np.abs(error[..., 2]) - bound.depth
    squares: Floats = np.maximum(far, 0.0) ** 2 + np.maximum(deep, 0.0) ** 2
    return squares


def _excess(error: Floats, bound: Bound) -> Floats:
    """The same for all points together: (..., n, 3) to (...)."""
    total: Floats = excess_of_points(error, bound).sum(axis=-1)
    return total


def outside_of(error: Floats, bound: Bound, share: float = 1.0) -> Floats:
    """The part of every error (n, 3) that is beyond a share of the bound."""
    length = np.sqrt(error[:, 0] ** 2 + error[:, 1] ** 2)
    picture, depth = bound.picture * share, bound.depth * share
    result = np.empty_like(error)
    result[:, :2] = error[:, :2] * (np.maximum(length - picture, 0.0) / np.maximum(length, _TINY))[:, None]
    result[:, 2] = error[:, 2] - np.clip(error[:, 2], -depth, depth)
    return result


def quantise(motion: Floats, transform: Transform, bound: Bound) -> tuple[Ints, bool]:
    """Weights (m,) that bring a part close to where it should be, and whether all its points keep their bound.

    Args:
        motion: (n, 3) from the reference to the wanted place, in steps.
        transform: the part's.
        bound: what to aim at.
    """
    count = len(motion)
    exact = transform.analysis @ motion.ravel()
    weights = np.sign(exact) * np.floor(np.abs(exact) + 1 - _ROUND_UP)
    # Changes of single weights follow: leave them room.
    np.clip(weights, -MAX_WEIGHT // 2, MAX_WEIGHT // 2, out=weights)
    error = motion - (weights @ transform.motions).reshape(count, 3)
    excess = float(_excess(error, bound))
    for _ in range(_MOST_CHANGES):
        if excess == 0:
            break
        pull = transform.analysis @ outside_of(error, bound).ravel()
        candidates = np.argpartition(-np.abs(pull), _CANDIDATES)[:_CANDIDATES]
        change = np.sign(pull[candidates])
        moved = error - (change[:, None] * transform.motions[candidates]).reshape(_CANDIDATES, count, 3)
        left = _excess(moved, bound)
        grows = change * weights[candidates] >= 0
        best = int(np.argmin(np.where(left < excess, left + _GROWTH_COST * grows, np.inf)))
        if left[best] >= excess:
            break
        weights[candidates[best]] += change[best]
        error, excess = moved[best], float(left[best])
    if excess == 0:
        _prune(weights, error, transform, bound)
    result: Ints = weights.astype(np.int64)
    return result, excess == 0


def _prune(weights: Floats, error: Floats, transform: Transform, bound: Bound) -> None:
    """Bring weights nearer to zero, in place, as long as everything stays in bounds."""
    candidates = np.flatnonzero(weights)
    while len(candidates):
        change = np.sign(weights[candidates])
        moved = error + (change[:, None] * transform.motions[candidates]).reshape(-1, *error.shape)
        allowed = _excess(moved, bound) == 0
        if not allowed.any():
            return
        candidates, moved = candidates[allowed], moved[allowed]
        # The smallest first: a weight that becomes zero saves most; of those the rarest.
        chosen = int(np.argmin(np.abs(weights[candidates]) * len(weights) - candidates))
        weights[candidates[chosen]] -= change[allowed][chosen]
        error = moved[chosen]
        candidates = candidates[weights[candidates] != 0]
