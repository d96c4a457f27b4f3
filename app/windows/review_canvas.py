"""A frame in large, whose keypoints are dragged by mouse or moved by keys."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.overlay import BODY_COLOUR, FACE_COLOUR, HAND_COLOURS
from app.windows.language import tr
from app.words import mark
from detector.pose import Pose
from detector.skeleton import BODY, BODY_BONES, HAND_BONES, HAND_POINTS, HANDS, KEYPOINTS, SIDES, Side
from detector.sources import Image

REACH: Final = 16  # widget pixels within which a keypoint is caught
NUDGE: Final = 1.0
FAR_NUDGE: Final = 5.0
MAX_ZOOM: Final = 12.0
_STEP: Final = 1.25
_JOINTS: Final = 4
_FACE_DOT: Final = 1.8
_FINGERS: Final = {
    "wrist": mark("wrist"),
    "thumb": mark("thumb"),
    "index": mark("index"),
    "middle": mark("middle"),
    "ring": mark("ring"),
    "little": mark("little"),
}


class ReviewCanvas(QWidget):
    """Shows a frame as it was recorded, not mirrored, and its keypoints.

    Keys: 1 to 5 choose a finger's tip, and its next joint when pressed again; 0 the wrist, H the other hand; arrows
    move the chosen keypoint by a pixel, with Shift by five; + and - zoom, F shows all of the picture, Z the hand.

    Signals:
        moved(int, float, float, bool): a keypoint was put at x, y in pixels of the picture; whether this carries on the
            move before.
        chosen(int): another keypoint is chosen.
    """

    moved = Signal(int, float, float, bool)
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._pose: Pose | None = None
        self._hint = tr("No picture")
        self._zoom = 1.0
        self._centre = QPointF()  # of what is seen, in pixels of the picture
        self.point: int | None = None
        self._dragging = self._carried = False
        self._panned_from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(280, 210)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The frame with its keypoints"))

    def sizeHint(self) -> QSize:
        """As large as there is room for."""
        return QSize(640, 480)

    @property
    def zoom(self) -> float:
        """How much larger than fitting the picture is."""
        return self._zoom

    def show_frame(self, image: Image | None, pose: Pose | None, hint: str = "") -> None:
        """Show another frame; None and a hint where there is no picture."""
        self._image = None
        if image is not None:
            height, width = image.shape[:2]
            self._image = QImage(image.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self._hint = hint
        self._pose = pose
        self._dragging = False
        self.show_all()

    def show_pose(self, pose: Pose | None) -> None:
        """Show other keypoints of the same frame."""
        self._pose = pose
        self.update()

    def show_all(self) -> None:
        """Show all of the picture."""
        self._zoom = 1.0
        if self._image is not None:
            self._centre = QPointF(self._image.width() / 2, self._image.height() / 2)
        self.update()

    def show_hand(self) -> None:
        """Show the hand of the chosen keypoint in large; else the first that there is."""
        known = [side for side in SIDES if self._pose is not None and self._pose.known[HANDS[side]].any()]
        if self._pose is None or not known:
            return
        side = next((side for side in known if self._side() == side), known[0])
        points = self._pose.xyz[HANDS[side], :2][self._pose.known[HANDS[side]]]
        (left, top), (right, bottom) = points.min(0), points.max(0)
        self._centre = QPointF(float(left + right) / 2, float(top + bottom) / 2)
        across = max(float(right - left), float(bottom - top), 8.0)
        self._zoom = float(np.clip(min(self.width(), self.height()) / (1.7 * across * self._fit()), 1.0, MAX_ZOOM))
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom, keeping what is at a place of the widget where it is."""
        if self._image is None:
            return
        at = at or QPointF(self.width() / 2, self.height() / 2)
        before = self.to_picture(at)
        self._zoom = float(np.clip(self._zoom * factor, 1.0, MAX_ZOOM))
        self._centre += before - self.to_picture(at)
        if self._zoom == 1.0:
            self.show_all()
        self.update()

    def choose(self, point: int | None) -> None:
        """Choose a keypoint."""
        if point != self.point:
            self.point = point
            self.chosen.emit(-1 if point is None else point)
            self.update()

    def to_picture(self, place: QPointF) -> QPointF:
        """A place of the widget, in pixels of the picture."""
        return (place - QPointF(self.width() / 2, self.height() / 2)) / self._scale() + self._centre

    def to_widget(self, x: float, y: float) -> QPointF:
        """A place of the picture, in pixels of the widget."""
        return (QPointF(x, y) - self._centre) * self._scale() + QPointF(self.width() / 2, self.height() / 2)

    def nearest(self, place: QPointF) -> int | None:
        """The known keypoint nearest to a place of the widget, within reach; hands and body before the face."""
        if self._pose is None:
            return None
        known = np.nonzero(self._pose.known)[0]
        if not len(known):
            return None
        at = self.to_picture(place)
        gaps = np.hypot(*(self._pose.xyz[known, :2] - (at.x(), at.y())).T) * self._scale()
        face = (known >= BODY.stop) & (known < HANDS["left"].start)
        gaps = np.where(face, gaps + REACH / 2, gaps)
        best = int(gaps.argmin())
        return int(known[best]) if gaps[best] <= REACH else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Catch a keypoint, or the picture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        point = self.nearest(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if point is not None:
            self.choose(point)
            self._dragging, self._carried = True, False
        else:
            self._panned_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what was caught."""
        if self._dragging and self.point is not None:
            at = self.to_picture(event.position())
            self.moved.emit(self.point, at.x(), at.y(), self._carried)
            self._carried = True
        elif self._panned_from is not None and self._zoom > 1:
            self._centre -= (event.position() - self._panned_from) / self._scale()
            self._panned_from = event.position()
            self.update()
        else:
            near = self.nearest(event.position())
            self.setCursor(Qt.CursorShape.ArrowCursor if near is None else Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragging = False
        self._panned_from = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose and move keypoints."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if key in steps:
            far = FAR_NUDGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else NUDGE
            self._nudge(steps[key][0] * far, steps[key][1] * far)
        elif event.text() in tuple("012345"):
            self._choose_finger(int(event.text()))
        elif key == Qt.Key.Key_H:
            self._other_hand()
        elif event.text() in ("+", "="):
            self.zoom_by(_STEP)
        elif event.text() == "-":
            self.zoom_by(1 / _STEP)
        elif key == Qt.Key.Key_F:
            self.show_all()
        elif key == Qt.Key.Key_Z:
            self.show_hand()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and the keypoints."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().window())
        if self._image is None:
            painter.setPen(self.palette().windowText().color())
            room = self.rect().adjusted(16, 16, -16, -16)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._scale() < 3)
            corner, end = self.to_widget(0, 0), self.to_widget(self._image.width(), self._image.height())
            painter.drawImage(QRectF(corner, end), self._image)
            if self._pose is not None:
                self._draw_pose(painter, self._pose)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _draw_pose(self, painter: QPainter, pose: Pose) -> None:
        places = {int(n): self.to_widget(*map(float, pose.xyz[n, :2])) for n in np.nonzero(pose.known)[0]}
        bones = [(a, b, QColor(*BODY_COLOUR)) for a, b in BODY_BONES]
        for side in SIDES:
            start = HANDS[side].start
            bones += [(start + a, start + b, QColor(*HAND_COLOURS[side])) for a, b in HAND_BONES]
        for a, b, colour in bones:
            if a in places and b in places:
                painter.setPen(QPen(colour, 2))
                painter.drawLine(places[a], places[b])
        for point, place in places.items():
            colour, radius = self._dot(point)
            painter.setPen(QPen(QColor(20, 20, 20), 1) if radius > _FACE_DOT else Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(place, radius, radius)
        if self.point in places:
            # A ring in black and white is seen on every ground.
            for colour, width in ((QColor(0, 0, 0), 5), (QColor(255, 255, 255), 2)):
                painter.setPen(QPen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(places[self.point], 9, 9)

    def _dot(self, point: int) -> tuple[QColor, float]:
        dot = min(5.0, 2.5 + self._scale())  # small hands are not hidden by their dots
        for side in SIDES:
            if HANDS[side].start <= point < HANDS[side].stop:
                return QColor(*HAND_COLOURS[side]), dot
        return (QColor(*BODY_COLOUR), dot) if point < BODY.stop else (QColor(*FACE_COLOUR), _FACE_DOT)

    def _nudge(self, x: float, y: float) -> None:
        if self._pose is not None and self.point is not None and self._pose.known[self.point]:
            px, py = map(float, self._pose.xyz[self.point, :2])
            self.moved.emit(self.point, px + x, py + y, True)

    def _choose_finger(self, number: int) -> None:
        start = HANDS[self._side() or self._known_side()].start
        if number == 0:
            self.choose(start)
            return
        joints = [start + _JOINTS * number - n for n in range(_JOINTS)]  # from the tip to the palm
        here = joints.index(self.point) if self.point in joints else -1
        self.choose(joints[(here + 1) % len(joints)])

    def _other_hand(self) -> None:
        side = self._side()
        other: Side = "left" if side == "right" else "right"
        within = 0 if side is None or self.point is None else self.point - HANDS[side].start
        self.choose(HANDS[other].start + within)

    def _known_side(self) -> Side:
        pose = self._pose
        known: list[Side] = [side for side in SIDES if pose is not None and pose.known[HANDS[side]].any()]
        return known[-1] if known else "right"

    def _side(self) -> Side | None:
        if self.point is None:
            return None
        return next((side for side in SIDES if HANDS[side].start <= self.point < HANDS[side].stop), None)

    def _fit(self) -> float:
        if self._image is None:
            return 1.0
        return min(self.width() / self._image.width(), self.height() / self._image.height())

    def _scale(self) -> float:
        return max(self._fit() * self._zoom, 1e-6)


def point_words(point: int | None) -> str:
    """A keypoint's name for people."""
    if point is None or point < 0:
        return tr("No keypoint is chosen.")
    for side in SIDES:
        if HANDS[side].start <= point < HANDS[side].stop:
            finger, _, joint = HAND_POINTS[point - HANDS[side].start].partition("_")
            said = tr(_FINGERS[finger])
            if joint:
                said += ", " + (tr("tip") if joint == "tip" else joint.upper())
            return tr("Left hand: {point}", point=said) if side == "left" else tr("Right hand: {point}", point=said)
    return KEYPOINTS[point].replace("_", " ").replace("-", " ").capitalize()
