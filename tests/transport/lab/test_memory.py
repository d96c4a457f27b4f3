"""Calls in virtual time: the same losses every run, so what they do to the call is the same too."""

from __future__ import annotations

import numpy as np
import pytest

from detector.pose import Pose
from transport.lab.figures import arrivals, delays_ms, first_fresh_s, largest_gap_ms, stale_looks
from transport.lab.memory import MemoryCall
from transport.lab.shaping import Shape

STALE_US = 600_000


def call_on(shape, pose, seed=1):
    """A call that has settled, and when it had."""
    call = MemoryCall(shape, seed)
    call.run(1.5, pose)
    return call, call.now_us


@pytest.fixture
def pose(signing):
    return lambda now_us: signing(now_us // 33_333, time_us=now_us)


def test_without_jitter_loss_adds_no_delay(pose):
    call, begun_us = call_on(Shape(delay_ms=100, loss=0.2), pose)
    call.run(3, pose, looks_s=500)
    for side in call.sides:
        added = delays_ms(side.log[side.log[:, 0] >= begun_us]) - 100 - 1000 / 30
        assert len(added) > 40
        assert np.percentile(added, 99) <= 15
        assert added.min() >= -1000 / 30  # nor is a pose shown before it can have come


@pytest.mark.parametrize(("loss", "seconds", "longest_ms"), [(0.0, 2, 60), (0.2, 8, 300), (0.3, 4, 1000)])
def test_the_avatar_moves_on_a_lossy_jittery_link(pose, loss, seconds, longest_ms):
    call, begun_us = call_on(Shape(delay_ms=100, jitter_ms=30, loss=loss), pose)
    call.run(seconds, pose)
    for side in call.sides:
        assert largest_gap_ms(side.log, begun_us, call.now_us) <= longest_ms
        assert (np.diff(side.log[:, 1:], axis=0) >= 0).all()


def test_after_an_outage_the_next_packet_is_shown_and_nothing_older(pose):
    call, _ = call_on(Shape(delay_ms=50), pose)
    cut_us = call.now_us
    call.cut()
    call.run(5, pose)
    back_us = call.now_us
    call.cut(cut=False)
    call.run(1.5, pose)
    for side in call.sides:
        rows = arrivals(side.log)
        assert not ((rows[:, 1] > cut_us) & (rows[:, 1] < back_us - STALE_US)).any()
        assert stale_looks(side.log, cut_us + STALE_US, STALE_US) == 0
        assert first_fresh_s(side.log, back_us, STALE_US) <= 1


def test_a_side_that_is_not_heard_notices_although_it_hears(pose):
    call, _ = call_on(Shape(delay_ms=50), pose)
    speaker, listener = call.sides
    speaker.packets.cut = speaker.control.cut = True
    call.run(2.4, pose)
    assert not speaker.link.lost
    call.run(0.9, pose)
    assert speaker.link.lost
    assert listener.link.lost
    speaker.packets.cut = speaker.control.cut = False
    call.run(1, pose)
    assert not speaker.link.lost
    assert not listener.link.lost


def test_who_rests_on_a_lossy_link_is_heard(pose):
    call = MemoryCall(Shape(delay_ms=150, jitter_ms=50, loss=0.3), seed=3)
    still = pose(0)
    for _ in range(40):
        call.run(0.5, lambda now_us: Pose(now_us, still.width, still.height, still.xyz, still.score))
        assert not any(side.link.lost for side in call.sides)


def test_the_same_seed_is_the_same_call(pose):
    logs = []
    for seed in (5, 5, 6):
        call = MemoryCall(Shape(delay_ms=100, jitter_ms=30, loss=0.2), seed)
        call.run(1.5, pose)
        logs.append(call.sides[0].log)
    assert np.array_equal(logs[0], logs[1])
    assert not np.array_equal(logs[0], logs[2])


@pytest.mark.parametrize("kbit_s", [14.0, 18.0])
def test_a_narrow_link_with_a_long_queue_shows_poses_soon_and_never_fills(pose, kbit_s):
    call = MemoryCall(Shape(delay_ms=50, kbit_s=kbit_s, queue_ms=2000))
    begun_us = call.now_us
    call.run(12, pose)
    for side in call.sides:
        shown = arrivals(side.log)
        assert shown[0, 0] - begun_us < 3_500_000
        assert largest_gap_ms(side.log, begun_us + 3_500_000, call.now_us) < 1500
        assert np.median(delays_ms(side.log)) < 700
        assert side.packets.count.lost == 0
