"""A call: the one thing of this package that the app uses. Thread-safe; the work happens on the network thread."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeVar

from detector.pose import Pose
from transport.chat import Chat
from transport.control import REASONS, Camera, Phrase, Typing, Wave
from transport.description import Description
from transport.events import (
    CallConfig,
    CallEvent,
    CallStats,
    CodeReady,
    Connected,
    Connecting,
    Ended,
    Failed,
    PeerBack,
    PeerLost,
    Received,
    TextChanged,
    Told,
)
from transport.ice import first_trouble
from transport.link import Dead, Goodbye, Link, Lost, control_message, goodbye
from transport.network import network
from transport.pairing import PairingError
from transport.peer import Peer, PeerError, PeerHandlers
from transport.reconnection import Reconnection, purpose_of
from transport.shares import is_share, new_share, secret_of
from transport.stream import PoseStream
from transport.text import TextLine
from transport.ways import ByCode, Way

# All that a user of calls needs, in one place.
__all__ = [
    "Call",
    "CallConfig",
    "CallEvent",
    "CallStats",
    "CodeReady",
    "Connected",
    "Connecting",
    "Ended",
    "Failed",
    "PeerBack",
    "PeerLost",
    "Received",
]

logger = logging.getLogger(__name__)
_T = TypeVar("_T")
logging.getLogger("transport").addHandler(logging.NullHandler())

_HANG_UP_S: Final = 2.0
_GOODBYE_S: Final = 0.8
_GOODBYES_S: Final = 0.1
_LOOK_US: Final = 250_000
_LEAVE_S: Final = 5.0
_LONGEST_SLEEP_S: Final = 0.1
# Poses on the way from the caller's thread to the network thread; one is usual, more only while that is busy.
_INBOX: Final = 3
# Control messages from the peer in a second: who says more than that is flooding.
_MAX_MESSAGES_S: Final = 64
# Control messages on a connection that is not taken yet.
_MAX_EARLY: Final = 16


def _now_us() -> int:
    return time.monotonic_ns() // 1000


class Call:
    """One call, from dialling to hanging up.

    Args:
        config: settings.
        on_event: told everything that happens, from the network thread: it must return quickly. Exactly one
            ``Ended`` or ``Failed`` comes, and nothing after it.
    """

    def __init__(self, config: CallConfig, on_event: Callable[[CallEvent], None]) -> None:
        self._config = config
        self._on_event = on_event
        self._chat = Chat()
        self._early: dict[Peer, list[str]] = {}
        self._looked_us = 0
        self._second_us = 0
        self._in_this_second = 0
        self._stream = PoseStream(config)
        self._inbox: deque[Pose] = deque()
        self._inbox_lock = threading.Lock()
        self._link: Link | None = None
        self._connected: Connected | None = None
        self._running: Future[None] | None = None
        self._reason = ""
        self._stop = asyncio.Event()
        self._wake = asyncio.Event()
        self._peer: Peer | None = None
        self._purpose = ""
        self._reconnection: Reconnection | None = None
        self._leaves = False
        self._closing: set[asyncio.Task[None]] = set()
        self._share: asyncio.Future[str]

    def start(self, to: str | Way | None = None) -> None:
        """Dial.

        Args:
            to: None calls (a ``CodeReady`` follows); a code answers the call that showed it; see ``transport.ways`` for
                other ways.

        Raises:
            RuntimeError: started before.
        """
        if self._running is not None:
            raise RuntimeError("this call has been started before; make a new one")
        self._running = network().spawn(
            self._run(ByCode(self._config, to) if to is None or isinstance(to, str) else to)
        )

    def send(self, pose: Pose) -> None:
        """Send a pose. From any thread, at any time; never blocks. Poses that there is no time for are dropped."""
        with self._inbox_lock:
            first = not self._inbox
            self._inbox.append(pose)
            if len(self._inbox) > _INBOX:
                self._inbox.popleft()
                self._stream.drop(1)
        if first:
            network().loop.call_soon_threadsafe(self._wake.set)

    def type_text(self, text: str) -> str:
        """Real-time text: what the signer types, backspaces (U+0008) included; see ``transport.text.edits``.

        From any thread; never blocks. While the other side is away, it waits.

        Returns:
            What was taken: all of it, unless very much is waiting.
        """
        taken = self._chat.type(text, _now_us())
        network().loop.call_soon_threadsafe(self._wake.set)
        return taken

    @property
    def text_lines(self) -> tuple[TextLine, ...]:
        """What both sides have written so far. From any thread."""
        return self._chat.lines

    def tell(self, message: Wave | Phrase | Camera | Typing) -> None:
        """Wave, send a phrase, or say that the camera is off. From any thread; never blocks."""
        self._chat.say(message)
        network().loop.call_soon_threadsafe(self._wake.set)

    def receive(self, now_us: int) -> Received | None:
        """The other signer's pose to show at ``now_us`` (monotonic clock, microseconds); None before the first.

        From any one thread; ``now_us`` must not go back.
        """
        played = self._stream.at(now_us)
        if played is None:
            return None
        link = self._link
        offset_us = None if link is None else link.offset_us
        captured_us = None if offset_us is None else played.pose.time_us - offset_us
        return Received(played.pose, played.source_us, captured_us, self._stream.peer_signing)

    def stats(self) -> CallStats:
        """The figures so far. From any thread."""
        link, connected = self._link, self._connected
        return self._stream.stats(
            _now_us(),
            rtt_us=None if link is None else link.rtt_us,
            offset_us=None if link is None else link.offset_us,
            connect_ms=None if connected is None else connected.connect_ms,
        )

    def hang_up(self, reason: str = "") -> None:
        """End the call cleanly. From any thread; does nothing the second time. Returns after 2 s at the latest.

        Args:
            reason: a key of ``transport.control.REASONS``, for the other signer.
        """
        if self._running is None:
            return
        self._reason = reason
        network().loop.call_soon_threadsafe(self._stop.set)
        if threading.current_thread() is not network().thread:
            # Whatever went wrong, if anything did, was an event.
            wait([self._running], _HANG_UP_S)

    # Everything below runs on the network thread.

    async def _run(self, way: Way) -> None:
        self._share = asyncio.get_running_loop().create_future()
        talking = asyncio.ensure_future(self._talk(way))
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait([talking, stopping], return_when=asyncio.FIRST_COMPLETED)
            last = await self._last_word(talking)
        finally:
            talking.cancel()
            stopping.cancel()
            if not self._leaves:
                await self._clean_up(way)
        self._tell(last)
        if self._leaves:
            # The other side may not have heard it: word is left where it is going to look for this side.
            self._reconnection = self._reconnection or self._look_for_peer()
            await self._reconnection.leave(_LEAVE_S)
            await self._clean_up(way)

    async def _last_word(self, talking: asyncio.Future[Ended]) -> CallEvent:
        if not talking.done():
            # From here on a connection that goes is the other side's answer.
            talking.cancel()
            await self._say_goodbye()
            return Ended("You hung up.", ok=True)
        try:
            return talking.result()
        except PairingError as error:
            return Failed(str(error))
        except PeerError as error:
            # A relay that refuses or is not there is left out silently, and is then why nothing connects.
            trouble = await first_trouble(self._config.ice_servers)
            return Failed(str(error) if trouble is None else f"No connection could be made. {trouble}")
        except Exception:
            logger.exception("a call failed")
            sentence = "The call broke off because of a fault in Handline: call again."
            return Failed(sentence) if self._connected is None else Ended(sentence, ok=False)

    async def _talk(self, way: Way) -> Ended:
        meeting = await way.meet(self._describe, self._tell)
        met_us = _now_us()
        self._config = replace(self._config, mailbox_url=meeting.mailbox_url)
        peer = self._peer
        assert peer is not None
        await peer.connect(meeting.theirs)
        await self._wait_for_opening(peer, meeting.patience_s)
        connect_ms = (_now_us() - met_us) / 1000
        mine = await peer.describe(calls=meeting.calls)
        secret = meeting.secret or await self._agree_on_secret(peer, mine, meeting.theirs)
        self._connected = Connected(connect_ms, secret, meeting.calls)
        self._purpose = purpose_of(mine, meeting.theirs)
        self._link = Link(_now_us(), self._config.link)
        self._take_connection(peer)
        self._stream.start(_now_us())
        self._tell(self._connected)
        self._let_go(way.close())
        return await self._converse(self._link)

    async def _describe(self, calls: bool) -> Description:
        if self._peer is not None:  # with the other role
            self._let_go(self._peer.close())
        self._peer = self._make_peer()
        return await self._peer.describe(calls=calls)

    def _make_peer(self) -> Peer:
        made: Peer

        def control(message: str) -> None:
            self._control_came(made, message)

        handlers = PeerHandlers(packet=self._packet_came, control=control, text=self._text_came, changed=self._wake.set)
        made = Peer(self._config.ice_servers, handlers)
        return made

    async def _agree_on_secret(self, peer: Peer, mine: Description, theirs: Description) -> bytes:
        """A secret of two sides that had none, over the connection that they have made."""
        share = new_share()
        peer.send_control(share)
        try:
            async with asyncio.timeout(self._config.connect_timeout_s):
                return secret_of(share, await self._share, mine, theirs)
        except TimeoutError:
            raise PeerError(self._slow()) from None

    async def _wait_for_opening(self, peer: Peer, patience_s: float) -> None:
        settled = asyncio.ensure_future(peer.settled())
        await asyncio.wait([settled], timeout=patience_s + self._config.connect_timeout_s)
        settled.cancel()
        if not peer.open:
            raise PeerError(self._slow())

    def _slow(self) -> str:
        return (
            "The other side was found but no connection could be made: one of the two networks blocks it. "
            "Try another network, or name a TURN server in the settings."
        )

    async def _converse(self, link: Link) -> Ended:
        while True:
            now_us = _now_us()
            anew = self._mend(link, now_us)
            peer = self._peer
            assert peer is not None
            for pose in self._take_inbox():
                self._stream.push(pose, now_us)
            packet = self._stream.pop(now_us, room=peer.ready, lost=link.lost)
            if packet is not None:
                peer.send_packet(packet)
            self._send_chat(peer, now_us)
            if now_us >= self._looked_us + _LOOK_US:
                self._looked_us = now_us
                link.report_loss(self._stream.loss(now_us, link.peer_loss))
                self._stream.count_wire(now_us, peer.take_bytes_sent())
            link.poll(now_us)
            for message in link.outgoing():
                peer.send_control(message)
            for event in link.events():
                if isinstance(event, Goodbye):
                    return Ended(REASONS[event.reason], ok=True)
                if isinstance(event, Dead):
                    return Ended("The connection to the other signer was lost and did not come back.", ok=False)
                self._tell(PeerLost(event.silent_us / 1000) if isinstance(event, Lost) else PeerBack(anew))
            if self._reconnection is not None and self._reconnection.left:
                return Ended(REASONS[""], ok=True)
            await self._sleep(now_us)

    def _mend(self, link: Link, now_us: int) -> bool:
        """Look for a new connection while the old one is silent; take whichever speaks first. Whether it is new."""
        assert self._peer is not None
        if self._peer.gone:
            link.cut(now_us)
        found = self._reconnection
        if found is None:
            if link.lost:
                self._reconnection = self._look_for_peer()
            return False
        if found.peer is None:
            # Once both have met, the other side may already be leaving the old connection.
            if not link.lost and not found.met:
                self._reconnection = None
                self._let_go(found.close())
            return False
        self._let_go(self._peer.close())
        self._let_go(found.close())
        self._take_connection(found.peer)
        self._reconnection = None
        link.heard(now_us)
        return True

    def _look_for_peer(self) -> Reconnection:
        connected = self._connected
        assert connected is not None
        return Reconnection(
            self._config,
            connected.contact_secret,
            self._purpose,
            calls=connected.calls,
            make_peer=self._make_peer,
            on_change=self._wake.set,
        )

    def _let_go(self, closing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(closing)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _send_chat(self, peer: Peer, now_us: int) -> None:
        for fields in self._chat.controls():
            message = control_message(fields.pop("type"), **fields)
            peer.send_control(message)
        if peer.text_ready and (text := self._chat.text(now_us)) is not None:
            peer.send_text(text)

    async def _sleep(self, now_us: int) -> None:
        dues = (self._stream.due_us(), self._chat.due_us(now_us))
        due_us = min((due for due in dues if due is not None), default=None)
        seconds = _LONGEST_SLEEP_S if due_us is None else min(max(due_us - now_us, 0) / 1e6, _LONGEST_SLEEP_S)
        self._wake.clear()
        if self._inbox:
            return
        # Not wait_for: until Python 3.12 it may swallow that this is being cancelled.
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0.001)):
                await self._wake.wait()

    def _take_inbox(self) -> list[Pose]:
        with self._inbox_lock:
            poses = list(self._inbox)
            self._inbox.clear()
        return poses

    def _packet_came(self, data: bytes) -> None:
        now_us = _now_us()
        self._stream.receive(data, now_us)
        if self._link is not None:
            self._link.heard(now_us)

    def _control_came(self, peer: Peer, message: str) -> None:
        link = self._link
        if link is None and is_share(message):
            if not self._share.done():
                self._share.set_result(message)
            return
        if link is None or peer is not self._peer:
            # The other side has taken this connection a moment before us.
            early = self._early.setdefault(peer, [])
            if len(early) < _MAX_EARLY:
                early.append(message)
            return
        now_us = _now_us()
        other = link.receive(message, now_us)
        self._wake.set()
        if other is not None and not self._flooded(now_us):
            told = self._chat.control_came(other, now_us)
            if told is not None:
                self._tell(Told(told))

    def _take_connection(self, peer: Peer) -> None:
        """This connection is the one from now on."""
        self._peer = peer
        self._chat.opened(_now_us())
        for message in self._early.pop(peer, []):
            self._control_came(peer, message)
        self._early.clear()

    def _text_came(self, message: str) -> None:
        now_us = _now_us()
        if self._link is not None:
            self._link.heard(now_us)
        rang = self._chat.text_came(message, now_us)
        if rang is not None:
            self._tell(TextChanged(rang))

    def _flooded(self, now_us: int) -> bool:
        if now_us - self._second_us >= 1_000_000:
            self._second_us, self._in_this_second = now_us, 0
        self._in_this_second += 1
        return self._in_this_second > _MAX_MESSAGES_S

    async def _say_goodbye(self) -> None:
        peer, link = self._peer, self._link
        if peer is None or link is None:
            return
        # The other side closes the connection when it has read this. Each copy makes up for the loss of another.
        end = asyncio.get_running_loop().time() + _GOODBYE_S
        while not (peer.gone or link.lost or link.over) and asyncio.get_running_loop().time() < end:
            peer.send_control(goodbye(self._reason))
            settled = asyncio.ensure_future(peer.over())
            await asyncio.wait([settled], timeout=_GOODBYES_S)
            settled.cancel()
        self._leaves = link.lost or not (peer.gone or link.over)

    async def _clean_up(self, way: Way) -> None:
        ends = [way.close(), *self._closing]
        if self._peer is not None:
            ends.append(self._peer.close())
        if self._reconnection is not None:
            if self._reconnection.peer is not None:
                ends.append(self._reconnection.peer.close())
            ends.append(self._reconnection.close())
        await asyncio.gather(*ends, return_exceptions=True)

    def _tell(self, event: CallEvent) -> None:
        self._hand_over(self._on_event, event)

    @staticmethod
    def _hand_over(listener: Callable[[_T], None], what: _T) -> None:
        try:
            listener(what)
        except Exception:
            logger.exception("a listener to the call failed")
