"""What a camera picture itself says of how well a signer can be read in it: light, contrast and sharpness.

A few hundred microseconds a frame: light is read off a coarse grid, sharpness off a face and two hands at the size at
which networks see them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import HANDS, SIDES, index

# Rows of the grid off which light is read.
_ROWS: Final = 60
# Networks see a face or a hand about so large.
_PATCH: Final = 64
# Below this standard deviation, of 255, the steps between grey levels would pass for sharpness.
_SPREAD: Final = 16.0
_NOSE, _LEFT, _RIGHT = (index(name) for name in ("nose", "left_shoulder", "right_shoulder"))


@dataclass(frozen=True)
class PictureFigures:
    """How a picture is. Light is luma from 0 to 1 (ITU-R BT.601); NaN where there is nobody to read it off.

    Attributes:
        light: of the lighter parts of the picture (95th percentile).
        face: of the signer's face, on average.
        behind: of what is beside the signer's head, on average.
        contrast: between the lighter and the darker parts of the signer's head and chest (95th and 5th percentile).
        sharpness: how much of the contrast is between neighbouring pixels, in the sharpest of face and hands.
    """

    light: float
    face: float
    behind: float
    contrast: float
    sharpness: float


def picture_figures(image: NDArray[np.uint8], pose: Pose) -> PictureFigures:
    """The figures of one frame.

    Args:
        image: uint8 (H, W, 3) RGB.
        pose: what was seen in it.
    """
    step = max(1, image.shape[0] // _ROWS)
    grid = image[step // 2 :: step, step // 2 :: step].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    grid /= 255.0
    light = _share(grid.ravel(), 0.95)
    nan = float("nan")
    points = pose.xyz[[_LEFT, _RIGHT], :2]
    if not pose.known[[_NOSE, _LEFT, _RIGHT]].all():
        return PictureFigures(light, nan, nan, nan, nan)
    middle, width = points.mean(axis=0), float(np.hypot(*(points[0] - points[1])))
    nose = pose.xyz[_NOSE, :2]
    head = _box(
        grid, step, (nose[0] - 0.2 * width, nose[1] - 0.25 * width, nose[0] + 0.2 * width, nose[1] + 0.25 * width)
    )
    chest = _box(grid, step, (middle[0] - 0.35 * width, middle[1], middle[0] + 0.35 * width, middle[1] + 0.6 * width))
    beside = np.ones(grid.shape, bool)
    beside[_box(grid, step, (middle[0] - 0.7 * width, nose[1] - 0.6 * width, middle[0] + 0.7 * width, middle[1]))] = (
        False
    )
    beside[chest[0].start :] = False
    signer = np.concatenate([grid[head].ravel(), grid[chest].ravel()])
    if not grid[head].size or not beside.any():
        return PictureFigures(light, nan, nan, nan, nan)
    return PictureFigures(
        light,
        float(grid[head].mean()),
        float(grid[beside].mean()),
        _share(signer, 0.95) - _share(signer, 0.05),
        _sharpness(image, pose, nose, width),
    )


def _share(values: NDArray[np.float32], share: float) -> float:
    """The value below which a share of all lies; NumPy's percentile takes five times as long for so few."""
    place = round(share * (len(values) - 1))
    return float(np.partition(values, place)[place])


def _box(grid: NDArray[np.float32], step: int, box: tuple[float, float, float, float]) -> tuple[slice, slice]:
    """The part of the grid inside a box (left, top, right, bottom) of picture pixels."""
    left, top, right, bottom = (
        int(np.clip(edge / step, 0, limit)) for edge, limit in zip(box, grid.shape[::-1] * 2, strict=True)
    )
    return slice(top, bottom), slice(left, right)


def _sharpness(image: NDArray[np.uint8], pose: Pose, nose: NDArray[np.float32], width: float) -> float:
    half = 0.25 * width
    places = [(nose[0] - half, nose[1] - half, nose[0] + half, nose[1] + half)]
    for side in SIDES:
        hand = pose.xyz[HANDS[side], :2][pose.known[HANDS[side]]]
        if len(hand):
            places.append((*hand.min(axis=0), *hand.max(axis=0)))
    return max((_sharp(image, place) for place in places), default=float("nan"))


def _sharp(image: NDArray[np.uint8], place: tuple[float, ...]) -> float:
    """Contrast between neighbours as a share of all contrast; 0 where there is none."""
    height, width = image.shape[:2]
    left, right = (int(np.clip(x, 0, width)) for x in (place[0], place[2]))
    top, bottom = (int(np.clip(y, 0, height)) for y in (place[1], place[3]))
    if right - left < 8 or bottom - top < 8:
        return 0.0
    patch = cv2.resize(image[top:bottom, left:right, 1], (_PATCH, _PATCH), interpolation=cv2.INTER_AREA).astype(
        np.float32
    )
    return float(np.abs(cv2.Laplacian(patch, cv2.CV_32F)).mean()) / max(float(patch.std()), _SPREAD)
