"""When to draw, and how finely: each captured pose once it is due, moments between where they cost none. No Qt."""

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
# Drawn slower than this, a picture has fewer pixels than the window; drawn as fast as that, as many again.
SLOW_MS: Final = 28.0
QUICK_MS: Final = 14.0
COARSE: Final = 0.75  # of the window's width and height; enlarged it can hardly be told from one with all of them


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
        """Note how long one picture kept its busiest thread."""
        self._took_ms += SMOOTHING * (busy_ms - self._took_ms)


class Detail:
    """Says how finely to draw, from how long pictures take: poses in time are worth more than sharp edges."""

    def __init__(self) -> None:
        self._took_ms: float | None = None
        self._detail = 1.0

    def after(self, drawing_ms: float) -> float:
        """Note how long drawing a picture took; returns the share of the window's width and height for the next."""
        before = drawing_ms if self._took_ms is None else self._took_ms
        self._took_ms = before + SMOOTHING * (drawing_ms - before)
        if self._took_ms > SLOW_MS:
            self._detail = COARSE
        elif self._took_ms < QUICK_MS:
            self._detail = 1.0
        return self._detail
