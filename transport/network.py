"""The thread in which everything that touches the network runs.

Twisted (which magic-wormhole needs) allows one reactor in a process, and it cannot be started twice. So all
calls and the mailbox of a process share one background thread whose asyncio loop is that reactor's too. It starts
with the first use and lasts as long as the process.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from typing import Any, Final, TypeVar

logger = logging.getLogger(__name__)
T = TypeVar("T")
# How long another thread that computes may keep this one from a packet that has come, and this one keep another from a
# picture; Python's own 5 ms are a third of what a call may add to the path's delay.
_SWITCH_S: Final = 0.001
_TCP_THIN_LINEAR_TIMEOUTS: Final = 16  # linux/tcp.h


class Network:
    """A running asyncio loop with a Twisted reactor on it. Get the one of this process with ``network()``."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(_note_loop_trouble)
        self.reactor: Any = None
        self.thread = threading.Thread(target=self._run, name="handline-network", daemon=True)
        self.thread.start()
        self._ready.wait()
        if self._error is not None:
            raise RuntimeError(f"The network thread did not start: {self._error}") from self._error

    def _run(self) -> None:
        try:
            self._install_reactor()
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits for it
            self._error = error
            self._ready.set()
            return
        sys.setswitchinterval(_SWITCH_S)
        self.loop.call_soon(self._ready.set)
        self.reactor.run(installSignalHandlers=False)

    def _install_reactor(self) -> None:
        asyncio.set_event_loop(self.loop)
        if "twisted.internet.reactor" in sys.modules:
            raise RuntimeError("another part of this program has already chosen a Twisted reactor")
        from twisted.internet import main
        from twisted.internet.asyncioreactor import AsyncioSelectorReactor

        self.reactor = AsyncioSelectorReactor(self.loop)
        main.installReactor(self.reactor)  # type: ignore[no-untyped-call]
        _let_small_messages_leave_at_once()
        _repeat_lost_messages_steadily()

    def spawn(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the loop, from any other thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)


def _let_small_messages_leave_at_once() -> None:
    from autobahn.twisted.websocket import WebSocketAdapterProtocol

    # autobahn 26 asks for TCP_NODELAY before it has taken over the option from its factory, and swallows the
    # AttributeError. Nagle's algorithm then holds back the second of two small messages for a round trip: pairing has
    # several such pairs.
    if not hasattr(WebSocketAdapterProtocol, "tcpNoDelay"):
        setattr(WebSocketAdapterProtocol, "tcpNoDelay", True)  # noqa: B010 - mypy knows no such attribute


def _repeat_lost_messages_steadily() -> None:
    from autobahn.twisted.websocket import WebSocketAdapterProtocol

    # TCP waits twice as long after each loss, so that an unlucky meeting took six seconds. Linux can be asked to repeat
    # at even intervals where only a message or two are on the way, as they are between us and a mailbox server.
    made: Any = WebSocketAdapterProtocol.connectionMade

    def connection_made(protocol: Any) -> None:
        made(protocol)
        tcp = getattr(protocol.transport, "socket", None)
        if sys.platform == "linux" and tcp is not None:
            with suppress(OSError):
                tcp.setsockopt(socket.IPPROTO_TCP, _TCP_THIN_LINEAR_TIMEOUTS, 1)

    setattr(WebSocketAdapterProtocol, "connectionMade", connection_made)  # noqa: B010 - mypy allows no other method


def _note_loop_trouble(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Libraries leave the odd failed background task behind when a connection dies; that is for the log, not for
    # the person on the phone.
    logger.debug("network loop: %s", context.get("message"), exc_info=context.get("exception"))


_lock = threading.Lock()


@cache
def _network() -> Network:
    return Network()


def network() -> Network:
    """The network thread of this process, started on the first call."""
    with _lock:
        return _network()
