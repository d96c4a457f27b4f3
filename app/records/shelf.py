"""The records of this user: one folder, for its owner alone."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.places import records_folder
from app.records.layout import CALL, ENDING, NAMELESS, Head, RecordError, one_line
from app.records.reader import read_head
from app.words import Words, mark

MAX_SHOWN: Final = 1_000
_FORBIDDEN: Final = '/\\:*?"<>|'


@dataclass(frozen=True)
class Entry:
    """One record in the list; `head` is None where it cannot be read."""

    path: Path
    head: Head | None

    @property
    def words(self) -> Words:
        """What it is."""
        if self.head is None:
            return Words(mark("{name} (damaged)"), {"name": self.path.stem})
        if self.head.kind == CALL:
            return Words(mark("Call with {name}"), {"name": NAMELESS.get(name := self.head.tracks[-1].name, name)})
        return Words(mark("Message to {name}"), {"name": self.head.to}) if self.head.to else Words(mark("Message"))


class Shelf:
    """Lists, takes in and throws away.

    Args:
        folder: where they lie; else the user's own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or records_folder()

    def new_path(self, about: str, made: datetime) -> Path:
        """A name for a new record, that no other has."""
        clean = "".join("_" if c in _FORBIDDEN else c for c in one_line(about, 40)).strip(". ") or "record"
        stem = f"{made:%Y-%m-%d %H.%M.%S} {clean}"
        path, number = self.folder / f"{stem}{ENDING}", 1
        while path.exists():
            number += 1
            path = self.folder / f"{stem} {number}{ENDING}"
        return path

    def entries(self) -> list[Entry]:
        """All records, the newest first.

        Raises:
            RecordError: the folder cannot be read.
        """
        try:
            paths = sorted(self.folder.glob(f"*{ENDING}"), reverse=True)[:MAX_SHOWN] if self.folder.exists() else []
        except OSError as error:
            raise RecordError(
                "The records in {folder} cannot be read ({reason}).", folder=self.folder, reason=error.strerror
            ) from error
        out = []
        for path in paths:
            try:
                out.append(Entry(path, read_head(path)))
            except RecordError:
                out.append(Entry(path, None))
        return out

    def take_in(self, path: Path) -> Path:
        """Copy a record from elsewhere, such as a message that came by mail.

        Raises:
            RecordError: it is none, or cannot be copied.
        """
        head = read_head(path)
        if path.resolve().parent == self.folder.resolve():
            return path
        target = self.new_path(head.tracks[0].name, head.made)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            os.chmod(target, 0o600)
        except OSError as error:
            target.unlink(missing_ok=True)
            raise RecordError(
                "{name} cannot be kept ({reason}).", name=path.name, reason=error.strerror or "disk"
            ) from error
        return target

    def delete(self, path: Path) -> None:
        """Throw one away.

        Raises:
            RecordError: it cannot be.
        """
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise RecordError("{name} cannot be deleted ({reason}).", name=path.name, reason=error.strerror) from error
