"""A sheet of expressions: points of faces that were sent, beside the avatar that they moved. No picture of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatar_figures import Shown
from avatar.body import Body
from avatar.camera import Camera
from avatar.landmarks import eyes_middle
from avatar.picture import Studio
from detector.skeleton import FACE

Image = NDArray[np.uint8]

_COUNT: Final = 10
_SIDE: Final = 240  # pixels of one picture
_COLUMNS: Final = 5
_INK: Final = (40, 60, 120)
# The lines of a face: first point, one past the last, closed.
_LINES: Final = (
    *((0, 17, False), (17, 22, False), (22, 27, False), (27, 31, False), (31, 36, False)),
    *((36, 42, True), (42, 48, True), (48, 60, True), (60, 68, True)),
)


def sheet(body: Body, shown: Sequence[Shown]) -> Image | None:
    """The expressions that differ most from one another, each beside the points that were sent.

    Args:
        body: whom to draw.
        shown: poses and what the avatar made of them.

    Returns:
        uint8 (height, width, 3) sRGB; None where no face was seen.
    """
    faces = [one for one in shown if one.pose.known[FACE].all() and len(one.avatar.actions)]
    if not faces:
        return None
    eye = eyes_middle(body.rig)
    camera = Camera((0.0, float(eye[1]) - 0.05, float(eye[2])), 0.95)
    cells = []
    with Studio(body, (_SIDE, _SIDE)) as studio:
        for number in _most_different(np.array([one.avatar.actions for one in faces])):
            cells.append(np.hstack((_points(faces[number]), studio.draw(faces[number].avatar, camera))))
    while len(cells) % _COLUMNS:
        cells.append(np.full_like(cells[0], 255))
    rows = [np.hstack(cells[start : start + _COLUMNS]) for start in range(0, len(cells), _COLUMNS)]
    return np.vstack(rows)


def _most_different(actions: NDArray[np.float32]) -> list[int]:
    """Rows of actions (N, A): the calmest, then always the one farthest from those chosen (Gonzalez, 1985)."""
    chosen = [int(np.linalg.norm(actions, axis=1).argmin())]
    gap = np.linalg.norm(actions - actions[chosen[0]], axis=1)
    while len(chosen) < min(_COUNT, len(actions)):
        chosen.append(int(gap.argmax()))
        gap = np.minimum(gap, np.linalg.norm(actions - actions[chosen[-1]], axis=1))
    return chosen


def _points(one: Shown) -> Image:
    """The sent points of a face as lines."""
    image = np.full((_SIDE, _SIDE, 3), 255, np.uint8)
    points = one.pose.xyz[FACE, :2].astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    placed = (points - (low + high) / 2) * (0.8 * _SIDE / max(float((high - low).max()), 1e-6)) + _SIDE / 2
    for start, end, closed in _LINES:
        line = np.rint(placed[start:end] * 16).astype(np.int32)
        cv2.polylines(image, [line], closed, _INK, 2, cv2.LINE_AA, 4)
    return image
