"""Meeting again without a code: two holders of one secret find each other on a mailbox server.

The thin shell around ``transport.room``: a websocket to the mailbox server (client protocol of magic-wormhole: bind,
open, add, message) that is made again whenever it breaks, for as long as the rendezvous is open. Everything here runs
on the network thread's loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from transport.pairing import APPID, check_mailbox_url
from transport.room import MAX_MESSAGE, Met, Room, Said

logger = logging.getLogger(__name__)

# Hexadecimal, and the JSON around it.
_MAX_FRAME: Final = 3 * MAX_MESSAGE
_MAX_HEARD: Final = 64
_CLOSE_S: Final = 1.0


class RendezvousError(Exception):
    """The other side was not met, or is gone again. The message is one sentence for people."""


class LeftError(RendezvousError):
    """The other side is done with this room for good."""


@dataclass(frozen=True)
class RendezvousTiming:
    """How hard to try, in seconds.

    Attributes:
        connect_s: how long one attempt to reach the server may take.
        ping_s: between signs of life from the server.
        silent_s: a server that answers none for so long is tried anew.
        retry_s: between two attempts.
    """

    connect_s: float = 10.0
    ping_s: float = 30.0
    silent_s: float = 30.0
    retry_s: float = 5.0


# A call that has been cut off: what TCP would need minutes to notice is noticed at once.
HURRIED: Final = RendezvousTiming(connect_s=2.0, ping_s=0.7, silent_s=1.5, retry_s=0.3)


class Rendezvous:
    """One side of a meeting by secret, from ``start`` to ``close``.

    Use: ``start``; ``await meet`` (again and again, if the other side may come back); then ``say`` and ``hear``.

    Args:
        mailbox_url: websocket address of the mailbox server; both sides need the same.
        secret: 32 bytes that only the two sides know.
        purpose: meetings for different purposes never mix, e.g. ``"this call"``.
        first: the two sides need to differ in this, e.g. whether they placed the first call.
        info: what the other side learns when it meets this one.
        appid: as for pairing.
        timing: how hard to try.

    Raises:
        PairingError: no address of a mailbox server.
    """

    def __init__(
        self,
        mailbox_url: str,
        secret: bytes,
        purpose: str,
        *,
        first: bool,
        info: Mapping[str, object] | None = None,
        appid: str = APPID,
        timing: RendezvousTiming | None = None,
    ) -> None:
        check_mailbox_url(mailbox_url)
        self._url = mailbox_url
        self._appid = appid
        self._timing = timing or RendezvousTiming()
        self._room = Room(secret, purpose, first=first, info=info)
        self._running: asyncio.Future[None] | None = None
        self._unconfirmed: deque[bytes] = deque(maxlen=_MAX_HEARD)
        self._met: deque[dict[str, Any]] = deque(maxlen=1)
        self._heard: deque[Said] = deque(maxlen=_MAX_HEARD)
        self._left = False
        self._changed = asyncio.Event()
        self._socket: Any = None

    @property
    def reachable(self) -> bool:
        """Whether the mailbox server is there at the moment."""
        return self._socket is not None

    def start(self) -> None:
        """Begin to look for the server and the other side; neither needs to be there yet."""
        self._room.arrive()
        self._running = asyncio.ensure_future(self._keep_connected())

    async def meet(self, timeout_s: float | None = None) -> dict[str, Any]:
        """Wait for the next moment at which both sides are there; returns the other side's info.

        Raises:
            RendezvousError: not within ``timeout_s`` (None: however long it takes).
            LeftError: the other side has left for good.
        """
        await self._wait_for(lambda: bool(self._met), timeout_s, "The other side is not there.")
        return self._met.popleft()

    @property
    def has_met(self) -> bool:
        """Whether there is a meeting that ``meet`` has not yet returned."""
        return bool(self._met)

    async def until_met(self) -> None:
        """Wait until ``has_met``.

        Raises:
            LeftError: the other side has left for good.
        """
        await self._wait_for(lambda: bool(self._met), None, "")

    def again(self) -> None:
        """Begin anew: the other side is met once more, if it is there."""
        self._room.arrive()
        self._flush()

    def say(self, kind: str, content: str) -> None:
        """Say something to the side that was met last.

        Raises:
            ValueError: nobody has been met, or it is too long.
        """
        self._room.say(kind, content)
        self._flush()

    async def hear(self, kind: str, timeout_s: float | None = None) -> str:
        """Wait for what the met side says next of this kind; other kinds that come before it are skipped.

        Raises:
            RendezvousError: not within ``timeout_s``, or the other side has begun anew: ``meet`` again.
            LeftError: the other side has left for good.
        """

        def there() -> bool:
            while self._heard and self._heard[0].kind != kind:
                self._heard.popleft()
            return bool(self._heard) or bool(self._met)

        await self._wait_for(there, timeout_s, "The other side did not go on.")
        if self._met:
            raise RendezvousError("The other side has begun anew.")
        return self._heard.popleft().content

    async def leave(self, timeout_s: float) -> None:
        """Tell the other side, now or when it comes, that this room is over; gives up after ``timeout_s``."""
        self._room.leave()
        self._flush()
        await self.confirmed(timeout_s)

    async def confirmed(self, timeout_s: float) -> None:
        """Wait until the server has everything that was said; gives up after ``timeout_s``."""
        done = asyncio.get_running_loop().time() + timeout_s
        while self._unconfirmed and (left_s := done - asyncio.get_running_loop().time()) > 0:
            self._changed.clear()
            await asyncio.wait([asyncio.ensure_future(self._changed.wait())], timeout=left_s)

    async def close(self) -> None:
        """Go away; takes a second at most and never fails. Does nothing the second time."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.wait([running], timeout=_CLOSE_S)

    async def _wait_for(self, ready: Any, timeout_s: float | None, late: str) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                while not ready():
                    if self._left:
                        raise LeftError("The other signer hung up.")
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise RendezvousError(late) from None

    async def _keep_connected(self) -> None:
        while True:
            try:
                await self._stay_connected()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next attempt may succeed
                logger.debug("mailbox server %s: %r", self._url, error)
            await asyncio.sleep(self._timing.retry_s)

    async def _stay_connected(self) -> None:
        # Imported here: it must not happen before the network thread has installed its reactor.
        from transport.websocket import connect

        timing = self._timing
        async with asyncio.timeout(timing.connect_s):
            socket = await connect(
                self._url, self._on_message, max_bytes=_MAX_FRAME, ping_s=timing.ping_s, silent_s=timing.silent_s
            )
        try:
            socket.say(type="bind", appid=self._appid, side=self._room.side)
            socket.say(type="open", mailbox=self._room.mailbox)
            # What the server has not confirmed may have been lost with the connection before.
            for body in self._unconfirmed:
                self._add(socket, body)
            self._socket = socket
            self._flush()
            await asyncio.shield(socket.closed)
        finally:
            self._socket = None
            socket.cut()

    def _flush(self) -> None:
        for body in self._room.outgoing():
            self._unconfirmed.append(body)
            if self._socket is not None:
                self._add(self._socket, body)

    @staticmethod
    def _add(socket: Any, body: bytes) -> None:
        socket.say(type="add", phase="handline", body=body.hex())

    def _on_message(self, message: dict[str, Any]) -> None:
        body = message.get("body")
        if message.get("type") != "message" or not isinstance(body, str):
            return
        try:
            content = bytes.fromhex(body)
        except ValueError:
            return
        if content in self._unconfirmed:
            self._unconfirmed.remove(content)
        self._room.receive(content)
        for event in self._room.events():
            if isinstance(event, Met):
                self._heard.clear()
                self._met.append(event.info)
            elif isinstance(event, Said):
                self._heard.append(event)
            else:
                self._left = True
        self._flush()
        self._changed.set()
