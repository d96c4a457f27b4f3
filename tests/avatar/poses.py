"""Poses for tests and pictures: arms aimed, hands turned, fingers bent, without the retargeting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.rig import AvatarPose, Rig, forward

Vector = tuple[float, float, float]


def turn(axis: Vector | NDArray[np.floating], degrees: float) -> NDArray[np.float64]:
    """Rotation matrix (3, 3) about an axis."""
    x, y, z = np.asarray(axis, np.float64) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


class Poser:
    """Turns bones of a rig one after the other, parents first."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.rotations = np.tile(np.eye(3), (len(rig.names), 1, 1))
        self.visibility = np.ones(len(rig.names))

    def pose(self) -> AvatarPose:
        return AvatarPose(0, self.rotations, np.zeros(3, np.float32), self.visibility)

    def globals(self) -> NDArray[np.float64]:
        return forward(self.rig, self.pose()).astype(np.float64)

    def heads(self) -> NDArray[np.float64]:
        return self.globals()[:, :3, 3]

    def about(self, bone: str, axis: Vector | NDArray[np.floating], degrees: float) -> Poser:
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
        forearm = self._along(side)
        across = self._palm_normal(side)
        flat = np.asarray(facing) - np.asarray(facing) @ forearm * forearm
        angle = np.degrees(np.arctan2(np.cross(across, flat) @ forearm, across @ flat))
        # Half of the twist in the forearm, as in an arm.
        self.about(f"lowerarm02.{side}", forearm, angle / 2)
        self.about(f"wrist.{side}", self._along(side), angle / 2)
        return self.aim(f"wrist.{side}", f"finger3-1.{side}", fingers)

    def curl(self, side: str, finger: int, degrees: float) -> Poser:
        """Bend all three joints of a finger (1 is the thumb) toward the palm."""
        for joint in (1, 2, 3):
            if finger == 1 and joint == 1:
                continue
            normal, along = self._palm_normal(side), self._along(side)
            axis = np.cross(along, normal) if finger > 1 else -normal * (1 if side == "L" else -1)
            self.about(f"finger{finger}-{joint}.{side}", axis, degrees)
        return self

    def _along(self, side: str) -> NDArray[np.float64]:
        heads = self.heads()
        out = heads[self.rig.index(f"finger3-1.{side}")] - heads[self.rig.index(f"wrist.{side}")]
        return out / np.linalg.norm(out)

    def _palm_normal(self, side: str) -> NDArray[np.float64]:
        heads = self.heads()
        across = heads[self.rig.index(f"finger5-1.{side}")] - heads[self.rig.index(f"finger2-1.{side}")]
        out = np.cross(self._along(side), across) * (-1 if side == "L" else 1)
        return out / np.linalg.norm(out)


def signing(rig: Rig) -> Poser:
    """Both hands up before the chest, palms to the viewer, fingers of the right one bent one by one."""
    poser = Poser(rig)
    for side, out in (("L", 1.0), ("R", -1.0)):
        poser.aim(f"upperarm01.{side}", f"lowerarm01.{side}", (0.35 * out, -1.0, 0.25))
        poser.aim(f"lowerarm01.{side}", f"wrist.{side}", (-0.05 * out, 0.9, 0.8))
        poser.palm(side, (-0.1 * out, 1.0, 0.15), (0.1 * out, 0.0, 1.0))
    for finger, bend in ((3, 80.0), (4, 80.0), (5, 80.0), (1, 30.0)):
        poser.curl("R", finger, bend)
    return poser


def resting(rig: Rig) -> Poser:
    """Arms hanging down."""
    poser = Poser(rig)
    for side, out in (("L", 1.0), ("R", -1.0)):
        poser.aim(f"upperarm01.{side}", f"lowerarm01.{side}", (0.12 * out, -1.0, 0.0))
        poser.aim(f"lowerarm01.{side}", f"wrist.{side}", (0.05 * out, -1.0, 0.25))
    return poser


def crossed(rig: Rig) -> Poser:
    """Forearms across the chest, one hand over the other, fingers bent a little."""
    poser = Poser(rig)
    for side, out in (("L", 1.0), ("R", -1.0)):
        poser.aim(f"upperarm01.{side}", f"lowerarm01.{side}", (0.4 * out, -1.0, 0.45))
        poser.aim(f"lowerarm01.{side}", f"wrist.{side}", (-0.9 * out, 0.45, 0.35 + 0.15 * out))
        poser.palm(side, (-1.0 * out, 0.4, 0.0), (0.0, 0.0, -1.0))
        for finger in (2, 3, 4, 5):
            poser.curl(side, finger, 15.0)
    return poser


def overhead(rig: Rig) -> Poser:
    """One arm high above the head, the other stretched aside."""
    poser = Poser(rig)
    poser.about("clavicle.L", (0.0, 0.0, 1.0), 15.0)
    poser.aim("upperarm01.L", "lowerarm01.L", (0.5, 1.0, 0.1))
    poser.aim("lowerarm01.L", "wrist.L", (-0.1, 1.0, 0.1))
    poser.aim("upperarm01.R", "lowerarm01.R", (-1.0, 0.0, 0.2))
    poser.aim("lowerarm01.R", "wrist.R", (-0.4, 0.6, 0.6))
    poser.about("spine03", (0.0, 0.0, 1.0), 10.0)
    poser.about("neck02", (0.0, 1.0, 0.0), 25.0)
    return poser
