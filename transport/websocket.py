"""A websocket to a mailbox server, on the network thread's loop.

Import this only there: autobahn's module for Twisted must not be loaded before the network thread's reactor.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from autobahn.twisted.websocket import WebSocketClientFactory, WebSocketClientProtocol
from twisted.internet.endpoints import HostnameEndpoint, clientFromString

from transport.network import network

_TLS_PORT: Final = 443
_PORT: Final = 80


class Socket(WebSocketClientProtocol):
    """One connection: JSON objects go out and come in.

    Attributes:
        opened: done when messages may be sent; fails if it never comes to that.
        closed: done when the connection is over.
        on_message: given every object that comes.
    """

    def __init__(self, on_message: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self._on_message = on_message

    def say(self, **message: object) -> None:
        """Send an object; lost if the connection is over."""
        self.sendMessage(json.dumps(message).encode(), isBinary=False)  # type: ignore[no-untyped-call]

    def cut(self) -> None:
        """End the connection at once."""
        transport: Any = self.transport
        if transport is not None:
            transport.abortConnection()

    def onOpen(self) -> None:
        """Autobahn: the websocket is ready."""
        if not self.opened.done():
            self.opened.set_result(None)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        """Autobahn: a message came, of bounded length."""
        try:
            message = json.loads(payload)
        except (ValueError, RecursionError):
            return
        if not isBinary and isinstance(message, dict):
            self._on_message(message)

    def onClose(self, wasClean: bool, code: int, reason: str) -> None:
        """Autobahn: the connection is over, or never was one."""
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(str(reason)))
            self.opened.exception()  # marked as seen: nobody may wait any more
        if not self.closed.done():
            self.closed.set_result(None)


async def connect(
    url: str, on_message: Callable[[dict[str, Any]], None], *, max_bytes: int, ping_s: float, silent_s: float
) -> Socket:
    """Open a websocket; cancel to give up.

    Args:
        url: ``ws://`` or ``wss://`` address.
        on_message: given every JSON object that comes.
        max_bytes: of a message; longer ones end the connection.
        ping_s: between signs of life asked from the server.
        silent_s: a server that has not answered one for so long is gone.

    Raises:
        Exception: of autobahn, Twisted or the system, if there is no such server.
    """
    parts = urlsplit(url)
    tls = parts.scheme == "wss"
    port = parts.port or (_TLS_PORT if tls else _PORT)
    reactor = network().reactor
    if tls:
        endpoint = clientFromString(reactor, f"tls:{parts.hostname}:{port}")  # type: ignore[no-untyped-call]
    else:
        endpoint = HostnameEndpoint(reactor, parts.hostname or "", port)
    factory: Any = WebSocketClientFactory(url, reactor=reactor)  # type: ignore[no-untyped-call]
    factory.protocol = lambda: Socket(on_message)
    factory.setProtocolOptions(
        autoPingInterval=ping_s,
        autoPingTimeout=silent_s,
        maxMessagePayloadSize=max_bytes,
        maxFramePayloadSize=max_bytes,
    )
    socket: Socket = await endpoint.connect(factory).asFuture(asyncio.get_running_loop())
    try:
        await socket.opened
    except BaseException:
        socket.cut()
        raise
    return socket
