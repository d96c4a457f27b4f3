"""Protects touch: a hand at the face, or close to the chest, lies on it; one in the air is drawn in the air."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.body import Body
from avatar.front import NOWHERE, Surface
from avatar.looks import PEOPLE, Look
from avatar.people import load_person
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose, forward
from avatar.rotations import from_vector
from detector.skeleton import HANDS

sys.path.insert(0, str(Path(__file__).parent))
from signers import Signer

if TYPE_CHECKING:
    from avatar.picture import Studio

Array = NDArray[np.float64]

FRAMES = 10
_HAND = ("wrist", "metacarpal", "finger")


@dataclass(frozen=True)
class Place:
    """Where a right hand is: its wrist from the middle of the shoulders in shoulder widths, how far before the body its
    nearest keypoint is, metres, and how the wrist is turned."""

    x: float
    y: float
    away: float
    turn: float


CHEST = Place(-0.25, -0.45, 0.015, 0.9)
MOUTH = Place(-0.3, 0.05, 0.06, 0.3)
AIR = Place(-0.25, -0.35, 0.2, 0.0)


def shown(body: Body, place: Place) -> tuple[AvatarPose, Array]:
    """What the avatar makes of it, and its right hand (21, 3), metres."""
    signer = Signer(body.rig)
    heads = body.rig.heads.astype(np.float64)
    width = float(np.linalg.norm(np.diff(heads[signer.arms.upper_bones[:, 0]], axis=0)))
    bent = np.stack((np.eye(3), from_vector(np.array((0.0, 0.0, place.turn)))))
    angles = np.zeros((2, 5, 5))
    angles[:, 1:, [0, 3]] = np.deg2rad(10)
    depth = 0.8 * width
    for _ in range(3):
        wrist = signer.before(np.array(((0.8 * width, -0.6 * width, 0.2), (place.x * width, place.y * width, depth))))
        truth = signer.at(wrist, np.zeros(2), bent, angles)
        depth += place.away - gaps(body, truth.points[HANDS["right"]]).min()
    avatar = Retargeter(body)
    for number in range(FRAMES):
        out = avatar.update(replace(truth.pose, time_us=number * 33_333))
    return out, avatar.landmarks.positions(forward(body.rig, out)).astype(np.float64)[HANDS["right"]]


def gaps(body: Body, hand: Array) -> Array:
    """How far before the dressed body's own vertices keypoints (21, 3) of a hand are; those before it alone, metres."""
    carried = np.array([not n.startswith(("upperarm", "lowerarm", *_HAND)) for n in body.rig.names])
    trunk = carried[np.take_along_axis(body.bones, body.weights.argmax(axis=1)[:, None], axis=1)[:, 0]]
    skin = body.vertices[np.unique(body.faces)][trunk[np.unique(body.faces)]].astype(np.float64)
    out = []
    for point in hand:
        near = skin[np.linalg.norm(skin[:, :2] - point[:2], axis=1) < 0.007]
        if len(near):
            out.append(point[2] - near[:, 2].max())
    return np.array(out)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("place", [CHEST, MOUTH])
def test_hands_touch_the_face_and_the_chest_of_everybody(name: str, place: Place) -> None:
    body = load_person(Look(name))
    found = gaps(body, shown(body, place)[1])
    assert len(found) > 8, "the hand of the test is not before the body"
    # Half a finger's thickness to the skin, and what the height field is off.
    assert 0.0 <= found.min() < 0.025


def test_a_hand_in_the_air_stays_there(body: Body) -> None:
    found = gaps(body, shown(body, AIR)[1])
    assert len(found) > 8
    assert found.min() > 0.06


def shadow_below(studio: Studio, body: Body, pose: AvatarPose, hand: Array) -> float:
    """How far below the hand its shadow on the body lies, pixels."""
    from avatar.camera import Camera

    size = (640, 480)
    names = [i for i, n in enumerate(body.rig.names) if n.startswith((*_HAND, "lowerarm02")) and n.endswith(".R")]
    visibility = pose.visibility.copy()
    visibility[:] = 1.0
    sure = studio.draw(replace(pose, visibility=visibility)).astype(int)
    # A doubtful hand has no shadow, and is drawn in the same place.
    visibility = visibility.copy()
    visibility[names] = 0.99
    lost = studio.draw(replace(pose, visibility=visibility)).astype(int)
    dark = np.argwhere((lost - sure).max(axis=2) > 8)
    assert len(dark) > 100
    at = Camera.framing(size[0] / size[1]).pixels(hand.astype(np.float32), size)
    return float(dark[:, 0].mean() - at[:, 1].mean())


def test_shadows_of_hands_that_touch_begin_at_the_hand(studio: Studio, body: Body) -> None:
    chest, mouth, air = (shadow_below(studio, body, *shown(body, place)) for place in (CHEST, MOUTH, AIR))
    assert max(chest, mouth) + 20 < air


def test_the_front_is_that_of_the_body_however_it_turns(body: Body) -> None:
    surface = Surface(body)
    rig = body.rig
    turns = np.tile(np.eye(3, dtype=np.float32), (len(rig.names), 1, 1))
    rest = rig.rest[:, :3, :3]
    for bone, turn in (("spine03", (0.0, 0.5, 0.1)), ("head", (0.1, 0.8, 0.0))):
        n = rig.index(bone)
        turns[n] = rest[n].T @ from_vector(np.array(turn)) @ rest[n]
    placed = forward(rig, replace(AvatarPose.at_rest(rig), rotations=turns))
    surface.pose(placed)
    moved = placed @ rig.inverse_rest
    used = np.unique(body.faces)
    weighed = np.einsum("vk,vkij->vij", body.weights[used], moved[body.bones[used]])
    place = np.einsum("vij,vj->vi", weighed[:, :3, :3], body.vertices[used]) + weighed[:, :3, 3]
    arms = np.array([n.startswith(("upperarm", "lowerarm", *_HAND)) for n in rig.names])
    place = place[~arms[body.bones[used]].any(axis=1)].astype(np.float64)
    front = surface.front(place[:, 0], place[:, 1])
    assert (front > place[:, 2] - 0.02).mean() > 0.99, "vertices stand out of the front"
    # Of most that nothing nearby is before, it is where they are: they may be of the back.
    foremost = [p for p in place[::20] if p[2] >= place[np.hypot(*(place[:, :2] - p[:2]).T) < 0.01, 2].max() - 1e-6]
    assert len(foremost) > 40
    off = [surface.front(p[:1], p[1:2])[0] - p[2] for p in foremost]
    assert np.median(np.abs(off)) < 0.01
    assert surface.front(np.array([2.0]), np.array([0.0]))[0] == NOWHERE
