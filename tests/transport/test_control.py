"""Control messages: each arrives as it was said, and whatever else a peer sends is ignored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transport.control import (
    MAX_PHRASE,
    PHRASES,
    Appearance,
    Camera,
    ControlGate,
    ControlMessage,
    Phrase,
    TextGot,
    Typing,
    Wave,
    fields_of,
    message_of,
    phrase,
)
from transport.link import MAX_MESSAGE, control_message


def encode(message: ControlMessage) -> str:
    return json.dumps(fields_of(message))


def decode(message: str) -> ControlMessage | None:
    """As the link hands it over: only JSON objects with a type that is a text come so far."""
    content = json.loads(message)
    return message_of(content) if isinstance(content, dict) else None


MESSAGES: list[ControlMessage] = [
    Wave(),
    *map(phrase, PHRASES),
    phrase("own words, 👩‍👩‍👧 and all"),
    *(Camera(on) for on in (True, False)),
    *(Typing(on) for on in (True, False)),
    TextGot(0),
    TextGot(123_456),
    Appearance(),
    Appearance("linden"),
    Appearance(*["x" * 24] * 6),
]


@pytest.mark.parametrize("message", MESSAGES, ids=str)
def test_what_is_said_is_heard(message: ControlMessage) -> None:
    assert decode(encode(message)) == message


@given(st.text())
def test_own_words_always_fit_and_stay_on_one_line(text: str) -> None:
    said = phrase(text)
    fields = fields_of(said)
    assert len(control_message(fields.pop("type"), **fields)) <= MAX_MESSAGE  # raises if it does not fit
    heard = decode(encode(said))
    assert heard == (said if said.text else None)
    assert len(said.text) <= MAX_PHRASE
    assert not set(said.text) & set("\n\r\t\x00\u2028\u202e")


def test_a_phrase_that_is_not_known_here_yet_is_shown_in_the_words_that_came_with_it() -> None:
    assert decode('{"type":"phrase","id":"from a later version","text":"Later words"}') == Phrase("Later words")
    # And one that is known is shown in our words, whatever the peer claims that it says.
    assert decode('{"type":"phrase","id":"again","text":"Send money"}') == phrase("again")


@pytest.mark.parametrize(
    "message",
    [
        "[]",
        "null",
        '{"type":"unheard of"}',
        '{"type":["wave"]}',
        '{"type":"camera"}',
        '{"type":"camera","on":1}',
        '{"type":"typing","on":"yes"}',
        '{"type":"phrase"}',
        '{"type":"phrase","id":["again"]}',
        '{"type":"phrase","text":"\\u202e\\n"}',
        '{"type":"text","got":-1}',
        '{"type":"text","got":1.5}',
        '{"type":"text","got":true}',
        '{"type":"text","got":1e400}',
        '{"type":"ping","sent_us":1}',
        '{"type":"avatar","person":"../etc"}',
        '{"type":"avatar","person":"Linden"}',
        '{"type":"avatar","person":"linden\\n"}',
        '{"type":"avatar","person":null}',
        '{"type":"avatar","person":["linden"]}',
        '{"type":"avatar","top":7}',
        '{"type":"avatar","hair":"a-name-of-twenty-five-signs"}',
    ],
)
def test_what_is_no_message_is_ignored(message: str) -> None:
    assert decode(message) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from([*PHRASES]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)
KINDS = st.sampled_from(["wave", "phrase", "camera", "typing", "text", "avatar", "bye", "ping", 7, None])
NAMES = ("person", "skin", "hair", "hair_colour", "top", "sleeves")


@given(st.fixed_dictionaries({"type": KINDS}, optional=dict.fromkeys(
    ("id", "text", "on", "got", "reason", *NAMES), JSON | st.text("az09-", max_size=26))).map(json.dumps))  # fmt: skip
def test_whatever_comes_is_a_message_or_nothing(message: str) -> None:
    heard = decode(message)
    if heard is not None:
        assert decode(encode(heard)) == heard


def test_an_appearance_of_a_later_version_is_still_one() -> None:
    assert decode('{"type":"avatar","person":"linden","shoes":"red"}') == Appearance("linden")


@given(st.builds(Appearance, *[st.from_regex(r"[a-z0-9-]{0,24}", fullmatch=True)] * 6))
def test_every_appearance_fits_into_a_message(told: Appearance) -> None:
    fields = fields_of(told)
    assert len(control_message(fields.pop("type"), **fields)) <= MAX_MESSAGE
    assert decode(encode(told)) == told


def test_a_flood_of_waves_is_thinned() -> None:
    gate = ControlGate()
    admitted = sum(gate.admits(n * 1000) for n in range(10_000))  # a thousand a second for ten seconds
    assert 25 <= admitted <= 31
    assert gate.admits(20_000_000)
