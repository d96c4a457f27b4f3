"""Signs as key positions of arms, palms and fingers, and the way from one to the next.

Directions are in the avatar's world (x to the viewer's right, y up, z toward the viewer) for the right arm; the left
arm is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.poser import Poser
from avatar.rig import AvatarPose, Rig

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Arm:
    """How one arm is held, seen as a right arm.

    Attributes:
        upper: (3,) direction from shoulder to elbow.
        fore: (3,) direction from elbow to wrist.
        fingers: (3,) direction from wrist to middle knuckle.
        facing: (3,) direction out of the palm.
        curls: (5,) degrees by which each joint of a finger is bent, thumb first.
        spread: (5,) degrees by which each finger is tilted away from the middle one.
    """

    upper: Floats
    fore: Floats
    fingers: Floats
    facing: Floats
    curls: Floats
    spread: Floats


@dataclass(frozen=True, eq=False)
class Key:
    """Both arms, and the head's turn (degrees: to its own left, nod, tilt)."""

    left: Arm
    right: Arm
    head: tuple[float, float, float] = (0.0, 0.0, 0.0)


# Finger curls and spread of some handshapes, thumb first.
SHAPES: Final[dict[str, tuple[tuple[float, ...], tuple[float, ...]]]] = {
    "flat": ((5, 0, 0, 0, 0), (0, 2, 0, 2, 4)),
    "five": ((-5, 0, 0, 0, 0), (15, 14, 0, 10, 20)),
    "relaxed": ((10, 20, 25, 28, 30), (5, 4, 0, 3, 6)),
    "fist": ((40, 78, 82, 82, 80), (0, 0, 0, 0, 0)),
    "index": ((35, 0, 80, 82, 80), (0, 0, 0, 0, 0)),
    "two": ((35, 0, 0, 82, 80), (0, 10, 0, 0, 0)),
    "three": ((0, 0, 0, 82, 80), (15, 10, 0, 0, 0)),
    "four": ((45, 0, 0, 0, 0), (0, 10, 0, 8, 14)),
    "thumb": ((-10, 80, 84, 84, 82), (20, 0, 0, 0, 0)),
    "little": ((35, 78, 82, 82, 0), (0, 0, 0, 0, 8)),
    "love": ((-5, 0, 82, 82, 0), (20, 4, 0, 0, 8)),
    "curved": ((20, 38, 40, 40, 40), (10, 4, 0, 3, 6)),
    "round": ((35, 55, 58, 60, 60), (5, 0, 0, 0, 0)),
    "bent": ((5, 30, 30, 30, 30), (0, 2, 0, 2, 4)),
}


def arm(upper: object, fore: object, fingers: object, facing: object, shape: str) -> Arm:
    """An arm with one of the named handshapes."""
    curls, spread = SHAPES[shape]
    return Arm(*(np.array(v, np.float64) for v in (upper, fore, fingers, facing, curls, spread)))


REST: Final = arm((-0.12, -1, 0), (0.06, -1, 0.25), (0.05, -1, 0.2), (1, 0, 0.1), "relaxed")


def between(a: Key, b: Key, share: float) -> Key:
    """A position on the way from one to the other, share 0..1, starting and ending softly."""
    s = share * share * (3 - 2 * share)

    def mix(one: Arm, other: Arm) -> Arm:
        return Arm(*((1 - s) * getattr(one, f.name) + s * getattr(other, f.name) for f in fields(Arm)))

    turned, nod, tilt = ((1 - s) * one + s * other for one, other in zip(a.head, b.head, strict=True))
    return Key(mix(a.left, b.left), mix(a.right, b.right), (turned, nod, tilt))


def pose(rig: Rig, key: Key, time_us: int = 0) -> AvatarPose:
    """The avatar in a key position."""
    poser = Poser(rig)
    turned, nod, tilt = key.head
    poser.about("neck02", (0, 1, 0), turned).about("head", (1, 0, 0), nod).about("neck01", (0, 0, 1), tilt)
    for side, held in (("R", key.right), ("L", key.left)):
        mirror = np.array([1.0 if side == "R" else -1.0, 1.0, 1.0])
        poser.aim(f"upperarm01.{side}", f"lowerarm01.{side}", held.upper * mirror)
        poser.aim(f"lowerarm01.{side}", f"wrist.{side}", held.fore * mirror)
        poser.palm(side, held.fingers * mirror, held.facing * mirror)
        for finger in range(5):
            poser.spread(side, finger + 1, float(held.spread[finger]))
            poser.curl(side, finger + 1, float(held.curls[finger]))
    return poser.pose(time_us)


def random_arm(rng: np.random.Generator) -> Arm:
    """An arm somewhere in the signing space, or now and then at rest, with some handshape."""
    curls, spread = (np.array(v, np.float64) for v in SHAPES[str(rng.choice(list(SHAPES)))])
    curls = curls + rng.normal(0, 6, 5)
    spread = np.maximum(spread + rng.normal(0, 3, 5), -2)
    if rng.random() < 0.15:
        return replace(REST, curls=curls, spread=spread)
    upper = np.array([rng.uniform(-0.7, 0.05), -1.0, rng.uniform(0.0, 0.7)])
    fore = np.array([rng.uniform(-0.3, 0.9), rng.uniform(-0.3, 1.5), rng.uniform(0.3, 1.1)])
    fore /= np.linalg.norm(fore)
    fingers = fore + rng.normal(0, 0.35, 3) + np.array([0.0, 0.25, 0.0])
    # Palms mostly face the viewer, the signer or the other hand.
    facing = np.array([rng.normal(0.3, 0.5), rng.normal(0, 0.35), rng.choice([1.0, -1.0, 0.2])])
    return Arm(upper, fore, fingers, facing, curls, spread)


def random_key(rng: np.random.Generator) -> Key:
    """Two random arms and a random turn of the head."""
    turned, nod, tilt = rng.normal(0, (14, 7, 6))
    return Key(random_arm(rng), random_arm(rng), (float(turned), float(nod), float(tilt)))
