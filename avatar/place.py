"""From places in the camera picture to places before the avatar.

Where a hand is, against face and shoulders, carries meaning, and people differ in proportion: a hand at the
signer's chin must be at the avatar's chin, one at the shoulder at its shoulder. So the plane of the picture is
laid on the avatar's by landmarks: one common scale, and a shift that is a mean of the landmarks' own shifts, each
weighted by the inverse squared distance from it (Shepard, "A two-dimensional interpolation function", 1968).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_NEAR: Final = 0.25  # in shoulder widths: within this distance of a landmark its own shift prevails


@dataclass(frozen=True, eq=False)
class Places:
    """One frame's map.

    Attributes:
        seen: (L, 2) landmarks of the signer, world directions (y up), pixels.
        drawn: (L, 2) the same landmarks of the avatar, metres.
        weight: (L,) how much each is believed, 0..1.
        scale: metres a pixel.
        width: the avatar's shoulder width, metres.
    """

    seen: Array
    drawn: Array
    weight: Array
    scale: float
    width: float

    def __call__(self, points: Array) -> Array:
        """Places (..., 2) before the avatar, metres, of places (..., 2) in the picture, pixels with y up."""
        away = (points[..., None, :] - self.seen) * self.scale
        near = _NEAR * self.width
        w = self.weight / ((away * away).sum(axis=-1) + near * near)
        w = w / w.sum(axis=-1, keepdims=True)
        shift = self.drawn - self.seen * self.scale
        return np.asarray(points * self.scale + w @ shift)


class Scale:
    """Metres a pixel, from the signer's shoulder width as it is when turned square to the camera.

    A wider view than ever is believed within half a second (nobody's shoulders widen); a narrower one, which is
    mostly a turned body, within ten.
    """

    _WIDER, _NARROWER = 0.4, 10.0

    def __init__(self) -> None:
        self._width: float | None = None

    def update(self, width: float, passed: float) -> None:
        """Take in a shoulder width in pixels, `passed` seconds after the one before."""
        if self._width is None:
            self._width = width
            return
        seconds = self._WIDER if width > self._width else self._NARROWER
        self._width += (width - self._width) * (1 - float(np.exp(-passed / seconds)))

    @property
    def width(self) -> float | None:
        """Shoulder width in pixels, or None before one was seen."""
        return self._width
