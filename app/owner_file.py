"""Small files for their owner alone: replaced in one step, so that a crash or a full disk keeps the old ones."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def read_owned(path: Path, most: int) -> bytes | None:
    """What a file holds; None if it is larger than `most` bytes.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    return data if len(data) <= most else None


def write_owned(path: Path, text: str) -> None:
    """Write a file in one step, readable by its owner alone, as is its folder where that is made.

    Raises:
        OSError: it cannot be written; the old one is kept.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
