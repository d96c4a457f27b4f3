"""A pose: every keypoint of one camera frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.skeleton import MIRROR, K

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Pose:
    """All keypoints of one frame. Immutable: the arrays are read-only copies.

    Attributes:
        time_us: capture time in microseconds of the sender's monotonic clock.
        width: frame width in pixels.
        height: frame height in pixels.
        xyz: float32 (K, 3). x right, y down, in pixels of the captured, never mirrored picture; z in pixels
            of the same scale, negative toward the camera, relative to the hand's own wrist (hands) or to
            mid-hip (body). A keypoint that is not known is NaN in all three.
        score: float32 (K,) in 0..1, and 0 exactly where the keypoint is not known.

    Raises:
        ValueError: a shape, a size or a value does not fit the description above.
    """

    time_us: int
    width: int
    height: int
    xyz: Floats
    score: Floats

    def __post_init__(self) -> None:
        xyz = np.array(self.xyz, dtype=np.float32)
        score = np.array(self.score, dtype=np.float32)
        if xyz.shape != (K, 3):
            raise ValueError(f"Pose.xyz has shape {xyz.shape}, expected ({K}, 3)")
        if score.shape != (K,):
            raise ValueError(f"Pose.score has shape {score.shape}, expected ({K},)")
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"Pose frame size is {self.width}x{self.height}, expected positive pixels")
        if not (score.min() >= 0 and score.max() <= 1):  # also refuses NaN
            raise ValueError("Pose.score has a value outside 0..1")
        if np.isinf(xyz).any():
            raise ValueError("Pose.xyz has an infinite coordinate")
        if (np.isfinite(xyz) != (score > 0)[:, None]).any():
            partly = np.isnan(xyz).any(axis=1) & ~np.isnan(xyz).all(axis=1)
            raise ValueError(
                "Pose.xyz has a keypoint that is only partly NaN"
                if partly.any()
                else "Pose.score must be 0 exactly where the keypoint is NaN"
            )
        xyz.setflags(write=False)
        score.setflags(write=False)
        object.__setattr__(self, "xyz", xyz)
        object.__setattr__(self, "score", score)

    @classmethod
    def of(cls, time_us: int, size: tuple[int, int], xyz: Floats, score: Floats) -> Pose:
        """Build a pose from raw network output: whatever is not finite or scores 0 becomes unknown.

        Args:
            time_us: capture time, microseconds.
            size: (width, height) of the frame in pixels.
            xyz: (K, 3) coordinates; a row with a non-finite value is unknown.
            score: (K,) scores, clipped to 0..1.
        """
        xyz = np.array(xyz, dtype=np.float32)
        score = np.clip(np.nan_to_num(np.asarray(score, dtype=np.float32), nan=0.0), 0.0, 1.0)
        unknown = ~np.isfinite(xyz).all(axis=1) | (score == 0)
        xyz[unknown] = np.nan
        score[unknown] = 0.0
        return cls(time_us, size[0], size[1], xyz, score)

    @classmethod
    def checked(cls, time_us: int, size: tuple[int, int], xyz: Floats, score: Floats) -> Pose:
        """A pose of arrays that are known to fit the description above; they are taken and not to be written to again.

        For what is made from other poses sixty times a second.
        """
        pose = object.__new__(cls)
        xyz.setflags(write=False)
        score.setflags(write=False)
        vars(pose).update(time_us=time_us, width=size[0], height=size[1], xyz=xyz, score=score)
        return pose

    @classmethod
    def unknown(cls, time_us: int, size: tuple[int, int]) -> Pose:
        """A pose in which nothing is known."""
        return cls(time_us, size[0], size[1], np.full((K, 3), np.nan, np.float32), np.zeros(K, np.float32))

    @property
    def known(self) -> NDArray[np.bool_]:
        """bool (K,): which keypoints are known."""
        return self.score > 0

    def mirrored(self) -> Pose:
        """The pose of the left-right mirrored picture: x flips and left and right change places."""
        xyz = self.xyz[list(MIRROR)].copy()
        xyz[:, 0] = self.width - 1 - xyz[:, 0]
        return Pose(self.time_us, self.width, self.height, xyz, self.score[list(MIRROR)])
