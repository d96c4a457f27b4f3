"""Words large enough to be read from two metres."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

# Capitals of a two-hundredth of the distance can be read with ease (ISO 9241-303): 10 mm at two metres are 40 points.
SMALLEST_PT: Final = 40
LARGEST_PT: Final = 170
# Where even that has no room, small words are better than cut ones; smaller than this nothing is ever written.
FLOOR_PT: Final = 12
MARGIN: Final = 16


class BigText(QWidget):
    """One text, as large as fits between `smallest` and `largest`; smaller only where it would be cut off."""

    def __init__(self, largest: int = LARGEST_PT, smallest: int = SMALLEST_PT) -> None:
        super().__init__()
        self._text = ""
        self._largest = largest
        self._smallest = smallest
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Room for a word."""
        return QSize(360, 2 * self._smallest + 2 * MARGIN)

    def minimumSizeHint(self) -> QSize:
        """Room for a short word."""
        return QSize(220, round(1.8 * self._smallest) + 2 * MARGIN)

    def points(self) -> int:
        """The size at which the text is drawn, in points."""
        return fitting_points(self._text, self.font(), self._room(), self._smallest, self._largest)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPointSize(self.points())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self._room(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)

    def _room(self) -> QRect:
        return self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)


def fitting_points(text: str, font: QFont, room: QRect, smallest: int, largest: int) -> int:
    """The largest size, in points, at which a text fits into a room without breaking a word.

    Sizes below `smallest` are taken where there is no room for it.
    """
    if smallest > FLOOR_PT and not _fits(text, font, room, smallest):
        return fitting_points(text, font, room, FLOOR_PT, smallest - 1)
    low, high = smallest, largest
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(text, font, room, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _fits(text: str, font: QFont, room: QRect, points: int) -> bool:
    tried = QFont(font)
    tried.setPointSize(points)
    tried.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(tried)
    needed = metrics.boundingRect(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
    widest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
    return needed.height() <= room.height() and widest <= room.width()
