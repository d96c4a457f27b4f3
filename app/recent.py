"""Recent calls: with whom, when and how long. One bounded file for its owner alone; each can be deleted."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from app.contacts import MAX_NAME
from app.owner_file import read_owned, write_owned
from app.words import Told, Words, mark

MAX_CALLS: Final = 100
MAX_FILE_BYTES: Final = 64 * 1024
PLACED, ANSWERED, MISSED = "placed", "answered", "missed"
_LATEST_S: Final = 2**40
_LONGEST_S: Final = 10**7


class RecentError(Told):
    """The recent calls cannot be read or saved; the message is one sentence for people."""


@dataclass(frozen=True)
class PastCall:
    """A call that is over, or that nobody took.

    Attributes:
        name: of the contact; empty for somebody who is none.
        at_s: when it began, seconds since 1970 UTC.
        lasted_s: for how long the two were connected, seconds.
        how: `PLACED`, `ANSWERED` or `MISSED`.

    Raises:
        ValueError: a value cannot be.
    """

    name: str
    at_s: int
    lasted_s: int
    how: str

    def __post_init__(self) -> None:
        whole = all(isinstance(value, int) and not isinstance(value, bool) for value in (self.at_s, self.lasted_s))
        if not (isinstance(self.name, str) and len(self.name) <= MAX_NAME and whole):
            raise ValueError("a call with a name or time that cannot be")
        if not (0 <= self.at_s <= _LATEST_S and 0 <= self.lasted_s <= _LONGEST_S):
            raise ValueError("a call at a time that cannot be")
        if self.how not in (PLACED, ANSWERED, MISSED):
            raise ValueError("a call that was neither placed nor answered nor missed")


def recent_path() -> Path:
    """Where they lie for this user."""
    return user_data_path("handline", appauthor=False) / "recent-calls.json"


class RecentCalls:
    """The calls of this signer, newest first; older ones than the newest `MAX_CALLS` are forgotten.

    Args:
        path: the file; that of this user by default.

    Attributes:
        problem: a sentence if the file could not be used: the list begins anew, and the file is kept beside it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or recent_path()
        self.problem: Words | None = None
        try:
            self._calls = _load(self._path)
        except ValueError:
            self._calls = ()
            aside = self._path.with_name("recent-calls.damaged.json")
            self.problem = Words(
                mark("The list of recent calls was damaged: it begins anew, and {path} keeps the old one."),
                {"path": aside},
            )
            try:
                os.replace(self._path, aside)
            except OSError:
                self.problem = Words(mark("The list of recent calls in {path} cannot be read."), {"path": self._path})
        except OSError:
            self._calls = ()
            self.problem = Words(mark("The list of recent calls in {path} cannot be read."), {"path": self._path})

    @property
    def all(self) -> tuple[PastCall, ...]:
        """Newest first."""
        return self._calls

    def last_with(self, name: str) -> PastCall | None:
        """The newest call with a contact."""
        return next((call for call in self._calls if call.name == name), None) if name else None

    def add(self, call: PastCall) -> None:
        """Remember a call.

        Raises:
            RecentError: it cannot be saved; until the app closes it is remembered all the same.
        """
        self._change((call, *self._calls)[:MAX_CALLS])

    def rename(self, name: str, new: str) -> None:
        """A contact has another name; empty: is none any more.

        Raises:
            RecentError: it cannot be saved.
        """
        self._change(
            tuple(PastCall(new, one.at_s, one.lasted_s, one.how) if one.name == name else one for one in self._calls)
        )

    def remove(self, call: PastCall) -> None:
        """Forget a call.

        Raises:
            RecentError: it cannot be saved.
        """
        self._change(tuple(other for other in self._calls if other != call))

    def clear(self) -> None:
        """Forget all.

        Raises:
            RecentError: it cannot be saved.
        """
        self._change(())

    def _change(self, calls: tuple[PastCall, ...]) -> None:
        self._calls = calls
        try:
            write_owned(self._path, json.dumps({"calls": [asdict(call) for call in calls]}, indent=1))
        except OSError as error:
            raise RecentError(
                "The list of recent calls cannot be saved in {path} ({reason}).", path=self._path, reason=error.strerror
            ) from error


def _load(path: Path) -> tuple[PastCall, ...]:
    try:
        data = read_owned(path, MAX_FILE_BYTES)
    except FileNotFoundError:
        return ()
    try:
        content: Any = json.loads(data or b"")
        return tuple(PastCall(**entry) for entry in content["calls"][:MAX_CALLS])
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("not a list of calls") from error
