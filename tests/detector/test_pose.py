"""Protects what a pose promises: shapes, immutability, and that unknown stays unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detector.pose import Pose
from detector.skeleton import K, index


def full_pose() -> Pose:
    xyz = np.arange(K * 3, dtype=np.float32).reshape(K, 3)
    return Pose(5, 640, 480, xyz, np.full(K, 0.5, np.float32))


def test_the_arrays_are_read_only_copies() -> None:
    xyz, score = np.ones((K, 3), np.float32), np.ones(K, np.float32)
    pose = Pose(0, 10, 10, xyz, score)
    xyz[0] = 7
    assert pose.xyz[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        pose.xyz[0] = 0


@pytest.mark.parametrize(
    ("xyz", "score", "size", "told"),
    [
        (np.ones((K, 2)), np.ones(K), (10, 10), "xyz has shape"),
        (np.ones((K, 3)), np.ones(K - 1), (10, 10), "score has shape"),
        (np.ones((K, 3)), np.full(K, 1.5), (10, 10), "outside 0..1"),
        (np.ones((K, 3)), np.full(K, np.nan), (10, 10), "outside 0..1"),
        (np.full((K, 3), np.nan), np.ones(K), (10, 10), "exactly where"),
        (np.ones((K, 3)), np.zeros(K), (10, 10), "exactly where"),
        (np.full((K, 3), np.inf), np.ones(K), (10, 10), "infinite"),
        (np.ones((K, 3)), np.ones(K), (0, 10), "frame size"),
    ],
)
def test_what_is_not_a_pose_is_refused_by_name(
    xyz: np.ndarray, score: np.ndarray, size: tuple[int, int], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        Pose(0, *size, xyz, score)


@given(
    hnp.arrays(np.float32, (K, 3), elements=st.floats(width=32)),
    hnp.arrays(np.float32, K, elements=st.floats(width=32)),
)
def test_any_network_output_becomes_a_pose_that_invents_nothing(xyz: np.ndarray, score: np.ndarray) -> None:
    pose = Pose.of(0, (640, 480), xyz, score)
    assert not pose.known[~np.isfinite(xyz).all(axis=1)].any()
    assert not pose.known[~(score > 0)].any()
    assert np.array_equal(pose.xyz[pose.known], xyz[pose.known])


def test_a_mirrored_pose_is_the_pose_of_the_mirrored_picture() -> None:
    pose = full_pose()
    there = pose.mirrored()
    assert there.xyz[index("left_wrist"), 0] == 639 - pose.xyz[index("right_wrist"), 0]
    assert there.xyz[index("left_wrist"), 1] == pose.xyz[index("right_wrist"), 1]
    assert np.array_equal(there.mirrored().xyz, pose.xyz)
