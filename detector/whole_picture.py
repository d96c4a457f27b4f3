"""A detector that reads whole frames with one network for any number of people, and follows one of them.

After Hidalgo et al. 2019. The network knows no depth: every point lies in the plane of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.crops import frame_crop, frame_size
from detector.people import Person, read_people
from detector.pose import Pose
from detector.skeleton import BODY, FACE, HANDS, SIDES, K
from detector.smoothing import group_filters
from detector.weights import open_people

_GROUPS: Final[dict[str, slice]] = {**{side: HANDS[side] for side in SIDES}, "body": BODY, "face": FACE}
_MIDDLE: Final = 0.35  # of the frame's longer side: somebody so far off its middle counts for a third
_MOVED: Final = 0.5  # of somebody's extent, that a signer moves between two frames at most
_BESIDE: Final = 0.4  # of the signer's extent, that somebody beside has at least
_FEWEST: Final = 5  # points of a signer


class PictureDetector:
    """Reads one signer's pose off each frame; the interface is that of `detector.pipeline.Detector`.

    Not thread-safe: one detector belongs to one thread.

    Args:
        weights: a weights folder of the kind `detector.weights.PEOPLE`.
        smooth: whether to smooth over time.

    Raises:
        WeightsError: the weights cannot be used.
    """

    def __init__(self, weights: Path, smooth: bool = True) -> None:
        cv2.setNumThreads(1)
        self._network = open_people(weights)
        self._smooth = smooth
        self._filters = group_filters()
        self.reset()

    def reset(self) -> None:
        """Forget the signer, as before an unrelated picture."""
        self._people: list[Person] = []
        self._signer: Person | None = None
        for points in self._filters.values():
            points.reset()

    def close(self) -> None:
        """Nothing is to be let go of."""

    def detect(self, image: NDArray[np.uint8], time_us: int) -> Pose:
        """The pose of one frame.

        Args:
            image: uint8 (H, W, 3) RGB, not mirrored.
            time_us: capture time in microseconds, increasing from frame to frame.

        Raises:
            ValueError: the image is not as described.
        """
        width, height = frame_size(image)
        crop = frame_crop(width, height)
        self._people = read_people(*self._network.run(crop.cut(image, self._network.size)))
        self._signer = signer(self._people, self._signer)
        if self._signer is None:
            for points in self._filters.values():
                points.reset()
            return Pose.unknown(time_us, (width, height))
        flat = np.hstack([self._signer.points, np.zeros((K, 1), np.float32)])
        xyz = crop.to_picture(flat).astype(np.float64)
        for name, group in _GROUPS.items():
            self._smoothed(name, xyz[group], time_us)
        return Pose.of(time_us, (width, height), xyz.astype(np.float32), self._signer.score)

    def others(self, image: NDArray[np.uint8]) -> bool:
        """Whether somebody else was in the frame that `detect` has read last, not much smaller than the signer."""
        if self._signer is None:
            return False
        rest = (one for one in self._people if one is not self._signer)
        return any(_extent(one) > _BESIDE * _extent(self._signer) for one in rest)

    def _smoothed(self, name: str, points: NDArray[np.float64], time_us: int) -> None:
        """Smooth the points of a group (P, 3) in place."""
        seen = points[np.isfinite(points[:, 0]), :2]
        if not len(seen) or not self._smooth:
            self._filters[name].reset()
            return
        points[:] = self._filters[name](points, float(np.ptp(seen, axis=0).max()), time_us)


def signer(people: Sequence[Person], before: Person | None) -> Person | None:
    """Whose pose it is: that of whoever was the signer before, else of whoever is large and near the middle.

    Args:
        people: in a frame.
        before: the signer of the frame before.
    """
    people = [one for one in people if (one.score > 0).sum() >= _FEWEST]
    if before is not None:
        near = [(_gap(one, before), one) for one in people]
        near = [(gap, one) for gap, one in near if gap < _MOVED * _extent(before)]
        if near:
            return min(near, key=lambda pair: pair[0])[1]
    return max(people, key=_prominence, default=None)


def _gap(one: Person, other: Person) -> float:
    """Median distance of the points that both have, in the frame's unit square; infinite where they share none."""
    gaps = np.linalg.norm(one.points - other.points, axis=1)
    return float(np.median(gaps[np.isfinite(gaps)])) if np.isfinite(gaps).any() else float("inf")


def _prominence(one: Person) -> float:
    away = np.linalg.norm(np.nanmedian(one.points, axis=0) - 0.5)
    return _extent(one) * float(np.exp(-((away / _MIDDLE) ** 2)))


def _extent(one: Person) -> float:
    """Diagonal of the box around somebody's points, in the frame's unit square."""
    seen = one.points[np.isfinite(one.points[:, 0])]
    return float(np.hypot(*np.ptp(seen, axis=0)))
