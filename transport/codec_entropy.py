"""Entropy coding of small whole numbers with fixed probability tables.

Thin layer over constriction's range coder. The tables lie beside this module as whole numbers
(``codec_tables.json``, written by ``python -m transport.codec_training``), so that both sides of a call
compute exactly the same probabilities whatever their platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import constriction
import numpy as np
from numpy.typing import NDArray

from transport.codec_layout import Ints, load_table

Probabilities = NDArray[np.float64]

TOTAL: Final = 4096  # every table's frequencies add up to this
LARGEST: Final = 31  # residuals beyond +-LARGEST are escaped
ESCAPE: Final = 2 * LARGEST + 1
SYMBOLS: Final = ESCAPE + 1
ESCAPE_BITS: Final = 24
_CHUNK_BITS: Final = 8  # raw bits are coded as uniform symbols of at most this many bits


def _table(name: str) -> Ints:
    table = np.array(load_table(name), dtype=np.int64)
    if (table < 1).any() or (table.sum(axis=-1) != TOTAL).any():
        raise ValueError(f"codec_tables.json: the frequencies of {name!r} must be positive and add up to {TOTAL}")
    return table


def _probabilities(frequencies: Ints) -> Probabilities:
    # Doubles hold these and all that constriction computes from them exactly, so that whole numbers can specify it.
    return (frequencies / TOTAL).astype(np.float64)


# (SPREADS, SYMBOLS): frequencies of the residuals, from narrow to wide. Row s belongs to spread s + 1; spread 0
# says that every residual is 0 and codes nothing.
RESIDUALS: Final[Ints] = _table("residuals")
SPREADS: Final = len(RESIDUALS) + 1
RESIDUAL_BITS: Final[NDArray[np.float64]] = -np.log2(RESIDUALS / TOTAL)
_RESIDUAL_P: Final[Probabilities] = _probabilities(RESIDUALS)
_FAMILY: Final = constriction.stream.model.Categorical(perfect=False)


def _models(name: str) -> tuple[Any, ...]:
    rows = np.atleast_2d(_table(name))
    return tuple(constriction.stream.model.Categorical(_probabilities(row), perfect=False) for row in rows)


# Spreads are coded in a context: the spread of the same part in the pose before, or one of these.
NO_CONTEXT: Final = SPREADS  # the packet has no pose before
FRESH_CONTEXT: Final = SPREADS + 1  # points that the reference does not have
SCORE_CONTEXT: Final = SPREADS + 2
SPREAD_MODELS: Final = _models("spreads")
# (K, 3): how much wider or narrower each coordinate is than its part on the whole, in spreads.
OFFSETS: Final[Ints] = np.array(load_table("offsets"), dtype=np.int64)
MASK_MODELS: Final = _models("masks")
FLAG_MODELS: Final = _models("flags")
SPREAD_BITS: Final[NDArray[np.float64]] = -np.log2(_table("spreads") / TOTAL)

_UNIFORM: Final = {
    bits: constriction.stream.model.Categorical(np.full(1 << bits, 1.0, np.float64), perfect=False)
    for bits in range(1, _CHUNK_BITS + 1)
}


class DamagedError(ValueError):
    """The compressed bytes cannot have come from an encoder."""


def _chunks(bits: int) -> list[int]:
    return [min(_CHUNK_BITS, bits - start) for start in range(0, bits, _CHUNK_BITS)]


def _escape_width(excess: int) -> int:
    return excess.bit_length()


class SymbolWriter:
    """Collects symbols into compressed bytes."""

    def __init__(self) -> None:
        self._coder = constriction.stream.queue.RangeEncoder()

    def symbol(self, value: int, model: Any) -> None:
        """Append one symbol with one of the models of this module."""
        self._coder.encode(value, model)

    def bits(self, value: int, count: int) -> None:
        """Append ``count`` bits of ``value`` as they are, low bits first."""
        for width in _chunks(count):
            self._coder.encode(value & ((1 << width) - 1), _UNIFORM[width])
            value >>= width

    def residuals(self, values: Ints, spreads: Ints) -> None:
        """Append residuals (n,), each with the table of its spread (n,), all spreads at least 1."""
        if not len(values):
            return
        small = np.abs(values) <= LARGEST
        symbols = np.where(small, values + LARGEST, ESCAPE).astype(np.int32)
        self._coder.encode(symbols, _FAMILY, _RESIDUAL_P[spreads - 1])
        for value in values[~small].tolist():
            excess = abs(value) - LARGEST - 1
            width = _escape_width(excess)
            self.bits(width, 5)
            self.bits(excess, width)
            self.bits(int(value < 0), 1)

    def getvalue(self) -> bytes:
        """The compressed bytes: big-endian words of the coder without the zero bytes at the end."""
        return bytes(self._coder.get_compressed().astype(">u4").tobytes()).rstrip(b"\0")


class SymbolReader:
    """Reads back what a ``SymbolWriter`` wrote. Raises ``DamagedError`` for whatever it could not have written."""

    def __init__(self, data: bytes) -> None:
        if data.endswith(b"\0"):
            raise DamagedError("its compressed data ends with a zero byte")
        words = np.frombuffer(data + bytes(-len(data) % 4), dtype=">u4").astype(np.uint32)
        self._coder = constriction.stream.queue.RangeDecoder(words)

    def _decode(self, *args: Any) -> Any:
        try:
            return self._coder.decode(*args)
        except (ValueError, AssertionError) as error:
            raise DamagedError("its compressed data is damaged") from error

    def symbol(self, model: Any) -> int:
        """The next symbol of one of the models of this module."""
        return int(self._decode(model))

    def bits(self, count: int) -> int:
        """The next ``count`` raw bits."""
        value = 0
        for position, width in enumerate(_chunks(count)):
            value |= self.symbol(_UNIFORM[width]) << (position * _CHUNK_BITS)
        return value

    def residuals(self, spreads: Ints) -> Ints:
        """The next residuals (n,), one for each spread (n,), all spreads at least 1."""
        if not len(spreads):
            return np.zeros(0, dtype=np.int64)
        symbols = self._decode(_FAMILY, _RESIDUAL_P[spreads - 1]).astype(np.int64)
        values: Ints = symbols - LARGEST
        for position in np.flatnonzero(symbols == ESCAPE).tolist():
            width = self.bits(5)
            if width > ESCAPE_BITS:
                raise DamagedError(f"it has a residual of {width} bits, at most {ESCAPE_BITS} are allowed")
            magnitude = self.bits(width) + LARGEST + 1
            values[position] = -magnitude if self.bits(1) else magnitude
        return values

    def finish(self) -> None:
        """Check that nothing is left over."""
        if not self._coder.maybe_exhausted():
            raise DamagedError("it is longer than its content")


def total_bits(values: Ints, spreads: Sequence[Ints]) -> NDArray[np.float64]:
    """Bits that residuals (n,) would take with each of several choices of spreads (each (n,))."""
    symbols = np.where(np.abs(values) <= LARGEST, values + LARGEST, ESCAPE)
    excess = np.maximum(np.abs(values) - LARGEST - 1, 0)
    escaped = np.where(symbols == ESCAPE, 6 + np.ceil(np.log2(excess + 1)), 0).sum()
    return np.array([RESIDUAL_BITS[choice - 1, symbols].sum() + escaped for choice in spreads])
