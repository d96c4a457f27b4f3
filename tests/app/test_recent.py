"""Recent calls: bounded, for their owner alone, deletable; a damaged file begins anew and is kept."""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.recent import ANSWERED, MAX_CALLS, MISSED, PLACED, PastCall, RecentCalls, RecentError
from app.windows.people import call_words, how_long

ADA = PastCall("Ada", 1_700_000_000, 754, PLACED)
CODE = PastCall("", 1_700_001_000, 61, ANSWERED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "there" / "recent-calls.json"


def test_calls_are_there_again_newest_first_and_nobody_else_can_read_them(path: Path) -> None:
    calls = RecentCalls(path)
    calls.add(ADA)
    calls.add(CODE)
    assert RecentCalls(path).all == (CODE, ADA)
    assert calls.last_with("Ada") == ADA
    assert calls.last_with("") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    calls.rename("Ada", "Ada L.")
    assert RecentCalls(path).last_with("Ada L.") is not None
    calls.remove(CODE)
    assert [call.name for call in RecentCalls(path).all] == ["Ada L."]
    calls.clear()
    assert RecentCalls(path).all == ()


def test_there_is_an_end_to_it(path: Path) -> None:
    calls = RecentCalls(path)
    for n in range(MAX_CALLS + 5):
        calls.add(PastCall("Ada", n, 1, PLACED))
    assert len(RecentCalls(path).all) == MAX_CALLS
    assert RecentCalls(path).all[0].at_s == MAX_CALLS + 4


def test_a_full_disk_is_a_sentence_and_keeps_the_old_list(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = RecentCalls(path)
    calls.add(ADA)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecentError, match="No space left"):
        calls.add(CODE)
    assert calls.all == (CODE, ADA)
    assert RecentCalls(path).all == (ADA,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(PLACED),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=8,
)
ENTRY = st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "at_s", "lasted_s", "how", "other"), JSON))
CONTENT = (
    st.binary(max_size=60)
    | JSON.map(lambda content: json.dumps(content).encode())
    | st.lists(ENTRY, max_size=3).map(lambda entries: json.dumps({"calls": entries}).encode())
    | st.just(b"[" * 60_000)
    | st.just(b" " * 70_000)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTENT)
def test_whatever_the_file_holds_the_list_begins(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recent-calls.json"
    path.write_bytes(content)
    calls = RecentCalls(path)
    if calls.problem is not None:
        assert calls.all == ()
        assert (tmp_path / "recent-calls.damaged.json").read_bytes() == content
    calls.add(ADA)
    assert RecentCalls(path).all[0] == ADA


def test_when_and_how_long_are_told_as_people_say_it() -> None:
    at = datetime(2026, 5, 4, 14, 5)
    call = PastCall("Ada", round(at.timestamp()), 754, PLACED)
    assert call_words(call, at.replace(hour=18)).startswith("today ")
    assert call_words(call, at.replace(hour=18)).endswith(", 12 min")
    assert call_words(call, at.replace(day=5, hour=1)).startswith("yesterday ")
    assert "2026" in call_words(call, at.replace(month=7)) or "26" in call_words(call, at.replace(month=7))
    missed = PastCall("Ada", call.at_s, 0, MISSED)
    assert call_words(missed, at).startswith("missed today ")
    assert (how_long(5), how_long(60), how_long(3_720)) == ("5 s", "1 min", "1 h 2 min")
