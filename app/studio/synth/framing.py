"""Where the camera stands: webcams before people, near and far, off the middle, with heads or hands cut off."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.painter import View
from avatar.rotations import about, from_vector

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


_LOOKS: Final = 40  # directions tried for a view that nothing blocks


def close_up(rng: np.random.Generator, hand: Array, obstacles: Array, size: tuple[int, int]) -> View:
    """A camera that looks at a hand from any side from which it can be seen.

    Args:
        hand: (21, 3) its keypoints, world.
        obstacles: (P, 3) points of what may stand in the way.
        size: (width, height) of the picture.
    """
    middle = (hand.min(axis=0) + hand.max(axis=0)) / 2
    toward = rng.normal(0, 1, (_LOOKS, 3)) * (1.0, 0.75, 1.0) + np.array([0, 0.1, 0.9])
    toward /= np.linalg.norm(toward, axis=1, keepdims=True)
    away = obstacles - middle
    along = np.clip(away @ toward.T, 0, 0.7)  # (P, looks)
    gap = np.linalg.norm(away[:, None] - along[..., None] * toward, axis=-1).min(axis=0)
    clear = np.flatnonzero(gap > 0.05)
    look = toward[int(clear[0]) if len(clear) else int(gap.argmax())]
    up = from_vector(look * rng.normal(0, 0.5)) @ np.array([0.0, 1.0, 0.0])
    side = np.cross(up, look)
    side /= max(float(np.linalg.norm(side)), 1e-6)
    turn = np.stack((side, np.cross(look, side), look), axis=1)
    flat = (hand - middle) @ turn
    extent = float(np.ptp(flat[:, :2], axis=0).max())
    # Between a hand that fills the picture and one that is a third of it.
    half = max(extent, 0.05) / float(rng.uniform(0.34, 0.86)) / 2
    distance = float(rng.uniform(0.35, 1.2)) if rng.random() < 0.8 else float(rng.uniform(0.22, 0.35))
    distance = max(distance, 1.3 * half)
    shift = rng.normal(0, 0.12, 2) * half
    centre = middle + turn[:, :2] @ (flat[:, :2].mean(axis=0) + shift)
    view = np.eye(4)
    view[:3, :3] = turn.T
    view[:3, 3] = -turn.T @ (centre + look * distance)
    tangent = half / distance
    return View(view.astype(np.float32), (tangent, tangent * size[1] / size[0]))


def portrait(rng: np.random.Generator, face: Array) -> View:
    """A camera that looks at a face from the front or up to a half profile, as a square picture.

    Args:
        face: (68, 3) its keypoints, world, iBUG order.
    """
    across = face[45] - face[36]
    across /= np.linalg.norm(across)
    out = np.cross(across, face[27] - face[8])
    out /= np.linalg.norm(out)
    # The line from the chin to the root of the nose leans back by as much as the second mean takes off.
    yaw, pitch, roll = np.deg2rad(rng.normal((0, -9, 0), (24, 12, 9)))
    toward = about(1, np.array(np.clip(yaw, -0.9, 0.9))) @ about(0, np.array(pitch)) @ np.array([0.0, 0.0, 1.0])
    look = np.stack((across, np.cross(out, across), out), axis=1) @ toward
    up = np.array([0.0, 1.0, 0.0])
    side = np.cross(up, look)
    side /= max(float(np.linalg.norm(side)), 1e-6)
    turn = np.stack((side, np.cross(look, side), look), axis=1) @ about(2, np.array(roll))
    flat = (face - face.mean(axis=0)) @ turn
    # The face box is a quarter to most of the picture.
    half = float(np.ptp(flat[:, :2], axis=0).max()) / float(rng.uniform(0.25, 0.7)) / 2
    distance = float(rng.uniform(0.4, 1.3))
    shift = rng.normal(0, 0.12, 2) * half
    view = np.eye(4)
    view[:3, :3] = turn.T
    view[:3, 3] = -turn.T @ (face.mean(axis=0) + turn[:, :2] @ shift + turn[:, 2] * distance)
    tangent = half / distance
    return View(view.astype(np.float32), (tangent, tangent))
