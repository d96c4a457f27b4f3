"""The widget that shows the avatar: frames the signing space, and may be turned, zoomed and put back."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from math import radians, tan
from typing import Final

import numpy as np
from OpenGL.error import Error as GLError
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
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
from avatar.drawer import Developed, Drawer, Shot
from avatar.opengl import DrawingError
from avatar.painter import BACKGROUND
from avatar.picture import Packed
from avatar.rig import AvatarPose

_log = logging.getLogger(__name__)

_DEGREES_A_PIXEL: Final = 0.5
_DEGREES_A_KEY: Final = 5.0
_ZOOM_A_NOTCH: Final = 0.9
_NOTCH: Final = 120  # Qt counts the wheel in eighths of a degree
_FOCUS_WIDTH: Final = 3


class AvatarView(QWidget):
    """Shows one avatar. Drag turns it, Ctrl and drag moves it, the wheel zooms, double click or Home goes back.

    Attributes:
        detail: share of the window's width and height in which the next picture is drawn; fewer pixels are enlarged.

    Signals:
        failed(str): the avatar cannot be drawn; one sentence for people. Sent once.
        shown(Developed): a picture that was given to `show_drawn` is on the screen.
    """

    failed = Signal(str)
    shown = Signal(object)

    def __init__(self, body: Body, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.detail = 1.0
        self._body = body
        self._pose: AvatarPose | None = None
        self._drawer: Drawer | None = None
        self._pixels: Packed | None = None
        self._changed = True
        self._fresh: Developed | None = None
        self._failure: Exception | None = None
        self._held_at = QPointF()
        self._by_keyboard = False
        self._at_home = True
        self.go_home()

    def prepare(self) -> None:
        """Have everything made that drawing needs, before the first pose comes; nobody waits for it."""
        if self._failure is None and self._pixels is None:
            # Half of it doubtful, so that every way of drawing is compiled.
            rest = AvatarPose.at_rest(self._body.rig)
            doubtful = np.linspace(0, 1, len(rest.visibility), dtype="f4")
            self.drawer.draw(replace(self.shot, pose=replace(rest, visibility=doubtful)))

    def show_body(self, body: Body) -> None:
        """Show another avatar, at rest until it gets a pose."""
        self._body, self._pose = body, None
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

    def show_drawn(self, coming: Future[Developed]) -> None:
        """Show a picture that the `drawer` has drawn, with the window's next painting; `shown` tells when.

        Args:
            coming: is there.
        """
        if (developed := self._taken(coming)) is None or developed.shot.body is not self._body:
            return
        shot = developed.shot
        self._pixels, self._pose, self._fresh = developed.pixels, shot.pose, developed
        # The viewer has turned it or changed the window's size meanwhile.
        self._changed = (shot.camera, shot.size) != (self._camera, self._size())
        # Not at once: painting from here would keep every other thread of Python waiting.
        self.update()

    @property
    def drawer(self) -> Drawer:
        """What draws the pictures."""
        if self._drawer is None:
            self._drawer = Drawer()
            self.destroyed.connect(self._drawer.close)
        return self._drawer

    @property
    def shot(self) -> Shot:
        """What its picture would show now."""
        return Shot(self._body, self._pose, self._camera, self._size())

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
        ratio = self.detail * self.devicePixelRatio()
        return max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)

    def _draw(self) -> None:
        developed = self._taken(self.drawer.draw(self.shot))
        self._pixels = None if developed is None else developed.pixels

    def _taken(self, coming: Future[Developed]) -> Developed | None:
        try:
            return coming.result()
        except (DrawingError, ValueError, GLError) as failure:
            # The call goes on, and the person is told, once.
            if self._failure is None:
                self._failure, self._pixels = failure, None
                _log.error("the avatar cannot be drawn", exc_info=failure)
                self.failed.emit(f"The avatar cannot be drawn: {failure}")
            return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the avatar if anything about it has changed, and bring it to the window."""
        if self._changed and self._failure is None:
            self._changed = False
            self._draw()
        if self._fresh is not None:
            # When the window has brought what is painted now to the screen.
            QTimer.singleShot(0, partial(self.shown.emit, self._fresh))
            self._fresh = None
        with QPainter(self) as painter:
            if self._pixels is None:
                painter.fillRect(self.rect(), QColor.fromRgbF(*BACKGROUND))
            else:
                height, width = self._pixels.shape
                # Borrows the array, which stays until the next picture.
                image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
                # Its pixels are not the window's where it is drawn coarser, or the screen's scale is no whole number.
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(self.rect(), image)
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
