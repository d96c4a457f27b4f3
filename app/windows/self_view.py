"""The signer's own view, over a corner of the other's: the camera's picture with keypoints, or the own avatar."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.station import Sighting
from app.windows.language import tr
from app.windows.parts import Mirror, dress_as, label
from avatar.view import AvatarView

SIZE: Final = (224, 168)
# Of the stage's width and height at most: hands that hang beside the body stay free.
SHARE: Final = 0.24
MARGIN: Final = 14
# By keyboard, of the room there is.
STEP: Final = 0.1
CORNERS: Final = ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0))
_FRAME: Final = 3
_WAYS: Final = {
    Qt.Key.Key_Left: (-STEP, 0.0),
    Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP),
    Qt.Key.Key_Down: (0.0, STEP),
}


class SelfView(QWidget):
    """Lies over its parent; dragged with the mouse, moved by arrow keys, and stays inside when the parent shrinks.

    Args:
        stage: what it lies over.
    """

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self.mirror = Mirror(tr("No camera"))
        self.light = label("", "light-off", name=tr("Whether you sign at the moment"))
        self.light.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place = QPointF(*CORNERS[0])
        self._held: QPoint | None = None
        self._avatar: AvatarView | None = None
        self._picture = QStackedLayout()
        self._picture.addWidget(self.mirror)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        inside.setSpacing(0)
        inside.addLayout(self._picture, 1)
        inside.addWidget(self.light)
        # The mouse takes hold of the whole.
        self.mirror.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("You; arrow keys move it"))
        self.setToolTip(tr("Drag it out of the way, or move it with the arrow keys"))
        stage.installEventFilter(self)
        self.show_signing(False)

    @property
    def avatar(self) -> AvatarView | None:
        """The avatar that is shown in place of the picture; None while the picture is."""
        return self._avatar

    @property
    def place(self) -> tuple[float, float]:
        """Where it lies, 0..1 from the left and from the top of the room there is."""
        return self._place.x(), self._place.y()

    def show_picture(self) -> AvatarView | None:
        """Show the camera's picture; returns the avatar's view that was shown before."""
        avatar, self._avatar = self._avatar, None
        if avatar is not None:
            self._picture.removeWidget(avatar)
            avatar.setParent(None)
            avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        return avatar

    def show_avatar(self, view: AvatarView) -> None:
        """Show an avatar in place of the picture."""
        self._avatar = view
        view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture.addWidget(view)
        self._picture.setCurrentWidget(view)

    def show_sighting(self, sighting: Sighting) -> None:
        """Show what the camera and the detector see, where the picture is shown."""
        if self._avatar is None:
            self.mirror.show_sighting(sighting)

    def forget(self, hint: str) -> None:
        """Show a sentence in place of a picture."""
        self.mirror.forget(hint)

    def show_signing(self, signs: bool) -> None:
        """Switch the light."""
        self.light.setText(tr("● You sign") if signs else tr("○ You"))
        dress_as(self.light, "light-on" if signs else "light-off")

    def go_to(self, x: float, y: float) -> None:
        """Lie there, 0..1 from the left and from the top of the room there is."""
        self._place = QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))
        self._lie()

    def next_corner(self) -> None:
        """Go to the next corner, against the clock."""
        nearest = min(range(4), key=lambda n: (QPointF(*CORNERS[n]) - self._place).manhattanLength())
        self.go_to(*CORNERS[(nearest + 1) % 4])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay inside."""
        if watched is self.parent() and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._lie()
        return super().eventFilter(watched, event)

    def _lie(self) -> None:
        stage = self.parentWidget()
        assert stage is not None
        strip = self.light.sizeHint().height() + 2 * _FRAME
        width = min(SIZE[0], round(SHARE * max(stage.width(), 4 * stage.height() / 3)))
        width = max(min(width, stage.width() - 2 * MARGIN), self.minimumSizeHint().width())
        height = width * SIZE[1] // SIZE[0] + strip
        room = self._room(width, height)
        left, top = MARGIN + round(self._place.x() * room.x()), MARGIN + round(self._place.y() * room.y())
        self.setGeometry(left, top, width, height)
        self.raise_()

    def _room(self, width: int, height: int) -> QPoint:
        stage = self.parentWidget()
        assert stage is not None
        return QPoint(max(1, stage.width() - width - 2 * MARGIN), max(1, stage.height() - height - 2 * MARGIN))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._held = event.position().toPoint()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self._held is not None:
            corner = self.mapToParent(event.position().toPoint() - self._held)
            room = self._room(self.width(), self.height())
            self.go_to((corner.x() - MARGIN) / room.x(), (corner.y() - MARGIN) / room.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move it."""
        way = _WAYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self.go_to(self._place.x() + way[0], self._place.y() + way[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame shows whoever uses the keyboard that its keys go here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.palette().window())
        painter.setPen(QPen(self.palette().highlight().color(), _FRAME) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 10, 10)
