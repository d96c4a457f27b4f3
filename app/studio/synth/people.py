"""The people that are drawn: baked bodies (`avatar.bake.people`), prepared for posing, dressing and drawing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.handshapes import HandJoints
from app.trouble import Trouble
from avatar.body import Body, BodyError, load_body
from avatar.hands import HandModel
from avatar.landmarks import LETTER, Landmarks
from avatar.rig import Rig
from detector.skeleton import SIDES

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
Indices = NDArray[np.int64]

HAIR: Final = ("hair_buzz", "hair_short", "hair_full", "hair_afro", "hair_long")
_TRUNK_BONES: Final = ("root", "pelvis", "spine", "clavicle", "shoulder01", "neck", "head", "upperleg", "lowerleg")
_CLOUD: Final = 1400  # points of the trunk that hands are kept out of


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody ready to be posed.

    Attributes:
        name: of the file.
        body: mesh, bones and weights.
        model: hands that bend.
        joints: the rig's own finger joints.
        landmarks: where people label keypoints.
        arm: float32 (V,) how far along the arm a vertex lies: 0 at the shoulder, 1 at the elbow, 2 at the wrist; below
            0 on the trunk.
        part_of_hand: uint8 (V,): 1 left hand, 2 right hand, 0 neither.
        cloud: rows of the vertices that stand for trunk, legs and head where something may not go into them.
    """

    name: str
    body: Body
    model: HandModel
    joints: HandJoints
    landmarks: Landmarks
    arm: Floats
    part_of_hand: NDArray[np.uint8]
    cloud: Indices

    @property
    def rig(self) -> Rig:
        return self.body.rig

    def rows(self, *parts: str) -> NDArray[np.bool_]:
        """bool (V,): the vertices of some parts."""
        wanted = [self.body.parts.index(part) for part in parts if part in self.body.parts]
        return np.isin(self.body.part, wanted)


def hand_joints(rig: Rig) -> HandJoints:
    """The rig's own finger joints."""
    model = HandModel.of(rig, Landmarks.of(rig))
    last = model.bones[:, :, 2]
    away = (rig.tails[last] - rig.rest[last, :3, 3]).astype(np.float64)
    return HandJoints(model, np.einsum("sfji,sfj->sfi", rig.rest[last, :3, :3].astype(np.float64), away))


def prepare(name: str, body: Body) -> Person:
    """Somebody from a baked body."""
    joints = hand_joints(body.rig)
    weights = np.zeros((len(body.vertices), len(body.rig.names)), np.float32)
    np.add.at(weights, (np.arange(len(weights))[:, None], body.bones), body.weights)
    hand = np.zeros(len(weights), np.uint8)
    for number, side in enumerate(SIDES, start=1):
        bones = [
            i
            for i, bone in enumerate(body.rig.names)
            if bone.endswith(f".{LETTER[side]}") and bone.startswith(("wrist", "metacarpal", "finger"))
        ]
        hand[weights[:, bones].sum(axis=1) > 0.5] = number
    person = Person(
        name, body, joints.model, joints, Landmarks.of(body.rig), _along_arm(body, weights), hand, np.zeros(0, np.int64)
    )
    trunk = [i for i, bone in enumerate(body.rig.names) if bone.startswith(_TRUNK_BONES)]
    clothed = person.rows("top", "trousers") & (weights[:, trunk].sum(axis=1) > 0.75)
    head = [i for i, bone in enumerate(body.rig.names) if bone in ("neck02", "neck03", "head")]
    bare = person.rows("skin") & (weights[:, head].sum(axis=1) > 0.6)
    object.__setattr__(
        person, "cloud", np.concatenate([_thin(np.flatnonzero(r), _CLOUD // 2) for r in (clothed, bare)])
    )
    return person


def _thin(rows: Indices, count: int) -> Indices:
    return rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(np.int64)]


def _along_arm(body: Body, weights: Floats) -> Floats:
    rig = body.rig
    out = np.full(len(body.vertices), -0.3, np.float32)
    for side in SIDES:
        letter = LETTER[side]
        shoulder, elbow, wrist = (rig.heads[rig.index(f"{b}.{letter}")] for b in ("upperarm01", "lowerarm01", "wrist"))
        upper, fore = elbow - shoulder, wrist - elbow
        along_upper = (body.vertices - shoulder) @ upper / (upper @ upper)
        along_fore = (body.vertices - elbow) @ fore / (fore @ fore)
        along = np.where(along_fore > 0, 1 + along_fore, np.minimum(along_upper, 1))
        arm = [i for i, bone in enumerate(rig.names) if bone.endswith(f".{letter}") and not bone.startswith(_NOT_ARM)]
        share = weights[:, arm].sum(axis=1)
        out = np.where(share > 0.01, np.clip(share, 0, 1) * (along + 0.3) - 0.3, out)
    return out.astype(np.float32)


_NOT_ARM: Final = ("clavicle", "shoulder01", "eye", "pelvis", "upperleg", "lowerleg")


class People:
    """The people of a folder, read when first asked for.

    Raises:
        Trouble: there are none.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = sorted(folder.glob("*.npz"))
        if not self._paths:
            raise Trouble(f"there are no people to draw in {folder}: make them by `make people`, or name their folder")
        self._ready: dict[int, Person] = {}

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, number: int) -> Person:
        if number not in self._ready:
            path = self._paths[number]
            try:
                self._ready[number] = prepare(path.stem, load_body(path))
            except BodyError as error:
                raise Trouble(f"{error}; or make the people again by `make people`") from error
        return self._ready[number]
