"""The encoder's choice of weights: as small as the error bound allows. The decoder knows nothing of this.

Plain rounding spends bits on what nobody can see. Here a motion inside the bound is not sent at all, and otherwise the
few weights are sought that bring every point of the part back within its bound (rate-distortion optimised
quantisation with a bound on the largest error instead of the mean).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
    # Changes of single weights follow: leave them room.
    sizes = np.minimum(np.floor(np.abs(exact) + (1 - _ROUND_UP)), MAX_WEIGHT // 2)
    weights: Floats = np.copysign(sizes, exact)
    error = motion - weights @ transform.layers
    squares = _squares(error)
    most = allowed * allowed
    if np.maximum.reduce(squares) > most:
        error, met = _approach(weights, error, transform, allowed)
        if not met:
            return weights, False
    _prune(weights, error, transform, most)
    return weights, True


def _squares(error: Floats) -> Floats:
    """Squares (..., 2n) of how far errors (..., 3n) are off in the picture, and in depth on the same scale."""
    squares = error * error
    count = squares.shape[-1] // 3
    picture = squares[..., count : 2 * count]
    picture += squares[..., :count]
    return squares[..., count:]


@cache
def _shares(count: int) -> Floats:
    """What excesses (2n,) count: half in depth, which is on another scale there."""
    return np.repeat([1.0, 0.5], count)


def _approach(weights: Floats, error: Floats, transform: Transform, allowed: float) -> tuple[Floats, bool]:
    """Change weights, in place, until all errors are in bounds; returns the errors (3n,) and whether they are."""
    far = np.sqrt(_squares(error))
    count = len(far) // 2
    shares = _shares(count)
    beyond = np.maximum(far - allowed, 0.0)
    excess = float(beyond * beyond @ shares)
    for _ in range(_MOST_CHANGES):
        beyond /= np.maximum(far, _TINY)
        outside = error.copy()
        outside[:count] *= beyond[:count]
        outside[count:] *= beyond
        pull = transform.layer_analysis @ outside
        candidates = (-np.abs(pull)).argpartition(_CANDIDATES)[:_CANDIDATES]
        change = np.sign(pull[candidates])
        moved = transform.layers.take(candidates, axis=0)
        moved *= -change[:, None]
        moved += error
        distances = _squares(moved)
        np.sqrt(distances, out=distances)
        exceeding = distances - allowed
        np.maximum(exceeding, 0.0, out=exceeding)
        left = np.square(exceeding) @ shares
        costs = left + _GROWTH_COST * (change * weights[candidates] >= 0)
        costs[left >= excess] = np.inf
        best = int(costs.argmin())
        if left[best] >= excess:
            return error, False
        weights[candidates[best]] += change[best]
        error, far, beyond, excess = moved[best], distances[best], exceeding[best], float(left[best])
        if excess == 0:
            return error, True
    return error, False


def _prune(weights: Floats, error: Floats, transform: Transform, most: float) -> None:
    """Bring weights nearer to zero, in place, as long as all squared errors stay below ``most``."""
    candidates = weights.nonzero()[0]
    back = transform.layers.take(candidates, axis=0)
    back *= np.sign(weights[candidates])[:, None]
    places = candidates.tolist()
    left = np.abs(weights[candidates]).tolist()
    while places:
        moved = back + error
        allowed = (np.maximum.reduce(_squares(moved), axis=1) <= most).tolist()
        # The smallest first: a weight that becomes zero saves most; of those the rarest.
        chosen = min(compress(range(len(places)), allowed), key=lambda row: (left[row], -places[row]), default=None)
        if chosen is None:
            return
        weights[places[chosen]] -= np.copysign(1.0, weights[places[chosen]])
        error = moved[chosen]
        left[chosen] -= 1
        allowed[chosen] = left[chosen] > 0
        if not all(allowed):
            back = back[allowed]
            places, left = list(compress(places, allowed)), list(compress(left, allowed))
