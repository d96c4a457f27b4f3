"""Codes are easy to type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transport.words import clean_code, complete


def test_words_are_completed_one_after_the_other():
    assert complete("7-gui") == ["7-guitarist-"]
    assert "7-guitarist-revenge" in complete(" 7-Guitarist-rev")
    assert len(complete("12-")) == 256


@pytest.mark.parametrize("text", ["", "7", "gui", "-", "7-zzz", "7-guitarist-revenge-", "7-a-b-c"])
def test_where_nothing_fits_nothing_is_offered(text):
    assert complete(text) == []


@pytest.mark.parametrize("typed", ["7-guitarist-revenge", " 7 Guitarist  Revenge\n", "7 - guitarist - revenge"])
def test_a_code_is_recognised_however_it_is_typed(typed):
    assert clean_code(typed) == "7-guitarist-revenge"


@pytest.mark.parametrize("typed", ["", "guitarist", "7", "7-", "x-guitarist-revenge", "7-gui+tarist", "7-" + "a" * 200])
def test_what_is_no_code_is_none(typed):
    assert clean_code(typed) is None


@given(st.text(max_size=50))
def test_any_text_is_borne(text):
    assert isinstance(complete(text), list)
    clean_code(text)
