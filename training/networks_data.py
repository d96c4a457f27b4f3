"""What networks learn from in a comparison: batches of hand crops by a named recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset

from detector.skeleton import HAND_POINTS
from training.hand_cache import HandCache, load, loose
from training.hand_data import CropBatch, background_pictures, crop_batch
from training.label_masks import FULL, masked, set_weights
from training.labels import RENDERED_HANDS, RENDERED_SET
from training.pasting import composed_batch
from training.tishchenko import DEFAULT, Strength
from training.tishchenko_crops import tishchenko_batch

RENDERED: Final = (RENDERED_SET, RENDERED_HANDS)
CUT_OUTS: Final = "handshapes"  # one man's hands with alpha: what cut and paste pastes
# Sets whose labels are believed to be whole in the comparison of heterogeneous labels; of the others it takes a part.
WHOLE: Final = ("digits", "webcam_signs", "letters")
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "asl_letters": ("wrist", *(name for name in HAND_POINTS if name.endswith("_tip"))),
    "rooms": ("wrist", *(name for name in HAND_POINTS if name.endswith("_mcp"))),
    "homes": tuple(name for name in HAND_POINTS if name.endswith(("_tip", "_pip"))),
    "palms": ("wrist", *(name for name in HAND_POINTS if name.endswith("_tip"))),
    "lab_gestures": ("wrist", *(name for name in HAND_POINTS if name.endswith("_mcp"))),
    "handshapes": tuple(name for name in HAND_POINTS if name.endswith(("_tip", "_pip"))),
}


@dataclass(frozen=True)
class Recipe:
    """What is learnt from.

    Attributes:
        keep: which sets, by their name.
        way: how its crops are made. "ours": augmented as this project does it. "composed": hands that are cut out are
            laid before rooms by blending, with things before them (Vanherle et al.; for photographs, Dwibedi et al.'s
            cut and paste). "tishchenko": Tishchenko & Vänskä's augmentation. "none": as a tracker cuts them.
        labelled: of a set, the points whose labels are taken; the others weigh nothing.
    """

    keep: Callable[[str], bool]
    way: Literal["ours", "composed", "tishchenko", "none"] = "ours"
    labelled: Callable[[str], tuple[str, ...]] = lambda name: FULL


RECIPES: Final[dict[str, Recipe]] = {
    "mixed": Recipe(lambda name: True),
    "rendered": Recipe(lambda name: name in RENDERED, "composed"),
    "cut and paste": Recipe(lambda name: name == CUT_OUTS, "composed"),
    "Tishchenko & Vänskä": Recipe(lambda name: True, "tishchenko"),
    "no augmentation": Recipe(lambda name: True, "none"),
    "whole labels": Recipe(lambda name: name in WHOLE),
    "heterogeneous labels": Recipe(
        lambda name: name in WHOLE or name in _PARTS, labelled=lambda name: _PARTS.get(name, FULL)
    ),
}


class RecipeStream(IterableDataset[CropBatch]):
    """Endless random batches from a cache.

    Args:
        recipe: name in `RECIPES`.
        folder: the hand cache.
        backgrounds: the data folder, whose background pictures replace plain walls and serve as crops without hands.
        size: crop size S in pixels.
        batch: batch size B.
        seed: with the worker's number, decides every random draw.
        held_in: rows to learn from; else those that are not held out.
    """

    def __init__(
        self,
        recipe: str,
        folder: Path,
        backgrounds: Path,
        size: int,
        batch: int,
        seed: int,
        held_in: NDArray[np.int64] | None = None,
    ) -> None:
        self.recipe, self.folder, self.backgrounds = recipe, folder, backgrounds
        self.size, self.batch, self.seed, self.held_in = size, batch, seed, held_in

    def __iter__(self) -> Iterator[CropBatch]:
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        cache, rooms, recipe = load(self.folder), background_pictures(self.backgrounds), RECIPES[self.recipe]
        rows = rows_of(cache, recipe) if self.held_in is None else self.held_in
        pieces = np.flatnonzero(~cache.validation & ~cache.shows_hand)
        others = loose(cache)
        chance = set_weights([cache.names[n] for n in cache.sets[rows]])
        while True:
            drawn = rng.choice(rows, self.batch, p=chance)
            if recipe.way == "ours":
                beside = rng.choice(pieces, self.batch) if len(pieces) else pieces
                batch = crop_batch(rng, cache, rooms, drawn, beside, others, self.size)
            elif recipe.way == "composed":
                batch = composed_batch(rng, cache, rooms, drawn, others, self.size)
            else:
                strength = DEFAULT if recipe.way == "tishchenko" else Strength(chance=0.0)
                batch = tishchenko_batch(rng, cache, rooms, drawn, self.size, strength)
            yield masked(batch, [recipe.labelled(cache.names[n]) for n in cache.sets[drawn]])


def rows_of(cache: HandCache, recipe: Recipe) -> NDArray[np.int64]:
    """The hands of a cache that a recipe learns from.

    Raises:
        ValueError: there are none.
    """
    kept = np.array([recipe.keep(name) for name in cache.names])[cache.sets]
    kept &= cache.shows_hand & ~cache.validation
    if recipe.way == "composed":
        kept &= cache.cut_out
    if not kept.any():
        raise ValueError(f"These crops have no hand of the kind that is to be learnt: they are of {cache.names}.")
    return np.flatnonzero(kept)
