"""Both directions of two streams in made-up time: idle mode, waking from it, outages, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from detector.pose import Pose
from detector.skeleton import HANDS, index
from transport.events import CallConfig
from transport.stream import PoseStream

MS = 1000
FRAME = 33_333


def resting(signing: Callable[..., Pose], time_us: int) -> Pose:
    """A signer whose hands lie in the lap, nearly still."""
    pose = signing(0, time_us=time_us)
    xyz = pose.xyz + np.random.default_rng(time_us).normal(0, 0.3, pose.xyz.shape).astype(np.float32)
    for side in ("left", "right"):
        for points in (HANDS[side], index(f"{side}_wrist")):
            xyz[points, 1] += 250
    return Pose.of(time_us, (pose.width, pose.height), xyz, pose.score)


class Pair:
    """Two streams over a path; the first one's packets are noted."""

    def __init__(self, one_way_us: int = 50 * MS) -> None:
        self.sides = [PoseStream(CallConfig()), PoseStream(CallConfig())]
        self.one_way_us = one_way_us
        self.flying: list[tuple[int, int, bytes]] = []
        self.sent: list[int] = []
        self.lose: Callable[[int], bool] = lambda number: False
        self.lost = False
        self.cut = False
        for side in self.sides:
            side.start(0)

    def run(self, begin_us: int, end_us: int, poses: tuple[Callable[[int], Pose], ...]) -> list[tuple[int, int]]:
        """Returns (now, source) of everything that the second side showed."""
        shown = []
        for now in range(begin_us, end_us, 5 * MS):
            for due, side, data in [entry for entry in self.flying if entry[0] <= now]:
                self.flying.remove((due, side, data))
                self.sides[side].receive(data, now)
            for number, side in enumerate(self.sides):
                if now // FRAME != (now - 5 * MS) // FRAME:
                    side.push(poses[number](now), now)
                packet = side.pop(now, room=True, lost=self.lost)
                if packet is None:
                    continue
                if number == 0:
                    self.sent.append(now)
                if not self.cut and not (number == 0 and self.lose(len(self.sent))):
                    self.flying.append((now + self.one_way_us, 1 - number, packet))
            played = self.sides[1].at(now)
            if played is not None:
                shown.append((now, played.source_us))
        return shown


def test_at_rest_two_packets_a_second_leave_and_movement_leaves_at_once(signing):
    pair = Pair()
    rest = lambda now: resting(signing, now)  # noqa: E731
    moves = lambda now: signing(now // FRAME, time_us=now)  # noqa: E731
    pair.run(0, 6_000_000, (rest, rest))
    quiet = [at for at in pair.sent if at > 2_000_000]
    assert len(quiet) <= 9
    assert pair.sides[0].stats(6_000_000).signing is False
    begin = 6_000_000
    before = len(pair.sent)
    pair.run(begin, begin + 1_500_000, (moves, rest))
    woken = pair.sent[before:]
    assert woken[0] - begin <= 2 * FRAME + 10 * MS  # movement shows from the second pose on
    assert all(b - a <= 100 * MS for a, b in pairwise(woken))
    assert pair.sides[1].stats(begin + 1_500_000).peer_signing


def test_a_signer_at_rest_stays_visible(signing):
    pair = Pair()
    rest = lambda now: resting(signing, now)  # noqa: E731
    pair.run(0, 4_000_000, (rest, rest))
    for now in range(4_000_000, 4_400_000, 20 * MS):
        played = pair.sides[1].at(now)
        assert played.pose.score[played.pose.known].min() > 0.2


def test_during_an_outage_fresh_poses_knock_and_none_is_shown_late(signing):
    pair = Pair()
    moves = lambda now: signing(now // FRAME, time_us=now)  # noqa: E731
    pair.run(2_000_000, 3_000_000, (moves, moves))
    pair.cut = pair.lost = True
    before = len(pair.sent)
    pair.run(3_000_000, 9_000_000, (moves, moves))
    assert 20 <= len(pair.sent) - before <= 26
    pair.cut = False
    shown = pair.run(9_000_000, 9_600_000, (moves, moves))
    fresh = [(now, source) for now, source in shown if source > 3_100_000]
    assert fresh[0][0] <= 9_500_000
    assert all(now - source <= 400 * MS for now, source in fresh[:5])


def test_loss_is_counted_and_told(signing):
    pair = Pair()
    moves = lambda now: signing(now // FRAME, time_us=now)  # noqa: E731
    pair.lose = lambda number: number % 4 == 0
    pair.run(0, 5_000_000, (moves, moves))
    told = pair.sides[1].loss(5_000_000, 0.0)
    assert 0.2 <= told <= 0.3
    assert pair.sides[1].stats(5_000_000).loss == told
    before = len(pair.sent)
    pair.sides[0].loss(5_000_000, told)
    pair.run(5_000_000, 7_000_000, (moves, moves))
    assert len(pair.sent) - before >= 50  # each pose alone


def test_bytes_on_the_wire_are_what_was_counted():
    stream = PoseStream(CallConfig())
    stream.start(0)
    for now in range(0, 5_000_000, 250 * MS):
        stream.count_wire(now, 500)
    stats = stream.stats(5_000_000)
    assert stats.wire_bytes == 10_000
    assert stats.wire_kbit_s == 16.0
