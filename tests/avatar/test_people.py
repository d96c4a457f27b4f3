"""The people to choose from: whole, dressed, of one size, and moved by the same signs; damaged files are a sentence."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from avatar import people
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.camera import HALF_WIDTH, HIGH
from avatar.looks import DEFAULT, HAIRS, PEOPLE, SLEEVES, Look, whole
from avatar.people import ASSETS, BODY, load_as, load_person, load_wardrobe
from avatar.retarget import Retargeter
from avatar.rig import forward
from detector.skeleton import HAND_BONES, HAND_POINTS, SIDES, keypoint

sys.path.insert(0, str(Path(__file__).parent))
from meshes import rims
from signers import Signer

Arrays = dict[str, np.ndarray]
FINGERS = [[keypoint(side, HAND_POINTS[end]) for end in bone] for side in SIDES for bone in HAND_BONES]
LOOKS = [Look(name, sleeves=sleeves) for name in PEOPLE for sleeves in SLEEVES]


@pytest.fixture(scope="module")
def dressed() -> Callable[[Look], Body]:
    """People by their looks, each read once."""
    kept: dict[Look, Body] = {}

    def get(look: Look) -> Body:
        return kept.setdefault(look, load_person(look))

    return get


def test_all_people_together_are_small_enough_to_ship() -> None:
    assert {path.stem for path in ASSETS.glob("*.npz")} == {"body", *PEOPLE} - {DEFAULT}
    assert sum(path.stat().st_size for path in ASSETS.glob("*.npz")) < 3_500_000


@pytest.mark.parametrize("sleeves", SLEEVES)
def test_cloth_and_skin_are_whole_but_for_their_hems(dressed: Callable[[Look], Body], sleeves: str) -> None:
    """Not one face is missing, and the cuts are closed lines. Everybody has the same triangles."""
    body = dressed(Look(sleeves=sleeves))
    assert rims(body, "top", "trim") == 4, "collar, two sleeves, waist"
    assert rims(body, "trousers") == 3, "waist, two legs"
    assert rims(body, "skin", "lids", "lips", "mouth", "nails") == 3, "one edge under each hem of the top"


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.person}-{look.sleeves}")
def test_everybody_is_whole_and_dressed(dressed: Callable[[Look], Body], look: Look) -> None:
    own = whole(look)
    body, first = dressed(look), dressed(Look(skin=own.skin, hair=own.hair, sleeves=look.sleeves))
    assert {"skin", "lids", "lips", "nails", "top", "trim", "trousers", "hair", "brows"} <= set(body.parts)
    assert {"lashes", "eyes", "mouth", "teeth", "tongue"} <= set(body.parts)
    np.testing.assert_array_equal(body.faces, first.faces)
    # What meets in one place on the first person does on this one: no seam opens.
    _, at, place = np.unique(first.vertices, axis=0, return_index=True, return_inverse=True)
    np.testing.assert_array_equal(body.vertices, body.vertices[at[place.reshape(-1)]])
    # No skin on torso, hips or shoulders: head, neck and hands are bare, and the arms under short sleeves.
    skin = body.vertices[body.part == body.parts.index("skin")]
    end, start = body.rig.heads[[body.rig.index(bone) for bone in ("lowerarm02.L", "upperarm02.L")]]
    bare_from = end[0] if look.sleeves == "long" else start[0] - 0.01
    neck = body.rig.heads[body.rig.index("neck01")][1]
    assert not ((np.abs(skin[:, 0]) < bare_from) & (skin[:, 1] < neck - 0.1)).any()


@pytest.mark.parametrize("hair", HAIRS)
def test_hair_grows_from_one_line_and_stands_off_the_skin(dressed: Callable[[Look], Body], hair: str) -> None:
    body, shorn = dressed(Look(hair=hair)), dressed(Look(hair="shorn"))
    if hair != "long":
        assert rims(body, "hair") == 1, "the hairline"
    own = body.vertices[body.part == body.parts.index("hair")]
    least = shorn.vertices[shorn.part == shorn.parts.index("hair")]
    assert hair == "shorn" or own[:, 1].max() > least[:, 1].max() + 0.004
    assert (own[:, 1].min() < least[:, 1].min() - 0.1) == (hair == "long")


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_fits_the_same_frame(dressed: Callable[[Look], Body], name: str) -> None:
    body, first = dressed(whole(Look(name))), dressed(whole(Look()))
    head = body.vertices[body.part == body.parts.index("skin")]
    assert 0.92 < head[:, 1].max() < HIGH
    shoulders = [body.rig.index(f"upperarm01.{side}") for side in "LR"]
    apart = np.abs(body.rig.heads[shoulders].mean(axis=0) - first.rig.heads[shoulders].mean(axis=0))
    assert apart.max() < 1e-3
    elbow = body.rig.heads[body.rig.index("lowerarm01.L")]
    assert elbow[0] < HALF_WIDTH


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_makes_the_signs_of_everybody(dressed: Callable[[Look], Body], name: str) -> None:
    """Keypoints of somebody with the default person's body move each person's bones in the same directions."""
    body = dressed(whole(Look(name)))
    signer = Signer(dressed(whole(Look())).rig)
    off = []
    for seed in range(6):
        truth = signer.random(np.random.default_rng(seed))
        avatar = Retargeter(body)
        drawn = avatar.landmarks.positions(forward(body.rig, avatar.update(truth.pose))).astype(float)
        for start, end in FINGERS:
            a, b = ((points[end] - points[start])[:2] for points in (truth.points, drawn))
            if np.linalg.norm(a) > 0.015:
                cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
                off.append(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    assert np.median(off) < 5


def test_no_two_people_have_the_same_body(dressed: Callable[[Look], Body]) -> None:
    faces = [body.vertices[body.face] for body in (dressed(whole(Look(name))) for name in PEOPLE)]
    for number, one in enumerate(faces):
        for other in faces[:number]:
            assert np.abs(one - other).max() > 0.003


def test_a_name_that_is_not_known_is_the_default_person(dressed: Callable[[Look], Body]) -> None:
    stranger, first = load_person(Look("../../etc/passwd", top="no such top")), dressed(whole(Look()))
    np.testing.assert_array_equal(stranger.vertices, first.vertices)
    np.testing.assert_array_equal(stranger.colours, first.colours)


def test_only_the_chosen_person_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("body", "cedar"):
        shutil.copy(ASSETS / f"{name}.npz", tmp_path)
    monkeypatch.setattr(people, "ASSETS", tmp_path)
    assert load_person(Look("cedar")).vertices.shape[1] == 3
    with pytest.raises(BodyError, match=r"there is no body at .*birch\.npz"):
        load_person(Look("birch"))


@pytest.fixture(scope="module")
def cedar() -> Arrays:
    with np.load(ASSETS / "cedar.npz", allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("vertices", lambda a: a[:-1], "'vertices'"),
        ("vertices", lambda a: a.astype(np.float32), "'vertices' of float32"),
        ("scale", lambda a: a * 0, "size out of bounds"),
        ("scale", lambda a: a * np.nan, "size out of bounds"),
        ("scale", lambda a: np.concatenate([a, a]), "'scale'"),
        ("bone_rest", lambda a: a * 2, "do not fit together"),
        ("bone_rest", lambda a: a[:-1], "'bone_rest'"),
        ("bone_rest", lambda a: np.where(np.arange(4) == 3, 1, 0) * 99 + a, "do not fit together"),
        ("bone_tails", lambda a: a * np.inf, "do not fit together"),
    ],
)
def test_a_damaged_person_is_a_sentence(
    tmp_path: Path, cedar: Arrays, key: str, value: Callable[[np.ndarray], np.ndarray], sentence: str
) -> None:
    path = tmp_path / "bent.npz"
    np.savez(path, **(cedar | {key: value(cedar[key]).astype(cedar[key].dtype if "float32" not in sentence else "f4")}))
    with pytest.raises(BodyError, match=sentence) as told:
        load_as(load_wardrobe(BODY).body, path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("weld", lambda a: np.full_like(a, 65535), "lie where there are none"),
        ("hair_lifts", lambda a: a[:, :-1], "'hair_lifts'"),
        ("parts", lambda a: np.frombuffer(a.tobytes().replace(b"arms", b"legs"), np.uint8), "wears everything"),
        ("short_shade", lambda a: a[:-1], "'short_shade'"),
    ],
)
def test_a_damaged_wardrobe_is_a_sentence(
    tmp_path: Path, key: str, value: Callable[[np.ndarray], np.ndarray], sentence: str
) -> None:
    with np.load(BODY, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    np.savez(tmp_path / "bent.npz", **(arrays | {key: value(arrays[key])}))
    with pytest.raises(BodyError, match=sentence):
        load_wardrobe(tmp_path / "bent.npz")
