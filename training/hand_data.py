"""Endless batches of augmented hand crops, made by worker processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import IterableDataset

from detector.skeleton import BODY_POINTS, SIDES
from training import augment, decoys
from training.hand_cache import PLAIN, SIZE, HandCache, lay, load, loose
from training.labels import Labelled, held_out, read_pictures

# How often a set is drawn, relative to its number of hands. The digits are many, small and alike.
_WEIGHTS = {
    "digits": 0.5,
    "webcam_signs": 2.0,
    "lab_gestures": 1.0,
    "rooms": 1.5,
    "homes": 1.5,
    "letters": 2.0,
    "avatar": 0.4,
    "avatar_hands": 0.25,
}
# Share of hands that appear as the other side's: which side a hand is has to be seen. Their points are learnt, too, so
# that a hand taken for the other one is still read well. A fifth taught the side much more slowly.
OTHER_SIDE = 0.5
CUT_OFF = 0.15  # share of crops across the picture's border
_GUESSED = 0.5
NEGATIVES = 0.25  # share of crops without a hand
_PIECES = 0.7  # share of those that show another part of a person, or what the finder takes for a hand
_MOSAIC = 0.15  # share of the pieces under a mosaic: a hidden face's chin is taken for a fist
_MOTION = 0.25  # crop sides that a signing hand moves while one picture is taken, at most
_BESIDE = 0.2  # share of hands with another one beside, behind or before them: the one in the middle is to be read
_PRINTS = 0.3  # share of the others that show a print as of a T-shirt
_NOBODY = np.full((len(BODY_POINTS), 3), np.nan, np.float32)
_NOTHING = np.zeros((0, 3), np.float32)


@dataclass(frozen=True)
class CropBatch:
    """One batch.

    Attributes:
        images: uint8 (B, S, S, 3) RGB.
        points: float32 (B, P, 3) in the crop's unit square, z in crop sides.
        weight: float32 (B, P), 0 for points that lie outside the crop and for crops without a hand (or face).
        present: float32 (B,), whether there is one.
        right: float32 (B,), whether the hand appears as a right one; NaN where there is none (or a face).
    """

    images: Tensor
    points: Tensor
    weight: Tensor
    present: Tensor
    right: Tensor


def transform_points(
    points: NDArray[np.float32], matrix: NDArray[np.float64], source: int, size: int
) -> NDArray[np.float32]:
    """Points (..., 3) of a source picture's unit square to the unit square of the crop that `matrix` cuts from it."""
    out = np.empty_like(points)
    pixels = points[..., :2] * source - 0.5
    out[..., :2] = (pixels @ matrix[:, :2].T + matrix[:, 2] + 0.5) / size
    out[..., 2] = points[..., 2] * source / size * np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    return out


class HandStream(IterableDataset[CropBatch]):
    """Endless random batches from a cache.

    Args:
        folder: the hand cache.
        backgrounds: the data folder, whose background pictures replace plain walls and serve as crops without hands.
        size: crop size S in pixels.
        batch: batch size B.
        seed: with the worker's number, decides every random draw.
    """

    def __init__(self, folder: Path, backgrounds: Path, size: int, batch: int, seed: int) -> None:
        self.folder, self.backgrounds, self.size, self.batch, self.seed = folder, backgrounds, size, batch, seed

    def __iter__(self) -> Iterator[CropBatch]:
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        cache = load(self.folder)
        rooms = background_pictures(self.backgrounds)
        rows = np.flatnonzero(~cache.validation & cache.shows_hand)
        pieces = np.flatnonzero(~cache.validation & ~cache.shows_hand)
        weight = np.array([_WEIGHTS.get(name, 1.0) for name in cache.names])[cache.sets[rows]]
        weight /= weight.sum()
        # Sets with few people count for less than their many pictures.
        piece_weight = 1 / np.sqrt(np.bincount(cache.sets, minlength=len(cache.names))[cache.sets[pieces]])
        piece_weight /= piece_weight.sum()
        others = loose(cache)
        while True:
            drawn = rng.choice(rows, self.batch, p=weight)
            beside = rng.choice(pieces, self.batch, p=piece_weight) if len(pieces) else pieces
            yield crop_batch(rng, cache, rooms, drawn, beside, others, self.size)


def crop_batch(
    rng: np.random.Generator,
    cache: HandCache,
    rooms: list[NDArray[np.uint8]],
    rows: NDArray[np.int64],
    pieces: NDArray[np.int64],
    others: NDArray[np.int64],
    size: int,
    negatives: float = NEGATIVES,
) -> CropBatch:
    """Augmented crops of chosen hands.

    Args:
        rng: decides every draw.
        cache: the crops.
        rooms: pictures to put behind.
        rows: (B,) hands of the cache.
        pieces: (B,) rows without a hand, one of which may take a hand's place; or none.
        others: hands that may be pasted beside.
        size: crop size S in pixels.
        negatives: share of the crops that show none.
    """
    images = np.empty((len(rows), size, size, 3), np.uint8)
    points = np.zeros((len(rows), 21, 3), np.float32)
    weight = np.zeros((len(rows), 21), np.float32)
    present = np.zeros(len(rows), np.float32)
    right = np.full(len(rows), np.nan, np.float32)
    for i, row in enumerate(rows):
        background = random_window(rng, rooms, size)
        matrix = augment.random_affine(rng, augment.CropJitter(), PLAIN, SIZE, size)
        if rng.random() < OTHER_SIDE:
            mirror(matrix, size)
        if rng.random() < negatives:
            image = background
            if len(pieces) and rng.random() < _PIECES:
                image = fill(rng, warp(cache.images[pieces[i]], matrix, size), background, False)
                image = augment.mosaic(rng, image) if rng.random() < _MOSAIC else image
            elif rng.random() < _PRINTS:
                decoys.print_on(rng, image, _NOBODY, _NOTHING)
        else:
            points[i] = transform_points(cache.points[row], matrix, SIZE, size)
            beside = len(others) > 0 and rng.random() < _BESIDE
            behind = beside and bool(cache.cut_out[row])
            if behind:
                lay_beside(rng, background, points[i], cache, int(rng.choice(others)))
            image = fill(rng, warp(cache.images[row], matrix, size), background, bool(cache.cut_out[row]))
            if beside and not behind:
                lay_beside(rng, image, points[i], cache, int(rng.choice(others)))
            weight[i] = ((points[i, :, :2] > 0) & (points[i, :, :2] < 1)).all(axis=1)
            present[i] = 1.0
            right[i] = np.linalg.det(matrix[:, :2]) > 0
        image = augment.colour(rng, image)
        if rng.random() < 0.3:
            augment.cover(rng, image, images[i - 1] if i else background)
        images[i] = augment.soften(rng, image, _MOTION)
        if rng.random() < CUT_OFF:
            # Where the picture ends the points are guessed: learnt, but not at the price of those in view.
            weight[i, augment.cut_off(rng, images[i], points[i])] *= _GUESSED
    return CropBatch(*(torch.from_numpy(a) for a in (images, points, weight, present, right)))


def lay_beside(
    rng: np.random.Generator, image: NDArray[np.uint8], points: NDArray[np.float32], cache: HandCache, row: int
) -> None:
    """Paste another hand next to a hand (21, 3) in the unit square, so that they touch or nearly do, in place."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    extent = float((high - low).max())
    angle = rng.uniform(-np.pi, np.pi)
    x, y = (low + high) / 2 + rng.uniform(0.6, 1.1) * extent * np.array([np.cos(angle), np.sin(angle)])
    turn = float(rng.uniform(-np.pi, np.pi))
    lay(cache, row, image, (x, y), extent * rng.uniform(0.7, 1.3), turn, SIDES[int(rng.integers(2))])


def warp(rgba: NDArray[np.uint8], matrix: NDArray[np.float64], size: int) -> NDArray[np.uint8]:
    """A crop (size, size, 4) of a cached crop; what lies beyond it is transparent."""
    return np.asarray(cv2.warpAffine(rgba, matrix, (size, size), flags=cv2.INTER_LINEAR), np.uint8)


def mirror(matrix: NDArray[np.float64], size: int) -> None:
    """Flip what an affine (2, 3) draws into a picture of `size` pixels left to right, in place."""
    matrix[0] = -matrix[0]
    matrix[0, 2] += size - 1


def fill(
    rng: np.random.Generator, rgba: NDArray[np.uint8], background: NDArray[np.uint8], cut_out: bool
) -> NDArray[np.uint8]:
    """Put something behind a cut-out hand (mostly a picture), or beyond the picture's border (black, as in a call)."""
    draw = rng.random()
    if not cut_out and draw < 0.6:
        behind = np.zeros_like(background)
    elif draw < (0.15 if cut_out else 0.75):
        behind = np.broadcast_to(rng.integers(0, 256, 3).astype(np.uint8), background.shape)
    else:
        behind = background
    alpha = rgba[..., 3:].astype(np.uint16)
    return ((rgba[..., :3] * alpha + behind * (255 - alpha)) // 255).astype(np.uint8)


def random_window(rng: np.random.Generator, pictures: list[NDArray[np.uint8]], size: int) -> NDArray[np.uint8]:
    """A random square window of a random picture, as (size, size, 3)."""
    picture = pictures[int(rng.integers(len(pictures)))]
    side = int(min(picture.shape[:2]) * rng.uniform(0.3, 1.0))
    y, x = (int(rng.integers(0, n - side + 1)) for n in picture.shape[:2])
    window = cv2.resize(picture[y : y + side, x : x + side], (size, size), interpolation=cv2.INTER_AREA)
    return window[:, ::-1].copy() if rng.random() < 0.5 else window  # type: ignore[return-value]


def background_pictures(root: Path) -> list[NDArray[np.uint8]]:
    """The background pictures of a data folder that are not held out.

    Raises:
        FileNotFoundError: there are none.
    """
    files = [f for f in sorted((root / "train" / "backgrounds").glob("*.webp")) if not held_out(f.stem)]
    if not files:
        raise FileNotFoundError(f"no background pictures below {root / 'train' / 'backgrounds'}")
    whole = [Labelled(path, None, "", {"left": None, "right": None}, {}, None, False) for path in files]
    return list(read_pictures(whole))
