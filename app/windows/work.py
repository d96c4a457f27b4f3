"""Work that would keep the window waiting, done in a thread, with progress and a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.threads import EndingThread
from app.windows.language import spoken, tr

# Told how much of how much is done; raises `Cancelled` where the person has given up.
Tell = Callable[[int, int], None]


class Cancelled(Exception):
    """The person has given up what was going on."""


class Work(QObject):
    """Does one thing at a time; what is begun anew stands in place of what went on before.

    Signals:
        progress(int, int): so much of so much is done.
        done(object): what came of it.
        failed(str): a sentence about why nothing did.
        cancelled: it was given up, by `cancel`.
    """

    progress = Signal(int, int)
    done = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    _told = Signal(int, str, object)

    def __init__(self) -> None:
        super().__init__()
        self._round = 0
        self._going = False
        self._given_up = False
        self._told.connect(self._on_told)

    @property
    def going(self) -> bool:
        """Whether something goes on."""
        return self._going

    def begin(self, work: Callable[[Tell], Any]) -> None:
        """Begin.

        Args:
            work: called in a thread; ValueErrors are sentences for people, as everywhere in Handline.
        """
        self._round += 1
        self._going = True
        self._given_up = False
        number = self._round
        EndingThread(lambda: self._run(number, work), "work", self.cancel).start()

    def cancel(self) -> None:
        """Give it up: it ends when it tells of progress next."""
        self._given_up = True

    def forget(self) -> None:
        """Give it up, and hear no more of it."""
        self._round += 1
        self._going = False

    def _run(self, number: int, work: Callable[[Tell], Any]) -> None:
        def tell(done: int, total: int) -> None:
            if number != self._round or self._given_up:
                raise Cancelled
            self._told.emit(number, "progress", (done, total))

        try:
            self._told.emit(number, "done", work(tell))
        except Cancelled:
            self._told.emit(number, "cancelled", None)
        except ValueError as error:
            self._told.emit(number, "failed", spoken(error))
        except Exception as error:  # noqa: BLE001 - whatever fails in the background, the window says so and goes on
            self._told.emit(number, "failed", tr("That did not work ({reason}): try again.", reason=error))

    def _on_told(self, number: int, what: str, value: Any) -> None:
        if number != self._round:
            return
        if what == "progress":
            self.progress.emit(*value)
            return
        self._going = False
        match what:
            case "done":
                self.done.emit(value)
            case "failed":
                self.failed.emit(value)
            case "cancelled":
                self.cancelled.emit()
