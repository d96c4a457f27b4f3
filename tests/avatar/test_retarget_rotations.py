"""Protects the rotation maths at the places where it usually breaks: no turn, half turns, parallel directions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from avatar import rotations

vectors = arrays(np.float64, 3, elements=st.floats(-3, 3))


def _is_rotation(turn: np.ndarray) -> bool:
    return np.allclose(turn @ np.swapaxes(turn, -1, -2), np.eye(3), atol=1e-9) and np.allclose(np.linalg.det(turn), 1)


@given(vectors)
def test_vector_and_matrix_agree(v: np.ndarray) -> None:
    turn = rotations.from_vector(v)
    assert _is_rotation(turn)
    np.testing.assert_allclose(rotations.from_vector(rotations.to_vector(turn)), turn, atol=1e-6)


@pytest.mark.parametrize("angle", [0.0, 1e-9, 1e-4, np.pi - 1e-7, np.pi])
@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0.6, 0, -0.8), (-0.48, 0.6, 0.64)])
def test_the_way_back_from_a_matrix_holds_at_the_ends(axis: tuple[float, float, float], angle: float) -> None:
    turn = rotations.from_vector(np.array(axis) * angle)
    back = rotations.to_vector(turn)
    assert np.linalg.norm(back) == pytest.approx(angle, abs=1e-6)
    np.testing.assert_allclose(rotations.from_vector(back), turn, atol=1e-6)


@given(vectors, vectors)
def test_frames_are_rotations_even_where_both_directions_agree(a: np.ndarray, b: np.ndarray) -> None:
    if np.linalg.norm(a) < 1e-3:
        return
    for second in (b, a, -a):
        turn = rotations.frame(a, second)
        assert _is_rotation(turn)
        np.testing.assert_allclose(turn[:, 1], rotations.unit(a), atol=1e-9)


@given(st.floats(-3, 3), st.floats(-1.5, 1.5))
def test_twist_is_found_under_a_swing(twist: float, swing: float) -> None:
    axis = np.array((0.0, 1.0, 0.0))
    turn = rotations.about(0, np.array(swing)) @ rotations.about(1, np.array(twist))
    assert rotations.twist_angle(turn, axis) == pytest.approx(twist, abs=1e-6)


@given(vectors, vectors, st.floats(0, 1))
def test_part_way_ends_where_it_should(a: np.ndarray, b: np.ndarray, share: float) -> None:
    start, end = rotations.from_vector(a), rotations.from_vector(b)
    np.testing.assert_allclose(rotations.part_way(start, end, 0.0), start, atol=1e-6)
    np.testing.assert_allclose(rotations.part_way(start, end, 1.0), end, atol=1e-6)
    assert _is_rotation(rotations.part_way(start, end, share))


@given(vectors)
def test_fit_finds_the_turn_and_leaves_out_what_has_no_weight(v: np.ndarray) -> None:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(6, 3))
    turn = rotations.from_vector(v)
    target = points @ turn.T + (5, 6, 7)
    target[5] = 1000
    np.testing.assert_allclose(rotations.fit(points, target, np.array((1, 1, 1, 1, 1, 0.0))), turn, atol=1e-8)


def test_fit_never_mirrors() -> None:
    points = np.random.default_rng(2).normal(size=(6, 3))
    assert _is_rotation(rotations.fit(points, points * (-1, 1, 1), np.ones(6)))
