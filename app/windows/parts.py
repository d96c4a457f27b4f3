"""Small widgets that several pages use."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QWidget

from app.legibility import Edge, Frame
from app.overlay import draw_pose
from app.station import Sighting
from app.windows.big_text import FLOOR_PT, fitting_points
from app.windows.language import spoken, tr
from app.words import mark

CORNER = 10
LOWEST = 120
PREVIEW_HINT: Final = mark("Your camera picture appears here.")
# Over a picture: what is wrong, what is as it should be, and a rim that sets both off from any ground.
MARK_WRONG, MARK_GOOD, MARK_RIM = "#ffb000", "#3cc495", "#10151b"
MARK_SHARE = 0.025


def label(text: str = "", kind: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A label with a look of the style sheet; `name` is what a screen reader says instead of the text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # peers' and files' words are never markup
    made.setWordWrap(wrap)
    dress_as(made, kind)
    if name:
        made.setAccessibleName(name)
    return made


def breakable(text: str) -> str:
    """A text in which addresses can go on in the next line."""
    return re.sub(r"(?<=\S)([:?])(?=\S)", "\u200b\\1", text)


def button(text: str, kind: str = "", *, tip: str = "") -> QPushButton:
    """A push button with a look of the style sheet; Return presses it too."""
    made = QPushButton(text)
    dress_as(made, kind)
    made.setAutoDefault(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if tip:
        made.setToolTip(tip)
        made.setAccessibleDescription(tip)
    return made


def dress_as(widget: QWidget, kind: str) -> None:
    """Give a widget another look of the style sheet."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Scrolled(QScrollArea):
    """Scrolls up and down what does not fit, and is as wide as it has to be.

    Args:
        inside: a widget of the kind ``page``.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard goes to what is inside, and that is scrolled to
        self._inside = inside
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        """Low, and as wide as what is inside."""
        return QSize(self._width(self._inside.minimumSizeHint()), LOWEST)

    def sizeHint(self) -> QSize:
        """As what is inside."""
        inside = self._inside.sizeHint()
        return QSize(self._width(inside), inside.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside has changed: so does the width."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _width(self, inside: QSize) -> int:
        return inside.width() + self.verticalScrollBar().sizeHint().width()


class Notice(QFrame):
    """One sentence about what went wrong, until it is read or replaced."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "notice")
        self._text = label(wrap=True)
        dismiss = button(tr("OK"), tip=tr("Hide this notice"))
        dismiss.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.addWidget(self._text, 1)
        row.addWidget(dismiss)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says now; empty when it is hidden."""
        return self._text.text()

    def say(self, sentence: str) -> None:
        """Show a sentence, in place of an earlier one; English ones of modules without Qt in the signer's language."""
        self._text.setText(spoken(sentence))
        self.setAccessibleName(self._text.text())
        self.show()

    def clear(self) -> None:
        """Hide it."""
        self._text.setText("")
        self.hide()
        self.closed.emit()


class Mirror(QWidget):
    """Shows the signer to themselves: mirrored, with the keypoints that the detector sees drawn over the picture."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self._hint = hint
        self._image: QImage | None = None
        self._size = (1, 1)
        self._edges: frozenset[Edge] = frozenset()
        self._space: Frame | None = None
        self._fits = True
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Your own camera picture, mirrored"))

    @property
    def picture(self) -> QImage | None:
        """What is shown; None before the first picture."""
        return self._image

    def show_sighting(self, sighting: Sighting) -> None:
        """Show a frame and its pose, as large as fits."""
        frame = sighting.frame.image
        scale = min(self.width() / frame.shape[1], self.height() / frame.shape[0]) * self.devicePixelRatio()
        size = (max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale)))
        shown = draw_pose(frame, sighting.pose, size, mirrored=True)
        # The conversion keeps the pixels alive; QImage only borrows the array's.
        borrowed = QImage(shown.data, size[0], size[1], 3 * size[0], QImage.Format.Format_RGB888)
        self._image = borrowed.convertToFormat(QImage.Format.Format_RGB32)
        self._size = (frame.shape[1], frame.shape[0])
        self.update()

    def mark(self, edges: frozenset[Edge]) -> None:
        """Show at which edges of the picture hands are cut off."""
        self._edges = edges

    def show_space(self, space: Frame | None, *, fits: bool) -> None:
        """Show the signing space, and whether it is as it should be; None: not at all."""
        self._space, self._fits = space, fits

    def forget(self, hint: str) -> None:
        """Show a sentence in place of a picture."""
        self._hint = hint
        self._image = None
        self._edges, self._space = frozenset(), None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the hint."""
        painter = QPainter(self)
        if self._image is None:
            # In a call it lies over the other signer.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().window())
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
            painter.setPen(self.palette().windowText().color())
            room = self.rect().adjusted(16, 16, -16, -16)
            font = self.font()
            # In a small window large text shrinks rather than that its lines are cut.
            font.setPointSize(fitting_points(self._hint, font, room, FLOOR_PT, max(FLOOR_PT, font.pointSize())))
            painter.setFont(font)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
            return
        ratio = self.devicePixelRatio()
        size = self._image.size().toSizeF() / ratio
        corner = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        # A brush rounds the corners in a fraction of a clipping path's time, and in a call this is painted with every
        # picture of the avatar below.
        brush = QBrush(self._image)
        brush.setTransform(
            QTransform.fromScale(1 / ratio, 1 / ratio) * QTransform.fromTranslate(corner.x(), corner.y())
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(QRectF(corner, size), CORNER, CORNER)
        self._draw_marks(painter, QRectF(corner, size))

    def _draw_marks(self, painter: QPainter, picture: QRectF) -> None:
        """Cut edges and the signing space; in a mirror the picture's left is at the right."""
        if self._space is not None:
            space, (width, height) = self._space, self._size
            x, y = picture.width() / width, picture.height() / height
            left, right = picture.right() - space.right * x, picture.right() - space.left * x
            box = QRectF(left, picture.top() + space.top * y, right - left, (space.bottom - space.top) * y)
            for colour, thick in ((MARK_RIM, 7), (MARK_GOOD if self._fits else MARK_WRONG, 4)):
                painter.setPen(
                    QPen(QColor(colour), thick, Qt.PenStyle.SolidLine if self._fits else Qt.PenStyle.DashLine)
                )
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box, CORNER, CORNER)
        strip = max(6.0, MARK_SHARE * picture.width())
        for edge in self._edges:
            across = edge in (Edge.TOP, Edge.BOTTOM)
            bar = QRectF(0, 0, picture.width() if across else strip, strip if across else picture.height())
            bar.moveTopLeft(picture.topLeft())
            if edge is Edge.LEFT:
                bar.moveRight(picture.right())
            if edge is Edge.BOTTOM:
                bar.moveBottom(picture.bottom())
            painter.fillRect(bar, QColor(MARK_RIM))
            painter.fillRect(bar.adjusted(2, 2, -2, -2), QColor(MARK_WRONG))
