"""Square, oriented cut-outs of a picture, and the way back from them.

Frame: a crop maps picture pixels (x right, y down, pixel centres at whole numbers) to the unit square
(u right, v down, 0..1 from edge to edge). An oriented crop of a hand has the fingers up: the axis from the wrist to
the middle finger's MCP points to -v. Left hands are mirrored, so that one landmark network serves both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.skeleton import BODY, LEFT_EYE, RIGHT_EYE, Side, hand_index, index

Floats = NDArray[np.floating]

_LARGEST_SIDE = 8192  # pixels of a frame; OpenCV's warps take no more than 32767

# How much larger than the hand's box its crop is: tight, with room for a hand that moves between two frames. The
# shipped networks are trained for this value.
HAND_MARGIN = 1.6
# The same of a face. Its box holds brows, jaw and chin, so the crop shows hair and ears, too.
FACE_MARGIN = 1.5
# Longer side of the face's box by the distance of the eyes' middles, and by that from them to the nose; and how far
# below the nose its middle lies, in the latter. Medians over labelled portraits.
_FACE_BY_EYES = 2.3
_FACE_BY_NOSE = 4.3
_FACE_BELOW_NOSE = 0.3


@dataclass(frozen=True)
class Crop:
    """A square window on a picture.

    Attributes:
        x: centre, picture pixels.
        y: centre, picture pixels.
        side: edge length in picture pixels.
        angle: radians by which the crop's up axis is turned clockwise from the picture's up axis.
        mirrored: whether the crop is flipped left to right after the rotation.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0
    mirrored: bool = False

    def matrix(self, size: int) -> NDArray[np.float64]:
        """Affine (2, 3) from picture pixels to the pixels of a crop drawn at size x size."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        linear = np.array([[c, s], [-s, c]]) * (size / self.side)
        if self.mirrored:
            linear[0] = -linear[0]
        offset = np.array([size / 2 - 0.5] * 2) - linear @ np.array([self.x, self.y])
        return np.hstack([linear, offset[:, None]])

    def cut(self, image: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
        """Draw the crop as (size, size, C); what lies outside the picture is black."""
        return cv2.warpAffine(image, self.matrix(size), (size, size), flags=cv2.INTER_LINEAR)  # type: ignore[return-value]

    def from_picture(self, points: Floats) -> NDArray[np.float32]:
        """Points (..., 2 or 3) in picture pixels to the crop's unit square; z is divided by the side."""
        m = self.matrix(1)
        out = np.array(points, dtype=np.float32)
        out[..., :2] = np.asarray(points)[..., :2] @ m[:, :2].T + m[:, 2] + 0.5
        if out.shape[-1] == 3:
            out[..., 2] = np.asarray(points)[..., 2] / self.side
        return out

    def to_picture(self, points: Floats) -> NDArray[np.float32]:
        """Inverse of `from_picture`."""
        m = self.matrix(1)
        out = np.array(points, dtype=np.float32)
        out[..., :2] = (np.asarray(points)[..., :2] - 0.5 - m[:, 2]) @ np.linalg.inv(m[:, :2]).T
        if out.shape[-1] == 3:
            out[..., 2] = np.asarray(points)[..., 2] * self.side
        return out


def hand_crop(points: Floats, side: Side, margin: float = HAND_MARGIN) -> Crop | None:
    """The oriented crop of a hand.

    Args:
        points: (21, 2 or 3) picture pixels, finite, in `HAND_POINTS` order.
        side: whose left or right; left hands are mirrored.
        margin: crop side / longer side of the hand's box, the box taken along the hand's axis.

    Returns:
        The crop, or None where the points have no extent.
    """
    xy = np.asarray(points, dtype=np.float64)[:, :2]
    dx, dy = xy[hand_index("middle_mcp")] - xy[hand_index("wrist")]
    crop = _upright(xy, np.array([-dy, dx]), margin)
    return None if crop is None else replace(crop, mirrored=side == "left")


def face_crop(points: Floats, margin: float = FACE_MARGIN) -> Crop | None:
    """The upright crop of a face.

    Args:
        points: (68, 2 or 3) face points in picture pixels, finite.
        margin: crop side / longer side of the box around the points, the box taken along the line of the eyes.

    Returns:
        The crop, or None where the points have no extent.
    """
    xy = np.asarray(points, dtype=np.float64)[:, :2]
    across = xy[LEFT_EYE].mean(axis=0) - xy[RIGHT_EYE].mean(axis=0)
    return _upright(xy, across, margin)


def head_crop(points: Floats, score: Floats, margin: float = FACE_MARGIN) -> Crop | None:
    """Where the face of a body is, by nose, eyes and ears alone.

    Args:
        points: (13, >=2) body points in picture pixels.
        score: (13,) scores, 0 where unknown.
        margin: as of `face_crop`.

    Returns:
        The crop, or None where nose and eyes are not known.
    """
    nose, left, right = (index(name) for name in ("nose", "left_eye", "right_eye"))
    if min(score[nose], score[left], score[right]) <= 0:
        return None
    at = {n: np.asarray(points, dtype=np.float64)[n, :2] for n in (nose, left, right)}
    eyes = (at[left] + at[right]) / 2
    across, down = at[left] - at[right], at[nose] - eyes
    # Turned to a side the eyes come together, nodding shortens the nose: the larger measure is the better one.
    extent = max(_FACE_BY_EYES * float(np.hypot(*across)), _FACE_BY_NOSE * float(np.hypot(*down)))
    if not np.isfinite(extent) or extent < 1.0:
        return None
    x, y = at[nose] + _FACE_BELOW_NOSE * down
    return Crop(float(x), float(y), margin * extent, float(np.arctan2(across[1], across[0])))


def _upright(xy: NDArray[np.float64], across: NDArray[np.float64], margin: float) -> Crop | None:
    angle = float(np.arctan2(across[1], across[0]))
    c, s = np.cos(angle), np.sin(angle)
    turned = xy @ np.array([[c, -s], [s, c]])
    low, high = turned.min(axis=0), turned.max(axis=0)
    extent = float((high - low).max())
    if not np.isfinite(extent) or extent < 1.0:
        return None
    x, y = np.array([[c, -s], [s, c]]) @ ((low + high) / 2)
    return Crop(float(x), float(y), margin * extent, angle)


def frame_size(image: NDArray[np.uint8]) -> tuple[int, int]:
    """Width and height of a frame.

    Raises:
        ValueError: it is not uint8 (H, W, 3), empty, or larger than any camera's.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"a frame must be uint8 (height, width, 3) RGB, got {image.dtype} {image.shape}")
    height, width = image.shape[:2]
    if not (0 < height <= _LARGEST_SIDE and 0 < width <= _LARGEST_SIDE):
        raise ValueError(f"a frame may have up to {_LARGEST_SIDE} pixels a side, got {width}x{height}")
    return width, height


def frame_crop(width: int, height: int) -> Crop:
    """The whole frame, letterboxed into a square."""
    return Crop((width - 1) / 2, (height - 1) / 2, float(max(width, height)))


def body_crop(points: Floats, score: Floats, width: int, height: int) -> Crop:
    """The window in which an upper body and its signing space are looked for in the next frame.

    Three and a half shoulder widths around a point below the neck, which holds the space from below the waist to
    above the head and an elbow's width to each side; never wider than the letterboxed frame.

    Args:
        points: (13, >=2) body points in picture pixels, NaN where unknown.
        score: (13,) scores.
        width: frame width, pixels.
        height: frame height, pixels.
    """
    whole = frame_crop(width, height)
    left, right, nose = (index(name) - BODY.start for name in ("left_shoulder", "right_shoulder", "nose"))
    if min(score[left], score[right]) <= 0:
        return whole
    shoulders = (np.asarray(points)[left, :2] + np.asarray(points)[right, :2]) / 2
    span = float(np.hypot(*(np.asarray(points)[left, :2] - np.asarray(points)[right, :2])))
    if score[nose] > 0:
        # A signer seen from the side has a narrow shoulder line; the head's height is the better measure then.
        span = max(span, 1.2 * float(np.hypot(*(np.asarray(points)[nose, :2] - shoulders))))
    side = max(3.5 * span, 32.0)
    if side >= whole.side:
        return whole
    return Crop(float(shoulders[0]), float(shoulders[1]) + 0.2 * span, side)
