"""Labelled hands, each as the landmark network reads it in the crop of its label, as a perfect tracker would cut it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.crops import hand_crop
from detector.skeleton import SIDES, Side
from detector.weights import open_network
from training.labels import read_labels, read_pictures
from training.pdj import relative_error


@dataclass(frozen=True, eq=False)
class Reading:
    """One labelled hand, read.

    Attributes:
        picture: number of its picture in the set.
        side: whose.
        truth: (21, 3) picture pixels.
        score: (21,).
        error: (21,) distances to the label / diagonal of its box.
    """

    picture: int
    side: Side
    truth: NDArray[np.float32]
    score: NDArray[np.float32]
    error: NDArray[np.float64]


def readings(root: Path, name: str, weights: Path, progress: Callable[[int, int], None]) -> Iterator[Reading]:
    """Every labelled hand of a set.

    Raises:
        FileNotFoundError: the labels or a picture are not there.
        WeightsError: the weights cannot be used.
    """
    network = open_network("hand", weights)
    items = read_labels(root, name)
    for n, (item, picture) in enumerate(zip(items, read_pictures(items), strict=True)):
        image = np.ascontiguousarray(picture[..., :3])
        for side in SIDES:
            truth = item.hands[side]
            crop = None if truth is None else hand_crop(truth, side)
            if truth is not None and crop is not None:
                found = network.run(crop.cut(image, network.size))
                error = relative_error(crop.to_picture(found.xyz), truth)
                yield Reading(n, side, truth, found.score, error)
        progress(n + 1, len(items))
