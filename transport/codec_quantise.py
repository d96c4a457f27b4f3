"""The encoder's choice of weights: few and small, within the error bound. The decoder knows nothing of this.

Plain rounding spends bits on what nobody can see. Here weights are rounded towards zero, and where that leaves points
out of bounds, the few changes of single weights are sought that bring all of them back (rate-distortion optimised
quantisation with a bound on the largest error instead of the mean).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transport.codec_transform import MAX_WEIGHT, Transform

Floats = NDArray[np.float64]

# A weight is rounded up only beyond this: zeros are cheap.
_ROUND_UP: Final = 0.66
# How many changes of one weight are tried to satisfy the bound before what is left is corrected point by point.
_MOST_CHANGES: Final = 16
_CANDIDATES: Final = 16
_TINY: Final = 1e-12
_LARGEST: Final = MAX_WEIGHT // 2


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


def outside_of(error: Floats, bound: Bound, share: float = 1.0) -> Floats:
    """The part of every error (n, 3) that is beyond a share of the bound."""
    length = np.sqrt(error[:, 0] ** 2 + error[:, 1] ** 2)
    picture, depth = bound.picture * share, bound.depth * share
    result = np.empty_like(error)
    result[:, :2] = error[:, :2] * (np.maximum(length - picture, 0.0) / np.maximum(length, _TINY))[:, None]
    result[:, 2] = error[:, 2] - np.clip(error[:, 2], -depth, depth)
    return result


def quantise(motion: Floats, transform: Transform, allowed: float) -> tuple[Floats, bool]:
    """Weights (m,) that bring a part close to where it should be, and whether all its points keep their bound.

    Args:
        motion: (3n,) from the reference to the wanted place, laid out as ``Transform.layers``.
        transform: the part's.
        allowed: what to aim at: the bound in the picture, in steps; that in depth is sqrt(1/2) of it.
    """
    exact = transform.layer_analysis @ motion
    weights: Floats = np.copysign(1 - _ROUND_UP, exact)
    weights += exact
    np.trunc(weights, out=weights)
    # Changes of single weights follow: leave them room.
    np.minimum(np.maximum(weights, -_LARGEST, out=weights), _LARGEST, out=weights)
    error = motion - weights @ transform.layers
    most = allowed * allowed
    beyond = _squares(error)
    beyond -= most
    return weights, not np.maximum.reduce(beyond) > 0 or _approach(weights, error, beyond, transform, most)


def _squares(error: Floats) -> Floats:
    """Squares (..., 2n) of how far errors (..., 3n) are off in the picture, and in depth on the same scale."""
    squares = error * error
    count = squares.shape[-1] // 3
    picture = squares[..., count : 2 * count]
    picture += squares[..., :count]
    return squares[..., count:]


@cache
def _spread(count: int) -> NDArray[np.intp]:
    """Where the squares (2n,) of all coordinates (3n,) of n points are."""
    picture, depth = np.arange(count), np.arange(count, 2 * count)
    return np.concatenate([picture, picture, depth])


@cache
def _shares(count: int) -> Floats:
    """What excesses (2n,) count: half in depth, which is on another scale there."""
    return np.repeat([1.0, 0.5], count)


def _approach(weights: Floats, error: Floats, beyond: Floats, transform: Transform, most: float) -> bool:
    """Change weights, in place, until all errors are in bounds; returns whether they are.

    Each time the one change of one weight that takes most of the excess away, of those that the excess pulls at.

    Args:
        weights: (m,).
        error: (3n,) that these leave.
        beyond: (2n,) squares of it less ``most``; overwritten.
        transform: the part's.
        most: the largest square that is in bounds.
    """
    count, ways = len(beyond) // 2, len(weights)
    shares, spread = _shares(count), _spread(count)
    excess = np.maximum(beyond, 0.0, out=beyond)
    least = float(excess @ shares)
    for _ in range(_MOST_CHANGES):
        pull = transform.layer_analysis @ (error * excess.take(spread))
        candidates = np.abs(pull).argpartition(ways - _CANDIDATES)[ways - _CANDIDATES :]
        rows = np.where(pull.take(candidates) > 0, candidates, candidates + ways)
        moved = transform.changes.take(rows, axis=0)
        moved += error
        exceeding = _squares(moved)
        exceeding -= most
        np.maximum(exceeding, 0.0, out=exceeding)
        left = exceeding @ shares
        best = int(left.argmin())
        if left[best] >= least:
            return False
        row = int(rows[best])
        weights[row % ways] += 1.0 if row < ways else -1.0
        error, excess, least = moved[best], exceeding[best], float(left[best])
        if least == 0:
            return True
    return False
