"""Smooth edges for pictures that were drawn with one sample a pixel, on machines whose processor draws.

Four samples a pixel would double the time of a picture there. Here every pixel at an edge becomes the mean of its
neighbours along the edge, which takes the steps off and leaves the edge where it is (the idea of morphological
antialiasing: Reshetov, "Morphological antialiasing", HPG 2009, without its search for patterns).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_EDGE: Final = 28  # grey levels within three pixels that make an edge


def smoothed(picture: Pixels) -> Pixels:
    """Smooth the edges of a picture, in place; returns it.

    Args:
        picture: uint8 (height, width, 4), contiguous, any order of colours.
    """
    # Any channel would do for edges; green sees most of them.
    grey = np.ascontiguousarray(picture[..., 1])
    window = np.ones((3, 3), np.uint8)
    contrast = cv2.subtract(cv2.dilate(grey, window), cv2.erode(grey, window))
    # The outermost pixels have no neighbours on one side.
    contrast[[0, -1]] = contrast[:, [0, -1]] = 0
    # Few pixels are edges: what follows is done for them alone.
    edge = np.flatnonzero(contrast > _EDGE)
    row = picture.shape[1]
    flat = grey.ravel()
    above, below = _three(flat, edge - row), _three(flat, edge + row)
    left, right = _three(flat, edge - 1, row), _three(flat, edge + 1, row)
    beside = np.where(np.abs(below - above) > np.abs(right - left), 1, row)
    pixels = picture.reshape(-1, 4)
    pixels[edge] = _mean(pixels.view(np.uint32)[:, 0], edge, beside)
    return picture


def _three(grey: NDArray[np.uint8], at: NDArray[np.intp], step: int = 1) -> NDArray[np.int16]:
    """Sobel's weighted sum of three neighbours."""
    middle = grey[at].astype(np.int16)
    return np.asarray(grey[at - step] + 2 * middle + grey[at + step])


def _mean(colours: NDArray[np.uint32], at: NDArray[np.intp], step: NDArray[np.intp]) -> Pixels:
    """The mean of pixels and their neighbours on both sides, uint8 (N, 4)."""
    sides = [colours[n].view(np.uint8).reshape(-1, 4).astype(np.uint16) for n in (at - step, at, at + step)]
    return np.asarray((sides[0] + sides[1] + sides[2] + 1) // 3, np.uint8)
