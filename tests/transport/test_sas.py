"""The short words: the same on both sides, others for any other secret, and easy to tell apart when fingerspelled."""

from __future__ import annotations

from itertools import combinations

from transport.description import Description
from transport.sas import WORDS, words_of
from transport.shares import is_share, new_share, secret_of

from .test_invitation import AWAY, HOME


def test_the_words_of_a_secret_never_change() -> None:
    """They are stored with contacts and compared between versions."""
    assert words_of(bytes(32)) == ("bone", "leg", "melon", "flag")
    assert words_of(bytes(31) + b"\x01") != words_of(bytes(32))


def test_no_two_words_can_be_mistaken() -> None:
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 5 for word in WORDS)
    for one, other in combinations(WORDS, 2):
        assert not one.startswith(other)
        assert not other.startswith(one)
        if len(one) == len(other):
            assert sum(a != b for a, b in zip(one, other, strict=True)) >= 2, (one, other)


def test_both_sides_get_one_secret_and_somebody_in_between_two() -> None:
    ours, theirs, between = new_share(), new_share(), new_share()
    assert all(map(is_share, (ours, theirs)))
    assert secret_of(ours, theirs, HOME, AWAY) == secret_of(theirs, ours, AWAY, HOME)
    # Who passes on both shares still has a certificate of its own.
    evil = Description(AWAY.ufrag, AWAY.password, b"\xee" * 32, AWAY.candidates)
    assert secret_of(ours, theirs, HOME, evil) != secret_of(theirs, ours, AWAY, evil)
    assert secret_of(ours, between, HOME, evil) != secret_of(theirs, between, AWAY, evil)
