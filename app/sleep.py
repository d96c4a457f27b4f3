"""Whether this machine has slept. No clock: times are arguments.

A monotonic clock may stand still meanwhile (Linux, macOS), which another one shows that does not; or it goes on
(Windows), which shows in that nobody has asked for so long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

# Less than this is a busy machine, or a clock that was set a little.
LEAST_S: Final = 3.0
# Whoever asks every second and comes so late has not been let.
SILENT_S: Final = 10.0


class SleepWatch:
    """Is asked every second or so."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def slept_s(self, monotonic_s: float, always_s: float) -> float:
        """How long this machine has slept since it was last asked; 0 if it has not.

        Args:
            monotonic_s: the clock that calls go by.
            always_s: one that goes on in sleep.
        """
        last, self._last = self._last, (monotonic_s, always_s)
        if last is None:
            return 0.0
        passed_s, really_s = monotonic_s - last[0], always_s - last[1]
        if really_s - passed_s >= LEAST_S:
            return really_s
        return passed_s if passed_s >= SILENT_S else 0.0


def always_clock() -> Callable[[], float]:
    """A clock that goes on while this machine sleeps, in seconds; where there is no better one, the time of day."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time if boot is None else lambda: time.clock_gettime(boot)
