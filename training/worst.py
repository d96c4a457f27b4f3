"""The hands that a measurement went worst on, kept to be looked at."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

TILE = 200  # pixels of a kept picture
_AROUND = 2.2  # its side / the hand's box


@dataclass(frozen=True, eq=False)
class BadHand:
    """One hand.

    Attributes:
        image: uint8 (TILE, TILE, 3) RGB, around the hand.
        truth: (21, 2) pixels of it.
        found: (21, 2), NaN where the hand was not found.
        swapped: whether it was found, but called by the other side.
        error: median distance / diagonal of the hand's box; infinite where the hand was not found on its side.
        picture: the number of its picture in the set.
    """

    image: NDArray[np.uint8]
    truth: NDArray[np.float32]
    found: NDArray[np.float32]
    swapped: bool
    error: float
    picture: int


@dataclass(eq=False)
class Worst:
    """Keeps the `count` worst of all hands it is shown."""

    count: int
    _heap: list[tuple[float, int, BadHand]] = field(default_factory=list)
    _seen: int = 0

    def see(
        self,
        image: NDArray[np.uint8],
        truth: NDArray[np.floating],
        found: NDArray[np.floating],
        swapped: bool,
        error: float,
        picture: int,
    ) -> None:
        """Keep a hand if it is among the worst.

        Args:
            image: uint8 (H, W, 3) RGB, the whole picture.
            truth: (21, >=2) its pixels.
            found: (21, >=2), NaN where not found.
            swapped: as in `BadHand`.
            error: as in `BadHand`.
            picture: its number.
        """
        self._seen += 1
        if len(self._heap) == self.count and error <= self._heap[0][0]:
            return
        low, high = truth[:, :2].min(axis=0), truth[:, :2].max(axis=0)
        scale = TILE / (_AROUND * float(max((high - low).max(), 1.0)))
        move = TILE / 2 - scale * (low + high) / 2
        matrix = np.array([[scale, 0, move[0]], [0, scale, move[1]]])
        tile = np.asarray(cv2.warpAffine(image, matrix, (TILE, TILE), flags=cv2.INTER_AREA), np.uint8)
        places = [(np.asarray(points)[:, :2] * scale + move).astype(np.float32) for points in (truth, found)]
        # Of two that are equally bad the earlier one is kept.
        entry = (error, -self._seen, BadHand(tile, places[0], places[1], swapped, error, picture))
        (heapq.heappush if len(self._heap) < self.count else heapq.heapreplace)(self._heap, entry)

    @property
    def hands(self) -> list[BadHand]:
        """The worst first."""
        return [one for _, _, one in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]
