"""The jitter buffer shows every pose in its turn, in the sender's time, and nothing stale or invented."""

from __future__ import annotations

import numpy as np
import pytest

from detector.pose import Pose
from detector.skeleton import K
from transport.jitter import Between, JitterBuffer, JitterTiming

SKEW = 5_000_000_000  # the receiver's clock minus the sender's
FRAME = 33_333


def pose_at(time_us: int, x: float = 0.0, score: float = 1.0) -> Pose:
    return Pose(time_us, 640, 480, np.full((K, 3), x, np.float32), np.full(K, score, np.float32))


def play(arrivals: list[tuple[int, int]], until_us: int, start_us: int = 0, every_us: int = 16_667):
    """Push poses (sent, arrival after SKEW) as they come and ask at display rate; returns buffer and (now, played)."""
    buffer = JitterBuffer()
    waiting = sorted(arrivals, key=lambda entry: entry[1])
    shown = []
    for now in range(start_us, until_us, every_us):
        while waiting and waiting[0][1] <= now:
            sent, arrival = waiting.pop(0)
            buffer.push(pose_at(sent, x=sent / 1000), arrival + SKEW)
        played = buffer.at(now + SKEW)
        if played is not None:
            shown.append((now, played))
    return buffer, shown


def in_pairs(count: int, delay_us: int = 50_000) -> list[tuple[int, int]]:
    """Two poses a packet: the first of each pair waits for the second."""
    return [(FRAME * i, FRAME * (i | 1) + delay_us) for i in range(count)]


def test_every_pose_of_a_steady_stream_is_played_in_order_and_smoothly():
    buffer, shown = play(in_pairs(90), 3_000_000)
    times = [played.pose.time_us for _, played in shown]
    assert times == sorted(times)
    assert {played.source_us for _, played in shown} >= {FRAME * i for i in range(2, 86)}
    assert buffer.stale == 0
    steps = np.diff(times[20:160])
    assert steps.max() <= 2 * 16_667  # no jumps, and hardly a stop


def test_the_moment_shown_carries_interpolated_points():
    _, shown = play(in_pairs(60), 1_900_000)
    for _, played in shown[10:]:
        assert played.pose.xyz[0, 0] == pytest.approx(played.pose.time_us / 1000, abs=0.1)


def test_the_delay_is_that_of_two_poses_a_packet_and_two_milliseconds():
    buffer, shown = play(in_pairs(120, delay_us=80_000), 4_000_000)
    late = [now - played.pose.time_us for now, played in shown[60:]]
    assert max(late) - 80_000 <= FRAME + 4_000 + 17_000
    assert buffer.delay_us() == pytest.approx(FRAME + 2_000, abs=1000)


def test_it_waits_longer_when_arrivals_scatter_and_recovers_slowly_without_going_back():
    rng = np.random.default_rng(4)
    scattered = [(sent, arrival + int(rng.integers(0, 60_000))) for sent, arrival in in_pairs(150)]
    buffer, shown = play(scattered, 5_000_000)
    times = [played.pose.time_us for _, played in shown]
    assert times == sorted(times)
    assert FRAME + 50_000 <= buffer.delay_us() <= FRAME + 85_000
    assert buffer.stale <= 6


def test_poses_that_come_after_their_moment_are_counted_and_never_shown():
    arrivals = in_pairs(60)
    arrivals[20] = (arrivals[20][0], arrivals[20][1] + 700_000)
    buffer, shown = play(arrivals, 2_500_000)
    assert buffer.stale == 1
    assert arrivals[20][0] not in {played.source_us for _, played in shown}


def test_after_an_outage_the_replayed_past_is_not_shown():
    fresh = in_pairs(300)
    outage = [
        (sent, 6_000_000 + i if 3_000_000 < arrival < 6_000_000 else arrival) for i, (sent, arrival) in enumerate(fresh)
    ]
    buffer, shown = play(outage, 10_000_000)
    after = [now - played.pose.time_us for now, played in shown if 6_100_000 < now < 9_900_000]
    assert max(after) < 700_000
    assert buffer.stale >= 70


def test_when_nothing_comes_it_holds_then_scores_fall_to_unknown():
    timing = JitterTiming()
    buffer, shown = play(in_pairs(30), 4_000_000)
    last = FRAME * 29
    by_silence = [(now - last - 50_000 - FRAME - 2_000, played.pose) for now, played in shown]
    held = [pose for silent, pose in by_silence if 0 < silent < timing.hold_us - 40_000]
    assert held
    assert all(pose.score.min() == 1.0 for pose in held)
    falling = [pose.score.max() for silent, pose in by_silence if silent > timing.hold_us]
    assert falling == sorted(falling, reverse=True)
    assert not by_silence[-1][1].known.any()
    assert buffer.at(SKEW + 9_000_000).source_us == last


def test_a_signer_at_rest_is_held_for_longer():
    buffer = JitterBuffer()
    buffer.resting = True
    buffer.push(pose_at(0), SKEW)
    assert buffer.at(SKEW + 1_400_000).pose.score.min() == 1.0
    assert buffer.at(SKEW + 1_900_000).pose.score.max() < 1.0


def test_a_point_known_on_one_side_only_is_not_invented_in_between():
    first, second = pose_at(0, 0.0), pose_at(100, 10.0)
    score = second.score.copy()
    score[5] = 0
    second = Pose.of(100, (640, 480), second.xyz, score)
    early, late = Between(first, second).at(25), Between(first, second).at(75)
    assert early.xyz[4, 0] == pytest.approx(2.5)
    assert early.xyz[5, 0] == 0.0
    assert not late.known[5]
    coming = Between(second, Pose(200, 640, 480, first.xyz + 20, first.score)).at(175)
    assert coming.xyz[5, 0] == 20.0


def test_poses_of_different_frames_are_not_mixed():
    wide = Pose(100, 1280, 720, np.full((K, 3), 9.0, np.float32), np.ones(K, np.float32))
    assert Between(pose_at(0), wide).at(40).width == 640
    assert Between(pose_at(0), wide).at(60).width == 1280


def test_a_flood_that_nobody_looks_at_does_not_grow():
    buffer = JitterBuffer()
    for i in range(5000):
        buffer.push(pose_at(i * FRAME), SKEW + i * FRAME)
    assert buffer.received == 5000
    assert buffer.at(SKEW + 5000 * FRAME).source_us >= 4900 * FRAME


def test_before_the_first_pose_there_is_nothing():
    assert JitterBuffer().at(SKEW) is None
    assert JitterBuffer().delay_us() is None


def test_a_path_that_has_become_slower_is_believed_within_two_seconds():
    slower_us = 30 * 33_333
    buffer, shown = JitterBuffer(), []
    came = [(n * 33_333, n * 33_333 + (50_000 if n < 30 else 1_050_000)) for n in range(120)]
    for now_us in range(0, 6_000_000, 10_000):
        while came and came[0][1] <= now_us:
            buffer.push(pose_at(came[0][0]), came.pop(0)[1])
        played = buffer.at(now_us)
        if played is not None and played.source_us > slower_us:
            shown.append(now_us)
    assert shown
    assert shown[0] <= slower_us + 1_050_000 + 2_000_000


def test_what_an_outage_held_up_and_comes_at_once_is_no_slower_path():
    buffer = JitterBuffer()
    for number in range(30):
        buffer.push(pose_at(number * 33_333), number * 33_333 + 50_000)
        buffer.at(number * 33_333 + 50_000)
    buffer.at(3_000_000)
    for number in range(30, 60):
        buffer.push(pose_at(number * 33_333), 3_000_000 + number)
    assert buffer.stale == 30


@pytest.mark.parametrize("slept_s", [5, 60, 8 * 3600])
def test_a_sender_that_slept_is_seen_again_at_once_and_nothing_old_is(slept_s: int) -> None:
    """Its clock stood still: everything comes later than before, for good, by as long as it slept."""
    slept_us = slept_s * 1_000_000
    awake = [(FRAME * i, FRAME * i + 50_000) for i in range(60)]
    after = [(FRAME * i, FRAME * i + 50_000 + slept_us) for i in range(60, 150)]
    wakes_us = 60 * FRAME + slept_us
    buffer = JitterBuffer()
    waiting, shown = awake + after, []
    # Somebody looks all the while, until long after the hold, and again when poses come.
    for now in [*range(0, 5_000_000, 16_667), *range(wakes_us, wakes_us + 3_000_000, 16_667)]:
        while waiting and waiting[0][1] <= now:
            sent, arrival = waiting.pop(0)
            buffer.push(pose_at(sent), arrival)
        played = buffer.at(now)
        if played is not None:
            shown.append((now, played))
    times = [played.source_us for _, played in shown]
    assert times == sorted(times), "what has been shown is shown again"
    seen = [now for now, played in shown if played.source_us >= 60 * FRAME]
    assert seen, "the sender is never seen again"
    assert seen[0] - wakes_us < 1_000_000
    late = [now - slept_us - played.pose.time_us for now, played in shown if now > wakes_us + 1_500_000]
    assert max(late) < 200_000


@pytest.mark.parametrize("slept_s", [5, 60, 8 * 3600])
def test_a_receiver_that_slept_sees_what_comes_at_once(slept_s: int) -> None:
    """Its own clock stood still: poses come earlier than ever by that clock."""
    slept_us = slept_s * 1_000_000
    awake = [(FRAME * i, FRAME * i + 50_000) for i in range(60)]
    skipped = slept_us // FRAME
    after = [(FRAME * (i + skipped), FRAME * i + 50_000) for i in range(60, 240)]
    _, shown = play(awake + after, 7_000_000)
    seen = [now for now, played in shown if played.source_us >= FRAME * (60 + skipped)]
    assert seen[0] < 60 * FRAME + 1_000_000
    late = [now + FRAME * skipped - played.pose.time_us for now, played in shown if now > 60 * FRAME + 4_000_000]
    assert max(late) < 200_000
