"""The widget that shows the avatar: frames the signing space, and may be turned, zoomed and put back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from math import radians, tan
from typing import Final

import numpy as np
from OpenGL.error import Error as GLError
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from avatar.body import Body
from avatar.camera import Camera
from avatar.painter import BACKGROUND, DrawingError
from avatar.picture import Packed, Studio
from avatar.rig import AvatarPose
from avatar.surface import affordable_samples

_log = logging.getLogger(__name__)

_DEGREES_A_PIXEL: Final = 0.5
_DEGREES_A_KEY: Final = 5.0
_ZOOM_A_NOTCH: Final = 0.9
_NOTCH: Final = 120  # Qt counts the wheel in eighths of a degree
_FOCUS_WIDTH: Final = 3


class AvatarView(QWidget):
    """Shows one avatar. Drag turns it, Ctrl and drag moves it, the wheel zooms, double click or Home goes back.

    Signals:
        failed(str): the avatar cannot be drawn; one sentence for people. Sent once.
    """

    failed = Signal(str)

    def __init__(self, body: Body, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self._body = body
        self._pose: AvatarPose | None = None
        self._studio: Studio | None = None
        self._studio_size = (0, 0)
        self._pixels: Packed | None = None
        self._measured = False
        self._changed = True
        self._failure: Exception | None = None
        self._held_at = QPointF()
        self._by_keyboard = False
        self._at_home = True
        self.go_home()

    def prepare(self) -> bool:
        """Take the next step in making everything that drawing needs, before the first pose comes.

        There are three, each short enough to pass unnoticed.

        Returns:
            Whether there are more.
        """
        if self._failure is not None or self._pixels is not None:
            return False
        if not self._measured:
            self._measured = True
            affordable_samples()
            return True
        if self._studio is None:
            self._attempt(lambda _: self._open_studio())
            return self._failure is None
        # Half of it doubtful, so that every way of drawing is compiled.
        rest = AvatarPose.at_rest(self._body.rig)
        shown, self._pose = (
            self._pose,
            replace(rest, visibility=np.linspace(0, 1, len(rest.visibility), dtype="f4")),
        )
        self._draw()
        self._pose = shown
        return False

    def show_body(self, body: Body) -> None:
        """Show another avatar, at rest until it gets a pose."""
        self._body, self._pose = body, None
        if self._studio is not None and self._failure is None:
            self._attempt(lambda studio: None if studio is None else studio.show(body))
        self._draw_anew()

    def show_pose(self, pose: AvatarPose | None) -> bool:
        """Show this pose at once; None shows the empty background.

        Returns:
            Whether its picture is on the screen now; False while the widget is hidden or cannot be drawn.
        """
        self._pose = pose
        self._changed = True
        self.repaint()
        return not self._changed and self._failure is None

    @property
    def failure(self) -> Exception | None:
        """What went wrong while drawing, or None."""
        return self._failure

    @property
    def camera(self) -> Camera:
        """Where the viewer stands now."""
        return self._camera

    def go_home(self) -> None:
        """Face the avatar and frame the whole signing space again."""
        self._at_home = True
        self._camera = Camera.framing(self._aspect)
        self._draw_anew()

    def look_from(self, camera: Camera) -> None:
        """Look from there; from now on the framing is the viewer's."""
        self._at_home = False
        self._camera = camera
        self._draw_anew()

    def pixels(self) -> Packed | None:
        """The last picture, uint32 (height, width) 0x??RRGGBB in device pixels; None before the first."""
        return self._pixels

    @property
    def _aspect(self) -> float:
        return max(self.width(), 1) / max(self.height(), 1)

    def _draw_anew(self) -> None:
        self._changed = True
        self.update()

    def _size(self) -> tuple[int, int]:
        ratio = self.devicePixelRatio()
        return max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)

    def _open_studio(self) -> Studio:
        studio = self._studio = Studio(self._body, self._size(), affordable_samples())
        self._studio_size = self._size()
        return studio

    def _draw(self) -> None:
        size = self._size()

        def draw(studio: Studio | None) -> None:
            if studio is None:
                studio = self._open_studio()
            elif self._studio_size != size:
                studio.resize(size)
                self._studio_size = size
            self._pixels = studio.draw_packed(self._pose, self._camera)

        self._attempt(draw)

    def _attempt(self, work: Callable[[Studio | None], object]) -> None:
        try:
            work(self._studio)
        except (DrawingError, ValueError, GLError) as failure:
            # The call goes on, and the person is told.
            self._failure, self._pixels = failure, None
            _log.error("the avatar cannot be drawn", exc_info=failure)
            self.failed.emit(f"The avatar cannot be drawn: {failure}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the avatar if anything about it has changed, and bring it to the window."""
        if self._changed and self._failure is None:
            self._changed = False
            self._draw()
        with QPainter(self) as painter:
            if self._pixels is None:
                painter.fillRect(self.rect(), QColor.fromRgbF(*BACKGROUND))
            else:
                height, width = self._pixels.shape
                # Borrows the array, which stays until the next picture.
                image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
                image.setDevicePixelRatio(self.devicePixelRatio())
                painter.drawImage(0, 0, image)
            if self._by_keyboard:
                painter.setPen(QPen(self.palette().highlight().color(), _FOCUS_WIDTH))
                painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the signing space framed as long as the viewer has not turned or zoomed."""
        if self._at_home:
            self.go_home()
        self._draw_anew()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the avatar."""
        self._held_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn it, or move it with Ctrl or the middle button."""
        way = event.position() - self._held_at
        self._held_at = event.position()
        moves = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if moves or event.buttons() & Qt.MouseButton.MiddleButton:
            camera = self._camera
            metre = 2 * camera.distance * tan(radians(camera.field_of_view / 2)) / max(self.height(), 1)
            self.look_from(camera.panned(-way.x() * metre, way.y() * metre))
        else:
            self.look_from(self._camera.turned(-way.x() * _DEGREES_A_PIXEL, way.y() * _DEGREES_A_PIXEL))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the framed signing space."""
        self.go_home()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, within bounds."""
        self.look_from(self._camera.zoomed(_ZOOM_A_NOTCH ** (event.angleDelta().y() / _NOTCH)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys turn, plus and minus zoom, Home goes back."""
        turns = {
            Qt.Key.Key_Left: (-_DEGREES_A_KEY, 0.0),
            Qt.Key.Key_Right: (_DEGREES_A_KEY, 0.0),
            Qt.Key.Key_Up: (0.0, _DEGREES_A_KEY),
            Qt.Key.Key_Down: (0.0, -_DEGREES_A_KEY),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Home:
            self.go_home()
        elif key in turns:
            self.look_from(self._camera.turned(*turns[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.look_from(self._camera.zoomed(_ZOOM_A_NOTCH))
        elif key == Qt.Key.Key_Minus:
            self.look_from(self._camera.zoomed(1 / _ZOOM_A_NOTCH))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A frame shows whoever uses the keyboard that its keys go here."""
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys go elsewhere."""
        self._by_keyboard = False
        self.update()

    def sizeHint(self) -> QSize:
        """4:3, as a camera picture."""
        return QSize(640, 480)
