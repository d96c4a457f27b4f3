"""Waits for the calls of contacts while the app runs: with each of them a meeting place that only the two know.

Thread-safe; the work happens on the network thread.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from transport.events import CallConfig
from transport.network import network
from transport.pairing import PairingError
from transport.rendezvous import Rendezvous, RendezvousError
from transport.ways import ANSWER, BUSY, CONTACT_PURPOSE, DECLINED, GONE, ByRing, check_greeting, greeting

logger = logging.getLogger(__name__)

# Each takes a connection to the mailbox server.
MAX_CONTACTS: Final = 32
_STOP_S: Final = 3.0
_GOODBYE_S: Final = 0.3


@dataclass(frozen=True)
class Known:
    """Somebody who may ring.

    Attributes:
        name: what to call them; no two have the same.
        secret: the contact's.
        first: whether this side placed the first call with them.
    """

    name: str
    secret: bytes = field(repr=False)
    first: bool


@dataclass(frozen=True)
class Rings:
    """A contact calls: ``Doorbell.answer`` or ``Doorbell.decline``."""

    name: str


@dataclass(frozen=True)
class RingEnded:
    """The contact gave up, or waited too long."""

    name: str


RingEvent = Rings | RingEnded


class Doorbell:
    """Rings when a contact calls.

    Args:
        config: the settings of calls; both sides need the same mailbox server.
        on_event: told who rings, from the network thread: it must return quickly.
    """

    def __init__(self, config: CallConfig, on_event: Callable[[RingEvent], None]) -> None:
        self._config = config
        self._on_event = on_event
        self._posts: dict[str, _Post] = {}
        self._busy = False

    def watch(self, contacts: Iterable[Known]) -> None:
        """Wait for the calls of these from now on, and of nobody else; at most of the first ``MAX_CONTACTS``."""
        wanted = {known.name: known for known in list(contacts)[:MAX_CONTACTS]}
        network().loop.call_soon_threadsafe(self._watch, wanted)

    def answer(self, name: str) -> ByRing | None:
        """The way to the contact that rings, for ``Call.start``; None if it rings no longer. Then ``watch`` anew.

        Not from the network thread.
        """
        return network().spawn(self._take(name)).result(_STOP_S)

    def decline(self, name: str) -> None:
        """Tell the contact that rings that this signer cannot talk now."""
        network().loop.call_soon_threadsafe(self._refuse, name)

    def busy(self, busy: bool) -> None:
        """Whether this side is in a call: contacts who ring are told so."""
        self._busy = busy

    def stop(self) -> None:
        """Wait for nobody any more."""
        if threading.current_thread() is network().thread:
            self._watch({})
        else:
            network().spawn(self._stop()).result(_STOP_S)

    # Everything below runs on the network thread.

    def _watch(self, wanted: dict[str, Known]) -> None:
        for name, post in list(self._posts.items()):
            if wanted.get(name) != post.known:
                self._posts.pop(name).stop()
        for name, known in wanted.items():
            if name not in self._posts:
                self._posts[name] = _Post(known, self._config, self._tell, lambda: self._busy)

    async def _take(self, name: str) -> ByRing | None:
        post = self._posts.get(name)
        way = None if post is None else post.take()
        if way is not None:
            self._posts.pop(name)
        return way

    def _refuse(self, name: str) -> None:
        if name in self._posts:
            self._posts[name].refuse()

    async def _stop(self) -> None:
        stopped = [post.stop() for post in self._posts.values()]
        self._posts.clear()
        if stopped:
            await asyncio.wait(stopped)

    def _tell(self, event: RingEvent) -> None:
        try:
            self._on_event(event)
        except Exception:
            logger.exception("a listener to the doorbell failed")


class _Post:
    """Where one contact is waited for."""

    def __init__(
        self, known: Known, config: CallConfig, tell: Callable[[RingEvent], None], is_busy: Callable[[], bool]
    ) -> None:
        self.known = known
        self._config = config
        self._tell = tell
        self._is_busy = is_busy
        self._info: dict[str, Any] | None = None
        self._rendezvous = Rendezvous(
            config.mailbox_url,
            known.secret,
            CONTACT_PURPOSE,
            first=known.first,
            info=greeting(calls=False),
            appid=config.appid,
        )
        self._rendezvous.start()
        self._waiting = asyncio.ensure_future(self._wait())
        self._waiting.add_done_callback(_note_trouble)

    def take(self) -> ByRing | None:
        """Hand over the meeting with the contact that rings."""
        if self._info is None:
            return None
        info, self._info = self._info, None
        self._waiting.cancel()
        return ByRing(self._config, self._rendezvous, info, self.known.secret)

    def refuse(self) -> None:
        """Say no to the contact that rings."""
        if self._info is not None:
            self._info = None
            self._rendezvous.say(ANSWER, DECLINED)

    def stop(self) -> asyncio.Future[None]:
        """Go away; say no first, if it rings."""
        self.refuse()
        self._waiting.cancel()
        return asyncio.ensure_future(self._leave())

    async def _leave(self) -> None:
        await self._rendezvous.confirmed(_GOODBYE_S)
        await self._rendezvous.close()

    async def _wait(self) -> None:
        while True:
            info = await self._rendezvous.meet()
            try:
                check_greeting(info)
            except PairingError as error:
                logger.debug("%s", error)
                continue
            if info.get("calls") is not True:
                continue  # it waits as well
            if self._is_busy():
                self._rendezvous.say(ANSWER, BUSY)
                continue
            self._info = info
            self._tell(Rings(self.known.name))
            try:
                await self._rendezvous.hear(GONE, self._config.ring_timeout_s)
            except RendezvousError as error:
                logger.debug("%s", error)
            self._info = None
            self._tell(RingEnded(self.known.name))


def _note_trouble(done: asyncio.Future[None]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        logger.debug("a contact is no longer waited for: %r", error)
