"""Camera frame and avatar side by side, at the same moment of signing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from app.demo.keep import Kept
from app.demo.peers import PICTURE_HEIGHT, Moment
from app.output.video import VideoWriter, write_picture
from app.trouble import Trouble
from detector.sources import Image

GAP: Final = 8
FILM_FPS: Final = 25.0
# Two pictures this close show the same moment.
SAME_US: Final = 25_000
NOTHING_KEPT: Final = "No moment was both captured and drawn, so there is nothing to show: let the demo run longer."


def side_by_side(frame: Image, avatar: Image) -> Image:
    """Both pictures in one, at one height, with a white gap between."""
    parts = []
    for image in (frame, avatar):
        width = round(image.shape[1] * PICTURE_HEIGHT / image.shape[0])
        # A slow machine draws the avatar coarser than the picture shall be.
        way = cv2.INTER_AREA if image.shape[0] > PICTURE_HEIGHT else cv2.INTER_LINEAR
        parts.append(cv2.resize(image, (width, PICTURE_HEIGHT), interpolation=way))
    gap = np.full((PICTURE_HEIGHT, GAP, 3), 255, np.uint8)
    return np.concatenate([parts[0], gap, parts[1]], axis=1)


def best_moment(moments: Sequence[Moment], frames: Kept, avatars: Kept) -> tuple[int, int] | None:
    """The moment with the surest hands of which both pictures were kept.

    Returns:
        The kept moments (microseconds) of frame and avatar, or None if there is no such pair.
    """
    for moment in sorted(moments, key=lambda moment: -moment.hands):
        frame, avatar = frames.nearest(moment.time_us), avatars.nearest(moment.time_us)
        if frame == moment.time_us and avatar is not None and abs(avatar - frame) <= SAME_US:
            return frame, avatar
    return None


def show_picture(path: Path, moments: Sequence[Moment], frames: Kept, avatars: Kept) -> None:
    """Write one picture of the surest moment.

    Raises:
        Trouble: no moment was kept on both sides.
        app.output.files.OutputError: it cannot be written.
    """
    pair = best_moment(moments, frames, avatars)
    if pair is None:
        raise Trouble(NOTHING_KEPT)
    write_picture(path, side_by_side(frames.picture(pair[0]), avatars.picture(pair[1])))


def show_video(path: Path, frames: Kept, avatars: Kept) -> None:
    """Write a film of everything that both sides kept.

    Raises:
        Trouble: no moment was kept on both sides.
        app.output.files.OutputError: it cannot be written.
    """
    if not frames.moments_us or not avatars.moments_us:
        raise Trouble(NOTHING_KEPT)
    begin = max(frames.moments_us[0], avatars.moments_us[0])
    end = min(frames.moments_us[-1], avatars.moments_us[-1])
    steps = np.arange(begin, end + 1, round(1e6 / FILM_FPS)).tolist()
    if not steps:
        raise Trouble(NOTHING_KEPT)
    first = _at(steps[0], frames, avatars)
    with VideoWriter(path, (first.shape[1], first.shape[0]), FILM_FPS) as film:
        for moment in steps:
            film.add(_at(moment, frames, avatars))


def _at(moment_us: int, frames: Kept, avatars: Kept) -> Image:
    pictures = []
    for kept in (frames, avatars):
        nearest = kept.nearest(moment_us)
        assert nearest is not None
        pictures.append(kept.picture(nearest))
    return side_by_side(*pictures)
