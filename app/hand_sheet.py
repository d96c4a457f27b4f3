"""A contact sheet of hands that were read badly: what was labelled beside what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.overlay import draw_pose
from detector.pose import Pose
from detector.skeleton import HANDS, K
from training.worst import TILE, BadHand

_ACROSS: Final = 8
_WHITE: Final = (255, 255, 255)


def hand_sheet(hands: Sequence[BadHand]) -> NDArray[np.uint8]:
    """The hands in rows of eight, RGB: the label in a left hand's colour, what was found in a right one's, beneath
    it the picture's number and the error, in percent of the diagonal of the hand's box."""
    tiles = [_tile(hand) for hand in hands]
    tiles += [np.zeros((TILE, TILE, 3), np.uint8)] * (-len(tiles) % _ACROSS)
    return np.vstack([np.hstack(tiles[i : i + _ACROSS]) for i in range(0, len(tiles), _ACROSS)])


def _tile(hand: BadHand) -> NDArray[np.uint8]:
    xyz, score = np.full((K, 3), np.nan, np.float32), np.zeros(K, np.float32)
    for group, points in ((HANDS["left"], hand.truth), (HANDS["right"], hand.found)):
        xyz[group, :2], xyz[group, 2] = points, 0.0
        score[group] = 0.3
    xyz[np.isnan(xyz[:, 0])] = np.nan
    tile = draw_pose(hand.image, Pose.of(0, (TILE, TILE), xyz, score))
    what = "other side" if hand.swapped else f"{100 * hand.error:.0f}%" if np.isfinite(hand.error) else "not found"
    cv2.putText(tile, f"{hand.picture}  {what}", (4, TILE - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.4, _WHITE, 1, cv2.LINE_AA)
    return tile
