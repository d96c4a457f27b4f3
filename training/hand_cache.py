"""Hand crops, cut once and kept as arrays, so that an epoch reads no picture files.

Each cached crop is oriented and mirrored like the crop of a call (`detector.crops.hand_crop`) but wider, which
leaves room to turn, shift and scale it. Its fourth channel is 255 where the picture (or the cut-out hand) is. Pieces of
people that are no hand are cached beside them: the network has to know those by their looks, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.crops import HAND_MARGIN, Crop, hand_crop
from detector.skeleton import SIDES, Side, index
from training import false_alarms
from training.decoys import free
from training.finder_cache import EMPTY_SET, FinderPicture, empty_pictures, labelled_picture
from training.labels import RENDERED_HANDS, RENDERED_SET, Labelled, held_out, read_labels, read_pictures
from training.picture_store import PictureStore, PictureWriter

SIZE = 288  # pixels of a cached crop
MARGIN = 3.0  # cached crop's side / hand box; SIZE * HAND_MARGIN / MARGIN = 154 pixels are the plain crop
PLAIN = HAND_MARGIN / MARGIN

_PIECES = 3  # crops without a hand from each picture of a body, at most

_NO_HAND = np.full((21, 3), np.nan, np.float32)

# Sets in which the hand was photographed on a plain wall, and can be cut out.
_PLAIN_WALL = ("digits",)


class Pictures(Protocol):
    """Pictures by number, uint8 (SIZE, SIZE, 4) RGBA."""

    def __len__(self) -> int: ...

    def __getitem__(self, row: int) -> NDArray[np.uint8]: ...


@dataclass(frozen=True, eq=False)
class HandCache:
    """Cached crops.

    Attributes:
        images: N pictures, uint8 (SIZE, SIZE, 4) RGBA.
        points: float32 (N, 21, 3), u, v in the cached crop's unit square, z in cached crop sides; NaN where the crop
            shows no hand.
        cut_out: bool (N,), the alpha channel follows the hand, so the background may be replaced.
        sets: (N,) index into `names`.
        names: set names.
        validation: bool (N,), held out from training.
    """

    images: Pictures
    points: NDArray[np.float32]
    cut_out: NDArray[np.bool_]
    sets: NDArray[np.int64]
    names: tuple[str, ...]
    validation: NDArray[np.bool_]

    @property
    def shows_hand(self) -> NDArray[np.bool_]:
        """(N,), whether the crop shows a hand."""
        return np.isfinite(self.points[:, 0, 0])


def build(folder: Path, sources: Sequence[tuple[Path, str]], empty: Path | None = None) -> None:
    """Cut into `folder` every believed hand of the sets, each named with its data folder; pieces without one; and what
    the shipped finder takes for one, there and in the background pictures of the data folder `empty`."""
    jobs = [(name, item) for root, name in sources for item in read_labels(root, name)]
    cut(folder, jobs, tuple(name for _, name in sources), empty_pictures(empty) if empty else [])


def cut(
    folder: Path,
    jobs: Sequence[tuple[str, Labelled]],
    sets: Sequence[str],
    nothing: Iterable[FinderPicture] = (),
    hold_out: bool = True,
) -> None:
    """Cut into `folder` what labelled pictures show; as `build`, of pictures one by one.

    Args:
        folder: is made; what it held is replaced.
        jobs: the pictures, each with its set.
        sets: the sets, in the order in which they are numbered.
        nothing: pictures without anybody.
        hold_out: keep groups out of training by their names; else whoever gives the pictures has done so.

    Raises:
        FileNotFoundError: a picture cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = [*sets, EMPTY_SET]
    alarms = false_alarms.FalseAlarms()
    points_out: list[NDArray[np.float32]] = []
    cut_out: list[bool] = []
    numbers: list[int] = []
    validation: list[bool] = []
    with PictureWriter(folder) as images:

        def add(
            crop: Crop, rgba: NDArray[np.uint8], points: NDArray[np.float32], masked: bool, n: int, held: bool
        ) -> None:
            images.append(crop.cut(rgba, SIZE))
            points_out.append(points)
            cut_out.append(masked)
            numbers.append(n)
            validation.append(held)

        for (name, item), image in zip(jobs, read_pictures([item for _, item in jobs]), strict=True):
            n = names.index(name)
            masked = image.shape[2] == 4
            rgba = image if masked else _opaque(image)
            if name in _PLAIN_WALL:
                alpha = _cut_from_wall(image, item)
                if alpha is not None:
                    rgba, masked = np.dstack([image, alpha]), True
            for side in SIDES:
                points = item.hands[side]
                crop = None if points is None else hand_crop(points, side, MARGIN)
                if points is None or crop is None:
                    continue
                add(crop, rgba, crop.from_picture(points), masked, n, held_out(item.group))
            if item.body is not None and name not in (RENDERED_SET, RENDERED_HANDS):
                picture, rng = labelled_picture(name, item, image), np.random.default_rng(len(numbers))
                for crop in _without_a_hand(rng, picture) + alarms.of(rng, picture, MARGIN):
                    add(crop, _opaque(picture.image), _NO_HAND, False, n, picture.validation)
        for picture in nothing:
            for crop in alarms.of(np.random.default_rng(len(numbers)), picture, MARGIN):
                add(crop, _opaque(picture.image), _NO_HAND, False, len(names) - 1, picture.validation)
    np.savez(
        folder / "labels.npz",
        points=np.array(points_out, np.float32).reshape(-1, 21, 3),
        cut_out=np.array(cut_out, bool),
        sets=np.array(numbers, np.int64),
        validation=np.array(validation, bool) & hold_out,
    )
    (folder / "sets.json").write_text(json.dumps(names))


def _opaque(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])


def _without_a_hand(rng: np.random.Generator, picture: FinderPicture) -> list[Crop]:
    """Crops around elbows, shoulders, neck, chest and face that keep clear of every hand, known or suspected."""
    body = picture.body[:, :2]
    left, right = body[index("left_shoulder")], body[index("right_shoulder")]
    span = float(np.hypot(*(left - right)))
    if not span > 8:  # pixels; also where a shoulder is not known
        return []
    neck = (left + right) / 2
    chest = neck + np.array([rng.normal(0, 0.2), rng.uniform(0.1, 0.8)]) * span
    places = [neck, chest, left, right, *(body[index(f"{side}_elbow")] for side in SIDES), body[index("nose")]]
    discs = false_alarms.taken(picture)
    out: list[Crop] = []
    for n in rng.permutation(len(places)):
        x, y = places[n]
        radius = span * rng.uniform(0.12, 0.4)
        if np.isfinite(x) and free(float(x), float(y), radius, discs) and len(out) < _PIECES:
            out.append(
                Crop(float(x), float(y), 2 * radius * MARGIN, rng.uniform(-np.pi, np.pi), bool(rng.random() < 0.5))
            )
    return out


def _cut_from_wall(image: NDArray[np.uint8], item: Labelled) -> NDArray[np.uint8] | None:
    """Alpha of a hand on a plain grey wall by its warmer colour, or None where that plainly failed.

    Otsu's threshold on the red-green and blue-yellow axes of CIELAB. (GrabCut cuts no better here, and its colour
    model never returned on one picture of the set.)
    """
    points = item.hands["right"] if item.hands["right"] is not None else item.hands["left"]
    if points is None:
        return None
    lab = cv2.cvtColor(cv2.GaussianBlur(image, (3, 3), 0), cv2.COLOR_RGB2LAB).astype(np.int32)
    warm = np.clip(lab[..., 1] + lab[..., 2] - 200, 0, 255).astype(np.uint8)
    _, mask = cv2.threshold(warm, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, parts = cv2.connectedComponents(mask)
    at = points[:, :2].round().astype(int).clip(0, [image.shape[1] - 1, image.shape[0] - 1])
    under = parts[at[:, 1], at[:, 0]]
    hand = np.bincount(under[under > 0], minlength=1).argmax() if (under > 0).any() else 0
    if hand == 0 or (under == hand).mean() < 0.9:
        return None
    alpha = np.where(parts == hand, 255, 0).astype(np.uint8)
    return cv2.GaussianBlur(alpha, (3, 3), 0)  # type: ignore[return-value]


def loose(cache: HandCache) -> NDArray[np.int64]:
    """Rows of hands for training that are cut out by themselves; rendered ones come with half a person."""
    alone = np.array([name not in (RENDERED_SET, RENDERED_HANDS) for name in cache.names])[cache.sets]
    return np.flatnonzero(cache.cut_out & alone & ~cache.validation)


def lay(
    cache: HandCache,
    row: int,
    image: NDArray[np.uint8],
    middle: tuple[float, float],
    extent: float,
    turn: float,
    side: Side,
) -> NDArray[np.float64]:
    """Paste a cut-out hand, in place.

    Args:
        cache: the hands; cached ones are right hands.
        row: which.
        image: uint8 (S, S, 3).
        middle: of the hand's box, in the unit square.
        extent: longer side of the hand's box, in sides of the image.
        turn: radians.
        side: as which hand it appears.

    Returns:
        Affine (2, 3) from pixels of the cached crop to those of the image.
    """
    size = image.shape[0]
    centre = SIZE / 2 - 0.5
    matrix = Crop(centre, centre, SIZE / (extent * MARGIN), turn, side == "left").matrix(size)  # MARGIN boxes a crop
    matrix[:, 2] += (np.array(middle) - 0.5) * size
    rgba = cv2.warpAffine(cache.images[row], matrix, (size, size), flags=cv2.INTER_AREA)
    alpha = rgba[..., 3:].astype(np.uint16)
    image[:] = (rgba[..., :3] * alpha + image * (255 - alpha)) // 255
    return matrix


def load(folder: Path) -> HandCache:
    """Open a cache made by `build`.

    Raises:
        FileNotFoundError: there is none in `folder`.
    """
    labels = np.load(folder / "labels.npz", allow_pickle=False)
    return HandCache(
        images=PictureStore(folder),
        points=labels["points"],
        cut_out=labels["cut_out"],
        sets=labels["sets"],
        names=tuple(json.loads((folder / "sets.json").read_text())),
        validation=labels["validation"],
    )
