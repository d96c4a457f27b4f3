"""Making the connection of a call anew when the old one is cut off, without a code. On the network thread's loop.

Both sides look for each other on the mailbox server with what only the two sides of this call know
(``transport.rendezvous``), tell each other how to connect, and connect as at first. What fails is tried again, for as
long as this is open.

No side is left alone here: one that has lost the other says so over the old connection (``transport.link``), so the
other either reads that and comes, or hears nothing and comes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from typing import Final

from transport.description import Description, DescriptionError
from transport.events import CallConfig
from transport.peer import Peer, PeerError
from transport.rendezvous import HURRIED, LeftError, Rendezvous, RendezvousError

logger = logging.getLogger(__name__)

_DESCRIPTION: Final = "description"
_ATTEMPT_S: Final = 8.0


class Step(Enum):
    """What a side does about its connection."""

    NOTHING = auto()
    LOOK = auto()
    STOP = auto()
    TAKE = auto()


def next_step(*, lost: bool, looking: bool, met: bool, found: bool) -> Step:
    """What is to be done now.

    Args:
        lost: whether the two sides do not hear each other over the connection that is used.
        looking: whether another one is being looked for.
        met: whether the other side has been met there.
        found: whether another one is open.
    """
    if not looking:
        return Step.LOOK if lost else Step.NOTHING
    if found:
        return Step.TAKE
    # Who has met the other goes on: the other may already have the new connection, and leave the old one for it.
    return Step.NOTHING if lost or met else Step.STOP


def purpose_of(mine: Description, theirs: Description) -> str:
    """What only this call's meetings are for: a contact's secret serves many calls, but each has its certificates."""
    return " ".join(["handline call", *sorted([mine.fingerprint.hex(), theirs.fingerprint.hex()])])


class Reconnection:
    """Looks for the other side from now on, until ``close``.

    Args:
        config: the call's settings.
        secret: what only the two sides know.
        purpose: of ``purpose_of``, at the call's beginning.
        calls: whether this side called.
        make_peer: makes a connection for each attempt.
        on_change: told when ``peer`` or ``left`` changed.

    Attributes:
        peer: the new connection, open; None so far.
        met: whether the other side has been met: a connection is being made.
        left: whether the other side has hung up.
    """

    def __init__(
        self,
        config: CallConfig,
        secret: bytes,
        purpose: str,
        *,
        calls: bool,
        make_peer: Callable[[], Peer],
        on_change: Callable[[], None],
    ) -> None:
        self._calls = calls
        self._make_peer = make_peer
        self._on_change = on_change
        self._rendezvous = Rendezvous(
            config.mailbox_url, secret, purpose, first=calls, appid=config.appid, timing=HURRIED
        )
        self.peer: Peer | None = None
        self.met = False
        self.left = False
        self._rendezvous.start()
        self._running = asyncio.ensure_future(self._run())

    async def leave(self, timeout_s: float) -> None:
        """Tell the other side, now or when it comes, that this side has hung up; gives up after ``timeout_s``."""
        self._running.cancel()
        await self._rendezvous.leave(timeout_s)

    async def close(self) -> None:
        """Stop looking; ``peer`` is the caller's."""
        self._running.cancel()
        await asyncio.wait([self._running])
        await self._rendezvous.close()

    async def _run(self) -> None:
        try:
            while self.peer is None:
                await self._rendezvous.meet()
                self.met = True
                await self._attempt()
                self.met = False
                if self.peer is None:
                    await self._pause()
        except LeftError:
            self.left = True
        self._on_change()

    async def _pause(self) -> None:
        """After what failed; shorter if the other side begins anew."""
        with suppress(TimeoutError):
            async with asyncio.timeout(HURRIED.retry_s):
                await self._rendezvous.until_met()
        if not self._rendezvous.has_met:
            self._rendezvous.again()

    async def _attempt(self) -> None:
        peer: Peer | None = None
        try:
            peer = self._make_peer()
            mine = await peer.describe(calls=self._calls)
            self._rendezvous.say(_DESCRIPTION, mine.text)
            theirs = Description.from_text(await self._rendezvous.hear(_DESCRIPTION, _ATTEMPT_S))
            await peer.connect(theirs)
            await self._wait_for(peer)
            if peer.open:
                self.peer = peer
        except LeftError:
            raise
        except (RendezvousError, PeerError, DescriptionError, ValueError) as error:
            logger.debug("an attempt to reconnect failed: %s", error)
        except Exception:
            # Whatever it was, the next attempt may succeed, and without one the call is over.
            logger.exception("an attempt to reconnect failed")
        finally:
            if peer is not None and self.peer is not peer:
                await peer.close()

    async def _wait_for(self, peer: Peer) -> None:
        """Until it is open, will not be, or the other side begins anew."""
        settled = asyncio.ensure_future(peer.settled())
        anew = asyncio.ensure_future(self._rendezvous.until_met())
        try:
            await asyncio.wait([settled, anew], timeout=_ATTEMPT_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            settled.cancel()
            anew.cancel()
