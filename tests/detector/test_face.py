"""Protects the following of a face: where it is looked for, when it is read again, and when it is let go."""

from __future__ import annotations

import numpy as np
import pytest

from detector import face
from detector.crops import face_crop, head_crop
from detector.face import FaceTrack
from detector.skeleton import LEFT_EYE, RIGHT_EYE, index
from detector.weights import Found


def portrait(x: float = 300.0, y: float = 200.0, size: float = 100.0) -> np.ndarray:
    """A face (68, 3) that looks at the camera: only the eyes need to be where eyes are."""
    points = np.random.default_rng(3).uniform(-0.5, 0.5, (68, 3)) * size
    points[RIGHT_EYE, :2] = np.array([-0.2 * size, -0.1 * size])
    points[LEFT_EYE, :2] = np.array([0.2 * size, -0.1 * size])
    return (points + np.array([x, y, 0])).astype(np.float32)


def body(x: float = 300.0, y: float = 200.0) -> tuple[np.ndarray, np.ndarray]:
    points, score = np.full((13, 3), np.nan, np.float32), np.zeros(13, np.float32)
    for name, place in (("nose", (x, y + 15)), ("left_eye", (x + 20, y - 10)), ("right_eye", (x - 20, y - 10))):
        points[index(name), :2], score[index(name)] = place, 0.9
    return points, score


def found(presence: float, score: float = 0.8) -> Found:
    unit = np.random.default_rng(4).uniform(0.2, 0.8, (68, 3)).astype(np.float32)
    return Found(unit, np.full(68, score, np.float32), np.array([presence], np.float32))


def followed(points: np.ndarray) -> FaceTrack:
    return FaceTrack(points, np.full(68, 0.8, np.float32))


def test_a_face_is_looked_for_at_the_bodys_head_and_then_once_more_from_nearby() -> None:
    assert face.choose_crop(FaceTrack(), body()) == (head_crop(*body()), True)
    assert face.choose_crop(FaceTrack(), None) == (None, True)


def test_a_followed_face_is_read_where_it_was_even_if_the_body_is_lost() -> None:
    points = portrait()
    assert face.choose_crop(followed(points), body()) == (face_crop(points), False)
    assert face.choose_crop(followed(points), None) == (face_crop(points), False)


def test_what_is_followed_far_from_the_head_is_no_face() -> None:
    assert face.choose_crop(followed(portrait(x=600.0)), body()) == (head_crop(*body()), True)


def test_a_face_that_is_not_there_is_let_go() -> None:
    crop = face_crop(portrait())
    seen = face.update(FaceTrack(), crop, found(0.9))
    assert seen.points is not None
    assert seen.score is not None
    assert seen.score[0] == pytest.approx(0.72)
    assert crop is not None
    assert seen.points == pytest.approx(crop.to_picture(found(0.9).xyz))
    assert face.update(FaceTrack(), crop, found(0.2)).points is None
    assert face.update(FaceTrack(), crop, found(0.9, score=0.2)).points is None
    assert face.update(FaceTrack(), None, None).points is None


def test_a_face_that_never_shows_is_looked_for_less_often_until_it_does() -> None:
    track, looks = FaceTrack(), []
    for frame in range(200):
        if face.due(track, frame):
            looks.append(frame)
            track = face.update(track, face_crop(portrait()), found(0.1))
    assert np.diff(looks[:20]).max() <= face.READ_EVERY
    assert np.diff(looks[-5:]).tolist() == [face.RARELY] * 4
    track = face.update(track, face_crop(portrait()), found(0.9))
    assert [face.due(track, frame) for frame in (200, 201, 202, 203)] == [False, True, False, True]
