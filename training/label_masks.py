"""Labels of several sets in one training: what a set does not label teaches nothing (Linna et al. 2016, section 3.3;
Hidalgo et al. 2019, section 3.2), and how often a set is drawn is said apart from how large it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from detector.skeleton import HAND_POINTS
from training.hand_data import CropBatch
from training.labels import RENDERED_HANDS, RENDERED_SET

FULL: Final = HAND_POINTS
# How often a picture of a set is drawn, relative to 1.
_DRAWN: Final[Mapping[str, float]] = {
    "digits": 0.5,
    "webcam_signs": 2.0,
    "rooms": 1.5,
    "homes": 1.5,
    "letters": 2.0,
    RENDERED_SET: 0.4,
    RENDERED_HANDS: 0.25,
}


def masked(batch: CropBatch, labelled: Sequence[Sequence[str]]) -> CropBatch:
    """A batch in which, of each crop, only the named points weigh anything.

    Args:
        batch: of B crops.
        labelled: of each crop, names of hand points.
    """
    known = torch.tensor([[name in names for name in HAND_POINTS] for names in labelled])
    return replace(batch, weight=batch.weight * known)


def set_weights(names: Sequence[str]) -> NDArray[np.float64]:
    """The chance of each hand to be drawn, from the set that it is of; they sum to 1."""
    weight = np.array([_DRAWN.get(name, 1.0) for name in names], np.float64)
    return weight / weight.sum()


def of_sets(sets: NDArray[np.int64], probabilities: Sequence[float]) -> NDArray[np.float64]:
    """The chance of each picture to be drawn so that sets are drawn with given probabilities, however large they are.

    Args:
        sets: (N,) which set each picture is of.
        probabilities: of each set; of a set without pictures it goes to the others.

    Returns:
        (N,), which sums to 1.

    Raises:
        ValueError: every set with pictures has a probability of 0.
    """
    count = np.bincount(sets, minlength=len(probabilities))
    chance = np.asarray(probabilities, np.float64)[sets] / count[sets]
    if not chance.sum() > 0:
        raise ValueError("No set with pictures has a probability above 0.")
    return np.asarray(chance / chance.sum())
