"""Pairing two peers with a short code, through magic-wormhole and any mailbox server.

The code runs a PAKE (SPAKE2): whoever does not know it learns nothing, and a wrong guess burns it. What the two
sides then say to each other through the mailbox (the two session descriptions) is encrypted end to end.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final
from urllib.parse import urlsplit

from transport.network import network
from transport.words import CODE_WORDS, clean_code

APPID: Final = "handline/call"
_PROTOCOL: Final = 1
_MAX_MESSAGE: Final = 32_768
_SECRET_PURPOSE: Final = "handline contact"
_SECRET_BYTES: Final = 32
_CLOSE_S: Final = 2.0


class PairingError(Exception):
    """Pairing failed. The message is one sentence for people that says what to do."""


def default_mailbox_url() -> str:
    """The public mailbox server that magic-wormhole itself uses."""
    from wormhole.cli.public_relay import RENDEZVOUS_RELAY

    return str(RENDEZVOUS_RELAY)


def check_mailbox_url(url: str) -> None:
    """Check that an address can be that of a mailbox server.

    Raises:
        PairingError: it cannot.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("ws", "wss") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise PairingError(f"{url!r} is not the address of a mailbox server: it should look like ws://HOST:PORT/v1.")


class Pairing:
    """One use of one code. Everything here runs on the network thread's loop.

    Args:
        mailbox_url: websocket address of the mailbox server.
        appid: applications with different ids never meet; both sides need the same.
        calls: whether this side calls, rather than answers.
    """

    def __init__(self, mailbox_url: str, appid: str = APPID, *, calls: bool) -> None:
        check_mailbox_url(mailbox_url)
        # Imported here: it must not happen before the network thread has installed its reactor.
        import wormhole

        self._url = mailbox_url
        self._calls = calls
        # The other side gets this with the proof that we know the code.
        greeting = {"handline": _PROTOCOL, "calls": calls}
        self._wormhole = wormhole.create(appid, mailbox_url, network().reactor, versions=greeting)
        self._closed = False

    async def open(self, code: str | None, timeout_s: float) -> str:
        """Reach the mailbox server and take a code, or a new one if None; returns the code.

        Raises:
            PairingError: no server there, it refuses, or the code is none.
        """
        if code is not None:
            wanted = clean_code(code)
            if wanted is None:
                raise PairingError(
                    f"{code.strip()[:60]!r} is not a code: it should look like 7-guitarist-revenge. "
                    "Ask the other signer for it again."
                )
            self._wormhole.set_code(wanted)
        else:
            self._wormhole.allocate_code(CODE_WORDS)
        slow = f"The mailbox server {self._url} did not answer within {timeout_s:.0f} s: check the network connection."
        await self._wait(self._wormhole.get_welcome(), timeout_s, slow)
        return str(await self._wait(self._wormhole.get_code(), timeout_s, slow))

    async def meet(self, timeout_s: float, late: str) -> None:
        """Wait until the other side has proven that it knows the code.

        Args:
            timeout_s: how long to wait.
            late: the sentence to fail with after that.

        Raises:
            PairingError: it did not come, gave a wrong code, is of another version of Handline, or does the same as
                this side.
        """
        await self._wait(self._wormhole.get_verifier(), timeout_s, late)
        # The key alone can still be a wrong guess's; the first message that decrypts proves it.
        greeting = await self._wait(self._wormhole.get_versions(), timeout_s, late)
        if not isinstance(greeting, dict) or greeting.get("handline") != _PROTOCOL:
            raise PairingError("The other side has another version of Handline: both sides need the newest one.")
        if greeting.get("calls") is not (not self._calls):
            raise PairingError("Both sides typed in a code: one signer calls and the other types the code in.")

    def send(self, kind: str, sdp: str) -> None:
        """Leave a session description for the other side; may be called before it has come."""
        message = {"type": kind, "sdp": sdp}
        self._wormhole.send_message(json.dumps(message).encode())

    async def receive(self, kind: str, timeout_s: float, late: str) -> str:
        """The session description in the other side's next message, which must be of this kind.

        Raises:
            PairingError: it did not come, or is malformed.
        """
        data = await self._wait(self._wormhole.get_message(), timeout_s, late)
        try:
            message: Any = json.loads(data) if len(data) <= _MAX_MESSAGE else None
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict) or message.get("type") != kind or not isinstance(message.get("sdp"), str):
            raise PairingError("The other side sent something that is not a Handline call: call again.")
        return str(message["sdp"])

    def contact_secret(self) -> bytes:
        """32 bytes that only the two sides know, after ``meet``: with them they can find each other again."""
        return bytes(self._wormhole.derive_key(_SECRET_PURPOSE, _SECRET_BYTES))

    async def close(self) -> None:
        """Release the code and leave the mailbox server; takes 2 s at most and never fails."""
        if self._closed:
            return
        self._closed = True
        # How it ended (lonely, wrong code, unreachable) has been reported by whoever waited for something.
        await asyncio.wait([_future(self._wormhole.close())], timeout=_CLOSE_S)

    async def _wait(self, deferred: Any, timeout_s: float, late: str) -> Any:
        future = _future(deferred)
        done, _ = await asyncio.wait([future], timeout=timeout_s)
        if not done:
            raise PairingError(late)
        error = future.exception()
        if error is not None:
            raise PairingError(self._sentence(error)) from error
        return future.result()

    def _sentence(self, error: BaseException) -> str:
        from wormhole import errors

        cause: object = error
        if isinstance(error, errors.WormholeClosed) and error.args:
            cause = error.args[0]
        if isinstance(cause, errors.WrongPasswordError):
            return "The code was wrong: each code works only once, so ask for a new one."
        if isinstance(cause, errors.ServerConnectionError):
            return f"The mailbox server {self._url} cannot be reached: check the network connection and its address."
        if isinstance(cause, errors.ServerError) and "crowded" in str(cause):
            return "Two others are using this code already: ask for a new one."
        if isinstance(cause, errors.ServerError) and "reclaimed" in str(cause):
            return "This code has been used already: ask for a new one."
        if isinstance(cause, errors.WelcomeError):
            return f"The mailbox server {self._url} refuses calls, saying: {str(cause)[:200]}"
        return "Pairing was broken off by the mailbox server: call again."


def _future(deferred: Any) -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = deferred.asFuture(asyncio.get_running_loop())
    # Marks the exception as seen, also where nobody waits any more.
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
