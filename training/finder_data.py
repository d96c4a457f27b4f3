"""Endless batches for the finder: whole pictures, jittered, with hands pasted into some."""

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

from detector.crops import Crop, body_crop, frame_crop
from detector.skeleton import BODY_POINTS, MIRROR, SIDES
from training import augment, hand_cache
from training.finder_cache import BODY, HANDS, POINTS, PRESENCES, FinderPicture, load
from training.hand_data import fill, random_window

_WEIGHTS = {
    "rooms": 2.0,
    "lab_gestures": 1.2,
    "webcam_signs": 3.0,
    "faces": 1.0,
    "coco_people": 2.0,
    "asl_letters": 0.4,
    "backgrounds": 0.8,
    "avatar": 0.5,
}
_PASTE = 0.3  # share of pictures that get a cut-out hand
_INSIDE = 0.6  # a hand is present when this share of its points lies in the crop, and absent when none does

# What a keypoint or a presence becomes when the picture is mirrored.
_BODY_MIRROR = list(MIRROR[: len(BODY_POINTS)])
POINT_MIRROR = [
    *_BODY_MIRROR,
    *range(HANDS["right"].start, HANDS["right"].stop),
    *range(HANDS["left"].start, HANDS["left"].stop),
]
PRESENCE_MIRROR = [*_BODY_MIRROR, PRESENCES - 1, PRESENCES - 2]


@dataclass(frozen=True)
class FinderBatch:
    """One batch.

    Attributes:
        images: uint8 (B, S, S, 3) RGB.
        points: float32 (B, POINTS, 3) in the crop's unit square, z in crop sides; 0 where not known.
        weight: float32 (B, POINTS), 0 where not known or outside the crop.
        present: float32 (B, PRESENCES), 0 or 1.
        present_known: float32 (B, PRESENCES).
    """

    images: Tensor
    points: Tensor
    weight: Tensor
    present: Tensor
    present_known: Tensor


def random_crop(rng: np.random.Generator, picture: FinderPicture) -> Crop:
    """A window like those of a call: the letterboxed frame or the tracked body, off by what a tracker is off."""
    height, width = picture.image.shape[:2]
    base = frame_crop(width, height)
    low, high = 0.6, 1.3
    if picture.kind == "body" and rng.random() < 0.4:
        score = np.isfinite(picture.points[BODY, 0]).astype(np.float32)
        base = body_crop(picture.points[BODY], score, width, height)
        low, high = 0.75, 1.35
    elif picture.kind == "close_up":
        low, high = 0.8, 2.5
    side = base.side * np.exp(rng.uniform(np.log(low), np.log(high)))
    shift = rng.uniform(-0.15, 0.15, 2) * side
    turn = 60.0 if picture.kind == "close_up" else 15.0
    angle = np.deg2rad(rng.uniform(-turn, turn)) if rng.random() < 0.7 else 0.0
    return Crop(base.x + shift[0], base.y + shift[1], side, angle, mirrored=bool(rng.random() < 0.5))


def cut(
    picture: FinderPicture, crop: Crop, size: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
    """Image (S, S, 3 or 4), points (POINTS, 3) in the unit square or NaN, presences (PRESENCES,) 0, 1 or NaN."""
    image = crop.cut(picture.image, size)
    points = crop.from_picture(picture.points)
    present = picture.present.copy()
    if crop.mirrored:
        points, present = points[POINT_MIRROR], present[PRESENCE_MIRROR]
    with np.errstate(invalid="ignore"):
        inside: NDArray[np.bool_] = np.array(((points[:, :2] > 0) & (points[:, :2] < 1)).all(axis=1))
    present[BODY] = np.where(present[BODY] == 1, inside[BODY], present[BODY])
    for n, side in enumerate(SIDES):
        slot = len(BODY_POINTS) + n
        if present[slot] == 1:
            share = inside[HANDS[side]].mean()
            present[slot] = 1.0 if share >= _INSIDE else 0.0 if share == 0 else np.nan
    points[~inside] = np.nan
    return image, points, present


class FinderStream(IterableDataset[FinderBatch]):
    """Endless random batches.

    Args:
        data: the data folder.
        rendered: a data folder with rendered pictures, if there is one.
        hands: the hand cache, from which cut-out hands are pasted.
        size: crop size S in pixels.
        batch: batch size B.
        seed: with the worker's number, decides every random draw.
    """

    def __init__(self, data: Path, rendered: Path | None, hands: Path, size: int, batch: int, seed: int) -> None:
        self.data, self.rendered, self.hands = data, rendered, hands
        self.size, self.batch, self.seed = size, batch, seed

    def __iter__(self) -> Iterator[FinderBatch]:
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        pictures = [p for p in load(self.data, self.rendered) if not p.validation]
        rooms = [p.image for p in pictures if p.kind == "empty"]
        weight = np.array([_WEIGHTS.get(p.set, 1.0) for p in pictures])
        weight /= weight.sum()
        cache = hand_cache.load(self.hands)
        loose = np.flatnonzero(cache.cut_out & ~cache.validation)
        while True:
            drawn = rng.choice(len(pictures), self.batch, p=weight)
            yield self._batch(rng, [pictures[i] for i in drawn], rooms, cache, loose)

    def _batch(
        self,
        rng: np.random.Generator,
        pictures: list[FinderPicture],
        rooms: list[NDArray[np.uint8]],
        cache: hand_cache.HandCache,
        loose: NDArray[np.int64],
    ) -> FinderBatch:
        s = self.size
        images = np.empty((len(pictures), s, s, 3), np.uint8)
        points = np.full((len(pictures), POINTS, 3), np.nan, np.float32)
        present = np.empty((len(pictures), PRESENCES), np.float32)
        for i, picture in enumerate(pictures):
            image, points[i], present[i] = cut(picture, random_crop(rng, picture), s)
            if image.shape[2] == 4:
                image = fill(rng, image, random_window(rng, rooms, s), cut_out=True)
            if rng.random() < _PASTE:
                _paste_hand(rng, image, points[i], present[i], cache, int(rng.choice(loose)))
            image = augment.colour(rng, image)
            if rng.random() < 0.3:
                augment.cover(rng, image, images[i - 1] if i else image.copy())
            images[i] = augment.soften(rng, image)
        weight = np.isfinite(points[..., 0]).astype(np.float32)
        arrays = (
            images,
            np.nan_to_num(points),
            weight,
            np.nan_to_num(present),
            np.isfinite(present).astype(np.float32),
        )
        return FinderBatch(*(torch.from_numpy(a) for a in arrays))


def _paste_hand(
    rng: np.random.Generator,
    image: NDArray[np.uint8],
    points: NDArray[np.float32],
    present: NDArray[np.float32],
    cache: hand_cache.HandCache,
    row: int,
) -> None:
    """Paste a cut-out hand, in place, on a side that is known to be free. Cached hands are right ones."""
    size = image.shape[0]
    n = int(rng.integers(2))
    if present[len(BODY_POINTS) + n] != 0:
        return
    # The hand's box becomes 12 to 50 % of the crop; the cached crop is MARGIN times that.
    side = np.exp(rng.uniform(np.log(0.12), np.log(0.5))) * hand_cache.MARGIN
    angle = np.deg2rad(rng.normal(0, 45))
    half = side / hand_cache.MARGIN / 2
    x, y = rng.uniform(half, 1 - half, 2)
    source = Crop(
        hand_cache.SIZE / 2 - 0.5, hand_cache.SIZE / 2 - 0.5, hand_cache.SIZE / side, angle, SIDES[n] == "left"
    )
    matrix = source.matrix(size)
    matrix[:, 2] += (np.array([x, y]) - 0.5) * size
    rgba = cv2.warpAffine(cache.images[row], matrix, (size, size), flags=cv2.INTER_AREA)
    alpha = rgba[..., 3:].astype(np.uint16)
    image[:] = (rgba[..., :3] * alpha + image * (255 - alpha)) // 255
    hand = cache.points[row]
    pasted = np.empty_like(hand)
    pasted[:, :2] = ((hand[:, :2] * hand_cache.SIZE - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5) / size
    pasted[:, 2] = hand[:, 2] * side
    pasted[~((pasted[:, :2] > 0) & (pasted[:, :2] < 1)).all(axis=1)] = np.nan
    points[HANDS[SIDES[n]]] = pasted
    present[len(BODY_POINTS) + n] = 1.0
