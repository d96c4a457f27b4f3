"""Protects the whole detector on pictures whose keypoints are known exactly: the project's own sample clip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

import app.studio.sample_clip as sample
from app.studio.choreography import pose
from avatar.people import load_person
from detector.pipeline import Detector
from detector.pose import Pose
from detector.skeleton import BODY, FACE, HANDS, LEFT_EYE, RIGHT_EYE, SIDES, index

CLIP = Path(sample.__file__).parent.parent / "assets" / "sample.mp4"
FRAME_US = 33_333


@pytest.fixture(scope="module")
def frames() -> list[np.ndarray]:
    film, out = cv2.VideoCapture(str(CLIP)), []
    while (read := film.read())[0]:
        out.append(cv2.cvtColor(read[1], cv2.COLOR_BGR2RGB))
    return out


@pytest.fixture(scope="module")
def truth() -> list[Pose]:
    body = load_person()
    return [sample.keypoints(body, pose(body.rig, key), sample.camera(), sample.SIZE) for key in sample.positions()]


@pytest.fixture
def detector() -> Iterator[Detector]:
    with closing(Detector()) as made:
        yield made


def hand_error(seen: Pose, true: Pose, side: str) -> float:
    """Median distance of a hand's points to the truth / diagonal of the hand's box; infinite where not found."""
    group = HANDS[side]  # type: ignore[index]
    gap = np.linalg.norm(seen.xyz[group, :2] - true.xyz[group, :2], axis=1)
    diagonal = np.hypot(*np.ptp(true.xyz[group, :2], axis=0))
    return float(np.median(np.nan_to_num(gap, nan=np.inf)) / diagonal)


def both_up(true: Pose) -> bool:
    """Whether both hands are well inside the picture."""
    hands = np.concatenate([true.xyz[HANDS[side], :2] for side in SIDES])
    return bool(((hands > 10) & (hands < np.array(sample.SIZE) - 10)).all())


def test_the_sample_clip_is_read_as_it_was_drawn(
    detector: Detector, frames: list[np.ndarray], truth: list[Pose]
) -> None:
    assert len(frames) == len(truth)
    errors: list[float] = []
    shoulders: list[float] = []
    swapped = 0
    for n in range(0, len(frames), 2):
        seen = detector.detect(frames[n], n * FRAME_US)
        span = np.linalg.norm(np.subtract(*truth[n].xyz[[index("left_shoulder"), index("right_shoulder")], :2]))
        gap = np.linalg.norm(seen.xyz[BODY, :2] - truth[n].xyz[BODY, :2], axis=1)[index("left_shoulder")]
        shoulders.append(float(gap / span))
        if both_up(truth[n]):
            errors.extend(hand_error(seen, truth[n], side) for side in SIDES)
            swapped += np.linalg.norm(seen.xyz[HANDS["left"]][0, :2] - truth[n].xyz[HANDS["right"]][0, :2]) < 20
    assert len(errors) > 50
    assert np.mean(np.array(errors) < 0.25) > 0.8
    assert np.nanmedian(shoulders) < 0.15
    assert swapped == 0


def test_the_face_is_read_where_the_head_is_and_not_where_it_cannot_be(
    detector: Detector, frames: list[np.ndarray], truth: list[Pose]
) -> None:
    eyes = [truth[0].xyz[index(name), :2] for name in ("left_eye", "right_eye")]
    gap = np.linalg.norm(eyes[0] - eyes[1])
    seen = [detector.detect(frame, n * FRAME_US) for n, frame in enumerate(frames[:4])][-1]
    assert seen.known[FACE].all()
    face = seen.xyz[FACE, :2]
    for eye, place in zip((LEFT_EYE, RIGHT_EYE), eyes, strict=True):
        assert np.linalg.norm(face[eye].mean(axis=0) - place) < 0.2 * gap
    # The same head in large pixels: its owner does not want to be read, or the camera cannot.
    (x, y), (right, low) = (face.min(axis=0) - gap).astype(int), (face.max(axis=0) + gap).astype(int)
    coarse = [frame.copy() for frame in frames[:4]]
    for frame in coarse:
        head = frame[max(y, 0) : low, max(x, 0) : right]
        small = cv2.resize(head, (4, 4), interpolation=cv2.INTER_AREA)
        head[:] = cv2.resize(small, head.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    detector.reset()
    assert not [detector.detect(frame, n * FRAME_US) for n, frame in enumerate(coarse)][-1].known[FACE].any()


def test_a_mirrored_picture_gives_the_mirrored_pose(
    detector: Detector, frames: list[np.ndarray], truth: list[Pose]
) -> None:
    n = next(i for i, true in enumerate(truth) if both_up(true)) + 5
    plain = detector.detect(frames[n], 0)
    detector.reset()
    mirrored = detector.detect(np.ascontiguousarray(frames[n][:, ::-1]), 0).mirrored()
    for side in SIDES:
        assert hand_error(mirrored, plain, side) < 0.1


def test_an_empty_picture_shows_no_hand_and_nobody(detector: Detector) -> None:
    rng = np.random.default_rng(8)
    for n, image in enumerate((np.zeros((480, 640, 3), np.uint8), rng.integers(0, 255, (480, 640, 3), np.uint8))):
        seen = detector.detect(image, n * FRAME_US)
        assert not seen.known[HANDS["left"]].any()
        assert not seen.known[HANDS["right"]].any()


def test_a_hand_that_leaves_the_picture_is_unknown_and_found_again(
    detector: Detector, frames: list[np.ndarray], truth: list[Pose]
) -> None:
    n = next(i for i, true in enumerate(truth) if both_up(true)) + 5
    blank = np.full_like(frames[n], 200)
    seen = [
        detector.detect(image, i * FRAME_US) for i, image in enumerate((frames[n], blank, blank, frames[n], frames[n]))
    ]
    assert not seen[2].known[HANDS["left"]].any()
    assert hand_error(seen[4], truth[n], "left") < 0.25
    assert hand_error(seen[4], truth[n], "right") < 0.25


@pytest.mark.parametrize("before", [3, 4])
def test_hands_that_jump_are_found_in_the_same_frame_whether_or_not_the_finder_rested(
    detector: Detector, frames: list[np.ndarray], truth: list[Pose], before: int
) -> None:
    n = next(i for i, true in enumerate(truth) if both_up(true)) + 5
    for i in range(before):
        still = detector.detect(frames[n], i * FRAME_US)
    # Everything moves at once by about a hand, as when somebody bumps against the camera.
    moved = np.ascontiguousarray(np.roll(frames[n], (0, -90), axis=(0, 1)))
    seen = detector.detect(moved, before * FRAME_US)
    for side in SIDES:
        group = HANDS[side]
        gap = np.linalg.norm(seen.xyz[group, :2] - (still.xyz[group, :2] - (90, 0)), axis=1)
        assert np.median(gap) < 25


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 2000, 3), (31, 17, 3)])
def test_any_size_of_picture_is_served(detector: Detector, shape: tuple[int, int, int]) -> None:
    seen = detector.detect(np.zeros(shape, np.uint8), 0)
    assert (seen.width, seen.height) == (shape[1], shape[0])


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((10, 10, 3), np.uint16),
        np.zeros((0, 10, 3), np.uint8),
        np.zeros((2, 9000, 3), np.uint8),
    ],
)
def test_what_is_no_frame_is_refused_by_its_shape(detector: Detector, image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a frame"):
        detector.detect(image, 0)
