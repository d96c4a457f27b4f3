"""Protects fists: fingertips lie on the palm and the thumb on the fingers, though the picture does not tell."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.body import Body
from avatar.handfit import RELAXED, HandFit, HandState, Prior
from avatar.hands import POINTS, HandModel
from avatar.landmarks import Landmarks
from avatar.limits import BEND, CURL, FLEX
from avatar.palmside import PalmSide

Array = NDArray[np.float64]
SIDES = np.array([0, 1])


@pytest.fixture(scope="module")
def model(body: Body) -> HandModel:
    return HandModel.of(body.rig, Landmarks.of(body.rig))


@pytest.fixture(scope="module")
def fitter(model: HandModel) -> HandFit:
    return HandFit(model)


def _heights(model: HandModel, points: Array) -> Array:
    """(2, 21) how high points of both hands lie over the palm's plane, in palm lengths."""
    palm = np.linalg.norm(points[:, [5, 9, 13, 17]] - points[:, :1], axis=2).mean(axis=1)
    side = PalmSide(model, palm)
    return np.asarray(((points - points[:, :1]) @ side.normal[..., None])[..., 0] / palm[:, None])


def _fist(thumb: tuple[float, float, float]) -> Array:
    angles = np.zeros((2, 5, 5))
    angles[:, 1:, FLEX], angles[:, 1:, BEND], angles[:, 1:, CURL] = np.deg2rad(62), np.deg2rad(104), np.deg2rad(55)
    angles[:, 0, [FLEX, BEND, CURL]] = np.deg2rad(thumb)
    return angles


def _flat(model: HandModel, angles: Array) -> tuple[Array, Array]:
    """Both hands with their palms to the viewer, and how they are turned."""
    points = model.bend(SIDES, angles).points
    along = points[:, 9] - points[:, 0]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    out = PalmSide(model, np.ones(2)).normal
    out = out - (out * along).sum(axis=1, keepdims=True) * along
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    facing = np.stack((np.cross(along, out), along, out), axis=1)
    return points @ np.swapaxes(facing, 1, 2), facing


def _fitted(model: HandModel, fitter: HandFit, angles: Array, depth: float = 1.0) -> Array:
    """What comes of hands of which a network sees so much of the depth."""
    seen, facing = _flat(model, angles)
    seen[..., 2] *= depth
    held = HandState(facing, np.tile(RELAXED, (2, 1, 1)), np.ones(2))
    found = held
    for _ in range(5):
        prior = Prior(found, np.full(2, 0.3), np.full((2, 5), 1.0), np.full(2, 0.05))
        found = fitter(SIDES, seen, np.ones((2, POINTS)), prior)
    return model.bend(SIDES, found.angles).points


def test_a_fists_fingertips_lie_on_the_palm(model: HandModel, fitter: HandFit) -> None:
    inside = _fist((0, 10, 10))
    inside[:, 1:, FLEX], inside[:, 1:, BEND], inside[:, 1:, CURL] = np.deg2rad(45), np.deg2rad(119), np.deg2rad(94)
    tips = [8, 12, 16, 20]
    buried = _heights(model, model.bend(SIDES, inside).points)[:, tips]
    assert (buried < 0.13).all(), "the fingertips of the test are not inside"
    assert (_heights(model, _fitted(model, fitter, inside))[:, tips] > buried + 0.05).all()


def test_a_thumb_over_a_fist_lies_on_the_fingers(model: HandModel, fitter: HandFit) -> None:
    points = _fitted(model, fitter, _fist((35, 45, 40)), depth=0.0)
    heights = _heights(model, points)
    assert (heights[:, 4] > heights[:, [10, 11]].min(axis=1) + 0.08).all()


def test_only_what_is_too_deep_counts(model: HandModel) -> None:
    palm = PalmSide(model, np.full(2, 0.09))
    straight = palm(SIDES, model.bend(SIDES, np.zeros((2, 5, 5))).points)
    assert not straight.weight.any()
    buried = model.bend(SIDES, _fist((0, 10, 10))).points
    buried[:, 12] -= 0.03 * palm.normal
    deep = palm(SIDES, buried)
    assert (deep.weight[:, 3] > 0).all(), "the middle finger's tip"
    # The rows say by how much, whatever the point.
    np.testing.assert_allclose(deep.short[0], deep.short[1], atol=1e-4)
