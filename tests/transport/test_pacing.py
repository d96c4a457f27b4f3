"""Poses leave at a steady rate whatever the camera does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from detector.pose import Pose
from transport.pacing import Pacer


def run(times_us: list[int], packets_s: float = 15.0) -> tuple[list[tuple[int, int]], int]:
    """Feed poses as they come and look every millisecond; (when, how many) of each packet, and refusals."""
    pacer = Pacer(packets_s)
    coming = list(times_us)
    packets, refused = [], 0
    for now in range(0, times_us[-1] + 500_000, 1000):
        while coming and coming[0] <= now:
            refused += not pacer.push(Pose.unknown(coming.pop(0), (640, 480)), now)
        poses = pacer.pop(now)
        if poses:
            packets.append((now, len(poses)))
    return packets, refused


@pytest.mark.parametrize(("fps", "jitter_us"), [(30, 0), (30, 9000), (25, 4000), (29, 0)])
def test_a_usual_camera_loses_no_pose_and_fills_its_packets(fps, jitter_us):
    times = [i * 1_000_000 // fps + (i * 7919 % 3 - 1) * jitter_us + 20_000 for i in range(300)]
    packets, refused = run(times)
    assert refused <= 6
    assert sum(count for _, count in packets) == 300 - refused
    assert len(packets) <= 300 // 2 + 15


def test_a_fast_camera_is_thinned_evenly():
    packets, refused = run([i * 1_000_000 // 60 for i in range(600)])
    assert 290 <= sum(count for _, count in packets) <= 310
    assert refused >= 290
    gaps = [b[0] - a[0] for a, b in pairwise(packets)]
    assert max(gaps) <= 85_000


@pytest.mark.parametrize("fps", [8, 12, 15, 20])
def test_a_slow_camera_waits_for_nobody_for_long(fps):
    times = [i * 1_000_000 // fps for i in range(10 * fps)]
    packets, refused = run(times)
    assert refused == 0
    assert sum(count for _, count in packets) == len(times)
    assert len(packets) <= 10 * 15 + 2


def test_time_never_goes_back_in_what_is_sent():
    pacer = Pacer()
    assert pacer.push(Pose.unknown(100_000, (640, 480)), 0)
    assert not pacer.push(Pose.unknown(100_000, (640, 480)), 1)
    assert not pacer.push(Pose.unknown(50_000, (640, 480)), 2)


def test_a_packet_never_mixes_frame_sizes():
    pacer = Pacer()
    pacer.push(Pose.unknown(1, (640, 480)), 0)
    pacer.push(Pose.unknown(40_000, (1280, 720)), 40_000)
    poses = pacer.pop(10_000_000)
    assert {(pose.width, pose.height) for pose in poses} == {(1280, 720)}


def test_what_nobody_fetches_is_dropped_but_for_the_newest():
    pacer = Pacer()
    pushed = forgotten = 0
    for number in range(60):
        pushed += pacer.push(Pose.unknown(number * 33_333, (640, 480)), number * 33_333)
        forgotten += pacer.forget()
    left = []
    while poses := pacer.pop(10_000_000 + 1_000_000 * len(left)):
        left += poses
    assert len(left) <= 4
    assert left[-1].time_us == 59 * 33_333
    assert pushed == forgotten + len(left)
