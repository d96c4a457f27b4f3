"""How often to draw: as the display does, but never so often that drawing eats the machine. No Qt."""

from __future__ import annotations

from typing import Final

FASTEST_MS: Final = 16.0
SLOWEST_MS: Final = 66.0
# On a machine without a graphics card one picture takes 15 ms of a core; the detector needs cores too.
BUSY_SHARE: Final = 0.9
# New durations count a tenth: one slow picture shall not change the pace.
SMOOTHING: Final = 0.1


class DrawPace:
    """Finds the time between two pictures from how long they take."""

    def __init__(self) -> None:
        self._took_ms = 0.0

    def took(self, busy_ms: float) -> None:
        """Note how long one picture took, from the start of its retargeting to its being on the screen."""
        self._took_ms += SMOOTHING * (busy_ms - self._took_ms)

    @property
    def interval_ms(self) -> int:
        """Whole milliseconds from the start of one picture to the start of the next."""
        return round(min(max(self._took_ms / BUSY_SHARE, FASTEST_MS), SLOWEST_MS))
