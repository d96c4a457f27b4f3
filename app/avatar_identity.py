"""How surely signers are told apart by what they send, and how surely once they blur who they are. No Qt.

The simplest of attacks: every recording is described by what it shows of body and movement, and ascribed to the signer
of the recording most like it. Whoever has more recordings and patience does better: it is a lower bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.disguise import Disguise
from detector.pose import Pose
from detector.skeleton import FACE, HAND_BONES, HANDS, SIDES, index

Array = NDArray[np.float64]

_BODY: Final = np.array([index(n) for n in ("nose", "left_eye", "right_eye", "left_ear", "right_ear")])
_ARMS: Final = np.array([index(f"{side}_{joint}") for side in SIDES for joint in ("shoulder", "elbow", "wrist")])
_SHOULDERS: Final = np.array([index(f"{side}_shoulder") for side in SIDES])
_EYES: Final = np.array([index("left_eye"), index("right_eye")])
_BONES: Final = np.array(HAND_BONES)
_FINEST: Final = 0.01  # of the shoulders' width or the picture's height: finer differences are the keypoints' own noise
_FEWEST: Final = 5  # poses of a recording in which something is seen, for it to count


@dataclass(frozen=True)
class Identified:
    """How many of the recordings are ascribed to their own signer.

    Attributes:
        recordings: how many there were.
        signers: of so many people.
        body: share that is ascribed rightly by lengths, faces and places of the keypoints as they are sent.
        body_blurred: the same once who signs is blurred (`avatar.disguise`).
        moving: the same by how far, how fast and how evenly one moves.
        moving_blurred: the same of blurred ones.
        chance: share that guessing the commonest signer gets right.
    """

    recordings: int
    signers: int
    body: float
    body_blurred: float
    moving: float
    moving_blurred: float
    chance: float


def identified(body: Body, recordings: Mapping[str, Sequence[Sequence[Pose]]]) -> Identified | None:
    """Ascribe recordings to signers.

    Args:
        body: who appears in place of a signer who blurs.
        recordings: those of each signer, by any name.

    Returns:
        None with fewer than two signers, or where none has two recordings.
    """
    named = [(name, list(poses)) for name, own in recordings.items() for poses in own if len(poses) >= _FEWEST]
    names = [name for name, _ in named]
    count = Counter(names)
    if len(count) < 2 or max(count.values()) < 2:
        return None
    plain = [poses for _, poses in named]
    hidden = []
    for poses in plain:
        disguise = Disguise(body)
        hidden.append([disguise.update(pose) for pose in poses])
    still, moving = zip(*(_described(poses) for poses in plain), strict=True)
    still_hidden, moving_hidden = zip(*(_described(poses) for poses in hidden), strict=True)
    return Identified(
        recordings=len(names),
        signers=len(count),
        body=_ascribed(names, _evened(still)),
        body_blurred=_ascribed(names, _evened(still_hidden)),
        moving=_ascribed(names, _evened(moving)),
        moving_blurred=_ascribed(names, _evened(moving_hidden)),
        chance=max(count.values()) / len(names),
    )


def _described(poses: Sequence[Pose]) -> tuple[Array, Array]:
    """What a recording shows of the signer's body and place, and of the way they move; NaN where it shows nothing."""
    seen = np.array([np.where(pose.known[:, None], pose.xyz, np.nan) for pose in poses], np.float64)
    seen /= poses[0].height
    seconds = np.array([pose.time_us for pose in poses]) / 1e6
    width = np.linalg.norm(seen[:, _SHOULDERS[0], :2] - seen[:, _SHOULDERS[1], :2], axis=1)[:, None]
    eyes = seen[:, _EYES].mean(axis=1, keepdims=True)
    apart = np.linalg.norm(seen[:, _EYES[0], :2] - seen[:, _EYES[1], :2], axis=1)[:, None, None]
    hands = [
        np.linalg.norm(seen[:, HANDS[s]][:, _BONES[:, 1]] - seen[:, HANDS[s]][:, _BONES[:, 0]], axis=2) for s in SIDES
    ]
    arms = [np.linalg.norm(seen[:, _ARMS[a], :2] - seen[:, _ARMS[a + 1], :2], axis=1) for a in (0, 1, 3, 4)]
    place = np.concatenate((seen[:, _BODY, :2], seen[:, _ARMS, :2]), axis=1).reshape(len(seen), -1)
    face = ((seen[:, FACE, :2] - eyes[..., :2]) / apart).reshape(len(seen), -1)
    body = np.concatenate((place, width, face, np.hstack(hands) / width, np.stack(arms, axis=1) / width), axis=1)
    speed = (
        np.linalg.norm(np.diff(seen[..., :2], axis=0), axis=2) / np.maximum(np.diff(seconds), 1e-3)[:, None] / width[1:]
    )
    jolt = np.abs(np.diff(speed, axis=0))
    watched = np.concatenate((_BODY, _ARMS))
    reach = (seen[:, _ARMS, :2] - seen[:, _SHOULDERS, :2].mean(axis=1, keepdims=True)) / width[:, None]
    spread = reach.reshape(len(seen), -1)
    return _middle(body), np.concatenate((_middle(speed[:, watched]), _middle(jolt[:, watched]), _extent(spread)))


def _middle(values: Array) -> Array:
    """Medians (V,) over time of values (T, V); NaN where too little was seen."""
    return np.array([np.median(v[np.isfinite(v)]) if np.isfinite(v).sum() >= _FEWEST else np.nan for v in values.T])


def _extent(values: Array) -> Array:
    """Standard deviations (V,) over time of values (T, V); NaN where too little was seen."""
    return np.array([np.std(v[np.isfinite(v)]) if np.isfinite(v).sum() >= _FEWEST else np.nan for v in values.T])


def _evened(described: Sequence[Array]) -> Array:
    """Descriptions (R, D) in which every value counts alike, and what is unknown is as usual."""
    values = np.array(described)
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0).sum(axis=0) / count
    away = np.where(known, values - mean, 0.0)
    spread = np.sqrt((away * away).sum(axis=0) / count)
    return np.asarray(away / np.maximum(spread, _FINEST))


def _ascribed(names: Sequence[str], described: Array) -> float:
    """Share of recordings whose nearest other one is by the same signer."""
    apart = np.linalg.norm(described[:, None] - described, axis=2)
    np.fill_diagonal(apart, np.inf)
    return float(np.mean([names[int(row.argmin())] == name for row, name in zip(apart, names, strict=True)]))
