"""Where every keypoint of a drawn person lies, how deep, and whether it can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.painter import CODES, Drawn, View
from detector.skeleton import FACE, HANDS, SIDES, K, Side, index

Floats = NDArray[np.float32]

OUTSIDE, HIDDEN, SEEN = 0, 1, 2
# How far in front of a keypoint, metres, its own flesh may be: a wrist is thicker than a fingertip.
_FLESH_BODY: Final = 0.14
_FLESH_FACE: Final = 0.012
_FLESH_WRIST, _FLESH_KNUCKLE, _FLESH_FINGER = 0.040, 0.030, 0.018


@dataclass(frozen=True, eq=False)
class Truth:
    """The keypoints of a picture.

    Attributes:
        xyz: float32 (K, 3) as `detector.pose.Pose` has them: x, y in pixels of the picture, z of the same scale,
            relative to the hand's own wrist or to mid-hip; NaN where the person has no such point.
        depth: float32 (K,) metres from the camera.
        seen: uint8 (K,): 0 outside the picture, 1 hidden, 2 seen.
        shown: share of each hand's points (left, right) over which that hand is drawn.
    """

    xyz: Floats
    depth: Floats
    seen: NDArray[np.uint8]
    shown: tuple[float, float]


def truth(points: Floats, view: View, drawn: Drawn, size: tuple[int, int]) -> Truth:
    """Read the truth off a drawing.

    Args:
        points: float32 (K, 3) keypoints in the world, metres; NaN where unknown.
        view: the camera.
        drawn: what it drew, at any size of the picture's shape.
        size: (width, height) of the picture.
    """
    known: NDArray[np.bool_] = np.asarray(np.isfinite(points).all(axis=1))
    filled = np.where(known[:, None], points, 0)
    xy, depth = view.pixels(filled, size)
    height, width = drawn.code.shape
    at, _ = view.pixels(filled, (width, height))
    inside = np.asarray(((xy >= -0.5) & (xy < np.array(size) - 0.5)).all(axis=1) & (depth > view.near))
    column = np.clip(np.rint(at[:, 0]), 0, width - 1).astype(np.int64)
    row = np.clip(np.rint(at[:, 1]), 0, height - 1).astype(np.int64)
    front, code = drawn.depth[row, column], drawn.code[row, column]
    flesh = np.full(K, _FLESH_BODY, np.float32)
    flesh[FACE] = _FLESH_FACE
    for group in HANDS.values():
        flesh[group] = _FLESH_FINGER
        flesh[group.start + np.array([1, 5, 9, 13, 17])] = _FLESH_KNUCKLE
        flesh[group.start] = _FLESH_WRIST
    seen = np.where(inside, np.where(front > depth - flesh, SEEN, HIDDEN), OUTSIDE).astype(np.uint8)
    shown = []
    for side in SIDES:
        group = HANDS[side]
        own = _near_code(drawn.code, row[group], column[group], side)
        hand = seen[group]
        hand[(hand == SEEN) & ~own] = HIDDEN
        seen[group] = hand
        shown.append(float((inside[group] & own).mean()))
        wrist = index(f"{side}_wrist")
        if code[wrist] == CODES["left" if side == "right" else "right"]:
            seen[wrist] = min(int(seen[wrist]), HIDDEN)
    xyz = np.empty((K, 3), np.float32)
    xyz[:, :2] = xy
    xyz[:, 2] = _relative(depth, view, size)
    xyz[~known] = np.nan
    seen[~known] = OUTSIDE
    return Truth(xyz, np.where(known, depth, np.nan).astype(np.float32), seen, (shown[0], shown[1]))


def _near_code(
    code: NDArray[np.uint8], row: NDArray[np.int64], column: NDArray[np.int64], side: Side
) -> NDArray[np.bool_]:
    """Whether the hand of that side is drawn at, or within two pixels of, some places."""
    out = np.zeros(len(row), bool)
    for down, across in ((0, 0), (-2, 0), (2, 0), (0, -2), (0, 2)):
        r = np.clip(row + down, 0, code.shape[0] - 1)
        c = np.clip(column + across, 0, code.shape[1] - 1)
        out |= code[r, c] == CODES[side]
    return out


def _relative(depth: Floats, view: View, size: tuple[int, int]) -> Floats:
    """z of every keypoint in pixels, at the scale of the point that it is relative to."""
    focal = size[1] / 2 / view.tangents[1]
    out = np.zeros(K, np.float32)
    for group in HANDS.values():
        root = float(depth[group.start])
        out[group] = (depth[group] - root) * focal / max(root, 1e-3)
    hips = float(depth[[index("left_hip"), index("right_hip")]].mean())
    rest = slice(0, HANDS["left"].start)
    out[rest] = (depth[rest] - hips) * focal / max(hips, 1e-3)
    return out
