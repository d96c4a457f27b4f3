"""Lost packets do not hold up a connection: with the libraries as they come, all of this takes far longer."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import ModuleType
from typing import Any

import aioice
import pytest
from aioice import stun
from aiortc import RTCCertificate, RTCConfiguration
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcsctptransport import CookieEchoChunk, InitAckChunk, InitChunk

from transport import handshakes, sctp
from transport.handshakes import QuickDtlsTransport, QuickTransaction
from transport.sctp import PatientSctpTransport

RTT_S = 0.1


def _virtual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("virtual", Path(__file__).with_name("virtual.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["virtual"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


virtual = _virtual()
Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return lambda coroutine: virtual.run(coroutine, monkeypatch)


class Ice:
    """One end of a path, in the place of aiortc's ICE transport.

    Attributes:
        lose: whether to lose a datagram, given how many were sent before it.
        sent: all datagrams.
    """

    def __init__(self, role: str, lose: Callable[[int], bool]) -> None:
        self.role = role
        self.state = "completed"
        self.lose = lose
        self.sent: list[bytes] = []
        self.far: Ice | None = None
        self._came: asyncio.Queue[bytes] = asyncio.Queue()

    async def _send(self, data: bytes) -> None:
        assert self.far is not None
        lost = self.lose(len(self.sent))
        self.sent.append(data)
        if not lost:
            asyncio.get_running_loop().call_later(RTT_S / 2, self.far._came.put_nowait, data)

    async def _recv(self) -> bytes:
        return await self._came.get()


async def shake_hands(
    kind: type[RTCDtlsTransport], lose: tuple[Callable[[int], bool], Callable[[int], bool]]
) -> tuple[float, tuple[Ice, Ice], list[RTCDtlsTransport]]:
    """DTLS between two ends; how long it took until data got through both ways."""
    ends = Ice("controlling", lose[0]), Ice("controlled", lose[1])
    ends[0].far, ends[1].far = ends[1], ends[0]
    transports = [kind(end, [RTCCertificate.generateCertificate()]) for end in ends]  # type: ignore[arg-type]
    came = [asyncio.Event(), asyncio.Event()]

    class Receiver:
        def __init__(self, event: asyncio.Event) -> None:
            self._event = event

        async def _handle_data(self, data: bytes) -> None:
            assert data == b"hello"
            self._event.set()

    for transport, event in zip(transports, came, strict=True):
        transport._register_data_receiver(Receiver(event))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await asyncio.wait_for(
        asyncio.gather(*(a.start(b.getLocalParameters()) for a, b in (transports, transports[::-1]))), 30
    )

    async def greet(transport: RTCDtlsTransport, event: asyncio.Event) -> None:
        while not event.is_set():
            await transport._send_data(b"hello")
            await asyncio.sleep(0.05)

    await asyncio.wait_for(asyncio.gather(*(greet(t, e) for t, e in zip(transports, came[::-1], strict=True))), 30)
    return loop.time() - begun, ends, transports


def test_a_handshake_of_dtls_without_loss_repeats_nothing(run):
    took_s, ends, transports = run(shake_hands(QuickDtlsTransport, (lambda n: False, lambda n: False)))
    assert took_s < 3 * RTT_S
    assert all(len(set(end.sent)) == len(end.sent) for end in ends)
    assert not any(isinstance(transport._ssl, handshakes._Flights) for transport in transports)


@pytest.mark.parametrize("lost", [(0,), (1,), (1, 2, 3)])
@pytest.mark.parametrize("side", [0, 1])
def test_a_lost_flight_of_dtls_costs_a_moment(run, side, lost):
    losses: list[Callable[[int], bool]] = [lambda n: False, lambda n: False]
    losses[side] = lambda n: n in lost
    took_s, _, _ = run(shake_hands(QuickDtlsTransport, (losses[0], losses[1])))
    assert took_s < 3 * RTT_S + handshakes.FIRST_S * 2 ** len(lost)


def test_flights_of_dtls_are_not_repeated_for_ever(run):
    async def alone() -> list[bytes]:
        end = Ice("controlled", lambda n: True)
        end.far = Ice("controlling", lambda n: True)
        transport = QuickDtlsTransport(end, [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
        starting = asyncio.ensure_future(transport.start(transport.getLocalParameters()))
        await asyncio.sleep(0.5)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        sent = len(end.sent)
        await transport.stop()
        await asyncio.sleep(60)
        assert len(end.sent) <= sent + 1
        return end.sent

    assert 3 <= len(run(alone())) <= 2 + handshakes._FLIGHT_REPEATS


class Sender:
    """Notes when what is asked."""

    def __init__(self) -> None:
        self.at: list[float] = []

    def send_stun(self, message: stun.Message, addr: tuple[str, int]) -> None:
        self.at.append(asyncio.get_running_loop().time())


async def ask(retransmissions: int | None = None) -> tuple[list[float], float]:
    """Ask somebody who does not answer; when, and how long for."""
    sender = Sender()
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    begun = asyncio.get_running_loop().time()
    with pytest.raises(stun.TransactionTimeout):
        await aioice.stun.Transaction(request, ("192.0.2.1", 1), sender, retransmissions=retransmissions).run()
    return [at - begun for at in sender.at], asyncio.get_running_loop().time() - begun


def test_checks_of_ice_are_repeated_soon_and_given_up_late(run, monkeypatch):
    monkeypatch.setattr(aioice.stun, "Transaction", stun.Transaction)
    handshakes.hasten()
    at, took_s = run(ask())
    assert at[:3] == pytest.approx([0, 0.15, 0.45])
    assert 60 < took_s < 120


def test_consent_bears_long_paths_and_lost_packets(run, monkeypatch):
    monkeypatch.setattr(aioice.stun, "Transaction", stun.Transaction)
    handshakes.hasten()
    at, took_s = run(ask(retransmissions=0))
    assert at == pytest.approx([0, 0.5, 1.5])
    assert took_s == pytest.approx(3.5)


def test_lost_packets_of_the_handshake_of_sctp_cost_a_moment(run):
    lost: list[type] = []

    def prepare(path: Any) -> None:
        def lose(chunks: list[Any]) -> bool:
            kind = type(chunks[0])
            fresh = kind in (InitChunk, CookieEchoChunk) and lost.count(kind) < 2
            if fresh:
                lost.append(kind)
            return fresh

        path.lose = lose

    async def associate() -> float:
        begun = asyncio.get_running_loop().time()
        await virtual.associate(PatientSctpTransport, prepare=prepare)
        return asyncio.get_running_loop().time() - begun

    assert run(associate()) < 1.0
    assert len(lost) == 4


def test_an_association_comes_about_although_both_answers_to_an_init_are_lost(run):
    def prepare(path: Any) -> None:
        path.lose = lambda chunks: isinstance(chunks[0], InitAckChunk) and path.count(InitAckChunk) < 1

    async def associate() -> tuple[Any, Any]:
        return await asyncio.wait_for(virtual.associate(PatientSctpTransport, prepare=prepare), 60)

    a, b = run(associate())
    assert a.path.count(InitAckChunk) + b.path.count(InitAckChunk) >= 3


async def test_unknown_libraries_are_used_as_they_are_and_said(monkeypatch):
    plain = type("Plain", (), {})
    monkeypatch.setattr(aioice.stun, "Transaction", plain)
    monkeypatch.setattr(handshakes, "version", lambda name: "9.9.9")
    connection = sctp.make_connection(RTCConfiguration(iceServers=[]))
    await connection.close()
    assert aioice.stun.Transaction is plain
    assert "9.9.9" in str(sctp.trouble())
    monkeypatch.undo()
    assert sctp.trouble() is None
    await sctp.make_connection(RTCConfiguration(iceServers=[])).close()
    assert aioice.stun.Transaction is QuickTransaction
