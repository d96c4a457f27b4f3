"""Poses to packets and back, without I/O and without a clock (docs/wire-format.md specifies the bytes).

A packet carries up to three poses. It decodes alone (a keyframe) or against the last pose of one packet that the
other side has acknowledged, so a lost packet never damages another. Acknowledgements ride in the packets of
the other direction.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from detector.pose import Pose
from transport.codec_entropy import DamagedError, SymbolReader, SymbolWriter
from transport.codec_plan import plan_pose
from transport.codec_pose import MAX_TICKS, TICK_US, CodedPose, blank, read_pose, read_time, write_pose, write_time

VERSION: Final = 3
DEFAULT_PRECISION: Final = 0.01
MAX_POSES: Final = 3
# Longer than any encoder's packet: three poses in which every coordinate is escaped.
MAX_PACKET: Final = 8192
# How many packets back a reference may lie, and so how many poses each side keeps.
MAX_BACK: Final = 63

_KEYFRAME: Final = 0x08
_HAS_ACK: Final = 0x04
_COUNT: Final = 0x03
SEQUENCES: Final = 1 << 12
_LONGEST_GAP_US: Final = 1 << 34


class PacketError(ValueError):
    """The bytes are not a packet that this side can decode. The message is a sentence."""


def _nearest(short: int, around: int) -> int:
    """The number next to ``around`` whose low 12 bits are ``short``."""
    return around + (short - around + SEQUENCES // 2) % SEQUENCES - SEQUENCES // 2


def _ticks(pose: Pose) -> int:
    return (pose.time_us + TICK_US // 2) // TICK_US


class VersionError(PacketError):
    """The packet is of another version of the format."""


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
        self._last_time: int | None = None  # in ticks

    def acknowledge(self, ack: int | None) -> None:
        """Take note of ``Decoder.peer_ack``. What cannot be true is ignored."""
        if ack is None:
            return
        sequence = _nearest(ack, self._sequence)
        if sequence in self._sent and (self._acknowledged is None or sequence > self._acknowledged):
            self._acknowledged = sequence

    def restart(self) -> None:
        """Code against nothing that has left so far: who begins to listen now can follow."""
        self._acknowledged = None
        self._sent.clear()

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
        numbers = sequence % SEQUENCES << 12 | (ack or 0) % SEQUENCES
        out = bytearray([first, *numbers.to_bytes(3, "big")])
        if poses:
            if reference is None or reference_sequence is None:
                reference = blank(_ticks(poses[0]), poses[0].width, poses[0].height)
                out += struct.pack(">6sHH", reference.ticks.to_bytes(6, "big"), reference.width, reference.height)
            else:
                out.append(sequence - reference_sequence)
            out += self._encode_poses(poses, reference, sequence)
            self._last_time = _ticks(poses[-1])
        self._sequence += 1
        self._sent.pop(sequence - MAX_BACK, None)
        return bytes(out)

    def _encode_poses(self, poses: Sequence[Pose], reference: CodedPose, sequence: int) -> bytes:
        writer = SymbolWriter()
        for number, pose in enumerate(poses):
            ticks = _ticks(pose)
            if ticks != reference.ticks:  # the first pose of a keyframe has its time in the header
                write_time(writer, ticks, reference, further=number > 0)
            plan = plan_pose(pose, ticks, reference, self._precision)
            reference = write_pose(writer, plan, reference, further=number > 0)
        self._sent[sequence] = reference
        return writer.getvalue()

    def _check(self, poses: Sequence[Pose]) -> None:
        if len(poses) > MAX_POSES:
            raise ValueError(f"a packet carries at most {MAX_POSES} poses, not {len(poses)}")
        last = self._last_time
        for pose in poses:
            ticks = _ticks(pose)
            if not 0 <= ticks < MAX_TICKS:
                raise ValueError(f"time_us is {pose.time_us}, expected 0 to {MAX_TICKS * TICK_US - TICK_US}")
            if last is not None and not 0 < (ticks - last) * TICK_US < _LONGEST_GAP_US:
                raise ValueError(
                    f"time_us is {pose.time_us} after {last * TICK_US}: times must grow, by {TICK_US} to less than 2^34"
                )
            if max(pose.width, pose.height) >= 1 << 16:
                raise ValueError(f"the frame is {pose.width}x{pose.height}, at most 65535 pixels a side can be sent")
            if (pose.width, pose.height) != (poses[0].width, poses[0].height):
                raise ValueError("the poses of one packet must have one frame size")
            last = ticks


class Decoder:
    """Turns packets back into poses, in whatever order and number they arrive.

    Attributes:
        latest: the newest packet with poses decoded so far, low 12 bits of its number: what to acknowledge.
        peer_ack: the newest packet of ours that the other side says it has decoded, low 12 bits.
    """

    def __init__(self) -> None:
        self._received: dict[int, CodedPose] = {}
        self._newest: int | None = None
        self._newest_ack: int | None = None

    @property
    def latest(self) -> int | None:
        return None if self._newest is None else self._newest % SEQUENCES

    @property
    def peer_ack(self) -> int | None:
        return None if self._newest_ack is None else self._newest_ack % SEQUENCES

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
            raise VersionError(
                f"The packet has version {first >> 4}, this program understands version {VERSION}: "
                "both sides need the same version of Handline."
            )
        count = first & _COUNT
        numbers = cursor.number(3)
        sequence, ack = numbers >> 12, numbers & 0xFFF
        sequence = sequence if self._newest is None else _nearest(sequence, self._newest)
        coded: list[CodedPose] = []
        if count:
            coded = self._decode_poses(cursor, count, sequence, keyframe=bool(first & _KEYFRAME))
        elif first & _KEYFRAME or cursor.rest():
            raise DamagedError("it has no poses and yet content")
        if not first & _HAS_ACK and ack:
            raise DamagedError("it acknowledges nothing and yet names a packet")
        poses = [pose.pose() for pose in coded]
        if coded:
            self._newest = sequence if self._newest is None else max(self._newest, sequence)
            self._received[sequence] = coded[-1]
            oldest = self._newest - MAX_BACK
            for number in [number for number in self._received if number < oldest]:
                del self._received[number]
        if first & _HAS_ACK:
            ack = ack if self._newest_ack is None else _nearest(ack, self._newest_ack)
            self._newest_ack = ack if self._newest_ack is None else max(self._newest_ack, ack)
        return poses

    def _decode_poses(self, cursor: _Cursor, count: int, sequence: int, *, keyframe: bool) -> list[CodedPose]:
        if keyframe:
            ticks = cursor.number(6)
            width, height = cursor.number(2), cursor.number(2)
            if not width or not height:
                raise DamagedError("its frame has no size")
            base = blank(ticks, width, height)
        else:
            back = cursor.number(1)
            reference = self._received.get(sequence - back)
            if not 0 < back <= MAX_BACK or reference is None:
                raise DamagedError(f"its reference, {back} packets back, is not known")
            base = reference
        reader = SymbolReader(cursor.rest())
        coded: list[CodedPose] = []
        for number in range(count):
            further = number > 0
            times = read_time(reader, base, further=further) if further or not keyframe else (base.ticks, base.interval)
            base = read_pose(reader, base, *times, further=further)
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

    def rest(self) -> bytes:
        """Everything that has not been read."""
        return self._data[self._at :]
