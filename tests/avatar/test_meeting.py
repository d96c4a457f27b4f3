"""Protects hands that meet: what touches on the signer touches on an avatar with other arms and hands."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from avatar.body import Body
from avatar.meeting import meeting
from avatar.retarget import Retargeter
from avatar.rig import forward
from detector.pose import Pose
from detector.skeleton import HANDS, keypoint

sys.path.insert(0, str(Path(__file__).parent))
from signers import Signer, random_angles

FRAME_US = 33_333


def test_hands_apart_are_left_alone() -> None:
    rng = np.random.default_rng(1)
    seen = rng.normal(size=(2, 21, 2)) * 0.03
    seen[1] += 0.4
    shift, depth = meeting(seen, rng.normal(size=(2, 21, 3)), np.ones((2, 21), np.bool_), 0.09)
    assert not shift.any()
    assert not depth.any()
    shift, _ = meeting(seen - seen[:, :1], rng.normal(size=(2, 21, 3)), np.zeros((2, 21), np.bool_), 0.09)
    assert not shift.any(), "what is not known does not meet"


def test_hands_that_meet_are_brought_together_evenly() -> None:
    rng = np.random.default_rng(2)
    seen = rng.normal(size=(2, 21, 2)) * 0.005 * np.array((1, 10))
    seen[1, :, 0] += 0.08
    seen[0, 8], seen[1, 8] = (0.04, 0.0), (0.041, 0.0)
    drawn = np.concatenate((seen, np.zeros((2, 21, 1))), axis=2)
    drawn[0] += (0.03, -0.02, 0.1)
    shift, depth = meeting(seen, drawn, np.ones((2, 21), np.bool_), 0.09)
    np.testing.assert_allclose(shift[0] - shift[1], (-0.03, 0.02), atol=1e-6)
    np.testing.assert_allclose(shift.sum(axis=0), 0, atol=1e-9)
    assert -0.1 <= depth[0] - depth[1] < -0.06


@pytest.mark.parametrize("bigger", [0.85, 1.0, 1.2])
def test_index_fingers_that_touch_do_on_the_avatar(body: Body, signer_of: Signer, bigger: float) -> None:
    """Whatever the size of the signer's hands against the shoulders."""
    rng = np.random.default_rng(3)
    wrist = signer_of.before(np.array(((0.12, -0.2, 0.27), (-0.12, -0.2, 0.27))))
    pose = signer_of.at(wrist, np.zeros(2), np.tile(np.eye(3), (2, 1, 1)), random_angles(rng, 2) * 0.2).pose
    xyz = pose.xyz.copy()
    for side, sense in (("left", 1), ("right", -1)):
        hand = xyz[HANDS[side]]
        hand[:] = hand[0] + (hand - hand[0]) * bigger
        hand[:, :2] += (320 + 2 * sense, 260) - hand[8, :2]
        xyz[keypoint(side, "wrist"), :2] = hand[0, :2]
    avatar = Retargeter(body)
    for n in range(12):
        shown = avatar.update(Pose.of(n * FRAME_US, (pose.width, pose.height), xyz, pose.score))
    drawn = avatar.landmarks.positions(forward(body.rig, shown))
    left, right = drawn[keypoint("left", "index_tip")], drawn[keypoint("right", "index_tip")]
    palm = np.linalg.norm(drawn[keypoint("left", "middle_mcp")] - drawn[keypoint("left", "wrist")])
    assert np.linalg.norm((left - right)[:2]) < 0.15 * palm
    assert abs(left[2] - right[2]) < 0.35 * palm


@pytest.fixture(scope="module")
def signer_of(body: Body) -> Signer:
    return Signer(body.rig)
