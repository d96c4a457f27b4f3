"""Entropy coding of small whole numbers with fixed probability tables.

Thin layer over constriction's range coder. The tables lie beside this module as whole numbers
(``codec_tables.json``, written by ``python -m transport.codec_training``), so that both sides of a call
compute exactly the same probabilities whatever their platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final

import constriction
import numpy as np
from numpy.typing import NDArray

from transport.codec_layout import Ints, load_table
from transport.codec_transform import KINDS, MAX_WEIGHT, TRANSFORMS

Probabilities = NDArray[np.float64]
Floats = NDArray[np.float64]

TOTAL: Final = 4096  # every table's frequencies add up to this
LARGEST: Final = 31  # values beyond +-LARGEST are escaped
ESCAPE: Final = 2 * LARGEST + 1
SYMBOLS: Final = ESCAPE + 1
ESCAPE_BITS: Final = 24
_CHUNK_BITS: Final = 8  # raw bits are coded as uniform symbols of at most this many bits

# A class says how far values spread, half an octave more with each. Class 0 is for values that are all 0 and codes
# nothing; classes up to ROWS have a table; further ones code v >> shift with one of the last two and the rest raw.
ROWS: Final = 13
CLASSES: Final = 24
SHIFT: Final[Ints] = np.array([max(0, (c - ROWS + 1) // 2) for c in range(CLASSES)], dtype=np.int64)
ROW: Final[Ints] = np.arange(CLASSES, dtype=np.int64) - 2 * SHIFT


def _checked(table: Any, name: str) -> Ints:
    frequencies = np.array(table, dtype=np.int64)
    if (frequencies < 1).any() or (frequencies.sum(axis=-1) != TOTAL).any():
        raise ValueError(f"codec_tables.json: the frequencies of {name!r} must be positive and add up to {TOTAL}")
    return frequencies


def _probabilities(frequencies: Ints) -> Probabilities:
    # Doubles hold these and all that constriction computes from them exactly, so that whole numbers can specify it.
    return (frequencies / TOTAL).astype(np.float64)


class Model:
    """A table of frequencies of one symbol.

    Attributes:
        frequencies: int64 (n,), which add up to ``TOTAL``, or all 1 for raw bits.
        coder: what constriction needs.
        bits: float64 (n,): what each symbol costs.
    """

    def __init__(self, frequencies: Ints) -> None:
        self.frequencies = frequencies
        share = frequencies / frequencies.sum()
        self.coder: Any = constriction.stream.model.Categorical(share.astype(np.float64), perfect=False)
        self.bits: Floats = -np.log2(share)


def _models(table: Any, name: str) -> tuple[Model, ...]:
    return tuple(Model(row) for row in np.atleast_2d(_checked(table, name)))


# (ROWS + 1, SYMBOLS): frequencies of values of each class; row 0 stands for class 0 and is never coded.
RESIDUALS: Final[Ints] = _checked(load_table("residuals"), "residuals")
_RESIDUAL_P: Final[Probabilities] = _probabilities(RESIDUALS)
_FAMILY: Final[Any] = constriction.stream.model.Categorical(perfect=False)


def class_costs(frequencies: Ints, widest: int) -> Floats:
    """What every value costs in every class but 0, in bits: (CLASSES - 1, 2 widest + 1), from -widest to widest.

    Args:
        frequencies: (ROWS + 1, SYMBOLS), as ``RESIDUALS``.
        widest: the largest value.
    """
    bits = -np.log2(frequencies / TOTAL)
    values = np.arange(-widest, widest + 1)
    rows = []
    for chosen in range(1, CLASSES):
        high = values >> SHIFT[chosen]
        excess = np.maximum(np.abs(high) - LARGEST, 0)
        symbols = np.where(excess == 0, high + LARGEST, ESCAPE)
        escaped = np.where(excess > 0, 6 + np.ceil(np.log2(np.maximum(excess, 1))), 0)
        rows.append(bits[ROW[chosen], symbols] + SHIFT[chosen] + escaped)
    return np.array(rows)


# For the writer's choices. Larger values are taken for these: it does not matter much which class they choose.
_WIDEST: Final = 127
_CLASS_COSTS: Final[Floats] = class_costs(RESIDUALS, _WIDEST)

# Contexts of the class of a block.
FRESH: Final = 0  # places of a part that was never seen
SCORES: Final = 1
CORRECTIONS: Final = 2
TIMES: Final = 3
CLASS_MODELS: Final = _models(load_table("classes"), "classes")
MASK_MODELS: Final = _models(load_table("masks"), "masks")  # by the mask in the reference: none, all, some
STEP_MODELS: Final = _models(load_table("steps"), "steps")
# Of the first pose of a packet, of further ones.
FRAME_MODELS: Final = _models(load_table("frames"), "frames")
CHANGE_MODELS: Final = _models(load_table("changes"), "changes")

# For every kind of part, (modes - 1, m): the classes of the weights in every mode but 0, in which all weights are 0.
PROFILES: Final[dict[str, Ints]] = {
    kind: np.array(rows, dtype=np.int64) for kind, rows in load_table("profiles").items()
}
# Mode of a part whose reference was not coded by weights.
NO_MODE: Final = len(PROFILES["hand"]) + 1
# For every kind of part and for first and further poses of a packet, by the mode in the reference.
MODE_MODELS: Final[dict[str, tuple[tuple[Model, ...], ...]]] = {
    kind: tuple(_models(rows, "modes") for rows in tables) for kind, tables in load_table("modes").items()
}
# What one value of one weight costs more than 0 does, in every mode but 0: a row for each value from -_FAR to _FAR of
# each weight of all parts. What is asked for together lies together, for speed.
_FAR: Final = 31
_VALUE_COSTS: Final[NDArray[np.float32]] = np.ascontiguousarray(
    np.concatenate(
        [
            (_CLASS_COSTS - _CLASS_COSTS[:, _WIDEST, None])[:, _WIDEST - _FAR : _WIDEST + _FAR + 1][PROFILES[kind] - 1]
            .transpose(1, 2, 0)
            .reshape(-1, NO_MODE - 1)
            for kind in KINDS
        ]
    ),
    np.float32,
)
# The row of the value 0 of every weight.
_ZEROS: Final[Ints] = np.arange(TRANSFORMS.count, dtype=np.int64) * (2 * _FAR + 1) + _FAR
_ROW_ENDS: Final = [row.stop for row in TRANSFORMS.rows]
# What each mode but 0 costs where all weights are 0, with the mode itself: for every part, first and further poses, and
# every mode before.
_START_COSTS: Final[NDArray[np.float32]] = np.array(
    [
        [
            [_CLASS_COSTS[PROFILES[kind] - 1, _WIDEST].sum(axis=1) + model.bits[1:] for model in models]
            for models in MODE_MODELS[kind]
        ]
        for kind in KINDS
    ],
    np.float32,
)
if any(len(PROFILES[kind]) + 1 != NO_MODE or len(MODE_MODELS[kind][0]) != NO_MODE + 1 for kind in KINDS):
    raise ValueError("codec_tables.json: all kinds of parts must have the same number of modes")

UNIFORM: Final[dict[int, Model]] = {
    bits: Model(np.ones(1 << bits, dtype=np.int64)) for bits in range(1, _CHUNK_BITS + 1)
}


class Classes:
    """The classes of some values that are coded one after another, and what follows from them.

    Args:
        classes: int64 (n,), all at least 1.

    Attributes:
        count: n.
        shift: int64 (n,): how many low bits of each value are raw; None if of none.
        shifted: which values have raw bits, and how many each.
        probabilities: float64 (n, SYMBOLS), of what constriction takes.
    """

    def __init__(self, classes: Ints) -> None:
        shift = SHIFT[classes]
        self.count = len(classes)
        self.shift = shift if shift.any() else None
        self.shifted = np.flatnonzero(shift)
        self.widths: list[int] = shift[self.shifted].tolist()
        self.probabilities: Probabilities = _RESIDUAL_P[ROW[classes]]


# For every kind of part, the classes of its weights in every mode but 0.
_PROFILE_CLASSES: Final[dict[str, tuple[Classes, ...]]] = {
    kind: tuple(Classes(row) for row in rows) for kind, rows in PROFILES.items()
}


@lru_cache(maxsize=256)
def _block_classes(chosen: int, count: int) -> Classes:
    return Classes(np.full(count, chosen))


class DamagedError(ValueError):
    """The compressed bytes cannot have come from an encoder."""


@cache
def _chunks(bits: int) -> tuple[int, ...]:
    return tuple(min(_CHUNK_BITS, bits - start) for start in range(0, bits, _CHUNK_BITS))


def largest_of(values: Ints | Floats) -> int:
    """The largest of all absolute values; 0 of none."""
    return int(np.maximum.reduce(np.abs(values), axis=None)) if values.size else 0


@lru_cache(maxsize=1024)
def _class_of_one(value: int, context: int) -> int:
    return int(np.argmin(_CLASS_COSTS[:, value + _WIDEST] + CLASS_MODELS[context].bits[1:])) + 1


def _modes_for(values: Floats, parts: Sequence[int], modes: Sequence[int], further: bool) -> tuple[list[int], int]:
    """The cheapest mode of each part, and the largest weight; see ``SymbolWriter.weights``."""
    places = values.nonzero()[0]
    if not len(places):
        return [0] * len(parts), 0
    some = values.take(places).astype(np.int64)
    largest = largest_of(some)
    if largest > _FAR:
        np.clip(some, -_FAR, _FAR, out=some)
    some += _ZEROS.take(places)
    costs = _VALUE_COSTS.take(some, axis=0)
    ends = places.searchsorted(_ROW_ENDS).tolist()
    chosen = []
    for part in parts:
        start, end = ends[part - 1] if part else 0, ends[part]
        total = np.add.reduce(costs[start:end], axis=0)
        total += _START_COSTS[part, int(further), modes[part]]
        chosen.append(int(total.argmin()) + 1 if end > start else 0)
    return chosen, largest


class SymbolWriter:
    """Collects symbols into compressed bytes."""

    def __init__(self) -> None:
        self._coder = constriction.stream.queue.RangeEncoder()
        self._encode = self._coder.encode

    def symbol(self, value: int, model: Model) -> None:
        """Append one symbol."""
        self._encode(value, model.coder)

    def bits(self, value: int, count: int) -> None:
        """Append ``count`` bits of ``value`` as they are, low bits first."""
        for width in _chunks(count):
            self.symbol(value & ((1 << width) - 1), UNIFORM[width])
            value >>= width

    def values(self, values: Ints, largest: int, classes: Classes) -> None:
        """Append values (n,), none beyond +-``largest``, each with the table of its class."""
        shift = classes.shift
        high = values if shift is None else values >> shift
        # Shifting never makes a value larger.
        if largest <= LARGEST:
            self._encode((high + LARGEST).astype(np.int32), _FAMILY, classes.probabilities)
        else:
            small = np.abs(high) <= LARGEST
            symbols = np.where(small, high + LARGEST, ESCAPE).astype(np.int32)
            self._encode(symbols, _FAMILY, classes.probabilities)
            for value in high[~small].tolist():
                excess = abs(value) - LARGEST - 1
                width = excess.bit_length()
                self.bits(width, 5)
                self.bits(excess, width)
                self.bits(int(value < 0), 1)
        if shift is not None:
            low = at = 0
            for value, width in zip(values[classes.shifted].tolist(), classes.widths, strict=True):
                low |= (value & (1 << width) - 1) << at
                at += width
            self.bits(low, at)

    def block(self, values: Ints | None, context: int) -> None:
        """Append values (n,) of one class, and that class: the one that makes them shortest. None: all are 0."""
        model = CLASS_MODELS[context]
        largest = 0 if values is None else largest_of(values)
        if values is None or not largest:
            self.symbol(0, model)
            return
        near = values if largest <= _WIDEST else np.clip(values, -_WIDEST, _WIDEST)
        if len(values) == 1:
            chosen = _class_of_one(int(near[0]), context)
        else:
            chosen = int(np.argmin(_CLASS_COSTS[:, near + _WIDEST].sum(axis=1) + model.bits[1:])) + 1
        self.symbol(chosen, model)
        self.values(values, largest, _block_classes(chosen, len(values)))

    def weights(self, values: Floats, parts: Sequence[int], modes: list[int], *, further: bool) -> None:
        """Append the weights of parts, each in the mode that makes them shortest.

        Args:
            values: of all parts (``Transforms.count``,), whole numbers; 0 of other parts.
            parts: which ones.
            modes: of all parts in the reference; those of the parts are replaced.
            further: whether the pose is not the first one of its packet.
        """
        chosen, largest = _modes_for(values, parts, modes, further)
        symbols = (values + LARGEST).astype(np.int32) if largest <= LARGEST else None
        for part, mode in zip(parts, chosen, strict=True):
            self.symbol(mode, MODE_MODELS[KINDS[part]][further][modes[part]])
            modes[part] = mode
            if mode:
                classes, row = _PROFILE_CLASSES[KINDS[part]][mode - 1], TRANSFORMS.rows[part]
                if symbols is not None and classes.shift is None:
                    self._encode(symbols[row], _FAMILY, classes.probabilities)
                else:
                    self.values(values[row].astype(np.int64), largest, classes)

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
        self._decode = self._coder.decode

    def symbol(self, model: Model) -> int:
        """The next symbol."""
        try:
            return int(self._decode(model.coder))
        except (ValueError, AssertionError) as error:
            raise DamagedError("its compressed data is damaged") from error

    def bits(self, count: int) -> int:
        """The next ``count`` raw bits."""
        value = 0
        for position, width in enumerate(_chunks(count)):
            value |= self.symbol(UNIFORM[width]) << (position * _CHUNK_BITS)
        return value

    def values(self, classes: Classes, most: int | None = None) -> Ints:
        """The next values (n,), one for each class (n,); none beyond +-``most``, if that is more than ``LARGEST``."""
        if not classes.count:
            return np.zeros(0, dtype=np.int64)
        try:
            symbols = self._decode(_FAMILY, classes.probabilities)
        except (ValueError, AssertionError) as error:
            raise DamagedError("its compressed data is damaged") from error
        values: Ints = symbols.astype(np.int64)
        values -= LARGEST
        escapes = np.maximum.reduce(symbols) == ESCAPE
        if not escapes and classes.shift is None:
            return values
        if escapes:
            for position in np.flatnonzero(symbols == ESCAPE).tolist():
                width = self.bits(5)
                if width > ESCAPE_BITS:
                    raise DamagedError(f"it has a value of {width} bits, at most {ESCAPE_BITS} are allowed")
                magnitude = self.bits(width) + LARGEST + 1
                values[position] = -magnitude if self.bits(1) else magnitude
        if classes.shift is not None:
            values <<= classes.shift
            low = self.bits(sum(classes.widths))
            for position, width in zip(classes.shifted.tolist(), classes.widths, strict=True):
                values[position] |= low & (1 << width) - 1
                low >>= width
        if most is not None and largest_of(values) > most:
            raise DamagedError("it has a motion beyond every picture")
        return values

    def block(self, count: int, context: int) -> Ints | None:
        """The next block of so many values; None: all are 0."""
        chosen = self.symbol(CLASS_MODELS[context])
        return self.values(_block_classes(chosen, count)) if chosen else None

    def weights(self, parts: Sequence[int], modes: list[int], *, further: bool) -> Floats:
        """The next weights of parts, float64 (``Transforms.count``,) of all; see ``SymbolWriter.weights``."""
        weights = np.zeros(TRANSFORMS.count)
        for part in parts:
            kind = KINDS[part]
            mode = modes[part] = self.symbol(MODE_MODELS[kind][further][modes[part]])
            if mode:
                weights[TRANSFORMS.rows[part]] = self.values(_PROFILE_CLASSES[kind][mode - 1], MAX_WEIGHT)
        return weights

    def finish(self) -> None:
        """Check that nothing is left over."""
        if not self._coder.maybe_exhausted():
            raise DamagedError("it is longer than its content")
