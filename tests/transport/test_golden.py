"""The wire format stays what docs/wire-format.md says: golden packets, and a second decoder written from that page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from transport.codec import Decoder, Encoder, PacketError

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


def test_a_decoder_written_from_the_page_alone_reads_the_golden_packets(load_script):
    decoder = load_script("second_decoder.py").SecondDecoder()
    for entry in GOOD:
        states = decoder.decode((FOLDER / f"{entry['name']}.bin").read_bytes())
        assert len(states) == len(entry["poses"])
        for state, wanted in zip(states, entry["poses"], strict=True):
            assert state.time * 100 == wanted["time_us"]
            assert list(state.size) == wanted["size"]
            levels = [level if known else 0 for level, known in zip(state.level, state.known, strict=True)]
            assert levels == wanted["levels"]
            units = [place if known else [0, 0, 0] for place, known in zip(state.units, state.known, strict=True)]
            assert units == wanted["units"]


def test_a_decoder_written_from_the_page_alone_reads_real_movement(load_script, signing):
    first, second = Decoder(), load_script("second_decoder.py").SecondDecoder()
    encoder = Encoder(0.005)
    for number in range(0, 90, 3):
        data = encoder.encode([signing(number), signing(number + 1), signing(number + 2)])
        encoder.acknowledge(first.latest)
        for pose, state in zip(first.decode(data), second.decode(data), strict=True):
            np.testing.assert_array_equal(pose.known, state.known)
            units = np.array(state.units)[pose.known]
            np.testing.assert_array_equal(pose.xyz[pose.known] * 256, units)
