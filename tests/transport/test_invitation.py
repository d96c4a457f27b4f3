"""Descriptions and invitations: what is read is what was written, and anything else is refused with a sentence."""

from __future__ import annotations

import re
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transport.description import MAX_CANDIDATES, Candidate, Description, DescriptionError
from transport.invitation import Invitation, InvitationError, read

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ADDRESSES = st.ip_addresses().filter(lambda address: not address.is_multicast and not address.is_unspecified)
CANDIDATES = st.builds(Candidate, st.sampled_from(["host", "srflx", "relay"]), ADDRESSES, st.integers(1, 65_535))
DESCRIPTIONS = st.builds(
    Description,
    st.text(LETTERS, min_size=4, max_size=32),
    st.text(LETTERS, min_size=22, max_size=64),
    st.binary(min_size=32, max_size=32),
    st.lists(CANDIDATES, min_size=1, max_size=MAX_CANDIDATES).map(tuple),
)
KINDS = st.sampled_from(["invitation", "answer"])

HOME = Description("ufrag", "p" * 22, bytes(range(32)), (Candidate("host", ip_address("192.168.1.7"), 50_000),))
AWAY = Description("other", "q" * 22, bytes(32), (Candidate("srflx", ip_address("2001:db8::7"), 40_000),))


@given(DESCRIPTIONS)
def test_a_description_arrives_whole(description: Description) -> None:
    assert Description.from_bytes(description.to_bytes()) == description
    assert Description.from_text(description.text) == description
    assert len(description.text) <= 1_024


@given(st.binary(max_size=600) | st.tuples(DESCRIPTIONS, st.integers(0, 500), st.binary(max_size=20)).map(
    lambda cut: cut[0].to_bytes()[: cut[1]] + cut[2]))  # fmt: skip
def test_any_bytes_are_a_description_or_refused(data: bytes) -> None:
    try:
        description = Description.from_bytes(data)
    except DescriptionError:
        return
    assert description.to_bytes() == data


@given(st.none() | st.integers() | st.text(max_size=50) | st.just("A" * 5000))
def test_what_is_no_description_in_json_is_refused(text: object) -> None:
    with pytest.raises(DescriptionError):
        Description.from_text(text)


@pytest.mark.parametrize("address", ["224.0.0.251", "ff02::1", "0.0.0.0", "::"])
def test_nobody_makes_us_send_to_a_group(address: str) -> None:
    with pytest.raises(DescriptionError):
        Candidate("host", ip_address(address), 5)


def test_the_session_description_says_where_and_who() -> None:
    sdp = AWAY.to_sdp("answer")
    assert re.search(r"a=candidate:1 1 udp \d+ 2001:db8::7 40000 typ srflx raddr", sdp)
    assert "a=setup:active\r\n" in sdp
    assert "a=setup:actpass\r\n" in AWAY.to_sdp("offer")
    assert f"a=fingerprint:sha-256 {'00:' * 31}00\r\n" in sdp


@given(DESCRIPTIONS, KINDS, st.randoms())
def test_a_text_survives_mail_and_scanners(description: Description, kind: str, random: object) -> None:
    sent = Invitation(description, kind, b"" if kind == "invitation" else b"12345")
    text = sent.text
    assert re.fullmatch(r"[A-Z0-9-]+", text)  # what a QR code holds densely
    mangled = "> " + "".join(c.lower() + random.choice(["", "", "", "\n> ", " "]) for c in text) + " \n"
    if len(mangled) <= 4_096:
        assert read(mangled, kind) == sent
    assert read(f"Here it is: “{text}”", kind) == sent


@given(DESCRIPTIONS, KINDS, st.data())
def test_a_damaged_text_is_refused(description: Description, kind: str, data: st.DataObject) -> None:
    text = Invitation(description, kind, b"" if kind == "invitation" else b"12345").text
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda c: c != text[place]))
    for damaged in (text[:place] + other + text[place + 1 :], text[:place]):
        try:
            got = read(damaged, kind)
        except InvitationError:
            continue
        # Base32 has spare bits at the end, and there may be no dash in front; nothing else may change unseen.
        assert got.description == description


@given(st.text(max_size=300) | st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-", max_size=300).map("HANDLINE-I-".__add__))
def test_any_text_is_an_invitation_or_refused(text: str) -> None:
    for kind in ("invitation", "answer"):
        with pytest.raises(InvitationError, match=r"\.$"):
            read(text, kind)


def test_an_answer_belongs_to_one_invitation() -> None:
    invitation, other = Invitation(HOME), Invitation(AWAY)
    answer = invitation.answer(AWAY)
    assert read(answer.text, "answer", invitation) == answer
    with pytest.raises(InvitationError, match="answers another invitation"):
        read(answer.text, "answer", other)


def test_the_two_texts_are_told_apart() -> None:
    with pytest.raises(InvitationError, match="This is an invitation, and an answer to an invitation is needed"):
        read(Invitation(HOME).text, "answer")
    with pytest.raises(InvitationError, match="This is an answer to an invitation, and an invitation is needed"):
        read(Invitation(HOME).answer(AWAY).text, "invitation")


def test_a_very_long_text_is_refused_at_once() -> None:
    with pytest.raises(InvitationError, match="not an invitation"):
        read("HANDLINE-I-" + "A" * 1_000_000, "invitation")
