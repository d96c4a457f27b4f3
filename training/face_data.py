"""Endless batches of augmented face crops, some behind a hand, made by worker processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset

from detector.skeleton import FACE, FACE_POINTS, MIRROR, SIDES
from training import augment, face_cache, hand_cache
from training.hand_data import CropBatch, background_pictures, fill, random_window, transform_points, warp

NEGATIVES = 0.12  # share of crops without a face
_RENDERED = 0.5  # share of the faces that are rendered ones: photographs hardly show expressions
_HAND_BEFORE = 0.25  # share of the faces with a hand before them
_JITTER = augment.CropJitter(turn=25.0, any_turn=0.0, scale=(0.8, 1.3), shift=0.12)
_MIRRORED = [n - FACE.start for n in MIRROR[FACE]]


class FaceStream(IterableDataset[CropBatch]):
    """Endless random batches.

    Args:
        faces: folder of the face cache.
        hands: folder of the hand cache, whose cut-out hands come before faces and whose crops show none.
        data: the data folder with the backgrounds.
        size: crop size S in pixels.
        batch: batch size B.
        seed: with the worker's number, decides every random draw.
    """

    def __init__(self, faces: Path, hands: Path, data: Path, size: int, batch: int, seed: int) -> None:
        self.faces, self.hands, self.data = faces, hands, data
        self.size, self.batch, self.seed = size, batch, seed

    def __iter__(self) -> Iterator[CropBatch]:
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        rooms = background_pictures(self.data)
        hands = hand_cache.load(self.hands)
        loose = hand_cache.loose(hands)
        faces = face_cache.load(self.faces)
        kinds = [np.flatnonzero(~faces.validation & (faces.rendered == drawn)) for drawn in (False, True)]
        share = _RENDERED if len(kinds[True]) else 0.0
        while True:
            rows = [int(rng.choice(kinds[bool(rng.random() < share)])) for _ in range(self.batch)]
            yield self._batch(rng, faces, rows, rooms, hands, loose)

    def _batch(
        self,
        rng: np.random.Generator,
        cache: face_cache.FaceCache,
        rows: list[int],
        rooms: list[NDArray[np.uint8]],
        hands: hand_cache.HandCache,
        loose: NDArray[np.int64],
    ) -> CropBatch:
        s = self.size
        images = np.empty((len(rows), s, s, 3), np.uint8)
        points = np.zeros((len(rows), len(FACE_POINTS), 3), np.float32)
        weight = np.zeros((len(rows), len(FACE_POINTS)), np.float32)
        present = np.zeros(len(rows), np.float32)
        for i, row in enumerate(rows):
            image = random_window(rng, rooms, s)
            if rng.random() >= NEGATIVES:
                mirrored = bool(rng.random() < 0.5)
                matrix = augment.random_affine(rng, _JITTER, face_cache.PLAIN, face_cache.SIZE, s, mirrored)
                image = fill(rng, warp(cache.images[row], matrix, s), image, bool(cache.rendered[row]))
                points[i] = transform_points(cache.points[row], matrix, face_cache.SIZE, s)
                if mirrored:
                    points[i] = points[i, _MIRRORED]
                weight[i] = ((points[i, :, :2] > 0) & (points[i, :, :2] < 1)).all(axis=1)
                present[i] = 1.0
            if rng.random() < _HAND_BEFORE:
                x, y, extent = rng.uniform(0.1, 0.9), rng.uniform(0.3, 1.0), rng.uniform(0.3, 0.8)
                side = SIDES[int(rng.integers(2))]
                hand_cache.lay(hands, int(rng.choice(loose)), image, (x, y), extent, rng.uniform(-np.pi, np.pi), side)
            image = augment.colour(rng, image)
            if rng.random() < 0.2:
                augment.cover(rng, image, images[i - 1] if i else image.copy())
            images[i] = augment.soften(rng, image)
        return CropBatch(
            *(torch.from_numpy(a) for a in (images, points, weight, present, np.full_like(present, np.nan)))
        )
