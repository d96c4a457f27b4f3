"""Batches of a retraining: hands of several caches under one numbering, in shards that processes share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from training.hand_cache import HandCache
from training.hand_data import CropBatch, crop_batch

# A batch is made of so many parts, each from a seed of its own: one process makes all of them, or each of several its
# share, and the batch is the same.
SHARDS: Final = 4
# Share of the crops that show no hand. Fewer than in training from the start: which of them is none is known already.
_NEGATIVES: Final = 0.1
_NO_ROWS: Final = np.zeros(0, np.int64)


class Hands:
    """Hands to learn, of several caches.

    Args:
        caches: in order.
        rooms: pictures to stand behind them, uint8 (H, W, 3).
        size: crop size in pixels.
    """

    def __init__(self, caches: Sequence[HandCache], rooms: list[NDArray[np.uint8]], size: int) -> None:
        self._caches, self._rooms, self._size = caches, rooms, size
        self._starts = np.cumsum([0, *(len(cache.points) for cache in caches)])
        self._pieces = [np.flatnonzero(~cache.shows_hand) for cache in caches]

    def rows(self, number: int) -> NDArray[np.int64]:
        """Rows of the hands of a cache that are not held out, in the numbering of all."""
        cache = self._caches[number]
        return np.flatnonzero(cache.shows_hand & ~cache.validation) + self._starts[number]

    def batch(self, rows: NDArray[np.int64], seed: Sequence[int]) -> CropBatch:
        """Augmented crops (B, S, S, 3) of hands; nothing but the arguments decides."""
        rng = np.random.default_rng(list(seed))
        number = np.searchsorted(self._starts, rows, side="right") - 1
        parts = []
        for n in np.unique(number):
            own, pieces = rows[number == n] - self._starts[n], self._pieces[n]
            beside = rng.choice(pieces, len(own)) if len(pieces) else _NO_ROWS
            parts.append(crop_batch(rng, self._caches[n], self._rooms, own, beside, _NO_ROWS, self._size, _NEGATIVES))
        return join(parts)


def shards(rows: NDArray[np.int64], rank: int, world: int) -> list[tuple[int, NDArray[np.int64]]]:
    """The shards of a batch that a process makes: number and rows of each; all have at least one row.

    Args:
        rows: of the batch.
        rank: of this process.
        world: number of processes; divides `SHARDS`.
    """
    rows = rows if len(rows) >= SHARDS else np.resize(rows, SHARDS)
    return [(n, rows[n::SHARDS]) for n in range(rank, SHARDS, world)]


def join(parts: Sequence[CropBatch]) -> CropBatch:
    """Several batches as one."""
    return CropBatch(
        images=torch.cat([part.images for part in parts]),
        points=torch.cat([part.points for part in parts]),
        weight=torch.cat([part.weight for part in parts]),
        present=torch.cat([part.present for part in parts]),
        right=torch.cat([part.right for part in parts]),
    )
