"""Writes a record while it is being signed, in a thread of its own: nothing waits for the disk, nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from typing import BinaryIO, Final

from app.records.layout import (
    HEAD,
    LONGEST_MS,
    MAGIC,
    PACKET,
    TEXT,
    Head,
    Piece,
    head_bytes,
    piece_bytes,
    text_bytes,
)
from app.transcript import Line
from detector.pose import Pose
from transport.codec import SEQUENCES, Encoder

# A pose that decodes alone comes so often: whoever goes to a place in the record decodes two seconds at most.
KEYFRAME_EVERY: Final = 60
# What waits for a disk that is asleep: eight seconds of two signers.
_WAITING: Final = 512


class RecordWriter:
    """One record, open for writing. Poses may come from any thread.

    Args:
        path: of the new file; its folder is made for its owner alone.
        head: what is known of it.
        began_us: the moment that is its beginning, microseconds of this machine's monotonic clock.
        precision: as of `Encoder`.
        on_trouble: told a sentence, from another thread, if nothing more can be written.
    """

    def __init__(
        self, path: Path, head: Head, began_us: int, precision: float, on_trouble: Callable[[str], None]
    ) -> None:
        self.path = path
        self._head = head
        self._began_us = began_us
        self._on_trouble = on_trouble
        self._encoders = [Encoder(precision) for _ in head.tracks]
        self._counts = [0] * len(head.tracks)
        self._last_us = [-1_000] * len(head.tracks)
        self._queue: Queue[tuple[int, Pose] | list[Line] | None] = Queue(_WAITING)
        self._dropped = 0
        self._failed = False
        self._thread = Thread(target=self._run, name="record", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Poses that the disk had no time for."""
        return self._dropped

    def add(self, track: int, pose: Pose, offset_us: int = 0) -> None:
        """Keep a pose; one that is not newer than the last of its track is left out. Never waits.

        Args:
            track: whose it is.
            pose: the pose.
            offset_us: the pose's clock minus this machine's.
        """
        at_us = pose.time_us - offset_us - self._began_us
        if not 0 <= at_us <= 1000 * LONGEST_MS:
            return
        try:
            timed = Pose.checked(at_us, (pose.width, pose.height), pose.xyz, pose.score)
            self._queue.put_nowait((track, timed))
        except Full:
            self._dropped += 1

    def write_lines(self, lines: list[Line]) -> None:
        """Keep what was written so far, in place of what was kept before."""
        if not self._failed:
            self._queue.put(lines)

    def close(self, timeout_s: float = 5.0) -> None:
        """Write what waits, and end."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join(timeout_s)

    def give_up(self) -> None:
        """End, and throw it away."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _run(self) -> None:
        try:
            with _new_file(self.path) as file:
                file.write(MAGIC + piece_bytes(Piece(HEAD, 0, 0, head_bytes(self._head))))
                file.flush()
                while (item := self._queue.get()) is not None:
                    content = self._lines(item) if isinstance(item, list) else self._packet(*item)
                    if content is not None:
                        # Not buffered by us: a crash of the app loses nothing that was signed.
                        file.write(content)
                        file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._failed = True
            self._on_trouble(
                f"The record {self.path.name} cannot be written any more ({error.strerror}): what was written is kept."
            )
            while self._queue.get() is not None:
                pass

    def _packet(self, track: int, pose: Pose) -> bytes | None:
        encoder, number = self._encoders[track], self._counts[track]
        if pose.time_us <= self._last_us[track] + 100:  # the format counts in tenths of a millisecond
            return None
        if number % KEYFRAME_EVERY == 0:
            encoder.restart()
        try:
            data = encoder.encode([pose])
        except ValueError:
            return None  # a clock that jumped: this pose's loss
        encoder.acknowledge(number % SEQUENCES)
        self._counts[track] += 1
        self._last_us[track] = pose.time_us
        return piece_bytes(Piece(PACKET, track, pose.time_us // 1000, data))

    @staticmethod
    def _lines(lines: list[Line]) -> bytes:
        return piece_bytes(Piece(TEXT, 0, 0, text_bytes(lines)))


def _new_file(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "wb", buffering=0)
