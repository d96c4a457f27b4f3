"""How well the face is read: on portraits of people held out of the training, against the teacher's mesh; also when
they are small in the picture, and whether what drives an expression is still told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.crops import face_crop
from detector.pipeline import Detector
from detector.skeleton import FACE
from detector.weights import SHIPPED, open_network
from training.face_cache import held_out_faces
from training.face_points import LEFT_CORNER, OPENINGS, RIGHT_CORNER, STILL
from training.labels import read_pictures

# Pixels of the face box's longer side. At 640x480 it has about 100 when a signer shows from the hips up.
SIZES: Final = (100, 70, 45)


@dataclass(frozen=True)
class SmallFaces:
    """The same faces, pictures shrunk so that all are alike in size; errors as in `FaceFigures`.

    Attributes:
        pixels: longer side of the face boxes.
        found: share of the faces that the whole detector gave.
        error: mean over these.
        openings: by the names of `OPENINGS`, how well openings of different people's faces are told apart: the
            correlation of the found ones with the true ones.
    """

    pixels: int
    found: float
    error: float
    openings: dict[str, float]


@dataclass(frozen=True)
class FaceFigures:
    """Errors are mean distances of the 68 points / distance of the eyes' outer corners (Sagonas et al. 2016).

    Attributes:
        faces: how many.
        crop_error: mean over the faces, crop cut from the label.
        found: share of the faces that the whole detector gave.
        error: mean over these.
        small: the faces made smaller, a size each.
    """

    faces: int
    crop_error: float
    found: float
    error: float
    small: tuple[SmallFaces, ...]


def face_error(found: NDArray[np.floating], truth: NDArray[np.floating]) -> float:
    """Error of one face (68, >=2), both in the same units."""
    gap = np.hypot(*(np.asarray(found)[:, :2] - np.asarray(truth)[:, :2]).T)
    return float(gap.mean() / np.hypot(*(truth[LEFT_CORNER, :2] - truth[RIGHT_CORNER, :2])))


def opening(face: NDArray[np.floating], name: str) -> float:
    """An opening of one face (68, >=2), of `OPENINGS` / longer side of the box of brows, nose and eyes, which neither
    an expression nor a turn of the head changes much."""
    gaps = [np.hypot(*(face[a, :2] - face[b, :2])) for a, b in OPENINGS[name]]
    return float(np.mean(gaps) / np.ptp(face[STILL, :2], axis=0).max())


def _shrunk(image: NDArray[np.uint8], truth: NDArray[np.floating], pixels: int) -> NDArray[np.uint8] | None:
    scale = pixels / float(np.ptp(truth[:, :2], axis=0).max())
    if scale > 1:
        return None
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


class _Size:
    """Collects what is seen of faces of one size."""

    def __init__(self, pixels: int) -> None:
        self.pixels, self.shown = pixels, 0
        self.errors: list[float] = []
        self.pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in OPENINGS}

    def add(self, detector: Detector, image: NDArray[np.uint8], truth: NDArray[np.floating]) -> None:
        small = _shrunk(image, truth, self.pixels)
        if small is None:
            return
        self.shown += 1
        detector.reset()
        pose = detector.detect(small, 0)
        if not pose.known[FACE].all():
            return
        places = truth[:, :2] * (np.array(small.shape[1::-1]) / image.shape[1::-1])
        self.errors.append(face_error(pose.xyz[FACE], places))
        for name, pairs in self.pairs.items():
            pairs.append((opening(pose.xyz[FACE], name), opening(truth, name)))

    def figures(self) -> SmallFaces:
        if len(self.errors) < 2:
            nothing = dict.fromkeys(OPENINGS, float("nan"))
            return SmallFaces(self.pixels, len(self.errors) / max(self.shown, 1), float("nan"), nothing)
        told = {name: float(np.corrcoef(np.array(pairs).T)[0, 1]) for name, pairs in self.pairs.items()}
        return SmallFaces(self.pixels, len(self.errors) / self.shown, float(np.mean(self.errors)), told)


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
    sizes = [_Size(pixels) for pixels in SIZES]
    for n, ((_, truth), picture) in enumerate(zip(faces, read_pictures([item for item, _ in faces]), strict=True)):
        image = np.ascontiguousarray(picture[..., :3])
        crop = face_crop(truth)
        assert crop is not None  # labelled faces are larger than a point
        crop_errors.append(face_error(crop.to_picture(network.run(crop.cut(image, network.size)).xyz), truth))
        detector.reset()
        pose = detector.detect(image, 0)
        if pose.known[FACE].all():
            errors.append(face_error(pose.xyz[FACE], truth))
        for one in sizes:
            one.add(detector, image, truth)
        progress(n + 1, len(faces))
    detector.close()
    error = float(np.mean(errors)) if errors else float("nan")
    small = tuple(one.figures() for one in sizes)
    return FaceFigures(len(faces), float(np.mean(crop_errors)), len(errors) / len(faces), error, small)
