"""Smoothing of whole groups of points over time: still ones are held, moving ones are passed on.

After the One-Euro filter (Casiez, Roussel, Vogel, CHI 2012): a first-order low-pass whose cut-off rises with speed. A
network's noise looks like speed and opens such a filter, so the speed is taken apart here: what all points of a
group do together is nearly free of noise, and what a point does beyond that counts only where it is more than noise.
Speeds are in sizes of the hand, face or shoulders, so that near and far signers are filtered alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.skeleton import SIDES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Settings; those by default are of hands.

    Attributes:
        rest_hz: cut-off at rest, Hz. The delay of a resting point is about 1 / (2 pi rest_hz).
        speed_gain: Hz by which the cut-off rises for each size a second the point moves.
        noise: sizes a second that a point seems to move by itself while it rests.
        speed_hz: cut-off of the speed estimates, Hz.
    """

    rest_hz: float = 0.3
    speed_gain: float = 15.0
    noise: float = 0.7
    speed_hz: float = 1.5


class PointFilter:
    """Smooths a group of points (P, 3); unknown (NaN) points are passed on and start anew."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self.reset()

    def reset(self) -> None:
        """Forget everything, as after a jump to another hand."""
        self._points: Floats | None = None
        self._seen: Floats = np.zeros((0, 3))
        self._common: Floats = np.zeros(2)
        self._own: Floats = np.zeros((0, 2))
        self._time_us = 0

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
        if self._points is None or not 0 < seconds < 0.5:
            self._points, self._seen = now, now
            self._common, self._own = np.zeros(2), np.zeros((len(now), 2))
            return now.copy()
        speed = (now - self._seen)[:, :2] / (max(size, 1.0) * seconds)
        fresh = np.isnan(speed[:, 0])
        together = np.zeros(2) if fresh.all() else speed[~fresh].mean(axis=0)
        apart = np.where(fresh[:, None], 0.0, speed - together)
        follow = _share(self._settings.speed_hz, seconds)
        self._common = self._common + follow * (together - self._common)
        self._own = np.where(fresh[:, None], 0.0, self._own + follow * (apart - self._own))
        # One cut-off a point, from its speed in the picture: filtering the axes apart would bend paths.
        pace = np.hypot(*self._common) + np.maximum(np.hypot(*self._own.T) - self._settings.noise, 0.0)
        keep = _share(self._settings.rest_hz + self._settings.speed_gain * pace, seconds)[:, None]
        before = np.where(np.isfinite(self._points), self._points, now)
        self._points, self._seen = before + keep * (now - before), now
        return self._points.copy()


def group_filters() -> dict[str, PointFilter]:
    """A filter for each group of a pose: "left", "right", "body" and "face"."""
    return {
        **{side: PointFilter() for side in SIDES},
        "body": PointFilter(Settings(rest_hz=1.0, noise=0.3)),
        # Lids and lips move little and fast.
        "face": PointFilter(Settings(rest_hz=4.0, noise=0.1)),
    }


def _share(cutoff_hz: Floats | float, seconds: float) -> Floats:
    """Share of the new value in a first-order low-pass of that cut-off."""
    return 1.0 / (1.0 + 1.0 / (2 * np.pi * np.asarray(cutoff_hz) * seconds))
