"""What the shipped finder takes for hands where there are none: crops from which the hand network learns to turn such
proposals down ("hard negatives", Sung & Poggio 1998)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.candidates import Candidate, distinct, of_finder
from detector.crops import Crop, body_crop, frame_crop
from detector.weights import HAND_THERE, SHIPPED, open_network
from training.decoys import free
from training.finder_cache import FinderPicture

MOST = 3  # of one picture
_WINDOWS = 4  # of a picture without labels that the finder looks at
# An unlabelled picture may show a real hand: what the finder is so sure of, or the landmark network reads so well, is
# left out.
_SURE, _SEEN, _READ = 0.5, 0.9, 0.45


class FalseAlarms:
    """Finds them.

    Args:
        weights: the weights whose mistakes are wanted.

    Raises:
        WeightsError: they cannot be used.
    """

    def __init__(self, weights: Path = SHIPPED) -> None:
        self._finder = open_network("finder", weights)
        self._hand = open_network("hand", weights)

    def of(self, rng: np.random.Generator, picture: FinderPicture, margin: float) -> list[Crop]:
        """Crops, in the picture's pixels, of up to `MOST` proposals that keep clear of every hand, known or suspected.

        Args:
            rng: draws the windows.
            picture: of a body, or of none.
            margin: sides of the crops / extents of the proposed hands.
        """
        image = np.ascontiguousarray(picture.image[..., :3])
        found: list[Candidate] = []
        for window in _windows(rng, picture):
            answer = self._finder.run(window.cut(image, self._finder.size))
            assert answer.hands is not None
            found += of_finder(answer.hands, window)
        discs = taken(picture)
        clear = [one for one in distinct(found) if free(one.x, one.y, one.extent / 2, discs)]
        alarms = [one for one in clear if picture.kind == "body" or not self._may_be_one(image, one)]
        return [Crop(one.x, one.y, margin * one.extent, one.angle, one.right < 0.5) for one in alarms[:MOST]]

    def _may_be_one(self, image: NDArray[np.uint8], one: Candidate) -> bool:
        if one.chance > _SURE:
            return True
        seen = self._hand.run(one.crop("right" if one.right > 0.5 else "left").cut(image, self._hand.size))
        return float(seen.presence[HAND_THERE]) > _SEEN and float(seen.score.mean()) > _READ


def taken(picture: FinderPicture) -> NDArray[np.float32]:
    """Discs (N, 3) of a picture, in its pixels, in which there are, or may be, hands."""
    discs = list(picture.unsure)
    for hand in picture.hands:
        low, high = hand.points[:, :2].min(axis=0), hand.points[:, :2].max(axis=0)
        discs.append(np.array([*(low + high) / 2, 0.6 * (high - low).max()], np.float32))
    return np.array(discs, np.float32).reshape(-1, 3)


def _windows(rng: np.random.Generator, picture: FinderPicture) -> Iterator[Crop]:
    height, width = picture.image.shape[:2]
    yield frame_crop(width, height)
    if picture.kind == "body":
        yield body_crop(picture.body, np.isfinite(picture.body[:, 0]).astype(np.float32), width, height)
        return
    for _ in range(_WINDOWS - 1):
        side = min(width, height) * rng.uniform(0.3, 0.9)
        x, y = (rng.uniform(side / 2, length - side / 2) for length in (width, height))
        yield Crop(float(x), float(y), float(side))
