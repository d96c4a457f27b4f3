"""Poses for tests and pictures: arms aimed, hands turned, fingers bent, without the retargeting."""

from __future__ import annotations

from avatar.poser import Poser
from avatar.rig import Rig


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
