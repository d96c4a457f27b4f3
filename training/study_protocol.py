"""The founding paper's protocol as a list of trainings; pure.

Two datasets, 0 and 1, and three mixed sets M0, M1, M2 of both. Then, which the paper left open, every signer after the
other, S0, S1, ... A part of a set that trains shares no hand with any part that validates or tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.study_networks import NETWORKS, PAPERS

PARTS: Final = ("train", "validation", "test")
# Hands of a mixed set in the paper; datasets are split in the same proportion.
MIXED: Final = (160, 40, 30)
MIXED_SETS: Final = 3
BASE: Final = "base"


@dataclass(frozen=True)
class Training:
    """One training.

    Attributes:
        name: of it; its stages end in a slash and a number.
        network: which.
        start: the training whose weights it begins with; empty: fresh weights.
        sets: what it learns, together.
        rate: learning rate at its beginning.
    """

    name: str
    network: str
    start: str
    sets: tuple[str, ...]
    rate: float


@dataclass(frozen=True)
class Case:
    """One way to learn both datasets.

    Attributes:
        strategy: "series", "united" or "mixed".
        title: for people.
        stages: names of its trainings, in order.
    """

    strategy: str
    title: str
    stages: tuple[str, ...]


def comparison() -> list[Training]:
    """The four networks on dataset 0; the paper's choice among them is the base of all that follows."""
    return [Training(f"network {name}", name, "", ("0",), 1e-3) for name in NETWORKS if name != PAPERS] + [
        Training(BASE, PAPERS, "", ("0",), 1e-3)
    ]


def protocol() -> tuple[list[Training], list[Case]]:
    """The paper's trainings after the comparison, each after what it begins with; and what they are cases of."""
    trainings: list[Training] = []
    cases: list[Case] = []

    def case(strategy: str, title: str, start: str, steps: Sequence[tuple[tuple[str, ...], float]]) -> None:
        names = []
        for number, (sets, rate) in enumerate(steps):
            names.append(f"{strategy}, {title}/{number}")
            trainings.append(Training(names[-1], PAPERS, names[-2] if number else start, sets, rate))
        cases.append(Case(strategy, title, tuple(names)))

    mixed = [(f"M{n}",) for n in range(MIXED_SETS)]
    case("series", "1 at 1e-6", BASE, [(("1",), 1e-6)])
    case("series", "1 at 1e-3, back on 0 at 1e-4", BASE, [(("1",), 1e-3), (("0",), 1e-4)])
    case("united", "1e-3", BASE, [(("0", "1"), 1e-3)])
    case("united", "1e-4", BASE, [(("0", "1"), 1e-4)])
    case("united", "from scratch, 1e-3", "", [(("0", "1"), 1e-3)])
    case("mixed", "same rate, 1e-3", BASE, [(one, 1e-3) for one in mixed])
    case("mixed", "a tenth at each stage", BASE, [(one, 10.0 ** (-3 - n)) for n, one in enumerate(mixed)])
    case("mixed", "from scratch, a tenth at each stage", "", [(one, 10.0 ** (-3 - n)) for n, one in enumerate(mixed)])
    return trainings, cases


def one_after_another(signers: int) -> tuple[list[Training], list[Case]]:
    """All signers one after the other, by each strategy; the mixed one stands for itself and all before it in equal
    numbers (`R` sets are those hands), its rate a tenth at each signer but never below 1e-5."""
    trainings = [Training("one after another/0", PAPERS, "", ("S0",), 1e-3)]
    cases = []
    for strategy in ("series", "united", "mixed"):
        names = ["one after another/0"]
        for n in range(1, signers):
            sets = {
                "series": (f"S{n}",),
                "united": tuple(f"S{m}" for m in range(n + 1)),
                "mixed": (f"S{n}", f"R{n}"),
            }[strategy]
            rate = max(1e-5, 10.0 ** (-3 - n)) if strategy == "mixed" else 1e-3
            names.append(f"one after another, {strategy}/{n}")
            trainings.append(Training(names[-1], PAPERS, names[-2], sets, rate))
        cases.append(Case(strategy, "one signer after another", tuple(names)))
    return trainings, cases


Sets = dict[str, dict[str, NDArray[np.int64]]]


def sets_of(dataset: NDArray[np.int64], signer: NDArray[np.int64], rng: np.random.Generator) -> Sets:
    """The rows of each part of each set.

    Args:
        dataset: (N,) 0 or 1, of hands in the order of signers and of time.
        signer: (N,) whose, from 0.
        rng: deals hands out to mixed sets, and old ones to `R` sets.
    """
    # Runs of frames in a row, so that hardly a frame has its like in another part.
    run, total = 23, sum(MIXED)
    place = np.concatenate([np.arange(count) for count in np.bincount(signer)]) % run
    bounds = np.cumsum(MIXED) * run / total
    part = np.searchsorted(bounds, place + 0.5)
    out: Sets = {}
    for n in (0, 1):
        out[str(n)] = {name: np.flatnonzero((dataset == n) & (part == k)) for k, name in enumerate(PARTS)}
    # As many as the paper's, or as there are for three sets.
    counts = [min(MIXED[k], int((part == k).sum()) // MIXED_SETS) for k in range(len(PARTS))]
    dealt = [rng.permutation(np.flatnonzero(part == k)) for k in range(len(PARTS))]
    for n in range(MIXED_SETS):
        out[f"M{n}"] = {name: np.sort(dealt[k][n * counts[k] : (n + 1) * counts[k]]) for k, name in enumerate(PARTS)}
    for n in range(int(signer.max()) + 1):
        out[f"S{n}"] = {name: np.flatnonzero((signer == n) & (part == k)) for k, name in enumerate(PARTS)}
        before = {name: np.flatnonzero((signer < n) & (part == k)) for k, name in enumerate(PARTS)}
        out[f"R{n}"] = {
            name: np.sort(rng.permutation(rows)[: len(out[f"S{n}"][name])]) for name, rows in before.items()
        }
    return out
