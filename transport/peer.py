"""The connection to the other peer: a thin shell around aiortc. Everything here runs on the network thread's loop.

Three data channels, all negotiated in advance (docs/wire-format.md): ``pose`` loses rather than waits, ``control`` and
``text`` (real-time text, RFC 8865) are ordered and reliable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

from aiortc import RTCConfiguration, RTCIceServer, RTCSessionDescription

from transport.description import MAX_CANDIDATES, Candidate, Description, DescriptionError
from transport.sctp import bytes_sent, make_connection

POSE_CHANNEL: Final = 0
CONTROL_CHANNEL: Final = 1
TEXT_CHANNEL: Final = 2
# A pose that would wait behind this many bytes is dropped: the next one is better.
MAX_BUFFERED: Final = 250
# A peer whose text does not get through is sent no more of it.
MAX_TEXT_BUFFERED: Final = 16_384
# The longest message that is taken in on either reliable channel, in characters.
MAX_MESSAGE: Final = 4096
_CLOSE_S: Final = 1.0


class PeerError(Exception):
    """The connection cannot be made. The message is one sentence for people."""


@dataclass(frozen=True)
class IceServer:
    """A STUN or TURN server.

    Attributes:
        url: e.g. ``stun:HOST:PORT`` or ``turn:HOST:PORT?transport=udp``.
        username: for TURN.
        password: for TURN.
    """

    url: str
    username: str | None = None
    password: str | None = None


@dataclass(frozen=True)
class PeerHandlers:
    """What the connection tells its owner, on the network thread's loop.

    Attributes:
        packet: bytes came on the pose channel.
        control: a message came on the control channel, of at most ``MAX_MESSAGE`` characters.
        text: a message came on the text channel, of at most ``MAX_MESSAGE`` characters.
        changed: all channels are open, or the connection is gone and will not come back.
    """

    packet: Callable[[bytes], None]
    control: Callable[[str], None]
    text: Callable[[str], None]
    changed: Callable[[], None]


class Peer:
    """One connection to one peer.

    Args:
        ice_servers: none unless the settings name some; aiortc's own default would ask a stranger's.
        handlers: see ``PeerHandlers``.
    """

    def __init__(self, ice_servers: tuple[IceServer, ...], handlers: PeerHandlers) -> None:
        self._handlers = handlers
        servers = [RTCIceServer(s.url, username=s.username, credential=s.password) for s in ice_servers]
        self._connection = make_connection(RTCConfiguration(iceServers=servers))
        self._pose = self._connection.createDataChannel(
            "pose", ordered=False, maxRetransmits=0, negotiated=True, id=POSE_CHANNEL
        )
        self._control = self._connection.createDataChannel("control", negotiated=True, id=CONTROL_CHANNEL)
        self._text = self._connection.createDataChannel("text", protocol="t140", negotiated=True, id=TEXT_CHANNEL)
        self._channels = (self._pose, self._control, self._text)
        self._calls = False
        self._open = False
        self._closed = False
        self._bytes_taken = 0
        self._settled = asyncio.Event()
        self._over = asyncio.Event()
        self._pose.on("message", self._on_packet)
        self._control.on("message", self._on_control)
        self._text.on("message", self._on_text)
        for channel in self._channels:
            channel.on("open", self._on_open)
            channel.on("close", self._on_close)
        self._connection.on("connectionstatechange", self._on_state)

    async def describe(self, *, calls: bool) -> Description:
        """Gather our addresses, which takes a moment only if a STUN or TURN server has to be asked.

        Args:
            calls: whether this side called: the two sides need to differ in this.

        Raises:
            PeerError: there is no network.
        """
        assert self._connection.sctp is not None
        self._calls = calls
        if calls and self._connection.signalingState == "stable":
            # Already now, because it makes this side ICE-controlling: the other's checks may come before ``connect``.
            await self._connection.setLocalDescription(await self._connection.createOffer())
        secured = self._connection.sctp.transport
        gatherer = secured.transport.iceGatherer
        await gatherer.gather()
        prints = {f.algorithm: f.value for f in secured.getLocalParameters().fingerprints}
        credentials = gatherer.getLocalParameters()
        found = [(c.protocol, c.type, c.ip, c.port) for c in gatherer.getLocalCandidates()]
        try:
            return Description(
                ufrag=str(credentials.usernameFragment),
                password=str(credentials.password),
                fingerprint=bytes.fromhex(prints["sha-256"].replace(":", "")),
                candidates=tuple(
                    Candidate(kind, ip_address(address), port)
                    for protocol, kind, address, port in found
                    if protocol == "udp"
                )[:MAX_CANDIDATES],
            )
        except DescriptionError as error:
            raise PeerError("This computer has no network address: connect it to a network and call again.") from error

    @property
    def open(self) -> bool:
        """Whether all channels are open."""
        return self._open and not self._closed

    @property
    def gone(self) -> bool:
        """Whether the connection is over, or never will be one."""
        return self._closed

    async def settled(self) -> None:
        """Wait until it is ``open`` or ``gone``."""
        await self._settled.wait()

    async def over(self) -> None:
        """Wait until it is ``gone``."""
        await self._over.wait()

    async def connect(self, theirs: Description) -> None:
        """Begin to connect, after ``describe``; see ``settled``.

        Raises:
            PeerError: nothing can be done with the description.
        """
        connection = self._connection
        offer = RTCSessionDescription(theirs.to_sdp("offer"), "offer")
        answer = RTCSessionDescription(theirs.to_sdp("answer"), "answer")
        try:
            if self._calls:
                await connection.setRemoteDescription(answer)
            else:
                await connection.setRemoteDescription(offer)
                await connection.setLocalDescription(await connection.createAnswer())
        except Exception as error:  # what aiortc makes of a stranger's addresses may fail in any way
            raise PeerError("The other side's description of its connection makes no sense: call again.") from error

    def send_packet(self, data: bytes) -> None:
        """Send on the pose channel; only while ``ready``."""
        self._pose.send(data)

    @property
    def ready(self) -> bool:
        """Whether a packet sent now would leave at once."""
        return self._open and self._pose.readyState == "open" and self._pose.bufferedAmount <= MAX_BUFFERED

    def take_bytes_sent(self) -> int:
        """Bytes put on the network since the last call of this, with all headers."""
        total = bytes_sent(self._connection)
        taken, self._bytes_taken = total - self._bytes_taken, total
        return taken

    def send_control(self, message: str) -> None:
        """Send on the control channel; dropped if it is not open."""
        if self._control.readyState == "open":
            self._control.send(message)

    @property
    def text_ready(self) -> bool:
        """Whether what was sent as text has got through, so that more may follow."""
        return self._text.readyState == "open" and self._text.bufferedAmount <= MAX_TEXT_BUFFERED

    def send_text(self, message: str) -> None:
        """Send on the text channel; only while ``text_ready``."""
        self._text.send(message)

    async def close(self) -> None:
        """Close the connection; takes a second at most and never fails."""
        self._closed = True
        closing = asyncio.ensure_future(self._connection.close())
        closing.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait([closing], timeout=_CLOSE_S)

    def _on_open(self) -> None:
        if not self._open and all(c.readyState == "open" for c in self._channels):
            self._open = True
            self._settled.set()
            self._handlers.changed()

    def _on_packet(self, message: Any) -> None:
        if isinstance(message, bytes) and not self._closed:
            self._handlers.packet(message)

    def _on_control(self, message: Any) -> None:
        if isinstance(message, str) and len(message) <= MAX_MESSAGE and not self._closed:
            self._handlers.control(message)

    def _on_text(self, message: Any) -> None:
        if isinstance(message, str) and len(message) <= MAX_MESSAGE and not self._closed:
            self._handlers.text(message)

    def _on_state(self) -> None:
        if self._connection.connectionState in ("failed", "closed"):
            self._on_close()

    def _on_close(self) -> None:
        if not self._closed:
            self._closed = True
            self._over.set()
            self._settled.set()
            self._handlers.changed()
