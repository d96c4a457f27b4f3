"""The face: what 68 points say arrives on the avatar's face, whosever face it is and however the head is turned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.body import Body
from avatar.camera import Camera
from avatar.face import MIRRORED, FaceModel
from avatar.face_reader import FACELESS
from avatar.morph import FaceMorph
from avatar.people import load_person
from avatar.picture import Studio
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose
from avatar.rotations import from_vector
from detector.pose import Pose
from detector.skeleton import FACE, K, index

FRAME_US = 33_333
SIZE = (640, 480)
PIXEL = 0.0007  # metres
REGION = {"mouth": slice(48, 68), "eyes": slice(36, 48)}


@pytest.fixture(scope="module")
def body() -> Body:
    return load_person()


@pytest.fixture(scope="module")
def model(body: Body) -> FaceModel:
    found = FaceModel.of(body)
    assert found is not None
    return found


class Person:
    """Somebody with a face of their own before a camera; the body's other points stay unknown but for the shoulders."""

    def __init__(self, model: FaceModel, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        own = rng.normal(0, 0.0012, (68, 3))
        self.model = model
        self.face = model.human + (own + own[list(MIRRORED)] * (-1, 1, 1)) / 2 * (seed > 0)
        self.time_us = 0

    def pose(
        self,
        degrees: tuple[float, float, float] = (0.0, 0.0, 0.0),
        score: float | NDArray[np.float64] = 1.0,
        noise: float = 0.0,
        **actions: float,
    ) -> Pose:
        """The next frame, head turned (nod, turn, tilt), with these face actions."""
        strengths = np.zeros(len(self.model.names))
        for name, strength in actions.items():
            both = [name + side for side in ("", "Left", "Right") if name + side in self.model.names]
            assert both, f"there is no action {name}"
            for one in both:
                strengths[self.model.names.index(one)] = strength
        turned = (self.face + np.tensordot(strengths, self.model.moves, 1)) @ from_vector(np.deg2rad(degrees)).T
        turned += np.random.default_rng(self.time_us).normal(0, noise, turned.shape)
        xyz = np.full((K, 3), np.nan)
        xyz[FACE] = turned / PIXEL * (1, -1, -1) + (320, 200, 0)
        for name, x in (("left_shoulder", 430.0), ("right_shoulder", 210.0)):
            xyz[index(name)] = (x, 400.0, 0.0)
        scores = np.ones(K)
        scores[FACE] = score
        self.time_us += FRAME_US
        return Pose.of(self.time_us, SIZE, xyz, np.where(np.isfinite(xyz[:, 0]), scores, 0.0))


def at_ease(avatar: Retargeter, person: Person, frames: int = 12) -> AvatarPose:
    return [avatar.update(person.pose()) for _ in range(frames)][-1]


def strength(model: FaceModel, pose: AvatarPose, name: str) -> float:
    return float(np.mean([pose.actions[i] for i, own in enumerate(model.names) if own.startswith(name)]))


def gap(model: FaceModel, pose: AvatarPose) -> float:
    """Between the avatar's lips beyond that at rest, metres."""
    moved = np.tensordot(pose.actions, model.moves, 1)
    return float(moved[62, 1] - moved[66, 1])


@pytest.mark.parametrize(
    ("action", "strong"),
    [
        ("jawOpen", 0.6),
        ("mouthSmile", 0.8),
        ("mouthPucker", 0.8),
        ("eyeBlink", 0.8),
        ("browInnerUp", 0.8),
        ("browDown", 0.8),
        ("mouthFunnel", 0.7),
    ],
)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_expression_arrives(body: Body, model: FaceModel, action: str, strong: float, seed: int) -> None:
    avatar, person = Retargeter(body), Person(model, seed)
    calm = at_ease(avatar, person)
    for _ in range(4):
        shown = avatar.update(person.pose(**{action: strong}))
    assert strength(model, calm, action) < 0.1
    assert strength(model, shown, action) == pytest.approx(strong, abs=0.3)
    others = [n for n in model.names if not n.startswith((action, *_ALONG.get(action, ())))]
    assert np.mean([shown.actions[model.names.index(n)] for n in others]) < 0.06


_ALONG = {"mouthSmile": ("cheekSquint", "eyeSquint"), "mouthFunnel": ("jawOpen", "mouth"), "mouthPucker": ("mouth",)}


@pytest.mark.parametrize("degrees", [(0, 35, 0), (0, -35, 0), (15, 20, 10), (-12, 0, -20)])
def test_a_turned_head_makes_no_face(body: Body, model: FaceModel, degrees: tuple[float, float, float]) -> None:
    """A foreshortened mouth is not a small mouth, and an open one stays as open."""
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person)
    for share in np.linspace(0, 1, 20):
        turned = avatar.update(person.pose(tuple(share * np.array(degrees))))
    assert turned.actions.max() < 0.25
    for _ in range(4):
        opened = avatar.update(person.pose(degrees, jawOpen=0.6))
    assert strength(model, opened, "jawOpen") == pytest.approx(0.6, abs=0.2)


def test_lips_that_touch_touch(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 3)
    for n in range(40):
        shown = avatar.update(person.pose(jawOpen=0.3 * (n % 4 < 2)))
        if n > 10 and n % 4 == 3:
            assert gap(model, shown) < 0.003


def test_who_begins_with_an_open_mouth_is_understood_in_the_end(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    for _ in range(20):
        avatar.update(person.pose(jawOpen=0.5))
    for _ in range(3):
        closed = avatar.update(person.pose())
        opened = avatar.update(person.pose(jawOpen=0.5))
    assert gap(model, opened) > gap(model, closed) + 0.010


def test_a_raised_brow_is_not_forgotten_while_it_is_held(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person, 90)
    held = [avatar.update(person.pose(browInnerUp=0.9)) for _ in range(90)]
    assert strength(model, held[-1], "browInnerUp") > 0.7 * strength(model, held[5], "browInnerUp")


def test_one_eye_can_wink(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person)
    for _ in range(3):
        shown = avatar.update(person.pose(eyeBlinkLeft=0.85))
    assert strength(model, shown, "eyeBlinkLeft") > 0.6
    assert strength(model, shown, "eyeBlinkRight") < 0.15


def test_a_face_that_is_lost_eases_to_neutral_and_is_marked(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person)
    for _ in range(5):
        seen = avatar.update(person.pose(jawOpen=0.6))
    head = body.rig.index("head")
    assert seen.visibility[head] == 1
    lost = [avatar.update(person.pose(score=0.0, jawOpen=0.6)) for _ in range(60)]
    assert gap(model, lost[3]) == pytest.approx(gap(model, seen), rel=0.05), "held for a moment"
    assert gap(model, lost[-1]) < 0.15 * gap(model, seen)
    assert lost[-1].visibility[head] <= FACELESS


def test_a_hidden_mouth_says_nothing_while_the_eyes_still_do(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person)
    score = np.ones(68)
    score[REGION["mouth"]] = 0.05
    for _ in range(60):
        shown = avatar.update(person.pose(score=score, jawOpen=0.6, eyeBlink=0.8))
    assert gap(model, shown) < 0.002
    assert strength(model, shown, "eyeBlink") > 0.5
    assert shown.visibility[body.rig.index("head")] == 1


def test_a_calm_face_does_not_tremble(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    shown = np.array([avatar.update(person.pose(noise=0.0004)).actions for _ in range(60)])[20:]
    moved = np.einsum("fa,apx->fpx", shown, model.moves)
    assert np.sqrt(((moved - moved.mean(axis=0))[..., :2] ** 2).sum(axis=-1).mean()) < 0.0002


def test_a_blink_is_not_late(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person, 60)
    first = avatar.update(person.pose(eyeBlink=0.8))
    assert strength(model, first, "eyeBlink") > 0.5
    assert strength(model, avatar.update(person.pose()), "eyeBlink") < 0.1


def test_the_head_follows_the_face(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 1)
    at_ease(avatar, person)
    for _ in range(5):
        avatar.update(person.pose((0, 25, 0)))
    forward = avatar.head_turn[:, 2]
    assert np.rad2deg(np.arctan2(forward[0], forward[2])) == pytest.approx(25, abs=5)


def near(body: Body) -> Camera:
    """A viewer who looks at the face alone."""
    eye = body.rig.heads[body.rig.index("eye.L")]
    return Camera((0.0, float(eye[1]) - 0.04, float(eye[2])), 0.8)


@pytest.mark.usefixtures("display")
def test_an_open_mouth_in_the_points_opens_the_avatars_mouth(body: Body, model: FaceModel) -> None:
    avatar, person = Retargeter(body), Person(model, 2)
    with Studio(body, (200, 200)) as studio:
        pictures = {}
        pictures["calm"] = studio.draw(at_ease(avatar, person), near(body)).astype(int)
        for name in ("jawOpen", "eyeBlink"):
            for _ in range(4):
                shown = avatar.update(person.pose(**{name: 0.8}))
            pictures[name] = studio.draw(shown, near(body)).astype(int)
            at_ease(avatar, person, 10)

    def inside_of_mouth(picture: NDArray[np.int_]) -> int:
        red, green, blue = picture[100:].transpose(2, 0, 1)
        return int(((red > 1.75 * green) & (red > 1.5 * blue)).sum())

    def white(picture: NDArray[np.int_]) -> int:
        return int((picture[70:105].min(axis=-1) > 215).sum())

    assert inside_of_mouth(pictures["jawOpen"]) > inside_of_mouth(pictures["calm"]) + 100
    assert white(pictures["eyeBlink"]) < 0.3 * white(pictures["calm"])
    assert white(pictures["jawOpen"]) > 0.7 * white(pictures["calm"])


def test_shapes_add_up_and_go_back(body: Body) -> None:
    morph = FaceMorph(body)
    rest = morph.vertices.copy()
    names = body.shapes.names
    single = []
    for name in ("jawOpen", "eyeBlinkLeft"):
        actions = np.zeros(len(names), np.float32)
        actions[names.index(name)] = 0.5
        assert morph.set(actions)
        single.append(morph.vertices - rest)
        assert not morph.set(actions), "nothing has changed"
    both = np.zeros(len(names), np.float32)
    both[[names.index("jawOpen"), names.index("eyeBlinkLeft")]] = 0.5
    morph.set(both)
    np.testing.assert_allclose(morph.vertices - rest, sum(single), atol=1e-6)
    assert morph.set(np.zeros(0, np.float32))
    np.testing.assert_array_equal(morph.vertices, rest)
    with pytest.raises(ValueError, match="face actions"):
        morph.set(np.zeros(3, np.float32))


def test_normals_turn_with_the_skin(body: Body) -> None:
    morph = FaceMorph(body)
    actions = np.zeros(len(body.shapes.names), np.float32)
    actions[body.shapes.names.index("mouthSmileLeft")] = 1.0
    before = morph.vertices[:, 3:].copy()
    morph.set(actions)
    turned = (before * morph.vertices[:, 3:]).sum(axis=1) / np.linalg.norm(morph.vertices[:, 3:], axis=1)
    assert np.rad2deg(np.arccos(np.clip(turned, -1, 1))).max() > 10


def test_a_body_that_does_not_tell_its_face_keeps_it_still(body: Body, model: FaceModel) -> None:
    faceless = Retargeter(replace(body, face=np.zeros(0, np.uint16)))
    person = Person(model)
    assert len(faceless.update(person.pose(jawOpen=0.8)).actions) == 0


def test_strengths_are_checked(body: Body) -> None:
    rest = AvatarPose.at_rest(body.rig)
    for wrong in (np.array([1.5]), np.array([-0.1]), np.array([np.nan])):
        with pytest.raises(ValueError, match="actions"):
            replace(rest, actions=wrong)
