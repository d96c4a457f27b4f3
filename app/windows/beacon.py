"""Light in a colour and a pattern: on the bar that says who calls, over the whole screen, and to choose from."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.alarm import COLOURS, brightness

STEP_MS = 40
CORNER = 10
# What a colour fades to.
NIGHT = QColor("#10151b")


def shade(colour: str, level: float) -> QColor:
    """A colour of `app.alarm.COLOURS` at a brightness from 0 to 1."""
    full = QColor(COLOURS[colour].full)
    parts = ((full.red(), NIGHT.red()), (full.green(), NIGHT.green()), (full.blue(), NIGHT.blue()))
    return QColor(*(round(dark + (light - dark) * level) for light, dark in parts))


class Pulse(QObject):
    """The light of a call, as time goes on.

    Signals:
        shone(object): the light has this colour now; None: it is out.
    """

    shone = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._colour = self._pattern = ""
        self._still = False
        self._begun = 0.0
        self._step = QTimer(self)
        self._step.setInterval(STEP_MS)
        self._step.timeout.connect(self._shine)

    @property
    def on(self) -> bool:
        """Whether it shines."""
        return bool(self._colour)

    def begin(self, colour: str, pattern: str, *, still: bool) -> None:
        """Shine in this colour and pattern; `still`: without flashing."""
        self._colour, self._pattern, self._still = colour, pattern, still
        self._begun = time.monotonic()
        self._shine()
        if not still:
            self._step.start()

    def end(self) -> None:
        """Go out."""
        self._step.stop()
        if self._colour:
            self._colour = ""
            self.shone.emit(None)

    def _shine(self) -> None:
        level = brightness(self._pattern, time.monotonic() - self._begun, still=self._still)
        self.shone.emit(shade(self._colour, level))


class Beacon(QWidget):
    """A patch of light."""

    def __init__(self) -> None:
        super().__init__()
        self._colour: QColor | None = None

    @property
    def colour(self) -> QColor | None:
        """What it shows; None: nothing."""
        return self._colour

    def shine(self, colour: QColor | None) -> None:
        """Show this colour; None: nothing."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._colour is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._colour)
        painter.setBrush(self._colour)
        corner = 0 if self.isWindow() else CORNER
        painter.drawRoundedRect(self.rect(), corner, corner)
