"""Whether a detector reads everybody alike: errors on rendered hands, whose skin, sleeve and light are known.

Photographs do not say what tone a skin has, and guessing it would be unfair in its own way; of rendered people it is
known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.weights import SHIPPED
from training.label_crops import readings
from training.labels import labels_file
from training.pdj import pdj

TONES = 6  # from very light to very dark
_SIZES = (60.0, 120.0)  # pixels of the hand's box, between small, middling and large hands
_FEWEST = 30  # hands of a group that say anything


@dataclass(frozen=True)
class Group:
    """One group of hands.

    Attributes:
        trait: what tells the groups apart: tone, sleeve, light, side or size.
        name: of the group.
        hands: how many.
        error: median over the hands of the mean distance of the points / diagonal of the hand's box.
        pdj_05: share of the points within 0.05 of the diagonal.
        pdj_10: share within 0.1.
    """

    trait: str
    name: str
    hands: int
    error: float
    pdj_05: float
    pdj_10: float


def measure(
    root: Path,
    name: str,
    weights: Path = SHIPPED,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Group]:
    """Read every labelled hand of a rendered set from the crop of its label, and sum up by group.

    Args:
        root: a data folder of `handline synth`.
        name: of the set.
        weights: weights folder.
        progress: told how many pictures of how many are done.

    Raises:
        FileNotFoundError: the labels or a picture are not there, or the set does not tell who was drawn how.
        WeightsError: the weights cannot be used.
    """
    with np.load(labels_file(root, name), allow_pickle=False) as arrays:
        if not {"tone", "sleeve", "light"} <= set(arrays.files):
            raise FileNotFoundError(f"the set {name} was not drawn by handline synth")
        tones = np.clip(np.round(arrays["tone"]), 0, TONES - 1).astype(int)
        sleeves, lights = arrays["sleeve"].tolist(), arrays["light"].tolist()
    errors: list[NDArray[np.float64]] = []
    traits: list[dict[str, str]] = []
    for one in readings(root, name, weights, progress):
        n, extent = one.picture, float(np.ptp(one.truth[:, :2], axis=0).max())
        size = ("small", "middling", "large")[int(np.searchsorted(_SIZES, extent))]
        tone = f"{tones[n] + 1} of {TONES}"
        errors.append(one.error)
        traits.append({"tone": tone, "sleeve": sleeves[n], "light": lights[n], "side": one.side, "size": size})
    return groups(np.array(errors).reshape(-1, 21), traits)


def groups(errors: NDArray[np.float64], traits: list[dict[str, str]]) -> list[Group]:
    """Errors (N, 21) of N hands by each of their traits; groups of a few hands are left out."""
    out: list[Group] = []
    for trait in traits[0] if traits else ():
        names = np.array([one[trait] for one in traits])
        for name in np.unique(names):
            of = errors[names == name]
            if len(of) >= _FEWEST:
                middle = float(np.median(of.mean(axis=1)))
                out.append(Group(trait, str(name), len(of), middle, pdj(of, 0.05), pdj(of, 0.1)))
    return out


def worst_by_best(found: list[Group]) -> dict[str, float]:
    """For each trait, the largest error of a group / the smallest one."""
    traits = dict.fromkeys(group.trait for group in found)
    errors = {trait: [group.error for group in found if group.trait == trait] for trait in traits}
    return {trait: max(values) / min(values) for trait, values in errors.items()}
