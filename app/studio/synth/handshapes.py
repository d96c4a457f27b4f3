"""Handshapes as joint angles: a table of real ones, and new ones between and around them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.capsules import own_overlap
from avatar.hands import HandModel
from avatar.limits import ANGLES, BEND, CURL, FLEX, SPREAD, TWIST, clamp_fingers
from avatar.rotations import about, apply

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TABLE: Final = "handshapes.npy"
# Fingers press into one another by this much, in hand lengths, before it counts as going through.
PRESS: Final = 0.055


def read_table() -> Array:
    """(S, 5, 5) radians in the sense of `avatar.limits.FINGERS`: handshapes of real signers (`learn_handshapes`)."""
    with (files("app.studio.synth") / TABLE).open("rb") as file:
        degrees = np.load(file, allow_pickle=False)
    return np.deg2rad(degrees.astype(np.float64))


@dataclass(frozen=True, eq=False)
class HandJoints:
    """Where the rig's own joints of bent hands lie; `avatar.hands` knows where people label them.

    Attributes:
        model: the hands of a rig.
        wrist_to: (2, 4, 3): from the wrist to the four knuckles at rest.
    """

    model: HandModel
    tips: Array

    @classmethod
    def of(cls, model: HandModel, tails: Array) -> HandJoints:
        """Args:
        model: the hands of a rig.
        tails: (2, 5, 3) fingertips of the rig at rest in the frame of each last bone.
        """
        return cls(model, tails)

    def positions(self, side: Indices, angles: Array) -> Array:
        """(N, 21, 3) joints in the hand's own frame, metres, of hands with flat palms."""
        m = self.model
        a = (angles - m.straight[side]) * m.mirror[side]
        first = m.base_turn[side] @ about(0, a[..., FLEX]) @ about(2, a[..., SPREAD])
        first[:, 0] = first[:, 0] @ about(1, a[:, 0, TWIST])
        second = first @ m.turns[side, :, 0] @ about(0, a[..., BEND])
        third = second @ m.turns[side, :, 1] @ about(0, a[..., CURL])
        at1 = m.base_at[side]
        at2 = at1 + apply(first, m.steps[side, :, 0])
        at3 = at2 + apply(second, m.steps[side, :, 1])
        tip = at3 + apply(third, self.tips[side])
        out = np.zeros((len(side), 21, 3))
        out[:, 1:] = np.stack((at1, at2, at3, tip), axis=2).reshape(len(side), 20, 3)
        return out


def sample(rng: np.random.Generator, table: Array, joints: HandJoints, count: int) -> Array:
    """Handshapes (count, 5, 5) in which no finger goes through another.

    Half are near a real one, the rest mix two real ones finger by finger or part way.
    """
    found: list[Array] = []
    size = float(np.linalg.norm(joints.model.base_at[0, 2]))
    while len(found) < count:
        many = 16
        a, b = table[rng.integers(len(table), size=(2, many))]
        kind = rng.random(many)
        share = np.where(kind[:, None] < 0.5, 0.0, np.where(kind[:, None] < 0.75, rng.random((many, 1)), 0.0))
        share = np.where(kind[:, None] >= 0.75, rng.integers(0, 2, (many, 5)), share)
        angles = a + share[..., None] * (b - a)
        angles = clamp_fingers(angles + np.deg2rad(rng.normal(0, 4.0, angles.shape)) * _JITTER)
        sides = np.zeros(many, np.int64)
        deep = own_overlap(joints.positions(sides, angles), np.full(many, size))
        found.extend(angles[deep < PRESS])
    return np.stack(found[:count])


_JITTER: Final[Array] = np.array([1.0, 0.6, 0.3, 1.0, 0.8])
assert len(_JITTER) == ANGLES
