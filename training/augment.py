"""Random changes to a crop that a webcam, a room or a hasty tracker could have made."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class CropJitter:
    """How far a training crop strays from the plain one.

    The defaults keep crops tight and oriented, as a tracker cuts them, with one in ten turned any way, so that a
    wrong first orientation can still be recovered from.

    Attributes:
        turn: degrees either way, uniform.
        any_turn: share of crops turned by any angle.
        scale: range of crop side / plain crop side, log-uniform.
        shift: largest shift, share of the crop side.
    """

    turn: float = 22.0
    any_turn: float = 0.1
    scale: tuple[float, float] = (0.75, 1.25)
    shift: float = 0.12


def random_affine(
    rng: np.random.Generator, jitter: CropJitter, plain: float, source: int, size: int, flip: bool = False
) -> NDArray[np.float64]:
    """Affine (2, 3) from a source picture of `source` pixels to a jittered crop of `size` pixels around its centre.

    Args:
        plain: side of the plain crop as a share of the source picture.
        flip: also mirror left to right.
    """
    low, high = np.log(jitter.scale)
    side = source * plain * np.exp(rng.uniform(low, high))
    turn = 180.0 if rng.random() < jitter.any_turn else jitter.turn
    angle = np.deg2rad(rng.uniform(-turn, turn))
    c, s = np.cos(angle), np.sin(angle)
    linear = np.array([[c, s], [-s, c]]) * (size / side)
    if flip:
        linear[0] = -linear[0]
    centre = np.array([source / 2 - 0.5] * 2) + rng.uniform(-jitter.shift, jitter.shift, 2) * side
    return np.hstack([linear, (size / 2 - 0.5 - linear @ centre)[:, None]])


def colour(rng: np.random.Generator, image: Image) -> Image:
    """Exposure, gamma, white balance, saturation and, seldom, grey. RGB in, RGB out."""
    saturation = 0.0 if rng.random() < 0.05 else rng.uniform(0.4, 1.5)
    grey = np.array([0.299, 0.587, 0.114])
    mix = saturation * np.eye(3) + (1 - saturation) * grey[None, :]
    balance = np.exp(rng.normal(0, 0.12, 3))
    out = cv2.transform(image, mix * balance[:, None])
    ramp = np.arange(256) / 255
    contrast, light = np.exp(rng.normal(0, 0.25)), rng.normal(0, 0.12)
    curve = np.clip((ramp ** np.exp(rng.normal(0, 0.3)) - 0.5) * contrast + 0.5 + light, 0, 1)
    return cv2.LUT(out, (curve * 255).astype(np.uint8))  # type: ignore[return-value]


def soften(rng: np.random.Generator, image: Image, motion: float = 1 / 12) -> Image:
    """What optics, motion (a way of up to `motion` sides of the image), sensor and compression take away."""
    size = image.shape[0]
    if rng.random() < 0.35:  # a small or far hand: few pixels, enlarged
        small = int(size * rng.uniform(0.3, 0.8))
        image = cv2.resize(cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA), (size, size))  # type: ignore[assignment]
    draw = rng.random()
    if draw < 0.25:  # motion
        length = int(np.exp(rng.uniform(np.log(3), np.log(max(4, size * motion)))))
        kernel = np.zeros((length, length), np.float32)
        angle = rng.uniform(0, np.pi)
        half = (length - 1) / 2
        tip = np.array([np.cos(angle), np.sin(angle)]) * half
        cv2.line(kernel, tuple((half - tip).round().astype(int)), tuple((half + tip).round().astype(int)), 1.0)
        image = cv2.filter2D(image, -1, kernel / kernel.sum())  # type: ignore[assignment]
    elif draw < 0.4:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, size / 100))  # type: ignore[assignment]
    if rng.random() < 0.3:
        noise = np.empty(image.shape, np.int8)
        cv2.setRNGSeed(int(rng.integers(2**31)))  # OpenCV draws from a generator of its own
        cv2.randn(noise, 0, float(rng.uniform(2, 14)))  # type: ignore[call-overload]
        image = cv2.add(image, noise, dtype=cv2.CV_8U)  # type: ignore[assignment]
    if rng.random() < 0.15:
        _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))])
        image = cv2.imdecode(packed, cv2.IMREAD_COLOR)  # type: ignore[assignment]
    return image


def mosaic(rng: np.random.Generator, image: Image) -> Image:
    """Large even squares, as over a face that a film hides."""
    size = image.shape[0]
    cells = int(rng.integers(5, 16))
    few = cv2.resize(image, (cells, cells), interpolation=cv2.INTER_AREA)
    return cv2.resize(few, (size, size), interpolation=cv2.INTER_NEAREST)  # type: ignore[return-value]


def cover(rng: np.random.Generator, image: Image, donor: Image) -> None:
    """Hide one or two patches, in place, under a flat colour or a piece of another picture of the same size."""
    size = image.shape[0]
    for _ in range(int(rng.integers(1, 3))):
        w, h = (int(v) for v in rng.integers(size // 12, size // 4, 2))
        x, y = int(rng.integers(0, size - w)), int(rng.integers(0, size - h))
        if rng.random() < 0.5:
            image[y : y + h, x : x + w] = rng.integers(0, 256, 3)
        else:
            image[y : y + h, x : x + w] = donor[y : y + h, x : x + w]


def cut_off(rng: np.random.Generator, image: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Blacken what lies beyond a straight line, in place, as where the camera's picture ends.

    Args:
        rng: decides where.
        image: uint8 (S, S, 3).
        points: (P, >=2) in the unit square; at least half of them stay in view, or nothing is blackened.

    Returns:
        bool (P,), the points that are gone.
    """
    turn, reach = rng.uniform(-np.pi, np.pi), rng.uniform(-0.05, 0.35)
    normal = np.array([np.cos(turn), np.sin(turn)])
    gone: NDArray[np.bool_] = (points[:, :2] - 0.5) @ normal > reach
    if gone.mean() > 0.5:
        return np.zeros(len(points), bool)
    size = image.shape[0]
    at = (np.arange(size) + 0.5) / size - 0.5
    image[at[None, :] * normal[0] + at[:, None] * normal[1] > reach] = 0
    return gone
