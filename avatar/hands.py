"""The avatar's two hands as joints that bend: from joint angles to keypoints, and how keypoints move with angles.

Everything here is in the hand's own frame: world directions at rest, origin at the rig's wrist, metres. Bones of
the rig bend about their own x axis (positive toward the palm), tilt about z and twist about y, which runs along
the bone. Both hands are one model with a leading axis: 0 left, 1 right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.landmarks import LETTER, Landmarks, hand_axes
from avatar.limits import ANGLES, BEND, CUP, CURL, FLEX, SPREAD, TWIST
from avatar.rig import Rig
from avatar.rotations import about, apply, cross, within
from detector.skeleton import HAND_POINTS, SIDES, keypoint

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

POINTS: Final = len(HAND_POINTS)
HINGES: Final = 5 * ANGLES
# The keypoints of each finger beyond the one on the palm, (5, 3).
FINGER_POINTS: Final[Indices] = np.array([[4 * f + j for j in (2, 3, 4)] for f in range(5)])
PALM_POINTS: Final[Indices] = np.array([0, *(4 * f + 1 for f in range(5))])

# Which of a finger's four keypoints are moved by which of its hinges, (5 fingers, 4 points, 5 hinges, 1): the palm's
# bones carry the knuckles, but the base of the thumb stays.
_MOVES: Final[Array] = np.zeros((5, 4, ANGLES, 1))
_MOVES[:, 1:, :3], _MOVES[:, 2:, BEND], _MOVES[:, 3:, CURL], _MOVES[1:, 0, CUP] = 1, 1, 1, 1
_HINGE_AT: Final[Indices] = np.array([0, 0, 0, 1, 2])  # the bone at whose start each hinge lies
_FINGERS: Final[Indices] = np.arange(5)


@dataclass(frozen=True, eq=False)
class Bent:
    """Hands (N) with their joints bent.

    Attributes:
        points: (N, 21, 3) keypoints.
        hinge_axes: (N, 5, 5, 3) the axis of every hinge as it now lies.
        hinge_at: (N, 5, 5, 3) a point on that axis.
    """

    points: Array
    hinge_axes: Array
    hinge_at: Array


@dataclass(frozen=True, eq=False)
class HandModel:
    """Bones of both hands at rest. The leading axis is the side, the next the finger (thumb first).

    Attributes:
        bones: int (2, 5, 3): the rig's bones of each finger.
        metacarpals: int (2, 4): the rig's bones that carry the fingers in the palm, index first.
        base_turn: (2, 5, 3, 3): rest frame of each finger's first bone.
        base_at: (2, 5, 3): where it starts.
        turns: (2, 5, 2, 3, 3): rest frames of the second and third bone in the frame of the bone before.
        steps: (2, 5, 2, 3): where they start, in the frame of the bone before.
        palm: (2, 6, 3): the keypoints of the palm at rest, `PALM_POINTS`.
        cupping: (2, 3, 4, 5, 3): what the palm's bones carry of each finger, by what of it stands with 1, with the
            cosine and the sine of the bone's bend: the three columns of `base_turn`, then `base_at` and the knuckle.
        cup_axis: (2, 4, 3) the axes about which they bend.
        cup_at: (2, 4, 3) where they start.
        outer: (2, 5, 3, 3): the other keypoints, each in the frame of the bone that carries it.
        straight: (2, 5, 5): the angles of the rest pose, from the straight finger; 0 for the thumb.
        mirror: (2, 5, 5): +1 or -1: the sense of each angle on that side, so that the same angles are mirror images.
        wrist_turn: (2, 3, 3): rest rotation of the wrist bone in the world.
        size: (2,): distance from wrist to middle knuckle, metres, as labelled.
    """

    bones: Indices
    metacarpals: Indices
    base_turn: Array
    base_at: Array
    turns: Array
    steps: Array
    palm: Array
    cupping: Array
    cup_axis: Array
    cup_at: Array
    outer: Array
    straight: Array
    mirror: Array
    wrist_turn: Array
    size: Array

    @classmethod
    def of(cls, rig: Rig, landmarks: Landmarks) -> HandModel:
        """Take both hands out of a rig.

        Raises:
            KeyError: the rig lacks a bone of the hands.
        """
        bones = np.array(
            [[[rig.index(f"finger{f}-{k}.{LETTER[side]}") for k in (1, 2, 3)] for f in range(1, 6)] for side in SIDES]
        )
        metacarpals = np.array([[rig.index(f"metacarpal{n}.{LETTER[side]}") for n in range(1, 5)] for side in SIDES])
        wrists = np.array([rig.index(f"wrist.{LETTER[side]}") for side in SIDES])
        rest = rig.rest.astype(np.float64)
        origin = rest[wrists, :3, 3]
        turn, at = rest[bones, :3, :3], rest[bones, :3, 3]
        inward = np.swapaxes(turn[:, :, :2], -1, -2)
        turns = inward @ turn[:, :, 1:]
        steps = np.einsum("sfkij,sfkj->sfki", inward, at[:, :, 1:] - at[:, :, :-1])
        numbers = np.array([[keypoint(side, point) for point in HAND_POINTS] for side in SIDES])
        carrier = rest[landmarks.bone[numbers]]
        world = np.einsum("skij,skj->ski", carrier[..., :3, :3], landmarks.offset[numbers].astype(np.float64))
        world = world + carrier[..., :3, 3] - origin[:, None]
        outer_world = world[:, FINGER_POINTS] + origin[:, None, None] - at
        palm = world[:, PALM_POINTS]
        palms = np.array([hand_axes(rig, side)[0][:, 2] for side in SIDES])
        mirror = np.ones((2, 5, ANGLES))
        mirror[1, :, SPREAD] = mirror[1, 0, TWIST] = -1
        base_turn, base_at = turn[:, :, 0], at[:, :, 0] - origin[:, None]
        cup_axis, cup_at = rest[metacarpals, :3, 0], rest[metacarpals, :3, 3] - origin[:, None]
        carried = np.concatenate(
            (
                np.swapaxes(base_turn[:, 1:], -1, -2),
                (base_at[:, 1:] - cup_at)[:, :, None],
                (palm[:, 2:] - cup_at)[:, :, None],
            ),
            axis=2,
        )
        fixed = (carried @ cup_axis[..., None]) * cup_axis[:, :, None]
        return cls(
            bones=bones,
            metacarpals=metacarpals,
            base_turn=base_turn,
            base_at=base_at,
            turns=turns,
            steps=steps,
            palm=palm,
            cupping=np.stack((fixed, carried - fixed, cross(cup_axis[:, :, None], carried)), axis=1),
            cup_axis=cup_axis,
            cup_at=cup_at,
            outer=np.einsum("sfkji,sfkj->sfki", turn, outer_world),
            straight=_rest_angles(turn, turns, palms),
            mirror=mirror,
            wrist_turn=rest[wrists, :3, :3],
            size=np.asarray(np.linalg.norm(world[:, 9] - world[:, 0], axis=-1)),
        )

    def rotations(self, side: Indices, angles: Array) -> tuple[Array, Array]:
        """Each finger's and palm's bone's turn away from rest in its own frame.

        Args:
            side: int (N,): 0 left, 1 right.
            angles: (N, 5, 5) radians, in the sense of `avatar.limits.FINGERS`.

        Returns:
            (N, 5, 3, 3, 3), for `AvatarPose.rotations` of `bones`, and (N, 4, 3, 3) for those of `metacarpals`.
        """
        a = (angles - self.straight[side]) * self.mirror[side]
        first = about(0, a[..., FLEX]) @ about(2, a[..., SPREAD])
        first[:, 0] = first[:, 0] @ about(1, a[:, 0, TWIST])
        return np.stack((first, about(0, a[..., BEND]), about(0, a[..., CURL])), axis=2), about(0, a[:, 1:, CUP])

    def bend(self, side: Indices, angles: Array) -> Bent:
        """Keypoints and hinges of bent hands.

        Args:
            side: int (N,): 0 left, 1 right.
            angles: (N, 5, 5) radians.
        """
        # Small stacks cost by the number of numpy calls: columns are turned in place of multiplying matrices.
        mirror = self.mirror[side]
        a = (angles - self.straight[side]) * mirror
        cosine, sine = np.cos(a)[..., None], np.sin(a)[..., None]
        c, s = ([part[:, :, i] for i in range(ANGLES)] for part in (cosine, sine))
        base, turns, steps, outer = self.base_turn[side], self.turns[side], self.steps[side], self.outer[side]
        count = len(side)
        points = np.empty((count, POINTS, 3))
        frames = np.empty((count, 5, 3, 3, 3))
        starts = np.empty((count, 5, 3, 3))
        axes = np.empty((count, 5, ANGLES, 3))
        at = np.empty((count, 5, ANGLES, 3))

        cupping = self.cupping[side]
        cupped = cupping[:, 0] + cupping[:, 1] * c[CUP][:, 1:, None] + cupping[:, 2] * s[CUP][:, 1:, None]
        base = np.concatenate((np.swapaxes(base[:, :1], -1, -2), cupped[:, :, :3]), axis=1)
        x, y, z = base[:, :, 0], base[:, :, 1], base[:, :, 2]
        axes[:, :, FLEX] = x
        y, z = c[FLEX] * y + s[FLEX] * z, c[FLEX] * z - s[FLEX] * y
        axes[:, :, SPREAD] = z
        x, y = c[SPREAD] * x + s[SPREAD] * y, c[SPREAD] * y - s[SPREAD] * x
        frame = frames[:, :, 0]
        frame[..., 0], frame[..., 1], frame[..., 2] = x, y, z
        axes[:, 0, TWIST] = y[:, 0]
        frame[:, 0, :, 0] = c[TWIST][:, 0] * x[:, 0] - s[TWIST][:, 0] * z[:, 0]
        frame[:, 0, :, 2] = c[TWIST][:, 0] * z[:, 0] + s[TWIST][:, 0] * x[:, 0]
        axes[:, 1:, CUP] = self.cup_axis[side]
        cup_at = self.cup_at[side]
        starts[:, 0, 0] = self.base_at[side][:, 0]
        starts[:, 1:, 0] = cupped[:, :, 3] + cup_at
        start = starts[:, :, 0]
        for level, angle in ((0, BEND), (1, CURL)):
            start = starts[:, :, level + 1] = start + apply(frame, steps[:, :, level])
            carried = frame @ turns[:, :, level]
            frame = frames[:, :, level + 1]
            y, z = carried[..., 1], carried[..., 2]
            frame[..., 0] = axes[:, :, angle] = carried[..., 0]
            frame[..., 1], frame[..., 2] = c[angle] * y + s[angle] * z, c[angle] * z - s[angle] * y
        points[:, :2] = self.palm[side][:, :2]
        chains = points[:, 1:].reshape(count, 5, 4, 3)
        chains[:, 1:, 0] = cupped[:, :, 4] + cup_at
        chains[:, :, 1:] = starts + apply(frames, outer)
        axes *= mirror[..., None]
        at[:] = starts[:, :, _HINGE_AT]
        at[:, 1:, CUP] = cup_at
        return Bent(points, axes, at)

    def slopes(self, bent: Bent) -> Array:
        """Derivative of the keypoints by the angles: (N, 21, 3, 25), metres per radian."""
        count = len(bent.points)
        chains = bent.points[:, 1:].reshape(count, 5, 4, 3)
        # (N, 5 fingers, 4 points, 5 hinges, 3)
        moved = cross(bent.hinge_axes[:, :, None], chains[:, :, :, None] - bent.hinge_at[:, :, None])
        moved *= _MOVES
        full = np.zeros((count, POINTS, 3, HINGES))
        blocks = full[:, 1:].reshape(count, 5, 4, 3, 5, ANGLES)
        blocks[:, _FINGERS, :, :, _FINGERS] = moved.transpose(1, 0, 2, 4, 3)
        return full

    def analytic(self, side: Indices, points: Array, turn: Array) -> Array:
        """Angles that point each bone where the keypoints say, joint after joint.

        Args:
            side: int (N,): 0 left, 1 right.
            points: (N, 21, 3) keypoints, world frame; must be finite.
            turn: (N, 3, 3): how the hand is turned away from rest in the world.

        Returns:
            (N, 5, 5) radians, not limited.
        """
        inward = np.swapaxes(turn, -1, -2)
        chain = points[:, 1:].reshape(-1, 5, 4, 3)
        bones = np.einsum("nij,nfkj->nfki", inward, chain[:, :, 1:] - chain[:, :, :-1])
        mirror = self.mirror[side]
        out = np.zeros((len(side), 5, ANGLES))
        frame = self.base_turn[side]
        v = np.einsum("nfji,nfj->nfi", frame, bones[:, :, 0])
        v /= np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)
        out[..., FLEX] = _wrapped(np.arctan2(v[..., 2], v[..., 1]))
        out[..., SPREAD] = -np.arcsin(within(v[..., 0], -1, 1))
        frame = frame @ about(0, out[..., FLEX]) @ about(2, out[..., SPREAD])
        for level, angle in ((0, BEND), (1, CURL)):
            frame = frame @ self.turns[side, :, level]
            v = np.einsum("nfji,nfj->nfi", frame, bones[:, :, level + 1])
            out[..., angle] = _wrapped(np.arctan2(v[..., 2], v[..., 1]))
            frame = frame @ about(0, out[..., angle])
        return np.asarray(out * mirror + self.straight[side])


def _wrapped(angle: Array) -> Array:
    """Angles in -100..260 degrees: a finger bends far to the palm's side and little to the back's."""
    low = np.deg2rad(-100.0)
    return np.asarray((angle - low) % (2 * np.pi) + low)


def _rest_angles(turn: Array, turns: Array, palms: Array) -> Array:
    """The flexion that the rest pose already has: first bones against the plane of the palm, later ones against the
    bone before.

    Args:
        turn: (2, 5, 3, 3, 3) rest frames in the world.
        turns: (2, 5, 2, 3, 3) rest frames in that of the bone before.
        palms: (2, 3) directions out of the palm.
    """
    out = np.zeros((2, 5, ANGLES))
    out[..., BEND] = np.arctan2(turns[:, :, 0, 2, 1], turns[:, :, 0, 1, 1])
    out[..., CURL] = np.arctan2(turns[:, :, 1, 2, 1], turns[:, :, 1, 1, 1])
    out_of_palm = np.einsum("sfij,si->sfj", turn[:, 1:, 0], palms)
    out[:, 1:, FLEX] = np.arctan2(out_of_palm[..., 1], out_of_palm[..., 2])
    return out
