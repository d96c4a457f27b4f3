"""Where the camera stands: webcams before people, near and far, off the middle, with heads or hands cut off."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.painter import View
from avatar.rotations import about

Array = NDArray[np.float64]

# Half widths, metres, of the window at the person's depth that a kind of framing shows, and where its middle lies
# above the shoulders.
FRAMINGS: Final = {
    "near": (0.36, 0.60, -0.22, 0.12, 0.22),
    "usual": (0.55, 0.85, -0.35, 0.02, 0.40),
    "far": (0.85, 1.3, -0.55, 0.05, 0.20),
    "headless": (0.38, 0.75, -0.62, -0.38, 0.18),
}


def framed(rng: np.random.Generator, middle: Array, size: tuple[int, int], interest: Array) -> View:
    """A camera at random.

    Args:
        middle: (3,) between the shoulders, world.
        size: (width, height) of the picture.
        interest: (P, 3) where the hands are: the framing is moved so that most of them show, mostly.
    """
    names = list(FRAMINGS)
    name = str(rng.choice(names, p=[FRAMINGS[n][4] for n in names]))
    narrow, wide, low, high, _ = FRAMINGS[name]
    half = float(rng.uniform(narrow, wide))
    aspect = size[0] / size[1]
    across = float(np.deg2rad(rng.uniform(42, 82))) / 2
    distance = half / np.tan(across)
    centre = middle + np.array([rng.normal(0, 0.22) * half, rng.uniform(low, high), 0.05])
    hand = interest[int(rng.integers(len(interest)))]
    if rng.random() < 0.55:
        # Toward a hand that would lie outside.
        for axis, reach in ((0, half), (1, half / aspect)):
            beyond = hand[axis] - centre[axis]
            if abs(beyond) > 0.75 * reach:
                centre[axis] += beyond - np.sign(beyond) * 0.6 * reach
    # What lies below is mostly a desk's or the picture's end.
    lowest = middle[1] - float(rng.uniform(0.45, 0.95))
    centre[1] = max(centre[1], lowest + half / aspect)
    turn = about(1, np.array(np.deg2rad(rng.normal(0, 16)))) @ about(0, np.array(np.deg2rad(rng.normal(-3, 10))))
    roll = about(2, np.array(np.deg2rad(rng.normal(0, 3.5))))
    view = np.eye(4)
    view[:3, :3] = roll @ turn.T
    nearest = float(((interest - centre) @ turn[:, 2]).max())
    distance = max(distance, nearest + 0.22)
    view[:3, 3] = -view[:3, :3] @ (centre + turn[:, 2] * distance)
    tangent = half / distance
    return View(view.astype(np.float32), (tangent, tangent / aspect))
