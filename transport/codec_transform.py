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
# A bound in depth is sqrt(1/2) of that in the picture, each in steps (docs/wire-format.md, 3.2).
DEPTH_SCALE: Final = 2**0.5
# Which basis (and which statistics) serves which part.
KINDS: Final = ("body", "face", "hand", "hand")


@dataclass(frozen=True, eq=False)
class Transform:
    """A basis of one part.

    Attributes:
        basis: float64 (m, 3n) of whole numbers: for each way, how far every coordinate of the n points goes, in 256ths
            of its step.
        layers: float64 (m, 3n): the basis in steps, laid out for the encoder: all x, all y, all z, with z times
            sqrt(2), so that the picture and depth have the same bound.
        layer_analysis: float64 (m, 3n): weights of a motion (3n,) in this layout are ``layer_analysis @ motion``.
        changes: float64 (2m, 3n): how an error in this layout changes where one weight grows by 1 (the first m), or
            becomes 1 less (the others).
    """

    basis: Floats
    layers: Floats
    layer_analysis: Floats
    changes: Floats

    @classmethod
    def of(cls, basis: Ints) -> Transform:
        """From whole numbers (m, 3n)."""
        exact = basis.astype(np.float64)
        motions = exact / (1 << BASIS_BITS)
        analysis: Floats = np.linalg.pinv(motions).T.astype(np.float64)
        layers, layer_analysis = in_layers(motions), in_layers(analysis, 1 / DEPTH_SCALE)
        return cls(exact, layers, layer_analysis, np.concatenate([-layers, layers]))

    def synthesise(self, weights: Floats, out: Floats) -> None:
        """Write the motion (3n,), in 256ths of a step, for weights (m,) to ``out``; see ``in_units``.

        Every number on the way is whole and below 2^53, so doubles compute it exactly in any order.
        """
        np.matmul(weights, self.basis, out=out)


def in_units(motion: Floats, steps: Ints) -> Ints:
    """int64 (K, 3): motions (3K,) of all points, in 256ths of the steps (K, 3) of their coordinates, in units."""
    motions: Ints = (motion.astype(np.int64).reshape(-1, 3) * steps) >> BASIS_BITS
    return motions


def in_layers(rows: Floats, depth_scale: float = DEPTH_SCALE) -> Floats:
    """Rows (m, 3n) of x, y, z for point after point, as rows (m, 3n) of all x, all y, all z."""
    points = rows.reshape(len(rows), -1, 3) * (1.0, 1.0, depth_scale)
    return np.ascontiguousarray(points.transpose(0, 2, 1)).reshape(len(rows), -1)


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
