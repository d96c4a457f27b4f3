"""Tells when this machine has slept and is awake again."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.sleep import SleepWatch, always_clock

EVERY_MS: Final = 1000


class Waking(QObject):
    """Looks at the clocks once a second.

    Signals:
        woke(float): the machine has slept for so many seconds.
    """

    woke = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watch = SleepWatch()
        self._always = always_clock()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        if slept_s := self._watch.slept_s(time.monotonic(), self._always()):
            self.woke.emit(slept_s)
