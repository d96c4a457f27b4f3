"""Recordings that tests make: small drawn pictures, poses with exact numbers."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from detector.pose import Pose
from detector.skeleton import BODY, HANDS, K, Side
from training.recorder import TakeBegan, TakeEnded
from training.recording import encode_picture
from training.recording_about import About, Consent
from training.recording_labels import Author, Label, LabelWriter
from training.recording_store import RecordingStore

SIZE = (96, 64)
MIRROR: dict[Side, float | None] = {"left": None, "right": 0.02}


def about(name: str = "x", items: tuple[str, ...] = ("A", "B")) -> About:
    consent = Consent("I agree.", "2026-01-02T03:04:05+00:00")
    return About(name, "somebody", "2026-01-02T03:04:05+00:00", "letters", items, "camera:0", 25.0, consent)


def drawn(number: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A picture that tells its number by a bar."""
    image = np.full((size[1], size[0], 3), 120, np.uint8)
    cv2.rectangle(image, (0, 0), (4 + 3 * number, 20), (220, 30, 30), -1)
    return image


def pose(seed: int, size: tuple[int, int] = SIZE, time_us: int = 0) -> Pose:
    """Body and right hand somewhere in the picture, to a thousandth of a pixel; the rest unknown."""
    rng = np.random.default_rng(seed)
    xyz = np.full((K, 3), np.nan, np.float32)
    score = np.zeros(K, np.float32)
    for part in (BODY, HANDS["right"]):
        count = part.stop - part.start
        xyz[part] = np.round(rng.uniform(5, 60, (count, 3)), 3)
        score[part] = np.round(rng.uniform(0.1, 1, count), 3)
    return Pose.of(time_us, size, xyz, score)


def record(path: Path, frames: int = 3, items: tuple[str, ...] = ("A", "B"), *, labels: bool = True) -> Path:
    """A recording with a kept take of each item, and a label of the detector for every frame."""
    with RecordingStore.create(path, about(path.name, items)) as store:
        for item in range(len(items)):
            store.add_event(TakeBegan(item, 0, item * 1_000_000))
            for n in range(frames):
                time_us = item * 1_000_000 + n * 40_000
                store.add_frame(encode_picture(drawn(item * frames + n), 95), time_us, SIZE, item, 0)
            store.add_event(TakeEnded(item, 0, True, "timer"))
    if labels:
        writer = LabelWriter(path / "labels.jsonl")
        for number in range(frames * len(items)):
            writer.add(Label(number, Author.DETECTOR, "weights 2", pose(number), MIRROR))
        writer.close()
    return path
