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
_ALONG: Final = 3  # pixels


def smoothed(picture: Pixels) -> Pixels:
    """The picture with smooth edges.

    Args:
        picture: uint8 (height, width, 4), any order of colours.
    """
    # Any channel would do for edges; green sees most of them.
    grey = np.ascontiguousarray(picture[..., 1])
    window = np.ones((3, 3), np.uint8)
    contrast = cv2.subtract(cv2.dilate(grey, window), cv2.erode(grey, window))
    edge = cv2.threshold(contrast, _EDGE, 255, cv2.THRESH_BINARY)[1]
    across = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, 1, 0))
    down = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, 0, 1))
    level = cv2.compare(down, across, cv2.CMP_GT)
    out = picture.copy()
    cv2.copyTo(cv2.blur(picture, (_ALONG, 1)), cv2.bitwise_and(edge, level), out)
    cv2.copyTo(cv2.blur(picture, (1, _ALONG)), cv2.bitwise_and(edge, cv2.bitwise_not(level)), out)
    return out
