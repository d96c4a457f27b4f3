"""Protects the rig: what a pose of bones means, and that nonsense is refused where it comes in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.body import Body
from avatar.landmarks import Landmarks
from avatar.rig import AvatarPose, Rig, forward, skinning_matrices
from avatar.rotations import about, from_vector
from detector.skeleton import FACE, K


def _chain() -> Rig:
    """Three bones of 1 m, one above the other."""
    rest = np.tile(np.eye(4, dtype=np.float32), (3, 1, 1))
    rest[:, 1, 3] = (0, 1, 2)
    return Rig(("low", "middle", "top"), np.array([-1, 0, 1]), rest, rest[:, :3, 3] + np.float32([0, 1, 0]))


def _pose(rig: Rig, rotations: np.ndarray, root: tuple[float, float, float] = (0, 0, 0)) -> AvatarPose:
    return AvatarPose(7, rotations, np.array(root), np.ones(len(rig.names)))


def test_the_rest_pose_is_at_rest(body: Body) -> None:
    placed = forward(body.rig, AvatarPose.at_rest(body.rig))
    np.testing.assert_allclose(placed, body.rig.rest, atol=1e-5)
    np.testing.assert_allclose(skinning_matrices(body.rig, placed), np.tile(np.eye(4), (len(placed), 1, 1)), atol=1e-5)


def test_a_bone_carries_its_children_about_its_head() -> None:
    rig = _chain()
    turns = np.tile(np.eye(3), (3, 1, 1))
    turns[1] = about(2, np.array(np.pi / 2))
    placed = forward(rig, _pose(rig, turns, root=(5, 0, 0)))
    np.testing.assert_allclose(placed[:, :3, 3], [(5, 0, 0), (5, 1, 0), (4, 1, 0)], atol=1e-6)
    # A vertex 10 cm beside the top bone's head goes round with it.
    vertex = skinning_matrices(rig, placed)[2] @ np.array([0.1, 2, 0, 1])
    np.testing.assert_allclose(vertex[:3], (4, 1.1, 0), atol=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_turning_never_stretches(seed: int) -> None:
    rig = _chain()
    turns = from_vector(np.random.default_rng(seed).normal(size=(3, 3)) * 2)
    heads = forward(rig, _pose(rig, turns))[:, :3, 3]
    np.testing.assert_allclose(np.linalg.norm(np.diff(heads, axis=0), axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"names": ("low", "low", "top")}, "twice"),
        ({"names": ()}, "0 bones"),
        ({"parents": np.array([-1, 2, 1])}, "earlier bone"),
        ({"parents": np.array([0, 0, 1])}, "earlier bone"),
        ({"parents": np.array([-1, 0])}, "shape"),
        ({"rest": np.zeros((3, 4, 4), np.float32)}, "not a rotation"),
        ({"rest": np.full((3, 4, 4), np.nan, np.float32)}, "not finite"),
        ({"tails": np.zeros((2, 3), np.float32)}, "shape"),
    ],
)
def test_a_rig_that_does_not_fit_together_is_refused(change: dict[str, object], says: str) -> None:
    good = _chain()
    parts = {"names": good.names, "parents": good.parents, "rest": good.rest, "tails": good.tails}
    with pytest.raises(ValueError, match=says):
        Rig(**{**parts, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rotations": np.zeros((3, 3))}, "rotations"),
        ({"root": np.full(3, np.nan)}, "root"),
        ({"visibility": np.array([0.5, 1.5, 0.0])}, "outside 0..1"),
    ],
)
def test_an_avatar_pose_that_makes_no_sense_is_refused(change: dict[str, object], says: str) -> None:
    parts = {"rotations": np.tile(np.eye(3), (3, 1, 1)), "root": np.zeros(3), "visibility": np.ones(3)}
    with pytest.raises(ValueError, match=says):
        AvatarPose(0, **{**parts, **change})  # type: ignore[arg-type]


def test_a_pose_of_another_rig_is_refused(body: Body) -> None:
    with pytest.raises(ValueError, match="bones"):
        forward(body.rig, AvatarPose.at_rest(_chain()))


def test_rigs_and_poses_cannot_be_changed() -> None:
    rig = _chain()
    for array in (rig.rest, rig.parents, rig.local, AvatarPose.at_rest(rig).rotations):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_every_keypoint_but_the_face_has_its_place_on_the_body(body: Body) -> None:
    marks = Landmarks.of(body.rig)
    points = marks.positions(forward(body.rig, AvatarPose.at_rest(body.rig)))
    on_face = np.zeros(K, bool)
    on_face[FACE] = True
    assert np.isfinite(points[~on_face]).all()
    assert np.isnan(points[on_face]).all()
    # Every hand keypoint lies in the flesh: within a fifth of the palm's length of the skin.
    hands = points[FACE.stop :]
    gaps = np.linalg.norm(hands[:, None] - body.vertices[None], axis=-1).min(axis=1)
    assert gaps.max() < 0.22 * np.linalg.norm(hands[9] - hands[0])
