"""Every way into a call, with a real mailbox server where one is needed: contacts, texts, and too many on one code."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from detector.pose import Pose
from transport import stream
from transport.call import Call, CallConfig, CallEvent, CodeReady, Connected, Connecting, Ended, Failed
from transport.codec import Encoder
from transport.doorbell import Doorbell, Known, RingEnded, RingEvent, Rings
from transport.events import InvitationReady, Ringing
from transport.invitation import Invitation, InvitationError, read
from transport.mailbox import Mailbox
from transport.network import network
from transport.pairing import Pairing
from transport.sas import words_of
from transport.ways import ByContact, ByText, Way

PATIENCE_S = 60.0
SECRET = bytes(range(32))
NOWHERE = CallConfig(mailbox_url="ws://127.0.0.1:1/v1")


@pytest.fixture(scope="module")
def config() -> Iterator[CallConfig]:
    with Mailbox() as mailbox:
        yield CallConfig(mailbox_url=mailbox.url, reach_timeout_s=1.0)


class Side:
    """A call and what it told."""

    def __init__(self, config: CallConfig, to: str | Way | None = None) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.call = Call(config, self.events.put)
        self.call.start(to)

    def expect(self, kind: type) -> Any:
        """The next event, which must be of this kind."""
        event = self.events.get(timeout=PATIENCE_S)
        assert isinstance(event, kind), event
        return event

    def secret(self) -> bytes:
        self.expect(Connecting)
        return self.expect(Connected).contact_secret


class Bell:
    """A doorbell and what it told."""

    def __init__(self, config: CallConfig, *, first: bool = False) -> None:
        self.events: queue.Queue[RingEvent] = queue.Queue()
        self.doorbell = Doorbell(config, self.events.put)
        self.doorbell.watch([Known("Nobody", bytes(32), first=True), Known("Ada", SECRET, first=first)])

    def expect(self, event: RingEvent) -> None:
        assert self.events.get(timeout=PATIENCE_S) == event

    def way(self) -> Way:
        self.expect(Rings("Ada"))
        way = self.doorbell.answer("Ada")
        assert way is not None
        return way


def hang_up(*sides: Side) -> None:
    sides[0].call.hang_up()
    for side in sides:
        assert side.expect(Ended).ok


@pytest.mark.parametrize("first", [True, False], ids=["the first caller again", "the other one"])
def test_a_contact_is_called_without_a_code(config: CallConfig, first: bool) -> None:
    bell = Bell(config, first=not first)
    caller = Side(config, ByContact(config, SECRET, first=first))
    caller.expect(Ringing)
    answerer = Side(config, bell.way())
    assert caller.secret() == answerer.secret() == SECRET
    hang_up(caller, answerer)
    # And again, while the same app still runs.
    bell.doorbell.watch([Known("Ada", SECRET, first=not first)])
    caller = Side(config, ByContact(config, SECRET, first=first))
    caller.expect(Ringing)
    answerer = Side(config, bell.way())
    assert caller.secret() == answerer.secret() == SECRET
    hang_up(answerer, caller)
    bell.doorbell.stop()


def test_a_contact_that_gives_up_stops_ringing(config: CallConfig) -> None:
    bell = Bell(config)
    caller = Side(config, ByContact(config, SECRET, first=True))
    bell.expect(Rings("Ada"))
    caller.call.hang_up()
    bell.expect(RingEnded("Ada"))
    assert bell.doorbell.answer("Ada") is None
    bell.doorbell.stop()


def test_a_contact_is_told_no_or_busy(config: CallConfig) -> None:
    bell = Bell(config)
    caller = Side(config, ByContact(config, SECRET, first=True))
    bell.expect(Rings("Ada"))
    bell.doorbell.decline("Ada")
    caller.expect(Ringing)
    assert caller.expect(Failed).sentence == "The other signer cannot talk now."
    bell.doorbell.busy(True)
    again = Side(config, ByContact(config, SECRET, first=True))
    again.expect(Ringing)
    assert again.expect(Failed).sentence == "The other signer is in another call."
    bell.doorbell.stop()


def test_an_app_that_closes_while_it_rings_says_no(config: CallConfig) -> None:
    bell = Bell(config)
    caller = Side(config, ByContact(config, SECRET, first=True))
    bell.expect(Rings("Ada"))
    bell.doorbell.stop()
    caller.expect(Ringing)
    assert caller.expect(Failed).sentence == "The other signer cannot talk now."


def test_two_who_call_each_other_meet(config: CallConfig) -> None:
    sides = [Side(config, ByContact(config, SECRET, first=first)) for first in (True, False)]
    assert [side.secret() for side in sides] == [SECRET, SECRET]
    hang_up(*sides)


def test_a_contact_that_is_not_there(config: CallConfig) -> None:
    assert (
        "is not running on the other side"
        in Side(config, ByContact(config, bytes(32), first=True)).expect(Failed).sentence
    )
    nowhere = CallConfig(mailbox_url=NOWHERE.mailbox_url, reach_timeout_s=0.3)
    assert "cannot be reached" in Side(nowhere, ByContact(nowhere, SECRET, first=True)).expect(Failed).sentence


def test_nobody_answers(config: CallConfig) -> None:
    impatient = CallConfig(mailbox_url=config.mailbox_url, ring_timeout_s=0.5)
    bell = Bell(config)
    caller = Side(impatient, ByContact(impatient, SECRET, first=True))
    caller.expect(Ringing)
    assert caller.expect(Failed).sentence.startswith("Nobody answered")
    bell.expect(Rings("Ada"))
    bell.expect(RingEnded("Ada"))
    bell.doorbell.stop()


def test_texts_from_screen_to_screen_need_no_server() -> None:
    way = ByText(NOWHERE)
    caller = Side(NOWHERE, way)
    invitation = caller.expect(InvitationReady).text
    answerer = Side(NOWHERE, ByText(NOWHERE, f"Please paste this: {invitation}"))
    answer = answerer.expect(InvitationReady).text
    for wrong in ("", "HANDLINE-A-MFRGG", invitation):
        with pytest.raises(InvitationError):
            way.enter(wrong)
    way.enter(answer)
    caller.expect(Connecting)
    secret = caller.expect(Connected).contact_secret
    assert answerer.expect(Connected).contact_secret == secret
    assert len(secret) == 32
    hang_up(caller, answerer)


def test_packets_of_another_version_end_the_call_with_a_sentence_on_both_screens(monkeypatch, signing) -> None:
    """Texts carried from screen to screen do not say which version made them: the first packet does."""

    class LaterEncoder(Encoder):
        def encode(self, poses: Sequence[Pose], ack: int | None = None) -> bytes:
            packet = super().encode(poses, ack)
            return bytes([packet[0] + 0x10]) + packet[1:]

    way = ByText(NOWHERE)
    caller = Side(NOWHERE, way)
    with monkeypatch.context() as later:
        later.setattr(stream, "Encoder", LaterEncoder)
        answerer = Side(NOWHERE, ByText(NOWHERE, caller.expect(InvitationReady).text))
    way.enter(answerer.expect(InvitationReady).text)
    caller.expect(Connecting)
    for side in (caller, answerer):
        side.expect(Connected)
    answerer.call.send(signing(0))
    for side in (caller, answerer):
        ended = side.expect(Ended)
        assert "another version" in ended.reason
        assert not ended.ok


def test_carrying_a_text_to_the_other_screen_may_take_its_time() -> None:
    hasty = CallConfig(mailbox_url=NOWHERE.mailbox_url, connect_timeout_s=0.5)
    way = ByText(NOWHERE)
    caller = Side(NOWHERE, way)
    answerer = Side(hasty, ByText(hasty, caller.expect(InvitationReady).text))
    answer = answerer.expect(InvitationReady).text
    time.sleep(1.0)  # a person, longer than a connection may take
    way.enter(answer)
    caller.expect(Connecting)
    assert caller.expect(Connected).contact_secret == answerer.expect(Connected).contact_secret
    hang_up(caller, answerer)


def test_somebody_between_two_texts_is_seen_by_the_words() -> None:
    """The middle takes part in both connections, as somebody who can change what is carried would."""
    way_a, way_m = ByText(NOWHERE), ByText(NOWHERE)
    alice = Side(NOWHERE, way_a)
    middle_to_alice = Side(NOWHERE, ByText(NOWHERE, alice.expect(InvitationReady).text))
    middle_to_bob = Side(NOWHERE, way_m)
    bob = Side(NOWHERE, ByText(NOWHERE, middle_to_bob.expect(InvitationReady).text))
    way_a.enter(middle_to_alice.expect(InvitationReady).text)
    way_m.enter(bob.expect(InvitationReady).text)
    alice.expect(Connecting)
    words = [words_of(side.expect(Connected).contact_secret) for side in (alice, bob)]
    assert words[0] != words[1]
    assert {words_of(side.secret()) for side in (middle_to_bob,)} == {words[1]}
    assert words_of(middle_to_alice.expect(Connected).contact_secret) == words[0]
    hang_up(alice, middle_to_alice)
    hang_up(bob, middle_to_bob)


def test_a_text_with_another_certificate_in_it_does_not_connect() -> None:
    """Who changes an answer without taking part in the connection gets nowhere."""
    impatient = CallConfig(mailbox_url=NOWHERE.mailbox_url, connect_timeout_s=2.0)
    way = ByText(impatient)
    caller = Side(impatient, way)
    invitation = read(caller.expect(InvitationReady).text, "invitation")
    answerer = Side(impatient, ByText(impatient, invitation.text))
    answer = read(answerer.expect(InvitationReady).text, "answer")
    d = answer.description
    forged = Invitation(type(d)(d.ufrag, d.password, bytes(32), d.candidates), "answer", answer.to)
    way.enter(forged.text)
    caller.expect(Connecting)
    assert isinstance(caller.events.get(timeout=PATIENCE_S), Failed)
    answerer.call.hang_up()


def test_an_invitation_that_is_none_fails_at_once() -> None:
    assert Side(NOWHERE, ByText(NOWHERE, "hello")).expect(Failed).sentence.startswith("This is not an invitation")


def test_of_three_on_one_code_all_are_told_soon(config: CallConfig) -> None:
    """A third side that only holds the number: nobody is left to wait for the time-outs."""
    caller = Side(config)
    code = caller.expect(CodeReady).code

    async def hold() -> Any:
        from transport.websocket import connect

        held = asyncio.get_running_loop().create_future()
        socket = await connect(
            config.mailbox_url,
            lambda message: message.get("type") == "claimed" and held.set_result(None),
            max_bytes=10_000,
            ping_s=10,
            silent_s=10,
        )
        socket.say(type="bind", appid=config.appid, side="third")
        socket.say(type="claim", nameplate=code.partition("-")[0])
        await held
        return socket

    third = network().spawn(hold()).result(PATIENCE_S)
    for side in (Side(config, code), caller):
        assert side.expect(Failed).sentence.startswith("More than two are using this code")
    network().loop.call_soon_threadsafe(third.cut)


def test_a_third_side_does_not_disturb_two_who_have_met(config: CallConfig) -> None:
    caller = Side(config)
    code = caller.expect(CodeReady).code
    answerer = Side(config, code)
    assert caller.secret() == answerer.secret()
    late = Side(CallConfig(mailbox_url=config.mailbox_url, answer_timeout_s=0.5), code)
    assert isinstance(late.events.get(timeout=PATIENCE_S), Failed)
    hang_up(caller, answerer)


def test_small_messages_to_the_mailbox_server_are_not_held_back(config: CallConfig) -> None:
    """Nagle's algorithm would cost a round trip for every second message: half of the time that pairing takes."""

    async def both_ends() -> list[bool]:
        from twisted.internet import tcp

        pairing = Pairing(config.mailbox_url, calls=True)
        await pairing.reach(PATIENCE_S)
        ends = [end for end in network().reactor.getReaders() if isinstance(end, tcp.Client | tcp.Server)]
        at_once = [end.getTcpNoDelay() for end in ends]
        await pairing.close()
        return at_once

    at_once = network().spawn(both_ends()).result(PATIENCE_S)
    assert len(at_once) >= 2
    assert all(at_once)
