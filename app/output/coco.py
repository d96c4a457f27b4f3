"""Poses as COCO-WholeBody annotations (Jin et al., ECCV 2020, and the format page of its data set)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.output.files import whole_file
from detector.pose import Pose
from detector.skeleton import BODY, BODY_POINTS, FACE, KEYPOINTS, LEFT_HAND, RIGHT_HAND

# COCO's body goes on below the hips; our skeleton does not look there.
BELOW_THE_HIPS: Final = ("left_knee", "right_knee", "left_ankle", "right_ankle")
FOOT_POINTS: Final = 6
PERSON: Final = 1


class CocoDocument:
    """Collects pictures and the poses seen in them, then writes one JSON file."""

    def __init__(self) -> None:
        self._images: list[dict[str, Any]] = []
        self._annotations: list[dict[str, Any]] = []

    def add(self, file_name: str, pose: Pose, more: Mapping[str, Any] | None = None) -> None:
        """Add a picture; a pose in which nothing is known adds no annotation.

        Args:
            file_name: of a picture, or ``clip.mp4#12`` for a video's frame.
            pose: what was seen in it.
            more: kept beside the picture's name; other programs leave it alone.
        """
        image_id = len(self._images) + 1
        image = {"id": image_id, "file_name": file_name, "width": pose.width, "height": pose.height}
        self._images.append(image | dict(more or {}))
        if pose.known.any():
            self._annotations.append(_annotation(len(self._annotations) + 1, image_id, pose))

    def as_dict(self) -> dict[str, Any]:
        """The whole document, ready for `json.dump`."""
        return {
            "info": {"description": "Keypoints proposed by Handline's detector"},
            "images": self._images,
            "annotations": self._annotations,
            "categories": [
                {
                    "id": PERSON,
                    "name": "person",
                    "keypoints": [*BODY_POINTS, *BELOW_THE_HIPS],
                    "xyz_keypoints": [*KEYPOINTS],
                }
            ],
        }

    def write(self, path: Path) -> None:
        """Write the document.

        Raises:
            OutputError: the file cannot be written.
        """
        with whole_file(path) as temporary, temporary.open("w", encoding="utf-8") as file:
            json.dump(self.as_dict(), file)


def _annotation(number: int, image_id: int, pose: Pose) -> dict[str, Any]:
    known = pose.known
    corners = pose.xyz[known, :2]
    low, high = corners.min(axis=0), corners.max(axis=0)
    box = [*low.tolist(), *(high - low).tolist()]
    body = np.concatenate([_part(pose, BODY), np.zeros((len(BELOW_THE_HIPS), 3))])
    return {
        "id": number,
        "image_id": image_id,
        "category_id": PERSON,
        "iscrowd": 0,
        "bbox": _rounded(box),
        "area": round(box[2] * box[3], 2),
        "score": round(float(pose.score[known].mean()), 4),
        "num_keypoints": int(known[BODY].sum()),
        "keypoints": _rounded(body),
        "face_kpts": _rounded(_part(pose, FACE)),
        "lefthand_kpts": _rounded(_part(pose, LEFT_HAND)),
        "righthand_kpts": _rounded(_part(pose, RIGHT_HAND)),
        "foot_kpts": [0.0] * (3 * FOOT_POINTS),
        "face_valid": bool(known[FACE].any()),
        "lefthand_valid": bool(known[LEFT_HAND].any()),
        "righthand_valid": bool(known[RIGHT_HAND].any()),
        "foot_valid": False,
        # x, y, z, score; an unknown keypoint is null, null, null, 0 (JSON has no NaN).
        "xyz": [
            [*(round(float(v), 3) for v in point), round(float(score), 4)] if score > 0 else [None, None, None, 0.0]
            for point, score in zip(pose.xyz, pose.score, strict=True)
        ],
    }


def _part(pose: Pose, part: slice) -> np.ndarray:
    """(N, 3) x, y, score of a part; COCO writes 0, 0, 0 for what is not labelled."""
    return np.nan_to_num(np.column_stack([pose.xyz[part, :2], pose.score[part]]))


def _rounded(values: Any) -> list[float]:
    return [round(float(value), 3) for value in np.asarray(values).ravel()]
