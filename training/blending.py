"""Ways to lay a cut-out thing before a background so that its edge gives nothing away (Vanherle et al. 2022; Dwibedi et
al. 2017)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
_LEVELS: Final = 4  # of the pyramid, where a picture has that many
_FEATHER: Final = 1.5  # pixels


def plain(rgba: Image, background: Image) -> Image:
    """By its alpha (S, S, 4), before (S, S, 3)."""
    alpha = rgba[..., 3:].astype(np.uint16)
    return ((rgba[..., :3] * alpha + background * (255 - alpha)) // 255).astype(np.uint8)


def feathered(rgba: Image, background: Image) -> Image:
    """With a softened edge."""
    soft = rgba.copy()
    soft[..., 3] = cv2.GaussianBlur(rgba[..., 3], (0, 0), _FEATHER)
    return plain(soft, background)


def laplacian(rgba: Image, background: Image) -> Image:
    """Every frequency over an edge of its own width (Burt & Adelson 1983)."""
    size = min(background.shape[:2])
    levels = max(0, min(_LEVELS, int(np.log2(size)) - 3))
    share = rgba[..., 3:].astype(np.float32) / np.float32(255)
    front, back = plain(rgba, background).astype(np.float32), background.astype(np.float32)
    shares: list[NDArray[np.float32]] = [share]
    fronts: list[NDArray[np.float32]] = [front]
    backs: list[NDArray[np.float32]] = [back]
    for _ in range(levels):
        shares.append(np.asarray(cv2.pyrDown(shares[-1])[..., None], np.float32))
        fronts.append(np.asarray(cv2.pyrDown(fronts[-1]), np.float32))
        backs.append(np.asarray(cv2.pyrDown(backs[-1]), np.float32))
    out = fronts[-1] * shares[-1] + backs[-1] * (1 - shares[-1])
    for level in range(levels - 1, -1, -1):
        shape = fronts[level].shape[1::-1]
        detail = [now[level] - cv2.pyrUp(now[level + 1], dstsize=shape) for now in (fronts, backs)]
        out = cv2.pyrUp(out, dstsize=shape) + detail[0] * shares[level] + detail[1] * (1 - shares[level])
    return np.asarray(out.clip(0, 255), np.uint8)


def poisson(rgba: Image, background: Image) -> Image:
    """With its own gradients, continued from the background's colours (Pérez et al. 2003)."""
    mask = np.where(rgba[..., 3] > 127, 255, 0).astype(np.uint8)
    # What touches the border has nothing to be continued from there.
    mask[[0, -1]] = 0
    mask[:, [0, -1]] = 0
    if cv2.countNonZero(mask) < 9:
        return plain(rgba, background)
    x, y, w, h = cv2.boundingRect(mask)
    front = plain(rgba, background)
    middle = (x + w // 2, y + h // 2)
    return cv2.seamlessClone(front, background, mask, middle, cv2.NORMAL_CLONE)  # type: ignore[return-value]


WAYS: Final[dict[str, Callable[[Image, Image], Image]]] = {
    "plain": plain,
    "feathered": feathered,
    "laplacian": laplacian,
    "poisson": poisson,
}


def blend(rng: np.random.Generator, rgba: Image, background: Image) -> Image:
    """Lay (S, S, 4) before (S, S, 3) in one of the ways."""
    return WAYS[str(rng.choice(list(WAYS)))](rgba, background)


def occlude(rng: np.random.Generator, image: Image, donor: Image, most: float = 0.35) -> Image:
    """A piece of another picture, cut by an ellipse, before a picture of the same size, more or less transparent.

    Args:
        rng: decides place, size, turn and transparency.
        image: (S, S, 3).
        donor: (S, S, 3).
        most: longest axis, as a share of the side.
    """
    size = image.shape[0]
    mask = np.zeros(image.shape[:2], np.uint8)
    axes = tuple(int(v) for v in rng.uniform(size * most / 4, size * most / 2, 2))
    middle = tuple(int(v) for v in rng.integers(0, size, 2))
    cv2.ellipse(mask, middle, axes, float(rng.uniform(0, 180)), 0, 360, int(rng.uniform(80, 256)), -1)
    return blend_part(image, donor, mask)


def blend_part(image: Image, donor: Image, alpha: NDArray[np.uint8]) -> Image:
    """A donor (S, S, 3) before an image by an alpha (S, S)."""
    return plain(np.dstack([donor, alpha]), image)
