"""Crops composed of a hand that is cut out, a room behind it, and things before it."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from training import augment
from training.blending import blend, occlude
from training.hand_cache import PLAIN, SIZE, HandCache
from training.hand_data import (
    NEGATIVES,
    OTHER_SIDE,
    CropBatch,
    lay_beside,
    mirror,
    random_window,
    transform_points,
    warp,
)

_DISTRACTORS: Final = 0.3  # share of crops with another hand behind or beside
_OCCLUDED: Final = 0.5  # share with something before the hand


def composed_batch(
    rng: np.random.Generator,
    cache: HandCache,
    rooms: list[NDArray[np.uint8]],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    size: int,
) -> CropBatch:
    """Hands that are cut out, before rooms: blended in one of the ways, a hand beside or behind and things before some.

    Args:
        rng: decides every draw.
        cache: the crops.
        rooms: pictures to put behind, and to take things from.
        rows: (B,) hands of the cache.
        others: hands that may be pasted beside.
        size: crop size S in pixels.
    """
    images = np.empty((len(rows), size, size, 3), np.uint8)
    points = np.zeros((len(rows), 21, 3), np.float32)
    weight = np.zeros((len(rows), 21), np.float32)
    present = np.zeros(len(rows), np.float32)
    right = np.full(len(rows), np.nan, np.float32)
    for i, row in enumerate(rows):
        image = random_window(rng, rooms, size)
        if rng.random() >= NEGATIVES:
            matrix = augment.random_affine(rng, augment.CropJitter(), PLAIN, SIZE, size)
            if rng.random() < OTHER_SIDE:
                mirror(matrix, size)
            points[i] = transform_points(cache.points[row], matrix, SIZE, size)
            if len(others) and rng.random() < _DISTRACTORS:
                lay_beside(rng, image, points[i], cache, int(rng.choice(others)))
            image = blend(rng, warp(cache.images[row], matrix, size), image)
            weight[i] = ((points[i, :, :2] > 0) & (points[i, :, :2] < 1)).all(axis=1)
            present[i] = 1.0
            right[i] = np.linalg.det(matrix[:, :2]) > 0
        if rng.random() < _OCCLUDED:
            image = occlude(rng, image, random_window(rng, rooms, size))
        image = augment.colour(rng, image)
        images[i] = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.0)) if rng.random() < 0.3 else image
    return CropBatch(*(torch.from_numpy(a) for a in (images, points, weight, present, right)))
