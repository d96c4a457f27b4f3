"""Poses to packets and back, without I/O and without a clock (docs/wire-format.md specifies the bytes).

A packet carries up to three poses. It decodes alone (a keyframe) or against the last pose of one packet that the
other side has acknowledged, so a lost packet never damages another. Acknowledgements ride in the packets of
the other direction.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from detector.pose import Pose
from transport.codec_entropy import NO_CONTEXT, DamagedError, SymbolReader, SymbolWriter
from transport.codec_layout import PARTS
from transport.codec_pose import CodedPose, blank, read_pose, write_pose

VERSION: Final = 1
DEFAULT_PRECISION: Final = 0.01
MAX_POSES: Final = 3
# Longer than any encoder's packet: three keyframes in which every coordinate is escaped.
MAX_PACKET: Final = 8192
# How many packets back a reference may lie, and so how many poses each side keeps.
MAX_BACK: Final = 63

_KEYFRAME: Final = 0x08
_HAS_ACK: Final = 0x04
_COUNT: Final = 0x03
_SEQUENCES: Final = 1 << 16
_MAX_TIME: Final = 1 << 48
_MAX_VARINT_BYTES: Final = 5


class PacketError(ValueError):
    """The bytes are not a packet that this side can decode. The message is a sentence."""


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _nearest(short: int, around: int) -> int:
    """The number next to ``around`` whose low 16 bits are ``short``."""
    return around + (short - around + _SEQUENCES // 2) % _SEQUENCES - _SEQUENCES // 2


class Encoder:
    """Turns poses into packets.

    Args:
        precision: bound of the error of x and y in the picture, as a share of the size of the hand, face or body
            (``codec_layout.part_size``); depth is half as fine.

    Raises:
        ValueError: the precision is not between 0.1 % and 10 %.
    """

    def __init__(self, precision: float = DEFAULT_PRECISION) -> None:
        if not 0.001 <= precision <= 0.1:
            raise ValueError(f"precision is {precision}, expected 0.001 to 0.1 of the size of a hand")
        self._precision = precision
        self._sequence = 0
        self._sent: dict[int, CodedPose] = {}
        self._acknowledged: int | None = None
        self._last_time: int | None = None

    def acknowledge(self, ack: int | None) -> None:
        """Take note of ``Decoder.peer_ack``. What cannot be true is ignored."""
        if ack is None:
            return
        sequence = _nearest(ack, self._sequence)
        if sequence in self._sent and (self._acknowledged is None or sequence > self._acknowledged):
            self._acknowledged = sequence

    def encode(self, poses: Sequence[Pose], ack: int | None = None) -> bytes:
        """The next packet.

        Args:
            poses: 0 to 3 poses of one frame size, in the order of their times; without any, the packet only
                acknowledges.
            ack: ``Decoder.latest`` of the other direction.

        Raises:
            ValueError: too many poses, times that do not grow, mixed frame sizes, or a value out of range.
        """
        self._check(poses)
        sequence = self._sequence
        reference_sequence = self._acknowledged
        reference = None if reference_sequence is None else self._sent.get(reference_sequence)
        if poses and reference and (reference.width, reference.height) != (poses[0].width, poses[0].height):
            reference = None
        if reference_sequence is not None and sequence - reference_sequence > MAX_BACK:
            reference = None

        keyframe = bool(poses) and reference is None
        first = VERSION << 4 | (_KEYFRAME if keyframe else 0) | (0 if ack is None else _HAS_ACK) | len(poses)
        out = bytearray(struct.pack(">BH", first, sequence % _SEQUENCES))
        if ack is not None:
            out += struct.pack(">H", ack % _SEQUENCES)
        if poses:
            out += self._encode_poses(poses, reference, sequence, reference_sequence)
            self._last_time = poses[-1].time_us
        self._sequence += 1
        self._sent = {number: pose for number, pose in self._sent.items() if sequence - number < MAX_BACK}
        return bytes(out)

    def _encode_poses(
        self, poses: Sequence[Pose], reference: CodedPose | None, sequence: int, reference_sequence: int | None
    ) -> bytes:
        head = bytearray()
        if reference is None or reference_sequence is None:
            base = blank(poses[0].time_us, poses[0].width, poses[0].height)
            head += poses[0].time_us.to_bytes(6, "big")
            head += struct.pack(">HH", base.width, base.height)
        else:
            base = reference
            head += bytes([sequence - reference_sequence])
            head += _varint(poses[0].time_us - base.time_us)
        for before, after in pairwise(poses):
            head += _varint(after.time_us - before.time_us)
        writer = SymbolWriter()
        spreads = [NO_CONTEXT] * len(PARTS)
        for pose in poses:
            base = write_pose(writer, pose, base, self._precision, spreads)
        self._sent[sequence] = base
        return bytes(head) + writer.getvalue()

    def _check(self, poses: Sequence[Pose]) -> None:
        if len(poses) > MAX_POSES:
            raise ValueError(f"a packet carries at most {MAX_POSES} poses, not {len(poses)}")
        last = self._last_time
        for pose in poses:
            if not 0 <= pose.time_us < _MAX_TIME:
                raise ValueError(f"time_us is {pose.time_us}, expected 0 to 2^48 - 1")
            if last is not None and not 0 < pose.time_us - last < 1 << 34:
                raise ValueError(f"time_us is {pose.time_us} after {last}: times must grow, by less than four hours")
            if max(pose.width, pose.height) >= 1 << 16:
                raise ValueError(f"the frame is {pose.width}x{pose.height}, at most 65535 pixels a side can be sent")
            if (pose.width, pose.height) != (poses[0].width, poses[0].height):
                raise ValueError("the poses of one packet must have one frame size")
            last = pose.time_us


class Decoder:
    """Turns packets back into poses, in whatever order and number they arrive.

    Attributes:
        latest: the newest packet with poses decoded so far, low 16 bits of its number: what to acknowledge.
        peer_ack: the newest packet of ours that the other side says it has decoded, low 16 bits.
    """

    def __init__(self) -> None:
        self._received: dict[int, CodedPose] = {}
        self._newest: int | None = None
        self._newest_ack: int | None = None

    @property
    def latest(self) -> int | None:
        return None if self._newest is None else self._newest % _SEQUENCES

    @property
    def peer_ack(self) -> int | None:
        return None if self._newest_ack is None else self._newest_ack % _SEQUENCES

    def decode(self, data: bytes) -> list[Pose]:
        """The poses of one packet, oldest first; none for a packet that only acknowledges.

        Raises:
            PacketError: the bytes are no packet, are of another version, or need a reference that is not here.
                The decoder is as it was before and goes on with the next packet.
        """
        if len(data) > MAX_PACKET:
            raise PacketError(f"The packet has {len(data)} bytes, more than the {MAX_PACKET} allowed.")
        try:
            return self._decode(_Cursor(data))
        except DamagedError as error:
            raise PacketError(f"The packet cannot be decoded: {error}.") from error

    def _decode(self, cursor: _Cursor) -> list[Pose]:
        first = cursor.number(1)
        if first >> 4 != VERSION:
            raise PacketError(
                f"The packet has version {first >> 4}, this program understands version {VERSION}: "
                "both sides need the same version of Handline."
            )
        count = first & _COUNT
        sequence = cursor.number(2)
        sequence = sequence if self._newest is None else _nearest(sequence, self._newest)
        ack = cursor.number(2) if first & _HAS_ACK else None
        poses: list[Pose] = []
        if count:
            coded = self._decode_poses(cursor, count, sequence, keyframe=bool(first & _KEYFRAME))
            poses = [pose.pose() for pose in coded]
            self._newest = sequence if self._newest is None else max(self._newest, sequence)
            self._received[sequence] = coded[-1]
            oldest = self._newest - MAX_BACK
            self._received = {number: pose for number, pose in self._received.items() if number >= oldest}
        elif first & _KEYFRAME or cursor.rest():
            raise DamagedError("it has no poses and yet content")
        if ack is not None:
            ack = ack if self._newest_ack is None else _nearest(ack, self._newest_ack)
            self._newest_ack = ack if self._newest_ack is None else max(self._newest_ack, ack)
        return poses

    def _decode_poses(self, cursor: _Cursor, count: int, sequence: int, *, keyframe: bool) -> list[CodedPose]:
        if keyframe:
            time = cursor.number(6)
            width, height = cursor.number(2), cursor.number(2)
            if not width or not height:
                raise DamagedError("its frame has no size")
            base = blank(time, width, height)
        else:
            back = cursor.number(1)
            reference = self._received.get(sequence - back)
            if back > MAX_BACK or reference is None:
                raise DamagedError(f"its reference, {back} packets back, is not known")
            base = reference
            time = base.time_us + cursor.varint()
        times = [time]
        for _ in range(count - 1):
            times.append(times[-1] + cursor.varint())
        if times[-1] >= _MAX_TIME:
            raise DamagedError("its time is out of range")
        reader = SymbolReader(cursor.rest())
        spreads = [NO_CONTEXT] * len(PARTS)
        coded: list[CodedPose] = []
        for time in times:
            base = read_pose(reader, time, base, spreads)
            coded.append(base)
        reader.finish()
        return coded


class _Cursor:
    """Reads the fields before the compressed part."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, size: int) -> int:
        """The next ``size`` bytes, big-endian."""
        field = self._data[self._at : self._at + size]
        if len(field) < size:
            raise DamagedError("it ends early")
        self._at += size
        return int.from_bytes(field, "big")

    def varint(self) -> int:
        """A growing time: LEB128, at most 5 bytes, not 0."""
        value = 0
        for position in range(_MAX_VARINT_BYTES):
            byte = self.number(1)
            value |= (byte & 0x7F) << (7 * position)
            if not byte & 0x80:
                if value == 0:
                    raise DamagedError("its times do not grow")
                return value
        raise DamagedError("it has an endless number")

    def rest(self) -> bytes:
        """Everything that has not been read."""
        return self._data[self._at :]
