"""The wire format stays what docs/wire-format.md says: golden packets, and a second reader written from that page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from transport import codec, codec_entropy
from transport.codec import Decoder, PacketError
from transport.codec_entropy import RESIDUALS, DamagedError
from transport.codec_layout import load_table

FOLDER = Path(__file__).with_name("golden")
GOOD = json.loads((FOLDER / "good.json").read_text("utf-8"))
REFUSED = json.loads((FOLDER / "refused.json").read_text("utf-8"))


def check_golden(decoder: Decoder) -> None:
    """Decode the good packets in their order and compare every number."""
    for entry in GOOD:
        poses = decoder.decode((FOLDER / f"{entry['name']}.bin").read_bytes())
        assert len(poses) == len(entry["poses"])
        for pose, wanted in zip(poses, entry["poses"], strict=True):
            assert pose.time_us == wanted["time_us"]
            assert [pose.width, pose.height] == wanted["size"]
            np.testing.assert_array_equal(np.nan_to_num(pose.xyz) * 256, wanted["units"])
            np.testing.assert_array_equal(np.round(pose.score * 7), wanted["levels"])


def test_golden_packets_decode_to_the_same_numbers_for_ever():
    check_golden(Decoder())


def test_the_encoder_still_writes_the_golden_packets(load_script: Callable[[str], object]):
    script = load_script("make_golden.py")
    for name, data in script.packets().items():
        assert data == (FOLDER / f"{name}.bin").read_bytes(), name


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_malformed_golden_packets_are_refused_for_their_reason(name):
    with pytest.raises(PacketError, match=REFUSED[name]):
        Decoder().decode((FOLDER / f"refused_{name}.bin").read_bytes())


class ReaderFromThePage:
    """The entropy decoder of docs/wire-format.md in whole numbers, without the library that the program uses."""

    def __init__(self, data: bytes) -> None:
        self._words = list(np.frombuffer(data + bytes(-len(data) % 4), dtype=">u4").tolist())
        self._lower, self._range, self._point = 0, (1 << 64) - 1, 0
        for _ in range(2):
            self._next_word()

    def _next_word(self) -> None:
        self._point = (self._point << 32 | (self._words.pop(0) if self._words else 0)) % (1 << 64)

    def _decode(self, frequencies: list[int]) -> int:
        total, free = sum(frequencies), (1 << 24) - len(frequencies)
        starts = [sum(frequencies[:i]) * free // total + i for i in range(len(frequencies))] + [1 << 24]
        scale = self._range >> 24
        quantile = (self._point - self._lower) % (1 << 64) // scale
        if quantile >= 1 << 24:
            raise DamagedError("damaged")
        symbol = next(i for i in range(len(frequencies)) if quantile < starts[i + 1])
        self._lower = (self._lower + scale * starts[symbol]) % (1 << 64)
        self._range = scale * (starts[symbol + 1] - starts[symbol])
        if self._range < 1 << 32:
            self._lower, self._range = (self._lower << 32) % (1 << 64), self._range << 32
            self._next_word()
        return symbol

    def symbol(self, model: object) -> int:
        for name, models in (
            ("spreads", codec_entropy.SPREAD_MODELS),
            ("masks", codec_entropy.MASK_MODELS),
            ("flags", codec_entropy.FLAG_MODELS),
        ):
            for number, known in enumerate(models):
                if known is model:
                    return self._decode(load_table(name)[number])
        raise AssertionError("an unknown table")

    def bits(self, count: int) -> int:
        value = 0
        for start in range(0, count, 8):
            value |= self._decode([1] * (1 << min(8, count - start))) << start
        return value

    def residuals(self, spreads: np.ndarray) -> np.ndarray:
        symbols = [self._decode(RESIDUALS[spread - 1].tolist()) for spread in spreads.tolist()]
        values = [symbol - 31 for symbol in symbols]
        for position, symbol in enumerate(symbols):
            if symbol == 63:
                magnitude = self.bits(self.bits(5)) + 32
                values[position] = -magnitude if self.bits(1) else magnitude
        return np.array(values, dtype=np.int64)

    def finish(self) -> None:
        assert not self._words


def test_a_reader_written_from_the_page_alone_reads_the_golden_packets(monkeypatch):
    monkeypatch.setattr(codec, "SymbolReader", ReaderFromThePage)
    check_golden(Decoder())
