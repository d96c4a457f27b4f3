"""Real-time text: what is typed arrives as it was typed, also over a broken connection; a flood does no harm."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transport.text import (
    ALERT,
    BACKSPACE,
    MAX_LINE,
    MAX_LINES,
    MISSING,
    NEW_LINE,
    OWN,
    PEER,
    TextReceiver,
    TextSender,
    Transcript,
    edits,
)

SECOND = 1_000_000
FAMILY = "👩‍👩‍👧‍👦"
# Everything a keyboard may give, and what turns into other things when it joins.
TYPED = st.text(st.sampled_from("ab é\u0301\u200d\ufe0f👩👧🇩🇪한ᄀ"), max_size=12)


def written(*texts: str, author: str = PEER) -> list[str]:
    transcript = Transcript()
    for text in texts:
        transcript.write(author, text, 0)
    return [line.text for line in transcript.lines]


def sent(sender: TextSender, now_us: int, until_us: int) -> list[tuple[int, str]]:
    """What leaves in that time, with the moment."""
    blocks = []
    while (due_us := sender.due_us(now_us)) is not None and due_us <= until_us:
        now_us = max(now_us, due_us)
        block = sender.pop(now_us)
        assert block is not None, "due, but nothing came"
        blocks.append((now_us, block))
    return blocks


def opened() -> TextSender:
    sender = TextSender()
    sender.opened(0, 0)
    return sender


def test_what_is_typed_leaves_together_after_300_ms() -> None:
    sender = opened()
    for number, character in enumerate("hello"):
        sender.type(character, number * 50_000)
        assert sender.pop(number * 50_000) is None
    assert sent(sender, 250_000, SECOND) == [(300_000, "hello")]
    assert sender.due_us(SECOND) is None


@pytest.mark.parametrize("new_line", ["\n", "\r", "\r\n", "\u2029"])
def test_a_new_line_leaves_as_t140_writes_it(new_line: str) -> None:
    sender = opened()
    sender.type(f"one{new_line}two", 0)
    assert sent(sender, 0, SECOND) == [(300_000, "one\u2028two")]


def test_a_pasted_page_is_spread_over_time_and_arrives_whole() -> None:
    page = "".join(chr(0x61 + n % 26) for n in range(3000))
    sender, receiver = opened(), TextReceiver()
    assert sender.type(page, 0) == page
    blocks = sent(sender, 0, 60 * SECOND)
    assert "".join(receiver.receive(block, at_us) for at_us, block in blocks) == page
    assert all(len(block) <= 200 for _, block in blocks)
    for start_us in range(0, 50 * SECOND, SECOND):
        in_ten_seconds = sum(len(b) for at_us, b in blocks if start_us <= at_us < start_us + 10 * SECOND)
        assert in_ten_seconds <= 300 + 10 * 60


def test_what_does_not_fit_is_not_taken() -> None:
    sender = TextSender()
    assert len(sender.type("x" * 10_000, 0)) == 4096
    assert sender.type("y", 0) == ""


@given(st.lists(st.tuples(TYPED, st.integers(0, 40)), max_size=12))
def test_nothing_is_lost_and_nothing_doubled_over_reconnections(typed: list[tuple[str, int]]) -> None:
    """The connection breaks again and again, each time losing some of what has just been sent."""
    sender, receiver, now_us, got = opened(), TextReceiver(), 0, ""
    for text, lost in typed:
        sender.type(text, now_us)
        now_us += SECOND
        in_flight = "".join(block for _, block in sent(sender, now_us, now_us))
        arrived = in_flight[: max(len(in_flight) - lost, 0)]
        got += receiver.receive(arrived, now_us)
        sender.closed()
        assert sender.pop(now_us + SECOND) is None
        sender.opened(receiver.got, now_us)
    got += "".join(block for _, block in sent(sender, now_us, now_us + 60 * SECOND))
    assert got == "".join(text for text, _ in typed)


@pytest.mark.parametrize("got", [0, 5000])
def test_where_too_much_is_gone_a_mark_stands_for_it(got: int) -> None:
    """A peer that began anew, or one that claims more than was sent."""
    sender = opened()
    sender.type("x" * 3000, 0)
    sent(sender, 0, 60 * SECOND)
    sender.closed()
    sender.type("and on", 61 * SECOND)
    sender.opened(got, 61 * SECOND)
    assert [block for _, block in sent(sender, 61 * SECOND, 63 * SECOND)] == [MISSING + "and on"]


def test_a_flood_is_cut_off_and_costs_neither_memory_nor_time() -> None:
    receiver, transcript = TextReceiver(), Transcript()
    flood = [mark * 65_536 for mark in ("a", "\b", "\u0301", "\u2028x", "\x98", "👩‍👩‍👧‍👦", "\x9b1", "\a")] * 20
    assert sum(len(message.encode()) for message in flood) > 10_000_000
    tracemalloc.start()
    began = time.process_time()
    for number, message in enumerate(flood):
        transcript.write(PEER, receiver.receive(message, number * 1000), number * 1000)
    spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000
    assert spent < 3  # of the processor, not of the clock; it takes 0.05
    assert len(transcript.lines) <= MAX_LINES
    assert all(len(line.text) <= MAX_LINE for line in transcript.lines)
    # Afterwards it is as before.
    calm_us = 100 * SECOND
    transcript.write(PEER, receiver.receive("\u2028\x9c\u2028still there", calm_us), calm_us)
    assert transcript.lines[-1].text == "still there"


def test_a_flood_is_marked_once() -> None:
    receiver = TextReceiver()
    shown = "".join(receiver.receive("x" * 1000, 0) for _ in range(100))
    assert shown.count(MISSING) == 1
    assert len(shown) < 2000
    assert receiver.got == 100_000


def test_both_sides_stand_in_the_order_in_which_they_began() -> None:
    transcript = Transcript()
    transcript.write(PEER, "hel", 1)
    transcript.write(OWN, "hi", 2)
    transcript.write(PEER, "lo\u2028you", 3)
    assert [(line.author, line.text, line.began_us, line.done) for line in transcript.lines] == [
        (PEER, "hello", 1, True),
        (OWN, "hi", 2, False),
        (PEER, "you", 3, False),
    ]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (("cat\b\b\bdog",), ["dog"]),
        (("one", "\u2028", "two"), ["one", "two"]),
        (("one\r\ntwo",), ["one", "two"]),
        (("one\r", "\ntwo"), ["one", "two"]),
        (("one\n\n\ntwo",), ["one", "two"]),
        (("one\u2028", "\b two"), ["one two"]),
        (("one\u2028x\b\b two",), ["one two"]),
        (("\b\b\bx",), ["x"]),
        ((f"a{FAMILY}\b",), ["a"]),
        (("ae\u0301\b",), ["a"]),
        (("ae", "\u0301", "\b"), ["a"]),
        (("🇩🇪🇫🇷\b",), ["🇩🇪"]),
        (("\ufeffhi\ufeff",), ["hi"]),
        (("a\x98secret\x9cb",), ["ab"]),
        (("a\x98sec", "ret\x9c", "b"), ["ab"]),
        (("a\x1bXsecret\x1b\\b",), ["ab"]),
        (("a\x9b31mb", "\x1b[0mc"), ["abc"]),
        (("a\x98" + "x" * 300,), ["a" + "x" * 44]),
        (("a\x00\x01\x7f\x85b",), ["a", "b"]),
        (("evil\u202egnp.exe",), ["evilgnp.exe"]),
        (("lost \ufffd found",), ["lost \ufffd found"]),
        (("x" * (MAX_LINE + 5),), ["x" * MAX_LINE, "x" * 5]),
    ],
)
def test_what_is_read(typed: tuple[str, ...], lines: list[str]) -> None:
    assert written(*typed) == lines


def test_an_alert_rings_and_leaves_no_trace() -> None:
    transcript = Transcript()
    assert transcript.write(PEER, f"a{ALERT}b", 0)
    assert not transcript.write(PEER, "c", 0)
    assert transcript.lines[0].text == "abc"


def test_old_lines_go() -> None:
    lines = written("".join(f"{n}\n" for n in range(MAX_LINES + 20)))
    assert len(lines) == MAX_LINES
    assert lines[-1] == str(MAX_LINES + 19)


@given(TYPED, TYPED)
def test_a_corrected_line_arrives_corrected(before: str, after: str) -> None:
    """What is typed to get from one text to another does so on the other screen too, whatever joins with what."""
    assert "".join(written(before, edits(before, after))) == after


def test_a_correction_is_short() -> None:
    assert edits("hello wrld", "hello world") == BACKSPACE * 3 + "orld"
    assert edits("same", "same") == ""


@given(st.lists(st.text(st.characters(blacklist_categories=[]), max_size=60), max_size=20))
def test_whatever_comes_is_read_without_harm(messages: list[str]) -> None:
    receiver, transcript = TextReceiver(), Transcript()
    for number, message in enumerate(messages):
        transcript.write(PEER, receiver.receive(message, number), number)
    for line in transcript.lines:
        assert NEW_LINE not in line.text
        assert all(c.isprintable() or c not in "\x00\x07\b\n\r\x1b\x7f\x98\x9b\x9c" for c in line.text)
