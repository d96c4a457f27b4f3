"""The ways in which the parts of a signer's body move: a trained basis for each part, in whole numbers.

The motion of a part from its reference is a weighted sum of such ways (its Karhunen-Loeve transform): few weights
tell most of it, and the rest rounds to zero. Both hands share one basis, mirrored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.skeleton import K
from transport.codec_layout import PARTS, Ints, Row, load_table

Floats = NDArray[np.float64]

BASIS_BITS: Final = 8  # entries of a basis are in 256ths of a step
# Larger weights cannot be written; sums of their products with a basis stay exact in doubles.
MAX_WEIGHT: Final = 1 << 16
# A bound in depth is sqrt(1/2) of that in the picture, each in steps (docs/wire-format.md, 3.2).
DEPTH_SCALE: Final = 2**0.5
# Which basis (and which statistics) serves which part.
KINDS: Final = ("body", "face", "hand", "hand")


@dataclass(frozen=True, eq=False)
class Transform:
    """A basis of one part. Coordinates are all x, all y, all z of its n points.

    Attributes:
        ways: float64 (m, 3n), whole 256ths: for each way, how far every coordinate goes, in its steps.
        analysis: float64 (m, 3n): weights of a motion (3n,) in steps are ``analysis @ motion``.
        changes: float64 (2m, 3n): how an error changes where one weight grows by 1 (the first m), or becomes 1 less
            (the others); in steps, but z times sqrt(2), so that the picture and depth have the same bound.
    """

    ways: Floats
    analysis: Floats
    changes: Floats

    @classmethod
    def of(cls, basis: Ints) -> Transform:
        """From whole numbers (m, 3n) in 256ths, x, y, z for point after point."""
        ways = _in_planes(basis / (1 << BASIS_BITS))
        analysis: Floats = np.ascontiguousarray(np.linalg.pinv(ways).T)
        scaled = ways * np.repeat([1.0, 1.0, DEPTH_SCALE], basis.shape[1] // 3)
        return cls(ways, analysis, np.concatenate([-scaled, scaled]).astype(np.float32))


@dataclass(frozen=True, eq=False)
class Transforms:
    """The bases of all parts.

    Attributes:
        parts: one for each of ``PARTS``.
        rows: which of the weights of all parts, in a row, are a part's.
        count: how many weights all parts have.
    """

    parts: tuple[Transform, ...]
    rows: tuple[slice, ...]
    count: int

    @classmethod
    def of(cls, bases: Mapping[str, Any]) -> Transforms:
        """Of bases in 256ths, x, y, z for point after point, of the body, the face and the left hand.

        Raises:
            ValueError: one does not fit its part.
        """
        parts: list[Transform] = []
        rows: list[slice] = []
        count = 0
        for part, kind in zip(PARTS, KINDS, strict=True):
            basis: Ints = np.array(bases[kind], dtype=np.int64)
            if basis.ndim != 2 or basis.shape[1] != 3 * part.count:
                raise ValueError(f"codec_tables.json: the basis of the {kind} does not have {3 * part.count} columns")
            parts.append(Transform.of(mirrored(basis) if part.name == "right" else basis))
            rows.append(slice(count, count + len(basis)))
            count += len(basis)
        return cls(tuple(parts), tuple(rows), count)


def _in_planes(rows: Floats) -> Floats:
    """Rows (m, 3n) of x, y, z for point after point, as rows (m, 3n) of all x, all y, all z."""
    return np.ascontiguousarray(rows.reshape(len(rows), -1, 3).transpose(0, 2, 1)).reshape(len(rows), -1)


def move(units: Row, weights: Floats, numbers: Iterable[int], steps: Row, transforms: Transforms) -> Row:
    """float64 (3K,): units after parts have moved.

    Every number on the way is a whole number of 256ths below 2^53, so doubles compute it exactly in any order.

    Args:
        units: (3K,) before.
        weights: (``Transforms.count``,) of all parts.
        numbers: which parts move.
        steps: (3K,) of all coordinates, in units.
        transforms: of all parts.
    """
    motion = np.zeros(3 * K)
    for number in numbers:
        np.matmul(weights[transforms.rows[number]], transforms.parts[number].ways, out=motion[PARTS[number].places])
    return settled(units, motion, steps)


def settled(units: Row, motion: Row, steps: Row) -> Row:
    """float64 (3K,): units after a motion (3K,) in steps; that is overwritten."""
    motion *= steps
    np.floor(motion, out=motion)
    motion += units
    return motion


def mirrored(basis: Ints) -> Ints:
    """The basis (m, 3n) of the other hand: x points the other way."""
    other: Ints = basis * np.tile([-1, 1, 1], basis.shape[1] // 3)
    return other


TRANSFORMS: Final = Transforms.of(load_table("bases"))
