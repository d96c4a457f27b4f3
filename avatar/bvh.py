"""The avatar's motion as BVH (Biovision hierarchy), which animation programs read.

Lengths are centimetres, y is up, the avatar faces +z. Joints have the world's axes at rest; a joint's three channels
are the turn about z, then x, then y (in the order in which the matrices are multiplied), degrees. BVH knows no
visibility and no face: those are in the glTF (`avatar.gltf`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rig import AvatarPose, Rig, forward

Array = NDArray[np.float64]

_CM: Final = 100.0
_TURNS: Final = "Zrotation Xrotation Yrotation"


def bvh(rig: Rig, poses: Sequence[AvatarPose], fps: float) -> str:
    """The text of a BVH file.

    Args:
        rig: the bones.
        poses: one for each frame.
        fps: frames a second.
    """
    order: list[int] = []
    lines = [
        "HIERARCHY",
        *_hierarchy(rig, 0, 0, order),
        "MOTION",
        f"Frames: {len(poses)}",
        f"Frame Time: {1 / fps:.7f}",
    ]
    for pose in poses:
        transforms = forward(rig, pose).astype(np.float64)
        turns = euler_zxy(_turns(rig, transforms))[order]
        root = transforms[0, :3, 3] * _CM
        lines.append(" ".join(f"{value:.4f}" for value in (*root, *turns.ravel())))
    return "\n".join(lines) + "\n"


def _hierarchy(rig: Rig, bone: int, depth: int, order: list[int]) -> Iterator[str]:
    """The lines of a bone and all below it; `order` is filled with the bones as they come."""
    order.append(bone)
    pad = "\t" * depth
    parent = int(rig.parents[bone])
    offset = (rig.heads[bone] - (rig.heads[parent] if parent >= 0 else rig.heads[bone])) * _CM
    yield f"{pad}{'ROOT' if parent < 0 else 'JOINT'} {rig.names[bone]}"
    yield f"{pad}{{"
    yield f"{pad}\tOFFSET {_three(offset)}"
    channels = f"6 Xposition Yposition Zposition {_TURNS}" if parent < 0 else f"3 {_TURNS}"
    yield f"{pad}\tCHANNELS {channels}"
    children = [int(child) for child in np.flatnonzero(rig.parents == bone)]
    for child in children:
        yield from _hierarchy(rig, child, depth + 1, order)
    if not children:
        tail = (rig.tails[bone] - rig.heads[bone]) * _CM
        yield from (f"{pad}\tEnd Site", f"{pad}\t{{", f"{pad}\t\tOFFSET {_three(tail)}", f"{pad}\t}}")
    yield f"{pad}}}"


def _three(offset: NDArray[np.floating]) -> str:
    return " ".join(f"{value:.5f}" for value in offset)


def _turns(rig: Rig, transforms: Array) -> Array:
    """(B, 3, 3) by how much each bone is turned against its parent, in axes that are the world's at rest."""
    moved = transforms[:, :3, :3] @ rig.rest[:, :3, :3].astype(np.float64).transpose(0, 2, 1)
    out = moved[np.maximum(rig.parents, 0)].transpose(0, 2, 1) @ moved
    out[0] = moved[0]
    return np.asarray(out)


def euler_zxy(turns: Array) -> Array:
    """Angles (N, 3) about z, x, y, degrees, with ``turns = Rz @ Rx @ Ry`` (N, 3, 3)."""
    x = np.arcsin(np.clip(turns[:, 2, 1], -1, 1))
    z = np.arctan2(-turns[:, 0, 1], turns[:, 1, 1])
    y = np.arctan2(-turns[:, 2, 0], turns[:, 2, 2])
    # Where x is a quarter turn, z and y turn about one axis: all of it is z's.
    locked = np.abs(turns[:, 2, 1]) > 1 - 1e-9
    z = np.where(locked, np.arctan2(turns[:, 1, 0], turns[:, 0, 0]), z)
    return np.asarray(np.degrees(np.stack((z, x, np.where(locked, 0.0, y)), axis=1)))
