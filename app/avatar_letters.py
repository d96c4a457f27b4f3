"""A sheet of handshapes: hands that were sent, beside the avatar's that show them. No picture of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatar_figures import Shown, hand_size, replay, whole_hands
from avatar.body import Body
from avatar.camera import Camera
from avatar.picture import Studio
from detector.pose import Pose
from detector.skeleton import HANDS, K, Side, keypoint

Image = NDArray[np.uint8]
Array = NDArray[np.float64]

SIDE: Final = 160  # pixels of one picture
COLUMNS: Final = 6
_SHARPER: Final = 2  # drawn larger and made smaller, for edges without steps
_ROOM: Final = 1.25  # of the hand's own extent
_INKS: Final = ((200, 60, 60), (40, 130, 60), (40, 80, 200), (150, 60, 160), (200, 140, 30))
_HOLD: Final = 5  # frames over which a hold is looked for
_RAISED: Final = 0.3  # of the way from the highest to the lowest place of the wrist
_FRAME: Final = (640, 480)
_STEP_US: Final = 33_333
_POSES: Final = 12  # of one that is held: as many as it takes to be wholly drawn
# A hand alone stands beside the chest, as large as a hand there: palm lengths in pixels, and where its middle is.
_PALM: Final = 54.0
_AT: Final = {"left": (410.0, 250.0), "right": (230.0, 250.0)}


@dataclass(frozen=True, eq=False)
class Handshape:
    """A handshape beside what the avatar made of it.

    Attributes:
        name: the letter or digit.
        side: which hand shows it.
        shown: the pose and the avatar's.
    """

    name: str
    side: Side
    shown: Shown


def spelled(body: Body, name: str, poses: Sequence[Pose]) -> Handshape | None:
    """The handshape that a recording of one letter holds; None where no hand is wholly seen.

    Args:
        body: who shows it.
        name: the letter.
        poses: the recording, in order of time.
    """
    side, number = _hold(poses)
    if side is None:
        return None
    return Handshape(name, side, replay(body, poses[: number + 1])[-1])


def held(body: Body, name: str, side: Side, hand: Array) -> Handshape:
    """The handshape of one hand (21, 3), pixels, of which nothing else is known."""
    placed = (hand - hand.mean(axis=0)) * (_PALM / hand_size(hand)) + (*_AT[side], 0.0)
    xyz, score = np.full((K, 3), np.nan, np.float32), np.zeros(K, np.float32)
    xyz[HANDS[side]], score[HANDS[side]] = placed, 1.0
    poses = [Pose.of(n * _STEP_US, _FRAME, xyz, score) for n in range(_POSES)]
    return Handshape(name, side, replay(body, poses)[-1])


def typical(hands: Array) -> int:
    """Which of hands (N, 21, 3) of one side is most like the others, laid on one another by wrist and size."""
    flat = hands[:, :, :2] - hands[:, :1, :2]
    flat = flat / np.linalg.norm(flat[:, [5, 9, 13, 17]], axis=2).mean(axis=1)[:, None, None]
    return int(np.linalg.norm(flat - np.median(flat, axis=0), axis=2).mean(axis=1).argmin())


def letters_sheet(body: Body, shapes: Sequence[Handshape]) -> Image:
    """The handshapes in rows of six, each the hand that was sent beside the avatar's.

    Returns:
        uint8 (height, width, 3) sRGB.
    """
    framing = Camera.framing(_FRAME[0] / _FRAME[1])
    cells = []
    with Studio(body, (SIDE * _SHARPER, SIDE * _SHARPER)) as studio:
        for shape in shapes:
            drawn = shape.shown.drawn[HANDS[shape.side]]
            low, high = drawn.min(axis=0), drawn.max(axis=0)
            extent = _ROOM * float((high - low)[:2].max())
            middle = (low + high) / 2
            away = framing.distance + framing.centre[2] - float(middle[2])
            # Seen from where a viewer sees the whole signer: near the hand it would look foreshortened otherwise.
            angle = 2 * float(np.rad2deg(np.arctan2(extent / 2, away)))
            camera = Camera((float(middle[0]), float(middle[1]), float(middle[2])), away, field_of_view=angle)
            picture = cv2.resize(studio.draw(shape.shown.avatar, camera), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
            cells.append(np.hstack((_skeleton(shape), picture)))
    cells += [np.full((SIDE, 2 * SIDE, 3), 255, np.uint8)] * (-len(cells) % COLUMNS)
    return np.vstack([np.hstack(cells[start : start + COLUMNS]) for start in range(0, len(cells), COLUMNS)])


def _hold(poses: Sequence[Pose]) -> tuple[Side | None, int]:
    """Which hand holds a shape, and the pose in the middle of the stillest frames while it is raised."""
    for side in ("right", "left"):
        seen = [n for n, pose in enumerate(poses) if side in whole_hands(pose)]
        if len(seen) > _HOLD:
            hands = np.array([poses[n].xyz[HANDS[side], :2] for n in seen], np.float64)
            size = float(np.median(np.linalg.norm(hands[:, 9] - hands[:, 0], axis=1)))
            moved = np.linalg.norm(np.diff(hands, axis=0), axis=2).mean(axis=1) / size
            calm = np.convolve(moved, np.ones(_HOLD), "valid")
            high = hands[:, 0, 1].min() + _RAISED * np.ptp(hands[:, 0, 1])
            middles = np.arange(len(calm)) + (_HOLD + 1) // 2
            calm[hands[middles, 0, 1] > high] += 1e3
            return side, seen[int(middles[int(calm.argmin())])]
    return None, 0


def _skeleton(shape: Handshape) -> Image:
    image = np.full((SIDE, SIDE, 3), 255, np.uint8)
    points = shape.shown.pose.xyz[HANDS[shape.side], :2].astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = SIDE / (_ROOM * max(float((high - low).max()), 1e-6))
    placed = np.rint(((points - (low + high) / 2) * scale + SIDE / 2) * 16).astype(np.int32)
    depth = shape.shown.pose.xyz[keypoint(shape.side, "wrist") + 1 :][:20, 2].reshape(5, 4).mean(axis=1)
    # The finger farthest from the viewer first, that nearer ones cross over it.
    for finger in np.argsort(-depth):
        line = placed[[0, *range(4 * finger + 1, 4 * finger + 5)]]
        cv2.polylines(image, [line], False, _INKS[finger], 3, cv2.LINE_AA, 4)
    cv2.putText(image, shape.name, (6, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (40, 40, 40), 2, cv2.LINE_AA)
    return image
