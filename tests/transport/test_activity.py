"""The signing-activity measure: movement and holds in signing space count, hands at rest or absent do not."""

from __future__ import annotations

import numpy as np
import pytest

from detector.pose import Pose
from detector.skeleton import HANDS, SIDES, index
from transport.activity import SigningActivity
from transport.bench import rocked
from transport.pose_file import read_pose_file

FRAME_US = 33_333
LAP = 230.0  # pixels below where the signer of conftest.py keeps the hands: a shoulder width and a quarter


def played(activity: SigningActivity, poses: list[Pose]) -> list[bool]:
    """Whether the signer signs, after each of the poses."""
    result = []
    for pose in poses:
        assert 0.0 <= activity.update(pose) <= 1.0
        result.append(activity.signing)
    return result


@pytest.fixture
def scene(signing):
    """Makes pose ``number`` of a scene out of pose ``of`` of the signer: hands lowered, shaken, out of sight."""

    def make(number: int, of: int = 0, *, lowered: float = 0.0, noise: float = 0.0, hidden: bool = False) -> Pose:
        pose = signing(of)
        xyz, score = pose.xyz.copy(), pose.score.copy()
        xyz[:, :2] += np.random.default_rng(number).normal(0.0, noise, (len(xyz), 2))
        for side in SIDES:
            points = [index(f"{side}_wrist"), *range(HANDS[side].start, HANDS[side].stop)]
            xyz[points, 1] += lowered
            if hidden:
                score[points] = 0
        return Pose.of(number * FRAME_US, (pose.width, pose.height), xyz, score)

    return make


def test_signing_is_noticed_within_a_tenth_of_a_second(scene):
    assert all(played(SigningActivity(), [scene(number, of=number) for number in range(60)])[4:])


def test_a_held_sign_is_still_signing_and_ends_when_the_hands_go_down(scene):
    activity = SigningActivity()
    played(activity, [scene(number, of=number) for number in range(30)])
    assert all(played(activity, [scene(number, of=29, noise=0.5) for number in range(30, 120)]))
    down = played(activity, [scene(number, of=29, lowered=LAP) for number in range(120, 150)])
    assert down[2]
    assert not any(down[25:])


def test_hands_that_leave_the_picture_end_it(scene):
    activity = SigningActivity()
    played(activity, [scene(number, of=number) for number in range(30)])
    assert not any(played(activity, [scene(number, hidden=True) for number in range(30, 90)])[20:])


def test_a_hand_missed_for_a_moment_ends_nothing(scene):
    activity = SigningActivity()
    played(activity, [scene(number, of=number) for number in range(30)])
    assert all(played(activity, [scene(number, hidden=True) for number in range(30, 36)]))


def test_hands_that_fidget_in_the_lap_are_not_signing(scene):
    poses = [scene(number, of=3 * number, lowered=LAP, noise=2.0) for number in range(90)]
    assert not any(played(SigningActivity(), poses))


def test_hands_that_never_move_and_a_noisy_detector_are_not_signing(scene):
    assert not any(played(SigningActivity(), [scene(number, noise=0.5) for number in range(90)]))


def test_leaning_forward_with_still_hands_is_not_signing(scene):
    poses = []
    for number in range(60):
        pose = scene(number)
        poses.append(Pose(pose.time_us, pose.width, pose.height, pose.xyz + np.float32(2.0 * number), pose.score))
    assert not any(played(SigningActivity(), poses))


def test_nothing_known_and_times_that_stand_still_change_nothing(scene):
    activity = SigningActivity()
    assert activity.update(Pose.unknown(1, (640, 480))) == 0.0
    played(activity, [scene(number, of=number) for number in range(1, 30)])
    level = activity.update(scene(29, of=40))
    assert activity.update(scene(5, of=70)) == level
    assert activity.signing


def test_real_signing_is_signing(recordings):
    for path in recordings[::5]:
        assert all(played(SigningActivity(), rocked(read_pose_file(path), 60))[5:]), path.name
