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

from detector.crops import HAND_MARGIN, Crop, body_crop, frame_crop, hand_crop
from detector.networks.finder import AXIS_X, AXIS_Y, CENTRE, LOG_SIZE, MAPS, OFFSET_X, OFFSET_Y, RIGHT
from detector.networks.soft_argmax import STRIDE
from detector.skeleton import MIRROR, SIDES, Side, index
from training import augment, decoys, hand_cache
from training.finder_cache import POINTS, FinderPicture, LabelledHand, load
from training.hand_data import fill, random_window, transform_points

_WEIGHTS = {
    "rooms": 2.0,
    "lab_gestures": 1.2,
    "webcam_signs": 3.0,
    "faces": 0.8,
    "coco_people": 2.0,
    "asl_letters": 0.5,
    "backgrounds": 2.0,
    "avatar": 0.6,
    "avatar_hands": 0.3,
}
_PASTES = (0.5, 0.35, 0.15)  # shares of pictures that get no, one and two cut-out hands
_PRINTS = 0.3  # share of pictures that get a print as of a T-shirt
_BARE_SKIN = 0.25  # share of pictures in which skin that is no hand shows where it should not
_HEADLESS = 0.12  # share of body pictures without the head, as where somebody stands close to a low camera
_NEARBY = 0.15  # share of pictures that show one hand from nearby and little else: where no body shows, none is there
_NEARBY_SIDE = (1.2, 3.0)  # crop sides / the hand's extent, of those
_ANY_TURN = 0.08  # share of pictures turned by any angle: hands then point to the floor, too
_DEEPEST = 1.0  # depth of a body point, in crop sides, beyond which it teaches only whether it is there
_SMALLEST = 0.05  # a hand's extent in crop sides below which it is nobody's fault to miss it
_NEAR = 0.5  # height of a hand's bump from which on a cell learns the hand's size, axis and side

_BODY_MIRROR = list(MIRROR[:POINTS])
_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class FinderBatch:
    """One batch.

    Attributes:
        images: uint8 (B, S, S, 3) RGB.
        points: float32 (B, POINTS, 3) in the crop's unit square, z in crop sides; 0 where not known.
        weight: float32 (B, POINTS), 0 where not known or outside the crop.
        present: float32 (B, POINTS), 0 or 1.
        present_known: float32 (B, POINTS).
        hands: float32 (B, MAPS, S/8, S/8), targets of the hand maps; CENTRE holds the bumps.
        hands_known: float32 (B, S/8, S/8), 0 where it is not known whether there is a hand.
    """

    images: Tensor
    points: Tensor
    weight: Tensor
    present: Tensor
    present_known: Tensor
    hands: Tensor
    hands_known: Tensor


@dataclass(frozen=True, eq=False)
class View:
    """A crop of a picture with what is to be learnt from it; coordinates in the crop's unit square.

    Attributes:
        image: uint8 (S, S, 3 or 4).
        body: (POINTS, 3), NaN where not known or outside.
        present: (POINTS,) 0, 1 or NaN where not known.
        hands: known hands, also where partly outside.
        unsure: (N, 3) discs.
    """

    image: NDArray[np.uint8]
    body: NDArray[np.float32]
    present: NDArray[np.float32]
    hands: list[LabelledHand]
    unsure: NDArray[np.float32]


def random_crop(rng: np.random.Generator, picture: FinderPicture) -> Crop:
    """A window like those of a call: the letterboxed frame or the tracked body, off by what a tracker is off."""
    height, width = picture.image.shape[:2]
    base = frame_crop(width, height)
    low, high = 0.6, 1.5
    if picture.hands and rng.random() < _NEARBY:
        base = _around_a_hand(rng, picture)
        low, high = _NEARBY_SIDE
    elif picture.kind == "body" and rng.random() < 0.4:
        score = np.isfinite(picture.body[:, 0]).astype(np.float32)
        base = body_crop(picture.body, score, width, height)
        low, high = 0.75, 1.35
    elif picture.kind == "body" and rng.random() < _HEADLESS:
        headless = _below_the_chin(rng, picture, base)
        if headless is not None:
            return headless
    elif picture.kind == "close_up":
        low, high = 0.8, 3.0
    side = base.side * np.exp(rng.uniform(np.log(low), np.log(high)))
    shift = rng.uniform(-0.15, 0.15, 2) * side
    turn = 60.0 if picture.kind == "close_up" else 15.0
    if rng.random() < _ANY_TURN:
        turn = 180.0
    angle = np.deg2rad(rng.uniform(-turn, turn)) if rng.random() < 0.7 else 0.0
    return Crop(base.x + shift[0], base.y + shift[1], side, angle, mirrored=bool(rng.random() < 0.5))


def _around_a_hand(rng: np.random.Generator, picture: FinderPicture) -> Crop:
    xy = picture.hands[int(rng.integers(len(picture.hands)))].points[:, :2]
    x, y = ((xy.min(axis=0) + xy.max(axis=0)) / 2).tolist()
    return Crop(x, y, float(np.ptp(xy, axis=0).max()))


def _below_the_chin(rng: np.random.Generator, picture: FinderPicture, whole: Crop) -> Crop | None:
    """A window whose upper edge cuts the head off; None where nobody knows where the head is."""
    nose, *shoulders = (picture.body[index(name), :2] for name in ("nose", "left_shoulder", "right_shoulder"))
    neck = np.mean(shoulders, axis=0)
    if not (np.isfinite(nose).all() and np.isfinite(neck).all()):
        return None
    top = float(nose[1] + (neck[1] - nose[1]) * rng.uniform(0.2, 1.1))
    side = float(min(max(picture.image.shape[0] - top, 0.4 * whole.side) * rng.uniform(0.9, 1.2), whole.side))
    x = float(neck[0] + rng.uniform(-0.2, 0.2) * side)
    return Crop(x, top + side / 2, side, mirrored=bool(rng.random() < 0.5))


def cut(picture: FinderPicture, crop: Crop, size: int) -> View:
    """What a crop of a picture shows."""
    body = crop.from_picture(picture.body)
    hands = [LabelledHand(crop.from_picture(hand.points), hand.side) for hand in picture.hands]
    unsure = crop.from_picture(picture.unsure)
    if crop.mirrored:
        body = body[_BODY_MIRROR]
        hands = [LabelledHand(hand.points, _OTHER[hand.side]) for hand in hands]
    inside = np.array([bool(((p[:2] > 0) & (p[:2] < 1)).all()) for p in body])
    body[~inside] = np.nan
    present = inside.astype(np.float32) if picture.body_known else np.full(POINTS, np.nan, np.float32)
    return View(crop.cut(picture.image, size), body, present, hands, unsure)


def hand_targets(
    hands: list[LabelledHand], unsure: NDArray[np.float32], cells: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Targets (MAPS, cells, cells) and which cells are known (cells, cells)."""
    maps = np.zeros((MAPS, cells, cells), np.float32)
    known = np.ones((cells, cells), np.float32)
    down, across = np.mgrid[:cells, :cells].astype(np.float32) + 0.5  # cell centres, in cells
    for x, y, radius in unsure * cells:
        known[np.hypot(across - x, down - y) < radius] = 0.0
    for hand in hands:
        crop = hand_crop(hand.points * 1000, hand.side)
        if crop is None:
            continue
        x, y, extent = crop.x / 1000, crop.y / 1000, crop.side / HAND_MARGIN / 1000
        sigma = max(0.7, 0.13 * extent * cells)
        right, below = x * cells - across, y * cells - down
        bump = np.exp(-(right**2 + below**2) / (2 * sigma**2))
        seen = ((hand.points[:, :2] > 0) & (hand.points[:, :2] < 1)).all(axis=1).mean()
        if extent < _SMALLEST or seen < 0.6:
            known[bump > 0.1] = 0.0
            continue
        row, column = min(int(y * cells), cells - 1), min(int(x * cells), cells - 1)
        known[row, column] = 1.0
        bump[row, column] = 1.0
        here = (bump > _NEAR) & (bump >= maps[CENTRE])
        maps[OFFSET_X][here], maps[OFFSET_Y][here] = right[here], below[here]
        maps[LOG_SIZE][here] = np.log(extent)
        maps[AXIS_X][here], maps[AXIS_Y][here] = np.sin(crop.angle), -np.cos(crop.angle)
        maps[RIGHT][here] = hand.side == "right"
        maps[CENTRE] = np.maximum(maps[CENTRE], bump)
    return maps, known


class FinderStream(IterableDataset[FinderBatch]):
    """Endless random batches.

    Args:
        folder: the finder cache.
        hands: the hand cache, from which cut-out hands are pasted.
        size: crop size S in pixels.
        batch: batch size B.
        seed: with the worker's number, decides every random draw.
    """

    def __init__(self, folder: Path, hands: Path, size: int, batch: int, seed: int) -> None:
        self.folder, self.hands = folder, hands
        self.size, self.batch, self.seed = size, batch, seed

    def __iter__(self) -> Iterator[FinderBatch]:
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        pictures = load(self.folder)
        rows = np.flatnonzero(~pictures.validation)
        rooms = [pictures[int(row)].image for row in rows if pictures.kinds[row] == "empty"]
        weight = np.array([_WEIGHTS.get(pictures.sets[row], 1.0) for row in rows])
        weight /= weight.sum()
        cache = hand_cache.load(self.hands)
        loose = hand_cache.loose(cache)
        while True:
            drawn = rng.choice(rows, self.batch, p=weight)
            yield self._batch(rng, [pictures[int(i)] for i in drawn], rooms, cache, loose)

    def _batch(
        self,
        rng: np.random.Generator,
        pictures: list[FinderPicture],
        rooms: list[NDArray[np.uint8]],
        cache: hand_cache.HandCache,
        loose: NDArray[np.int64],
    ) -> FinderBatch:
        s, cells = self.size, self.size // STRIDE
        images = np.empty((len(pictures), s, s, 3), np.uint8)
        points = np.full((len(pictures), POINTS, 3), np.nan, np.float32)
        present = np.empty((len(pictures), POINTS), np.float32)
        hands = np.empty((len(pictures), MAPS, cells, cells), np.float32)
        known = np.empty((len(pictures), cells, cells), np.float32)
        for i, picture in enumerate(pictures):
            view = cut(picture, random_crop(rng, picture), s)
            points[i], present[i], image = view.body, view.present, view.image
            # From nearby the depth of a body is many times what the picture shows of it: nobody could tell it.
            points[i, np.abs(view.body[:, 2]) > _DEEPEST] = np.nan
            if image.shape[2] == 4:
                image = fill(rng, image, random_window(rng, rooms, s), cut_out=True)
            if rng.random() < _PRINTS:
                decoys.print_on(rng, image, view.body, _taken(view))
            if rng.random() < _BARE_SKIN:
                decoys.bare_skin_on(rng, image, view.body, _taken(view))
            for _ in range(int(rng.choice(3, p=_PASTES))):
                _paste_hand(rng, image, view, cache, int(rng.choice(loose)))
            hands[i], known[i] = hand_targets(view.hands, view.unsure, cells)
            image = augment.colour(rng, image)
            if rng.random() < 0.3:
                augment.cover(rng, image, images[i - 1] if i else image.copy())
            images[i] = augment.soften(rng, image)
        weight = np.isfinite(points[..., 0]).astype(np.float32)
        present_known = np.isfinite(present).astype(np.float32)
        arrays = (images, np.nan_to_num(points), weight, np.nan_to_num(present), present_known, hands, known)
        return FinderBatch(*(torch.from_numpy(a) for a in arrays))


def _taken(view: View) -> NDArray[np.float32]:
    """Discs (N, 3) in which there are, or may be, hands."""
    discs = []
    for hand in view.hands:
        low, high = hand.points[:, :2].min(axis=0), hand.points[:, :2].max(axis=0)
        discs.append([*(low + high) / 2, 0.6 * (high - low).max()])
    return np.concatenate([np.array(discs, np.float32).reshape(-1, 3), view.unsure])


def _paste_hand(
    rng: np.random.Generator, image: NDArray[np.uint8], view: View, cache: hand_cache.HandCache, row: int
) -> None:
    """Paste a cut-out hand, in place, where no other hand is. Cached hands are right ones."""
    size = image.shape[0]
    side = SIDES[int(rng.integers(2))]
    extent = np.exp(rng.uniform(np.log(0.08), np.log(0.6)))  # of the hand's box, in crop sides
    x, y = rng.uniform(extent / 2, 1 - extent / 2, 2)
    for hand in view.hands:
        middle = hand.points[:, :2].mean(axis=0)
        if np.hypot(*(middle - (x, y))) < extent / 2 + np.ptp(hand.points[:, :2], axis=0).max() / 2:
            return
    turn = np.deg2rad(rng.normal(0, 60) if rng.random() < 0.7 else rng.uniform(-180, 180))
    matrix = hand_cache.lay(cache, row, image, (x, y), extent, turn, side)
    view.hands.append(LabelledHand(transform_points(cache.points[row], matrix, hand_cache.SIZE, size), side))
