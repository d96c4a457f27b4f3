"""Light for who does not hear: never three flashes in a second, the same for a contact; a command that cannot hurt."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarm import COLOURS, GAP_S, PATTERNS, REST, brightness, usual_colour, usual_pattern
from app.alarm_command import AlarmCommand
from app.words import Words

STEP_S = 0.01
# The general flash threshold of WCAG 2.2: a pair of opposing changes of 10 % of the largest luminance or more.
CHANGE = 0.1


@given(pattern=st.sampled_from(list(PATTERNS)), start=st.floats(0, 10_000))
def test_no_second_holds_three_flashes(pattern: str, start: float) -> None:
    levels = [brightness(pattern, start + n * STEP_S) for n in range(round(1 / STEP_S))]
    assert all(REST <= level <= 1 for level in levels)
    flashes, low, rising = 0, levels[0], False
    high = levels[0]
    for level in levels[1:]:
        if rising:
            high = max(high, level)
            if level <= high - CHANGE:
                flashes, rising, low = flashes + 1, False, level
        else:
            low = min(low, level)
            if level >= low + CHANGE:
                rising, high = True, level
    assert flashes + rising < 3


@pytest.mark.parametrize("pattern", PATTERNS)
def test_flashes_lie_apart_also_where_the_pattern_begins_again(pattern: str) -> None:
    rhythm = PATTERNS[pattern]
    starts = [begins for begins, _ in rhythm.flashes]
    after = [*starts[1:], starts[0] + rhythm.period_s]
    assert all(later - earlier >= GAP_S for earlier, later in zip(starts, after, strict=True))
    assert all(begins + length <= later for (begins, length), later in zip(rhythm.flashes, after, strict=True))
    assert max(brightness(pattern, n * STEP_S) for n in range(500)) == pytest.approx(1.0, abs=0.01)
    assert min(brightness(pattern, n * STEP_S) for n in range(500)) == REST


@given(pattern=st.sampled_from(list(PATTERNS)), at=st.floats(0, 10_000))
def test_with_less_motion_nothing_changes(pattern: str, at: float) -> None:
    assert brightness(pattern, at, still=True) == 1.0


def test_no_colour_is_a_saturated_red() -> None:
    """WCAG 2.2, "saturated red": R / (R + G + B) >= 0.8 in linear light."""
    for colour in COLOURS.values():
        red, green, blue = ((int(colour.full[n : n + 2], 16) / 255) ** 2.2 for n in (1, 3, 5))
        assert red / (red + green + blue) < 0.8


@given(st.text(min_size=1, max_size=60))
def test_every_name_has_a_light_of_its_own(name: str) -> None:
    assert usual_colour(name) == usual_colour(name) in COLOURS
    assert usual_pattern(name) in PATTERNS


def started(command: list[str], contact: str, longest_s: float = 20.0) -> list[str]:
    told: list[Words] = []
    thread = AlarmCommand(told.append, longest_s).start(command, contact)
    assert thread is not None
    thread.join(60)
    return [str(words) for words in told]


def test_the_command_gets_the_name_as_it_is_and_no_shell_reads_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write = f"import os; open({str(out)!r}, 'w').write(os.environ['HANDLINE_CONTACT'] + os.environ['HANDLINE_EVENT'])"
    name = "--help; touch x $(y) 🤟"
    assert started([sys.executable, "-c", write], name) == []
    assert out.read_text() == name + "rings"


def test_a_command_that_is_not_there_is_a_sentence() -> None:
    (sentence,) = started(["/no/such/lamp"], "Ada")
    assert "'/no/such/lamp' for calls cannot be started (No such file" in sentence


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_a_command_that_does_not_end_is_ended_with_all_it_has_started(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    # A shell begins at once, also on a machine that is busy.
    parent = f"sleep 600 & echo $! > '{note}'; wait"
    (sentence,) = started(["/bin/sh", "-c", parent], "Ada", longest_s=2.0)
    assert "took longer than 2 s" in sentence
    pid = int(note.read_text())
    deadline = time.monotonic() + 20
    while alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
            if Path("/proc").exists()
            else os.kill(pid, 0) is None
        )
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_one_at_a_time(tmp_path: Path) -> None:
    told: list[Words] = []
    command = AlarmCommand(told.append, 20.0)
    go_on = tmp_path / "go on"
    waits = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.01)"
    first = command.start([sys.executable, "-c", waits], "Ada")
    assert command.start([sys.executable, "-c", waits], "Ada") is None
    go_on.touch()
    assert first is not None
    first.join(60)
    assert command.start([], "Ada") is None
    assert not told
