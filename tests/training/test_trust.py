"""Protects which proposed hands train: wrong sides of every test become unknown, right ones stay exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detector.pose import Pose
from detector.skeleton import BODY, HANDS, SIDES, K
from detector.sources import Image
from training.labels import has_labels, read_labels, read_pictures
from training.pdj import relative_error
from training.recording import load_recording
from training.recording_labels import Author, Label
from training.teacher import mediapipe_reader, propose
from training.trust import agreement, believed

from .recordings import record

SIZE = (640, 480)
RNG = np.random.default_rng(4)
SHAPE = np.column_stack([RNG.uniform(-60, 60, (21, 2)), RNG.uniform(-10, 10, 21)]).astype(np.float32)


def hand(x: float, shape: np.ndarray = SHAPE, score: float = 0.9) -> Pose:
    xyz = np.full((K, 3), np.nan, np.float32)
    xyz[HANDS["right"]] = shape + np.array([x, 200, 0], np.float32)
    xyz[BODY] = 5.0
    return Pose.of(0, SIZE, xyz, np.full(K, score, np.float32))


def labels(poses: list[Pose]) -> list[Label]:
    return [Label(n, Author.DETECTOR, "", pose, {"left": None, "right": 0.01}) for n, pose in enumerate(poses)]


def test_each_doubt_costs_its_hand_alone() -> None:
    sent = labels([hand(100 + 3 * n) for n in range(30)])
    sent[3] = replace(sent[3], pose=hand(109, score=0.2))
    sent[8] = replace(sent[8], mirror={"left": None, "right": 0.2})
    stretched = SHAPE.copy()
    stretched[5:] *= (3.0, 0.4, 1.0)
    sent[13] = replace(sent[13], pose=hand(139, stretched))
    sent[18] = replace(sent[18], pose=hand(450))
    found, doubts = believed(sent, [0] * 30)
    assert doubts == {"score": 1, "mirror": 1, "bones": 1, "jump": 1}
    for n, (before, after) in enumerate(zip(sent, found, strict=True)):
        if n in (3, 8, 13, 18):
            assert not after.pose.known[HANDS["right"]].any()
            assert after.pose.known[BODY].all()
        else:
            assert after is before


def test_a_cut_between_takes_is_no_jump() -> None:
    sent = labels([hand(100), hand(100), hand(500), hand(100), hand(100)])
    assert believed(sent, [0, 0, 1, 2, 2])[1] == {}
    assert believed(sent, [0] * 5)[1] == {"jump": 1}


def test_agreement_with_the_mirrored_picture() -> None:
    pose = hand(100)
    found = agreement(pose, hand(105))
    assert found["left"] is None
    diagonal = np.hypot(*np.ptp(SHAPE[:, :2], axis=0))
    np.testing.assert_allclose(found["right"], 5 / diagonal, rtol=1e-4)
    assert agreement(pose, Pose.unknown(0, SIZE))["right"] == 1.0


def test_the_teacher_calls_hands_by_the_signers_own_side() -> None:
    """Its naming changed between versions; wrong sides would train a detector that swaps hands."""
    pytest.importorskip("mediapipe")
    root = Path(__file__).parents[3] / "shared" / "data"
    task = root / "models" / "hand_landmarker.task"
    if not task.is_file() or not has_labels(root, "webcam_signs"):
        pytest.skip("needs the pictures and the hand landmarker of ../shared/data, which are not here")
    items = [item for item in read_labels(root, "webcam_signs") if any(h is not None for h in item.hands.values())][
        ::60
    ]
    right = wrong = 0
    with mediapipe_reader(task) as read:
        for item, picture in zip(items, read_pictures(items), strict=True):
            pose = read(np.ascontiguousarray(picture[..., :3]), 0, True)
            for side in SIDES:
                truth = item.hands[side]
                if truth is not None:
                    right += float(np.median(relative_error(pose.xyz[HANDS[side]], truth))) < 0.25
                    other = HANDS["left" if side == "right" else "right"]
                    wrong += float(np.median(relative_error(pose.xyz[other], truth))) < 0.25
    assert right > 3 * max(wrong, 1)


def test_every_picture_is_read_twice_and_turned_back(tmp_path: Path) -> None:
    path = record(tmp_path / "r", labels=False)
    (path / "frames" / "000001.jpg").write_bytes(b"damaged")
    starts: list[int] = []

    def read(image: Image, time_us: int, new: bool) -> Pose:
        """Finds the bar's end, as a right hand where it begins at the left edge, else as a left one."""
        red = (image[10, :, 0] > 170) & (image[10, :, 1] < 90)
        side = "right" if red[0] else "left"
        starts.append(time_us) if new else None
        xyz = np.full((K, 3), np.nan, np.float32)
        end = float(np.flatnonzero(red)[-1 if side == "right" else 0])
        xyz[HANDS[side]] = np.column_stack([end + np.arange(21), np.arange(21), np.zeros(21)])
        if side == "left":
            xyz[HANDS[side], 0] = end - np.arange(21)
        return Pose.of(time_us, (image.shape[1], image.shape[0]), xyz, np.ones(K, np.float32))

    found, takes, troubles = propose(load_recording(path), read, read, Author.TEACHER, "bar")
    assert [label.frame for label in found] == [0, 2, 3, 4, 5]
    assert takes == [(0, 0)] * 2 + [(1, 0)] * 3
    assert len(troubles) == 1
    assert all(label.mirror["right"] is not None and label.mirror["right"] < 0.05 for label in found)
    assert sorted(set(starts)) == [0, 1_000_000]
