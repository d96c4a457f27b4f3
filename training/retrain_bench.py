"""How much a new signer gains, and what others lose: every signer of a set is learnt in turn, as one never seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from training.labels import Labelled, read_labels
from training.pdj import pdj
from training.proof import Row
from training.recording_lines import RecordingError
from training.retrain_split import Signer, grouped

# Of so many frames in a row so many train; the rest tests. Of 110 frames 80 and 30.
RUN: Final = 11
TRAIN: Final = 8


def new_signers(root: Path, name: str, last: bool = False) -> list[tuple[Signer, list[Signer]]]:
    """Each signer of a set as a new one, with the others, who only measure.

    Args:
        root: data folder.
        name: of a set whose groups are signers.
        last: test on the last frames of each, instead of on the last of every `RUN`.

    Raises:
        RecordingError: there is no such set, or it has fewer than two signers.
    """
    try:
        items = read_labels(root, name)
    except FileNotFoundError as error:
        raise RecordingError(f"There is no set {name} in {root}: check its name.") from error
    groups = grouped(items, [item.group.split("/", 1)[1] for item in items])
    if len(groups) < 2:
        raise RecordingError(f"The set {name} shows one signer alone: nobody could be forgotten.")
    people = {who: sorted(own, key=_number) for who, own in groups.items()}
    whole = {who: Signer(who, (), (), tuple(own), "") for who, own in people.items()}
    out = []
    for who, own in people.items():
        border = len(own) * TRAIN // RUN
        trains = [n < border if last else n % RUN < TRAIN for n in range(len(own))]
        train = tuple(item for item, learnt in zip(own, trains, strict=True) if learnt)
        test = tuple(item for item, learnt in zip(own, trains, strict=True) if not learnt)
        out.append((Signer(who, train, (), test, "time"), [one for other, one in whole.items() if other != who]))
    return out


def cut(row: Row) -> float:
    """By what share the points with an error above PDJ 0.05 became fewer."""
    before, after = (1 - pdj(errors, 0.05) for errors in (row.before, row.after))
    return (before - after) / before if before else 0.0


def pooled(rows: Sequence[Row]) -> tuple[float, float]:
    """PDJ 0.05 of all together, before and after."""
    return (
        pdj(np.concatenate([row.before for row in rows]), 0.05),
        pdj(np.concatenate([row.after for row in rows]), 0.05),
    )


def _number(item: Labelled) -> tuple[int, str]:
    """The order in which the pictures were taken, as their names tell."""
    digits = re.findall(r"\d+", item.path.stem)
    return (item.frame if item.frame is not None else int(digits[-1]) if digits else 0, str(item.path))
