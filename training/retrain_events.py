"""What a retraining tells whoever watches, and how it is told what to do. No torch."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

PREPARING: Final = "preparing"
TRAINING: Final = "training"
PROVING: Final = "proving"
PAUSED: Final = "paused"
_TOLD_EVERY_S: Final = 1.0
_PAUSED_S: Final = 1.0
# Shares of the time that the states take, roughly: where each begins.
_BEGINS: Final = {PREPARING: 0.0, TRAINING: 0.07, PROVING: 0.88}
_ENDS: Final = {PREPARING: 0.07, TRAINING: 0.88, PROVING: 1.0}


class CancelledError(Exception):
    """Whoever watches wants it given up."""


@dataclass(frozen=True)
class Said:
    """Where a retraining is. What does not apply is None.

    Attributes:
        state: one of the states above.
        time_s: seconds it has taken, pauses left out.
        done: share of all, 0..1.
        left_s: seconds until it is over, estimated.
        stage: number of the stage, from 1.
        stages: how many there are.
        epoch: number of the epoch, from 1.
        rate: learning rate.
        loss: of the last steps.
        validation_loss: on held-out hands.
        pdj: PDJ at 0.05 of held-out hands by whose they are.
        sentence: for people.
    """

    state: str
    time_s: float
    done: float
    left_s: float | None = None
    stage: int | None = None
    stages: int | None = None
    epoch: int | None = None
    rate: float | None = None
    loss: float | None = None
    validation_loss: float | None = None
    pdj: Mapping[str, float] = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True)
class Wish:
    """What whoever watches wants.

    Attributes:
        pause: wait.
        cancel: give up.
        threads: at most so many; None: as many as there are.
    """

    pause: bool = False
    cancel: bool = False
    threads: int | None = None


class Watcher(Protocol):
    """Who watches a retraining."""

    def tell(self, said: Said) -> None:
        """Hear where it is."""
        ...

    def wish(self) -> Wish:
        """Say what to do."""
        ...


class Reporter:
    """Tells a watcher, not too often, and does as it wishes.

    Args:
        watcher: who watches.
        before_s: seconds that were spent before a restart.
        clock: seconds, ever growing.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        watcher: Watcher,
        before_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._watcher, self._before, self._clock, self._sleep = watcher, before_s, clock, sleep
        self._began = clock()
        self._first: float | None = None  # share that was done when this process began
        self._told = float("-inf")

    @property
    def time_s(self) -> float:
        """Seconds it has taken, pauses and restarts left out."""
        return self._before + self._clock() - self._began

    def tell(self, state: str, share: float, *, always: bool = False, **more: object) -> None:
        """Tell where it is.

        Args:
            state: which.
            share: of this state that is done.
            always: also if something was told just now.
            more: further fields of `Said`.
        """
        now = self._clock()
        if not always and now - self._told < _TOLD_EVERY_S:
            return
        self._told = now
        share = min(1.0, share)
        done = (1 - share) * _BEGINS[state] + share * _ENDS[state]
        self._first = done if self._first is None else self._first
        here = done - self._first
        left = (now - self._began) * (1 - done) / here if here > 0.01 else None
        self._watcher.tell(Said(state, self.time_s, done, left, **more))  # type: ignore[arg-type]

    def obey(self, paused: Callable[[], None] = lambda: None) -> Wish:
        """Wait while that is wished.

        Args:
            paused: called once before waiting.

        Raises:
            CancelledError: it is to be given up.
        """
        wish = self._watcher.wish()
        if wish.pause and not wish.cancel:
            paused()
            began = self._clock()
            self._watcher.tell(Said(PAUSED, self.time_s, 0.0))
            while wish.pause and not wish.cancel:
                self._sleep(_PAUSED_S)
                wish = self._watcher.wish()
            self._began += self._clock() - began
        if wish.cancel:
            raise CancelledError
        return wish
