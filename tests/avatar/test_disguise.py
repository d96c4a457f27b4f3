"""A blurred signer: the sign is the avatar's, proportions are nobody's, and nothing unknown becomes known."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar.body import Body
from avatar.disguise import Disguise
from avatar.retarget import Retargeter
from avatar.rig import forward
from detector.pose import Pose
from detector.skeleton import BODY, FACE, HAND_BONES, HANDS, SIDES, K, index

sys.path.insert(0, str(Path(__file__).parent))
from signers import Signer

Array = NDArray[np.float64]
SIZE = (640, 480)
FRAME_US = 33_333
SHOULDERS = [index(f"{side}_shoulder") for side in SIDES]


@pytest.fixture(scope="module")
def signer(body: Body) -> Signer:
    return Signer(body.rig)


def held(disguise: Disguise, pose: Pose, frames: int = 8) -> Pose:
    for n in range(frames):
        out = disguise.update(Pose(n * FRAME_US, pose.width, pose.height, pose.xyz, pose.score))
    return out


def stretched(pose: Pose, wide: float, high: float, aside: float) -> Pose:
    """The same sign by somebody of other proportions, elsewhere in the picture."""
    xyz = pose.xyz * np.array((wide, high, wide)) + np.array((aside, 15.0, 0.0))
    for side in SIDES:
        hand = xyz[HANDS[side]]
        xyz[HANDS[side]] = hand[0] + 1.25 * (hand - hand[0])
    return Pose.of(pose.time_us, SIZE, xyz.astype(np.float32), pose.score)


def test_bones_have_the_avatars_lengths_whoever_signs(body: Body, signer: Signer) -> None:
    """Hands and shoulders, seen from the front, are as large as the avatar's: nothing of the signer's size is left."""
    truth = signer.random(np.random.default_rng(3)).pose
    sizes = []
    for wide, high, aside in ((1.0, 1.0, 0.0), (0.8, 0.95, 40.0), (1.15, 1.0, -30.0)):
        sent = held(Disguise(body), stretched(truth, wide, high, aside))
        shoulders = np.linalg.norm(np.subtract(*sent.xyz[SHOULDERS]))
        hand = sent.xyz[HANDS["left"]].astype(float)
        bones = [np.linalg.norm(hand[b] - hand[a]) for a, b in HAND_BONES]
        sizes.append([shoulders, *bones])
    # Between keypoints that lie beside their joints, bent fingers measure a little less: but not a tenth.
    for other in sizes[1:]:
        assert other[0] == pytest.approx(sizes[0][0], rel=0.01)
        np.testing.assert_allclose(other, sizes[0], rtol=0.1)


def test_the_sign_is_the_same_when_an_avatar_shows_it(body: Body, signer: Signer) -> None:
    off = []
    for seed in range(5):
        pose = signer.random(np.random.default_rng(seed)).pose
        shown = []
        for sent in (pose, held(Disguise(body), pose)):
            avatar = Retargeter(body)
            shown.append(avatar.landmarks.positions(forward(body.rig, avatar.update(sent))).astype(float))
        for side in SIDES:
            one, other = (points[HANDS[side]] for points in shown)
            for a, b in HAND_BONES:
                u, v = (one[b] - one[a])[:2], (other[b] - other[a])[:2]
                if np.linalg.norm(u) > 0.012:
                    off.append(np.degrees(np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))))
    assert np.median(off) < 5


def test_a_posture_that_somebody_always_has_goes_and_a_nod_stays(body: Body, signer: Signer) -> None:
    pose = signer.random(np.random.default_rng(0)).pose
    lean = pose.xyz.copy()
    height = lean[SHOULDERS, 1].mean() + 150
    lean[:, 0] += 0.12 * (height - lean[:, 1])  # leans to the left, all the time
    leaning = Pose.of(0, SIZE, lean, pose.score)
    disguise = Disguise(body)

    def slope(sent: Pose) -> float:
        head = sent.xyz[[index("left_eye"), index("right_eye")]].mean(axis=0)
        across = head - sent.xyz[SHOULDERS].mean(axis=0)
        return float(abs(across[0] / across[1]))

    first = slope(disguise.update(leaning))
    for n in range(1, 40):
        last = disguise.update(Pose(n * 450_000, *SIZE, leaning.xyz, leaning.score))
    assert slope(last) < 0.5 * first


def test_unknown_stays_unknown_and_scores_stay(body: Body, signer: Signer) -> None:
    pose = signer.random(np.random.default_rng(1)).pose
    score = pose.score.copy()
    score[HANDS["left"]] = 0
    score[FACE] = 0
    some = Pose.of(0, SIZE, pose.xyz, score)
    sent = held(Disguise(body), some)
    np.testing.assert_array_equal(sent.score, some.score)
    np.testing.assert_array_equal(sent.known, some.known)
    assert np.isfinite(sent.xyz[BODY][some.known[BODY]]).all()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), share=st.floats(0, 1), spread=st.floats(0.1, 1e4), gap=st.integers(-(10**7), 10**9)
)
def test_any_pose_can_be_blurred(body: Body, seed: int, share: float, spread: float, gap: int) -> None:
    rng = np.random.default_rng(seed)
    disguise = Disguise(body)
    for n in range(3):
        xyz = rng.normal(300, spread, (K, 3)).astype(np.float32)
        pose = Pose.of(
            10**8 + n * gap, SIZE, xyz, np.where(rng.random(K) < share, 0.0, rng.random(K)).astype(np.float32)
        )
        sent = disguise.update(pose)
        np.testing.assert_array_equal(sent.known, pose.known)
        assert (sent.width, sent.height, sent.time_us) == (*SIZE, pose.time_us)
