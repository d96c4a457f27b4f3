"""Signers for the retargeting's tests: made up from the avatar's own bones, so that the truth is known, and real."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avatar.arms import ArmModel, Reach
from avatar.handfit import HUMAN_BONES
from avatar.hands import HandModel
from avatar.landmarks import Landmarks
from avatar.limits import BEND, CURL, FINGERS, FLEX, TWIST, clamp_fingers
from avatar.rig import AvatarPose, Rig, forward
from avatar.rotations import from_vector
from detector.pose import Pose
from detector.skeleton import FACE, HAND_BONES, HAND_POINTS, HANDS, SIDES, K, index, keypoint

Array = NDArray[np.float64]

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"

SIZE = (640, 480)
PIXELS = 600.0  # a metre of the signer, in pixels
CENTRE = np.array((320.0, 500.0))  # pixels, where the avatar's origin lies
_SHOULDERS = [index(f"{side}_shoulder") for side in SIDES]
BONES = np.array(HAND_BONES)


@dataclass(frozen=True, eq=False)
class Truth:
    """A pose whose bones are known: `points` (K, 3) are the rig's keypoints, metres, world frame."""

    pose: Pose
    points: Array
    angles: Array


class Signer:
    """Someone with the avatar's body and the average human's hands."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.landmarks = Landmarks.of(rig)
        self.hands = HandModel.of(rig, self.landmarks)
        self.arms = ArmModel(rig)

    def random(self, rng: np.random.Generator, time_us: int = 0, noise: tuple[float, float] = (0.0, 0.0)) -> Truth:
        """A random pose within the limits of anatomy, both hands before the body."""
        sense = np.array((1.0, -1.0))
        wrist = self.before(
            np.stack(
                (sense * rng.uniform(0.02, 0.25, 2), rng.uniform(-0.3, 0.1, 2), rng.uniform(0.22, 0.34, 2)), axis=1
            )
        )
        turns = from_vector(
            np.stack((rng.uniform(-0.6, 0.6, 2), rng.uniform(-0.15, 0.15, 2), rng.uniform(-0.3, 0.3, 2)), axis=1)
        )
        return self.at(wrist, rng.uniform(-1.3, 1.3, 2), turns, random_angles(rng, 2), time_us, rng, noise)

    def before(self, places: Array) -> Array:
        """Places (..., 3) in the world, metres, of places from the middle between the shoulders."""
        return places + self.rig.heads[self.arms.upper_bones[:, 0]].astype(np.float64).mean(axis=0)

    def at(
        self,
        wrist: Array,
        twist: Array,
        bent: Array,
        angles: Array,
        time_us: int = 0,
        rng: np.random.Generator | None = None,
        noise: tuple[float, float] = (0.0, 0.0),
    ) -> Truth:
        """The pose with both wrists (2, 3) there, forearms twisted (2,), wrists bent (2, 3, 3), fingers (2, 5, 5).

        Noise is the standard deviation of hand keypoints in x and y, and in z, in palm lengths.
        """
        heads = self.rig.heads.astype(np.float64)
        shoulder = heads[self.arms.upper_bones[:, 0]]
        elbow = self._elbows(shoulder, wrist)
        hinge = np.cross(elbow - shoulder, wrist - elbow)
        upper, fore = self.arms.turns(Reach(elbow, wrist, hinge, np.zeros(2)), shoulder)
        turns = np.tile(np.eye(3), (len(self.rig.names), 1, 1))
        turns[self.arms.upper_bones[:, 0]] = upper
        turns[self.arms.fore_bones[:, 0]] = np.swapaxes(upper, -1, -2) @ fore
        first, second, last = self.arms.forearm_turns(twist)
        turns[self.arms.fore_bones[:, 0]] = turns[self.arms.fore_bones[:, 0]] @ first
        turns[self.arms.fore_bones[:, 1]] = second
        turns[self.arms.wrist_bones] = last @ bent
        rest = self.rig.rest[:, :3, :3].astype(np.float64)
        local = np.swapaxes(rest, -1, -2) @ turns @ rest
        fingers, palm = self.hands.rotations(np.array([0, 1]), angles)
        local[self.hands.bones], local[self.hands.metacarpals] = fingers, palm
        drawn = AvatarPose(0, local.astype(np.float32), np.zeros(3, np.float32), np.ones(len(local), np.float32))
        points = self.landmarks.positions(forward(self.rig, drawn)).astype(np.float64)
        return Truth(picture(points, time_us, rng, noise), points, angles)

    def _elbows(self, shoulder: Array, wrist: Array) -> Array:
        """Elbows that hang down and a little outward."""
        first, second = self.arms.lengths.T
        line = wrist - shoulder
        far = np.linalg.norm(line, axis=1)
        assert (far < first + second).all(), "the signer cannot reach that far"
        line /= far[:, None]
        along = (first**2 - second**2 + far**2) / (2 * far)
        down = np.array(((0.4, -1.0, -0.2), (-0.4, -1.0, -0.2)))
        down -= (down * line).sum(axis=1, keepdims=True) * line
        down /= np.linalg.norm(down, axis=1, keepdims=True)
        return shoulder + along[:, None] * line + np.sqrt(first**2 - along**2)[:, None] * down


def random_angles(rng: np.random.Generator, count: int) -> Array:
    """Finger angles (count, 5, 5) within the limits, end joints bending with the middle ones as they do."""
    low, high = FINGERS[..., 0] * 0.9, FINGERS[..., 1] * 0.9
    angles = rng.uniform(low, high, (count, 5, 5))
    angles[:, 1:, CURL] = 0.6 * angles[:, 1:, BEND] + rng.normal(0, 0.12, (count, 4))
    angles[..., TWIST] *= 0.3
    angles[:, 0, FLEX] *= 0.7
    return clamp_fingers(angles)


def picture(
    points: Array,
    time_us: int = 0,
    rng: np.random.Generator | None = None,
    noise: tuple[float, float] = (0.0, 0.0),
) -> Pose:
    """What a camera sees of rig keypoints (K, 3): human hands whose bones point the same way."""
    seen = points.copy()
    for side in SIDES:
        hand = points[HANDS[side]]
        palm = np.linalg.norm(hand[[5, 9, 13, 17]] - hand[0], axis=1).mean()
        bones = hand[BONES[:, 1]] - hand[BONES[:, 0]]
        bones *= (HUMAN_BONES * palm / np.linalg.norm(bones, axis=1))[:, None]
        human = np.zeros((len(HAND_POINTS), 3))
        for (parent, child), bone in zip(BONES, bones, strict=True):
            human[child] = human[parent] + bone
        if rng is not None:
            human += rng.normal(size=human.shape) * palm * np.array((noise[0], noise[0], noise[1]))
        seen[HANDS[side]] = human + hand[0]
    xyz = seen * np.array((1.0, -1.0, -1.0)) * PIXELS
    xyz[:, :2] += CENTRE
    for side in SIDES:
        xyz[HANDS[side], 2] -= xyz[keypoint(side, "wrist"), 2]
    score = np.where(np.isfinite(xyz).all(axis=1), 0.9, 0.0)
    score[FACE] = 0.0
    return Pose.of(time_us, SIZE, xyz.astype(np.float32), score.astype(np.float32))


def hidden(pose: Pose, *what: slice | int, time_us: int | None = None) -> Pose:
    """The pose without those keypoints."""
    xyz, score = pose.xyz.copy(), pose.score.copy()
    for part in what:
        xyz[part], score[part] = np.nan, 0.0
    return Pose.of(pose.time_us if time_us is None else time_us, (pose.width, pose.height), xyz, score)


def bone_errors(seen: Array, drawn: Array) -> Array:
    """Angles in the picture between hand bones (..., 21, 3), degrees, of bones longer than 15 % of the hand there."""
    palm = np.linalg.norm(seen[..., [5, 9, 13, 17], :] - seen[..., :1, :], axis=-1).mean(axis=-1)
    a = (seen[..., BONES[:, 1], :] - seen[..., BONES[:, 0], :])[..., :2]
    b = (drawn[..., BONES[:, 1], :] - drawn[..., BONES[:, 0], :])[..., :2]
    angle = np.arctan2(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(axis=-1))
    return np.rad2deg(np.abs(angle))[np.linalg.norm(a, axis=-1) > 0.15 * palm[..., None]]


# Points of MediaPipe Pose, in which the real clips are labelled, by our names.
_POSE_33 = {
    "nose": 0,
    "left_eye": 2,
    "right_eye": 5,
    "left_ear": 7,
    "right_ear": 8,
    **{f"{side}_{joint}": number + (side == "right") for side in SIDES for joint, number in (
        ("shoulder", 11), ("elbow", 13), ("wrist", 15), ("hip", 23))},
}  # fmt: skip


def labelled_clip(labels: str, clip: str, consistent: float = 0.06) -> list[Pose]:
    """The teacher's poses of a real clip; hands that it saw differently in the mirror are left out."""
    with np.load(DATA / "labels" / f"{labels}.npz") as arrays:
        files, size, hands, flip, body = (arrays[n] for n in ("files", "size", "hands", "flip_error", "pose"))
    rows = sorted((int(name.split("#")[1]), row) for row, name in enumerate(files) if name.split(".")[0] == clip)
    out = []
    for number, row in rows:
        xyz, score = np.full((K, 3), np.nan, np.float32), np.zeros(K, np.float32)
        for name, at in _POSE_33.items():
            xyz[index(name)], score[index(name)] = body[row, at, :3], body[row, at, 3]
        for side, name in enumerate(SIDES):
            if flip[row, side] < consistent:
                xyz[HANDS[name]], score[HANDS[name]] = hands[row, side], 0.9
        out.append(Pose.of(number * 33_333, (int(size[row, 0]), int(size[row, 1])), xyz, score))
    return out
