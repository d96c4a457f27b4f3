"""Whole pictures with body and hand labels, scaled down once and kept in one file, for training the finder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.crops import hand_crop
from detector.skeleton import BODY_POINTS, SIDES, Side, index
from training.labels import (
    BODY_SETS,
    RENDERED_HANDS,
    RENDERED_SET,
    Labelled,
    has_labels,
    held_out,
    read_labels,
    read_pictures,
)
from training.picture_store import PictureStore, PictureWriter

POINTS = len(BODY_POINTS)
LONGEST = 360  # pixels of the longer side of a kept picture

EMPTY_SET = "backgrounds"
# Pictures of one hand and little else: nothing is known of the body.
CLOSE_UPS = ("homes", "palms", "letters", "asl_letters")


@dataclass(frozen=True, eq=False)
class LabelledHand:
    """A hand in a picture: 21 points (21, 3) in its pixels, and whose left or right it looks like."""

    points: NDArray[np.float32]
    side: Side


@dataclass(frozen=True, eq=False)
class FinderPicture:
    """One picture.

    Attributes:
        image: uint8 (H, W, 3) RGB or, where the background may be replaced, (H, W, 4) RGBA; longer side at most
            LONGEST.
        body: float32 (POINTS, 3) in its pixels, NaN where not known.
        body_known: whether a body point that is NaN is known not to be there.
        hands: the hands that are known.
        unsure: float32 (N, 3): x, y, radius of places where there may be a hand that nobody labelled.
        kind: "body", "close_up" or "empty".
        set: name of the set.
        validation: held out from training.
    """

    image: NDArray[np.uint8]
    body: NDArray[np.float32]
    body_known: bool
    hands: tuple[LabelledHand, ...]
    unsure: NDArray[np.float32]
    kind: str
    set: str
    validation: bool


@dataclass(frozen=True, eq=False)
class FinderCache:
    """Kept pictures of N; what is said of all of them without decoding any, and each by its number.

    Attributes:
        images: N pictures, RGBA.
        labels: arrays of `build`, by name.
        sets: name of the set of each.
        kinds: "body", "close_up" or "empty", of each.
    """

    images: PictureStore
    labels: dict[str, NDArray[np.generic]]
    sets: tuple[str, ...]
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sets)

    @property
    def validation(self) -> NDArray[np.bool_]:
        """(N,), held out from training."""
        return self.labels["validation"].astype(bool)

    def __getitem__(self, row: int) -> FinderPicture:
        """Picture number `row`.

        Raises:
            IndexError: there is none of this number.
            ValueError: it is damaged.
        """
        of, arrays = self.sets[row], self.labels
        image = self.images[row]
        hands = np.flatnonzero(arrays["hand_of"] == row)
        return FinderPicture(
            image=image if arrays["masked"][row] else np.ascontiguousarray(image[..., :3]),
            body=arrays["body"][row].astype(np.float32),
            body_known=bool(arrays["body_known"][row]),
            hands=tuple(
                LabelledHand(arrays["hands"][n].astype(np.float32), "right" if arrays["hand_right"][n] else "left")
                for n in hands
            ),
            unsure=arrays["unsure"][arrays["unsure_of"] == row].astype(np.float32),
            kind=self.kinds[row],
            set=of,
            validation=bool(arrays["validation"][row]),
        )


def build(folder: Path, root: Path, rendered: Path | None = None) -> None:
    """Keep in `folder` every picture the finder learns from: photographs and, from their folder, rendered ones."""
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[FinderPicture] = []  # without their pictures
    with PictureWriter(folder) as images:
        for picture in _pictures(root, rendered):
            masked = picture.image.shape[2] == 4
            images.append(
                picture.image if masked else np.dstack([picture.image, np.full_like(picture.image[..., 0], 255)])
            )
            kept.append(replace(picture, image=np.zeros((0, 0, picture.image.shape[2]), np.uint8)))
    hands = [(n, hand) for n, picture in enumerate(kept) for hand in picture.hands]
    unsure = [(n, disc) for n, picture in enumerate(kept) for disc in picture.unsure]
    np.savez(
        folder / "labels.npz",
        masked=np.array([picture.image.shape[2] == 4 for picture in kept]),
        body=np.array([picture.body for picture in kept], np.float32).reshape(-1, POINTS, 3),
        body_known=np.array([picture.body_known for picture in kept]),
        validation=np.array([picture.validation for picture in kept]),
        hands=np.array([hand.points for _, hand in hands], np.float32).reshape(-1, 21, 3),
        hand_right=np.array([hand.side == "right" for _, hand in hands], bool),
        hand_of=np.array([n for n, _ in hands], np.int64),
        unsure=np.array([disc for _, disc in unsure], np.float32).reshape(-1, 3),
        unsure_of=np.array([n for n, _ in unsure], np.int64),
    )
    (folder / "sets.json").write_text(json.dumps([[picture.set, picture.kind] for picture in kept]))


def load(folder: Path) -> FinderCache:
    """Open a cache made by `build`.

    Raises:
        FileNotFoundError: there is none in `folder`.
    """
    with np.load(folder / "labels.npz", allow_pickle=False) as arrays:
        labels = dict(arrays)
    sets, kinds = zip(*json.loads((folder / "sets.json").read_text()), strict=True)
    return FinderCache(PictureStore(folder), labels, sets, kinds)


def _pictures(root: Path, rendered: Path | None) -> Iterator[FinderPicture]:
    sources = [(root, name) for name in (*BODY_SETS, *CLOSE_UPS)]
    if rendered:
        sources += [(rendered, name) for name in (RENDERED_SET, RENDERED_HANDS) if has_labels(rendered, name)]
    for folder, name in sources:
        items = [item for item in read_labels(folder, name) if _worth(name, item)]
        for item, image in zip(items, read_pictures(items), strict=True):
            yield labelled_picture(name, item, image)
    yield from empty_pictures(root)


def empty_pictures(root: Path) -> list[FinderPicture]:
    """The background pictures of a data folder."""
    empties = [
        Labelled(path, None, path.stem, {"left": None, "right": None}, {}, None, False)
        for path in sorted((root / "train" / EMPTY_SET).glob("*.webp"))
    ]
    out: list[FinderPicture] = []
    for item, image in zip(empties, read_pictures(empties), strict=True):
        small, _ = _shrink(image)
        nothing = np.full((POINTS, 3), np.nan, np.float32)
        nowhere = np.zeros((0, 3), np.float32)
        out.append(FinderPicture(small, nothing, True, (), nowhere, "empty", EMPTY_SET, held_out(item.group)))
    return out


def _worth(name: str, item: Labelled) -> bool:
    hand = any(points is not None for points in item.hands.values())
    return hand or (name not in CLOSE_UPS and item.body is not None)


def _shrink(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, LONGEST / max(image.shape[:2]))
    small = image
    if scale < 1.0:
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return np.ascontiguousarray(small), scale


def labelled_picture(name: str, item: Labelled, image: NDArray[np.uint8]) -> FinderPicture:
    """What the labels say of a picture of the set `name`."""
    small, scale = _shrink(image)

    def shrunk(points: NDArray[np.float32]) -> NDArray[np.float32]:
        out = points.copy()
        out[:, :2] = (points[:, :2] + 0.5) * scale - 0.5
        out[:, 2] *= scale
        return out

    hands = [
        LabelledHand(shrunk(points), side)
        for side, points in item.hands.items()
        if points is not None and hand_crop(points, side) is not None
    ]
    unsure = [_around(shrunk(points)) for points in item.doubtful.values()]
    body = np.full((POINTS, 3), np.nan, np.float32) if item.body is None else shrunk(item.body)
    if item.body is not None and name not in (RENDERED_SET, RENDERED_HANDS):
        # The teacher saw a wrist and no hand: there is probably one, just beyond the wrist.
        span = float(np.hypot(*(body[index("left_shoulder"), :2] - body[index("right_shoulder"), :2])))
        for side in SIDES:
            wrist, elbow = body[index(f"{side}_wrist")], body[index(f"{side}_elbow")]
            if item.hands[side] is None and np.isfinite(wrist).all():
                beyond = 0.3 * (wrist - elbow) if np.isfinite(elbow).all() else np.zeros(3, np.float32)
                x, y = (wrist + beyond)[:2]
                unsure.append((float(x), float(y), 0.4 * span if np.isfinite(span) else 0.1 * max(small.shape[:2])))
    return FinderPicture(
        image=small,
        body=body,
        body_known=item.body is not None,
        hands=tuple(hands),
        unsure=np.array(unsure, np.float32).reshape(-1, 3),
        kind="close_up" if name in CLOSE_UPS else "body",
        set=name,
        validation=held_out(item.group),
    )


def _around(points: NDArray[np.float32]) -> tuple[float, float, float]:
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    x, y = (low + high) / 2
    return float(x), float(y), 0.6 * float((high - low).max())
