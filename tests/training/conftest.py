"""A tiny data folder, drawn by the tests: hands of coloured dots and lines on noise."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from training import hand_cache

SIZES = {"rooms": 12, "digits": 6}


@pytest.fixture(autouse=True)
def _in_no_less_of_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that make way for others make way for good, in this process for all tests that follow."""
    monkeypatch.setattr(os, "nice", lambda by: 0)


def draw_hand(rng: np.random.Generator, image: np.ndarray, at: np.ndarray, size: float) -> np.ndarray:
    """Draw five fingers from a wrist; returns the 21 points (21, 3)."""
    points = np.zeros((21, 3), np.float32)
    turn = rng.uniform(-0.5, 0.5)
    points[0, :2] = at
    for finger in range(5):
        angle = turn - np.pi / 2 + (finger - 2) * 0.25
        for joint in range(4):
            reach = size * (0.4 + 0.2 * joint) * (0.7 if finger == 0 else 1.0)
            points[1 + 4 * finger + joint, :2] = at + reach * np.array([np.cos(angle), np.sin(angle)])
    for finger in range(5):
        chain = np.vstack([points[0, :2], points[1 + 4 * finger : 5 + 4 * finger, :2]]).astype(np.int32)
        cv2.polylines(image, [chain], False, (220, 170, 140), max(2, int(size / 12)))
    return points


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two sets, bodies in one of them, and backgrounds."""
    rng = np.random.default_rng(7)
    root = tmp_path / "data"
    (root / "labels").mkdir(parents=True)
    for name, count in SIZES.items():
        folder = root / "train" / name
        folder.mkdir(parents=True)
        width, height = (320, 240) if name == "rooms" else (100, 100)
        files, hands, flips, poses = [], np.full((count, 2, 21, 3), np.nan, np.float32), [], []
        for i in range(count):
            image = np.full((height, width, 3), 90, np.uint8)
            side = i % 2
            hands[i, side] = draw_hand(rng, image, np.array([width / 2, height * 0.75]), height * 0.45)
            pose = np.full((33, 4), np.nan, np.float32)
            pose[:, :2] = rng.uniform(60, 180, (33, 2))
            pose[:, 2:] = (0.0, 0.9)
            pose[16, 3] = 0.1  # the right wrist is not seen
            pose[24, :2] = (50.0, 500.0)  # the right hip lies below the picture
            files.append(f"shot{i}.webp")
            flips.append([0.01, 0.01])
            poses.append(pose)
            cv2.imwrite(str(folder / files[-1]), image[..., ::-1])
        hands[0, 1] = hands[0, 0] + 500  # a second hand that the mirrored picture contradicts
        flips[0][1] = 0.4
        arrays = {
            "files": np.array(files),
            "size": np.tile([width, height], (count, 1)),
            "hands": hands,
            "flip_error": np.array(flips, np.float32),
        }
        if name == "rooms":
            arrays["pose"] = np.array(poses)
        np.savez(root / "labels" / f"{name}.npz", **arrays)
    (root / "train" / "backgrounds").mkdir()
    for i in range(6):
        noise = rng.integers(0, 255, (60, 80, 3), np.uint8)
        cv2.imwrite(str(root / "train" / "backgrounds" / f"image_{i}.webp"), noise)
    return root


@pytest.fixture
def cache(data: Path, tmp_path: Path) -> Path:
    """A hand cache of both sets."""
    folder = tmp_path / "cache" / "hands"
    hand_cache.build(folder, [(data, "rooms"), (data, "digits")])
    return folder
