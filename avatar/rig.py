"""The avatar's bones, a pose of them, and where a pose puts them.

World frame of the avatar: metres, x to the viewer's right when the avatar faces the viewer (the avatar's own
left), y up, z toward the viewer. A camera picture (x right, y down, z negative toward the camera) maps to it as
(x, -y, -z), so the avatar appears as the camera sees the signer, not mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MAX_BONES = 512


def _frozen(values: object, shape: tuple[int, ...], what: str) -> Floats:
    array = np.array(values, dtype=np.float32)
    if array.shape != shape:
        raise ValueError(f"{what} has shape {array.shape}, expected {shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} has a value that is not finite")
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Rig:
    """A tree of bones in its rest pose. Immutable: the arrays are read-only copies.

    Attributes:
        names: (B,) bone names, unique (those of the CC0 MakeHuman default skeleton: ``"upperarm01.L"``,
            ``"finger2-1.R"``, ...).
        parents: int (B,): index of each bone's parent, which comes before it; -1 for the root, bone 0.
        rest: float32 (B, 4, 4) global rest transform of each bone, metres, world frame of this module. The
            translation is the bone's head (the joint that it turns about).
        tails: float32 (B, 3) where each bone ends at rest, metres, world frame (a fingertip is the tail of the
            finger's last bone).

    Raises:
        ValueError: a shape or value does not fit the description above.
    """

    names: tuple[str, ...]
    parents: NDArray[np.int64]
    rest: Floats
    tails: Floats

    def __post_init__(self) -> None:
        count = len(self.names)
        if not 1 <= count <= MAX_BONES:
            raise ValueError(f"Rig has {count} bones, expected 1 to {MAX_BONES}")
        if len(set(self.names)) != count:
            raise ValueError("Rig.names has a name twice")
        parents = np.array(self.parents, dtype=np.int64)
        if parents.shape != (count,):
            raise ValueError(f"Rig.parents has shape {parents.shape}, expected ({count},)")
        if parents[0] != -1 or (parents[1:] < 0).any() or (parents[1:] >= np.arange(1, count)).any():
            raise ValueError("Rig.parents must be -1 for bone 0 and an earlier bone for every other")
        rest = _frozen(self.rest, (count, 4, 4), "Rig.rest")
        turn = rest[:, :3, :3].astype(np.float64)
        if not np.allclose(turn @ turn.transpose(0, 2, 1), np.eye(3), atol=1e-3) or (np.linalg.det(turn) < 0).any():
            raise ValueError("Rig.rest has a transform that is not a rotation and a translation")
        if not np.allclose(rest[:, 3], (0, 0, 0, 1)):
            raise ValueError("Rig.rest has a last row that is not 0, 0, 0, 1")
        parents.setflags(write=False)
        object.__setattr__(self, "parents", parents)
        object.__setattr__(self, "rest", rest)
        object.__setattr__(self, "tails", _frozen(self.tails, (count, 3), "Rig.tails"))

    @property
    def heads(self) -> Floats:
        """float32 (B, 3): the joints at rest, metres, world frame."""
        return self.rest[:, :3, 3]

    @cached_property
    def inverse_rest(self) -> Floats:
        """float32 (B, 4, 4): from the world at rest into each bone's own frame."""
        return np.linalg.inv(self.rest.astype(np.float64)).astype(np.float32)

    @cached_property
    def local(self) -> Floats:
        """float32 (B, 4, 4): rest transform of each bone relative to its parent's."""
        local = self.inverse_rest[np.maximum(self.parents, 0)] @ self.rest
        local[0] = self.rest[0]
        local.setflags(write=False)
        return local

    @cached_property
    def levels(self) -> tuple[NDArray[np.int64], ...]:
        """Bones grouped by depth below the root (which is left out), so that a whole level moves at once."""
        depth = np.zeros(len(self.names), np.int64)
        for bone in range(1, len(depth)):
            depth[bone] = depth[self.parents[bone]] + 1
        return tuple(np.flatnonzero(depth == d) for d in range(1, int(depth.max()) + 1))

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def index(self, name: str) -> int:
        """Index of the bone of that name.

        Raises:
            KeyError: no bone has that name.
        """
        return self._indices[name]


@dataclass(frozen=True, eq=False)
class AvatarPose:
    """How every bone of a rig is turned at one time. Immutable: the arrays are read-only copies.

    Attributes:
        time_us: the time of the pose it shows, microseconds (the sender's clock).
        rotations: float32 (B, 3, 3): each bone's turn away from rest, in the bone's own rest frame: the global
            transform is ``parent @ rig.local[bone] @ rotations[bone]``. The identity is the rest pose.
        root: float32 (3,): shift of the whole avatar from rest, metres, world frame.
        visibility: float32 (B,) in 0..1: how sure the place of each bone is; the drawing fades what is doubtful.
        actions: float32 (A,) in 0..1: strengths of the face actions, in the order of `avatar.body.Shapes`; (0,) for a
            face at ease.

    Raises:
        ValueError: a shape or value does not fit the description above.
    """

    time_us: int
    rotations: Floats
    root: Floats
    visibility: Floats
    actions: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def __post_init__(self) -> None:
        count = len(self.rotations)
        object.__setattr__(self, "rotations", _frozen(self.rotations, (count, 3, 3), "AvatarPose.rotations"))
        object.__setattr__(self, "root", _frozen(self.root, (3,), "AvatarPose.root"))
        visibility = _frozen(self.visibility, (count,), "AvatarPose.visibility")
        if ((visibility < 0) | (visibility > 1)).any():
            raise ValueError("AvatarPose.visibility has a value outside 0..1")
        object.__setattr__(self, "visibility", visibility)
        actions = _frozen(self.actions, (len(self.actions),), "AvatarPose.actions")
        if ((actions < 0) | (actions > 1)).any():
            raise ValueError("AvatarPose.actions has a value outside 0..1")
        object.__setattr__(self, "actions", actions)

    @classmethod
    def at_rest(cls, rig: Rig, time_us: int = 0) -> AvatarPose:
        """The rest pose, fully visible."""
        count = len(rig.names)
        turns = np.tile(np.eye(3, dtype=np.float32), (count, 1, 1))
        return cls(time_us, turns, np.zeros(3, np.float32), np.ones(count, np.float32))


def forward(rig: Rig, pose: AvatarPose) -> Floats:
    """Global transform of every bone in a pose (forward kinematics).

    Args:
        rig: the bones.
        pose: their turns.

    Returns:
        float32 (B, 4, 4), metres, world frame.

    Raises:
        ValueError: the pose has another number of bones than the rig.
    """
    if len(pose.rotations) != len(rig.names):
        raise ValueError(f"the pose has {len(pose.rotations)} bones and the rig {len(rig.names)}")
    moved = rig.local.copy()
    moved[:, :3, :3] = rig.local[:, :3, :3] @ pose.rotations
    moved[0, :3, 3] += pose.root
    out = np.empty_like(moved)
    out[0] = moved[0]
    for level in rig.levels:
        out[level] = out[rig.parents[level]] @ moved[level]
    return out


def skinning_matrices(rig: Rig, transforms: Floats) -> Floats:
    """Matrices that carry a vertex at rest to where each bone takes it.

    Args:
        rig: the bones.
        transforms: float32 (B, 4, 4) of `forward`.

    Returns:
        float32 (B, 4, 4): ``transforms @ inverse(rest)``.
    """
    return transforms @ rig.inverse_rest
