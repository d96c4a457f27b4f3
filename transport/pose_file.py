"""Reads recordings of signing: ``.pose`` files, the self-describing format of the pose-format library."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pose_format import Pose as PoseFile

from detector.pose import Pose
from detector.skeleton import BODY_POINTS, KEYPOINTS, K, index
from transport.codec_layout import PARTS

_MAX_FILE_BYTES: Final = 256 << 20
_MICROSECONDS: Final = 1_000_000

# The face mesh points of MediaPipe that lie where iBUG's 68 do, in iBUG's order.
FACE_MESH: Final[tuple[int, ...]] = (
    *(162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389),
    *(71, 63, 105, 66, 107, 336, 296, 334, 293, 301),
    *(168, 197, 5, 4, 75, 97, 2, 326, 305),
    *(33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380),
    *(61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181),
    *(78, 82, 13, 312, 308, 317, 14, 87),
)


class PoseFileError(ValueError):
    """A recording cannot be used. The message is a sentence."""


def read_pose_file(path: Path) -> list[Pose]:
    """Read a ``.pose`` recording, first person only: one of Handline's own, or of MediaPipe Holistic.

    Raises:
        PoseFileError: it is missing, damaged, or of another skeleton.
    """
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise PoseFileError(f"{path} is larger than {_MAX_FILE_BYTES >> 20} MB: cut it into pieces.")
        recording = PoseFile.read(path.read_bytes())
    except OSError as error:
        raise PoseFileError(f"{path} cannot be read: {error.strerror}.") from error
    except PoseFileError:
        raise
    except Exception as error:  # a parser without errors of its own
        raise PoseFileError(f"{path} is not a .pose recording, or it is damaged.") from error
    own = _own(recording)
    columns = list(range(K)) if own else _columns(recording, path)
    size = (int(recording.header.dimensions.width), int(recording.header.dimensions.height))
    data, confidence = recording.body.data, recording.body.confidence
    if data.ndim != 4 or not data.shape[1] or data.shape[3] < 3 or not recording.body.fps > 0 or min(size) < 1:
        raise PoseFileError(f"{path} holds nobody, or poses without depth, size or time: record it again.")
    period_us = _MICROSECONDS / recording.body.fps
    xyz = np.asarray(data.data, np.float32)[:, 0, columns, :3]
    score = np.asarray(confidence, np.float32)[:, 0, columns]
    if not own:
        _scale_depth(xyz, score, size[0])
    return [Pose.of(round(i * period_us), size, xyz[i], score[i]) for i in range(len(xyz))]


def _own(recording: PoseFile) -> bool:
    """Whether a recording holds our keypoints, in their order."""
    return [name for component in recording.header.components for name in component.points] == list(KEYPOINTS)


def _scale_depth(xyz: NDArray[np.float32], score: NDArray[np.float32], width: int) -> None:
    """Bring depth (n, K) into pixels, in place: recordings keep it in frame widths, shifted to no known origin."""
    hips = [index("left_hip"), index("right_hip")]
    origins = {"body": hips, "face": [index("face-30")], "left": [index("left_hand_root")]}
    origins["right"] = [index("right_hand_root")]
    xyz[score == 0] = np.nan
    for part in PARTS:
        depth = xyz[:, part.points, 2]
        depth -= xyz[:, origins[part.name], 2].mean(axis=1, keepdims=True)
        depth *= width


def _columns(recording: PoseFile, path: Path) -> list[int]:
    starts: dict[str, int] = {}
    points: dict[str, list[str]] = {}
    start = 0
    for component in recording.header.components:
        starts[component.name] = start
        points[component.name] = component.points
        start += len(component.points)
    try:
        body = [starts["POSE_LANDMARKS"] + points["POSE_LANDMARKS"].index(name.upper()) for name in BODY_POINTS]
        face = [starts["FACE_LANDMARKS"] + number for number in FACE_MESH]
        hands = [starts[f"{side}_HAND_LANDMARKS"] + number for side in ("LEFT", "RIGHT") for number in range(21)]
    except (KeyError, ValueError) as error:
        raise PoseFileError(f"{path} holds neither Handline's keypoints nor those of MediaPipe Holistic.") from error
    return body + face + hands
