"""Protects the retargeting as a whole: what the signer does is what the avatar does, and nothing is made up."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from avatar.body import Body
from avatar.limits import ELBOW
from avatar.people import load_person
from avatar.presence import HOLD
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose, Rig, forward
from avatar.rotations import frame, from_vector, to_vector
from detector.pose import Pose
from detector.skeleton import BODY, HANDS, MIRROR, SIDES, K, index, keypoint

sys.path.insert(0, str(Path(__file__).parent))
from signers import CENTRE, DATA, PIXELS, SIZE, Signer, Truth, bone_errors, hidden, labelled_clip, random_angles

Array = NDArray[np.float64]
SHOULDERS = [index(f"{side}_shoulder") for side in SIDES]
FRAME_US = 33_333
FINGER_BONES = {side: [f"finger{f}-{k}.{letter}" for f in range(1, 6) for k in (1, 2, 3)] for side, letter in
                zip(SIDES, "LR", strict=True)}  # fmt: skip


@pytest.fixture(scope="module")
def rig(body: Body) -> Rig:
    return body.rig


@pytest.fixture(scope="module")
def signer(rig: Rig) -> Signer:
    return Signer(rig)


@pytest.fixture
def avatar(body: Body) -> Retargeter:
    return Retargeter(body)


def _points(avatar: Retargeter, rig: Rig, pose: AvatarPose) -> Array:
    return avatar.landmarks.positions(forward(rig, pose)).astype(np.float64)


def _width(points: Array) -> float:
    return float(np.linalg.norm(points[SHOULDERS[0]] - points[SHOULDERS[1]]))


def _shown(body: Body, pose: Pose) -> Array:
    """Keypoints of a fresh avatar shown one pose."""
    avatar = Retargeter(body)
    return _points(avatar, body.rig, avatar.update(pose))


def _direction_errors(truth: Array, drawn: Array, pairs: list[tuple[str, str]]) -> Array:
    """Angles in the picture, degrees, of bones longer than 5 cm there."""
    out = []
    for start, end in pairs:
        a, b = (p[index(end), :2] - p[index(start), :2] for p in (truth, drawn))
        if np.linalg.norm(a) > 0.05:
            out.append(abs(np.rad2deg(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))))
    return np.array(out)


ARMS = [(f"{side}_{a}", f"{side}_{b}") for side in SIDES for a, b in (("shoulder", "elbow"), ("elbow", "wrist"))]


@pytest.mark.parametrize(("noise", "fingers", "arms"), [((0.0, 0.0), 2.5, 3.0), ((0.02, 0.10), 5.0, 5.0)])
def test_a_known_signer_is_recovered(
    body: Body, signer: Signer, noise: tuple[float, float], fingers: float, arms: float
) -> None:
    rng = np.random.default_rng(11)
    hand_errors, arm_errors, places = [], [], []
    for _ in range(40):
        truth = signer.random(rng, noise=noise)
        drawn = _shown(body, truth.pose)
        arm_errors.append(_direction_errors(truth.points, drawn, ARMS))
        for side in SIDES:
            hand_errors.append(bone_errors(truth.points[HANDS[side]], drawn[HANDS[side]]))
            wrist = keypoint(side, "wrist")
            places.append(np.linalg.norm(truth.points[wrist, :2] - drawn[wrist, :2]) / _width(drawn))
    assert np.median(np.concatenate(hand_errors)) <= fingers
    assert np.median(np.concatenate(arm_errors)) <= arms
    assert np.median(places) <= 0.05


def test_depth_comes_back_from_the_arms_length(body: Body, signer: Signer) -> None:
    rng = np.random.default_rng(12)
    gaps = []
    for _ in range(40):
        truth = signer.random(rng)
        drawn = _shown(body, truth.pose)
        gaps += [abs(truth.points[keypoint(s, "wrist"), 2] - drawn[keypoint(s, "wrist"), 2]) for s in SIDES]
    assert np.median(gaps) < 0.07


def test_a_mirrored_signer_makes_a_mirrored_avatar(body: Body, signer: Signer) -> None:
    rng = np.random.default_rng(13)
    for _ in range(8):
        pose = signer.random(rng).pose
        plain, mirrored = _shown(body, pose), _shown(body, pose.mirrored())
        known = np.isfinite(plain).all(axis=1)
        gap = np.linalg.norm(plain[list(MIRROR)] * (-1, 1, 1) - mirrored, axis=1)
        assert gap[known].max() < 0.01


@pytest.mark.parametrize("side", SIDES)
def test_one_hand_never_drives_the_other(body: Body, signer: Signer, side: str) -> None:
    rng = np.random.default_rng(14)
    other = SIDES[1 - SIDES.index(side)]  # type: ignore[arg-type]
    for _ in range(5):
        truth, elsewhere = signer.random(rng), signer.random(rng)
        mixed = truth.pose.xyz.copy()
        for part in (HANDS[other], index(f"{other}_elbow"), index(f"{other}_wrist")):
            mixed[part] = elsewhere.pose.xyz[part]
        plain = _shown(body, truth.pose)
        changed = _shown(body, Pose.of(0, SIZE, mixed, truth.pose.score))
        np.testing.assert_allclose(plain[HANDS[side]], changed[HANDS[side]], atol=1e-3)
        assert np.abs(plain[HANDS[other]] - changed[HANDS[other]]).max() > 0.02


def test_a_hand_that_the_tracker_put_on_the_other_one_is_unknown(body: Body, signer: Signer) -> None:
    truth = signer.random(np.random.default_rng(15))
    xyz = truth.pose.xyz.copy()
    xyz[HANDS["right"]] = xyz[HANDS["left"]] + 2
    xyz[index("right_wrist"), :2] = xyz[index("left_wrist"), :2] - (200, 0)
    avatar = Retargeter(body)
    pose = avatar.update(Pose.of(0, SIZE, xyz, truth.pose.score))
    assert pose.visibility[body.rig.index("finger2-1.R")] == 0
    assert pose.visibility[body.rig.index("finger2-1.L")] == 1
    drawn = _points(avatar, body.rig, pose)
    assert np.linalg.norm(drawn[keypoint("left", "wrist")] - drawn[keypoint("right", "wrist")]) > 0.15


def test_the_hand_is_where_the_signer_has_it_whatever_the_proportions(body: Body, signer: Signer) -> None:
    rng = np.random.default_rng(16)
    face = slice(0, 5)
    for stretch in (-0.06, 0.0, 0.06):  # metres of neck
        truth = signer.random(rng)
        xyz = truth.pose.xyz.copy()
        xyz[face, 1] -= stretch * PIXELS
        # The right index finger points at the nose.
        hand, tip, nose = HANDS["right"], keypoint("right", "index_tip"), index("nose")
        xyz[hand, :2] += xyz[nose, :2] - xyz[tip, :2]
        xyz[index("right_wrist"), :2] = xyz[hand.start, :2]
        xyz[index("right_elbow"), :2] = xyz[SHOULDERS[1], :2] + (-60, 120)
        drawn = _shown(body, Pose.of(0, SIZE, xyz, truth.pose.score))
        assert np.linalg.norm(drawn[tip, :2] - drawn[nose, :2]) / _width(drawn) < 0.12


@pytest.mark.parametrize("into", [False, True])
@pytest.mark.parametrize("depth", [-400.0, 0.0, 400.0])
def test_no_hand_goes_through_the_body(body: Body, signer: Signer, depth: float, into: bool) -> None:
    """Whatever z says, a hand over chest or face is in front of skin and cloth, even if its fingers point at them."""
    rng = np.random.default_rng(17)
    arms = {
        bone for bone, name in enumerate(body.rig.names) if name.startswith(("upper", "lower", "wrist", "meta", "fing"))
    }
    torso = ~np.isin(body.bones[np.arange(len(body.vertices)), body.weights.argmax(axis=1)], list(arms))
    skin = body.vertices[torso].astype(np.float64)
    checked = 0
    for x, y in ((0.0, -0.12), (-0.08, -0.2), (0.05, -0.05), (0.0, 0.05), (0.0, 0.12)):
        wrist = signer.before(np.array(((0.2, -0.2, 0.25), (x - 0.04, y - 0.03, 0.28))))
        angles = random_angles(rng, 2) * (0.2 if into else 1.0)
        truth = signer.at(wrist, rng.uniform(-1, 1, 2), np.tile(np.eye(3), (2, 1, 1)), angles)
        xyz = truth.pose.xyz.copy()
        hand = xyz[HANDS["right"]]
        if into:
            along = hand[9] - hand[0]
            across = np.array((1.0, 0.0, 0.0))
            turn = frame(np.array((0.2, 0.1, 1.0)), across) @ frame(along.astype(np.float64), across).T
            hand[:] = hand[0] + (hand - hand[0]) @ turn.T
        else:
            hand[:, 2] *= 0.3
        xyz[[index("right_wrist"), index("right_elbow")], 2] += depth
        drawn = _shown(body, Pose.of(0, SIZE, xyz, truth.pose.score))
        for point in drawn[HANDS["right"]]:
            near = skin[np.linalg.norm(skin[:, :2] - point[:2], axis=1) < 0.015]
            if len(near):
                checked += 1
                assert point[2] > near[:, 2].max() - 0.004
    assert checked > 50


def test_elbows_bend_only_as_elbows_do(body: Body, signer: Signer) -> None:
    rng = np.random.default_rng(18)
    for _ in range(20):
        drawn = _shown(body, _scattered(rng))
        for side in SIDES:
            shoulder, elbow, wrist = (drawn[index(f"{side}_{p}")] for p in ("shoulder", "elbow", "wrist"))
            fore, upper = wrist - elbow, elbow - shoulder
            bend = np.arccos(fore @ upper / np.linalg.norm(fore) / np.linalg.norm(upper))
            # The labelled wrist lies a little beside the forearm's axis.
            assert bend <= ELBOW[1] + np.deg2rad(12)


def _scattered(rng: np.random.Generator) -> Pose:
    """Keypoints strewn over the picture."""
    xyz = rng.uniform((0, 0, -300), (640, 480, 300), (K, 3)).astype(np.float32)
    return Pose.of(0, SIZE, xyz, np.ones(K, np.float32))


@given(
    arrays(np.float32, (K, 3), elements=st.one_of(st.just(np.float32("nan")), st.floats(-1e5, 1e5, width=32))),
    arrays(np.float32, K, elements=st.sampled_from([np.float32(v) for v in (0.0, 0.05, 0.4, 1.0)])),
    st.integers(-1_000_000, 10_000_000),
)
@settings(max_examples=60, deadline=None)
def test_nothing_breaks_the_avatar(xyz: NDArray[np.float32], score: NDArray[np.float32], time_us: int) -> None:
    body = load_person()
    avatar = Retargeter(body)
    wild = Pose.of(time_us, SIZE, xyz, score)
    for pose in (wild, Pose.of(33_333, SIZE, xyz[::-1].copy(), score), Pose.unknown(66_666, SIZE), wild):
        out = avatar.update(pose)  # AvatarPose itself refuses what is not finite
        turns = out.rotations.astype(np.float64)
        np.testing.assert_allclose(
            turns @ np.swapaxes(turns, -1, -2), np.tile(np.eye(3), (len(turns), 1, 1)), atol=1e-4
        )
        assert np.linalg.det(turns).min() > 0.99


def test_an_unknown_signer_stands_at_ease_and_is_not_claimed(body: Body, avatar: Retargeter) -> None:
    pose = avatar.update(Pose.unknown(0, SIZE))
    assert pose.visibility.max() == 0
    drawn = _points(avatar, body.rig, pose)
    for side in SIDES:
        assert drawn[index(f"{side}_wrist"), 1] < drawn[index(f"{side}_shoulder"), 1] - 0.35


def _play(avatar: Retargeter, poses: list[Pose]) -> list[AvatarPose]:
    return [avatar.update(pose) for pose in poses]


def test_a_lost_hand_is_held_then_eases_to_rest_and_fades(body: Body, signer: Signer, avatar: Retargeter) -> None:
    truth = signer.random(np.random.default_rng(19))
    lost = (HANDS["left"], index("left_wrist"), index("left_elbow"))
    seen = [hidden(truth.pose, time_us=n * FRAME_US) for n in range(5)]
    gone = [hidden(truth.pose, *lost, time_us=n * FRAME_US) for n in range(5, 95)]
    back = [hidden(truth.pose, time_us=n * FRAME_US) for n in range(95, 105)]
    shown = _play(avatar, seen + gone + back)
    finger, other = body.rig.index("finger2-1.L"), body.rig.index("finger2-1.R")
    visible = np.array([pose.visibility[finger] for pose in shown])
    assert visible[4] == 1
    assert (np.diff(visible[5:40]) <= 0).all()
    assert visible[5] < 1, "what is only held is not claimed from the first frame on"
    assert visible[40:95].max() == 0
    assert visible[-1] == 1
    assert all(pose.visibility[other] == 1 for pose in shown)

    wrist = np.array([_points(avatar, body.rig, pose)[index("left_wrist")] for pose in shown])
    held = 5 + int(HOLD / (FRAME_US / 1e6)) - 1
    assert np.linalg.norm(wrist[5:held] - wrist[4], axis=1).max() < 0.005
    assert wrist[94, 1] < wrist[4, 1] - 0.05
    np.testing.assert_allclose(wrist[-1, :2], wrist[4, :2], atol=0.02)


def test_nothing_pops_when_a_hand_comes_and_goes(body: Body, signer: Signer, avatar: Retargeter) -> None:
    truth = signer.random(np.random.default_rng(20))
    lost = (HANDS["right"], index("right_wrist"), index("right_elbow"))
    poses = [hidden(truth.pose, *(lost if 10 <= n < 70 else ()), time_us=n * FRAME_US) for n in range(100)]
    turns = np.array([pose.rotations for pose in _play(avatar, poses)], np.float64)
    steps = np.rad2deg(np.linalg.norm(to_vector(np.swapaxes(turns[1:-1], -1, -2) @ turns[2:]), axis=-1))
    # 0.12 s to catch up is four frames at most a third of the way each; easing is slower.
    assert steps.max() < 60
    assert steps[:8].max() < 3, "a still signer is a still avatar"


def test_a_finger_that_is_not_seen_is_held_and_faded_alone(body: Body, signer: Signer, avatar: Retargeter) -> None:
    truth = signer.random(np.random.default_rng(21))
    ring = [keypoint("left", f"ring_{joint}") for joint in ("mcp", "pip", "dip", "tip")]
    whole = _play(avatar, [hidden(truth.pose, time_us=n * FRAME_US) for n in range(4)])[-1]
    part = _play(avatar, [hidden(truth.pose, *ring, time_us=(4 + n) * FRAME_US) for n in range(4)])[-1]
    bones = [body.rig.index(f"finger4-{k}.L") for k in (1, 2, 3)]
    moved = np.linalg.norm(to_vector(np.swapaxes(whole.rotations[bones], -1, -2) @ part.rotations[bones]), axis=-1)
    assert np.rad2deg(moved).max() < 4
    assert part.visibility[bones].max() < whole.visibility[bones].min()
    assert part.visibility[body.rig.index("finger3-1.L")] == whole.visibility[body.rig.index("finger3-1.L")]


def test_doubtful_keypoints_are_drawn_doubtful(body: Body, signer: Signer) -> None:
    truth = signer.random(np.random.default_rng(22))
    score = truth.pose.score.copy()
    score[HANDS["left"]] = 0.3
    pose = Retargeter(body).update(Pose.of(0, SIZE, truth.pose.xyz, score))
    assert 0.1 < pose.visibility[body.rig.index("finger2-1.L")] < 0.9
    assert pose.visibility[body.rig.index("finger2-1.R")] == 1


def test_noise_at_rest_stays_small(body: Body, signer: Signer, avatar: Retargeter) -> None:
    rng = np.random.default_rng(23)
    truth = signer.random(rng)
    poses = []
    for n in range(40):
        xyz = truth.pose.xyz + rng.normal(0, 0.01 * 0.09 * PIXELS, (K, 3)).astype(np.float32) * (1, 1, 0.1)
        poses.append(Pose.of(n * FRAME_US, SIZE, xyz.astype(np.float32), truth.pose.score))
    tips = [
        keypoint(side, f"{finger}_tip") for side in SIDES for finger in ("thumb", "index", "middle", "ring", "little")
    ]
    drawn = np.array([_points(avatar, body.rig, pose)[tips, :2] for pose in _play(avatar, poses)])[5:]
    assert np.sqrt(((drawn - drawn.mean(axis=0)) ** 2).sum(axis=-1).mean()) < 0.03 * 0.09


def _turned_head(signer: Signer, truth: Truth, degrees: tuple[float, float, float]) -> Pose:
    """The signer with the head turned: nod, turn and tilt about the world's axes."""
    points = truth.points.copy()
    face = slice(0, 5)
    neck = signer.rig.heads[signer.rig.index("head")].astype(np.float64)
    points[face] = (points[face] - neck) @ from_vector(np.deg2rad(np.array(degrees))).T + neck
    xyz = truth.pose.xyz.copy()
    xyz[face] = points[face] * (1, -1, -1) * PIXELS
    xyz[face, :2] += CENTRE
    return Pose.of(0, SIZE, xyz, truth.pose.score)


@pytest.mark.parametrize(
    "degrees", [(0, 0, 0), (0, 30, 0), (0, -45, 0), (18, 0, 0), (-15, 0, 0), (0, 0, 20), (10, 25, -10)]
)
def test_the_head_turns_nods_and_tilts(body: Body, signer: Signer, degrees: tuple[float, float, float]) -> None:
    truth = signer.random(np.random.default_rng(24))
    placed = forward(body.rig, Retargeter(body).update(_turned_head(signer, truth, degrees)))
    head = body.rig.index("head")
    turn = placed[head, :3, :3].astype(np.float64) @ body.rig.rest[head, :3, :3].T.astype(np.float64)
    np.testing.assert_allclose(np.rad2deg(to_vector(turn)), degrees, atol=8)


def test_a_turned_and_tilted_torso_follows(body: Body, signer: Signer, avatar: Retargeter) -> None:
    truth = signer.random(np.random.default_rng(25))
    avatar.update(truth.pose)
    xyz = truth.pose.xyz.copy()
    xyz[SHOULDERS[0], 1] -= 30
    drawn = _points(avatar, body.rig, avatar.update(Pose.of(FRAME_US, SIZE, xyz, truth.pose.score)))
    line = drawn[SHOULDERS[0]] - drawn[SHOULDERS[1]]
    assert np.rad2deg(np.arctan2(line[1], line[0])) == pytest.approx(8.8, abs=4)


def test_forgetting_makes_the_next_pose_a_first_one(body: Body, signer: Signer, avatar: Retargeter) -> None:
    rng = np.random.default_rng(26)
    first, second = signer.random(rng).pose, signer.random(rng).pose
    avatar.update(first)
    avatar.reset()
    np.testing.assert_array_equal(avatar.update(second).rotations, Retargeter(body).update(second).rotations)


CLIPS = [("clips", "doctor_001"), ("clips", "yo_001"), ("clips_asl", "help"), ("clips_asl", "brother")]


@pytest.mark.skipif(not (DATA / "labels" / "clips_asl.npz").exists(), reason="the real clips' labels are not here")
def test_real_signers_are_followed(body: Body) -> None:
    fingers, arms = [], []
    for labels, clip in CLIPS:
        avatar = Retargeter(body)
        poses = labelled_clip(labels, clip)
        assert len(poses) > 30
        for pose in poses:
            drawn = _points(avatar, body.rig, avatar.update(pose))
            seen = pose.xyz.astype(np.float64) * (1, -1, -1)
            for side in SIDES:
                if pose.known[HANDS[side]].all():
                    fingers.append(bone_errors(seen[HANDS[side]], drawn[HANDS[side]]))
            if pose.score[BODY][5:11].min() > 0.5:
                scaled = seen * _width(drawn) / np.linalg.norm(seen[SHOULDERS[0], :2] - seen[SHOULDERS[1], :2])
                arms.append(_direction_errors(scaled, drawn, ARMS[::2]))
    assert np.median(np.concatenate(fingers)) <= 4
    assert np.percentile(np.concatenate(fingers), 90) <= 15
    assert np.median(np.concatenate(arms)) <= 5
