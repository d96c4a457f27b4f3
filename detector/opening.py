"""The detector of a weights folder, whichever kind of weights it holds."""

from __future__ import annotations

from pathlib import Path

from detector.pipeline import Detector
from detector.weights import PEOPLE, kind_of
from detector.whole_picture import PictureDetector


def open_detector(weights: Path | None = None, smooth: bool = True) -> Detector | PictureDetector:
    """The detector that these weights are for; both read one signer's pose off each frame.

    Args:
        weights: a weights folder; the shipped one if None.
        smooth: whether to smooth over time.

    Raises:
        WeightsError: the weights cannot be used.
    """
    if weights is not None and kind_of(weights) == PEOPLE:
        return PictureDetector(weights, smooth)
    return Detector(weights, smooth)
