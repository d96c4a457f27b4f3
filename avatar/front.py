"""The front of the avatar's body as a height field: nothing that signs may be behind it.

Torso, neck and head are flattened cylinders and an ellipsoid sized by the skeleton. The proportions were measured on
the dressed body: they follow the cloth, not the skin.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rig import Rig

Array = NDArray[np.float64]

NOWHERE: Final = -10.0  # metres: far behind everything, where there is no body

# In shoulder widths.
_TORSO_HALF_WIDTH: Final = 0.50
_TORSO_DEPTH: Final = 0.38  # from the middle of the shoulder joints to the front of the chest
_TORSO_NECK_DEPTH: Final = 0.16
_TAPER_FROM: Final = -0.20  # the chest falls back toward the neck between these heights above the shoulders
_TAPER_TO: Final = 0.28
_FLATNESS: Final = 3  # a chest is flatter than an ellipse
_NECK_TO: Final = 0.46
_NECK_HALF_WIDTH: Final = 0.20
_NECK_DEPTH: Final = 0.28
# In eye distances, from the middle between the eyes.
_HEAD_CENTRE: Final = np.array((0.0, -0.12, -1.05))
_HEAD_RADII: Final = np.array((1.35, 2.45, 1.75))


class Surface:
    """Torso and head of one rig."""

    def __init__(self, rig: Rig) -> None:
        left, right = (rig.heads[rig.index(f"upperarm01.{letter}")].astype(np.float64) for letter in "LR")
        self._chest = rig.index("spine01")
        self._skull = rig.index("head")
        self._middle = (left + right) / 2
        self._width = float(np.linalg.norm(left - right))
        eyes = [rig.heads[rig.index(f"eye.{letter}")].astype(np.float64) for letter in "LR"]
        apart = float(np.linalg.norm(eyes[0] - eyes[1]))
        self._head_centre = (eyes[0] + eyes[1]) / 2 + _HEAD_CENTRE * apart
        self._head_radii = _HEAD_RADII * apart
        self._floor = float(rig.heads[0][1])
        self._inverse_rest = rig.inverse_rest[[self._chest, self._skull]].astype(np.float64)
        self.pose(rig.rest)

    def pose(self, transforms: NDArray[np.float32]) -> None:
        """Move with the body: transforms (B, 4, 4) of `avatar.rig.forward`."""
        moved = transforms[[self._chest, self._skull]].astype(np.float64) @ self._inverse_rest
        inverse = np.linalg.inv(moved)
        self._torso_in, self._head_in = inverse[0], inverse[1]

    def front(self, x: Array, y: Array) -> Array:
        """z of the body's front at places (...) of the picture plane, metres; `NOWHERE` beside the body."""
        return np.maximum(self._torso(x, y), self._head(x, y))

    def _torso(self, x: Array, y: Array) -> Array:
        # Where the line of sight through (x, y) meets the plane of the chest, in the frame of the torso at rest.
        m = self._torso_in
        guess = self._middle[2] + _TORSO_DEPTH * self._width
        across = m[0, 0] * x + m[0, 1] * y + m[0, 2] * guess + m[0, 3]
        height = m[1, 0] * x + m[1, 1] * y + m[1, 2] * guess + m[1, 3]
        depth = m[2, 0] * x + m[2, 1] * y + m[2, 2] * guess + m[2, 3]
        up = (height - self._middle[1]) / self._width
        taper = np.clip((up - _TAPER_FROM) / (_TAPER_TO - _TAPER_FROM), 0, 1)
        bulge = (_TORSO_DEPTH + (_TORSO_NECK_DEPTH - _TORSO_DEPTH) * taper) * self._width
        side = np.abs(across - self._middle[0]) / self._width
        chest = bulge * np.sqrt(np.clip(1 - (side / _TORSO_HALF_WIDTH) ** _FLATNESS, 0, 1))
        neck = _NECK_DEPTH * self._width * np.sqrt(np.clip(1 - (side / _NECK_HALF_WIDTH) ** 2, 0, 1))
        low = up < _TAPER_TO
        front = self._middle[2] + np.where(low, chest, neck)
        inside = (height > self._floor) & (
            (low & (side < _TORSO_HALF_WIDTH)) | ((up < _NECK_TO) & (side < _NECK_HALF_WIDTH))
        )
        return np.where(inside, guess + (front - depth), NOWHERE)

    def _head(self, x: Array, y: Array) -> Array:
        m = self._head_in
        direction = m[:3, 2] / self._head_radii
        start = np.stack([m[i, 0] * x + m[i, 1] * y + m[i, 3] - self._head_centre[i] for i in range(3)], axis=-1)
        start = start / self._head_radii
        a = float(direction @ direction)
        b = start @ direction
        c = (start * start).sum(axis=-1) - 1
        inside = b * b - a * c
        return np.where(inside > 0, (-b + np.sqrt(np.maximum(inside, 0))) / a, NOWHERE)
