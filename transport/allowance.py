"""A limit on how much may come or go in a time (a token bucket). No clock: time is an argument."""

from __future__ import annotations

from typing import Final

_SECOND_US: Final = 1_000_000


class Allowance:
    """So much a second on average, so much at once.

    Args:
        per_s: refilled a second.
        burst: at most so much is left.
    """

    def __init__(self, per_s: int, burst: int) -> None:
        self._per_s = per_s
        self._burst = burst
        self._left = float(burst)
        self._at_us: int | None = None

    def left(self, now_us: int) -> int:
        """What may be taken now; time does not go back."""
        if self._at_us is not None:
            self._left = min(self._left + max(now_us - self._at_us, 0) * self._per_s / _SECOND_US, self._burst)
        self._at_us = now_us
        return max(int(self._left), 0)

    def take(self, count: int) -> None:
        """Take so much of what is ``left``."""
        self._left -= count

    def due_us(self, now_us: int) -> int:
        """When there is room for one more."""
        return now_us + max(0, round((1 - self._left) * _SECOND_US / self._per_s))
