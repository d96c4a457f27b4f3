"""Two holders of a secret recognise each other in a room, whatever else is in the mailbox; nobody else does."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transport.room import MAX_MESSAGE, Left, Met, Room, RoomEvent, Said

SECRET = bytes(range(32))


class Mailbox:
    """What a mailbox server does: it keeps everything, gives it to whoever comes, and to everybody at once."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.rooms: list[Room] = []

    def enter(self, room: Room) -> None:
        for body in self.kept:
            room.receive(body)
        self.rooms.append(room)
        room.arrive()
        self.settle()

    def settle(self) -> None:
        while bodies := [body for room in self.rooms for body in room.outgoing()]:
            for body in bodies:
                self.kept.append(body)
                for room in self.rooms:
                    room.receive(body)


def sides(purpose: str = "test", secrets: tuple[bytes, bytes] = (SECRET, SECRET)) -> tuple[Room, Room]:
    return (
        Room(secrets[0], purpose, first=True, info={"name": "first"}),
        Room(secrets[1], purpose, first=False, info={"name": "second"}),
    )


def test_both_meet_once_whoever_comes_first_and_hear_each_other():
    for order in (1, -1):
        mailbox, (a, b) = Mailbox(), sides()
        for room in (a, b)[::order]:
            mailbox.enter(room)
        assert a.events() == [Met({"name": "second"})]
        assert b.events() == [Met({"name": "first"})]
        a.say("offer", "x")
        b.say("answer", "y")
        mailbox.settle()
        assert b.events() == [Said("offer", "x")]
        assert a.events() == [Said("answer", "y")]


def test_both_at_once():
    mailbox, (a, b) = Mailbox(), sides()
    mailbox.rooms += [a, b]
    a.arrive()
    b.arrive()
    mailbox.settle()
    assert [type(event) for room in (a, b) for event in room.events()] == [Met, Met]


def test_a_side_that_starts_anew_is_met_anew_and_the_old_conversation_is_not_heard_again():
    mailbox, (a, b) = Mailbox(), sides()
    mailbox.enter(a)
    mailbox.enter(b)
    b.say("offer", "old")
    mailbox.settle()
    a.events()
    for _ in range(3):
        mailbox.rooms.remove(b)
        b = sides()[1]
        mailbox.enter(b)
        assert a.events() == [Met({"name": "second"})]
        assert b.events() == [Met({"name": "first"})]
        b.say("offer", "new")
        mailbox.settle()
        assert a.events() == [Said("offer", "new")]


def test_what_was_recorded_makes_nobody_believe_that_the_other_is_there():
    mailbox, (a, b) = Mailbox(), sides()
    mailbox.enter(a)
    mailbox.enter(b)
    a.say("offer", "old")
    b.say("answer", "old")
    mailbox.settle()
    fresh = sides()[0]
    mailbox.rooms = [fresh]
    mailbox.enter(fresh)
    rng = random.Random(3)
    for _ in range(20):
        for body in rng.sample(mailbox.kept, len(mailbox.kept)):
            fresh.receive(body)
    assert fresh.events() == []
    a.events()
    for body in mailbox.kept * 2:
        a.receive(body)
    assert [event for event in a.events() if isinstance(event, Said)] == []


@pytest.mark.parametrize(
    ("purposes", "secrets"), [(("test", "test"), (SECRET, SECRET[::-1])), (("one", "two"), (SECRET, SECRET))]
)
def test_another_secret_or_purpose_is_another_room(purposes, secrets):
    a, b = sides(purposes[0], secrets)[0], sides(purposes[1], secrets)[1]
    assert a.mailbox != b.mailbox
    mailbox = Mailbox()
    mailbox.enter(a)
    mailbox.enter(b)
    assert a.events() == b.events() == []


def test_leaving_is_for_good_and_is_heard_later():
    mailbox, (a, b) = Mailbox(), sides()
    a.leave()
    mailbox.kept += a.outgoing()
    mailbox.enter(b)
    assert Left() in b.events()


def test_a_side_does_not_meet_itself():
    mailbox, (a, _) = Mailbox(), sides()
    mailbox.enter(a)
    mailbox.enter(sides()[0])
    assert a.events() == []


def test_what_does_not_fit():
    room, _ = sides()
    with pytest.raises(ValueError, match="nobody"):
        room.say("offer", "x")
    with pytest.raises(ValueError, match="32 bytes"):
        Room(b"short", "test", first=True)
    mailbox, (a, b) = Mailbox(), sides()
    mailbox.enter(a)
    mailbox.enter(b)
    with pytest.raises(ValueError, match="at most"):
        a.say("offer", "x" * MAX_MESSAGE)


@given(st.lists(st.one_of(st.binary(max_size=300), st.integers(0, 10_000)), max_size=20))
@settings(max_examples=200)
def test_any_body_is_borne(bodies):
    mailbox, (a, b) = Mailbox(), sides()
    mailbox.enter(a)
    mailbox.enter(b)
    events: list[RoomEvent] = a.events()
    for body in bodies:
        if isinstance(body, int):  # one of the real ones, with one byte changed
            real = bytearray(mailbox.kept[body % len(mailbox.kept)])
            real[body % len(real)] ^= 1 + body % 255
            body = bytes(real)
        a.receive(body)
    assert a.events() == []
    assert len(events) == 1
