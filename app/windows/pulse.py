"""A frame that lights up a few times, slowly: somebody asks for attention."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

# Lit and dark for so long each: 0.8 flashes a second, far below the three that can bring about a seizure (WCAG 2.3.1).
HALF_MS: Final = 600
TIMES: Final = 4
_WIDTH: Final = 22
_GLOW: Final = 70


class Pulse(QWidget):
    """Lies over its parent, lets the mouse through and is there only while it pulses.

    Args:
        over: what it lies over.

    Attributes:
        still: for people who want little to move: it lights up once, for as long.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.still = False
        self._left = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._turn = QTimer(self)
        self._turn.setInterval(HALF_MS)
        self._turn.timeout.connect(self._next)
        over.installEventFilter(self)
        self.hide()

    @property
    def lit(self) -> bool:
        """Whether it is lit now."""
        return self._left > 0 and (self.still or self._left % 2 == 0)

    def begin(self) -> None:
        """Pulse, and flash in the taskbar. While it does already nothing changes: it never becomes faster."""
        QApplication.alert(self.window())
        if self._left:
            return
        self._left = 2 * TIMES
        self._cover()
        self.show()
        self.raise_()
        self._turn.start()

    def end(self) -> None:
        """Stop."""
        self._left = 0
        self._turn.stop()
        self.hide()

    def _next(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.end()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover all of it."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.resize(over.size())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Light it."""
        if not self.lit:
            return
        colour = self.palette().highlight().color()
        glow = QColor(colour)
        glow.setAlpha(_GLOW)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), glow)
            painter.setPen(QPen(colour, _WIDTH))
            painter.drawRect(self.rect().adjusted(_WIDTH // 2, _WIDTH // 2, -_WIDTH // 2, -_WIDTH // 2))
