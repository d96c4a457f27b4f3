"""A loop whose clock jumps to what comes next, and SCTP over a scripted path: minutes in a moment."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from aiortc import rtcsctptransport
from aiortc.rtcdatachannel import RTCDataChannel, RTCDataChannelParameters
from aiortc.rtcsctptransport import Chunk, RTCSctpTransport, parse_packet

# IPv4, UDP and DTLS around each SCTP packet.
HEADERS = 20 + 8 + 37


class _Selector(selectors.DefaultSelector):
    """Never waits: it moves the clock."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("nothing is ever going to happen here")
        if not ready and timeout is not None:
            self.loop.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop in its own time."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self.now = 1000.0
        super().__init__(selector)

    def time(self) -> float:
        return self.now


def run(coroutine: Coroutine[Any, Any, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run in virtual time; aiortc's SCTP reads the same clock."""
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:
        monkeypatch.setattr(rtcsctptransport, "time", SimpleNamespace(time=loop.time))
        return loop.run_until_complete(coroutine)
    finally:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()


@dataclass
class Sent:
    """One packet that went onto the path."""

    at: float
    size: int
    chunks: list[Chunk]
    lost: bool


class Path:
    """One direction, in the place of the DTLS transport.

    Attributes:
        sent: every packet.
        lose: whether to lose the next packet, given the chunks in it.
        delay_s: how long the next one takes.
    """

    def __init__(self, role: str, delay_s: float) -> None:
        self.state = "connected"
        self._role = role
        self.delay_s: Callable[[], float] = lambda: delay_s
        self.lose: Callable[[list[Chunk]], bool] = lambda chunks: False
        self.sent: list[Sent] = []
        self.far: Path | None = None
        self.receiver: Any = None

    def _register_data_receiver(self, receiver: Any) -> None:
        self.receiver = receiver

    def _unregister_data_receiver(self, receiver: Any) -> None:
        self.receiver = None

    async def _send_data(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        chunks = parse_packet(data)[3]
        lost = self.lose(chunks)
        self.sent.append(Sent(loop.time(), len(data) + HEADERS, chunks, lost))
        if not lost:
            loop.call_later(self.delay_s(), lambda: loop.create_task(self._deliver(data)))

    async def _deliver(self, data: bytes) -> None:
        assert self.far is not None
        if self.far.receiver is not None:
            await self.far.receiver._handle_data(data)

    def kbit_s(self, since: float) -> float:
        """Bytes on the wire since a moment, as a rate."""
        seconds = asyncio.get_running_loop().time() - since
        return sum(sent.size for sent in self.sent if sent.at >= since) * 8 / 1000 / seconds

    def count(self, kind: type[Chunk], since: float = 0.0) -> int:
        """Chunks of a kind sent since a moment."""
        return sum(isinstance(chunk, kind) for sent in self.sent if sent.at >= since for chunk in sent.chunks)


class End:
    """One end of an association, with the channels of a call."""

    def __init__(self, kind: type[RTCSctpTransport], path: Path) -> None:
        self.path = path
        self.sctp = kind(path)  # type: ignore[arg-type]
        self.got: list[tuple[float, str, Any]] = []
        self.pose = self._channel("pose", 0, ordered=False, maxRetransmits=0)
        self.control = self._channel("control", 1)

    def _channel(self, label: str, number: int, **options: Any) -> RTCDataChannel:
        channel = RTCDataChannel(self.sctp, RTCDataChannelParameters(label, negotiated=True, id=number, **options))
        loop = asyncio.get_running_loop()
        channel.on("message", lambda message: self.got.append((loop.time(), label, message)))
        return channel


async def associate(
    kind: type[RTCSctpTransport], *, delay_s: float = 0.05, prepare: Callable[[Path], None] | None = None
) -> tuple[End, End]:
    """Two ends; returns when both are open."""
    paths = Path("client", delay_s), Path("server", delay_s)
    paths[0].far, paths[1].far = paths[1], paths[0]
    for path in paths:
        if prepare is not None:
            prepare(path)
    ends = tuple(End(kind, path) for path in paths)
    for end in ends:
        await end.sctp.start(RTCSctpTransport.getCapabilities(), 5000)
    while not all(end.pose.readyState == "open" for end in ends):
        await asyncio.sleep(0.01)
    return ends[0], ends[1]


async def sign(ends: list[End], seconds: float, *, packets_s: float = 15.0, size: int = 83) -> None:
    """Send packets of poses at a steady rate, each end at another moment."""
    start = asyncio.get_running_loop().time()
    for number in range(round(seconds * packets_s)):
        for end in ends:
            if end.pose.bufferedAmount <= 250:
                end.pose.send(number.to_bytes(4, "big") + bytes(size - 4))
            await asyncio.sleep(0.3 / packets_s)
        due = start + (number + 1) / packets_s
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
