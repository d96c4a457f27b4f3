"""Handshakes that do not wait half a second or more for each lost packet.

Reaches into aioice and aiortc, for the versions in `KNOWN` alone. Setting up a connection takes a dozen packets, one
after the other, and each that was lost used to cost a timer made for links of unknown length: 0.5 s for a check of ICE
(RFC 8445, 14.3), 1 s for a flight of DTLS (RFC 6347, 4.2.4.1) and for a chunk of SCTP's handshake (RFC 9260, 16). Here
the first repetition comes after `FIRST_S`, and each further one after twice the time, so that a link that is really
longer sees a few small packets twice. Also, a check of consent (RFC 7675) that was answered after more than half a
second counted as failed, and six of them end the connection: where a third of the packets got lost, every few minutes.
Now it is asked up to three times, and the answer to the last has two seconds.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any, Final

import aioice
from aioice import stun
from aiortc import rtcpeerconnection
from aiortc.rtcdtlstransport import RTCDtlsTransport

KNOWN: Final = {"aioice": ("0.13.0",), "aiortc": ("1.16.0",)}
FIRST_S: Final = 0.15
CONSENT_S: Final = 0.5
# As many repetitions as take as long as the library's own: a minute.
_CHECKS: Final = 8
# OpenSSL's own repetitions go on when these have ended.
_FLIGHT_REPEATS: Final = 5
_CONSENT_REPEATS: Final = 2
_MOST_DATAGRAMS: Final = 4


def unknown() -> list[str]:
    """The libraries, with their versions, that this is not made for."""
    return [f"{name} {version(name)}" for name, versions in KNOWN.items() if version(name) not in versions]


def hasten() -> None:
    """Let all connections made from now on set up quickly, where the libraries are known."""
    if unknown():
        return
    stun_module: Any = aioice.stun
    stun_module.Transaction = QuickTransaction
    connections: Any = rtcpeerconnection
    connections.RTCDtlsTransport = QuickDtlsTransport


class QuickTransaction(stun.Transaction):
    """A question to the other side, or to a STUN or TURN server."""

    def __init__(
        self,
        request: stun.Message,
        addr: tuple[str, int],
        protocol: stun.TransactionSender,
        retransmissions: int | None = None,
        **kwargs: Any,
    ) -> None:
        # The library asks for consent once.
        consent = retransmissions == 0
        repeats = _CHECKS if retransmissions is None else _CONSENT_REPEATS if consent else retransmissions
        super().__init__(request, addr, protocol, repeats, **kwargs)
        delay_s = CONSENT_S if consent else FIRST_S
        setattr(self, "_Transaction__timeout_delay", delay_s)  # noqa: B010 - the library's private name


class QuickDtlsTransport(RTCDtlsTransport):
    """DTLS that says its last flight again, as it was, until the other side goes on.

    OpenSSL's timer cannot be set from here. The same datagrams again do what is needed: of records that came before
    nothing is taken twice (RFC 6347, 4.1.2.6), and what was lost is not lost any more.
    """

    async def _do_handshake(self) -> None:
        flights: Any = _Flights(self)
        self._ssl = flights
        try:
            await super()._do_handshake()
        finally:
            flights.settle(made=self.encrypted)

    async def stop(self) -> None:
        """Stop and close, as the library does."""
        ssl: Any = self._ssl
        if isinstance(ssl, _Flights):
            ssl.end()
        await super().stop()


class _Flights:
    """Stands in for the SSL connection of a transport until the handshake is over on both sides."""

    def __init__(self, transport: QuickDtlsTransport) -> None:
        self._transport = transport
        self._connection: Any = transport._ssl
        self._said: list[bytes] = []
        self._heard = False
        self._settled = False
        self._repeats = 0
        self._alarm: asyncio.TimerHandle | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def bio_read(self, size: int) -> bytes:
        """What is to be sent now."""
        data = bytes(self._connection.bio_read(size))
        if not self._settled:
            if self._heard:
                self._said, self._heard, self._repeats = [], False, 0
                self._stop()
            if len(self._said) < _MOST_DATAGRAMS:
                self._said.append(data)
            self._start()
        return data

    def bio_write(self, data: bytes) -> int:
        """A datagram came."""
        self._heard = True
        return int(self._connection.bio_write(data))

    def recv(self, size: int) -> bytes:
        """What the datagram says; if anything, the handshake is over for the other side, too."""
        data = bytes(self._connection.recv(size))
        self.end()
        return data

    def settle(self, *, made: bool) -> None:
        """The handshake is over on this side. If this side spoke last, it does not know yet that it was heard."""
        self._settled = True
        if self._heard or not made:
            self.end()

    def end(self) -> None:
        """Leave the transport alone from now on."""
        self._stop()
        self._said = []
        self._transport._ssl = self._connection

    def _stop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _start(self) -> None:
        if self._alarm is None and self._repeats < _FLIGHT_REPEATS:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(FIRST_S * 2**self._repeats, self._repeat)

    def _repeat(self) -> None:
        self._alarm = None
        self._repeats += 1
        for data in self._said:
            task = asyncio.ensure_future(self._send(data))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        self._start()

    async def _send(self, data: bytes) -> None:
        try:
            await self._transport.transport._send(data)
        except ConnectionError:
            self._stop()
