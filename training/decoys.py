"""What a finder takes for hands and is none: prints on clothes, and bare skin of elbows, necks and faces."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.crops import Crop
from detector.skeleton import index

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

_BARE = ("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_elbow", "right_elbow")
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_TRIPLEX)


def free(x: float, y: float, radius: float, taken: Floats) -> bool:
    """Whether a disc touches none of the discs (N, 3)."""
    return bool((np.hypot(taken[:, 0] - x, taken[:, 1] - y) > radius + taken[:, 2]).all())


def print_on(rng: np.random.Generator, image: Image, body: Floats, taken: Floats) -> None:
    """Draw, in place, a print as of a T-shirt: letters, strokes and shapes in a few colours; mostly on the torso.

    Args:
        image: uint8 (S, S, 3).
        body: (13, 3) in the unit square, NaN where not known.
        taken: (N, 3) discs x, y, radius in the unit square that must stay as they are.
    """
    size = image.shape[0]
    radius = float(rng.uniform(0.04, 0.14))
    shoulders = body[[index("left_shoulder"), index("right_shoulder")], :2]
    if np.isfinite(shoulders).all() and rng.random() < 0.8:
        span = float(np.hypot(*(shoulders[0] - shoulders[1])))
        middle = shoulders.mean(axis=0) + np.array([rng.normal(0, 0.15), rng.uniform(0.15, 0.9)]) * span
        radius = span * float(rng.uniform(0.12, 0.4))
    else:
        middle = rng.uniform(0.1, 0.9, 2)
    x, y = (float(v) for v in middle)
    if not free(x, y, radius, taken):
        return
    side = max(8, int(2 * radius * size))
    drawn, alpha = _artwork(rng, side)
    matrix = Crop(side / 2, side / 2, side, float(rng.normal(0, 0.3))).matrix(side)
    matrix[:, 2] += np.array([x, y]) * size - side / 2
    _lay(image, drawn, alpha, matrix, float(rng.uniform(0.6, 1.0)))


def bare_skin_on(rng: np.random.Generator, image: Image, body: Floats, taken: Floats) -> None:
    """Copy, in place, a round piece around an elbow or of a face to another place, turned and scaled.

    Args:
        image: uint8 (S, S, 3).
        body: (13, 3) in the unit square, NaN where not known.
        taken: (N, 3) discs x, y, radius in the unit square: hands, known or not, which are neither copied nor hidden.
    """
    known = [index(name) for name in _BARE if np.isfinite(body[index(name)]).all()]
    shoulders = body[[index("left_shoulder"), index("right_shoulder")], :2]
    if not known or not np.isfinite(shoulders).all():
        return
    span = float(np.hypot(*(shoulders[0] - shoulders[1])))
    radius = span * float(rng.uniform(0.12, 0.3))
    x, y = (float(v) for v in body[known[int(rng.integers(len(known)))], :2])
    to_x, to_y = (float(v) for v in rng.uniform(0.05, 0.95, 2))
    if not (free(x, y, radius, taken) and free(to_x, to_y, radius, taken)):
        return
    size = image.shape[0]
    side = max(8, int(2 * radius * size))
    piece = Crop(x * size, y * size, side, float(rng.uniform(-np.pi, np.pi)), bool(rng.random() < 0.5)).cut(image, side)
    alpha = np.zeros((side, side), np.uint8)
    axes = (int(side * rng.uniform(0.25, 0.45)), int(side * rng.uniform(0.25, 0.45)))
    cv2.ellipse(alpha, (side // 2, side // 2), axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), max(0.5, side / 40)), np.uint8)
    matrix = np.array([[1.0, 0, to_x * size - side / 2], [0, 1.0, to_y * size - side / 2]])
    _lay(image, piece, alpha, matrix, 1.0)


def _artwork(rng: np.random.Generator, side: int) -> tuple[Image, Image]:
    """A print (side, side, 3) and what of it is opaque (side, side)."""
    drawn = np.empty((side, side, 3), np.uint8)
    colours = rng.integers(0, 256, (3, 3))
    drawn[:] = colours[0]
    alpha = np.zeros((side, side), np.uint8)
    middle = (side // 2, side // 2)
    ground = rng.random()
    if ground < 0.3:
        cv2.circle(alpha, middle, int(0.48 * side), 255, -1)
    elif ground < 0.5:
        cv2.rectangle(alpha, (0, int(0.2 * side)), (side, int(0.8 * side)), 255, -1)
    for _ in range(int(rng.integers(1, 7))):
        colour = tuple(int(c) for c in colours[int(rng.integers(1, 3))])
        thick = int(rng.integers(1, max(2, side // 8)))
        kind = rng.random()
        at = rng.integers(0, side, (int(rng.integers(3, 7)), 2)).astype(np.int32)
        for layer, ink in ((drawn, colour), (alpha, (255, 255, 255))):
            if kind < 0.3:
                text = "".join(chr(65 + int(c) % 26) for c in at[:, 1])
                scale = side / 22 / len(text)
                corner = (int(0.05 * side), int(0.35 * side + 0.5 * at[0, 1]))
                cv2.putText(layer, text, corner, _FONTS[int(at[0, 0]) % len(_FONTS)], scale, ink, thick)
            elif kind < 0.6:
                cv2.polylines(layer, [at], False, ink, thick)
            elif kind < 0.85:
                cv2.fillPoly(layer, [at], ink)
            else:
                cv2.circle(layer, (int(at[0, 0]), int(at[0, 1])), side // 5, ink, -1)
    return drawn, alpha


def _lay(image: Image, piece: Image, alpha: Image, matrix: NDArray[np.float64], strength: float) -> None:
    size = image.shape[0]
    over = cv2.warpAffine(piece, matrix, (size, size), flags=cv2.INTER_LINEAR).astype(np.uint16)
    cover = (cv2.warpAffine(alpha, matrix, (size, size), flags=cv2.INTER_LINEAR) * strength).astype(np.uint16)[
        ..., None
    ]
    image[:] = (over * cover + image * (255 - cover)) // 255
