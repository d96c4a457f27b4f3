"""The avatar as an item of a pyqtgraph 3D view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL
from pyqtgraph.opengl.GLGraphicsItem import GLGraphicsItem
from PySide6.QtGui import QMatrix4x4, QOpenGLContext

from avatar.body import Body
from avatar.painter import Painter
from avatar.rig import AvatarPose


class SkinnedBodyItem(GLGraphicsItem):
    """One body in a GLViewWidget, drawn by `avatar.painter`.

    pyqtgraph prints what goes wrong while painting and carries on, so that a broken item looks like a fast one. This
    one keeps the failure for its view to show, and paints no more.

    Attributes:
        failure: what went wrong while painting, or None.
    """

    def __init__(self, body: Body) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self._body = body
        self._pose: AvatarPose | None = None
        self._painter: Painter | None = None
        self._context: QOpenGLContext | None = None
        # pyqtgraph's world has z up, the avatar's has y up.
        self.rotate(90, 1, 0, 0)

    def set_pose(self, pose: AvatarPose | None) -> None:
        """Show this pose from the next painting on; None shows nobody."""
        self._pose = pose
        self.update()

    def paint(self) -> None:
        """Called by pyqtgraph with the view's context current."""
        if self._pose is None or self.failure is not None:
            return
        try:
            painter = self._painter or self._prepare()
            _, _, width, height = GL.glGetIntegerv(GL.GL_VIEWPORT)
            painter.draw(
                self._pose, _matrix(self.modelViewMatrix()), _matrix(self.projectionMatrix()), (int(width), int(height))
            )
        except Exception as failure:
            self.failure = failure
            raise

    def _prepare(self) -> Painter:
        """Upload the body; again when Qt has made a new context (the view moved to another window)."""
        self._painter = Painter(self._body)
        self._context = QOpenGLContext.currentContext()
        self._context.aboutToBeDestroyed.connect(self._forget)
        return self._painter

    def _forget(self) -> None:
        self._painter = self._context = None


def _matrix(matrix: QMatrix4x4) -> NDArray[np.float32]:
    # Qt hands out columns first.
    return np.array(matrix.data(), np.float32).reshape(4, 4).T
