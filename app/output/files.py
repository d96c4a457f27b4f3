"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class OutputError(ValueError):
    """A result cannot be written; the message is one sentence for people."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to (same ending); when the block ends well, it becomes `path`.

    Raises:
        OutputError: the folder is not there or cannot be written to, or the disk is full.
    """
    temporary: Path | None = None
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder: give the name of a file to write.")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".handline-", suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise OutputError(
            f"Cannot write {path} ({error.strerror}): check the folder, its permissions and the disk."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Find out before a long work whether its result can be written.

    Raises:
        OutputError: it cannot.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder: give the name of a file to write.")
    if not path.parent.is_dir():
        raise OutputError(f"There is no folder {path.parent}: make it first.")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"The folder {path.parent} cannot be written to: check its permissions.")


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
