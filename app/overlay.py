"""Keypoints drawn over a picture: for the preview, for `handline detect`, for looking at what was seen."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from detector.pose import Pose
from detector.skeleton import BODY_BONES, FACE, HAND_BONES, HANDS, SIDES
from detector.sources import Image

Colour = tuple[int, int, int]
BODY_COLOUR: Final[Colour] = (235, 235, 235)
FACE_COLOUR: Final[Colour] = (190, 190, 190)
HAND_COLOURS: Final[dict[str, Colour]] = {"left": (255, 170, 60), "right": (90, 200, 255)}
# Below this score a line is drawn thin: the detector doubts it.
SURE: Final = 0.5


def draw_pose(image: Image, pose: Pose, size: tuple[int, int] | None = None, *, mirrored: bool = False) -> Image:
    """The picture with the known keypoints drawn over it.

    Args:
        image: uint8 RGB (H, W, 3) of the frame.
        pose: what was seen in it; its width and height are the frame's.
        size: (width, height) of the result; None for the frame's own.
        mirrored: turn picture and keypoints left to right, as a mirror shows them.

    Returns:
        A new uint8 RGB picture of `size`.
    """
    width, height = size or (pose.width, pose.height)
    canvas = cv2.resize(_coarser(image, width), (width, height), interpolation=cv2.INTER_LINEAR)
    points = pose.xyz[:, :2] * np.array([width / pose.width, height / pose.height], np.float32)
    if mirrored:
        canvas = cv2.flip(canvas, 1)
        points[:, 0] = width - 1 - points[:, 0]
    thick = max(1, round(min(width, height) / 480))
    known = pose.known
    # Far outside the picture nothing can be seen, and OpenCV counts in 16 bits there.
    points = np.clip(np.nan_to_num(points), -30_000, 30_000).astype(np.int32)

    def line(a: int, b: int, colour: Colour) -> None:
        if known[a] and known[b]:
            sure = min(pose.score[a], pose.score[b]) >= SURE
            cv2.line(canvas, points[a].tolist(), points[b].tolist(), colour, thick + 1 if sure else thick, cv2.LINE_AA)

    def dot(point: int, colour: Colour, radius: int) -> None:
        if not known[point]:
            return
        x, y = points[point].tolist()
        if radius == 1:
            canvas[max(y, 0) : max(y + 2, 0), max(x, 0) : max(x + 2, 0)] = colour
        else:
            cv2.circle(canvas, points[point].tolist(), radius, colour, cv2.FILLED, cv2.LINE_AA)

    for a, b in BODY_BONES:
        line(a, b, BODY_COLOUR)
    for point in range(FACE.start, FACE.stop):
        dot(point, FACE_COLOUR, thick)
    for side in SIDES:
        start = HANDS[side].start
        for a, b in HAND_BONES:
            line(start + a, start + b, HAND_COLOURS[side])
        for point in range(start, HANDS[side].stop):
            dot(point, HAND_COLOURS[side], thick + 1)
    return np.asarray(canvas, np.uint8)


def _coarser(image: Image, width: int) -> Image:
    """The picture with so many pixels as one that it is less than twice as wide as asked for.

    Means of whole pixels take a tenth of the time that exact shares of them would, and nobody sees the difference.
    """
    step = image.shape[1] // max(width, 1)
    if step < 2:
        return image
    height, across = image.shape[0] // step, image.shape[1] // step
    shrunk = cv2.resize(image[: height * step, : across * step], (across, height), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)
