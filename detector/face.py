"""Where the face network looks next, and what of it is believed: pure decisions on arrays, as in `detector.tracker`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.crops import FACE_MARGIN, Crop, face_crop, head_crop
from detector.weights import Found

Floats = NDArray[np.float32]

# Presence from which on a face is there, and the mean score from which on its points mean anything: of a face that is
# pixelated they are guesses, which tremble and cost bytes.
THERE = 0.5
SURE = 0.4
# The face is read in every so many frames: expressions last longer than two.
READ_EVERY = 2
# One that has been looked for in vain so many times, pixelated or out of the picture, is looked for less often.
PATIENCE = 30
RARELY = 8
# A followed face whose head is this many face sizes away has been mistaken.
_AWAY = 0.5


@dataclass(frozen=True, eq=False)
class FaceTrack:
    """What is known of the face after a frame.

    Attributes:
        points: (68, 3) picture pixels, z relative to the tip of the nose; None while lost.
        score: (68,), or None while lost.
        vain: looks in a row that found none.
    """

    points: Floats | None = None
    score: Floats | None = None
    vain: int = 0


def due(track: FaceTrack, frame: int) -> bool:
    """Whether the face is looked at in this frame, counted from 0."""
    every = READ_EVERY if track.vain < PATIENCE else RARELY
    return frame == 0 or frame % every == 1


def choose_crop(track: FaceTrack, body: tuple[Floats, Floats] | None) -> tuple[Crop | None, bool]:
    """Where the face network looks next.

    Args:
        track: of the last frame.
        body: points (13, >=2) in picture pixels and scores (13,); None where there is nobody.

    Returns:
        The crop, None where there is nothing to look at; and whether it is coarse, so that it is worth a second look.
    """
    head = None if body is None else head_crop(*body)
    own = None if track.points is None else face_crop(track.points)
    if own is None or head is None:
        return own or head, own is None
    away = float(np.hypot(own.x - head.x, own.y - head.y)) > _AWAY * min(own.side, head.side) / FACE_MARGIN
    return (head, True) if away else (own, False)


def update(track: FaceTrack, crop: Crop | None, found: Found | None) -> FaceTrack:
    """The track after the face network has looked (or not) at a crop."""
    if crop is None or found is None or found.presence[0] < THERE or found.score.mean() < SURE:
        return FaceTrack(vain=track.vain + 1)
    return FaceTrack(crop.to_picture(found.xyz), found.score * found.presence[0])
