"""The hands of the study: crops in memory, whose they are, and to which of two datasets they belong."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import hand_cache
from training.labels import Labelled
from training.recording_lines import RecordingError
from training.retrain_data import checked_labels
from training.retrain_split import grouped
from training.study_protocol import MIXED, MIXED_SETS
from training.train_hand import plain_crops

# The fewest hands of which three mixed sets with a test can be made.
_FEWEST = 60


@dataclass(frozen=True, eq=False)
class StudyHands:
    """Hands, those of a signer in a row.

    Attributes:
        images: uint8 (N, S, S, 3) RGB, oriented crops with the fingers up.
        points: float32 (N, 21, 2) in the crops' unit square.
        signer: (N,) index into `signers`.
        signers: names.
        dataset: (N,) 0 or 1.
        source: what they were read from, for people.
    """

    images: NDArray[np.uint8]
    points: NDArray[np.float32]
    signer: NDArray[np.int64]
    signers: tuple[str, ...]
    dataset: NDArray[np.int64]
    source: str


def read_hands(folders: Sequence[Path], set_name: str, size: int) -> StudyHands:
    """Read the hands of one data folder, whose signers are shared out to the datasets, or of two, one each.

    Args:
        folders: one or two data folders.
        set_name: the set to read; of two folders all sets are read if they have none of this name.
        size: of the crops, S.

    Raises:
        RecordingError: there is nothing to read, or too little.
    """
    signers: dict[str, list[tuple[str, Labelled]]] = {}
    dataset: list[int] = []
    jobs = []
    for number, folder in enumerate(folders):
        names = [set_name] if (folder / "labels" / f"{set_name}.npz").exists() else []
        names = names or sorted(path.stem for path in (folder / "labels").glob("*.npz"))
        if not names:
            raise RecordingError(f"{folder} is no data folder with labelled sets: check its name.")
        items = [(name, replace(item, body=None)) for name in names for item in checked_labels(folder, name)]
        for group, own in grouped(items, [item.group for _, item in items]).items():
            count = sum(hand is not None for _, item in own for hand in item.hands.values())
            if count:
                name = group.split("/", 1)[-1]
                signers[name if len(folders) == 1 else f"{number}/{name}"] = own
                dataset.append(number)
                jobs += own
    if len(folders) == 1:
        # The first three of five, as dataset 0 is the larger one.
        first = min(len(signers) - 1, -(-len(signers) * 3 // 5))
        dataset = [int(n >= first) for n in range(len(signers))]
    with tempfile.TemporaryDirectory() as scratch:
        ends, images, points, signer = [], [], [], []
        for number, (_, own) in enumerate(signers.items()):
            folder = Path(scratch) / str(number)
            hand_cache.cut(folder, own, sorted({name for name, _ in own}), hold_out=False)
            cache = hand_cache.load(folder)
            crops, truth = plain_crops(cache, np.flatnonzero(cache.shows_hand), size)
            images.append(crops.numpy())
            points.append(truth[..., :2])
            signer += [number] * len(truth)
            ends.append(len(truth))
    if sum(ends) < _FEWEST or len(set(dataset)) < 2:
        raise RecordingError(
            f"{sum(ends)} hands of {len(signers)} signers are too few for the study: it needs two signers and "
            f"{_FEWEST} hands (the paper had {MIXED_SETS * sum(MIXED)} and more)."
        )
    whose = np.array(signer, np.int64)
    return StudyHands(
        images=np.concatenate(images),
        points=np.concatenate(points),
        signer=whose,
        signers=tuple(signers),
        dataset=np.array(dataset, np.int64)[whose],
        source=", ".join(f"{folder.name}/{set_name}" if len(folders) == 1 else folder.name for folder in folders),
    )
