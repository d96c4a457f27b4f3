"""``python -m app.studio.synth.learn_handshapes``: the table of handshapes, from keypoints of real hands.

Reads `.pose` recordings and labelled hands, fits joint angles to them, and keeps those that differ most from one
another. Only joint angles are kept: nobody can be told from them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pose_format import Pose as PoseFile

from app.studio.synth.capsules import own_overlap
from app.studio.synth.handshapes import PRESS, TABLE, HandJoints
from app.studio.synth.people import hand_joints
from avatar.handfit import RELAXED, HandFit, HandState, Prior
from avatar.hands import HandModel
from avatar.landmarks import Landmarks
from avatar.people import load_person

Array = NDArray[np.float64]

# Labelled sets whose licence lets them train what is shipped.
SETS: Final = ("handshapes", "asl_letters", "digits", "letters", "webcam_signs")
# Largest median distance between fitted and given keypoints, in palm lengths.
_GOOD: Final = 0.07
_ALIKE: Final = np.deg2rad(7.0)


def hands_of(data: Path) -> tuple[Array, NDArray[np.int64]]:
    """(N, 21, 3) hands in world directions and their sides (N,)."""
    points, sides = [], []
    for path in sorted((data / "poses").glob("*.pose")):
        recording = PoseFile.read(path.read_bytes())
        first = 0
        for component in recording.header.components:
            count = len(component.points)
            if component.name in ("LEFT_HAND_LANDMARKS", "RIGHT_HAND_LANDMARKS"):
                xyz = recording.body.data[:, 0, first : first + count].filled(np.nan)
                good = np.isfinite(xyz).all(axis=(1, 2)) & (np.ptp(xyz[..., 0], axis=1) > 1)
                points.append(np.asarray(xyz[good], np.float64))
                sides.append(np.full(int(good.sum()), int(component.name.startswith("RIGHT"))))
            first += count
    for name in SETS:
        arrays = np.load(data / "labels" / f"{name}.npz", allow_pickle=False)
        good = np.isfinite(arrays["hands"]).all(axis=(2, 3)) & (arrays["flip_error"] < 0.03)
        for side in (0, 1):
            points.append(arrays["hands"][good[:, side], side].astype(np.float64))
            sides.append(np.full(int(good[:, side].sum()), side))
    return np.concatenate(points) * (1.0, -1.0, -1.0), np.concatenate(sides)


def fit(points: Array, side: NDArray[np.int64], model: HandModel) -> tuple[Array, Array]:
    """Angles (N, 5, 5) and the median miss (N,) in palm lengths."""
    count = len(points)
    fitted = HandFit(model)
    palm = np.linalg.norm(points[:, [5, 9, 13, 17]] - points[:, :1], axis=-1).mean(axis=1)
    state = HandState(
        np.tile(np.eye(3), (count, 1, 1)), np.tile(RELAXED, (count, 1, 1)), fitted.palm[side] / np.maximum(palm, 1e-9)
    )
    wide = np.full(count, 10.0)
    for _ in range(3):
        state = fitted(side, points, np.ones((count, 21)), Prior(state, wide, np.full((count, 5), 10.0), wide / 20), 6)
    bent = model.bend(side, state.angles).points @ np.swapaxes(state.turn, -1, -2)
    there = (points - points[:, :1]) * state.scale[:, None, None]
    miss = np.linalg.norm((there - bent + bent[:, :1])[..., :2], axis=-1) / fitted.palm[side][:, None]
    return state.angles, np.median(miss, axis=1)


def distinct(angles: Array, count: int) -> Array:
    """Those that differ most: each next one is the farthest from all taken (Gonzalez 1985)."""
    flat = angles.reshape(len(angles), -1)
    taken = [0]
    gap = np.sqrt(((flat - flat[0]) ** 2).mean(axis=1))
    while len(taken) < count and gap.max() > _ALIKE / 2:
        taken.append(int(gap.argmax()))
        gap = np.minimum(gap, np.sqrt(((flat - flat[taken[-1]]) ** 2).mean(axis=1)))
    return angles[taken]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="data folder with poses/ and labels/")
    parser.add_argument("--count", type=int, default=900)
    options = parser.parse_args()
    body = load_person()
    model = HandModel.of(body.rig, Landmarks.of(body.rig))
    joints: HandJoints = hand_joints(body.rig)
    points, side = hands_of(options.data)
    angles, miss = fit(points, side, model)
    size = np.full(len(angles), float(np.linalg.norm(model.base_at[0, 2])))
    deep = own_overlap(joints.positions(np.zeros(len(angles), np.int64), angles), size)
    good = (miss < _GOOD) & (deep < PRESS)
    kept = distinct(angles[good], options.count)
    path = Path(__file__).parent / TABLE
    np.save(path, np.rint(np.rad2deg(kept)).astype(np.int16))
    print(f"{len(points)} hands, {int((miss < _GOOD).sum())} fitted, {int(good.sum())} of them free, {len(kept)} kept")
    print("deep", np.percentile(deep, [10, 50, 90]), "miss", np.percentile(miss, [10, 50, 90]))


if __name__ == "__main__":
    main()
