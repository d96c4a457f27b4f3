"""Reads a record: what is known of it at once, poses as they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.records.layout import (
    HEAD,
    MAX_FILE_BYTES,
    PACKET,
    TEXT,
    Head,
    RecordError,
    head_of,
    lines_of,
    pieces,
)
from app.transcript import Line
from detector.pose import Pose
from transport.codec import Decoder, PacketError
from transport.jitter import Between

_KEYFRAME: Final = 0x08  # docs/wire-format.md, section 3.1
# Between two poses that are farther apart nobody was seen.
_LONGEST_GAP_US: Final = 500_000


@dataclass(frozen=True, eq=False)
class Record:
    """A record that was read.

    Attributes:
        path: where it lies.
        head: what is known of it.
        tracks: the signing, one for each signer.
        lines: what was written beside it.
        seconds: how long it is.
    """

    path: Path
    head: Head
    tracks: tuple[PoseTrack, ...]
    lines: tuple[Line, ...]
    seconds: float


class PoseTrack:
    """The poses of one signer, decoded from the last one that decodes alone.

    Args:
        packets: moments in milliseconds and packets, in order.
    """

    def __init__(self, packets: list[tuple[int, bytes]]) -> None:
        self._times_us = [1000 * ms for ms, _ in packets]
        self._packets = [data for _, data in packets]
        self._alone = [n for n, data in enumerate(self._packets) if data[:1] and data[0] & _KEYFRAME]
        self._start = -1
        self._decoder = Decoder()
        self._decoded: list[Pose | None] = []

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def times_us(self) -> list[int]:
        """When each pose is, microseconds from the record's beginning."""
        return self._times_us

    def index_at(self, at_us: float) -> int:
        """The number of the pose at or just before a moment; -1 before the first."""
        return bisect_right(self._times_us, at_us) - 1

    def pose(self, number: int) -> Pose | None:
        """One pose, by its number; None if it is damaged."""
        place = bisect_right(self._alone, number) - 1
        if place < 0:
            return None
        start = self._alone[place]
        if start != self._start:
            self._start, self._decoder, self._decoded = start, Decoder(), []
        while len(self._decoded) <= number - start:
            self._decoded.append(self._decode(start + len(self._decoded)))
        return self._decoded[number - start]

    def at(self, at_us: float) -> Pose | None:
        """The pose at a moment, between two where it lies between them; None before the first and in a gap."""
        number = self.index_at(at_us)
        first = self.pose(number) if number >= 0 else None
        if first is None or at_us - self._times_us[number] > _LONGEST_GAP_US:
            return None
        second = self.pose(number + 1) if number + 1 < len(self) else None
        if second is None or not 0 < second.time_us - first.time_us <= _LONGEST_GAP_US:
            return first
        return Between(first, second).at(min(max(at_us, first.time_us), second.time_us))

    def _decode(self, number: int) -> Pose | None:
        try:
            found = self._decoder.decode(self._packets[number])
        except PacketError:
            return None
        return found[-1] if found else None


def read_record(path: Path) -> Record:
    """Read a record; of one that was cut off or is damaged, what comes before.

    Raises:
        RecordError: it is not there, is none, or holds nobody.
    """
    data = _bytes_of(path, MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise RecordError("{name} is larger than {most} MB.", name=path.name, most=MAX_FILE_BYTES >> 20)
    head: Head | None = None
    lines: tuple[Line, ...] = ()
    try:
        found: list[list[tuple[int, bytes]]] = []
        for piece in pieces(data):
            if head is None:
                if piece.kind != HEAD:
                    raise RecordError("The record's beginning is damaged.")
                head = head_of(piece.content)
                found = [[] for _ in head.tracks]
            elif piece.kind == PACKET and piece.track < len(found):
                packets = found[piece.track]
                # Times that go back are nobody's signing.
                if not packets or piece.time_ms > packets[-1][0]:
                    packets.append((piece.time_ms, piece.content))
            elif piece.kind == TEXT:
                lines = lines_of(piece.content)
    except RecordError as error:
        raise RecordError("{name} cannot be shown: {reason}", name=path.name, reason=error.words) from error
    if head is None or not any(found):
        raise RecordError("{name} holds nobody's signing, or is cut off at its beginning.", name=path.name)
    seconds = max(packets[-1][0] for packets in found if packets) / 1000
    return Record(path, head, tuple(PoseTrack(packets) for packets in found), lines, seconds)


def read_head(path: Path) -> Head:
    """What is known of a record, without its signing.

    Raises:
        RecordError: it is not there, or is none.
    """
    try:
        first = next(pieces(_bytes_of(path, 16_384)), None)
        if first is None or first.kind != HEAD:
            raise RecordError("The record's beginning is damaged.")
        return head_of(first.content)
    except RecordError as error:
        raise RecordError("{name} cannot be shown: {reason}", name=path.name, reason=error.words) from error


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise RecordError(
            "{name} cannot be read ({reason}): check its permissions.", name=path.name, reason=error.strerror
        ) from error
