"""Writes the golden packets: ``python tests/transport/make_golden.py`` from the root of the project.

They pin the wire format: a change that alters them needs a new version of it. ``*.bin`` are packets, ``good.json``
says which of them decode, in which order, and to what; ``refused.json`` says which do not, and why.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from detector.pose import Pose
from detector.skeleton import FACE, HANDS, K
from transport.codec import Decoder, Encoder

FOLDER = Path(__file__).with_name("golden")
UNITS = 256


def golden_pose(number: int) -> Pose:
    """A pose made of whole numbers alone, so that it is the same everywhere."""
    point = np.arange(K)
    xyz = np.stack(
        [
            200 + (point * 37) % 90 + (point * number) % 7,
            150 + (point * 53) % 120 - (point + number) % 5,
            (point * 11 + number) % 40 - 20,
        ],
        axis=1,
    ).astype(np.float32)
    score = (((point * 5 + number // 4) % 7) + 1) / 7
    if number in (3, 4):
        score[HANDS["left"]] = 0
    if number >= 5:
        score[FACE] = 0
        score[HANDS["right"].start + 8] = 0
    return Pose.of(1_000_000 + 33_333 * number, (640, 480), xyz, score)


def packets() -> dict[str, bytes]:
    """The packets that decode, in the order in which they have to be decoded."""
    encoder = Encoder()
    result = {"keyframe": encoder.encode([golden_pose(0), golden_pose(1)])}
    encoder.acknowledge(0)
    result["delta"] = encoder.encode([golden_pose(2), golden_pose(3)], ack=4_095)
    result["hand_gone"] = encoder.encode([golden_pose(4)])
    encoder.acknowledge(2)
    result["partly_known"] = encoder.encode([golden_pose(5), golden_pose(6), golden_pose(7)], ack=9)
    result["nothing_known"] = encoder.encode([Pose.unknown(9_000_000, (640, 480))])
    result["ack_only"] = encoder.encode([], ack=10)
    return result


def refused(good: dict[str, bytes]) -> dict[str, tuple[bytes, str]]:
    """Packets that a fresh decoder refuses, each with a word of its reason."""
    keyframe, delta = good["keyframe"], good["delta"]
    return {
        "empty": (b"", "ends early"),
        "version_1": (bytes([keyframe[0] & 0x0F | 0x10]) + keyframe[1:], "version 1"),
        "version_2": (bytes([keyframe[0] & 0x0F | 0x20]) + keyframe[1:], "version 2"),
        "reference_missing": (delta, "reference"),
        "cut_in_header": (keyframe[:9], "ends early"),
        "no_frame_size": (keyframe[:10] + bytes(4) + keyframe[14:], "no size"),
        "reference_is_itself": (delta[:4] + b"\0" + delta[5:], "reference"),
        "time_overflows": (keyframe[:4] + b"\xff" * 6 + keyframe[10:], "time is out of range"),
        "ack_without_flag": (b"\x30\0\0\1", "acknowledges nothing"),
        "content_without_poses": (b"\x30\0\0\0junk", "no poses and yet content"),
        "too_long": (keyframe + b"\xaa" * 64, "longer than its content"),
        "zero_at_the_end": (keyframe + b"\0", "zero byte"),
        "score_out_of_range": (keyframe[:14] + b"\x55" * 400, "cannot be decoded"),
    }


def described(pose: Pose) -> dict[str, object]:
    """A decoded pose in whole numbers."""
    units = np.where(pose.known[:, None], np.nan_to_num(pose.xyz) * UNITS, 0)
    assert np.array_equal(units, np.round(units))
    return {
        "time_us": pose.time_us,
        "size": [pose.width, pose.height],
        "units": units.astype(int).tolist(),
        "levels": np.round(pose.score * 7).astype(int).tolist(),
    }


def main() -> None:
    """Write everything anew."""
    FOLDER.mkdir(exist_ok=True)
    good, decoder = packets(), Decoder()
    for name, data in good.items():
        (FOLDER / f"{name}.bin").write_bytes(data)
    expected = [
        {"name": name, "poses": [described(pose) for pose in decoder.decode(data)]} for name, data in good.items()
    ]
    (FOLDER / "good.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n", encoding="utf-8")
    bad = refused(good)
    for name, (data, _) in bad.items():
        (FOLDER / f"refused_{name}.bin").write_bytes(data)
    reasons = {name: reason for name, (_, reason) in bad.items()}
    (FOLDER / "refused.json").write_text(json.dumps(reasons, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
