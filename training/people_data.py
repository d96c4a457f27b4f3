"""Pictures of several people for the whole-body network: labelled ones side by side, masked where nobody labelled.

Each dataset labels what it labels (bodies and hands, hands alone, faces alone, nobody): the rest is masked, and how
often each is drawn and how far its pictures are turned and scaled is said here, not by how large it is (Hidalgo et al.
2019, section 3.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import IterableDataset

from detector.people import STRIDE
from detector.skeleton import BODY, FACE, HANDS, SIDES, K
from training import augment, face_cache, finder_cache
from training.face_cache import FaceCache
from training.finder_cache import FinderCache
from training.label_masks import of_sets
from training.networks_loss import bumps, limb_fields

_SIGMA: Final = 7 / STRIDE  # cells, of bumps
MOST: Final = 3  # people side by side, in training
# How often a picture of bodies, of a hand alone, of nobody and of a face alone is drawn.
_KINDS: Final = ("body", "close_up", "empty", "face")
_DRAWN: Final = (0.6, 0.15, 0.05, 0.2)
# How large a picture of each is drawn, 1 fills its place: faces smaller, too, so that they are as small as those of
# whole bodies, and hands alone larger.
_SCALES: Final = ((0.6, 1.3), (0.5, 1.5), (0.75, 1.3), (0.25, 1.0))
_TURNS: Final = (45.0, 45.0, 45.0, 45.0)  # degrees either way


@dataclass(frozen=True)
class Placing:
    """How a picture is laid into its place.

    Attributes:
        scale: range of its size, 1 fills the place.
        turn: most degrees by which it is turned.
    """

    scale: tuple[float, float] = (0.75, 1.0)
    turn: float = 0.0


PLAIN: Final = Placing()


@dataclass(frozen=True)
class PeopleBatch:
    """One batch.

    Attributes:
        images: uint8 (B, S, S, 3) RGB.
        fields: float32 (B, 2 L, S/8, S/8).
        confidences: float32 (B, K, S/8, S/8).
        known: float32 (B, K), 0 for keypoints that are not labelled in the picture.
    """

    images: Tensor
    fields: Tensor
    confidences: Tensor
    known: Tensor


@dataclass(frozen=True, eq=False)
class Labels:
    """A picture and what is known of it.

    Attributes:
        image: uint8 (H, W, 3).
        points: float32 (K, 2) in pixels, NaN where not seen or not known.
        known: bool (K,), labelled, or labelled as not there.
    """

    image: NDArray[np.uint8]
    points: NDArray[np.float32]
    known: NDArray[np.bool_]


class PeopleStream(IterableDataset[PeopleBatch]):
    """Endless random batches.

    Args:
        pictures: folder of the finder's cache.
        faces: folder of the face cache; without one no face is learnt.
        size: of the pictures, S.
        batch: B.
        seed: with the worker's number, decides every draw.
    """

    def __init__(self, pictures: Path, faces: Path | None, size: int, batch: int, seed: int) -> None:
        self.pictures, self.faces, self.size, self.batch, self.seed = pictures, faces, size, batch, seed

    def __iter__(self) -> Iterator[PeopleBatch]:
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        people = finder_cache.load(self.pictures)
        faces = face_cache.load(self.faces) if self.faces else None
        rows, kinds = np.flatnonzero(~people.validation), [_KINDS.index(kind) for kind in people.kinds]
        of = np.array(kinds)[rows]
        if faces is not None:
            own = np.flatnonzero(~faces.validation)
            rows, of = np.concatenate([rows, own]), np.concatenate([of, np.full(len(own), _KINDS.index("face"))])
        chance = of_sets(of, _DRAWN)
        while True:
            shown = []
            for _ in range(self.batch):
                drawn = rng.choice(len(rows), int(rng.integers(1, MOST + 1)), p=chance)
                labels = [
                    of_face(faces, rows[n])
                    if faces is not None and _KINDS[of[n]] == "face"
                    else of_people(people, rows[n])
                    for n in drawn
                ]
                placed = [Placing(_SCALES[of[n]], _TURNS[of[n]]) for n in drawn]
                shown.append(side_by_side(rng, labels, self.size, placed))
            yield targets(shown)


def of_people(cache: FinderCache, row: int) -> Labels:
    """A picture of the finder's cache; a hand that nobody labelled makes all hands unknown."""
    picture = cache[row]
    points, known = np.full((K, 2), np.nan, np.float32), np.zeros(K, bool)
    if picture.kind != "close_up":
        points[BODY], known[BODY] = picture.body[:, :2], picture.body_known or picture.kind == "empty"
    for hand in picture.hands:
        points[HANDS[hand.side]] = hand.points[:, :2]
    for side in SIDES:
        known[HANDS[side]] = not len(picture.unsure)
    image = picture.image
    if image.shape[2] == 4:
        alpha = image[..., 3:].astype(np.uint16)
        image = (image[..., :3] * alpha // 255).astype(np.uint8)
    return Labels(image, points, known)


def of_face(cache: FaceCache, row: int) -> Labels:
    """A picture of the face cache: of the rest of the person nothing is known."""
    rgba = cache.images[row]
    points, known = np.full((K, 2), np.nan, np.float32), np.zeros(K, bool)
    points[FACE], known[FACE] = cache.points[row][:, :2] * rgba.shape[0] - 0.5, True
    alpha = rgba[..., 3:].astype(np.uint16)
    return Labels((rgba[..., :3] * alpha // 255).astype(np.uint8), points, known)


def side_by_side(
    rng: np.random.Generator, labels: list[Labels], size: int, placed: Sequence[Placing] | None = None
) -> tuple[Labels, list[NDArray[np.float32]]]:
    """Pictures beside each other in one of `size` pixels, each within its own column. None is mirrored: left and right
    are the people's own.

    Args:
        rng: decides every draw.
        labels: the pictures.
        size: of the picture that is made.
        placed: how each is laid there; PLAIN if None.

    Returns:
        The picture with what is known of all, and each one's points (K, 2) in the unit square, NaN where they lie
        outside of its column.
    """
    canvas = np.full((size, size, 3), int(rng.integers(0, 256)), np.uint8)
    people, known = [], np.ones(K, bool)
    edges = np.linspace(0, size, len(labels) + 1).round().astype(int)
    for n, (one, how) in enumerate(zip(labels, placed or [PLAIN] * len(labels), strict=True)):
        column = canvas[:, edges[n] : edges[n + 1]]
        matrix = _laid(rng, one.image.shape, column.shape, how)
        ends = (column.shape[1], size)
        cv2.warpAffine(one.image, matrix, ends, column, cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
        points = one.points @ matrix[:, :2].T + matrix[:, 2] + 0.5
        points[~((points > 0) & (points < ends)).all(axis=1)] = np.nan
        people.append(((points + np.array([edges[n], 0])) / size).astype(np.float32))
        known &= one.known
    return Labels(augment.colour(rng, canvas), np.zeros((0, 2), np.float32), known), people


def _laid(
    rng: np.random.Generator, picture: tuple[int, ...], place: tuple[int, ...], how: Placing
) -> NDArray[np.float64]:
    """Affine (2, 3) from a picture of a shape to somewhere in a place of another."""
    (height, width), (rows, columns) = picture[:2], place[:2]
    scale = min(columns / width, rows / height) * rng.uniform(*how.scale)
    angle = np.deg2rad(rng.uniform(-how.turn, how.turn))
    linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    # What is larger than its place hangs over on both sides.
    room = np.abs([columns - width * scale, rows - height * scale]) / 2
    middle = np.array([columns, rows]) / 2 + rng.uniform(-room, room) - 0.5
    return np.hstack([linear, (middle - linear @ np.array([(width - 1) / 2, (height - 1) / 2]))[:, None]])


def targets(shown: list[tuple[Labels, list[NDArray[np.float32]]]]) -> PeopleBatch:
    """What the network should say of pictures with several people."""
    cells = shown[0][0].image.shape[0] // STRIDE
    fields, confidences = [], []
    for _, people in shown:
        points = torch.from_numpy(np.array(people))
        fields.append(limb_fields(points, cells, cells))
        seen = torch.isfinite(points[..., 0])[..., None, None]
        bump = bumps(torch.nan_to_num(points), cells, cells, _SIGMA / cells, False)
        confidences.append(torch.where(seen, bump, 0.0).amax(0))
    return PeopleBatch(
        images=torch.from_numpy(np.array([one.image for one, _ in shown])),
        fields=torch.stack(fields),
        confidences=torch.stack(confidences),
        known=torch.from_numpy(np.array([one.known for one, _ in shown], np.float32)),
    )
