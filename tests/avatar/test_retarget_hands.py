"""Protects the hands: joint angles from keypoints, within anatomy, on both sides alike."""

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
from avatar.handfit import HUMAN_BONES, RELAXED, HandFit, HandState, Prior
from avatar.hands import POINTS, HandModel
from avatar.landmarks import Landmarks
from avatar.limits import BEND, CUP, CURL, FINGERS, FLEX, SPREAD, clamp_fingers
from avatar.rig import AvatarPose, forward
from avatar.rotations import from_vector
from detector.skeleton import HANDS, SIDES, hand_index

sys.path.insert(0, str(Path(__file__).parent))
from signers import BONES, bone_errors, random_angles

Array = NDArray[np.float64]


@pytest.fixture(scope="module")
def model(body: Body) -> HandModel:
    return HandModel.of(body.rig, Landmarks.of(body.rig))


@pytest.fixture(scope="module")
def fitter(model: HandModel) -> HandFit:
    return HandFit(model)


def _human(points: Array) -> Array:
    """Hands (N, 21, 3) whose bones point the same way but have human lengths."""
    palm = np.linalg.norm(points[:, [5, 9, 13, 17]] - points[:, :1], axis=-1).mean(axis=1)
    bones = points[:, BONES[:, 1]] - points[:, BONES[:, 0]]
    bones *= (HUMAN_BONES * palm[:, None] / np.linalg.norm(bones, axis=-1))[..., None]
    out = np.zeros_like(points)
    for number, (parent, child) in enumerate(BONES):
        out[:, child] = out[:, parent] + bones[:, number]
    return out


def _first_sight(count: int, scale: float = 1.0) -> Prior:
    """Nothing known of the hands but about how large they are."""
    state = HandState(np.tile(np.eye(3), (count, 1, 1)), np.tile(RELAXED, (count, 1, 1)), np.full(count, scale))
    return Prior(state, np.full(count, 1e3), np.full((count, 5), 3.0), np.full(count, 0.15))


def _drawn(model: HandModel, side: NDArray[np.int64], state: HandState) -> Array:
    return model.bend(side, state.angles).points @ np.swapaxes(state.turn, -1, -2)


def _truths(model: HandModel, count: int, seed: int) -> tuple[NDArray[np.int64], Array]:
    rng = np.random.default_rng(seed)
    side = rng.integers(0, 2, count)
    turn = from_vector(rng.normal(size=(count, 3)) * 1.2)
    return side, model.bend(side, random_angles(rng, count)).points @ np.swapaxes(turn, -1, -2)


def test_the_model_is_the_rig(model: HandModel, body: Body) -> None:
    rig, marks = body.rig, Landmarks.of(body.rig)
    angles = random_angles(np.random.default_rng(1), 2)
    turns = np.tile(np.eye(3), (len(rig.names), 1, 1))
    turns[model.bones], turns[model.metacarpals] = model.rotations(np.array([0, 1]), angles)
    points = marks.positions(forward(rig, AvatarPose(0, turns, np.zeros(3), np.ones(len(turns)))))
    bent = model.bend(np.array([0, 1]), angles).points
    for side, name in enumerate(SIDES):
        wrist = rig.heads[rig.index(f"wrist.{'LR'[side]}")]
        np.testing.assert_allclose(bent[side], points[HANDS[name]] - wrist, atol=1e-5)


def test_slopes_are_the_derivative(model: HandModel) -> None:
    side = np.array([0, 1])
    angles = random_angles(np.random.default_rng(2), 2)
    slopes = model.slopes(model.bend(side, angles))
    for hinge in range(25):
        step = np.zeros(25)
        step[hinge] = 1e-6
        moved = (
            model.bend(side, angles + step.reshape(5, 5)).points - model.bend(side, angles - step.reshape(5, 5)).points
        )
        np.testing.assert_allclose(slopes[..., hinge], moved / 2e-6, atol=1e-6)


def test_the_same_angles_are_mirror_images_on_both_sides(model: HandModel) -> None:
    angles = random_angles(np.random.default_rng(3), 1)
    left, right = model.bend(np.array([0, 1]), np.concatenate((angles, angles))).points
    np.testing.assert_allclose(left * (-1, 1, 1), right, atol=1e-4)


def test_bending_brings_the_tips_to_the_palm_on_both_sides(model: HandModel) -> None:
    straight = np.zeros((2, 5, 5))
    bent = straight.copy()
    bent[:, 1:, [FLEX, BEND, CURL]] = np.deg2rad((80, 100, 60))
    side = np.array([0, 1])
    far, near = (model.bend(side, a).points[:, [8, 12, 16, 20]] for a in (straight, bent))
    palm = model.bend(side, straight).points[:, [0, 5, 17]].mean(axis=1, keepdims=True)
    ratio = np.linalg.norm(near - palm, axis=-1) / np.linalg.norm(far - palm, axis=-1)
    assert (ratio < 0.55).all()


def test_known_hands_are_recovered_from_clean_keypoints(model: HandModel, fitter: HandFit) -> None:
    side, truth = _truths(model, 200, seed=4)
    found = _drawn(model, side, fitter(side, _human(truth), np.ones((200, POINTS)), _first_sight(200)))
    errors = bone_errors(truth, found)
    assert np.median(errors) <= 2
    assert np.percentile(errors, 95) <= 8


def test_known_hands_are_recovered_from_noisy_keypoints(model: HandModel, fitter: HandFit) -> None:
    side, truth = _truths(model, 200, seed=5)
    noise = np.random.default_rng(6).normal(size=truth.shape) * (0.02, 0.02, 0.10) * fitter.palm[0]
    found = _drawn(model, side, fitter(side, _human(truth) + noise, np.ones((200, POINTS)), _first_sight(200)))
    errors = bone_errors(truth, found)
    assert np.median(errors) <= 5
    assert np.percentile(errors, 95) <= 20


def test_any_unit_of_the_keypoints_serves(model: HandModel, fitter: HandFit) -> None:
    side, truth = _truths(model, 20, seed=7)
    metres = fitter(side, _human(truth), np.ones((20, POINTS)), _first_sight(20))
    pixels = fitter(side, _human(truth) * 800, np.ones((20, POINTS)), _first_sight(20, 1 / 800))
    np.testing.assert_allclose(metres.angles, pixels.angles, atol=1e-4)


def _shape(**fingers: tuple[float, float, float, float]) -> Array:
    """Angles (1, 5, 5) of a handshape: flex, spread, bend, curl in degrees of each finger."""
    out = np.zeros((1, 5, 5))
    for number, finger in enumerate(("thumb", "index", "middle", "ring", "little")):
        flex, spread, bend, curl = fingers.get(finger, (0, 0, 0, 0))
        out[0, number, [FLEX, SPREAD, BEND, CURL]] = np.deg2rad((flex, spread, bend, curl))
    return clamp_fingers(out)


FIST = (85.0, 0.0, 105.0, 60.0)
SHAPES = {
    "flat": _shape(),
    "fist": _shape(thumb=(35, 0, 50, 40), index=FIST, middle=FIST, ring=FIST, little=FIST),
    "pointing": _shape(thumb=(35, 0, 50, 40), middle=FIST, ring=FIST, little=FIST),
    "victory": _shape(thumb=(35, 0, 50, 40), index=(0, 15, 0, 0), middle=(0, -15, 0, 0), ring=FIST, little=FIST),
    "horns": _shape(index=(0, 0, 0, 0), middle=FIST, ring=FIST),
    "claw": _shape(**dict.fromkeys(("index", "middle", "ring", "little"), (10.0, 0.0, 80.0, 50.0))),
}


def _reach(points: Array) -> Array:
    """How far the fingertips are from the wrist, in palm lengths: what tells handshapes apart."""
    palm = np.linalg.norm(points[..., [5, 9, 13, 17], :] - points[..., :1, :], axis=-1).mean(axis=-1)
    return np.linalg.norm(points[..., [4, 8, 12, 16, 20], :] - points[..., :1, :], axis=-1) / palm[..., None]


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("view", [(0.0, 0.0, 0.0), (0.0, 0.7, 0.3), (-0.5, -0.6, 0.0), (0.4, 2.6, 0.0)])
def test_handshapes_are_recognised(
    model: HandModel, fitter: HandFit, name: str, side: int, view: tuple[float, float, float]
) -> None:
    sides = np.array([side])
    # Fingers up, palm to the viewer, then turned as the view says.
    upright = np.linalg.inv(np.column_stack(_axes(model, side)))
    truth = model.bend(sides, SHAPES[name]).points @ (from_vector(np.array(view)) @ upright).T
    found = _drawn(model, sides, fitter(sides, _human(truth), np.ones((1, POINTS)), _first_sight(1)))
    np.testing.assert_allclose(_reach(found), _reach(truth), atol=0.25)
    closest = min(
        SHAPES, key=lambda other: np.abs(_reach(found) - _reach(model.bend(sides, SHAPES[other]).points)).sum()
    )
    assert closest == name


def _axes(model: HandModel, side: int) -> tuple[Array, Array, Array]:
    """World directions at rest that should come to lie right, up and toward the viewer: palm to the viewer."""
    points = model.bend(np.array([side]), np.zeros((1, 5, 5))).points[0]
    up = points[9] - points[0]
    up /= np.linalg.norm(up)
    across = points[5] - points[17]
    palm = np.cross(up, across) if side == 0 else np.cross(across, up)
    palm /= np.linalg.norm(palm)
    return np.cross(up, palm), up, palm


def test_a_pinch_stays_closed(model: HandModel, fitter: HandFit) -> None:
    angles = _best_pinch(model)
    for side in (0, 1):
        sides = np.array([side])
        truth = model.bend(sides, angles).points @ from_vector(np.array((0.3, 0.4, 0.2))).T
        gap = np.linalg.norm(truth[0, 4] - truth[0, 8])
        assert gap < 0.012, "the truth itself must touch"
        state = fitter(sides, truth, np.ones((1, POINTS)), _first_sight(1))
        found = _drawn(model, sides, state)[0]
        assert np.linalg.norm(found[4] - found[8]) < 0.016


def _best_pinch(model: HandModel) -> Array:
    """Angles that bring thumb tip and index tip together, the other fingers straight, by plain search."""
    rng = np.random.default_rng(8)
    trials = np.zeros((20_000, 5, 5))
    trials[:, 0] = rng.uniform(FINGERS[0, :, 0], FINGERS[0, :, 1], (20_000, 5))
    trials[:, 1] = rng.uniform(FINGERS[1, :, 0], FINGERS[1, :, 1], (20_000, 5)) * (1, 0.3, 0, 1, 1)
    trials = clamp_fingers(trials)
    points = model.bend(np.zeros(20_000, np.int64), trials).points
    best = np.argmin(np.linalg.norm(points[:, 4] - points[:, 8], axis=-1))
    return trials[best : best + 1]


@given(
    arrays(np.float64, (2, POINTS, 3), elements=st.floats(-1e4, 1e4)),
    arrays(np.float64, (2, POINTS), elements=st.sampled_from((0.0, 0.3, 1.0))),
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_keypoints_the_hand_stays_a_hand(points: Array, weight: Array) -> None:
    from avatar.people import load_person

    rig = load_person().rig
    fitter = HandFit(HandModel.of(rig, Landmarks.of(rig)))
    state = fitter(np.array([0, 1]), points, weight, _first_sight(2, 1e-3))
    assert np.isfinite(state.turn).all()
    np.testing.assert_allclose(state.turn @ np.swapaxes(state.turn, -1, -2), np.tile(np.eye(3), (2, 1, 1)), atol=1e-6)
    assert (state.angles >= FINGERS[..., 0] - 1e-9).all()
    assert (state.angles <= FINGERS[..., 1] + 1e-9).all()
    assert (state.scale > 0).all()


def test_an_unseen_finger_is_not_moved(model: HandModel, fitter: HandFit) -> None:
    side, truth = _truths(model, 1, seed=9)
    before = _first_sight(1)
    held = HandState(before.state.turn, random_angles(np.random.default_rng(10), 1), before.state.scale)
    prior = Prior(held, np.full(1, 1e3), np.full((1, 5), np.deg2rad(30)), np.full(1, 0.05))
    weight = np.ones((1, POINTS))
    ring = [hand_index(f"ring_{joint}") for joint in ("pip", "dip", "tip")]
    weight[:, ring] = 0
    wild = _human(truth)
    wild[:, ring] = 12.0
    state = fitter(side, wild, weight, prior)
    moved = np.rad2deg(np.abs(state.angles - held.angles))
    assert moved[0, 3].max() < 1
    assert moved[0, [1, 2, 4]].max() > 20


def test_a_hollow_palm_is_followed(model: HandModel, fitter: HandFit) -> None:
    angles = np.tile(RELAXED, (2, 1, 1))
    angles[:, 3, CUP], angles[:, 4, CUP] = np.deg2rad(18), np.deg2rad(30)
    side = np.array([0, 1])
    # Seen along the fingers, where a hollow palm shows.
    turn = from_vector(np.array([[1.2, 0.0, 0.0], [1.2, 0.0, 0.0]]))
    truth = model.bend(side, angles).points @ np.swapaxes(turn, -1, -2)
    knuckle = np.linalg.norm(truth[:, 17] - truth[:, 5], axis=-1)
    found = fitter(side, _human(truth), np.ones((2, POINTS)), _first_sight(2))
    away = np.linalg.norm(_placed(_drawn(model, side, found))[..., :2] - _placed(truth)[..., :2], axis=-1)
    flat = HandState(found.turn, found.angles * (np.arange(5) != CUP), found.scale)
    flat_away = np.linalg.norm(_placed(_drawn(model, side, flat))[..., :2] - _placed(truth)[..., :2], axis=-1)
    assert (away[:, [13, 17]].max(axis=1) < 0.5 * flat_away[:, [13, 17]].max(axis=1)).all()
    assert (away.max(axis=1) < 0.12 * knuckle).all()


def test_an_index_finger_crosses_the_middle_one(model: HandModel, fitter: HandFit) -> None:
    angles = np.zeros((2, 5, 5))
    angles[:, 1, SPREAD], angles[:, 2, SPREAD] = np.deg2rad(-34), np.deg2rad(8)
    angles[:, 1, FLEX] = np.deg2rad(12)
    angles[:, 3:, [FLEX, BEND, CURL]] = np.deg2rad((70, 90, 55))
    side = np.array([0, 1])
    points = model.bend(side, angles).points
    facing = _facing(model, side)
    truth = points @ np.swapaxes(facing, -1, -2)
    drawn = _drawn(model, side, fitter(side, _human(truth), np.ones((2, POINTS)), _first_sight(2)))
    sense = np.sign(truth[:, 5, 0] - truth[:, 9, 0])
    assert (sense * (truth[:, 8, 0] - truth[:, 12, 0]) < 0).all(), "the fingers of the test do not cross"
    assert (sense * (drawn[:, 8, 0] - drawn[:, 12, 0]) < 0).all()


def test_a_fist_is_closed_whatever_its_knuckles_labels(model: HandModel, fitter: HandFit) -> None:
    # Of labelled fists seen from the palm the little finger's first bone points back to the wrist.
    angles = np.zeros((2, 5, 5))
    angles[:, 1:, FLEX], angles[:, 4, FLEX] = np.deg2rad(105), np.deg2rad(124)
    angles[:, 1:, [BEND, CURL]] = np.deg2rad((50, 35))
    side = np.array([0, 1])
    truth = model.bend(side, angles).points @ np.swapaxes(_facing(model, side), -1, -2)
    state = fitter(side, _human(truth), np.ones((2, POINTS)), _first_sight(2))
    assert (np.rad2deg(state.angles[:, 4, FLEX]) > 115).all()
    palm = np.linalg.norm(truth[:, 9] - truth[:, 0], axis=-1)
    away = np.linalg.norm(_placed(_drawn(model, side, state))[..., :2] - _placed(truth)[..., :2], axis=-1)
    assert (away[:, 17:].max(axis=1) < 0.08 * palm).all()


def test_depth_that_bends_every_finger_backward_is_mirrored(model: HandModel, fitter: HandFit) -> None:
    angles = np.zeros((2, 5, 5))
    angles[:, 1:, [FLEX, BEND, CURL]] = np.deg2rad((35, 60, 40))
    side = np.array([0, 1])
    truth = model.bend(side, angles).points @ np.swapaxes(_facing(model, side), -1, -2)
    sent = _human(truth)
    chains = sent[:, 1:].reshape(2, 5, 4, 3)
    chains[:, 1:, 1:, 2] = 2 * chains[:, 1:, :1, 2] - chains[:, 1:, 1:, 2]
    state = fitter(side, sent, np.ones((2, POINTS)), _first_sight(2))
    away = np.linalg.norm(_placed(_drawn(model, side, state))[..., :2] - _placed(truth)[..., :2], axis=-1)
    assert np.rad2deg(np.abs(state.angles - angles)[:, 1:, [FLEX, BEND, CURL]]).max() < 20
    assert (away.max(axis=1) < 0.1 * np.linalg.norm(truth[:, 9] - truth[:, 0], axis=-1)).all()


def _placed(points: Array) -> Array:
    return points - points.mean(axis=1, keepdims=True)


def _facing(model: HandModel, side: NDArray[np.int64]) -> Array:
    """Turns (N, 3, 3) of hands so that fingers point up and palms face the viewer."""
    out = []
    for which in side:
        out.append(np.stack(_axes(model, int(which))))
    return np.array(out)
