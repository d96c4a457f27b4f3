"""The names of the 123 keypoints, their order, and how they hang together.

Order and names are those of COCO-WholeBody (Jin et al., ECCV 2020) as the OpenMMLab tools spell them,
without the legs and feet: body 13, face 68 (iBUG), left hand 21, right hand 21. Left and right are the
signer's own. Every other module addresses keypoints through this one.
"""

from __future__ import annotations

from typing import Final, Literal

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")

BODY_POINTS: Final[tuple[str, ...]] = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
)

FINGERS: Final[tuple[str, ...]] = ("thumb", "index", "middle", "ring", "little")

# One hand, by its anatomy. Every landmark network for hands uses this order.
HAND_POINTS: Final[tuple[str, ...]] = (
    "wrist",
    *(f"thumb_{joint}" for joint in ("cmc", "mcp", "ip", "tip")),
    *(f"{finger}_{joint}" for finger in FINGERS[1:] for joint in ("mcp", "pip", "dip", "tip")),
)

_COCO_FINGERS = ("thumb", "forefinger", "middle_finger", "ring_finger", "pinky_finger")


def _coco_hand(side: Side) -> tuple[str, ...]:
    joints = tuple(f"{side}_{finger}{n}" for finger in _COCO_FINGERS for n in range(1, 5))
    return (f"{side}_hand_root", *joints)


FACE_POINTS: Final[tuple[str, ...]] = tuple(f"face-{n}" for n in range(68))

KEYPOINTS: Final[tuple[str, ...]] = BODY_POINTS + FACE_POINTS + _coco_hand("left") + _coco_hand("right")
K: Final[int] = len(KEYPOINTS)

BODY: Final[slice] = slice(0, len(BODY_POINTS))
FACE: Final[slice] = slice(BODY.stop, BODY.stop + len(FACE_POINTS))
LEFT_HAND: Final[slice] = slice(FACE.stop, FACE.stop + len(HAND_POINTS))
RIGHT_HAND: Final[slice] = slice(LEFT_HAND.stop, LEFT_HAND.stop + len(HAND_POINTS))
HANDS: Final[dict[Side, slice]] = {"left": LEFT_HAND, "right": RIGHT_HAND}

_INDEX: Final[dict[str, int]] = {name: i for i, name in enumerate(KEYPOINTS)}
_HAND_INDEX: Final[dict[str, int]] = {name: i for i, name in enumerate(HAND_POINTS)}

# (parent, child) within one hand, in HAND_POINTS order.
HAND_BONES: Final[tuple[tuple[int, int], ...]] = tuple(
    (0 if joint == 0 else 4 * finger + joint, 4 * finger + joint + 1) for finger in range(5) for joint in range(4)
)

_BODY_BONE_NAMES: Final[tuple[tuple[str, str], ...]] = (
    ("left_shoulder", "right_shoulder"),
    ("left_shoulder", "left_elbow"),
    ("left_elbow", "left_wrist"),
    ("right_shoulder", "right_elbow"),
    ("right_elbow", "right_wrist"),
    ("left_shoulder", "left_hip"),
    ("right_shoulder", "right_hip"),
    ("left_hip", "right_hip"),
    ("nose", "left_eye"),
    ("nose", "right_eye"),
    ("left_eye", "left_ear"),
    ("right_eye", "right_ear"),
)


def index(name: str) -> int:
    """Index of a keypoint in a pose, by its COCO-WholeBody name.

    Raises:
        KeyError: no keypoint has that name.
    """
    return _INDEX[name]


def hand_index(point: str) -> int:
    """Index of a point within one hand (0..20), by its anatomical name, e.g. ``"middle_mcp"``.

    Raises:
        KeyError: no point of a hand has that name.
    """
    return _HAND_INDEX[point]


def keypoint(side: Side, point: str) -> int:
    """Index in a pose of a hand point, e.g. ``keypoint("left", "index_tip")``."""
    return int(HANDS[side].start) + _HAND_INDEX[point]


BODY_BONES: Final[tuple[tuple[int, int], ...]] = tuple((index(a), index(b)) for a, b in _BODY_BONE_NAMES)

# Every drawn line of a pose, as pairs of indices into the 123 keypoints.
BONES: Final[tuple[tuple[int, int], ...]] = BODY_BONES + tuple(
    (HANDS[side].start + a, HANDS[side].start + b) for side in SIDES for a, b in HAND_BONES
)


# The six points around each eye, in a face of 68.
RIGHT_EYE: Final[slice] = slice(36, 42)
LEFT_EYE: Final[slice] = slice(42, 48)

# The iBUG face, mirrored: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67.
_FACE_MIRROR: Final[tuple[int, ...]] = (
    *range(16, -1, -1),
    *range(26, 16, -1),
    *range(27, 31),
    *range(35, 30, -1),
    *(45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40),
    *(54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55),
    *(64, 63, 62, 61, 60, 67, 66, 65),
)


def _mirrored_name(name: str) -> str:
    if name.startswith("left_"):
        return "right_" + name.removeprefix("left_")
    if name.startswith("right_"):
        return "left_" + name.removeprefix("right_")
    if name.startswith("face-"):
        return f"face-{_FACE_MIRROR[int(name.removeprefix('face-'))]}"
    return name


# MIRROR[i] is the keypoint that keypoint i becomes when the picture is mirrored left to right.
MIRROR: Final[tuple[int, ...]] = tuple(index(_mirrored_name(name)) for name in KEYPOINTS)
