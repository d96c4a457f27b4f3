"""Poses a rig by hand: arms aimed, palms turned, fingers bent. For pictures and clips that the project draws itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.rig import AvatarPose, Rig, forward

Vector = tuple[float, float, float] | NDArray[np.floating]


def turn(axis: Vector, degrees: float) -> NDArray[np.float64]:
    """Rotation matrix (3, 3) about an axis."""
    x, y, z = np.asarray(axis, np.float64) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


class Poser:
    """Turns bones of a rig one after the other, parents first. Sides are ``"L"`` and ``"R"``, the avatar's own."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.rotations = np.tile(np.eye(3), (len(rig.names), 1, 1))
        self.visibility = np.ones(len(rig.names))

    def pose(self, time_us: int = 0) -> AvatarPose:
        """The pose as it stands."""
        return AvatarPose(
            time_us, self.rotations.astype(np.float32), np.zeros(3, np.float32), self.visibility.astype(np.float32)
        )

    def globals(self) -> NDArray[np.float64]:
        """(B, 4, 4) where every bone is now, metres, world frame."""
        return forward(self.rig, self.pose()).astype(np.float64)

    def heads(self) -> NDArray[np.float64]:
        """(B, 3) where every joint is now, metres, world frame."""
        return self.globals()[:, :3, 3]

    def about(self, bone: str, axis: Vector, degrees: float) -> Poser:
        """Turn a bone about an axis of the world through its head."""
        i = self.rig.index(bone)
        frame = self.globals()[i, :3, :3]
        self.rotations[i] = self.rotations[i] @ frame.T @ turn(axis, degrees) @ frame
        return self

    def aim(self, bone: str, child: str, direction: Vector) -> Poser:
        """Turn a bone so that a joint below it lies in a direction of the world from the bone's head."""
        heads = self.heads()
        now = heads[self.rig.index(child)] - heads[self.rig.index(bone)]
        now, wanted = now / np.linalg.norm(now), np.asarray(direction) / np.linalg.norm(direction)
        axis = np.cross(now, wanted)
        if np.linalg.norm(axis) < 1e-9:
            return self
        return self.about(bone, axis, float(np.degrees(np.arccos(np.clip(now @ wanted, -1, 1)))))

    def palm(self, side: str, fingers: Vector, facing: Vector) -> Poser:
        """Turn a hand so that its fingers point and its palm faces in directions of the world."""
        self.aim(f"wrist.{side}", f"finger3-1.{side}", fingers)
        along = self._along(side)
        normal = self._palm_normal(side)
        flat = np.asarray(facing) - np.asarray(facing) @ along * along
        angle = float(np.degrees(np.arctan2(np.cross(normal, flat) @ along, normal @ flat)))
        # Half of the twist in the forearm, as in an arm.
        self.about(f"lowerarm02.{side}", along, angle / 2)
        self.about(f"wrist.{side}", self._along(side), angle / 2)
        return self.aim(f"wrist.{side}", f"finger3-1.{side}", fingers)

    def curl(self, side: str, finger: int, degrees: float) -> Poser:
        """Bend the joints of a finger (1 is the thumb, whose base stays) toward the palm, each by the same angle."""
        for joint in (1, 2, 3):
            if finger == 1 and joint == 1:
                continue
            normal, along = self._palm_normal(side), self._along(side)
            axis = np.cross(along, normal) if finger > 1 else -normal * (1 if side == "L" else -1)
            self.about(f"finger{finger}-{joint}.{side}", axis, degrees)
        return self

    def spread(self, side: str, finger: int, degrees: float) -> Poser:
        """Tilt a finger away from the middle finger; the thumb away from the palm's edge."""
        outward = 1 if finger > 3 else -1
        sense = outward * (-1 if side == "L" else 1)
        return self.about(f"finger{finger}-1.{side}", self._palm_normal(side), sense * degrees)

    def _along(self, side: str) -> NDArray[np.float64]:
        heads = self.heads()
        out = heads[self.rig.index(f"finger3-1.{side}")] - heads[self.rig.index(f"wrist.{side}")]
        return np.asarray(out / np.linalg.norm(out))

    def _palm_normal(self, side: str) -> NDArray[np.float64]:
        heads = self.heads()
        across = heads[self.rig.index(f"finger5-1.{side}")] - heads[self.rig.index(f"finger2-1.{side}")]
        out = np.cross(self._along(side), across) * (-1 if side == "L" else 1)
        return np.asarray(out / np.linalg.norm(out))
