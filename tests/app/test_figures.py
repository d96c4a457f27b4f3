"""The figures of a call are what they say they are."""

from __future__ import annotations

from dataclasses import fields

import pytest

from app.figures import CallFigures, ShownLog, Spread
from app.windows.pace import FASTEST_MS, SLOWEST_MS, DrawPace
from app.windows.rate import Rate


def test_the_keys_are_those_that_people_read() -> None:
    assert [field.name for field in fields(CallFigures)] == [
        "frames_captured",
        "poses_sent",
        "poses_shown",
        "detect_ms",
        "glass_to_glass_ms",
        "payload_kbit_s",
        "wire_kbit_s",
        "packets_s",
        "connect_ms",
        "stale_poses",
    ]


def test_spread_is_in_milliseconds_and_empty_is_unknown() -> None:
    assert Spread.of_us([n * 1000 for n in range(101)]) == Spread(50.0, 95.0)
    assert Spread.of_us([]) == Spread(None, None)


def test_a_pose_counts_as_shown_once_however_often_it_is_drawn() -> None:
    log = ShownLog()
    for source, captured, drawn in (
        (10, 10_000, 90_000),
        (10, 20_000, 105_000),
        (40, None, 130_000),
        (70, 50_000, 150_000),
    ):
        log.drawn(source, captured, drawn)
    assert (log.pictures, log.shown) == (4, 3)
    assert log.delays_us == (80_000, 85_000, 100_000)
    assert log.recent_delay_ms() == 85.0
    assert log.recent_delay_ms(pictures=1) == 100.0
    assert ShownLog().recent_delay_ms() is None


def test_drawing_is_as_fast_as_the_display_and_slower_where_it_costs() -> None:
    pace = DrawPace()
    assert pace.interval_ms == FASTEST_MS
    for _ in range(100):
        pace.took(3.0)
    assert pace.interval_ms == FASTEST_MS
    for _ in range(100):
        pace.took(27.0)
    assert 27 < pace.interval_ms < 33
    for _ in range(100):
        pace.took(500.0)
    assert pace.interval_ms == SLOWEST_MS


def test_a_rate_is_that_of_the_last_readings() -> None:
    rate = Rate()
    assert rate.of(100, 0.0) == 0.0
    assert rate.of(115, 0.5) == pytest.approx(30.0)
    for step in range(2, 12):
        last = rate.of(115, 0.5 * step)
    assert last == 0.0
    rate.restart()
    assert rate.of(500, 9.0) == 0.0
