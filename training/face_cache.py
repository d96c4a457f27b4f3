"""Face crops, cut once and kept in one file: of photographs with the teacher's mesh, and of rendered people.

Each is upright like the crop of a call (`detector.crops.face_crop`) but wider. Its fourth channel is 255 where the
picture (or the cut-out person) is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.crops import FACE_MARGIN, face_crop
from detector.skeleton import FACE, FACE_POINTS
from training.face_points import MESH_68
from training.labels import (
    RENDERED_FACES,
    RENDERED_SET,
    Labelled,
    has_labels,
    held_out,
    read_labels,
    read_pictures,
)
from training.picture_store import PictureStore, PictureWriter

SIZE = 224  # pixels of a cached crop
MARGIN = 2.4  # cached crop's side / face box
PLAIN = FACE_MARGIN / MARGIN
SETS = ("faces", "rooms", "lab_gestures", "webcam_signs", "coco_people")
_RENDERED = (RENDERED_SET, RENDERED_FACES)
_SMALLEST = 40.0  # pixels of the box's longer side; the teacher guesses smaller faces
# The pictures of `faces` lie in the order of the people; from this one on they are held out, six people.
_FACES_HELD_OUT_FROM = 366


@dataclass(frozen=True, eq=False)
class FaceCache:
    """Cached crops.

    Attributes:
        images: N pictures, uint8 (SIZE, SIZE, 4) RGBA.
        points: float32 (N, 68, 3): u, v in the cached crop's unit square, z in cached crop sides relative to the nose's
            tip, negative toward the camera.
        rendered: bool (N,).
        validation: bool (N,), held out from training.
    """

    images: PictureStore
    points: NDArray[np.float32]
    rendered: NDArray[np.bool_]
    validation: NDArray[np.bool_]


def labelled_faces(root: Path, name: str) -> list[tuple[Labelled, NDArray[np.float32]]]:
    """The pictures of a set that show a face, with its 68 points (68, 3) in pixels.

    Raises:
        FileNotFoundError: the set's labels are not there.
    """
    items = read_labels(root, name)
    with np.load(root / "labels" / f"{name}.npz", allow_pickle=False) as arrays:
        if name in _RENDERED:
            points = arrays["xyz"][:, FACE].astype(np.float32)
            # A face that mostly looks away from the camera, or is cut off, teaches nothing.
            points[(arrays["seen"][:, FACE] > 0).mean(axis=1) < 0.5] = np.nan
        else:
            points = arrays["face"].astype(np.float32)[:, list(MESH_68)]
    return [
        (item, face)
        for item, face in zip(items, points, strict=True)
        if np.isfinite(face).all() and np.ptp(face[:, :2], axis=0).max() >= _SMALLEST
    ]


def held_out_faces(root: Path, name: str) -> list[tuple[Labelled, NDArray[np.float32]]]:
    """Those of `labelled_faces` that never train.

    Raises:
        FileNotFoundError: the set's labels are not there, or have no faces.
    """
    try:
        return [(item, face) for item, face in labelled_faces(root, name) if _validation(name, item)]
    except KeyError:
        raise FileNotFoundError(f"the set {name} has no labelled faces") from None


def _validation(name: str, item: Labelled) -> bool:
    if name == "faces":
        return int(item.path.stem.split("_")[-1]) >= _FACES_HELD_OUT_FROM
    return held_out(item.group)


def _crops(sources: list[tuple[Path, str]]) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float32], bool, bool]]:
    for root, name in sources:
        faces = labelled_faces(root, name)
        for (item, points), image in zip(faces, read_pictures([item for item, _ in faces]), strict=True):
            crop = face_crop(points, MARGIN)
            if crop is None:
                continue
            rgba = image if image.shape[2] == 4 else np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])
            placed = crop.from_picture(points)
            yield crop.cut(rgba, SIZE), placed, name in _RENDERED, _validation(name, item)


def build(folder: Path, data: Path, rendered: Path | None) -> None:
    """Cut into `folder` every labelled face of the photographs and, from their folder, of rendered people.

    Raises:
        FileNotFoundError: labels or a picture are not there.
    """
    sources = [(data, name) for name in SETS]
    if rendered is not None:
        sources += [(rendered, name) for name in _RENDERED if has_labels(rendered, name)]
    folder.mkdir(parents=True, exist_ok=True)
    placed: list[NDArray[np.float32]] = []
    rendered_ones: list[bool] = []
    held: list[bool] = []
    with PictureWriter(folder) as images:
        for image, points, drawn, validation in _crops(sources):
            images.append(image)
            placed.append(points)
            rendered_ones.append(drawn)
            held.append(validation)
    np.savez(
        folder / "labels.npz",
        points=np.array(placed, np.float32).reshape(-1, len(FACE_POINTS), 3),
        rendered=np.array(rendered_ones, bool),
        validation=np.array(held, bool),
    )


def load(folder: Path) -> FaceCache:
    """Open a cache made by `build`.

    Raises:
        FileNotFoundError: there is none in `folder`.
    """
    with np.load(folder / "labels.npz", allow_pickle=False) as labels:
        return FaceCache(PictureStore(folder), labels["points"], labels["rendered"], labels["validation"])
