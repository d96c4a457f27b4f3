"""How many a second, lately. No Qt and no clock: time is an argument."""

from __future__ import annotations

from collections import deque
from typing import Final

WINDOW: Final = 5


class Rate:
    """Turns a growing count into a rate over the last few readings."""

    def __init__(self) -> None:
        self._readings: deque[tuple[float, int]] = deque(maxlen=WINDOW)

    def restart(self) -> None:
        """Forget what was."""
        self._readings.clear()

    def of(self, count: int, at_s: float) -> float:
        """The rate a second now, after `count` in all at the moment `at_s`."""
        self._readings.append((at_s, count))
        (first_s, first), (last_s, last) = self._readings[0], self._readings[-1]
        return (last - first) / (last_s - first_s) if last_s > first_s else 0.0
