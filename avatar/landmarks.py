"""Where on the rig the keypoints lie that people and networks label: the one place that knows the difference.

A rig's joints are centres of rotation, chosen so that skin bends well; labelled keypoints are what one sees. The
wrist is labelled at the crease, the knuckles a little proximal of the joint, and so on. Every keypoint is a point
fixed to one bone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rig import Floats, Rig
from detector.skeleton import HAND_POINTS, SIDES, K, Side, index, keypoint

Array = NDArray[np.float64]

LETTER: Final[dict[Side, str]] = {"left": "L", "right": "R"}
# Of people, as labelled: the mean distance from the wrist to the knuckles, in distances between the shoulders.
PALM_TO_SHOULDERS: Final = 0.255

# Offset of a labelled hand keypoint from the rig's joint, in hand lengths (rig wrist to rig middle knuckle), along
# the hand's axes at rest: toward the little finger, toward the fingers, out of the palm.
# Measured: the hand teacher (the network whose labels ours learned from) read pictures of 1280x960 of the avatar that
# shows recordings of signing and fingerspelling. Over the 700 of 707 found hands with a median error below 15 % of
# the palm the offsets were fitted, outliers counting less. A label wanders about its place by 3 to 8 % of the hand.
HAND_OFFSETS: Final[dict[str, tuple[float, float, float]]] = {
    "wrist": (0.005, 0.147, 0.003),
    "thumb_cmc": (-0.009, -0.060, 0.115),
    "thumb_mcp": (-0.026, 0.035, -0.009),
    "thumb_ip": (0.037, -0.009, -0.037),
    "thumb_tip": (0.026, -0.044, -0.045),
    "index_mcp": (0.003, -0.104, 0.007),
    "index_pip": (0.005, -0.009, 0.026),
    "index_dip": (-0.003, -0.011, 0.024),
    "index_tip": (-0.004, -0.060, -0.034),
    "middle_mcp": (-0.053, -0.083, 0.007),
    "middle_pip": (-0.028, -0.025, 0.010),
    "middle_dip": (-0.013, -0.031, 0.012),
    "middle_tip": (-0.024, -0.065, -0.050),
    "ring_mcp": (-0.053, -0.077, 0.008),
    "ring_pip": (-0.018, -0.008, 0.018),
    "ring_dip": (0.002, -0.007, 0.024),
    "ring_tip": (-0.029, -0.042, -0.047),
    "little_mcp": (-0.064, -0.077, -0.019),
    "little_pip": (-0.005, -0.015, 0.002),
    "little_dip": (0.016, -0.008, 0.019),
    "little_tip": (-0.009, -0.030, -0.015),
}

_FACE_POINTS: Final[dict[str, tuple[float, float, float]]] = {
    # Metres at an eye distance of 58 mm, from the middle between the eyes: x to the left ear, y up, z forward.
    "nose": (0.0, -0.034, 0.056),
    "left_ear": (0.074, -0.010, -0.075),
    "right_ear": (-0.074, -0.010, -0.075),
}


def hand_axes(rig: Rig, side: Side) -> tuple[Array, float]:
    """Axes of a hand at rest and its length.

    Returns:
        (3, 3) whose columns are the directions toward the little finger, toward the fingers and out of the palm
        (world frame; right-handed for the left hand, left-handed for the right one), and the distance from the
        rig's wrist to its middle knuckle, metres.
    """
    letter = LETTER[side]
    wrist, middle, first, little = (
        rig.heads[rig.index(f"{bone}.{letter}")].astype(np.float64)
        for bone in ("wrist", "finger3-1", "finger2-1", "finger5-1")
    )
    size = float(np.linalg.norm(middle - wrist))
    along = (middle - wrist) / size
    across = little - first
    across -= (across @ along) * along
    across /= np.linalg.norm(across)
    palm = np.cross(across, along) if side == "left" else np.cross(along, across)
    return np.stack((across, along, palm), axis=1), size


def eyes_middle(rig: Rig) -> Array:
    """The middle (3,) between the eyes at rest, metres, world frame."""
    eyes = [rig.heads[rig.index(f"eye.{LETTER[side]}")].astype(np.float64) for side in SIDES]
    return np.asarray((eyes[0] + eyes[1]) / 2)


@dataclass(frozen=True, eq=False)
class Landmarks:
    """The keypoints of a pose as points of a rig.

    Attributes:
        bone: int (K,): the bone that carries each keypoint; -1 where the rig has none (the face).
        offset: float32 (K, 3): the keypoint in that bone's frame, metres.
    """

    bone: NDArray[np.int64]
    offset: Floats

    @classmethod
    def of(cls, rig: Rig) -> Landmarks:
        """Find the keypoints on a rig.

        Raises:
            KeyError: the rig lacks a bone that signing needs.
        """
        bone = np.full(K, -1, np.int64)
        world = np.full((K, 3), np.nan)

        def place(point: int, name: str, position: Array) -> None:
            bone[point] = rig.index(name)
            world[point] = position

        heads = rig.heads.astype(np.float64)
        tails = rig.tails.astype(np.float64)
        eyes = {side: heads[rig.index(f"eye.{LETTER[side]}")] for side in SIDES}
        apart = float(np.linalg.norm(eyes["left"] - eyes["right"]))
        middle = eyes_middle(rig)
        for side in SIDES:
            letter = LETTER[side]
            place(index(f"{side}_eye"), "head", tails[rig.index(f"eye.{letter}")])
            place(index(f"{side}_shoulder"), f"shoulder01.{letter}", heads[rig.index(f"upperarm01.{letter}")])
            place(index(f"{side}_elbow"), f"upperarm02.{letter}", heads[rig.index(f"lowerarm01.{letter}")])
            hip = heads[0] + (1.75 * apart * (1 if side == "left" else -1), 0.0, 0.0)
            place(index(f"{side}_hip"), rig.names[0], hip)
            axes, size = hand_axes(rig, side)
            for number, point in enumerate(HAND_POINTS):
                name, position = _hand_joint(rig, letter, number)
                shift = size * axes @ np.array(HAND_OFFSETS[point])
                place(keypoint(side, point), name, position + shift)
            place(index(f"{side}_wrist"), f"wrist.{letter}", world[keypoint(side, "wrist")])
        for name, offset in _FACE_POINTS.items():
            place(index(name), "head", middle + np.array(offset) * (apart / 0.058))
        inverse = rig.inverse_rest[bone].astype(np.float64)
        offsets = np.einsum("kij,kj->ki", inverse[:, :3, :3], world) + inverse[:, :3, 3]
        return cls(bone, offsets.astype(np.float32))

    def positions(self, transforms: Floats) -> Floats:
        """Keypoints of a posed rig.

        Args:
            transforms: float32 (B, 4, 4) of `avatar.rig.forward`.

        Returns:
            float32 (K, 3), metres, world frame; NaN where the rig has no such point.
        """
        carrier = transforms[self.bone]
        out = np.einsum("kij,kj->ki", carrier[:, :3, :3], self.offset) + carrier[:, :3, 3]
        out[self.bone < 0] = np.nan
        return np.asarray(out, np.float32)


def _hand_joint(rig: Rig, letter: str, number: int) -> tuple[str, Array]:
    """The bone that carries hand point `number` and the rig's own joint there, world frame at rest."""
    if number == 0:
        return f"wrist.{letter}", rig.heads[rig.index(f"wrist.{letter}")].astype(np.float64)
    finger, joint = (number - 1) // 4 + 1, (number - 1) % 4 + 1
    if joint == 4:
        last = f"finger{finger}-3.{letter}"
        return last, rig.tails[rig.index(last)].astype(np.float64)
    position = rig.heads[rig.index(f"finger{finger}-{joint}.{letter}")].astype(np.float64)
    if joint > 1:
        return f"finger{finger}-{joint - 1}.{letter}", position
    carrier = "wrist" if finger == 1 else f"metacarpal{finger - 1}"
    return f"{carrier}.{letter}", position
