"""Tishchenko & Vänskä's augmentation of hand crops: one change after the other, each taken back where it loses a point.

In their order: rotate, shear, crop tightly, flip, contrast, brightness, drop out, salt and pepper. A geometric change
that would leave a labelled point outside of the picture is rolled back; the next one starts from the last good one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Points = NDArray[np.float32]


@dataclass(frozen=True)
class Strength:
    """How far each change goes, drawn evenly; and how often it is tried.

    Attributes:
        turn: degrees either way.
        shear: either way, columns a row.
        tight: least margin around the points' box that a tight crop leaves, and the most, as shares of its longer side.
        contrast: range of the factor.
        brightness: either way, of 255.
        dropped: most patches, and the share of the side that one has at most.
        specks: largest share of pixels turned white or black.
        chance: that a change is tried.
    """

    turn: float = 180.0
    shear: float = 0.3
    tight: tuple[float, float] = (0.05, 0.4)
    contrast: tuple[float, float] = (0.6, 1.4)
    brightness: float = 40.0
    dropped: tuple[int, float] = (4, 0.15)
    specks: float = 0.02
    chance: float = 0.5


DEFAULT: Final = Strength()
NAMES: Final = ("rotate", "shear", "tight crop", "flip", "contrast", "brightness", "dropout", "salt and pepper")


def augment(
    rng: np.random.Generator,
    image: Image,
    points: Points,
    known: NDArray[np.bool_],
    strength: Strength = DEFAULT,
) -> tuple[Image, Points, tuple[str, ...]]:
    """Change a crop.

    Args:
        rng: decides every draw.
        image: (S, S, 3).
        points: (P, >=2) in the unit square; what follows x and y grows and shrinks with the picture.
        known: (P,), labelled.
        strength: how far.

    Returns:
        The picture, the points and the names of the changes that stayed.
    """
    kept: list[str] = []
    for name in NAMES[:4]:
        if rng.random() < strength.chance:
            matrix = _matrix(rng, name, image.shape[0], points, known, strength)
            moved = _moved(matrix, points, image.shape[0])
            if inside(moved, known):
                size = image.shape[0]
                image = np.asarray(
                    cv2.warpAffine(image, matrix, (size, size), borderMode=cv2.BORDER_REPLICATE), np.uint8
                )
                points, kept = moved, [*kept, name]
    for name in NAMES[4:]:
        if rng.random() < strength.chance:
            image, kept = _coloured(rng, name, image, strength), [*kept, name]
    return image, points, tuple(kept)


def inside(points: Points, known: NDArray[np.bool_]) -> bool:
    """Whether all labelled points (P, >=2) lie in the unit square."""
    at = points[known, :2]
    return bool(((at > 0) & (at < 1)).all())


def _moved(matrix: NDArray[np.float64], points: Points, size: int) -> Points:
    pixels = points[:, :2] * size - 0.5
    at = (pixels @ matrix[:, :2].T + matrix[:, 2] + 0.5) / size
    beside = points[:, 2:] * np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    return np.hstack([at, beside]).astype(np.float32)


def _matrix(
    rng: np.random.Generator, name: str, size: int, points: Points, known: NDArray[np.bool_], strength: Strength
) -> NDArray[np.float64]:
    """Affine (2, 3) in pixels of one change."""
    centre = np.full(2, size / 2 - 0.5)
    if name == "rotate":
        angle = np.deg2rad(rng.uniform(-strength.turn, strength.turn))
        linear = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    elif name == "shear":
        linear = np.array([[1.0, rng.uniform(-strength.shear, strength.shear)], [0.0, 1.0]])
    elif name == "flip":
        linear = np.diag([-1.0, 1.0]) if rng.random() < 0.5 else np.diag([1.0, -1.0])
    else:
        return _tight(rng, size, points[known, :2], strength)
    return np.hstack([linear, (centre - linear @ centre)[:, None]])


def _tight(rng: np.random.Generator, size: int, points: Points, strength: Strength) -> NDArray[np.float64]:
    """Enlarge so that the points fill the picture but for a margin."""
    if not len(points):
        return np.eye(2, 3)
    low, high = points.min(axis=0), points.max(axis=0)
    side = max(float((high - low).max()) * (1 + 2 * rng.uniform(*strength.tight)), 1 / size)
    scale, middle = 1 / side, (low + high) / 2 * size - 0.5
    return np.hstack([np.eye(2) * scale, (size / 2 - 0.5 - scale * middle)[:, None]])


def _coloured(rng: np.random.Generator, name: str, image: Image, strength: Strength) -> Image:
    size = image.shape[0]
    if name == "contrast":
        mean = image.mean()
        return np.asarray(((image - mean) * rng.uniform(*strength.contrast) + mean).clip(0, 255), np.uint8)
    if name == "brightness":
        shift = rng.uniform(-strength.brightness, strength.brightness)
        return np.asarray((image.astype(np.float32) + shift).clip(0, 255), np.uint8)
    out = image.copy()
    if name == "dropout":
        most, share = strength.dropped
        for _ in range(int(rng.integers(1, most + 1))):
            w, h = (int(v) for v in rng.uniform(1, max(2.0, share * size), 2))
            x, y = int(rng.integers(0, size - w)), int(rng.integers(0, size - h))
            out[y : y + h, x : x + w] = 0
        return out
    drawn = rng.random(image.shape[:2])
    share = rng.uniform(0, strength.specks)
    out[drawn < share / 2] = 0
    out[drawn > 1 - share / 2] = 255
    return out
