"""The face's training data: points on the face in every crop, sides swapped with the mirror, people held out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install .[training]")

from detector.crops import face_crop, head_crop  # noqa: E402
from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork  # noqa: E402
from detector.skeleton import LEFT_EYE, RIGHT_EYE, index  # noqa: E402
from training import face_cache, face_evaluate, hand_cache, train_face  # noqa: E402
from training.face_data import FaceStream  # noqa: E402
from training.face_points import LEFT_CORNER, MESH_68, OPENINGS, RIGHT_CORNER, STILL  # noqa: E402
from training.losses import pair_loss  # noqa: E402

ORANGE, GREY = (220, 140, 60), (90, 90, 90)


def draw_face(image: np.ndarray, middle: tuple[float, float], size: float) -> np.ndarray:
    """An orange disc with a blue right eye; returns its 68 points (68, 3)."""
    points = np.zeros((68, 3), np.float32)
    angles = np.linspace(np.pi, 0, 17)  # the jaw, from the signer's right ear over the chin
    points[:17, 0], points[:17, 1] = middle[0] + size * np.cos(angles), middle[1] + size * np.sin(angles)
    points[17:, :2] = middle
    points[17:27, 1] -= 0.6 * size
    for eye, away in ((RIGHT_EYE, -0.4), (LEFT_EYE, 0.4)):
        points[eye, 0] += away * size + np.array([-0.1, -0.05, 0.05, 0.1, 0.05, -0.05], np.float32) * size
        points[eye, 1] -= 0.3 * size
    cv2.circle(image, tuple(int(v) for v in middle), int(size), ORANGE, -1)
    cv2.circle(image, tuple(int(v) for v in points[RIGHT_EYE, :2].mean(axis=0)), int(0.15 * size), (0, 0, 255), -1)
    return points


@pytest.fixture
def faces(data: Path) -> Path:
    """The tiny data folder, with portraits of two people: of pictures 1 to 3, and from 366 on."""
    folder = data / "train" / "faces"
    folder.mkdir()
    numbers = (1, 2, 3, 366, 367)
    mesh = np.full((len(numbers), 468, 3), np.nan, np.float16)
    rng = np.random.default_rng(4)
    for i, number in enumerate(numbers):
        image = np.full((200, 300, 3), GREY, np.uint8)
        points = draw_face(image, (rng.uniform(100, 200), rng.uniform(80, 120)), rng.uniform(40, 60))
        mesh[i] = 0
        mesh[i, list(MESH_68)] = points
        cv2.imwrite(str(folder / f"image_{number:04d}.webp"), image[..., ::-1])
    mesh[2] = np.nan  # no face was found there
    np.savez(
        data / "labels" / "faces.npz",
        files=np.array([f"image_{number:04d}.webp" for number in numbers]),
        size=np.tile([300, 200], (len(numbers), 1)),
        hands=np.full((len(numbers), 2, 21, 3), np.nan, np.float32),
        flip_error=np.full((len(numbers), 2), np.nan, np.float32),
        face=mesh,
    )
    return data


@pytest.fixture
def kept(faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of a face cache of those portraits."""
    monkeypatch.setattr(face_cache, "SETS", ("faces",))
    face_cache.build(tmp_path / "kept", faces, None)
    return tmp_path / "kept"


@pytest.fixture
def cache(kept: Path) -> face_cache.FaceCache:
    return face_cache.load(kept)


def test_people_are_held_out_and_pictures_without_a_face_left_out(cache: face_cache.FaceCache) -> None:
    assert cache.validation.tolist() == [False, False, True, True]
    for image, points in zip(cache.images, cache.points, strict=True):
        chin = (points[8, :2] * face_cache.SIZE).astype(int)
        just_inside = image[chin[1] - 12, chin[0]]
        assert int(just_inside[0]) > int(just_inside[2]) + 60
        assert np.linalg.norm(points[LEFT_CORNER] - points[RIGHT_CORNER]) > 0.1


def test_the_right_eye_stays_the_signers_right_one_in_mirrored_crops(kept: Path, faces: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hands"
    hand_cache.build(folder, [(faces, "digits")])
    batch = next(iter(FaceStream(kept, folder, faces, 96, 64, 1)))
    assert 0 < batch.present.sum() < 64
    assert (batch.weight[batch.present == 0] == 0).all()
    sides = set()
    for points, shown in zip(batch.points.numpy(), batch.present.numpy() > 0, strict=True):
        if shown:
            # The jaw's first point is on the right eye's side of the face, mirrored or not.
            near, far = (np.linalg.norm(points[eye, :2].mean(axis=0) - points[0, :2]) for eye in (RIGHT_EYE, LEFT_EYE))
            assert near < far
            sides.add(bool(points[RIGHT_EYE, 0].mean() < points[LEFT_EYE, 0].mean()))
    assert sides == {True}  # what is mirrored looks like another face, with its own right on the left


def test_errors_are_shares_of_the_distance_of_the_eyes(cache: face_cache.FaceCache) -> None:
    network = SoftArgmaxNetwork(68, 1, width=0.35, channels=16).eval()
    rows = np.arange(2)
    error = train_face.crop_errors(network, cache, rows, 96)
    _, points = train_face.plain_crops(cache, rows, 96)
    eyes = np.linalg.norm(points[:, LEFT_CORNER, :2] - points[:, RIGHT_CORNER, :2], axis=1)
    assert error.shape == (2, 68)
    # Untrained, everything is seen near the middle.
    middle = np.linalg.norm(points[..., :2] - 0.5, axis=2) / eyes[:, None]
    assert error == pytest.approx(middle, abs=0.3)


def test_a_face_is_cropped_upright_however_the_head_is_tilted() -> None:
    points = draw_face(np.zeros((400, 400, 3), np.uint8), (200, 200), 80)
    plain = face_crop(points)
    assert plain is not None
    turn = np.deg2rad(30)
    around = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    tilted = points.copy()
    tilted[:, :2] = (points[:, :2] - 200) @ around.T + 200
    crop = face_crop(tilted)
    assert crop is not None
    assert crop.angle == pytest.approx(turn, abs=1e-5)
    assert crop.from_picture(tilted) == pytest.approx(plain.from_picture(points), abs=1e-4)


def test_eyes_and_nose_say_where_the_face_is() -> None:
    points = draw_face(np.zeros((400, 400, 3), np.uint8), (200, 200), 80)
    body, score = np.full((13, 3), np.nan, np.float32), np.zeros(13, np.float32)
    for name, place in (
        ("nose", points[30] + np.float32([0, 10, 0])),
        ("left_eye", points[LEFT_EYE].mean(axis=0)),
        ("right_eye", points[RIGHT_EYE].mean(axis=0)),
    ):
        body[index(name)], score[index(name)] = place, 0.9
    guess, crop = head_crop(body, score), face_crop(points)
    assert guess is not None
    assert crop is not None
    assert np.hypot(guess.x - crop.x, guess.y - crop.y) < 0.2 * crop.side
    assert 0.6 < guess.side / crop.side < 1.6
    score[index("nose")] = 0
    assert head_crop(body, score) is None


def test_only_people_who_never_trained_are_measured(faces: Path) -> None:
    figures = face_evaluate.measure_faces(faces, "faces")
    assert figures.faces == 2
    # Nobody could read the points of an orange disc.
    assert 0.05 < figures.crop_error < 10
    assert 0 <= figures.found <= 1
    assert all(one.pixels in face_evaluate.SIZES and 0 <= one.found <= 1 for one in figures.small)
    assert face_cache.held_out_faces(faces, "faces")[0][0].path.stem == "image_0366"
    with pytest.raises(FileNotFoundError, match="the set digits has no labelled faces"):
        face_evaluate.measure_faces(faces, "digits")


def test_a_face_moved_by_a_tenth_of_its_eyes_distance_is_a_tenth_off() -> None:
    truth = draw_face(np.zeros((400, 400, 3), np.uint8), (200, 200), 80)
    eyes = np.linalg.norm(truth[LEFT_CORNER, :2] - truth[RIGHT_CORNER, :2])
    moved = truth + np.float32([0.06, 0.08, 5.0]) * np.float32([eyes, eyes, 1])
    assert face_evaluate.face_error(moved, truth) == pytest.approx(0.1, rel=1e-4)


def test_an_eye_that_closes_is_told_by_its_opening_alone() -> None:
    wide = np.random.default_rng(3).uniform(0.2, 0.8, (68, 3)).astype(np.float32)
    for upper, lower in OPENINGS["lids"]:
        wide[lower] = wide[upper] + np.float32([0, 0.1, 0])
    shut = wide.copy()
    for upper, lower in OPENINGS["lids"]:
        shut[lower] = shut[upper]
    extent = float(np.ptp(wide[STILL, :2], axis=0).max())
    assert face_evaluate.opening(wide, "lids") == pytest.approx(0.1 / extent, rel=1e-4)
    assert face_evaluate.opening(shut, "lids") == 0
    out = Keypoints(
        *(torch.from_numpy(a) for a in (wide[None], wide[None, :, 0], wide[:1, :1], np.zeros((1, 68, 8, 8))))
    )
    weight, pairs = torch.ones(1, 68), OPENINGS["lids"]
    assert float(pair_loss(out, torch.from_numpy(wide[None] + np.float32(0.05)), weight, pairs)) == pytest.approx(
        0, abs=1e-5
    )
    truth = torch.from_numpy(shut[None])
    assert float(pair_loss(out, truth, weight, pairs)) == pytest.approx(0.8 + 6 * 0.8**2, rel=1e-4)
    weight[0, pairs[0][0]] = 0
    truth[0, pairs[0][0]] = float("nan")
    assert float(pair_loss(out, truth, weight, pairs)) == pytest.approx(0.8 + 6 * 0.8**2, rel=1e-4)
