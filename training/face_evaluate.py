"""How well the face is read: on portraits of people held out of the training, against the teacher's mesh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.crops import face_crop
from detector.pipeline import Detector
from detector.skeleton import FACE
from detector.weights import SHIPPED, open_network
from training.face_cache import held_out_faces
from training.face_points import LEFT_CORNER, RIGHT_CORNER
from training.labels import read_pictures


@dataclass(frozen=True)
class FaceFigures:
    """Errors are mean distances of the 68 points / distance of the eyes' outer corners (Sagonas et al. 2016).

    Attributes:
        faces: how many.
        crop_error: mean over the faces, crop cut from the label.
        found: share of the faces that the whole detector gave.
        error: mean over these.
    """

    faces: int
    crop_error: float
    found: float
    error: float


def face_error(found: NDArray[np.floating], truth: NDArray[np.floating]) -> float:
    """Error of one face (68, >=2), both in the same units."""
    gap = np.hypot(*(np.asarray(found)[:, :2] - np.asarray(truth)[:, :2]).T)
    return float(gap.mean() / np.hypot(*(truth[LEFT_CORNER, :2] - truth[RIGHT_CORNER, :2])))


def measure_faces(
    root: Path,
    name: str,
    weights: Path = SHIPPED,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> FaceFigures:
    """Read the held-out faces of a set, each picture by itself.

    Raises:
        FileNotFoundError: the labels or a picture are not there, or no face is held out.
        WeightsError: the weights cannot be used.
    """
    faces = held_out_faces(root, name)
    if not faces:
        raise FileNotFoundError(f"the set {name} has no faces of people that are held out")
    network, detector = open_network("face", weights), Detector(weights)
    crop_errors: list[float] = []
    errors: list[float] = []
    for n, ((_, truth), picture) in enumerate(zip(faces, read_pictures([item for item, _ in faces]), strict=True)):
        image = np.ascontiguousarray(picture[..., :3])
        crop = face_crop(truth)
        assert crop is not None  # labelled faces are larger than a point
        crop_errors.append(face_error(crop.to_picture(network.run(crop.cut(image, network.size)).xyz), truth))
        detector.reset()
        pose = detector.detect(image, 0)
        if pose.known[FACE].all():
            errors.append(face_error(pose.xyz[FACE], truth))
        progress(n + 1, len(faces))
    detector.close()
    error = float(np.mean(errors)) if errors else float("nan")
    return FaceFigures(len(faces), float(np.mean(crop_errors)), len(errors) / len(faces), error)
