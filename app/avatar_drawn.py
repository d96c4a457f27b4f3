"""What drawing adds to the avatar's figures: how fast pictures come, and whether a hand network reads them back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.avatar_figures import Shown, hand_size, laid_on, whole_hands
from avatar.body import Body
from avatar.camera import Camera
from avatar.painter import SURE
from avatar.picture import Studio
from avatar.rig import AvatarPose
from detector.skeleton import HANDS, Side

Image = NDArray[np.uint8]
Array = NDArray[np.float64]
Reader = Callable[[Image], Array]

SIZE: Final = (640, 480)
# Whole pictures are read, as the palm detector was made for: in a crop about a hand it finds every other one.
_SHARPER: Final = 2  # the read pictures are drawn larger, as on a screen of today
PDJ: Final = 0.1  # of the diagonal of the hand's box


class ReadError(Exception):
    """The hand network cannot be used; the message is one sentence for people."""


def frames_a_second(body: Body, poses: Sequence[AvatarPose], seconds: float = 3.0) -> float:
    """Pictures of 640x480 drawn and read back to memory in a second, one after the other, edges not smoothed."""
    with Studio(body, SIZE, samples=0) as studio:
        studio.draw(poses[0])
        began, count = time.perf_counter(), 0
        while (passed := time.perf_counter() - began) < seconds:
            studio.draw(poses[count % len(poses)])
            count += 1
    return count / passed


def read_back(body: Body, shown: Sequence[Shown], read: Reader) -> tuple[float | None, float | None]:
    """Draw poses and have their hands read.

    Args:
        body: whom to draw.
        shown: poses; only hands that are wholly seen and surely drawn count.
        read: hand keypoints (N, 21, 2) of a picture, pixels.

    Returns:
        The share of hands found, and of their keypoints that lie within `PDJ` of those sent, after laying hand on
        hand; None where there was none.
    """
    size = (SIZE[0] * _SHARPER, SIZE[1] * _SHARPER)
    camera = Camera.framing(size[0] / size[1])
    found: list[bool] = []
    near: list[Array] = []
    with Studio(body, size) as studio:
        for one in shown:
            sides = [side for side in whole_hands(one.pose) if _surely_drawn(body, one.avatar, side)]
            if not sides:
                continue
            hands = read(studio.draw(one.avatar))
            for side in sides:
                drawn = camera.pixels(one.drawn[HANDS[side]].astype(np.float32), size).astype(np.float64)
                hand = _nearest(hands, drawn)
                found.append(hand is not None)
                if hand is not None:
                    near.append(_detected(one.pose.xyz[HANDS[side], :2].astype(np.float64), hand))
    return (
        float(np.mean(found)) if found else None,
        float(np.mean(np.concatenate(near))) if near else None,
    )


@contextmanager
def mediapipe_reader(task: Path) -> Iterator[Reader]:
    """MediaPipe's hand landmarker for single pictures.

    Raises:
        ReadError: it is not installed, or the file is none of its.
    """
    try:
        import mediapipe
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise ReadError("MediaPipe is not installed: pip install mediapipe, or leave out --reader.") from error
    options = vision.HandLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(task)), num_hands=2)
    try:
        landmarker = vision.HandLandmarker.create_from_options(options)
    except (ValueError, RuntimeError, FileNotFoundError) as error:
        raise ReadError(f"{task} is not a hand landmarker that MediaPipe can open.") from error

    def read(image: Image) -> Array:
        hands = landmarker.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)).hand_landmarks
        height, width = image.shape[:2]
        return np.array([[(p.x * width, p.y * height) for p in hand] for hand in hands]).reshape(-1, 21, 2)

    with landmarker:
        yield read


def _surely_drawn(body: Body, pose: AvatarPose, side: Side) -> bool:
    letter = side[0].upper()
    fingers = [i for i, name in enumerate(body.rig.names) if name.startswith("finger") and name.endswith(letter)]
    return bool(pose.visibility[fingers].min() >= SURE)


def _nearest(hands: Array, drawn: Array) -> Array | None:
    """Which of the hands (N, 21, 2) that were read is the one (21, 2) drawn, pixels; None where none is."""
    if not len(hands):
        return None
    away = np.linalg.norm(hands - drawn, axis=2).mean(axis=1)
    best = int(away.argmin())
    own = np.hstack((drawn, np.zeros((len(drawn), 1))))
    # What is read a whole hand away is another hand.
    return hands[best] if away[best] < hand_size(own) else None


def _detected(sent: Array, read: Array) -> Array:
    """1 for every keypoint (21,) that was read where it was sent, else 0."""
    box = float(np.linalg.norm(sent.max(axis=0) - sent.min(axis=0)))
    return np.asarray(np.linalg.norm(laid_on(read, sent) - sent, axis=1) < PDJ * box, np.float64)
