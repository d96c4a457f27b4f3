"""How well the avatar's face says what the signer's does: on faces with known actions, and on recordings. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.avatar_figures import Shown
from app.studio.synth.expressions import expression
from avatar.body import Body
from avatar.expression import ExpressionFit
from avatar.face import MIRRORED, FaceModel, frontal
from avatar.face_reader import FaceReader
from avatar.head import BODY_POINTS, FIRM, HeadFit, Held
from avatar.rotations import from_vector
from detector.skeleton import FACE

Array = NDArray[np.float64]

# The actions that the points tell of and signers read.
READ: Final = ("jawOpen", "mouthSmile", "mouthPucker", "eyeBlink", "browDown", "browInnerUp")
_PEOPLE: Final = 8
_CALM, _FACES, _HELD = 15, 40, 3  # frames at ease, expressions of each person, frames that each is held
_UNLIKE: Final = 0.0012  # metres by which points of one person's face differ from the mean's
_NOISE: Final = 0.006  # distances between the eyes, of the points
_TURNS: Final = np.deg2rad(np.array((6.0, 12.0, 5.0)))  # nod, turn and tilt of the heads
_PIXEL: Final = 0.0007  # metres
_FRAME: Final = 1 / 30  # seconds
# A recording tells whether a feature follows only where it moves by more than that, metres.
_MOVES: Final = {"mouth": 0.003, "brows": 0.002, "lids": 0.0025}


@dataclass(frozen=True)
class FaceFigures:
    """Figures of faces; None where nothing was seen to measure.

    Attributes:
        face_action_error: mean error of the strengths (0..1) of the actions `READ`, on faces with known ones.
        face_action_r: correlation of the same.
        mouth_r: correlation of the mouth's opening, avatar with signer; the median of the recordings in which it moves.
        brows_r: the same of the brows' height over the eyes.
        lids_r: the same of the opening of the eyes.
    """

    face_action_error: float | None
    face_action_r: float | None
    mouth_r: float | None
    brows_r: float | None
    lids_r: float | None


def measure_faces(body: Body, recordings: Sequence[Sequence[Shown]]) -> FaceFigures:
    """Compare faces.

    Args:
        body: whom they are shown with.
        recordings: what the avatar made of some recordings.
    """
    model = FaceModel.of(body)
    if model is None:
        return FaceFigures(None, None, None, None, None)
    fit = ExpressionFit(model)
    error, agreement = _known(body, model, fit)
    found: dict[str, list[float]] = {name: [] for name in _MOVES}
    for shown in recordings:
        for name, value in _followed(model, shown).items():
            found[name].append(value)
    middle = {name: float(np.median(values)) if values else None for name, values in found.items()}
    return FaceFigures(error, agreement, middle["mouth"], middle["brows"], middle["lids"])


def _known(body: Body, model: FaceModel, fit: ExpressionFit) -> tuple[float, float]:
    """Mean error and correlation of strengths that are known, of people at ease at first."""
    rng = np.random.default_rng(11)
    heads = _heads(model)
    wanted, got = [], []
    for _ in range(_PEOPLE):
        own = rng.normal(0, _UNLIKE, (len(model.human), 3))
        face = model.human + (own + own[list(MIRRORED)] * (-1, 1, 1)) / 2
        reader = FaceReader(fit)
        faces = [np.zeros(len(model.names))] * (_CALM // _HELD)
        faces += [expression(rng, body)[0].astype(np.float64) for _ in range(_FACES)]
        for number, actions in enumerate(faces):
            turn = from_vector(rng.normal(0, _TURNS))
            points = ((face + np.tensordot(actions, model.moves, 1)) @ turn.T)[:, :2]
            for _ in range(_HELD):
                noise = rng.normal(0, _NOISE * model.width, points.shape)
                seen = (points + noise) / _PIXEL
                shown, _ = reader.update(seen, np.ones(len(points)), _held(heads, seen), _FRAME)
            if number >= _CALM // _HELD:
                wanted.append(_read(model, actions))
                got.append(_read(model, shown))
    true, read = np.array(wanted), np.array(got)
    agreement = [np.corrcoef(true[:, k], read[:, k])[0, 1] for k in range(len(READ))]
    return float(np.abs(true - read).mean()), float(np.mean(agreement))


def _read(model: FaceModel, actions: Array) -> Array:
    """Strengths of `READ`, of both sides the mean."""
    return np.array([np.mean([actions[n] for n, own in enumerate(model.names) if own.startswith(a)]) for a in READ])


def _heads(model: FaceModel) -> HeadFit:
    return HeadFit(np.vstack((np.full((len(BODY_POINTS), 3), np.nan), model.human[list(FIRM)])))


def _held(heads: HeadFit, points: Array) -> Held | None:
    """How a head is held whose face has its points (68, 2) there."""
    seen = np.zeros((len(BODY_POINTS) + len(FIRM), 3))
    seen[len(BODY_POINTS) :, :2] = points[list(FIRM)]
    weight = np.concatenate((np.zeros(len(BODY_POINTS)), np.ones(len(FIRM))))
    return heads(seen, weight, np.eye(3), 0.0)


def _followed(model: FaceModel, shown: Sequence[Shown]) -> dict[str, float]:
    """How the avatar's mouth, brows and lids go with the signer's over one recording, where they move."""
    heads = _heads(model)
    signer, avatar = [], []
    for one in shown:
        if not one.pose.known[FACE].all() or not len(one.avatar.actions):
            continue
        points = one.pose.xyz[FACE, :2].astype(np.float64) * (1, -1)
        held = _held(heads, points)
        if held is not None:
            signer.append(_features(frontal(model, held, points)))
            moved = model.base + np.tensordot(one.avatar.actions.astype(np.float64), model.moves, 1)
            avatar.append(_features(moved[:, :2]))
    out = {}
    if len(signer) >= 8:
        seen, drawn = np.array(signer), np.array(avatar)
        for k, (name, least) in enumerate(_MOVES.items()):
            if np.ptp(seen[:, k]) > least and drawn[:, k].std() > 0:
                out[name] = float(np.corrcoef(seen[:, k], drawn[:, k])[0, 1])
    return out


def _features(points: Array) -> Array:
    """Opening of the mouth, height of the brows over the eyes' corners, opening of the lids, metres."""
    up = points[:, 1]
    lids = np.mean([up[37] - up[41], up[38] - up[40], up[43] - up[47], up[44] - up[46]])
    return np.array([up[62] - up[66], up[19:25].mean() - up[[36, 39, 42, 45]].mean(), lids])
