"""One small drawing for each problem of legibility, and a tick for none."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.legibility import Problem

LINES: Final = 1.7  # of text: how high it is
_UNITS: Final = 24.0  # drawings are made on a square of so many units


class ProblemIcon(QWidget):
    """The drawing of a problem, in the colour of the text beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._problem: Problem | None = None
        self._suit()

    def changeEvent(self, event: QEvent) -> None:
        """As large as the text beside it."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._suit()
        super().changeEvent(event)

    def _suit(self) -> None:
        side = round(LINES * self.fontMetrics().height())
        self.setFixedSize(side, side)

    def show_problem(self, problem: Problem | None) -> None:
        """Show this one; None: the tick."""
        self._problem = problem
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _UNITS, self.height() / _UNITS)
        draw_problem(painter, self._problem, self.palette().windowText().color())


def draw_problem(painter: QPainter, problem: Problem | None, ink: QColor) -> None:
    """Draw a problem on a square of 24 units; None: a tick."""
    painter.setPen(QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match problem:
        case None:
            painter.drawPolyline([QPointF(4, 13), QPointF(10, 19), QPointF(20, 6)])
        case Problem.NOBODY:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            _person(painter, 12, 1.0)
        case Problem.TWO_PEOPLE:
            _person(painter, 8, 0.8)
            _person(painter, 17, 0.8)
        case Problem.DARK:
            moon = QPainterPath()
            moon.addEllipse(QPointF(12, 12), 8, 8)
            bite = QPainterPath()
            bite.addEllipse(QPointF(16, 9), 7, 7)
            painter.fillPath(moon.subtracted(bite), ink)
        case Problem.BACK_LIGHT:
            painter.drawEllipse(QPointF(12, 9), 7, 7)
            for x, y in ((2, 9), (22, 9), (5, 2), (19, 2), (12, 0.5)):
                painter.drawPoint(QPointF(x, y))
            painter.setBrush(ink)
            _person(painter, 12, 0.8)
        case Problem.LOW_CONTRAST:
            painter.drawEllipse(QPointF(12, 12), 9, 9)
            half = QPainterPath(QPointF(12, 3))
            half.arcTo(QRectF(3, 3, 18, 18), 90, -180)
            faint = QColor(ink)
            faint.setAlpha(70)
            painter.fillPath(half, faint)
        case Problem.TOO_SMALL:
            painter.drawRect(QRectF(2, 3, 20, 18))
            _person(painter, 12, 0.45)
        case Problem.CUT_OFF:
            painter.drawLine(QPointF(17, 2), QPointF(17, 22))
            hand = QPainterPath(QPointF(3, 15))
            for x, y in ((8, 15), (17, 9)):
                hand.lineTo(x, y)
            hand.moveTo(8, 15)
            hand.lineTo(17, 13)
            hand.moveTo(8, 15)
            hand.lineTo(17, 17)
            painter.drawPath(hand)
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            for y in (8, 12.5, 18):
                painter.drawLine(QPointF(18.5, y), QPointF(23, y))
        case Problem.BLURRED:
            for alpha, radius in ((60, 9.0), (120, 6.0), (255, 3.0)):
                soft = QColor(ink)
                soft.setAlpha(alpha)
                painter.setPen(QPen(soft, 2.2))
                painter.drawEllipse(QPointF(12, 12), radius, radius)


def _person(painter: QPainter, x: float, size: float) -> None:
    """Head and shoulders, standing on the bottom of the square."""
    head = 4.0 * size
    foot = 22.0 if size > 0.5 else 18.0
    painter.drawEllipse(QPointF(x, foot - 3.6 * head), head, head)
    body = QPainterPath(QPointF(x - 1.9 * head, foot))
    body.cubicTo(x - 1.9 * head, foot - 3 * head, x + 1.9 * head, foot - 3 * head, x + 1.9 * head, foot)
    painter.drawPath(body)
