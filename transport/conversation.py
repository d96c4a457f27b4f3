"""What goes on in a call once it is connected: poses, text and messages both ways, a connection made anew, goodbye.

Everything here runs on the network thread's loop, but for what says otherwise.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from detector.pose import Pose
from transport.chat import Chat
from transport.control import REASONS
from transport.events import CallConfig, CallEvent, Connected, Ended, PeerBack, PeerLost, TextChanged, Told
from transport.link import Dead, Goodbye, Link, Lost, control_message, goodbye
from transport.network import network
from transport.peer import Peer, PeerHandlers
from transport.reconnection import Reconnection, Step, next_step
from transport.shares import is_share
from transport.stream import PoseStream

_GOODBYE_S: Final = 0.8
_GOODBYES_S: Final = 0.1
_VERSION: Final = "version"
_LOOK_US: Final = 250_000
_LEAVE_S: Final = 5.0
# An old connection is closed so long after a new one was taken: until then the other side has taken that, too.
_LINGER_S: Final = 2.0
# Between two looks at what is due, at most: while packets leave often, and otherwise.
_LIVELY_SLEEP_US: Final = 100_000
_LONGEST_SLEEP_US: Final = 250_000
# A pose that is due so little before the next look does not wake the network thread for that: the pose after it, which
# completes the packet, is going to come first.
_WAKE_EARLY_US: Final = 30_000
# Control messages from the peer in a second: who says more than that is flooding.
_MAX_MESSAGES_S: Final = 64
# Control messages on a connection that is not taken yet.
_MAX_EARLY: Final = 16


def now_us() -> int:
    """The clock that all of a call goes by: monotonic, microseconds."""
    return time.monotonic_ns() // 1000


class Conversation:
    """The talk between two sides.

    Args:
        config: the call's settings.
        tell: told what happens.

    Attributes:
        stream: the poses, both ways. From any thread.
        chat: text and messages, both ways. From any thread.
        peer: the connection that is used; None so far.
        link: what is known of the way to the peer; None until ``begin``.
        share: what the peer adds to a secret of both (``transport.shares``).
    """

    def __init__(self, config: CallConfig, tell: Callable[[CallEvent], None]) -> None:
        self._config = config
        self._tell = tell
        self.stream = PoseStream(config)
        self.chat = Chat()
        self.peer: Peer | None = None
        self.link: Link | None = None
        self.share: asyncio.Future[str] = network().loop.create_future()
        self._connected: Connected | None = None
        self._purpose = ""
        self._wake = asyncio.Event()
        self._sleeps_until_us = 0
        self._early: dict[Peer, list[str]] = {}
        self._old: set[Peer] = set()
        self._closes = asyncio.Event()
        self._looked_us = 0
        self._sent_us = 0
        self._second_us = 0
        self._in_this_second = 0
        self._reconnection: Reconnection | None = None
        self._closing: set[asyncio.Task[None]] = set()

    def send(self, pose: Pose) -> None:
        """Send a pose. From any thread."""
        at_us = now_us()
        due_us = self.stream.push(pose, at_us)
        if due_us is not None and (due_us <= at_us or due_us < self._sleeps_until_us - _WAKE_EARLY_US):
            self.wake()

    def wake(self) -> None:
        """There is something to do. From any thread."""
        network().loop.call_soon_threadsafe(self._wake.set)

    def begin(self, peer: Peer, connected: Connected, purpose: str, mailbox_url: str) -> None:
        """The connection is made.

        Args:
            peer: what it is.
            connected: what is told about it.
            purpose: what the two look for each other for, should it be cut (``transport.reconnection.purpose_of``).
            mailbox_url: where they do.
        """
        self._config = replace(self._config, mailbox_url=mailbox_url)
        self._connected, self._purpose = connected, purpose
        self.link = Link(now_us(), self._config.link)
        self._take_connection(peer)
        self.stream.start(now_us())

    def make_peer(self) -> Peer:
        """A connection whose messages come here."""
        made: Peer

        handlers = PeerHandlers(
            packet=lambda data: self._packet_came(made, data),
            control=lambda message: self._control_came(made, message),
            text=lambda message: self._text_came(made, message),
            changed=self._wake.set,
        )
        made = Peer(self._config.ice_servers, handlers)
        return made

    async def run(self) -> Ended:
        """Talk, until one side hangs up or is lost for good."""
        link = self.link
        assert link is not None
        while True:
            at_us = now_us()
            anew = self._mend(link, at_us)
            peer = self.peer
            assert peer is not None
            packet = self.stream.pop(at_us, room=peer.ready, lost=link.lost)
            if packet is not None:
                peer.send_packet(packet)
                self._sent_us = at_us
            self._send_chat(peer, at_us)
            if at_us >= self._looked_us + _LOOK_US:
                self._looked_us = at_us
                link.report_loss(self.stream.loss(at_us, link.peer_loss, link.least_rtt_us))
                self.stream.count_wire(at_us, peer.take_bytes_sent())
            link.poll(at_us, unheard=self.stream.unheard(at_us, link.reached_us))
            for message in link.outgoing():
                peer.send_control(message)
            for event in link.events():
                if isinstance(event, Goodbye):
                    return Ended(REASONS[event.reason], ok=event.reason != _VERSION)
                if isinstance(event, Dead):
                    return Ended("The connection to the other signer was lost and did not come back.", ok=False)
                self._tell(PeerLost(event.silent_us / 1000) if isinstance(event, Lost) else PeerBack(anew))
            if self.stream.foreign:
                await self.say_goodbye(_VERSION)
                return Ended(REASONS[_VERSION], ok=False)
            if self._reconnection is not None and self._reconnection.left:
                return Ended(REASONS[""], ok=True)
            await self._sleep(link, at_us)

    def doubt(self) -> None:
        """Look for a new connection now, unless the old one shows at once that it is good."""
        if self.link is not None:
            self.link.doubt(now_us())
            self._wake.set()

    def _mend(self, link: Link, at_us: int) -> bool:
        """Look for a new connection while the old one is of no use, and take it. Whether it is new."""
        assert self.peer is not None
        if self.peer.gone:
            link.cut(at_us)
        found = self._reconnection
        step = next_step(
            lost=link.lost,
            looking=found is not None,
            met=found is not None and found.met,
            found=found is not None and found.peer is not None,
        )
        if step is Step.LOOK:
            self._reconnection = self._look_for_peer()
        elif found is not None and step is not Step.NOTHING:
            self._reconnection = None
            self.let_go(found.close())
            if found.peer is not None:
                self._old.add(self.peer)
                self.let_go(self._linger(self.peer))
                self._take_connection(found.peer)
                self.stream.taken(at_us)
                link.taken(at_us)
                return True
        return False

    async def _linger(self, peer: Peer) -> None:
        """Close an old connection when the other side no longer needs it: until then, its poses are still shown."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_S):
                await self._closes.wait()
        await peer.close()
        self._old.discard(peer)

    def _look_for_peer(self) -> Reconnection:
        connected = self._connected
        assert connected is not None
        return Reconnection(
            self._config,
            connected.contact_secret,
            self._purpose,
            calls=connected.calls,
            make_peer=self.make_peer,
            on_change=self._wake.set,
        )

    def let_go(self, closing: Coroutine[Any, Any, None]) -> None:
        """Let something end on its own, until ``close`` at the latest."""
        task = asyncio.ensure_future(closing)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _send_chat(self, peer: Peer, at_us: int) -> None:
        for fields in self.chat.controls():
            message = control_message(fields.pop("type"), **fields)
            peer.send_control(message)
        if peer.text_ready and (text := self.chat.text(at_us)) is not None:
            peer.send_text(text)

    async def _sleep(self, link: Link, at_us: int) -> None:
        """Until something has to be done, or may have to."""
        lively = at_us < self._sent_us + _LIVELY_SLEEP_US
        dues = (self.stream.due_us(), self.chat.due_us(at_us), link.due_us())
        longest_us = at_us + (_LIVELY_SLEEP_US if lively else _LONGEST_SLEEP_US)
        until_us = min(longest_us, *(due for due in dues if due is not None))
        self._wake.clear()
        self._sleeps_until_us = until_us
        # A pose that came since it was asked did not wake this thread.
        if (due_us := self.stream.due_us()) is not None:
            until_us = min(until_us, due_us)
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(max(until_us - at_us, 1000) / 1e6, self._wake.set)
        await self._wake.wait()
        alarm.cancel()

    def _packet_came(self, peer: Peer, data: bytes) -> None:
        at_us = now_us()
        self.stream.receive(data, at_us)
        if self.link is not None and peer is self.peer:
            self.link.heard(at_us)

    def _control_came(self, peer: Peer, message: str) -> None:
        link = self.link
        if link is None and is_share(message):
            if not self.share.done():
                self.share.set_result(message)
            return
        if link is None or peer is not self.peer:
            # The other side has taken this connection a moment before us, or leaves it a moment after us.
            if peer in self._old:
                return
            early = self._early.setdefault(peer, [])
            if len(early) < _MAX_EARLY:
                early.append(message)
            return
        at_us = now_us()
        other = link.receive(message, at_us)
        self._wake.set()
        if other is not None and not self._flooded(at_us):
            told = self.chat.control_came(other, at_us)
            if told is not None:
                self._tell(Told(told))

    def _take_connection(self, peer: Peer) -> None:
        """This connection is the one from now on."""
        self.peer = peer
        self.chat.opened(now_us())
        for message in self._early.pop(peer, []):
            self._control_came(peer, message)
        self._early.clear()

    def _text_came(self, peer: Peer, message: str) -> None:
        if peer in self._old:
            # It is going to be said again on the new one.
            return
        at_us = now_us()
        if self.link is not None and peer is self.peer:
            self.link.heard(at_us)
        rang = self.chat.text_came(message, at_us)
        if rang is not None:
            self._tell(TextChanged(rang))

    def _flooded(self, at_us: int) -> bool:
        if at_us - self._second_us >= 1_000_000:
            self._second_us, self._in_this_second = at_us, 0
        self._in_this_second += 1
        return self._in_this_second > _MAX_MESSAGES_S

    async def say_goodbye(self, reason: str) -> bool:
        """Hang up; whether the other side may not have heard it: then ``leave`` has to follow."""
        peer, link = self.peer, self.link
        if peer is None or link is None:
            return False
        # The other side closes the connection when it has read this. Each copy makes up for the loss of another.
        end = asyncio.get_running_loop().time() + _GOODBYE_S
        while not (peer.gone or link.lost or link.over) and asyncio.get_running_loop().time() < end:
            peer.send_control(goodbye(reason))
            settled = asyncio.ensure_future(peer.over())
            await asyncio.wait([settled], timeout=_GOODBYES_S)
            settled.cancel()
        return link.lost or not (peer.gone or link.over)

    async def leave(self) -> None:
        """Leave word where the other side is going to look for this one."""
        self._reconnection = self._reconnection or self._look_for_peer()
        await self._reconnection.leave(_LEAVE_S)

    async def close(self) -> None:
        """Close all connections; never fails."""
        self._closes.set()
        ends: list[Awaitable[None]] = list(self._closing)
        if self.peer is not None:
            ends.append(self.peer.close())
        if self._reconnection is not None:
            if self._reconnection.peer is not None:
                ends.append(self._reconnection.peer.close())
            ends.append(self._reconnection.close())
        await asyncio.gather(*ends, return_exceptions=True)
