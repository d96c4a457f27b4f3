"""Protects the tracker's decisions: begin, follow, let go, move on, and never two hands on one."""

from __future__ import annotations

import numpy as np
import pytest

from detector import tracker
from detector.crops import hand_crop
from detector.skeleton import Side
from detector.tracker import Candidate, HandTrack
from detector.weights import Found

HAND = np.random.default_rng(1).uniform(100, 200, (21, 3)).astype(np.float32)
NOTHING = Candidate(HAND, 0.1)


def found(presence: float) -> Found:
    return Found(np.full((21, 3), 0.5, np.float32), np.full(21, 0.9, np.float32), np.array([presence], np.float32))


def track(side: Side, points: np.ndarray = HAND) -> HandTrack:
    return HandTrack(side, points, np.full(21, 0.8, np.float32), 0.9)


def test_nothing_is_looked_at_where_nothing_was_found() -> None:
    assert tracker.choose_crop(HandTrack("left"), NOTHING) == (None, True)


def test_a_track_begins_at_the_finders_hand_with_a_second_look() -> None:
    crop, coarse = tracker.choose_crop(HandTrack("left"), Candidate(HAND, 0.9))
    assert crop == hand_crop(HAND, "left")
    assert coarse


def test_a_tracked_hand_is_followed_even_when_the_finder_misses_it() -> None:
    crop, coarse = tracker.choose_crop(track("right"), NOTHING)
    assert crop == hand_crop(HAND, "right")
    assert not coarse


def test_a_hand_that_has_jumped_is_taken_up_where_the_finder_sees_it() -> None:
    moved = HAND + np.float32(120)
    crop, coarse = tracker.choose_crop(track("right"), Candidate(moved, 0.9))
    assert crop == hand_crop(moved, "right")
    assert coarse


def test_it_takes_more_to_begin_a_track_than_to_keep_one() -> None:
    crop = hand_crop(HAND, "right")
    between = found((tracker.BEGIN + tracker.KEEP) / 2)
    assert tracker.update(track("right"), crop, between).tracked
    assert not tracker.update(HandTrack("right"), crop, between).tracked
    assert not tracker.update(track("right"), crop, found(0.1)).tracked
    assert not tracker.update(track("right"), None, None).tracked


@pytest.mark.parametrize("owner", ["left", "right"])
def test_one_hand_is_never_both(owner: Side) -> None:
    far = Candidate(HAND + np.float32(400), 0.6)
    candidates: dict[Side, Candidate] = {"left": far, "right": far}
    candidates[owner] = Candidate(HAND, 0.9)
    left, right = tracker.settle(track("left"), track("right", HAND + np.float32(3)), candidates)
    assert {"left": left, "right": right}[owner].tracked
    assert left.tracked != right.tracked


def test_two_touching_hands_are_both_kept() -> None:
    beside = HAND.copy()
    beside[:, 0] += 80
    candidates: dict[Side, Candidate] = {"left": Candidate(HAND, 0.9), "right": Candidate(beside, 0.9)}
    left, right = tracker.settle(track("left"), track("right", beside), candidates)
    assert left.tracked
    assert right.tracked
