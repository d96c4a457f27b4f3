"""Blurs who signs before anything is sent: a signer's keypoints become those of an avatar that makes the same signs.

What is taken off (docs/decisions/0007): proportions of body, hands and face, the place before the camera, the usual
posture of trunk and head, and movement faster than signing is. What stays: the signs, and with them their tempo,
their reach and their personal style. Delay: that of `_CALM`, 25 ms.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.landmarks import Landmarks
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose, forward
from avatar.rotations import from_vector, to_vector
from detector.pose import Pose
from detector.skeleton import BODY, FACE, HANDS, SIDES, index, keypoint

Array = NDArray[np.float64]

# Everybody is seen from as far away: avatar metres from the picture's top to its bottom, and what its middle shows.
_HEIGHT: Final = 1.15
_MIDDLE: Final = np.array((0.0, 0.62))
_CALM: Final = 0.025  # seconds of a first-order low-pass: a tremor of 10 Hz is halved, the fastest signs pass
_POSTURE: Final = 20.0  # seconds over which the usual posture is known
_UPRIGHT: Final = 2.0  # seconds that count for standing upright when a call begins
_POSTURE_BONES: Final = ("spine", "clavicle", "neck", "head")
_LONGEST_STEP: Final = 0.5  # seconds


class Disguise:
    """The poses of one call. Not thread-safe."""

    def __init__(self, body: Body) -> None:
        self._rig = body.rig
        self._retargeter = Retargeter(body)
        self._landmarks = Landmarks.of(body.rig)
        names = body.rig.names
        self._held = np.array([i for i, name in enumerate(names) if name.startswith(_POSTURE_BONES)])
        self._posture = np.zeros((len(self._held), 3))
        self._seconds = _UPRIGHT
        self._head = body.rig.index("head")
        self._face = body.vertices[body.face].astype(np.float64)
        shapes = body.shapes
        self._moves = np.zeros((len(shapes.names), len(body.face), 3))
        for number in range(len(shapes.names)):
            own = slice(int(shapes.starts[number]), int(shapes.starts[number + 1]))
            dense = np.zeros(body.vertices.shape)
            dense[shapes.vertices[own]] = shapes.offsets[own]
            self._moves[number] = dense[body.face]
        self._calm: Array | None = None
        self._known: NDArray[np.bool_] | None = None
        self._time_us: int | None = None

    def update(self, pose: Pose) -> Pose:
        """The pose that is sent in place of this one: the same frame size, the same points known as surely."""
        passed = 0.0 if self._time_us is None else (pose.time_us - self._time_us) / 1e6
        passed = float(np.clip(passed, 0.0, _LONGEST_STEP))
        self._time_us = pose.time_us
        shown = self._upright(self._retargeter.update(pose), passed)
        points = self._calmed(self._points(shown), pose.known, passed)
        return Pose.of(pose.time_us, (pose.width, pose.height), self._in_picture(points, pose), pose.score)

    def _upright(self, shown: AvatarPose, passed: float) -> AvatarPose:
        """Without the usual posture of trunk and head."""
        turns = shown.rotations.astype(np.float64)
        held = to_vector(turns[self._held])
        self._seconds = min(self._seconds + passed, _POSTURE)
        self._posture += passed / self._seconds * (held - self._posture)
        turns[self._held] = from_vector(held - self._posture)
        return replace(shown, rotations=turns.astype(np.float32))

    def _points(self, shown: AvatarPose) -> Array:
        """Keypoints (K, 3), metres, avatar world frame."""
        transforms = forward(self._rig, shown)
        points = self._landmarks.positions(transforms).astype(np.float64)
        face = self._face + np.tensordot(shown.actions.astype(np.float64), self._moves, 1)
        moved = (transforms[self._head] @ self._rig.inverse_rest[self._head]).astype(np.float64)
        points[FACE] = face @ moved[:3, :3].T + moved[:3, 3]
        return points

    def _calmed(self, points: Array, known: NDArray[np.bool_], passed: float) -> Array:
        if self._calm is None or self._known is None:
            self._calm, self._known = points.copy(), known
            return points
        share = np.where(known & self._known, 1 - np.exp(-passed / _CALM), 1.0)
        self._calm += share[:, None] * (points - self._calm)
        self._known = known
        return self._calm.copy()

    def _in_picture(self, points: Array, pose: Pose) -> NDArray[np.float32]:
        """As `detector.pose.Pose` has them: pixels, y down, depth from each part's own origin."""
        scale = pose.height / _HEIGHT
        out = np.empty_like(points)
        out[:, 0] = pose.width / 2 + (points[:, 0] - _MIDDLE[0]) * scale
        out[:, 1] = pose.height / 2 - (points[:, 1] - _MIDDLE[1]) * scale
        depth = -points[:, 2] * scale
        hips = depth[[index("left_hip"), index("right_hip")]].mean()
        out[BODY, 2] = depth[BODY] - hips
        out[FACE, 2] = depth[FACE] - depth[index("nose")]
        for side in SIDES:
            out[HANDS[side], 2] = depth[HANDS[side]] - depth[keypoint(side, "wrist")]
        return out.astype(np.float32)
