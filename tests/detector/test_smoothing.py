"""Protects the filter: holds hold, fast hands do not lag, unknown stays unknown."""

from __future__ import annotations

import numpy as np

from detector.smoothing import PointFilter

FRAME_US = 33_333


def test_a_held_hand_shakes_less_than_what_was_measured() -> None:
    rng = np.random.default_rng(2)
    still = rng.uniform(0, 100, (21, 3))
    smooth = PointFilter()
    out = np.array([smooth(still + rng.normal(0, 1, (21, 3)), 100.0, n * FRAME_US) for n in range(90)])
    assert out[30:].std(axis=0).mean() < 0.25
    assert np.abs(out[30:].mean(axis=0) - still).max() < 0.6


def test_a_fast_hand_is_passed_through() -> None:
    smooth = PointFilter()
    speed = 600.0  # pixels a second: six hand sizes
    lag = 0.0
    for n in range(30):
        x = speed * n * FRAME_US / 1e6
        out = smooth(np.full((21, 3), x), 100.0, n * FRAME_US)
        lag = (x - out[0, 0]) / speed
    assert lag < 0.012


def test_a_finger_that_moves_alone_is_passed_through_too() -> None:
    smooth = PointFilter()
    lag = 0.0
    for n in range(15):
        x = 300.0 * n * FRAME_US / 1e6
        points = np.zeros((21, 3))
        points[5:9, 0] = x
        out = smooth(points, 100.0, n * FRAME_US)
        lag = (x - out[8, 0]) / 300.0
        assert np.abs(out[12:]).max() == 0
    assert lag < 0.012


def test_near_and_far_hands_are_filtered_alike() -> None:
    near, far = PointFilter(), PointFilter()
    path = np.cumsum(np.random.default_rng(3).normal(0, 2, (40, 21, 3)), axis=0)
    for n, points in enumerate(path):
        big, small = near(points * 4, 400.0, n * FRAME_US), far(points, 100.0, n * FRAME_US)
        assert np.allclose(big, small * 4)


def test_an_unknown_point_stays_unknown_and_comes_back_where_it_is() -> None:
    smooth = PointFilter()
    points = np.zeros((3, 3))
    smooth(points, 100.0, 0)
    gone = points.copy()
    gone[1] = np.nan
    assert np.isnan(smooth(gone, 100.0, FRAME_US)[1]).all()
    back = points.copy()
    back[1] = 50.0
    assert np.array_equal(smooth(back, 100.0, 2 * FRAME_US)[1], back[1])


def test_time_that_stands_still_or_jumps_starts_anew() -> None:
    smooth = PointFilter()
    smooth(np.zeros((2, 3)), 100.0, 0)
    assert np.array_equal(smooth(np.ones((2, 3)), 100.0, 0), np.ones((2, 3)))
    assert np.array_equal(smooth(np.full((2, 3), 9.0), 100.0, 10_000_000), np.full((2, 3), 9.0))
