"""The heartbeat notices a silent peer in time, measures the way and the clocks, and bears any message."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from transport.link import MAX_MESSAGE, Back, Dead, Goodbye, Link, Lost, goodbye

MS = 1000


def run(a: Link, b: Link, *, until_us: int, one_way_us: int, skew_us: int, cut: range = range(0)) -> list[tuple]:
    """Two links over a path with a delay; b's clock is ``skew_us`` ahead. Returns a's events with their times."""
    flying: list[tuple[int, Link, str]] = []
    happened = []
    for now in range(0, until_us, 10 * MS):
        for due, target, message in [entry for entry in flying if entry[0] <= now]:
            flying.remove((due, target, message))
            target.receive(message, now + (skew_us if target is b else 0))
        for link, other, clock in ((a, b, now), (b, a, now + skew_us)):
            link.poll(clock)
            flying += [(now + one_way_us, other, message) for message in link.outgoing() if now not in cut]
        happened += [(now, event) for event in a.events()]
    return happened


def test_round_trip_and_clock_offset_are_found():
    a, b = Link(0), Link(7_000_000)
    run(a, b, until_us=3_000_000, one_way_us=40 * MS, skew_us=7_000_000)
    assert abs(a.rtt_us - 80 * MS) <= 20 * MS
    assert abs(a.offset_us - 7_000_000) <= 10 * MS
    assert abs(b.offset_us + 7_000_000) <= 10 * MS


def test_a_peer_that_speaks_but_does_not_hear_counts_as_lost_until_it_hears():
    link = Link(0)
    link.poll(100 * MS, unheard=True)
    link.heard(200 * MS)
    link.poll(200 * MS, unheard=True)
    assert link.lost
    link.poll(300 * MS)
    assert not link.lost
    assert [type(event) for event in link.events()] == [Lost, Back]


def test_the_offset_is_known_within_half_a_second():
    a, b = Link(0), Link(0)
    run(a, b, until_us=400_000, one_way_us=100 * MS, skew_us=0)
    assert a.offset_us is not None


def test_the_quickest_exchange_is_believed():
    link = Link(0)
    link.receive(json.dumps({"type": "pong", "sent_us": 0, "at_us": 510}), 1000)
    link.receive(json.dumps({"type": "pong", "sent_us": 0, "at_us": 90_000}), 100_000)
    assert link.offset_us == 10
    assert link.rtt_us == 100_000


def test_that_the_peer_missed_this_side_is_no_news_just_after_both_are_back():
    link = Link(0)
    link.poll(3_000_000)
    assert link.lost
    link.heard(3_100_000)
    misses = json.dumps({"type": "ping", "sent_us": 1, "misses": True})
    link.receive(misses, 3_200_000)
    assert not link.lost
    link.receive(misses, 4_700_000)
    assert link.lost
    link.receive(misses, 4_800_000)
    assert link.lost
    link.receive(json.dumps({"type": "ping", "sent_us": 1}), 4_900_000)
    assert not link.lost


def test_an_offset_that_one_slow_ping_made_wrong_is_soon_mended():
    a, b = Link(0), Link(0)
    held = []
    for now in range(0, 4_000_000, 10 * MS):
        for link in (a, b):
            link.heard(now)
            link.poll(now)
        # The first pings wait for one that has to be said again; their answers come at once.
        held += [(max(now, 1200 * MS) + 50 * MS, b, message) for message in a.outgoing()]
        held += [(now + 50 * MS, a, message) for message in b.outgoing()]
        for due, link, message in [entry for entry in held if entry[0] <= now]:
            held.remove((due, link, message))
            link.receive(message, now)
        if now == 1_400_000:
            assert a.offset_us > 100 * MS
    assert abs(a.offset_us) <= 10 * MS


def test_a_silent_peer_is_lost_within_three_seconds_and_may_come_back():
    a, b = Link(0), Link(0)
    happened = run(a, b, until_us=20_000_000, one_way_us=50 * MS, skew_us=0, cut=range(5_000_000, 11_000_000))
    (lost_at, lost), (back_at, back) = happened
    assert isinstance(lost, Lost)
    assert isinstance(back, Back)
    assert 2_000_000 <= lost_at - 5_000_000 <= 3_000_000
    assert lost.silent_us >= 2_000_000
    assert 11_000_000 <= back_at <= 12_200_000


def test_after_five_minutes_of_silence_the_call_is_over():
    a = Link(0)
    events = []
    for now in range(0, 400_000_000, 100 * MS):
        a.poll(now)
        events += [(now, type(event)) for event in a.events()]
    assert [kind for _, kind in events] == [Lost, Dead]
    assert events[1][0] == 300_000_000


def test_poses_count_as_signs_of_life():
    a = Link(0)
    for now in range(0, 10_000_000, 100 * MS):
        a.heard(now)
        a.poll(now)
    assert a.events() == []


def test_while_poses_come_there_are_few_pings():
    a = Link(0)
    pings = 0
    for now in range(0, 30_000_000, 50 * MS):
        a.heard(now)
        a.poll(now)
        pings += len(a.outgoing())
    assert pings <= 12


def test_hanging_up_is_said_once():
    a = Link(0)
    a.receive(goodbye(), 5)
    a.receive(goodbye(), 6)
    a.poll(60_000_000)
    assert a.events() == [Goodbye()]


@given(
    st.one_of(
        st.text(max_size=600),
        st.dictionaries(
            st.sampled_from(["type", "sent_us", "at_us"]),
            st.one_of(st.sampled_from(["ping", "pong", "bye"]), st.integers(), st.floats(), st.none(), st.booleans()),
        ).map(json.dumps),
    )
)
def test_any_message_is_borne(message):
    link = Link(0)
    link.receive(message, 1000)
    link.poll(1000)
    assert all(len(answer) <= MAX_MESSAGE for answer in link.outgoing())
    if link.rtt_us is not None:
        assert link.rtt_us >= 0


def test_deep_and_huge_messages_are_ignored():
    link = Link(0)
    for message in (
        "[" * 500,
        "[" * 10_000_000,
        '{"type":"ping","sent_us":' + "9" * 400 + "}",
        '{"type":"pong","sent_us":true}',
    ):
        link.receive(message, 1)
    assert link.outgoing() == []
    assert link.rtt_us is None


def test_a_flood_of_pings_is_not_answered_with_a_flood():
    link = Link(0)
    for _ in range(1000):
        link.receive('{"type":"ping","sent_us":1}', 1)
    assert len(link.outgoing()) <= 16


def test_whoever_polls_only_when_something_is_due_misses_nothing():
    def polled(step_us: int | None) -> list[tuple[int, str]]:
        link, now, said = Link(0), 0, []
        while now < 20_000_000:
            if now in (40_000, 3_000_000):
                link.heard(now)
            link.poll(now)
            said += [(now, "ping") for _ in link.outgoing()]
            said += [(now, type(event).__name__) for event in link.events()]
            upcoming = [hear for hear in (40_000, 3_000_000) if hear > now]
            due = now + step_us if step_us else link.due_us()
            assert due is not None
            assert due > now
            now = min([due, *upcoming])
        return said

    often, when_due = polled(MS), polled(None)
    assert [what for _, what in often] == [what for _, what in when_due]
    assert all(abs(a - b) <= 20 * MS for (a, _), (b, _) in zip(often, when_due, strict=True))


def test_after_a_sleep_the_clocks_are_compared_anew_on_both_sides():
    """The sleeper's clock stood still for a minute; the quickest exchanges are those from before."""
    slept_us = 60_000_000
    a, b = Link(0), Link(0)
    run(a, b, until_us=4_000_000, one_way_us=5 * MS, skew_us=0)
    flying: list[tuple[int, Link, str]] = []
    # a is awake all the while, b's clock goes on where it stood; what is said now takes longer than before.
    for now in range(4_000_000 + slept_us, 12_000_000 + slept_us, 10 * MS):
        if now == 4_000_000 + slept_us:
            b.doubt(now - slept_us)
            assert b.lost
        for due, target, message in [entry for entry in flying if entry[0] <= now]:
            flying.remove((due, target, message))
            target.receive(message, now - (slept_us if target is b else 0))
        for link, other, clock in ((a, b, now), (b, a, now - slept_us)):
            link.poll(clock)
            flying += [(now + 40 * MS, other, message) for message in link.outgoing()]
    assert not a.lost
    assert not b.lost
    assert abs(a.offset_us + slept_us) < 10 * MS
    assert abs(b.offset_us - slept_us) < 10 * MS
