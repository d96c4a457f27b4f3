"""The people that are drawn: baked bodies (`avatar.bake.people`), prepared for posing, dressing and drawing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.handshapes import HandJoints
from app.trouble import Trouble
from avatar.arrays import BodyError
from avatar.body import Body, load_body
from avatar.hands import HandModel
from avatar.landmarks import LETTER, Landmarks
from avatar.rig import Rig
from detector.skeleton import FACE_POINTS, SIDES

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
Indices = NDArray[np.int64]

HAIR: Final = ("hair_buzz", "hair_short", "hair_full", "hair_afro", "hair_long")
_TRUNK_BONES: Final = ("root", "pelvis", "spine", "clavicle", "shoulder01", "neck", "head", "upperleg", "lowerleg")
_FACE_PARTS: Final = ("skin", "lids", "lips", "mouth")
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
            0 on the trunk, -1 on the head, which no top covers.
        part_of_hand: uint8 (V,): 1 left hand, 2 right hand, 0 neither.
        face: rows of the vertices that are the 68 points of the face; none where the body does not tell them.
        cloud: rows of the vertices that stand for trunk, legs and head where something may not go into them.
    """

    name: str
    body: Body
    model: HandModel
    joints: HandJoints
    landmarks: Landmarks
    arm: Floats
    part_of_hand: NDArray[np.uint8]
    face: Indices
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


def prepare(name: str, body: Body, face: Floats | None = None) -> Person:
    """Somebody from a baked body.

    Args:
        name: of the person.
        body: the body.
        face: float32 (68, 3) where the points of the face lie at rest, if it is known.
    """
    joints = hand_joints(body.rig)
    names = body.rig.names
    weights = np.zeros((len(body.vertices), len(names)), np.float32)
    np.add.at(weights, (np.arange(len(weights))[:, None], body.bones), body.weights)

    def carried(*prefixes: str, ending: str = "") -> Floats:
        chosen = [i for i, bone in enumerate(names) if bone.startswith(prefixes) and bone.endswith(ending)]
        return np.asarray(weights[:, chosen].sum(axis=1))

    def part(*parts: str) -> NDArray[np.bool_]:
        return np.isin(body.part, [body.parts.index(one) for one in parts if one in body.parts])

    hand = np.zeros(len(weights), np.uint8)
    for number, side in enumerate(SIDES, start=1):
        hand[carried("wrist", "metacarpal", "finger", ending=f".{LETTER[side]}") > 0.5] = number
    clothed = part("top", "trousers") & (carried(*_TRUNK_BONES) > 0.75)
    bare = part("skin") & (carried("neck02", "neck03", "head") > 0.6)
    return Person(
        name,
        body,
        joints.model,
        joints,
        Landmarks.of(body.rig),
        _along_arm(body, weights),
        hand,
        _nearest(body, np.flatnonzero(part(*_FACE_PARTS)), face),
        np.concatenate([_thin(np.flatnonzero(rows), _CLOUD // 2) for rows in (clothed, bare)]),
    )


def _nearest(body: Body, rows: Indices, points: Floats | None) -> Indices:
    """Which of some vertices lie at points (P, 3)."""
    if points is None:
        return np.zeros(0, np.int64)
    gap = np.linalg.norm(body.vertices[rows][None] - points[:, None], axis=-1)
    return np.asarray(rows[gap.argmin(axis=1)])


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
    head = [i for i, bone in enumerate(rig.names) if bone.startswith(("neck03", "head", "eye"))]
    out = np.where(weights[:, head].sum(axis=1) > 0.5, -1.0, out)
    return out.astype(np.float32)


_NOT_ARM: Final = ("clavicle", "shoulder01", "eye", "pelvis", "upperleg", "lowerleg")


def _face_points(path: Path) -> Floats | None:
    with np.load(path, allow_pickle=False) as arrays:
        if "face_points" not in arrays.files:
            return None
        points = np.asarray(arrays["face_points"], np.float32)
    if points.shape != (len(FACE_POINTS), 3):
        raise BodyError(f"the body {path.name} has points of a face of shape {points.shape}")
    return points


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
                self._ready[number] = prepare(path.stem, load_body(path), _face_points(path))
            except (BodyError, ValueError) as error:
                raise Trouble(f"{error}; or make the people again by `make people`") from error
        return self._ready[number]
