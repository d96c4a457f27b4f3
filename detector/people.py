"""People read off part affinity fields and confidence maps: bipartite parsing (Cao et al. 2021, sections 3.2 and 3.3).

The maps are those of `detector.networks.paf`, and however many people there are, they are of the same size.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.skeleton import FACE, HAND_BONES, HANDS, SIDES, K, index

STRIDE: Final = 8  # pixels of a picture to a cell of its maps
_THERE: Final = 0.1  # confidence that makes a peak
_ALONG: Final = 0.05  # of a field along a limb, that speaks for it
_AGREEING: Final = 0.8  # share of the places along a limb that have to
_SAMPLES: Final = 10
MOST: Final = 32  # peaks of one keypoint that are looked at
_FEWEST: Final = 3  # points of somebody


def _face_limbs() -> list[tuple[int, int]]:
    """The iBUG points as a tree that hangs from the tip of the nose."""
    chains = (
        (30, 29, 28, 27, 21, 20, 19, 18, 17),
        (27, 22, 23, 24, 25, 26),
        (27, 39, 40, 41, 36, 37, 38),
        (27, 42, 43, 44, 45, 46, 47),
        (30, 33, 32, 31),
        (33, 34, 35),
        (33, 51, 50, 49, 48, 59, 58, 57, 8, 7, 6, 5, 4, 3, 2, 1, 0),
        (51, 52, 53, 54, 55, 56),
        (51, 62, 61, 60, 67, 66),
        (62, 63, 64, 65),
        (8, 9, 10, 11, 12, 13, 14, 15, 16),
    )
    limbs = [(index("nose"), FACE.start + 30)]
    for chain in chains:
        limbs += [(FACE.start + a, FACE.start + b) for a, b in pairwise(chain)]
    return limbs


def _limbs() -> tuple[tuple[int, int], ...]:
    names = [("nose", "left_eye"), ("nose", "right_eye"), ("left_eye", "left_ear"), ("right_eye", "right_ear")]
    for side in SIDES:
        chain = ("nose", f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist", f"{side}_hand_root")
        names += [*pairwise(chain), (f"{side}_shoulder", f"{side}_hip")]
    hands = [(HANDS[side].start + a, HANDS[side].start + b) for side in SIDES for a, b in HAND_BONES]
    return (*((index(a), index(b)) for a, b in names), *_face_limbs(), *hands)


# A tree over all keypoints; each limb's first point comes earlier in it, or is the nose.
LIMBS: Final[tuple[tuple[int, int], ...]] = _limbs()


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody in a picture.

    Attributes:
        points: float32 (K, 2) in the picture's unit square; NaN where not seen.
        score: float32 (K,) confidences; 0 where not seen.
    """

    points: NDArray[np.float32]
    score: NDArray[np.float32]


def read_people(confidence: NDArray[np.floating], fields: NDArray[np.floating]) -> list[Person]:
    """Everybody in a picture, those with the most certain points first.

    Args:
        confidence: (K or more, H, W).
        fields: (2 L, H, W), x and y of each limb in turn.

    Raises:
        ValueError: the maps are of other shapes.
    """
    rows, columns = confidence.shape[1:]
    if len(confidence) < K or fields.shape != (2 * len(LIMBS), rows, columns):
        raise ValueError(
            f"maps of {K} points and {len(LIMBS)} limbs are needed, got {confidence.shape}, {fields.shape}"
        )
    found = [_peaks(np.asarray(confidence[k], np.float32)) for k in range(K)]
    whose: dict[tuple[int, int], int] = {}
    people: list[dict[int, int]] = []
    for number, (a, b) in enumerate(LIMBS):
        pair = np.asarray(fields[2 * number : 2 * number + 2], np.float32)
        for first, second in _matches(found[a], found[b], pair):
            if (a, first) not in whose:
                whose[a, first] = len(people)
                people.append({a: first})
            person = whose[a, first]
            if b not in people[person]:
                people[person][b] = second
                whose[b, second] = person
    out = []
    for one in people:
        if len(one) < _FEWEST:
            continue
        points, score = np.full((K, 2), np.nan, np.float32), np.zeros(K, np.float32)
        for k, peak in one.items():
            points[k] = (found[k][peak, :2] + 0.5) / (columns, rows)
            score[k] = found[k][peak, 2]
        out.append(Person(points, score))
    return sorted(out, key=lambda one: -float(one.score.sum()))


def _peaks(map_: NDArray[np.float32]) -> NDArray[np.float32]:
    """Local maxima (N, 3), the highest first: x, y in cells, refined by a parabola, and how high."""
    highest = cv2.dilate(map_, np.ones((3, 3), np.uint8))
    y, x = np.nonzero((map_ >= highest) & (map_ > _THERE))
    best = np.argsort(-map_[y, x], kind="stable")[:MOST]
    y, x = y[best], x[best]
    around = cv2.copyMakeBorder(map_, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    place = []
    for dx, dy in ((1, 0), (0, 1)):
        before, after = around[y + 1 - dy, x + 1 - dx], around[y + 1 + dy, x + 1 + dx]
        bend = before - 2 * map_[y, x] + after
        place.append(np.where(bend < -1e-6, (before - after) / (2 * np.minimum(bend, -1e-6)), 0.0).clip(-0.5, 0.5))
    return np.stack([x + place[0], y + place[1], map_[y, x]], axis=1).astype(np.float32)


def _matches(
    starts: NDArray[np.float32], ends: NDArray[np.float32], field: NDArray[np.float32]
) -> list[tuple[int, int]]:
    """Pairs of peaks that a limb's field (2, H, W) speaks for, each peak in one pair at most, the best first."""
    if not len(starts) or not len(ends):
        return []
    way = ends[None, :, :2] - starts[:, None, :2]  # (A, B, 2)
    length = np.linalg.norm(way, axis=2)
    along = starts[:, None, None, :2] + np.linspace(0, 1, _SAMPLES)[:, None] * way[:, :, None]
    cells = along.round().astype(np.int64).clip(0, np.array(field.shape[:0:-1]) - 1)
    direction = way / np.maximum(length, 1e-6)[..., None]
    speaks = (field[:, cells[..., 1], cells[..., 0]] * direction.transpose(2, 0, 1)[..., None]).sum(0)  # (A, B, N)
    # Within one cell there is no direction to be read.
    speaks = np.where(length[..., None] < 1.0, np.linalg.norm(field[:, cells[..., 1], cells[..., 0]], axis=0), speaks)
    score = np.where((speaks > _ALONG).mean(2) >= _AGREEING, speaks.mean(2), -np.inf)
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(-score, axis=None, kind="stable"):
        a, b = divmod(int(flat), len(ends))
        if not np.isfinite(score[a, b]):
            break
        if all(a != first and b != second for first, second in pairs):
            pairs.append((a, b))
    return pairs
