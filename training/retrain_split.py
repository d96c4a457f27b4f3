"""Which labelled pictures of a signer train, which validate and which test; pure.

Frames of one recording are too alike to be told apart by a test, so whole recordings are dealt out; where there is but
one, whole takes; and where there is but one take, its beginning trains and its end tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from training.datasets import SHARES
from training.labels import Labelled

T = TypeVar("T")
FEWEST: Final = 4  # labelled hands that a part needs


@dataclass(frozen=True, eq=False)
class Signer:
    """One signer's labelled pictures.

    Attributes:
        name: as the signer wants to be called; for people.
        train: the pictures to learn from.
        validation: those by which the paper's schedule is steered.
        test: those of the proof; no choice looks at them.
        by: what was dealt out whole: "recordings", "takes" or "time".
    """

    name: str
    train: tuple[Labelled, ...]
    validation: tuple[Labelled, ...]
    test: tuple[Labelled, ...]
    by: str


def as_replay(signer: Signer) -> Signer:
    """The same pictures, all of which train."""
    return replace(signer, train=signer.train + signer.validation + signer.test, validation=(), test=())


def hands(items: Sequence[Labelled]) -> int:
    """How many believed hands there are."""
    return sum(hand is not None for item in items for hand in item.hands.values())


def deal(units: Mapping[str, Sequence[T]], shares: Sequence[float] = SHARES) -> tuple[list[T], list[T], list[T]]:
    """Deal whole units out to train, validation and test, always alike.

    Args:
        units: what may not be torn apart, by a name that stays; in the order of time.
        shares: of the units, that train, validate and test.

    Returns:
        The three parts. One unit alone is cut: its end tests, what is before that validates.
    """
    if len(units) == 1:
        (alone,) = units.values()
        first, second = (round(len(alone) * share) for share in (shares[0], shares[0] + shares[1]))
        return list(alone[:first]), list(alone[first:second]), list(alone[second:])
    order = sorted(units, key=lambda name: hashlib.sha256(name.encode()).digest())
    test = max(1, round(len(order) * shares[2]))
    validation = max(1, round(len(order) * shares[1])) if len(order) > 2 else 0
    cuts = order[: -test - validation], order[len(order) - test - validation : len(order) - test], order[-test:]
    train, middle, end = ([item for name in units if name in cut for item in units[name]] for cut in cuts)
    if not middle:
        kept = round(len(train) * shares[0] / (shares[0] + shares[1]))
        train, middle = train[:kept], train[kept:]
    return train, middle, end


def grouped(items: Sequence[T], keys: Sequence[Hashable]) -> dict[str, list[T]]:
    """Items by key, each in the order in which they come."""
    out: dict[str, list[T]] = {}
    for item, key in zip(items, keys, strict=True):
        out.setdefault(str(key), []).append(item)
    return out
