"""What the codec costs and how exact it is on recordings of real signing (``.pose`` files)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pose_format import Pose as PoseFile

from detector.pose import Pose
from detector.skeleton import BODY_POINTS, index
from transport.codec import DEFAULT_PRECISION, Decoder, Encoder
from transport.codec_layout import PARTS, part_size

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
    """Read a ``.pose`` recording of MediaPipe Holistic, first person only, as our 123 keypoints.

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
    columns = _columns(recording, path)
    size = (int(recording.header.dimensions.width), int(recording.header.dimensions.height))
    period_us = _MICROSECONDS / recording.body.fps
    xyz = np.asarray(recording.body.data.data, np.float32)[:, 0, columns]
    score = np.asarray(recording.body.confidence, np.float32)[:, 0, columns]
    _scale_depth(xyz, score, size[0])
    return [Pose.of(round(i * period_us), size, xyz[i], score[i]) for i in range(len(xyz))]


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
        raise PoseFileError(f"{path} does not hold the points of MediaPipe Holistic: record it with that.") from error
    return body + face + hands


@dataclass(frozen=True)
class CodecFigures:
    """What one recording costs.

    Attributes:
        poses: how many.
        payload_kbit_s: at the given number of packets a second.
        bytes_per_pose: payload.
        error_p50: median distance of a hand point in the picture from where it was, as a share of the hand's size.
        error_max: the largest.
    """

    poses: int
    payload_kbit_s: float
    bytes_per_pose: float
    error_p50: float
    error_max: float


def rocked(poses: Sequence[Pose], count: int) -> list[Pose]:
    """A recording played forward and backward in turn until there are ``count`` poses: long, and without a jump.

    Raises:
        ValueError: the recording has fewer than two poses.
    """
    if len(poses) < 2:
        raise ValueError(f"a recording of {len(poses)} poses cannot be played back and forth, it needs two")
    period_us = poses[1].time_us - poses[0].time_us
    there_and_back = [*poses, *poses[-2:0:-1]]
    order = (there_and_back[i % len(there_and_back)] for i in range(count))
    return [Pose(i * period_us, pose.width, pose.height, pose.xyz, pose.score) for i, pose in enumerate(order)]


def measure(
    poses: Sequence[Pose],
    *,
    precision: float = DEFAULT_PRECISION,
    poses_per_packet: int = 2,
    packets_s: float = 15.0,
    ack_packets: int = 2,
) -> CodecFigures:
    """Send poses through encoder and decoder.

    Args:
        poses: at least one packet's worth.
        precision: error bound.
        poses_per_packet: poses in each packet.
        packets_s: what the rate is computed with, whatever the recording's own.
        ack_packets: after how many packets an acknowledgement is back; 2 is a round trip of 133 ms.
    """
    encoder, decoder = Encoder(precision), Decoder()
    acks: deque[int | None] = deque([None] * ack_packets)
    sizes: list[int] = []
    errors: list[NDArray[np.float64]] = []
    for start in range(0, len(poses) - poses_per_packet + 1, poses_per_packet):
        group = poses[start : start + poses_per_packet]
        encoder.acknowledge(acks.popleft())
        data = encoder.encode(group, ack=start % (1 << 16))
        sizes.append(len(data))
        errors += [_hand_errors(*pair) for pair in zip(group, decoder.decode(data), strict=True)]
        acks.append(decoder.latest)
    error = np.concatenate(errors)
    return CodecFigures(
        poses=len(sizes) * poses_per_packet,
        payload_kbit_s=float(np.mean(sizes)) * packets_s * 8 / 1000,
        bytes_per_pose=float(np.mean(sizes)) / poses_per_packet,
        error_p50=float(np.median(error)) if len(error) else 0.0,
        error_max=float(error.max()) if len(error) else 0.0,
    )


def _hand_errors(sent: Pose, decoded: Pose) -> NDArray[np.float64]:
    found = [np.zeros(0)]
    for part in PARTS:
        size = part_size(sent, part)
        if part.name in ("left", "right") and size > 0:
            distance = np.linalg.norm((sent.xyz - decoded.xyz)[part.points, :2].astype(np.float64), axis=1)
            found.append(distance[sent.known[part.points]] / size)
    return np.concatenate(found)
