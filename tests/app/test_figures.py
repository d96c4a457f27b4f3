"""The figures of a call are what they say they are."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest

from app.figures import CallFigures, ShownLog, Spread
from app.windows.pace import COARSE, LOOK_MS, Detail, DrawPace
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


@dataclass
class Screen:
    """A GUI thread that looks every 4 ms, on a machine where a picture takes `draw_ms`; nothing is measured."""

    draw_ms: float
    pose_ms: float = 1000 / 30

    def shown(self, seconds: float = 5.0) -> tuple[float, float]:
        """The share of poses that are drawn, and pictures a second."""
        pace, log, now = DrawPace(), ShownLog(), 0.0
        while now < 1000 * seconds:
            source = int(now / self.pose_ms)
            if pace.wants(now, source):
                now += self.draw_ms
                pace.took(self.draw_ms)
                log.drawn(source, None, int(now * 1000))
            now += LOOK_MS - now % LOOK_MS
        return log.shown / (1000 * seconds / self.pose_ms), log.pictures / seconds


@pytest.mark.parametrize("draw_ms", [3.0, 9.0, 14.0, 20.0, 27.0])
@pytest.mark.parametrize("rate", [15, 25, 30])
def test_every_pose_is_drawn_whatever_a_picture_costs(draw_ms: float, rate: float) -> None:
    shown, _ = Screen(draw_ms, 1000 / rate).shown()
    assert shown > 0.985


def test_moments_between_poses_are_drawn_where_there_is_time_for_them() -> None:
    assert Screen(3.0).shown()[1] > 55
    assert Screen(14.0, 1000 / 15).shown()[1] > 25
    # A picture that takes most of the time between two poses is drawn for poses alone.
    assert Screen(20.0).shown()[1] == pytest.approx(30, abs=1)


def test_a_slow_machine_draws_what_it_can_and_keeps_time_for_its_window() -> None:
    shown, pictures = Screen(50.0).shown()
    assert 0.55 < shown < 0.67
    assert pictures * 50 < 960


def test_a_rate_is_that_of_the_last_readings() -> None:
    rate = Rate()
    assert rate.of(100, 0.0) == 0.0
    assert rate.of(115, 0.5) == pytest.approx(30.0)
    for step in range(2, 12):
        last = rate.of(115, 0.5 * step)
    assert last == 0.0
    rate.restart()
    assert rate.of(500, 9.0) == 0.0


def test_a_slow_machine_draws_fewer_pixels_and_a_quick_one_all() -> None:
    detail = Detail()
    assert {detail.after(20.0) for _ in range(200)} == {1.0}
    for _ in range(200):
        last = detail.after(40.0)
    assert last == COARSE
    # One quick picture, and pictures that are quicker for being coarse, change nothing: it would flicker.
    assert detail.after(5.0) == COARSE
    assert {detail.after(20.0) for _ in range(200)} == {COARSE}
    assert [detail.after(10.0) for _ in range(200)][-1] == 1.0
