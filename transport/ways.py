"""The ways in which two sides come to a call: a code, a contact's secret, or texts carried from screen to screen.

Each way ends with the other side's description (`transport.description`). Everything here runs on the network
thread's loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from transport.control import REASONS
from transport.description import Description, DescriptionError
from transport.events import CallConfig, CallEvent, CodeReady, Connecting, InvitationReady, Ringing
from transport.invitation import Invitation, InvitationError, read
from transport.network import network
from transport.pairing import OTHER_VERSION, PROTOCOL, Pairing, PairingError, checked_code
from transport.rendezvous import Rendezvous, RendezvousError

CONTACT_PURPOSE: Final = "handline contact"
# What two contacts say to each other before they are connected: the answer to a call is a description, or a reason.
ANSWER: Final = "answer"
GONE: Final = "gone"
BUSY: Final = "busy"
DECLINED: Final = "declined"
# Describing this side takes milliseconds, unless STUN or TURN servers are slow: a caller, whose other side has yet to
# type, waits for them; who answers goes ahead and tells later.
_DESCRIBE_S: Final = {True: 1.0, False: 0.05}
_CONFIRM_S: Final = 0.5
_OFFLINE: Final = (
    "Handline is not running on the other side, or it has no network: try again later, or call with a code."
)

_T = TypeVar("_T")
Describe = Callable[[bool], Awaitable[Description]]
Tell = Callable[[CallEvent], None]


@dataclass(frozen=True)
class Meeting:
    """What a way leads to.

    Attributes:
        theirs: how to connect to the other side.
        calls: whether this side is the one that calls; the other is not.
        secret: what only the two sides know; None if they have none yet, and nothing vouches for the other side.
        mailbox_url: the mailbox server where the two met, and will find each other again if the connection is cut.
        patience_s: how long the other side may take to begin to connect, if a person has yet to do something there.
    """

    theirs: Description
    calls: bool
    secret: bytes | None
    mailbox_url: str
    patience_s: float = 0.0


class Way(Protocol):
    """How one side of a call gets to the other."""

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """Find the other side, and exchange descriptions with it.

        Args:
            describe: describes this side, given whether it calls; a later description voids the one before.
            tell: told what happens, ``Connecting`` when the other side has been found.

        Raises:
            PairingError: it did not come to that.
        """
        ...

    async def close(self) -> None:
        """Clean up, once the connection is made or given up; never fails."""
        ...


class ByCode:
    """With a code: one side calls and shows it, the other types it in.

    Args:
        config: the call's settings.
        code: None to get one from the mailbox server.
        calls: whether this side calls; by default who has no code does.

    Attributes:
        reached: done when the mailbox server has been reached.
    """

    def __init__(self, config: CallConfig, code: str | None = None, *, calls: bool | None = None) -> None:
        self._config = config
        self._calls = code is None if calls is None else calls
        self._pairing: Pairing | None = None
        self.reached: Future[None] = Future()
        # A caller without a code gets one; an answerer without one has yet to type it.
        self._typed: Future[str | None] = Future()
        self._code = code
        if code is not None or self._calls:
            self._typed.set_result(code)

    def enter(self, code: str) -> None:
        """The code, of an answering side that was started without: it has reached the mailbox server meanwhile."""
        if not self._typed.done():
            self._typed.set_result(code)

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """See `Way`."""
        config = self._config
        if self._code is not None:
            checked_code(self._code)
        describing = asyncio.ensure_future(describe(self._calls))
        try:
            await asyncio.wait([describing], timeout=_DESCRIBE_S[self._calls])
            mine = describing.result() if describing.done() else None
            pairing = self._pairing = Pairing(config.mailbox_url, config.appid, calls=self._calls, mine=mine)
            await pairing.reach(config.server_timeout_s)
            self.reached.set_result(None)
            code = await pairing.take(await asyncio.wrap_future(self._typed), config.server_timeout_s)
            if self._calls:
                tell(CodeReady(code))
            telling = asyncio.ensure_future(self._tell_later(pairing, describing)) if mine is None else None
            await pairing.meet(*self._patience())
            tell(Connecting())
            if telling is not None:
                await telling
            theirs = await pairing.receive(config.connect_timeout_s, "The other side did not go on: call again.")
        finally:
            describing.cancel()
        return Meeting(theirs, self._calls, pairing.contact_secret(), config.mailbox_url)

    def _patience(self) -> tuple[float, str]:
        config = self._config
        if not self._calls:
            return (
                config.answer_timeout_s,
                "Nobody is calling with this code: check it with the other signer and try again.",
            )
        minutes = config.code_timeout_s / 60
        return config.code_timeout_s, f"Nobody answered the code within {minutes:.0f} minutes: call again."

    @staticmethod
    async def _tell_later(pairing: Pairing, describing: asyncio.Future[Description]) -> None:
        pairing.send(await describing)

    async def close(self) -> None:
        """See `Way`."""
        if self._pairing is not None:
            await self._pairing.close()


class ByContact:
    """To a contact that has its app open, with the secret of an earlier call.

    Args:
        config: the call's settings; both sides need the same mailbox server.
        secret: the contact's.
        first: whether this side placed the first call with this contact.
    """

    def __init__(self, config: CallConfig, secret: bytes, *, first: bool) -> None:
        self._config = config
        self._secret = secret
        self._first = first
        self._rendezvous: Rendezvous | None = None

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """See `Way`."""
        config = self._config
        mine = await describe(True)
        info = {**greeting(calls=True), "description": mine.text}
        rendezvous = self._rendezvous = Rendezvous(
            config.mailbox_url, self._secret, CONTACT_PURPOSE, first=self._first, info=info, appid=config.appid
        )
        rendezvous.start()
        try:
            theirs = await rendezvous.meet(config.reach_timeout_s)
        except RendezvousError:
            slow = f"The mailbox server {config.mailbox_url} cannot be reached: check the network connection."
            raise PairingError(_OFFLINE if rendezvous.reachable else slow) from None
        check_greeting(theirs)
        if theirs.get("calls") is True:
            # Both call each other in the same moment. Both want to talk, so nobody needs to be asked.
            if not self._first:
                tell(Connecting())
                rendezvous.say(ANSWER, (await describe(False)).text)
                return Meeting(description_of(theirs.get("description")), False, self._secret, config.mailbox_url)
        else:
            tell(Ringing())
        answer = await self._wait_for_answer(rendezvous)
        tell(Connecting())
        return Meeting(description_of(answer), True, self._secret, config.mailbox_url)

    async def _wait_for_answer(self, rendezvous: Rendezvous) -> str:
        answer = ""
        try:
            answer = await rendezvous.hear(ANSWER, self._config.ring_timeout_s)
        except RendezvousError:
            raise PairingError("Nobody answered: try again later.") from None
        finally:
            if not answer:
                # Stop ringing there, also if this signer gave up.
                rendezvous.say(GONE, "")
        if answer in (BUSY, DECLINED):
            raise PairingError(REASONS[answer])
        return answer

    async def close(self) -> None:
        """See `Way`."""
        if self._rendezvous is not None:
            await self._rendezvous.confirmed(_CONFIRM_S)
            await self._rendezvous.close()


class ByRing:
    """Answers a contact that rings; see `transport.doorbell`.

    Args:
        config: the call's settings.
        rendezvous: where it was met.
        info: what it said about itself.
        secret: the contact's.
    """

    def __init__(self, config: CallConfig, rendezvous: Rendezvous, info: dict[str, Any], secret: bytes) -> None:
        self._config = config
        self._rendezvous = rendezvous
        self._info = info
        self._secret = secret

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """See `Way`."""
        theirs = description_of(self._info.get("description"))
        tell(Connecting())
        mine = await describe(False)
        try:
            self._rendezvous.say(ANSWER, mine.text)
        except ValueError:
            raise PairingError("The other side is no longer there: call it again.") from None
        return Meeting(theirs, False, self._secret, self._config.mailbox_url)

    async def close(self) -> None:
        """See `Way`."""
        await self._rendezvous.close()


class ByText:
    """Without any server: an invitation and its answer are carried from screen to screen.

    Args:
        config: the call's settings.
        invitation: the text that the other side shows; None to invite.

    Attributes:
        invites: whether this side invites: then an answer has to be entered.
    """

    def __init__(self, config: CallConfig, invitation: str | None = None) -> None:
        self._config = config
        self._text = invitation
        self.invites = invitation is None
        self._mine: Invitation | None = None
        self._answer: asyncio.Future[Description] | None = None

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """See `Way`."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._text is not None:
            try:
                invitation = read(self._text, "invitation")
            except InvitationError as error:
                raise PairingError(str(error)) from error
            answer = invitation.answer(await describe(False))
            tell(InvitationReady(answer.text))
            return Meeting(invitation.description, False, None, self._config.mailbox_url, self._config.code_timeout_s)
        self._mine = Invitation(await describe(True))
        tell(InvitationReady(self._mine.text))
        try:
            async with asyncio.timeout(self._config.code_timeout_s):
                theirs = await self._answer
        except TimeoutError:
            raise PairingError("No answer was entered in time: make a new invitation.") from None
        tell(Connecting())
        return Meeting(theirs, True, None, self._config.mailbox_url)

    def enter(self, text: str) -> None:
        """The answer from the other screen; from any thread.

        Raises:
            InvitationError: it is none, or damaged, or belongs to another invitation; it may be entered again.
        """
        if self._mine is None or self._answer is None:
            raise InvitationError("There is no invitation yet that this could answer: wait a moment.")
        description = read(text, "answer", self._mine).description
        network().loop.call_soon_threadsafe(_settle, self._answer, description)

    async def close(self) -> None:
        """See `Way`."""


def _settle(future: asyncio.Future[_T], value: _T) -> None:
    if not future.done():
        future.set_result(value)


def greeting(*, calls: bool) -> dict[str, object]:
    """What a side says about itself when it meets a contact."""
    return {"handline": PROTOCOL, "calls": calls}


def check_greeting(info: dict[str, Any]) -> None:
    """Check that the other side speaks this version.

    Raises:
        PairingError: it does not.
    """
    if info.get("handline") != PROTOCOL:
        raise PairingError(OTHER_VERSION)


def description_of(text: object) -> Description:
    """The description that came.

    Raises:
        PairingError: it is none.
    """
    try:
        return Description.from_text(text)
    except DescriptionError as error:
        raise PairingError("The other side sent something that is not a Handline call: call again.") from error
