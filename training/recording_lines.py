"""Files of JSON lines that are only ever added to, and readers that survive whatever a crash left in them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

MAX_LINE: Final = 64 * 1024
MAX_LINES: Final = 2_000_000
MAX_BYTES: Final = 1 << 30


class RecordingError(ValueError):
    """A recording cannot be made, read or written; the message is one sentence for people."""


class LineWriter:
    """Adds JSON objects to a file, a line each, handed to the system before the call returns. Not thread-safe.

    A file that ends in half a line (a crash) is carried on in a new line.

    Raises:
        OSError: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._cut = _ends_in_half_a_line(self._file)

    @property
    def descriptor(self) -> int:
        """The open file, for locking it."""
        return self._file

    def add(self, entry: dict[str, Any]) -> None:
        """Add a line.

        Raises:
            OSError: it cannot be written; the next line begins anew.
        """
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        data = b"\n" + line if self._cut else line
        self._cut = True
        while data:
            data = data[os.write(self._file, data) :]
        self._cut = False

    def sync(self) -> None:
        """Wait until it is on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _ends_in_half_a_line(file: int) -> bool:
    size = os.lseek(file, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) != b"\n"


def read_lines(path: Path, damaged: list[int]) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, in order; nothing where there is no file.

    Args:
        path: the file.
        damaged: numbers (from 1) of the lines that cannot be read are added to it.

    Raises:
        RecordingError: the file cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise RecordingError(f"{path} is larger than {MAX_BYTES >> 30} GB: it is not a part of a recording.")
            number = 0
            while line := file.readline(MAX_LINE):
                number += 1
                if number > MAX_LINES:
                    raise RecordingError(f"{path} has more than {MAX_LINES} lines: it is not a part of a recording.")
                if not line.strip():
                    continue
                entry = _object(line)
                if entry is None:
                    damaged.append(number)
                else:
                    yield entry
    except FileNotFoundError:
        return
    except OSError as error:
        raise RecordingError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error


def _object(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
