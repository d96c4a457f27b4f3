"""Bars beside their names and values: small, clear, and read out by screen readers as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

LOWEST_ROW: Final = 26
_BAR: Final = 12
_GAP: Final = 10
_MAX_NAME: Final = 0.4  # of the width


@dataclass(frozen=True)
class Bar:
    """One row.

    Attributes:
        name: what it is of.
        start: where the bar begins, as a share of its room.
        end: where it ends.
        value: in words, behind it.
        mark: a place in it, e.g. the median; None for none.
    """

    name: str
    start: float
    end: float
    value: str
    mark: float | None = None


class Bars(QWidget):
    """Rows of bars on one scale.

    Args:
        name: what they show, for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_bars(())

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self._bars = tuple(bars)
        self.setAccessibleName(f"{self._name}: " + "; ".join(f"{bar.name} {bar.value}" for bar in bars))
        self._fit()
        self.update()

    @property
    def row(self) -> int:
        """How high a row is, pixels."""
        return max(LOWEST_ROW, self.fontMetrics().height() + 4)

    def changeEvent(self, event: QEvent) -> None:
        """Larger text takes higher rows."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(1, len(self._bars)) * self.row)

    def sizeHint(self) -> QSize:
        """Wide enough for names, bars and values."""
        return QSize(380, max(1, len(self._bars)) * self.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0)
        names = min(widest, round(self.width() * _MAX_NAME))
        values = max((metrics.horizontalAdvance(bar.value) for bar in self._bars), default=0)
        high = self.row
        room = QRectF(names + _GAP, 0, max(20, self.width() - names - values - 2 * _GAP), high)
        ink = self.palette().windowText().color()
        for n, bar in enumerate(self._bars):
            top = n * high
            painter.setPen(ink)
            middle = Qt.AlignmentFlag.AlignVCenter
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names + 1, high), middle | Qt.AlignmentFlag.AlignRight, name)
            painter.drawText(QRectF(room.right() + _GAP, top, values + 1, high), middle, bar.value)
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(ink)
            ground.setAlpha(30)
            painter.setBrush(ground)
            lane = QRectF(room.left(), top + (high - _BAR) / 2, room.width(), _BAR)
            painter.drawRoundedRect(lane, 4, 4)
            left, right = (lane.left() + share * lane.width() for share in (bar.start, bar.end))
            painter.setBrush(self.palette().highlight())
            if right > left:
                painter.drawRoundedRect(QRectF(left, lane.top(), max(3.0, right - left), _BAR), 4, 4)
            if bar.mark is not None:
                painter.setBrush(ink)
                at = lane.left() + bar.mark * lane.width()
                painter.drawRect(QRectF(at - 1.5, lane.top() - 3, 3, _BAR + 6))
