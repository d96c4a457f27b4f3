"""What rests is held still, and what moves is not held back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.steady import Steady, body_and_hands
from detector.skeleton import BODY_POINTS, FACE, HANDS, K, index

FRAME = 1 / 30
# A hand of palm length 1: five fingers of four points and the wrist.
SMALL = np.repeat(np.arange(6), (1, 4, 4, 4, 4, 4))
LARGE = np.zeros(21, np.int64)
NOISE = 0.01
KNOWN = np.ones(21, bool)


def hand(rng: np.random.Generator, moved: np.ndarray | float = 0.0, noise: float = NOISE) -> np.ndarray:
    places = np.stack((np.arange(21) % 4 * 0.2, SMALL * 0.2, np.zeros(21)), axis=1)
    return places + moved + rng.normal(0, noise, (21, 3))


def rms(values: np.ndarray) -> float:
    return float(np.sqrt((values**2).mean()))


def test_a_resting_hand_trembles_a_fifth() -> None:
    rng = np.random.default_rng(1)
    steady = Steady(SMALL, LARGE)
    shown = np.array([steady(hand(rng), NOISE, KNOWN, FRAME) for _ in range(200)])[30:]
    assert rms(shown - shown.mean(axis=0)) < 0.22 * NOISE


@pytest.mark.parametrize("speed", [1.5, 3.0, 6.0])
def test_signing_is_not_delayed(speed: float) -> None:
    """Speeds in palm lengths a second; what is shown lags by no more than a third of a frame."""
    rng = np.random.default_rng(2)
    steady = Steady(SMALL, LARGE)
    for _ in range(30):
        steady(hand(rng), NOISE, KNOWN, FRAME)
    late = []
    for n in range(1, 20):
        moved = np.array((speed * n * FRAME, 0, 0))
        late.append(float((hand(rng, moved, 0) - steady(hand(rng, moved), NOISE, KNOWN, FRAME))[:, 0].mean()))
    assert np.mean(late) / speed < 0.011


def test_a_slow_hand_is_never_far_behind() -> None:
    rng = np.random.default_rng(3)
    steady = Steady(SMALL, LARGE)
    behind = []
    for n in range(200):
        moved = np.array((0.2 * n * FRAME, 0, 0))
        behind.append(float((hand(rng, moved, 0) - steady(hand(rng, moved), NOISE, KNOWN, FRAME))[:, 0].mean()))
    assert max(behind) < 3 * NOISE


def test_a_finger_moves_alone() -> None:
    rng = np.random.default_rng(4)
    steady = Steady(SMALL, LARGE)
    for _ in range(60):
        steady(hand(rng), NOISE, KNOWN, FRAME)
    moved = np.zeros((21, 3))
    moved[SMALL == 2, 1] = 0.08
    wanted = hand(rng, moved, 0)
    shown = steady(hand(rng, moved), NOISE, KNOWN, FRAME)
    assert np.abs(shown - wanted)[SMALL == 2].mean() < 1.5 * NOISE


def test_a_hand_that_stops_stays_where_it_stopped() -> None:
    rng = np.random.default_rng(5)
    steady = Steady(SMALL, LARGE)
    for n in range(20):
        steady(hand(rng, np.array((0.1 * n, 0, 0))), NOISE, KNOWN, FRAME)
    end = hand(rng, np.array((2.0, 0, 0)), 0)
    shown = [steady(hand(rng, np.array((2.0, 0, 0))), NOISE, KNOWN, FRAME) for _ in range(12)]
    assert rms(shown[0] - end) < 1.6 * NOISE
    assert rms(shown[-1] - end) < 0.5 * NOISE


def test_what_comes_back_begins_anew() -> None:
    rng = np.random.default_rng(6)
    steady = Steady(SMALL, LARGE)
    for _ in range(10):
        steady(hand(rng), NOISE, KNOWN, FRAME)
    lost = KNOWN.copy()
    lost[SMALL == 1] = False
    steady(hand(rng), NOISE, lost, FRAME)
    back = hand(rng, 0.004)
    np.testing.assert_array_equal(steady(back, NOISE, KNOWN, FRAME)[SMALL == 1], back[SMALL == 1])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.floats(-1e4, 1e4), min_size=4, max_size=4), min_size=1, max_size=12),
    st.lists(st.floats(0, 0.5), min_size=12, max_size=12),
)
def test_nothing_is_invented(frames: list[list[float]], passed: list[float]) -> None:
    """What is shown lies between what was seen."""
    steady = Steady(np.zeros(2, np.int64), np.zeros(2, np.int64))
    seen = np.array(frames).reshape(-1, 2, 2)
    for n, points in enumerate(seen):
        shown = steady(points, 1.0, np.ones(2, bool), passed[n])
        assert (shown >= seen[: n + 1].min(axis=0) - 1e-6).all()
        assert (shown <= seen[: n + 1].max(axis=0) + 1e-6).all()


def test_all_of_body_and_hands_is_steadied_and_wrists_go_with_their_hands() -> None:
    steady, points = body_and_hands()
    assert sorted(points) == [k for k in range(K) if not FACE.start <= k < FACE.stop]
    assert len(BODY_POINTS) + 42 == len(points)
    rng = np.random.default_rng(7)
    known = np.ones(len(points), bool)
    rest = rng.uniform(0, 10, (len(points), 3))
    for _ in range(30):
        steady(rest, 0.01, known, FRAME)
    moved = rest.copy()
    own = np.isin(points, [index("left_wrist"), *range(HANDS["left"].start, HANDS["left"].stop)])
    moved[own, 0] += 0.05
    shown = steady(moved + np.where(own, 0, 0.005)[:, None], 0.01, known, FRAME)
    np.testing.assert_allclose(shown[own], moved[own], atol=1e-9)
    assert np.abs(shown - rest)[~own].max() < 0.001
