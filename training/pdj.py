"""PDJ, the founding paper's measure: the share of detected joints."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def box_diagonal(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Diagonal of the axis-aligned box around points (..., P, >=2), in their units; shape (...,)."""
    span = np.ptp(np.asarray(points, dtype=np.float64)[..., :2], axis=-2)
    return np.hypot(span[..., 0], span[..., 1])


def relative_error(found: NDArray[np.floating], truth: NDArray[np.floating]) -> NDArray[np.float64]:
    """Distance of each point to the truth as a share of the true hand box's diagonal; NaN points are infinitely far.

    Args:
        found: (..., P, >=2).
        truth: (..., P, >=2), finite.
    """
    gap = np.asarray(found, dtype=np.float64)[..., :2] - np.asarray(truth, dtype=np.float64)[..., :2]
    error = np.hypot(gap[..., 0], gap[..., 1]) / box_diagonal(truth)[..., None]
    return np.where(np.isfinite(error), error, np.inf)


def pdj(error: NDArray[np.floating], fraction: float) -> float:
    """Share of the points whose error is below a fraction of the hand box's diagonal."""
    return float((np.asarray(error) < fraction).mean())
