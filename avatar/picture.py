"""Draws the avatar into an array, without a window: for pictures, videos and tests."""

from __future__ import annotations

import os
import sys
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLFramebufferObjectFormat
from PySide6.QtWidgets import QApplication

from avatar.body import Body
from avatar.camera import Camera
from avatar.painter import BACKGROUND, DrawingError, Painter
from avatar.rig import AvatarPose
from avatar.surface import SAMPLES, surface_format

Picture = NDArray[np.uint8]

MAX_SIDE = 8192


class Studio:
    """An offscreen place to draw one body many times (a video). Use it in a ``with``.

    Raises:
        DrawingError: no GL context can be had here.
    """

    def __init__(self, body: Body, size: tuple[int, int], samples: int = SAMPLES) -> None:
        """Set up the context and upload the body.

        Args:
            body: whom to draw.
            size: (width, height) in pixels.
            samples: per pixel, for smooth edges; 0 for none.
        """
        if not all(0 < side <= MAX_SIDE for side in size):
            raise ValueError(f"a picture of {size[0]}x{size[1]} pixels: each side must be 1 to {MAX_SIDE}")
        self._application = _application()
        self._size = size
        self._context = QOpenGLContext()
        self._context.setFormat(surface_format())
        self._surface = QOffscreenSurface()
        if not self._context.create():
            raise DrawingError(_NO_CONTEXT)
        self._surface.setFormat(self._context.format())
        self._surface.create()
        self._enter()
        layout = QOpenGLFramebufferObjectFormat()
        layout.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
        layout.setSamples(samples)
        self._many = QOpenGLFramebufferObject(*size, layout)
        self._plain = QOpenGLFramebufferObject(*size)
        self._painter = Painter(body)

    def _enter(self) -> None:
        if not self._context.makeCurrent(self._surface):
            raise DrawingError(_NO_CONTEXT)

    def draw(self, pose: AvatarPose, camera: Camera | None = None) -> Picture:
        """One picture.

        Args:
            pose: how the avatar stands.
            camera: where from; framing the signing space where left out.

        Returns:
            uint8 (height, width, 3) sRGB.
        """
        width, height = self._size
        camera = camera or Camera.framing(width / height)
        self._enter()
        self._many.bind()
        GL.glViewport(0, 0, width, height)
        GL.glClearColor(*BACKGROUND, 1.0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        self._painter.draw(pose, camera.view(), camera.projection(width / height), self._size)
        self._many.release()
        QOpenGLFramebufferObject.blitFramebuffer(self._plain, self._many)
        self._plain.bind()
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
        raw = GL.glReadPixels(0, 0, width, height, GL.GL_RGB, GL.GL_UNSIGNED_BYTE)
        self._plain.release()
        return np.ascontiguousarray(np.frombuffer(raw, np.uint8).reshape(height, width, 3)[::-1])

    def close(self) -> None:
        """Give back what the context holds."""
        self._enter()
        self._painter.release()
        del self._many, self._plain
        self._context.doneCurrent()
        self._surface.destroy()

    def __enter__(self) -> Studio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _application() -> QCoreApplication:
    """Qt's connection to the display, which a GL context needs; one that the program made already serves.

    Without a display Qt would end the whole program; its display-less platform lets the context fail instead.
    """
    blind = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    options = ["-platform", "offscreen"] if blind else []
    return QCoreApplication.instance() or QApplication(["handline", *options])


_NO_CONTEXT = (
    "there is no OpenGL 3.3 to draw the avatar with: start it inside a desktop session, "
    'or with `xvfb-run -a -s "-screen 0 1280x800x24 +extension GLX"` where there is none'
)


def render(body: Body, pose: AvatarPose, size: tuple[int, int], camera: Camera | None = None) -> Picture:
    """One picture of the avatar; `Studio` draws many of them faster.

    Args:
        body: whom to draw.
        pose: how the avatar stands.
        size: (width, height) in pixels.
        camera: where from; framing the signing space where left out.

    Returns:
        uint8 (height, width, 3) sRGB.

    Raises:
        DrawingError: no GL context can be had here.
    """
    with Studio(body, size) as studio:
        return studio.draw(pose, camera)
