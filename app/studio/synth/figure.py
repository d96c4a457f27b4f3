"""A posed person: every bone's turn in the world, and where that takes bones and vertices. Many poses at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.rig import Rig

Array = NDArray[np.float64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Figure:
    """N poses of one rig.

    Attributes:
        turns: (N, B, 3, 3) how each bone is turned away from rest, in the world's axes.
        heads: (N, B, 3) where its joint is, metres.
    """

    turns: Array
    heads: Array

    def carried(self, rig: Rig, bones: NDArray[np.int64], points: Array) -> Array:
        """Where points (P, 3), given in the world at rest, lie when bones (P,) carry them: (N, P, 3)."""
        away = points - rig.heads[bones]
        return np.asarray(self.heads[:, bones] + np.einsum("npij,pj->npi", self.turns[:, bones], away))

    def pick(self, number: int) -> Figure:
        """One of the poses, as N = 1."""
        return Figure(self.turns[number : number + 1], self.heads[number : number + 1])

    def palette(self, rig: Rig) -> Floats:
        """float32 (B, 4, 4) skinning matrices of the first pose."""
        out = np.zeros((len(rig.names), 4, 4), np.float32)
        out[:, :3, :3] = self.turns[0]
        out[:, :3, 3] = self.heads[0] - np.einsum("bij,bj->bi", self.turns[0], rig.heads)
        out[:, 3, 3] = 1
        return out


def stand(rig: Rig, own: dict[int, Array], count: int) -> Figure:
    """Poses from turns of some bones.

    Args:
        rig: the bones.
        own: by bone, (N, 3, 3): its turn against its parent, in the world's axes at rest. Others do not turn.
        count: N.
    """
    bones = len(rig.names)
    turns = np.empty((count, bones, 3, 3))
    heads = np.empty((count, bones, 3))
    turns[:, 0] = own.get(0, np.eye(3))
    heads[:, 0] = rig.heads[0]
    for bone in range(1, bones):
        parent = int(rig.parents[bone])
        away = (rig.heads[bone] - rig.heads[parent]).astype(np.float64)
        heads[:, bone] = heads[:, parent] + turns[:, parent] @ away
        turns[:, bone] = turns[:, parent] @ own[bone] if bone in own else turns[:, parent]
    return Figure(turns, heads)


def skinned(body_vertices: Floats, bones: NDArray[np.uint8], weights: Floats, palette: Floats) -> Floats:
    """Vertices (V, 3) where the palette takes them."""
    mixed = np.einsum("vk,vkij->vij", weights, palette[bones][:, :, :3])
    return np.asarray(np.einsum("vij,vj->vi", mixed[:, :, :3], body_vertices) + mixed[:, :, 3], np.float32)
