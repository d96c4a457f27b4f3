"""The encoder's choice of weights: few and small, within the error bound. The decoder knows nothing of this.

Plain rounding spends bits on what nobody can see. Here weights are rounded towards zero, and where that leaves points
out of bounds, the few changes of single weights are sought that bring all of them back (rate-distortion optimised
quantisation with a bound on the largest error instead of the mean).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.skeleton import K
from transport.codec_layout import COORDINATES, PART_STARTS, PARTS, Row
from transport.codec_transform import DEPTH_SCALE, MAX_WEIGHT, Transform, Transforms

Floats = NDArray[np.float64]

# A weight is rounded up only beyond this: zeros are cheap.
_ROUND_UP: Final = 0.66
# How many changes of one weight are tried to satisfy the bound before what is left is corrected point by point.
_MOST_CHANGES: Final = 16
_TINY: Final = 1e-12
_LARGEST: Final = MAX_WEIGHT // 2
_X, _Y, _Z = COORDINATES.T.copy()


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


def quantise(
    motion: Row, numbers: Sequence[int], allowed: Sequence[float], transforms: Transforms
) -> tuple[Floats, Row, list[int]]:
    """Weights that bring parts close to where they should be.

    Args:
        motion: (3K,) from the reference to the wanted place, in steps.
        numbers: which parts.
        allowed: of all parts, the bound in the picture, in steps; that in depth is sqrt(1/2) of it.
        transforms: of all parts.

    Returns:
        Weights (``Transforms.count``,), where they lead (3K,) in steps, and which parts have points out of bounds.
    """
    weights, exact, reached = np.zeros(transforms.count), np.zeros(transforms.count), np.zeros(3 * K)
    parts, rows = transforms.parts, transforms.rows
    for number in numbers:
        np.matmul(parts[number].analysis, motion[PARTS[number].places], out=exact[rows[number]])
    np.copysign(1 - _ROUND_UP, exact, out=weights)
    weights += exact
    np.trunc(weights, out=weights)
    # Changes of single weights follow: leave them room.
    np.minimum(np.maximum(weights, -_LARGEST, out=weights), _LARGEST, out=weights)
    for number in numbers:
        np.matmul(weights[rows[number]], parts[number].ways, out=reached[PARTS[number].places])
    error = motion - reached
    squares = error * error
    picture = squares.take(_X)
    picture += squares.take(_Y)
    worst = np.maximum.reduceat(picture, PART_STARTS).tolist()
    deepest = np.maximum.reduceat(squares.take(_Z), PART_STARTS).tolist()
    unmet = []
    for number in numbers:
        most = allowed[number] ** 2
        if worst[number] > most or 2 * deepest[number] > most:
            places, own = PARTS[number].places, weights[rows[number]]
            if not _approach(own, error[places], parts[number], most):
                unmet.append(number)
            np.matmul(own, parts[number].ways, out=reached[places])
    return weights, reached, unmet


def _squares(error: Floats) -> Floats:
    """Squares (..., 2n) of how far errors (..., 3n) are off in the picture, and in depth on the same scale."""
    squares = error * error
    count = squares.shape[-1] // 3
    picture = squares[..., count : 2 * count]
    picture += squares[..., :count]
    return squares[..., count:]


@cache
def _scale(count: int) -> Floats:
    """What brings errors (3n,) of n points in the picture and in depth to one scale."""
    return np.repeat([1.0, 1.0, DEPTH_SCALE], count)


@cache
def _shares(count: int) -> NDArray[np.float32]:
    """What excesses (2n,) count: half in depth, which is on another scale there."""
    return np.repeat(np.array([1.0, 0.5], np.float32), count)


def _approach(weights: Floats, error: Floats, transform: Transform, most: float) -> bool:
    """Change weights, in place, until all errors are in bounds; returns whether they are.

    Each time the one change of one weight that takes most of the excess away.

    Args:
        weights: (m,).
        error: (3n,) that these leave, in steps.
        transform: the part's.
        most: the largest square of an error in the picture that is in bounds.
    """
    count, ways = len(error) // 3, len(weights)
    shares, bound = _shares(count), np.float32(most)
    away = (error * _scale(count)).astype(np.float32)
    least = np.inf
    for _ in range(_MOST_CHANGES):
        moved = transform.changes + away
        exceeding = _squares(moved)
        exceeding -= bound
        np.maximum(exceeding, np.float32(0), out=exceeding)
        left = exceeding @ shares
        best = int(left.argmin())
        if left[best] >= least:
            return False
        weights[best % ways] += 1.0 if best < ways else -1.0
        away, least = moved[best], float(left[best])
        if least == 0:
            return True
    return False
