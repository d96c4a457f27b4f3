"""Poses as a `.pose` file, the self-describing format of the pose-format library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from pose_format import Pose as PoseFile
from pose_format.numpy import NumPyPoseBody
from pose_format.pose_header import PoseHeader, PoseHeaderComponent, PoseHeaderDimensions

from app.output.files import OutputError, whole_file
from app.overlay import BODY_COLOUR, FACE_COLOUR, HAND_COLOURS
from detector.pose import Pose
from detector.skeleton import BODY, BODY_BONES, FACE, HAND_BONES, HANDS, KEYPOINTS, SIDES

FORMAT_VERSION: Final = 0.2
POINT_FORMAT: Final = "XYZC"


def write_pose_file(path: Path, poses: Sequence[Pose], fps: float) -> None:
    """Write the poses of one clip, one person, in pixels.

    Args:
        path: the file to write.
        poses: one for each frame, in order, all of the same frame size.
        fps: frames a second.

    Raises:
        OutputError: there are no poses, their frame sizes differ, or the file cannot be written.
    """
    if not poses:
        raise OutputError(f"There is nothing to write to {path}: the source has no frames.")
    width, height = poses[0].width, poses[0].height
    if any((pose.width, pose.height) != (width, height) for pose in poses):
        raise OutputError(f"{path} cannot hold frames of different sizes: write .json, or give pictures of one size.")
    data = np.stack([pose.xyz for pose in poses])[:, None]  # frames, people, points, xyz
    confidence = np.stack([pose.score for pose in poses])[:, None]
    unknown = np.repeat((confidence == 0)[..., None], 3, axis=3)
    body = NumPyPoseBody(fps, np.ma.masked_array(np.nan_to_num(data), mask=unknown), confidence)
    header = PoseHeader(FORMAT_VERSION, PoseHeaderDimensions(width, height, 0), _components())
    with whole_file(path) as temporary, temporary.open("wb") as file:
        PoseFile(header, body).write(file)


def _components() -> list[PoseHeaderComponent]:
    def component(name: str, part: slice, bones: Sequence[tuple[int, int]], colour: tuple[int, int, int]) -> object:
        return PoseHeaderComponent(name, list(KEYPOINTS[part]), list(bones), [colour], POINT_FORMAT)

    return [
        component("BODY", BODY, BODY_BONES, BODY_COLOUR),
        component("FACE", FACE, (), FACE_COLOUR),
        *(component(f"{side.upper()}_HAND", HANDS[side], HAND_BONES, HAND_COLOURS[side]) for side in SIDES),
    ]
