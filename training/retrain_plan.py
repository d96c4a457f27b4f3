"""How a detector is retrained: strategies, presets, stages and their learning rates; pure.

Strategies, after the founding paper: *series* learns the new hands alone, *united* the new and the old as one dataset,
*mixed* sets of both, one after the other, the rate a tenth of what it was at each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Strategy(StrEnum):
    """What is learnt in which order."""

    SERIES = "series"
    UNITED = "united"
    MIXED = "mixed"


@dataclass(frozen=True)
class Preset:
    """How long and how fast.

    Attributes:
        rate: learning rate of the first stage.
        fall: by what the rate of mixed stages falls.
        stages: of the mixed strategy, as shares of `steps`.
        batch: hands a step.
        steps: of all stages together; 0: epochs decide.
        epochs: passes through a stage's set, at most, where steps do not decide.
        share: of new hands in a batch where both are learnt; None: as many as there are.
        loss: "keypoints", as the shipped networks learn, or "mse", as the paper's.
        warm: steps in which the rate rises.
        keep: shares of the start's weights in the answer: the first at which others lose nothing to speak of.
    """

    rate: float
    fall: float
    stages: tuple[float, ...]
    batch: int
    steps: int
    epochs: int
    share: float | None
    loss: str
    warm: int
    keep: tuple[float, ...]


# Chosen on the five signers of docs/retraining.md.
FAST: Final = Preset(1e-3, 10.0, (0.7, 0.2, 0.1), 32, 600, 0, 0.625, "keypoints", 20, (0.4, 0.5, 0.6, 0.7, 0.8))
# The paper's schedule. Its first rate, 1e-3, is that of networks that begin anew; ours carries on from trained weights.
PAPER: Final = Preset(1e-4, 10.0, (1 / 3, 1 / 3, 1 / 3), 4, 0, 50, None, "mse", 0, (0.0,))
PRESETS: Final = {"fast": FAST, "paper": PAPER}


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage.

    Attributes:
        rate: learning rate at its beginning.
        new: rows of new hands.
        old: rows of old hands.
        steps: batches an epoch.
        epochs: at most.
    """

    rate: float
    new: Rows
    old: Rows
    steps: int
    epochs: int


def stages_of(strategy: Strategy, preset: Preset, new: Rows, old: Rows, rng: np.random.Generator) -> list[Stage]:
    """The stages of a retraining.

    Args:
        strategy: what is learnt in which order.
        preset: how long and how fast.
        new: (N,) rows of new hands.
        old: (M,) rows of old ones.
        rng: deals hands out to the paper's mixed sets, which share none.
    """
    nothing = old[:0]
    if preset.steps:
        olds = nothing if strategy is Strategy.SERIES else old
        shares = preset.stages if strategy is Strategy.MIXED else (1.0,)
        whole = Stage(preset.rate, new, olds, preset.steps, 1)
        return [
            replace(whole, rate=preset.rate / preset.fall**n, steps=max(1, round(preset.steps * share)))
            for n, share in enumerate(shares)
        ]
    if strategy is not Strategy.MIXED:
        sets = [(new, nothing if strategy is Strategy.SERIES else old)]
    else:
        cuts = np.cumsum(preset.stages)[:-1]
        dealt = [np.split(rng.permutation(rows), np.round(cuts * len(rows)).astype(int)) for rows in (new, old)]
        sets = [(some, few) for some, few in zip(*dealt, strict=True) if len(some) + len(few)]
    return [
        Stage(
            preset.rate / preset.fall**n, some, few, max(1, -(-(len(some) + len(few)) // preset.batch)), preset.epochs
        )
        for n, (some, few) in enumerate(sets)
    ]


def draw(preset: Preset, stage: Stage, step: int, seed: tuple[int, ...]) -> tuple[Rows, Rows]:
    """The new and the old hands of a step's batch; nothing but its arguments decides.

    Args:
        preset: with a share, hands are drawn at random and again; without, each comes once an epoch.
        stage: where from.
        step: of the stage, from 0.
        seed: of the retraining and the stage.
    """
    if preset.share is not None:
        rng = np.random.default_rng([*seed, step])
        of_new = preset.batch if not len(stage.old) else round(preset.batch * preset.share) if len(stage.new) else 0
        of_old = preset.batch - of_new
        return rng.choice(stage.new, of_new), rng.choice(stage.old, of_old) if of_old else stage.old[:0]
    epoch, at = divmod(step, stage.steps)
    both = len(stage.new) + len(stage.old)
    order = np.random.default_rng([*seed, epoch]).permutation(both)[at * preset.batch : (at + 1) * preset.batch]
    return stage.new[order[order < len(stage.new)]], stage.old[order[order >= len(stage.new)] - len(stage.new)]


@dataclass(frozen=True)
class Plateau:
    """The paper's schedule: the rate is divided by 5 after 5 epochs without improvement, down to the least; after 10 it
    is over.

    Attributes:
        rate: of the coming epoch.
        best: lowest validation loss so far.
        since: epochs since then.
        waited: epochs since then, or since the rate fell.
    """

    rate: float
    best: float = float("inf")
    since: int = 0
    waited: int = 0
    factor: float = 5.0
    patience: int = 5
    stop: int = 10
    least: float = 1e-7

    def after(self, loss: float) -> Plateau:
        """The state after an epoch with this validation loss."""
        if loss < self.best:
            return replace(self, best=loss, since=0, waited=0)
        since, waited, rate = self.since + 1, self.waited + 1, self.rate
        if waited >= self.patience:
            rate, waited = max(self.least, rate / self.factor), 0
        return replace(self, rate=rate, since=since, waited=waited)

    @property
    def over(self) -> bool:
        """Whether nothing more is to be hoped for."""
        return self.since >= self.stop

    @property
    def improved(self) -> bool:
        """Whether the last epoch was the best."""
        return self.since == 0
