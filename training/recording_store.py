"""Writing a recording: everything is on disk before the call returns, so a crash loses at most the frame in hand.

Consent and what is known of the recording come first, then each frame: its picture, then the line that tells of it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from training.recorder import Event, Skipped, TakeBegan, TakeEnded
from training.recording import (
    MAX_FRAMES,
    PICTURES,
    SESSION_FILE,
    Recording,
    is_recording,
    load_recording,
    picture_path,
)
from training.recording_about import ABOUT_FILE, About, about_as_json
from training.recording_lines import LineWriter, RecordingError

_NAME: Final = re.compile(r"[\w][\w.\- ]{0,79}")


class RecordingStore:
    """An open recording to add to. One thread at a time; one process at a time (the session file is locked).

    Use `create` or `resume`.

    Raises:
        RecordingError: it cannot be opened for writing, or another program records into it.
    """

    def __init__(self, path: Path, next_frame: int) -> None:
        self.path = path
        self._next = next_frame
        try:
            self._lines = LineWriter(path / SESSION_FILE)
        except OSError as error:
            raise RecordingError(_not_written(path, error)) from error
        if not _lock(self._lines.descriptor):
            self._lines.close()
            raise RecordingError(f"Another program records into {path}: close it first.")

    @classmethod
    def create(cls, path: Path, about: About) -> RecordingStore:
        """Begin a recording.

        Raises:
            RecordingError: something has that name already, the name cannot be used, or it cannot be written.
        """
        if not _NAME.fullmatch(path.name):
            raise RecordingError(f"'{path.name[:80]}' cannot be a recording's name: use letters, digits, - and _.")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.mkdir(mode=0o700)
        except FileExistsError:
            raise RecordingError(
                f"There is a recording {path} already: choose another name, or go on with --resume."
            ) from None
        except OSError as error:
            raise RecordingError(_not_written(path, error)) from error
        try:
            _write_about(path, about)
            (path / PICTURES).mkdir(mode=0o700)
        except OSError as error:
            _remove_empty(path)
            raise RecordingError(_not_written(path, error)) from error
        return cls(path, 0)

    @classmethod
    def resume(cls, path: Path) -> tuple[RecordingStore, Recording]:
        """Go on with a recording; also what is in it already.

        Raises:
            RecordingError: there is none, or it cannot be written.
        """
        if not is_recording(path):
            raise RecordingError(f"There is no recording {path} to go on with: begin one without --resume.")
        try:
            (path / PICTURES).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise RecordingError(_not_written(path, error)) from error
        # Locked first: what is read then does not grow.
        store = cls(path, 0)
        try:
            recording = load_recording(path)
            stray = [int(entry.stem) for entry in (path / PICTURES).iterdir() if entry.stem.isdigit()]
        except BaseException:
            store.close()
            raise
        store._next = max([*stray, *(frame.number for frame in recording.frames), -1]) + 1
        return store, recording

    def add_frame(self, jpeg: bytes | None, time_us: int, size: tuple[int, int], item: int | None, take: int) -> int:
        """Add a frame.

        Args:
            jpeg: its picture; None if it has none (imported keypoints).
            time_us: capture time in microseconds.
            size: (width, height) in pixels.
            item: number of the item.
            take: number of the take.

        Returns:
            Its number.

        Raises:
            RecordingError: it cannot be written; everything before it is safe.
        """
        number = self._next
        if number >= MAX_FRAMES:
            raise RecordingError(f"{self.path} holds {MAX_FRAMES} frames, and no more fit: begin another recording.")
        path = picture_path(self.path, number)
        entry: dict[str, Any] = {"frame": number, "time_us": time_us, "size": list(size), "item": item, "take": take}
        try:
            if jpeg is None:
                entry["picture"] = False
                self._lines.add(entry)
            else:
                with _new_file(path, jpeg):
                    self._lines.add(entry)
        except OSError as error:
            raise RecordingError(_not_written(self.path, error)) from error
        self._next += 1
        return number

    def add_event(self, event: Event) -> None:
        """Note that a take began or ended, or that an item was skipped.

        Raises:
            RecordingError: it cannot be written; everything before it is safe.
        """
        entry: dict[str, Any]
        match event:
            case TakeBegan(item, take, since_us):
                entry = {"item": item, "take": take, "began_us": since_us}
            case TakeEnded(item, take, kept, why):
                entry = {"item": item, "take": take, "kept": kept, "why": why}
            case Skipped(item, skipped):
                entry = {"item": item, "skipped": skipped}
        try:
            self._lines.add(entry)
            if not isinstance(event, TakeBegan):
                self._lines.sync()
        except OSError as error:
            raise RecordingError(_not_written(self.path, error)) from error

    def close(self) -> None:
        """Close the recording. One in which nothing was recorded goes away again."""
        self._lines.close()
        _remove_empty(self.path)

    def __enter__(self) -> RecordingStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write_about(folder: Path, about: About) -> None:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".recording-")  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(about_as_json(about), file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / ABOUT_FILE)


@contextmanager
def _new_file(path: Path, data: bytes) -> Iterator[None]:
    """Write a file that must not be there yet, for its owner alone; it goes again if it or the block fails."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)
        yield
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _remove_empty(folder: Path) -> None:
    """Remove a recording that holds neither a line nor a picture."""
    session, pictures = folder / SESSION_FILE, folder / PICTURES
    try:
        if session.exists() and session.stat().st_size:
            return
        if pictures.exists():
            pictures.rmdir()  # refuses where there is a picture
        for path in (session, folder / ABOUT_FILE, *folder.glob(".recording-*")):
            path.unlink(missing_ok=True)
        folder.rmdir()
    except OSError:
        return


def _lock(file: int) -> bool:
    """Lock an open file for this process, until it is closed; False if another one has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, 1 << 40, os.SEEK_SET)  # far behind all lines, which others may then read
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _not_written(path: Path, error: OSError) -> str:
    return (
        f"Cannot write into {path} ({error.strerror}): free space or check its permissions, then go on with --resume; "
        "what is recorded is safe."
    )
