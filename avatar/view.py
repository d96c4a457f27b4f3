"""The widget that shows the avatar: frames the signing space, and may be turned, zoomed and put back."""

from __future__ import annotations

import logging
from math import atan, degrees, radians, tan

from pyqtgraph import Vector
from pyqtgraph.opengl import GLViewWidget
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMatrix4x4, QMouseEvent
from PySide6.QtWidgets import QWidget

from avatar.body import Body
from avatar.camera import FIELD_OF_VIEW, Camera
from avatar.item import SkinnedBodyItem
from avatar.painter import BACKGROUND
from avatar.rig import AvatarPose
from avatar.surface import affordable_samples, surface_format

_log = logging.getLogger(__name__)

# In these bounds the whole avatar can be looked at and never be lost, metres.
_NEAREST, _FARTHEST = 0.8, 12.0


class AvatarView(GLViewWidget):
    """Shows one avatar. Drag turns it, the wheel zooms, double click or Home goes back.

    Signals:
        failed(str): the avatar cannot be drawn; one sentence for people. Sent once.
    """

    failed = Signal(str)

    def __init__(self, body: Body, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFormat(surface_format(affordable_samples()))
        self.setBackgroundColor(QColor.fromRgbF(*BACKGROUND))
        self.setMinimumSize(160, 120)
        self._item = SkinnedBodyItem(body)
        self.addItem(self._item)
        self._reported = False
        self._at_home = True
        self.go_home()

    def show_pose(self, pose: AvatarPose | None) -> None:
        """Show this pose; None shows the empty background."""
        self._item.set_pose(pose)

    @property
    def failure(self) -> Exception | None:
        """What went wrong while painting, or None."""
        return self._item.failure

    def go_home(self) -> None:
        """Face the avatar and frame the whole signing space again."""
        self._at_home = True
        camera = Camera.framing(self._aspect)
        x, y, z = camera.centre
        self.opts["center"] = Vector(x, -z, y)
        self.opts["distance"] = camera.distance
        self.opts["azimuth"], self.opts["elevation"] = -90.0, 0.0
        # pyqtgraph's field of view is the horizontal one; it pans by it.
        self.opts["fov"] = 2 * degrees(atan(tan(radians(FIELD_OF_VIEW / 2)) * self._aspect))
        self.update()

    @property
    def camera(self) -> Camera:
        """Where the viewer stands now."""
        centre = self.opts["center"]
        return Camera(
            (centre.x(), centre.z(), -centre.y()),
            self.opts["distance"],
            turn=self.opts["azimuth"] + 90,
            rise=self.opts["elevation"],
        )

    @property
    def _aspect(self) -> float:
        return max(self.width(), 1) / max(self.height(), 1)

    def projectionMatrix(self, region: tuple[int, ...], viewport: tuple[int, ...]) -> QMatrix4x4:
        """pyqtgraph's own has a thousandfold depth range, too coarse for nails and lips."""
        return QMatrix4x4(self.camera.projection(self._aspect).ravel().tolist())

    def resizeGL(self, width: int, height: int) -> None:
        """Keep the signing space framed as long as the viewer has not turned or zoomed."""
        if self._at_home:
            self.go_home()

    def paintGL(self) -> None:
        """Paint, and tell of a failure that pyqtgraph would swallow."""
        super().paintGL()
        if self._item.failure is not None and not self._reported:
            self._reported = True
            _log.error("the avatar cannot be drawn", exc_info=self._item.failure)
            self.failed.emit(f"The avatar cannot be drawn: {self._item.failure}")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn or pan; from now on the framing is the viewer's."""
        self._at_home = False
        super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the framed signing space."""
        self.go_home()

    def wheelEvent(self, event: object) -> None:
        """Zoom, within bounds."""
        self._at_home = False
        super().wheelEvent(event)
        self.opts["distance"] = min(max(self.opts["distance"], _NEAREST), _FARTHEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys turn; Home goes back."""
        if event.key() == Qt.Key.Key_Home:
            self.go_home()
            return
        self._at_home = self._at_home and event.key() not in self.noRepeatKeys
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """4:3, as a camera picture."""
        return QSize(640, 480)
