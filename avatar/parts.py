"""Parts of a signer that are seen, held or lost on their own, and how surely a pose shows each."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.arms import ArmModel
from avatar.handfit import KNUCKLES
from avatar.hands import HandModel
from avatar.head import BODY_POINTS, FACE_POINTS
from avatar.presence import SEEN, SURE
from avatar.rig import Rig
from avatar.trunk import TrunkModel
from detector.pose import Pose
from detector.skeleton import HANDS, SIDES, index

Array = NDArray[np.float64]

TRUNK, HEAD = 0, 1
ARM, HAND, FINGER = 2, 4, 6  # + side; fingers: + 5 * side + finger
PARTS: Final = FINGER + 10

_SHOULDERS: Final = [index(f"{side}_shoulder") for side in SIDES]
_WRISTS: Final = [index(f"{side}_wrist") for side in SIDES]
_HAND_KEYPOINTS: Final = np.array([np.arange(HANDS[side].start, HANDS[side].stop) for side in SIDES])
_PALM: Final = np.array([0, *KNUCKLES])
_STRAY: Final = 1.5  # palm lengths between a hand and its own wrist of the body that make it doubtful
_LEAST: Final = 3  # points of a head, palm or finger that make it seen


def without_strays(pose: Pose) -> Array:
    """Scores (K,) of a pose, 0 for a hand that was found where the other one is.

    A tracker that loses a hand can catch the other: then the hand lies far from its own wrist of the body and near
    the other's. Left and right must never swap, so such a hand counts as unknown.
    """
    score = pose.score.astype(np.float64)
    wrists = pose.xyz[_WRISTS, :2].astype(np.float64)
    if not (score[_WRISTS] >= SURE).all():
        return score
    for side, name in enumerate(SIDES):
        hand = pose.xyz[HANDS[name], :2].astype(np.float64)
        if not (score[HANDS[name]][_PALM] > 0).all():
            continue
        size = float(np.linalg.norm(hand[KNUCKLES] - hand[0], axis=1).max())
        own, other = (float(np.linalg.norm(hand[0] - wrists[s])) for s in (side, 1 - side))
        if own > _STRAY * size and own > 2 * other:
            score[HANDS[name]] = 0.0
    return score


def part_scores(score: Array) -> Array:
    """How surely every part is seen, (PARTS,) in 0..1, of the keypoints' scores (K,)."""
    out = np.zeros(PARTS)
    out[TRUNK] = score[_SHOULDERS].min()
    for points in (BODY_POINTS, FACE_POINTS):
        head = score[list(points)]
        if (head > 0).sum() >= _LEAST:
            out[HEAD] = max(out[HEAD], head[head > 0].mean())
    hands = score[_HAND_KEYPOINTS]
    palm = hands[:, _PALM]
    hand_score = np.where((palm > 0).sum(axis=1) >= _LEAST, palm.mean(axis=1), 0.0)
    out[HAND : HAND + 2] = hand_score
    out[ARM : ARM + 2] = np.maximum(score[_WRISTS], hand_score)
    fingers = hands[:, 1:].reshape(10, 4)
    whole = ((fingers > 0).sum(axis=1) >= _LEAST) & np.repeat(hand_score >= SEEN, 5)
    out[FINGER:] = np.where(whole, fingers.mean(axis=1), 0.0)
    return out


def parts_of_bones(rig: Rig, trunk: TrunkModel, arms: ArmModel, hands: HandModel) -> NDArray[np.int64]:
    """Which part moves each bone (B,); bones of no part follow the one that carries them."""
    out = np.full(len(rig.names), TRUNK)
    out[trunk.neck] = HEAD
    for side in range(2):
        out[arms.upper_bones[side]] = ARM + side
        out[arms.fore_bones[side]] = ARM + side
        out[arms.wrist_bones[side]] = HAND + side
        for finger in range(5):
            out[hands.bones[side, finger]] = FINGER + 5 * side + finger
    for bone, parent in enumerate(rig.parents):
        # Bones without a part of their own (palm, eyes) are seen with the bone that carries them.
        if out[bone] == TRUNK and parent >= 0 and bone not in trunk.clavicles:
            out[bone] = out[parent]
    return out
