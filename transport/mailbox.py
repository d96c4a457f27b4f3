"""A mailbox server of our own: where two peers meet before they know each other's address.

The server sees codes' numbers and encrypted messages, nothing else. It keeps everything in memory.
"""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any, Final, Self

from transport.network import network

LOOPBACK: Final = "127.0.0.1"
_START_S: Final = 10.0
# A code that nobody has touched for this long is forgotten.
_FORGET_S: Final = 660.0
_CLEAN_S: Final = 300.0
# The longest message a peer may leave; session descriptions take a few kilobytes.
_MAX_MESSAGE: Final = 131_072


class MailboxError(Exception):
    """The mailbox server cannot run. The message is one sentence for people."""


class Mailbox:
    """A mailbox server on this process's network thread, from ``start`` to ``stop`` or as a context manager.

    Args:
        port: TCP port; 0 takes a free one.
        interface: address to listen on; the default serves this computer alone.

    Attributes:
        interface: the same.
    """

    def __init__(self, port: int = 0, interface: str = LOOPBACK) -> None:
        self._port = port
        self.interface = interface
        self._listener: Any = None
        self._cleaner: Any = None

    @property
    def url(self) -> str:
        """Address for ``CallConfig.mailbox_url``, once started."""
        host = f"[{self.interface}]" if ":" in self.interface else self.interface
        return f"ws://{host}:{self.port}/v1"

    @property
    def port(self) -> int:
        """The port that it listens on, once started."""
        if self._listener is None:
            raise MailboxError("The mailbox server is not running.")
        return int(self._listener.getHost().port)

    def start(self) -> str:
        """Start serving; returns the address.

        Raises:
            MailboxError: the port cannot be used.
        """
        return network().spawn(self.listen()).result(_START_S)

    def stop(self) -> None:
        """Stop serving and forget everything. Does nothing if it is not running."""
        network().spawn(self.unlisten()).result(_START_S)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def listen(self) -> str:
        """As ``start``, on the network thread's loop."""
        if self._listener is not None:
            return self.url
        # Imported here: it must not happen before the network thread has installed its reactor.
        from twisted.internet.error import CannotListenError
        from twisted.internet.task import LoopingCall
        from wormhole_mailbox_server.database import create_channel_db
        from wormhole_mailbox_server.server import make_server
        from wormhole_mailbox_server.web import make_web_server

        reactor = network().reactor
        server = make_server(create_channel_db(":memory:"), allow_list=False, blur_usage=3600)
        options = {"maxMessagePayloadSize": _MAX_MESSAGE, "maxFramePayloadSize": _MAX_MESSAGE}.items()
        site = make_web_server(server, log_requests=False, websocket_protocol_options=tuple(options))
        try:
            self._listener = reactor.listenTCP(self._port, site, interface=self.interface)
        except (CannotListenError, OverflowError, ValueError) as error:
            raise MailboxError(
                f"The mailbox server cannot listen on {self.interface} port {self._port}: choose another port."
            ) from error

        def forget() -> None:
            now = time.time()
            server.prune_all_apps(now, now - _FORGET_S)

        self._cleaner = LoopingCall(forget)
        self._cleaner.clock = reactor
        self._cleaner.start(_CLEAN_S, now=False)
        return self.url

    async def unlisten(self) -> None:
        """As ``stop``, on the network thread's loop."""
        if self._listener is None:
            return
        self._cleaner.stop()
        listener, self._listener = self._listener, None
        stopped = listener.stopListening()
        if stopped is not None:
            await stopped.asFuture(asyncio.get_running_loop())
