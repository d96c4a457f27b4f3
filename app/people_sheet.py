"""A sheet of the people to choose from: everybody as they come, and every skin with a top that goes with it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.looks import PEOPLE, SKINS, TOPS, Look
from avatar.people import load_person
from avatar.picture import Studio
from avatar.poser import Poser
from avatar.rig import AvatarPose, Rig

_SIZE: Final = (360, 300)  # of one picture
_COLUMNS: Final = 4


def sheet() -> NDArray[np.uint8]:
    """uint8 (height, width, 3) sRGB.

    Raises:
        avatar.arrays.BodyError: an asset cannot be used.
        avatar.painter.DrawingError: there is no GL here.
    """
    tops = list(TOPS)
    looks = [Look(name) for name in PEOPLE]
    # One person in every skin, hair and sleeves by turns.
    for number, skin in enumerate(SKINS):
        hair = ("short", "long", "round", "full", "shorn")[number % 5]
        colour = ("fair", "red", "brown", "brown", "black", "black", "grey")[number]
        looks.append(Look("aspen", skin, hair, colour, tops[number % len(tops)], ("long", "short")[number % 2]))
    cells: list[NDArray[np.uint8]] = []
    for look in looks:
        body = load_person(look)
        with Studio(body, _SIZE) as studio:
            cells.append(studio.draw(at_ease(body.rig)))
    while len(cells) % _COLUMNS:
        cells.append(np.full_like(cells[0], 255))
    rows = [np.hstack(cells[start : start + _COLUMNS]) for start in range(0, len(cells), _COLUMNS)]
    return np.vstack(rows)


def at_ease(rig: Rig) -> AvatarPose:
    """One hand raised beside the face, the other before the chest: skin, top and hair are all seen together."""
    poser = Poser(rig)
    for side, out, fore in (("L", 1.0, (0.1, 0.75, 0.6)), ("R", -1.0, (0.65, 0.3, 0.5))):
        poser.aim(f"upperarm01.{side}", f"lowerarm01.{side}", (0.3 * out, -1.0, 0.2))
        poser.aim(f"lowerarm01.{side}", f"wrist.{side}", fore)
    poser.palm("L", (0.05, 1.0, 0.1), (-0.1, 0.0, 1.0))
    poser.palm("R", (1.0, 0.35, 0.1), (0.0, 0.2, -1.0))
    for side in "LR":
        for finger in range(1, 6):
            poser.curl(side, finger, 10.0)
    return poser.pose()
