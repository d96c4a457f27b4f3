"""One-Euro filter (Casiez, Roussel, Vogel, CHI 2012) on whole groups of points, with speed in body sizes.

Still hands are smoothed, so that a hold holds; fast ones are passed through, so that nothing lags. Speed is
measured against the size of the hand (or shoulders), so that near and far signers are filtered alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OneEuro:
    """Settings.

    Attributes:
        rest_hz: cut-off at rest, Hz. The delay of a resting point is about 1 / (2 pi rest_hz).
        speed_gain: Hz by which the cut-off rises for each size a second the point moves.
        speed_hz: cut-off of the speed estimate, Hz.
    """

    rest_hz: float = 2.0
    speed_gain: float = 6.0
    speed_hz: float = 3.0


class PointFilter:
    """Smooths a group of points (P, 3); unknown (NaN) points are passed on and start anew."""

    def __init__(self, settings: OneEuro | None = None) -> None:
        self._settings = settings or OneEuro()
        self._points: Floats | None = None
        self._speed: Floats | None = None
        self._time_us = 0

    def reset(self) -> None:
        """Forget everything, as after a jump to another hand."""
        self._points = None

    def __call__(self, points: NDArray[np.floating], size: float, time_us: int) -> Floats:
        """Smooth the points of one frame.

        Args:
            points: (P, 3) pixels.
            size: of the hand or body, pixels.
            time_us: capture time, increasing.
        """
        now: Floats = np.array(points, dtype=np.float64)
        seconds = (time_us - self._time_us) / 1e6
        self._time_us = time_us
        if self._points is None or self._speed is None or not 0 < seconds < 0.5:
            self._points, self._speed = now, np.zeros_like(now)
            return now.copy()
        fresh = ~np.isfinite(self._points)
        before = np.where(fresh, now, self._points)
        speed = np.where(fresh, 0.0, (now - before) / (max(size, 1.0) * seconds))
        speed = self._speed + _share(self._settings.speed_hz, seconds) * (np.nan_to_num(speed) - self._speed)
        # One cut-off a point, from its speed in the picture: filtering the axes apart would bend paths.
        pace = np.hypot(speed[:, 0], speed[:, 1])[:, None]
        keep = _share(self._settings.rest_hz + self._settings.speed_gain * pace, seconds)
        smooth = before + keep * (now - before)
        self._points, self._speed = smooth, speed
        return smooth.copy()


def _share(cutoff_hz: float | Floats, seconds: float) -> float | Floats:
    """Share of the new value in a first-order low-pass of that cut-off."""
    return 1.0 / (1.0 + 1.0 / (2 * np.pi * cutoff_hz * seconds))
