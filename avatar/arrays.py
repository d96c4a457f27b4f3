"""Reads named arrays from untrusted ``.npz`` files: bounded by what their headers say before their data is read."""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)

MAX_FILE_BYTES: Final = 32 << 20
MAX_NAME: Final = 64


class BodyError(ValueError):
    """A body asset that cannot be used; the text is one sentence for people."""


@contextmanager
def opened(path: Path) -> Iterator[Arrays]:
    """The arrays of a file.

    Raises:
        BodyError: the file is missing, damaged or too large, in one sentence.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise BodyError(
                f"the body {path.name} is {size >> 20} MB large, more than the {MAX_FILE_BYTES >> 20} allowed"
            )
        with zipfile.ZipFile(path) as archive:
            yield Arrays(archive, path.name)
    except FileNotFoundError:
        raise BodyError(f"there is no body at {path}: install handline again, or make it by `make assets`") from None
    except OSError as error:
        raise BodyError(f"the body {path.name} cannot be read: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BodyError(f"the body {path.name} is damaged ({error}): install handline again") from None


class Arrays:
    """Named arrays of an open archive, each bounded by what its own header says before its data is read."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name

    def __contains__(self, key: str) -> bool:
        return f"{key}.npy" in self._archive.namelist()

    def read(self, key: str, dtype: type[T], shape: tuple[int | None, ...], most: int = 0) -> NDArray[T]:
        """One array.

        Args:
            key: its name in the archive.
            dtype: what it must hold.
            shape: its shape; None is any length up to `most`.
            most: bound of every free length.
        """
        try:
            info = self._archive.getinfo(f"{key}.npy")
        except KeyError:
            raise BodyError(f"the body {self.name} lacks the array '{key}': make it again by `make assets`") from None
        with self._archive.open(info) as stream:
            found, fortran, kind = self._header(stream, key)
            fits = len(found) == len(shape) and all(
                0 <= n <= most if want is None else n == want for n, want in zip(found, shape, strict=True)
            )
            if not fits or kind != np.dtype(dtype) or fortran:
                wanted = "x".join("N" if n is None else str(n) for n in shape)
                raise BodyError(
                    f"the body {self.name} has an array '{key}' of {kind} {found}, expected {wanted} {np.dtype(dtype)}"
                )
            count = int(np.prod(found, dtype=np.int64))
            data = stream.read(count * kind.itemsize)
        if len(data) != count * kind.itemsize:
            raise BodyError(f"the body {self.name} is damaged: the array '{key}' ends early")
        return np.frombuffer(data, dtype).reshape(found)

    def _header(self, stream: IO[bytes], key: str) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
        try:
            if np.lib.format.read_magic(stream) != (1, 0):
                raise ValueError("unknown version")
            return np.lib.format.read_array_header_1_0(stream, max_header_size=1024)
        except (ValueError, TypeError, SyntaxError, OverflowError, tokenize.TokenError) as error:
            raise BodyError(
                f"the body {self.name} is damaged: the array '{key}' has no sound header ({error})"
            ) from None

    def names(self, key: str, most: int) -> tuple[str, ...]:
        """A list of names, stored as lines of UTF-8."""
        raw = self.read(key, np.uint8, (None,), most * (MAX_NAME + 1))
        try:
            found = tuple(raw.tobytes().decode("utf-8").split("\n"))
        except UnicodeDecodeError:
            raise BodyError(f"the body {self.name} has names in '{key}' that are not UTF-8") from None
        if len(found) > most or len(set(found)) != len(found) or not all(0 < len(name) <= MAX_NAME for name in found):
            raise BodyError(f"the body {self.name} has too many, too long or repeated names in '{key}'")
        return found

    def require(self, holds: bool, what: str) -> None:
        """Refuse the file unless something holds."""
        if not holds:
            raise BodyError(f"the body {self.name} has {what}: make it again by `make assets`")
