"""A small share of what ``python -m tests.fuzz.packets`` does, so that its check itself stays sound."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from transport.codec import Decoder


@pytest.fixture(scope="module")
def packets():
    """The script beside this file."""
    spec = importlib.util.spec_from_file_location("fuzz_packets", Path(__file__).with_name("packets.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_three_thousand_inputs_do_no_harm(packets):
    decoded, slowest = packets.run(3000, seed=3)
    assert decoded > 300, "hardly any input reaches the decoder's end"
    assert slowest < 2.0


def test_a_decoder_that_lets_anything_out_is_found(packets, monkeypatch):
    sound = Decoder.decode

    def careless(self: Decoder, data: bytes) -> list:
        if len(data) > 8 and data[8] == 0x55:
            raise IndexError
        return sound(self, data)

    monkeypatch.setattr(Decoder, "decode", careless)
    with pytest.raises(AssertionError, match="did harm"):
        packets.run(3000, seed=3)
