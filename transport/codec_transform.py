"""The ways in which the parts of a signer's body move: a trained basis for each part, in whole numbers.

The motion of a part from its reference is a weighted sum of such ways (its Karhunen-Loeve transform): few weights
tell most of it, and the rest rounds to zero. Both hands share one basis, mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transport.codec_layout import PARTS, Ints, load_table

Floats = NDArray[np.float64]

BASIS_BITS: Final = 8  # entries of a basis are in 256ths of a step
# Larger weights cannot be written; sums of their products with a basis stay exact in doubles.
MAX_WEIGHT: Final = 1 << 16
# Which basis (and which statistics) serves which part.
KINDS: Final = ("body", "face", "hand", "hand")


@dataclass(frozen=True, eq=False)
class Transform:
    """A basis of one part.

    Attributes:
        basis: float64 (m, 3n) of whole numbers: for each way, how far every coordinate of the n points goes, in 256ths
            of its step.
        analysis: float64 (m, 3n): weights of a motion (3n,), in steps, are ``analysis @ motion``.
        motions: float64 (m, 3n): the basis in steps.
    """

    basis: Floats
    analysis: Floats
    motions: Floats

    @classmethod
    def of(cls, basis: Ints) -> Transform:
        """From whole numbers (m, 3n)."""
        exact = basis.astype(np.float64)
        motions = exact / (1 << BASIS_BITS)
        return cls(exact, np.ascontiguousarray(np.linalg.pinv(motions).T), motions)

    def synthesise(self, weights: Ints, steps: Ints) -> Ints:
        """int64 (n, 3): the motion in units, for weights (m,) and the steps (n, 3) of the coordinates.

        Every number on the way is whole and below 2^53, so doubles compute it exactly in any order.
        """
        sums = (weights.astype(np.float64) @ self.basis).astype(np.int64).reshape(-1, 3)
        motion: Ints = (sums * steps) >> BASIS_BITS
        return motion


def mirrored(basis: Ints) -> Ints:
    """The basis (m, 3n) of the other hand: x points the other way."""
    other: Ints = basis * np.tile([-1, 1, 1], basis.shape[1] // 3)
    return other


def transforms(tables: dict[str, list[list[int]]]) -> tuple[Transform, ...]:
    """One for each of ``PARTS``; the bases of the table are for the body, the face and the left hand.

    Raises:
        ValueError: the tables do not fit the parts.
    """
    result = []
    for part, kind in zip(PARTS, KINDS, strict=True):
        basis: Ints = np.array(tables[kind], dtype=np.int64)
        if basis.ndim != 2 or basis.shape[1] != 3 * part.count:
            raise ValueError(f"codec_tables.json: the basis of the {kind} does not have {3 * part.count} columns")
        result.append(Transform.of(mirrored(basis) if part.name == "right" else basis))
    return tuple(result)


TRANSFORMS: Final = transforms(load_table("bases"))
