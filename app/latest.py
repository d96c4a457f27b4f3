"""The one-place mailbox that stands between two threads: the newest value wins, and what it replaces is counted."""

from __future__ import annotations

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Holds at most one value. Any thread may call any method.

    `put` never waits, so a slow reader makes values go missing and never makes them old.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._value: T | None = None
        self._dropped = 0
        self._closed = False

    @property
    def dropped(self) -> int:
        """How many values were replaced before anybody took them."""
        return self._dropped

    def put(self, value: T) -> None:
        """Leave a value, in place of one that nobody took. After `close` it is ignored."""
        with self._changed:
            if self._closed:
                return
            if self._value is not None:
                self._dropped += 1
            self._value = value
            self._changed.notify()

    def take(self, timeout_s: float | None = 0.0) -> T | None:
        """Take the value out, waiting for one if there is none.

        Args:
            timeout_s: how long to wait in seconds; None waits until there is a value or the mailbox is closed.

        Returns:
            The value, or None if none came in time or the mailbox is closed and empty.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._value is not None or self._closed, timeout_s)
            value, self._value = self._value, None
            return value

    def close(self) -> None:
        """Wake whoever waits; a value that is still there can be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
