"""The front of the avatar's body as a height field: nothing that signs may be behind it.

Torso, neck and head are flattened cylinders and an ellipsoid sized by the skeleton. The proportions were measured on
the dressed body: they follow the cloth, not the skin.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rig import Rig
from avatar.rotations import within

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
        self._floor = (float(rig.heads[0][1]) - self._middle[1]) / self._width
        self._guess = self._middle[2] + _TORSO_DEPTH * self._width
        self._inverse_rest = rig.inverse_rest[[self._chest, self._skull]].astype(np.float64)
        self.pose(rig.rest)

    def pose(self, transforms: NDArray[np.float32]) -> None:
        """Move with the body: transforms (B, 4, 4) of `avatar.rig.forward`."""
        moved = transforms[[self._chest, self._skull]].astype(np.float64) @ self._inverse_rest
        torso, head = np.linalg.inv(moved)
        # Rows that take a place (x, y) of the picture plane to where its line of sight meets the plane of the chest, in
        # the frame of the torso at rest, and to where it meets that of the head's middle, in radii of the head.
        plane = torso[:3, 2] * self._guess
        middle = np.array((self._middle[0], self._middle[1], 0.0))
        radii = self._head_radii[:, None]
        self._places = np.vstack((torso[:3, :2] / self._width, head[:3, :2] / radii))
        self._shift = np.concatenate(
            ((torso[:3, 3] + plane - middle) / self._width, (head[:3, 3] - self._head_centre) / self._head_radii)
        )[:, None]
        self._direction = head[:3, 2] / self._head_radii

    def front(self, x: Array, y: Array) -> Array:
        """z of the body's front at places (...) of the picture plane, metres; `NOWHERE` beside the body."""
        at = self._places @ np.stack((x.reshape(-1), y.reshape(-1))) + self._shift
        return np.maximum(self._torso(np.abs(at[0]), at[1], at[2]), self._head(at[3:])).reshape(x.shape)

    def _torso(self, side: Array, up: Array, depth: Array) -> Array:
        """Front of chest or neck at places in its own frame, in shoulder widths from the middle of the shoulders."""
        taper = within((up - _TAPER_FROM) / (_TAPER_TO - _TAPER_FROM), 0, 1)
        bulge = _TORSO_DEPTH + (_TORSO_NECK_DEPTH - _TORSO_DEPTH) * taper
        low = up < _TAPER_TO
        round_ = np.where(low, (side / _TORSO_HALF_WIDTH) ** _FLATNESS, (side / _NECK_HALF_WIDTH) ** 2)
        bow = np.where(low, bulge, _NECK_DEPTH) * np.sqrt(np.maximum(1 - round_, 0))
        inside = (round_ < 1) & (up > self._floor) & (up < _NECK_TO)
        return np.where(inside, self._guess + self._middle[2] + (bow - depth) * self._width, NOWHERE)

    def _head(self, start: Array) -> Array:
        """Front of the ellipsoid of the head along lines of sight (3, n) from there, all in one direction."""
        direction = self._direction
        a = float(direction @ direction)
        b = direction @ start
        inside = b * b - a * ((start * start).sum(axis=0) - 1)
        return np.where(inside > 0, (np.sqrt(np.maximum(inside, 0)) - b) / a, NOWHERE)
