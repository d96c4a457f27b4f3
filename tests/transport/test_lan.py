"""Calls in one network without the internet, on this computer's loopback: found by the code's number, and no others."""

from __future__ import annotations

import asyncio
import queue
import socket

import pytest

from transport import lan
from transport.call import (
    Call,
    CallConfig,
    CallEvent,
    CodeReady,
    Connected,
    Connecting,
    Ended,
    Failed,
    PeerBack,
    PeerLost,
)
from transport.lan import NearbyAnswer, NearbyCall
from transport.network import network
from transport.ways import Way

PATIENCE_S = 60.0
# There is no mailbox server but the caller's own.
CONFIG = CallConfig(mailbox_url="ws://127.0.0.1:1/v1")
LOOPBACK = "127.0.0.1"


@pytest.fixture(autouse=True)
def _multicast() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK))
            probe.sendto(b"", ("224.0.0.251", 5353))
        except OSError as error:
            pytest.skip(f"this machine's loopback carries no multicast: {error.strerror}")


class Side:
    def __init__(self, way: Way) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.call = Call(CONFIG, self.events.put)
        self.call.start(way)

    def expect(self, kind: type) -> CallEvent:
        event = self.events.get(timeout=PATIENCE_S)
        assert isinstance(event, kind), event
        return event


def test_a_call_inside_one_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "_NUMBERS", range(100, 101))
    caller = Side(NearbyCall(CONFIG, LOOPBACK))
    code = caller.expect(CodeReady).code
    monkeypatch.setattr(lan, "_NUMBERS", range(200, 201))
    other = Side(NearbyCall(CONFIG, LOOPBACK))
    other.expect(CodeReady)
    answerer = Side(NearbyAnswer(CONFIG, code, LOOPBACK))
    for side in (caller, answerer):
        side.expect(Connecting)
    assert caller.expect(Connected).contact_secret == answerer.expect(Connected).contact_secret
    # Cut off, the two find each other on the caller's mailbox server again.
    connection = caller.call._conversation.peer._connection
    network().loop.call_soon_threadsafe(lambda: asyncio.ensure_future(connection.close()))
    for side in (caller, answerer):
        side.expect(PeerLost)
        assert side.expect(PeerBack).anew
    caller.call.hang_up()
    assert answerer.expect(Ended).ok
    other.call.hang_up()


def test_nothing_listens_after_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    way = NearbyCall(CONFIG, LOOPBACK)
    caller = Side(way)
    caller.expect(CodeReady)
    assert way.listening is not None
    host, port = way.listening
    assert host == LOOPBACK
    socket.create_connection((host, port)).close()
    caller.call.hang_up()
    caller.expect(Ended)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, port))


def test_a_wrong_word_is_told_on_both_sides() -> None:
    caller = Side(NearbyCall(CONFIG, LOOPBACK))
    number = caller.expect(CodeReady).code.partition("-")[0]
    answerer = Side(NearbyAnswer(CONFIG, f"{number}-wrong-words", LOOPBACK))
    for side in (caller, answerer):
        assert side.expect(Failed).sentence.startswith("The code was wrong")


def test_nobody_is_calling_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "_FIND_S", 1.0)
    assert (
        Side(NearbyAnswer(CONFIG, "42-guitarist-revenge", LOOPBACK))
        .expect(Failed)
        .sentence.startswith("Nobody in this network is calling with this code")
    )
    assert "is not a code" in Side(NearbyAnswer(CONFIG, "hello", LOOPBACK)).expect(Failed).sentence


def test_a_computer_without_a_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan.ifaddr, "get_adapters", list)
    assert "in no local network" in Side(NearbyCall(CONFIG)).expect(Failed).sentence
