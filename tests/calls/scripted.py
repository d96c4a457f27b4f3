"""A detector that sees a signer in plain grey pictures, so that tests know what every frame must become."""

from __future__ import annotations

import numpy as np

from detector.pose import Pose
from detector.skeleton import BODY_POINTS, HANDS, K, index
from detector.sources import Image


class ScriptedDetector:
    """Sees a signer whose right hand is as high as the picture is bright; knows nothing else."""

    def __init__(self) -> None:
        self.closed = False

    def detect(self, image: Image, time_us: int) -> Pose:
        return scripted_pose(float(image.mean()), (image.shape[1], image.shape[0]), time_us)

    def close(self) -> None:
        self.closed = True


# Places in a picture of one by one: a signer facing the camera, the right hand open beside the body.
_BODY = {
    "nose": (0.5, 0.2),
    "left_eye": (0.53, 0.17),
    "right_eye": (0.47, 0.17),
    "left_ear": (0.57, 0.18),
    "right_ear": (0.43, 0.18),
    "left_shoulder": (0.64, 0.42),
    "right_shoulder": (0.36, 0.42),
    "left_elbow": (0.7, 0.68),
    "right_elbow": (0.28, 0.66),
    "left_wrist": (0.66, 0.9),
    "right_wrist": (0.22, 0.8),
    "left_hip": (0.6, 0.95),
    "right_hip": (0.4, 0.95),
}


def scripted_pose(brightness: float, size: tuple[int, int], time_us: int) -> Pose:
    """The pose that `ScriptedDetector` sees in a picture of this mean brightness (0..255)."""
    xyz = np.full((K, 3), np.nan, np.float32)
    score = np.zeros(K, np.float32)
    assert set(_BODY) == set(BODY_POINTS)
    for name, place in _BODY.items():
        xyz[index(name)] = (*place, 0.0)
        score[index(name)] = 0.95
    lift = 0.5 * brightness / 255
    wrist = np.array([0.22, 0.8 - lift])
    xyz[index("right_wrist"), :2] = wrist
    hand = HANDS["right"]
    xyz[hand.start] = (*wrist, 0.0)
    for finger in range(5):
        for joint in range(4):
            along = np.array([(finger - 2) * 0.02, -0.05 - 0.025 * joint])
            xyz[hand.start + 1 + 4 * finger + joint] = (*(wrist + along), -0.01 * joint)
    score[hand] = 0.9
    xyz *= (size[0], size[1], size[0])
    return Pose.of(time_us, size, xyz, score)
