"""What a webcam makes of a picture: motion blur, softness, noise, blocks. Works on cut-outs; alpha is blurred along."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def spoiled(rng: np.random.Generator, rgba: Picture, blur: float) -> Picture:
    """The picture as a webcam may give it.

    Args:
        rng: what decides.
        rgba: uint8 (H, W, 4).
        blur: longest way that things move while the shutter is open, pixels.
    """
    out = rgba.astype(np.float32)
    out[..., :3] *= out[..., 3:] / 255
    if rng.random() < 0.35:
        out = _moved(rng, out, float(rng.uniform(1.5, max(blur, 1.6))))
    if rng.random() < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.4, 1.3)))  # type: ignore[assignment]
    alpha = np.maximum(out[..., 3:], 1)
    rgb = out[..., :3] * 255 / alpha
    if rng.random() < 0.7:
        # Shot noise grows with light, read noise does not; webcams smooth both a little.
        read, shot = rng.uniform(0.5, 5.0), rng.uniform(0.0, 0.35)
        noise = rng.standard_normal(rgb.shape, np.float32) * np.sqrt(read**2 + shot**2 * np.maximum(rgb, 0))
        if rng.random() < 0.5:
            noise = 1.8 * cv2.GaussianBlur(noise, (0, 0), 0.7)
        rgb = rgb + noise
    picture = np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        quality = int(rng.integers(25, 92))
        _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED), np.uint8)
    return np.dstack((picture, np.clip(np.rint(out[..., 3]), 0, 255).astype(np.uint8)))


def _moved(rng: np.random.Generator, picture: NDArray[np.float32], way: float) -> NDArray[np.float32]:
    """Smeared along a line of that many pixels."""
    size = int(np.ceil(way)) | 1
    kernel = np.zeros((size, size), np.float32)
    middle, angle = (size - 1) / 2, float(rng.uniform(0, np.pi))
    for at in np.linspace(-way / 2, way / 2, 4 * size):
        x, y = middle + at * np.cos(angle), middle + at * np.sin(angle)
        kernel[int(np.clip(round(y), 0, size - 1)), int(np.clip(round(x), 0, size - 1))] += 1
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)
