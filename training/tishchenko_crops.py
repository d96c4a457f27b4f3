"""Batches of hand crops that are changed by Tishchenko & Vänskä's augmentation, or by none."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from training.augment import CropJitter, random_affine
from training.hand_cache import PLAIN, SIZE, HandCache
from training.hand_data import NEGATIVES, CropBatch, fill, random_window, transform_points, warp
from training.tishchenko import Strength, augment

_STILL = CropJitter(turn=0.0, any_turn=0.0, scale=(1.0, 1.0), shift=0.0)


def tishchenko_batch(
    rng: np.random.Generator,
    cache: HandCache,
    rooms: list[NDArray[np.uint8]],
    rows: NDArray[np.int64],
    size: int,
    strength: Strength,
) -> CropBatch:
    """Crops as a tracker cuts them, each changed.

    Args:
        rng: decides every draw.
        cache: the crops.
        rooms: pictures to put behind hands that are cut out, and to show without a hand.
        rows: (B,) hands of the cache.
        size: crop size S in pixels.
        strength: how far each crop is changed.
    """
    images = np.empty((len(rows), size, size, 3), np.uint8)
    points = np.zeros((len(rows), 21, 3), np.float32)
    weight = np.zeros((len(rows), 21), np.float32)
    present = np.zeros(len(rows), np.float32)
    right = np.full(len(rows), np.nan, np.float32)
    for i, row in enumerate(rows):
        images[i] = random_window(rng, rooms, size)
        if rng.random() < NEGATIVES:
            continue
        matrix = random_affine(rng, _STILL, PLAIN, SIZE, size)
        plain = fill(rng, warp(cache.images[row], matrix, size), images[i], bool(cache.cut_out[row]))
        known = np.ones(21, bool)
        at = transform_points(cache.points[row], matrix, SIZE, size)
        images[i], points[i], kept = augment(rng, plain, at, known, strength)
        weight[i] = ((points[i, :, :2] > 0) & (points[i, :, :2] < 1)).all(axis=1)
        present[i] = 1.0
        right[i] = "flip" not in kept
    return CropBatch(*(torch.from_numpy(a) for a in (images, points, weight, present, right)))
