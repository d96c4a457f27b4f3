"""Pairing two peers with a short code, through magic-wormhole and any mailbox server.

The code runs a PAKE (SPAKE2): whoever does not know it learns nothing, and a wrong guess burns it. How to connect
(`transport.description`) travels encrypted with the key of the PAKE, already in the message that proves the key: that
saves a round trip over waiting for the other side's proof.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Final
from urllib.parse import urlsplit

from transport.description import Description, DescriptionError
from transport.network import network
from transport.words import CODE_WORDS, clean_code

logger = logging.getLogger(__name__)

APPID: Final = "handline/call"
PROTOCOL: Final = 3
_MAX_MESSAGE: Final = 4_096
_SECRET_PURPOSE: Final = "handline contact"
_SECRET_BYTES: Final = 32
_CLOSE_S: Final = 2.0
# When a side that waits looks whether too many have come; see ``Pairing._watch_crowd``.
_LOOKS_S: Final = (2.0, 4.0, 8.0, 16.0, 32.0)
_LOOK_S: Final = 5.0
_AGAIN_S: Final = 0.3
_MAX_FRAME: Final = 65_536
OTHER_VERSION: Final = "The other side has another version of Handline: both sides need the newest one."


class PairingError(Exception):
    """Pairing failed. The message is one sentence for people that says what to do."""


class _CutOffError(PairingError):
    """The way to the mailbox server broke off before there was an answer, as it does now and then on a poor link."""


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


def checked_code(code: str) -> str:
    """A code in its one form.

    Raises:
        PairingError: it is none.
    """
    clean = clean_code(code)
    if clean is None:
        raise PairingError(
            f"{code.strip()[:60]!r} is not a code: it should look like 7-guitarist-revenge. "
            "Ask the other signer for it again."
        )
    return clean


class Pairing:
    """One use of one code. Everything here runs on the network thread's loop.

    Args:
        mailbox_url: websocket address of the mailbox server.
        appid: applications with different ids never meet; both sides need the same.
        calls: whether this side calls, rather than answers.
        mine: how to connect to this side; None if that is not known yet: ``send`` it when it is.
    """

    def __init__(self, mailbox_url: str, appid: str = APPID, *, calls: bool, mine: Description | None = None) -> None:
        check_mailbox_url(mailbox_url)
        self._url = mailbox_url
        self._appid = appid
        self._calls = calls
        # The other side gets this with the proof that we know the code.
        greeting: dict[str, Any] = {"handline": PROTOCOL, "calls": calls}
        if mine is not None:
            greeting["description"] = mine.text
        self._greeting = greeting
        self._wormhole = self._new_wormhole()
        self._theirs: object = None
        self._closed = False

    def _new_wormhole(self) -> Any:
        # Imported here: it must not happen before the network thread has installed its reactor.
        import wormhole

        return wormhole.create(self._appid, self._url, network().reactor, versions=self._greeting)

    async def reach(self, timeout_s: float) -> None:
        """Wait until the mailbox server is there; a code may still be on its way.

        Raises:
            PairingError: no server there, or it refuses.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout_s
        while True:
            try:
                await self._wait(self._wormhole.get_welcome(), end - loop.time(), self._slow(timeout_s))
                return
            except _CutOffError:
                if loop.time() + _AGAIN_S > end:
                    raise
            # The library tries only once.
            await asyncio.sleep(_AGAIN_S)
            _future(self._wormhole.close())
            self._wormhole = self._new_wormhole()

    async def take(self, code: str | None, timeout_s: float) -> str:
        """Take a code, or a new one if None; returns the code.

        Raises:
            PairingError: the server does not go on, or the code is none.
        """
        if code is not None:
            self._wormhole.set_code(checked_code(code))
        else:
            self._wormhole.allocate_code(CODE_WORDS)
        return str(await self._wait(self._wormhole.get_code(), timeout_s, self._slow(timeout_s)))

    async def meet(self, timeout_s: float, late: str) -> None:
        """Wait until the other side has proven that it knows the code.

        Args:
            timeout_s: how long to wait.
            late: the sentence to fail with after that.

        Raises:
            PairingError: it did not come, gave a wrong code, is of another version of Handline, does the same as this
                side, or there are too many sides.
        """
        crowd = asyncio.ensure_future(self._watch_crowd())
        try:
            await self._wait(self._wormhole.get_unverified_key(), timeout_s, late, crowd)
        finally:
            crowd.cancel()
        # The key alone can still be a wrong guess's; the first message that decrypts proves it.
        greeting = await self._wait(self._wormhole.get_versions(), timeout_s, late)
        if not isinstance(greeting, dict) or greeting.get("handline") != PROTOCOL:
            raise PairingError(OTHER_VERSION)
        if greeting.get("calls") is not (not self._calls):
            raise PairingError("Both sides typed in a code: one signer calls and the other types the code in.")
        self._theirs = greeting.get("description")

    def send(self, mine: Description) -> None:
        """Tell the other side how to connect to this one, if it was not known at the beginning."""
        self._wormhole.send_message(json.dumps({"description": mine.text}).encode())

    async def receive(self, timeout_s: float, late: str) -> Description:
        """How to connect to the other side, after ``meet``.

        Raises:
            PairingError: it did not come, or is malformed.
        """
        if self._theirs is None:
            data = await self._wait(self._wormhole.get_message(), timeout_s, late)
            try:
                message: Any = json.loads(data) if len(data) <= _MAX_MESSAGE else None
            except (ValueError, RecursionError):
                message = None
            self._theirs = message.get("description") if isinstance(message, dict) else None
        try:
            return Description.from_text(self._theirs)
        except DescriptionError as error:
            raise PairingError("The other side sent something that is not a Handline call: call again.") from error

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

    async def _wait(self, deferred: Any, timeout_s: float, late: str, crowd: asyncio.Future[None] | None = None) -> Any:
        future = _future(deferred)
        waited = {future} if crowd is None else {future, crowd}
        done, _ = await asyncio.wait(waited, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        if crowd is not None and crowd in done and future not in done:
            raise PairingError(_CROWDED)
        if not done:
            raise PairingError(late)
        error = future.exception()
        if error is not None:
            kind = _CutOffError if _is_cut_off(error) else PairingError
            raise kind(self._sentence(error)) from error
        return future.result()

    async def _watch_crowd(self) -> None:
        """Return when more than two sides hold the code; never, if they do not. To be stopped when there is a key.

        Where two type in one code at the same moment, the mailbox server refuses both of them and tells the one who
        called nothing; and the library does not pass on a refusal that comes late. So each side that still has no key
        asks now and then, by claiming once more what it holds: it is told "crowded", or "reclaimed" if the library has
        let go of it.
        """
        code = str(await _future(self._wormhole.get_code()))
        for look_s in _LOOKS_S:
            await asyncio.sleep(look_s)
            try:
                if await self._is_crowded(code.partition("-")[0]):
                    return
            except Exception as error:  # noqa: BLE001 - a look that fails tells nothing
                logger.debug("no look at the code: %r", error)
        await asyncio.Event().wait()

    async def _is_crowded(self, nameplate: str) -> bool:
        from transport.websocket import connect

        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def heard(message: dict[str, Any]) -> None:
            if message.get("type") in ("claimed", "error") and not answer.done():
                answer.set_result(message.get("error") in ("crowded", "reclaimed"))

        async with asyncio.timeout(_LOOK_S):
            socket = await connect(self._url, heard, max_bytes=_MAX_FRAME, ping_s=_LOOK_S, silent_s=_LOOK_S)
            try:
                # The library keeps its name for this side to itself; with another one we should be the crowd.
                socket.say(type="bind", appid=self._appid, side=self._wormhole._boss._side)
                socket.say(type="claim", nameplate=nameplate)
                return await answer
            finally:
                socket.cut()

    def _slow(self, timeout_s: float) -> str:
        return f"The mailbox server {self._url} did not answer within {timeout_s:.0f} s: check the network connection."

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
            return _CROWDED
        if isinstance(cause, errors.ServerError) and "reclaimed" in str(cause):
            return "This code has been used already: ask for a new one."
        if isinstance(cause, errors.WelcomeError):
            return f"The mailbox server {self._url} refuses calls, saying: {str(cause)[:200]}"
        return "Pairing was broken off by the mailbox server: call again."


_CROWDED: Final = "More than two are using this code: call again, and give the new code to one signer only."


def _is_cut_off(error: BaseException) -> bool:
    from twisted.internet.error import ConnectionRefusedError, DNSLookupError
    from wormhole import errors

    cause = error.args[0] if isinstance(error, errors.WormholeClosed) and error.args else error
    nobody = (ConnectionRefusedError, DNSLookupError)
    return isinstance(cause, errors.ServerConnectionError) and not isinstance(cause.reason, nobody)


def _future(deferred: Any) -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = deferred.asFuture(asyncio.get_running_loop())
    # Marks the exception as seen, also where nobody waits any more.
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
