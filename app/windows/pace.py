"""When to draw: every captured pose as soon as it is due, moments between where that costs no pose. No Qt."""

from __future__ import annotations

from typing import Final

# How often the call is asked whether the next pose is due; asking costs a tenth of a millisecond.
LOOK_MS: Final = 4
FASTEST_MS: Final = 16.0  # from picture to picture: as displays do
SLOWEST_MS: Final = 66.0
# Drawing leaves so much of its thread to everything else that happens in a window, and half for pictures in between.
BUSY_SHARE: Final = 0.95
BETWEEN_SHARE: Final = 0.5
# New durations count a tenth: one slow picture shall not change the pace.
SMOOTHING: Final = 0.1
_LONGEST_GAP_MS: Final = 200.0


class DrawPace:
    """Says at any moment whether a picture shall be drawn, from how long pictures take and how often poses come."""

    def __init__(self) -> None:
        self._took_ms = 0.0
        self._gap_ms = 0.0
        self._source_us: int | None = None
        self._begun_ms = self._came_ms = float("-inf")

    def wants(self, now_ms: float, source_us: int) -> bool:
        """Whether to draw now. If so, the picture counts as begun.

        Args:
            now_ms: any clock that does not go back, milliseconds.
            source_us: which captured pose is due; between two of them, the earlier.
        """
        passed = now_ms - self._begun_ms
        if source_us != self._source_us:
            if passed < min(self._took_ms / BUSY_SHARE, SLOWEST_MS):
                return False
            if self._source_us is not None:
                gap = min(now_ms - self._came_ms, _LONGEST_GAP_MS)
                self._gap_ms += SMOOTHING * (gap - self._gap_ms) if self._gap_ms else gap
            self._source_us, self._came_ms = source_us, now_ms
        else:
            due_in = self._came_ms + self._gap_ms - now_ms
            # What is drawn now shall not be in the way of the next captured pose, which may also be a little late.
            if passed < max(self._took_ms / BETWEEN_SHARE, FASTEST_MS) or -FASTEST_MS < due_in < self._took_ms:
                return False
        self._begun_ms = now_ms
        return True

    def took(self, busy_ms: float) -> None:
        """Note how long one picture took, from the start of its retargeting to its being on the screen."""
        self._took_ms += SMOOTHING * (busy_ms - self._took_ms)
