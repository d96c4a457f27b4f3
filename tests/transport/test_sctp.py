"""What aiortc's SCTP does on poor links, corrected: with the transport as it comes with aiortc, most of this fails."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import random
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from struct import pack
from types import ModuleType
from typing import Any

import aiortc
import pytest
from aiortc import RTCConfiguration
from aiortc.rtcsctptransport import (
    SCTP_DATA_FIRST_FRAG,
    USERDATA_MAX_LENGTH,
    WEBRTC_BINARY,
    WEBRTC_DCEP,
    WEBRTC_STRING,
    DataChunk,
    ForwardTsnChunk,
    InitChunk,
    RTCSctpTransport,
    SackChunk,
    serialize_packet,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transport import sctp
from transport.sctp import LEAST_WINDOW, PatientSctpTransport


def _virtual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("virtual", Path(__file__).with_name("virtual.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["virtual"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


virtual = _virtual()
KIND = PatientSctpTransport
Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda coroutine: virtual.run(coroutine, monkeypatch)


async def signing_figures(loss: float, *, seconds: float = 60.0, packets_s: float = 15.0, both: bool = True) -> Any:
    """Both ends sign over a path with jitter; what the first one sent, and the second one got."""
    rng = random.Random(5)
    a, b = await virtual.associate(KIND)
    for end in (a, b):
        end.path.lose = lambda chunks: rng.random() < loss
        end.path.delay_s = lambda: 0.1 + 0.03 * rng.random()
    since = asyncio.get_running_loop().time()
    await virtual.sign([a, b] if both else [a], seconds, packets_s=packets_s)
    return a, b, since


@pytest.mark.parametrize(
    ("packets_s", "size", "loss", "most"), [(15, 83, 0.0, 22.5), (15, 83, 0.2, 27.5), (10, 115, 0.0, 18.5)]
)
def test_ten_kilobits_of_poses_cost_little_more_than_their_packets(run, packets_s, size, loss, most):
    async def figures() -> float:
        a, _, since = await signing_figures(loss, packets_s=packets_s)
        return a.path.kbit_s(since) + (size - 83) * packets_s * 8 / 1000

    assert run(figures()) <= most


def test_lost_packets_draw_no_storm_of_forward_tsns(run):
    async def figures() -> tuple[int, int]:
        a, b, since = await signing_figures(0.2, both=False)
        return a.path.count(ForwardTsnChunk, since), b.path.count(SackChunk, since)

    forwards, sacks = run(figures())
    assert 50 <= forwards <= 220  # of 900 packets some 180 are lost, some of them in a row
    assert sacks <= 750


def test_holes_are_skipped_faster_than_new_ones_come(run):
    async def waiting() -> tuple[int, int]:
        rng = random.Random(3)
        a, b = await virtual.associate(KIND)
        for end in (a, b):
            end.path.lose = lambda chunks: rng.random() < 0.3
            end.path.delay_s = lambda: 0.1 + 0.06 * rng.random()
        signing = asyncio.ensure_future(virtual.sign([a, b], 30.0, packets_s=30.0))
        chunks, flying = [], []
        while not signing.done():
            await asyncio.sleep(0.5)
            for end in (a, b):
                end.control.send("ping")
                chunks.append(len(end.sctp._sent_queue))
                flying.append(end.sctp._flight_size)
        return max(chunks), max(flying)

    chunks, flying = run(waiting())
    assert chunks <= 100
    assert flying <= LEAST_WINDOW * 2 // 3


def test_all_poses_that_are_not_lost_arrive_at_once(run):
    async def delays() -> list[float]:
        rng = random.Random(7)
        a, b = await virtual.associate(KIND)
        a.path.lose = lambda chunks: rng.random() < 0.2
        start = asyncio.get_running_loop().time()
        await virtual.sign([a], 30.0)
        await asyncio.sleep(1)
        assert len(b.got) >= 0.75 * 450
        return [at - start - int.from_bytes(message[:4], "big") / 15 for at, _, message in b.got]

    assert max(run(delays())) <= 0.051


def test_reliable_messages_arrive_all_and_in_order_beside_lost_poses(run):
    async def messages() -> list[str]:
        rng = random.Random(9)
        a, b = await virtual.associate(KIND)
        for end in (a, b):
            end.path.lose = lambda chunks: rng.random() < 0.25
        signing = asyncio.ensure_future(virtual.sign([a, b], 40.0))
        for number in range(100):
            a.control.send(str(number))
            await asyncio.sleep(0.3)
        await signing
        return [message for _, label, message in b.got if label == "control"]

    assert run(messages()) == [str(number) for number in range(100)]


def test_round_trips_are_not_measured_on_what_was_acknowledged_long_ago(run):
    async def time_outs() -> list[float]:
        rng = random.Random(11)
        a, b = await virtual.associate(KIND, delay_s=0.1)
        for end in (a, b):
            end.path.lose = lambda chunks: rng.random() < 0.3
        signing = asyncio.ensure_future(virtual.sign([a, b], 120.0))
        found = []
        while not signing.done():
            await asyncio.sleep(0.1)
            found.append(a.sctp._rto)
        return found

    assert max(run(time_outs())) <= 1.2


@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_first_message_costs_a_second(run, lost):
    async def connect() -> float:
        start = asyncio.get_running_loop().time()

        def prepare(path: Any) -> None:
            path.lose = lambda chunks: isinstance(chunks[0], InitChunk) and path.count(InitChunk) < lost

        await virtual.associate(KIND, prepare=prepare)
        return asyncio.get_running_loop().time() - start

    assert run(connect()) <= lost + 0.3


def test_after_an_outage_poses_leave_at_once(run):
    async def outage() -> tuple[list[float], float]:
        a, b = await virtual.associate(KIND)
        await virtual.sign([a, b], 2.0)
        a.path.lose = b.path.lose = lambda chunks: True
        a.control.send("lost")
        await virtual.sign([a, b], 20.0, packets_s=4.0, size=400)
        a.path.lose = b.path.lose = lambda chunks: False
        back = asyncio.get_running_loop().time()
        assert a.sctp._cwnd >= LEAST_WINDOW
        await virtual.sign([a, b], 2.0, packets_s=4.0, size=400)
        return [at for at, label, _ in b.got if label == "pose" and at > back], back

    got, back = run(outage())
    assert got[0] - back <= 0.32
    assert len(got) >= 7


def test_a_lone_message_is_acknowledged_after_a_fifth_of_a_second_and_a_doubled_one_at_once(run):
    async def acknowledge() -> None:
        a, b = await virtual.associate(KIND)
        sent = asyncio.get_running_loop().time()
        a.control.send("one")
        await asyncio.sleep(1)
        (sack,) = [packet for packet in b.path.sent if packet.at > sent]
        assert sack.at - sent == pytest.approx(0.25, abs=0.01)
        data = serialize_packet(5000, 5000, b.sctp._local_verification_tag, a.path.sent[-1].chunks[-1])
        again = asyncio.get_running_loop().time()
        await b.sctp._handle_data(data)
        await asyncio.sleep(0.05)
        assert b.path.sent[-1].at - again <= 0.01
        assert len(b.path.sent[-1].chunks[0].duplicates) == 1

    run(acknowledge())


def test_a_full_packet_leaves_no_room_and_nothing_grows_beyond_the_limit(run):
    async def send() -> list[int]:
        a, b = await virtual.associate(KIND)
        for number in range(20):
            for end in (a, b):
                end.control.send("x" * (USERDATA_MAX_LENGTH - number))
            await asyncio.sleep(0.03)
        await asyncio.sleep(3)
        assert len(a.got) == len(b.got) == 20
        return [packet.size - virtual.HEADERS for end in (a, b) for packet in end.path.sent]

    assert max(run(send())) <= 1189


def data_chunk(transport: RTCSctpTransport, **fields: Any) -> DataChunk:
    chunk = DataChunk(flags=fields.pop("flags", 3))
    chunk.tsn = (transport._last_received_tsn + 1 + fields.pop("ahead", 0)) % (1 << 32)
    chunk.stream_id, chunk.stream_seq, chunk.protocol, chunk.user_data = 1, 0, WEBRTC_STRING, b"x"
    for name, value in fields.items():
        setattr(chunk, name, value)
    return chunk


@pytest.mark.parametrize(
    "fields",
    [
        {"user_data": b"\xff\xfe"},
        {"stream_id": 7},
        {"protocol": WEBRTC_DCEP, "user_data": bytes([3]) + bytes(30)},
        {"stream_id": 9, "protocol": WEBRTC_DCEP, "user_data": bytes([3]) + bytes(30)},
        {"protocol": WEBRTC_BINARY, "flags": 0},
    ],
)
def test_nonsense_from_the_peer_changes_nothing(run, fields):
    async def send() -> None:
        a, b = await virtual.associate(KIND)
        chunk = data_chunk(b.sctp, **fields)
        await b.sctp._handle_data(serialize_packet(5000, 5000, b.sctp._local_verification_tag, chunk))
        assert b.got == []
        assert set(b.sctp._data_channels) == {0, 1}
        assert b.sctp._inbound_streams.keys() <= {0, 1}
        a.pose.send(b"pose")
        a.pose.send(b"pose")  # the first one's number has been used up above
        await asyncio.sleep(1)
        assert [message for _, _, message in b.got] == [b"pose"]

    run(send())


def test_a_message_without_end_does_not_fill_the_memory(run):
    async def flood() -> int:
        _, b = await virtual.associate(KIND)
        for number in range(3000):
            flags = SCTP_DATA_FIRST_FRAG if number == 0 else 0
            chunk = data_chunk(b.sctp, flags=flags, user_data=bytes(1100))
            await b.sctp._handle_data(serialize_packet(5000, 5000, b.sctp._local_verification_tag, chunk))
        return sum(len(chunk.user_data) for stream in b.sctp._inbound_streams.values() for chunk in stream.reassembly)

    assert run(flood()) <= 1 << 20


def test_gaps_and_numbers_without_end_cost_neither_time_nor_memory(run):
    async def send() -> None:
        a, b = await virtual.associate(KIND)
        a.pose.send(b"pose")
        sack = SackChunk()
        sack.cumulative_tsn, sack.gaps = a.sctp._last_sacked_tsn, [(1, 0xFFFF)] * 300
        await a.sctp._handle_data(serialize_packet(5000, 5000, a.sctp._local_verification_tag, sack))
        for number in range(2000):
            chunk = data_chunk(b.sctp, ahead=1 + 99_991 * number)
            await b.sctp._handle_data(serialize_packet(5000, 5000, b.sctp._local_verification_tag, chunk))
        assert len(b.sctp._sack_misordered) <= 10
        for _ in range(1500):
            chunk = data_chunk(b.sctp, stream_seq=7, user_data=b"")
            await b.sctp._handle_data(serialize_packet(5000, 5000, b.sctp._local_verification_tag, chunk))
        assert len(b.sctp._inbound_streams[1].reassembly) <= 1024
        forward = ForwardTsnChunk()
        forward.cumulative_tsn, forward.streams = b.sctp._last_received_tsn + 1, [(number, 0) for number in range(250)]
        await b.sctp._handle_data(serialize_packet(5000, 5000, b.sctp._local_verification_tag, forward))
        assert set(b.sctp._inbound_streams) <= {0, 1}

    run(send())


@given(
    st.lists(st.tuples(st.sampled_from(range(16)) | st.just(130) | st.just(192), st.binary(max_size=60)), max_size=6)
)
@example([(4, bytes(4))])  # a parameter of length 0
@settings(max_examples=60, deadline=None)
def test_any_chunks_are_borne(chunks):
    async def send() -> None:
        _, b = await virtual.associate(KIND)
        body = b"".join(
            pack("!BBH", kind, 3, len(content) + 4) + content + bytes(-len(content) % 4) for kind, content in chunks
        )

        class Raw:
            def __bytes__(self) -> bytes:
                return body

        await b.sctp._handle_data(serialize_packet(5000, 5000, b.sctp._local_verification_tag, Raw()))

    with pytest.MonkeyPatch.context() as patch:
        virtual.run(send(), patch)


async def test_an_unknown_aiortc_is_used_as_it_is_and_said(monkeypatch, caplog):
    assert sctp.trouble() is None
    monkeypatch.setattr(aiortc, "__version__", "1.99.0")
    with caplog.at_level(logging.WARNING, logger="transport.sctp"):
        connection = sctp.make_connection(RTCConfiguration(iceServers=[]))
    connection.createDataChannel("pose", negotiated=True, id=0)
    assert type(connection.sctp) is RTCSctpTransport
    assert "1.99.0" in caplog.text
    assert sctp.trouble() in caplog.text
    await connection.close()
    monkeypatch.undo()
    connection = sctp.make_connection(RTCConfiguration(iceServers=[]))
    connection.createDataChannel("pose", negotiated=True, id=0)
    assert type(connection.sctp) is PatientSctpTransport
    await connection.close()
