"""What the codec costs and how exact it is on recordings of signing, beside general compressors in the same run."""

from __future__ import annotations

import time
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from transport.codec import DEFAULT_PRECISION, Decoder, Encoder
from transport.codec_layout import PARTS, UNITS_PER_PIXEL, axis_steps, part_size, step_index

Floats = NDArray[np.float64]

PACKETS_S: Final = 15.0
POSES_PER_PACKET: Final = 2
# Packets until an acknowledgement is back: at 15 packets a second, 133 ms, a network's round trip of 100 ms.
ACK_PACKETS: Final = 2
# A recording plays for this long, as a call would; most are shorter than its first keyframes weigh.
PLAYED_POSES: Final = 300


@dataclass(frozen=True)
class CodecFigures:
    """What one recording costs.

    Attributes:
        poses: how many were sent.
        payload_kbit_s: packets, with their headers, at 15 packets of two poses a second.
        bytes_per_pose: the same in bytes.
        keyframe_bytes: of the first packet.
        error_p50: median distance of a hand point in the picture from where it was, as a share of the hand's size.
        error_max: the largest.
        encode_ms: processor time of the encoder for one pose, median over the packets.
        decode_ms: of the decoder.
        peers: payload of others in kbit/s at the same rate and error bound.
    """

    poses: int
    payload_kbit_s: float
    bytes_per_pose: float
    keyframe_bytes: float
    error_p50: float
    error_max: float
    encode_ms: float
    decode_ms: float
    peers: dict[str, float]


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


def _packets(poses: Sequence[Pose]) -> Iterator[Sequence[Pose]]:
    for start in range(0, len(poses) - POSES_PER_PACKET + 1, POSES_PER_PACKET):
        yield poses[start : start + POSES_PER_PACKET]


def measure(
    poses: Sequence[Pose], *, precision: float = DEFAULT_PRECISION, ack_packets: int = ACK_PACKETS
) -> CodecFigures:
    """Send poses through encoder and decoder, each packet coded against an acknowledged one.

    Args:
        poses: at least one packet's worth.
        precision: error bound.
        ack_packets: after how many packets an acknowledgement is back.
    """
    encoder, decoder = Encoder(precision), Decoder()
    acks: deque[int | None] = deque([None] * ack_packets)
    sizes: list[int] = []
    errors: list[Floats] = []
    encoding: list[float] = []
    decoding: list[float] = []
    for number, group in enumerate(_packets(poses)):
        encoder.acknowledge(acks.popleft())
        started = time.process_time()
        data = encoder.encode(group, ack=number)
        encoded = time.process_time()
        decoded = decoder.decode(data)
        encoding.append(encoded - started)
        decoding.append(time.process_time() - encoded)
        sizes.append(len(data))
        errors += [_hand_errors(*pair) for pair in zip(group, decoded, strict=True)]
        acks.append(decoder.latest)
    error = np.concatenate(errors)
    return CodecFigures(
        poses=len(sizes) * POSES_PER_PACKET,
        payload_kbit_s=float(np.mean(sizes)) * PACKETS_S * 8 / 1000,
        bytes_per_pose=float(np.mean(sizes)) / POSES_PER_PACKET,
        keyframe_bytes=sizes[0],
        error_p50=float(np.median(error)) if len(error) else 0.0,
        error_max=float(error.max()) if len(error) else 0.0,
        encode_ms=float(np.median(encoding)) * 1000 / POSES_PER_PACKET,
        decode_ms=float(np.median(decoding)) * 1000 / POSES_PER_PACKET,
        peers=_peers(poses, precision),
    )


def _hand_errors(sent: Pose, decoded: Pose) -> Floats:
    found = [np.zeros(0)]
    for part in PARTS:
        size = part_size(sent, part)
        if part.name in ("left", "right") and size > 0:
            distance = np.linalg.norm((sent.xyz - decoded.xyz)[part.points, :2].astype(np.float64), axis=1)
            found.append(distance[sent.known[part.points]] / size)
    return np.concatenate(found)


def _peers(poses: Sequence[Pose], precision: float) -> dict[str, float]:
    """What zlib makes of the same packets, in kbit/s.

    ``float32+zlib`` packs the coordinates and scores as they are, each packet alone. ``delta+zlib`` rounds to the same
    error bound, takes differences from the last pose and packs them in one stream for the whole call: the smallest that
    zlib does, but one lost packet ends the call.
    """
    alone, streamed = 0, 0
    packer = zlib.compressobj(9)
    before = np.zeros((len(poses[0].xyz), 3), np.int64)
    # One step for the whole recording, or each change of it would look like a motion.
    finest = [
        min((step_index(size, precision) for pose in poses if (size := part_size(pose, part))), default=0)
        for part in PARTS
    ]
    for group in _packets(poses):
        packet = b"".join(np.column_stack([pose.xyz, pose.score]).astype("<f4").tobytes() for pose in group)
        alone += len(zlib.compress(packet, 9))
        for pose in group:
            here = _rounded(pose, finest)
            difference = np.clip(here - before, -(1 << 15), (1 << 15) - 1).astype("<i2")
            levels = np.round(pose.score * 7).astype(np.uint8)
            streamed += len(packer.compress(difference.T.tobytes() + levels.tobytes()))
            before = here
        streamed += len(packer.flush(zlib.Z_SYNC_FLUSH))
    rate = PACKETS_S * 8 / 1000 / (len(poses) // POSES_PER_PACKET)
    return {"float32+zlib": alone * rate, "delta+zlib": streamed * rate}


def _rounded(pose: Pose, indices: Sequence[int]) -> NDArray[np.int64]:
    """Coordinates (K, 3) in whole steps, whose index is given for every part."""
    result = np.zeros((len(pose.xyz), 3), np.int64)
    for part, step in zip(PARTS, indices, strict=True):
        steps = np.array(axis_steps(part, step)) / UNITS_PER_PIXEL
        result[part.points] = np.round(np.nan_to_num(pose.xyz[part.points]) / steps).astype(np.int64)
    return result


def overall(figures: Sequence[CodecFigures]) -> CodecFigures:
    """All recordings together: means weighted by poses, the largest error of all."""
    weights = np.array([figure.poses for figure in figures], np.float64)

    def mean(values: list[float]) -> float:
        return float(np.average(values, weights=weights))

    return CodecFigures(
        poses=int(weights.sum()),
        payload_kbit_s=mean([figure.payload_kbit_s for figure in figures]),
        bytes_per_pose=mean([figure.bytes_per_pose for figure in figures]),
        keyframe_bytes=mean([figure.keyframe_bytes for figure in figures]),
        error_p50=mean([figure.error_p50 for figure in figures]),
        error_max=max(figure.error_max for figure in figures),
        encode_ms=mean([figure.encode_ms for figure in figures]),
        decode_ms=mean([figure.decode_ms for figure in figures]),
        peers={name: mean([figure.peers[name] for figure in figures]) for name in figures[0].peers},
    )
