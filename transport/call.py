"""A call: the one thing of this package that the app uses. Thread-safe; the work happens on the network thread."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

from detector.pose import Pose
from transport.control import Appearance, Camera, Phrase, Record, Typing, Wave
from transport.conversation import Conversation, now_us
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
)
from transport.ice import first_trouble
from transport.network import network
from transport.pairing import PairingError
from transport.peer import Peer, PeerError
from transport.reconnection import purpose_of
from transport.shares import new_share, secret_of
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
logging.getLogger("transport").addHandler(logging.NullHandler())

_HANG_UP_S: Final = 2.0


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
        self._conversation = Conversation(config, self._tell)
        self._connected: Connected | None = None
        self._running: Future[None] | None = None
        self._reason = ""
        self._stop = asyncio.Event()
        self._leaves = False

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
        self._conversation.send(pose)

    def type_text(self, text: str) -> str:
        """Real-time text: what the signer types, backspaces (U+0008) included; see ``transport.text.edits``.

        From any thread; never blocks. While the other side is away, it waits.

        Returns:
            What was taken: all of it, unless very much is waiting.
        """
        taken = self._conversation.chat.type(text, now_us())
        self._conversation.wake()
        return taken

    @property
    def text_lines(self) -> tuple[TextLine, ...]:
        """What both sides have written so far. From any thread."""
        return self._conversation.chat.lines

    def tell(self, message: Wave | Phrase | Camera | Typing | Appearance | Record) -> None:
        """Wave, send a phrase, say that the camera is off or who stands for the signer. From any thread; never blocks.

        What is still true (camera, appearance, what was said about recording) is said again on every connection; before
        the first, it waits for it.
        """
        self._conversation.chat.say(message)
        self._conversation.wake()

    def receive(self, now_us: int) -> Received | None:
        """The other signer's pose to show at ``now_us`` (monotonic clock, microseconds); None before the first.

        From any one thread; ``now_us`` must not go back.
        """
        stream, link = self._conversation.stream, self._conversation.link
        played = stream.at(now_us)
        if played is None:
            return None
        offset_us = None if link is None else link.offset_us
        captured_us = None if offset_us is None else played.pose.time_us - offset_us
        return Received(played.pose, played.source_us, captured_us, stream.peer_signing)

    def watch_own(self, on: bool) -> None:
        """Whether `receive_own` has something to give. From any thread."""
        self._conversation.stream.watch_own(on)

    def receive_own(self, now_us: int) -> Received | None:
        """As ``receive``, for the signer on this side: what the other one is sent, decoded again.

        None before the first, and unless ``watch_own`` has asked for it.
        """
        played = self._conversation.stream.own_at(now_us)
        if played is None:
            return None
        return Received(played.pose, played.source_us, played.pose.time_us)

    def listen(self, on_pose: Callable[[Pose], None] | None) -> None:
        """Tell somebody every pose that comes from the other signer; None: nobody any more.

        Args:
            on_pose: called in the network thread; must not wait. Poses may come out of order.
        """
        self._conversation.stream.on_pose = on_pose

    def stats(self) -> CallStats:
        """The figures so far. From any thread."""
        link, connected = self._conversation.link, self._connected
        return self._conversation.stream.stats(
            now_us(),
            rtt_us=None if link is None else link.rtt_us,
            offset_us=None if link is None else link.offset_us,
            connect_ms=None if connected is None else connected.connect_ms,
        )

    def doubt(self) -> None:
        """Make the connection anew unless it proves good, without waiting for silence: this machine has slept.

        From any thread.
        """
        network().loop.call_soon_threadsafe(self._conversation.doubt)

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
            await self._conversation.leave()
            await self._clean_up(way)

    async def _clean_up(self, way: Way) -> None:
        await asyncio.gather(way.close(), self._conversation.close(), return_exceptions=True)

    async def _last_word(self, talking: asyncio.Future[Ended]) -> CallEvent:
        if not talking.done():
            # From here on a connection that goes is the other side's answer.
            talking.cancel()
            self._leaves = await self._conversation.say_goodbye(self._reason)
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
        conversation = self._conversation
        meeting = await way.meet(self._describe, self._tell)
        met_us = now_us()
        peer = conversation.peer
        assert peer is not None
        await peer.connect(meeting.theirs)
        await self._wait_for_opening(peer, meeting.patience_s)
        connect_ms = (now_us() - met_us) / 1000
        mine = await peer.describe(calls=meeting.calls)
        secret = meeting.secret or await self._agree_on_secret(peer, mine, meeting.theirs)
        self._connected = Connected(connect_ms, secret, meeting.calls)
        conversation.begin(peer, self._connected, purpose_of(mine, meeting.theirs), meeting.mailbox_url)
        self._tell(self._connected)
        conversation.let_go(way.close())
        return await conversation.run()

    async def _describe(self, calls: bool) -> Description:
        conversation = self._conversation
        if conversation.peer is not None:  # with the other role
            conversation.let_go(conversation.peer.close())
        conversation.peer = conversation.make_peer()
        return await conversation.peer.describe(calls=calls)

    async def _agree_on_secret(self, peer: Peer, mine: Description, theirs: Description) -> bytes:
        """A secret of two sides that had none, over the connection that they have made."""
        share = new_share()
        peer.send_control(share)
        try:
            async with asyncio.timeout(self._config.connect_timeout_s):
                return secret_of(share, await self._conversation.share, mine, theirs)
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

    def _tell(self, event: CallEvent) -> None:
        try:
            self._on_event(event)
        except Exception:
            logger.exception("a listener to the call failed")
