"""Draws the avatar into an array: for the widget, for pictures, videos and tests. Nothing else owns a GL context."""

from __future__ import annotations

import os
import sys
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLFramebufferObjectFormat
from PySide6.QtWidgets import QApplication

from avatar.body import Body
from avatar.camera import Camera
from avatar.edges import smoothed
from avatar.opengl import GL, DrawingError, check
from avatar.painter import BACKGROUND, Painter
from avatar.rig import AvatarPose
from avatar.surface import SAMPLES, affordable_samples, offscreen, surface_format

Picture = NDArray[np.uint8]
Packed = NDArray[np.uint32]

MAX_SIDE = 8192


class Studio:
    """An offscreen place to draw one body many times. Use it in a ``with``, or `close` it; one thread alone.

    Raises:
        DrawingError: no GL context can be had here.
    """

    def __init__(
        self,
        body: Body,
        size: tuple[int, int],
        samples: int | None = SAMPLES,
        surface: QOffscreenSurface | None = None,
    ) -> None:
        """Set up the context and upload the body.

        Args:
            body: whom to draw.
            size: (width, height) in pixels.
            samples: per pixel, for smooth edges; 0 smooths the finished picture instead, a little less well; None takes
                what this machine can afford at display rate.
            surface: to draw on; where this is not the GUI's thread, which alone can make one.
        """
        self._application = _application()
        self._surface = surface or offscreen()
        self._context = QOpenGLContext()
        self._context.setFormat(surface_format())
        if not self._context.create():
            raise DrawingError(_NO_CONTEXT)
        self._enter()
        self._samples = affordable_samples() if samples is None else samples
        self.resize(size)
        self._painter = Painter(body)
        check()

    def _enter(self) -> None:
        if not self._context.makeCurrent(self._surface):
            raise DrawingError(_NO_CONTEXT)

    def show(self, body: Body) -> None:
        """Draw another body from now on."""
        self._enter()
        self._painter.release()
        self._painter = Painter(body)

    def resize(self, size: tuple[int, int]) -> None:
        """Draw pictures of (width, height) pixels from now on."""
        if not all(0 < side <= MAX_SIDE for side in size):
            raise ValueError(f"a picture of {size[0]}x{size[1]} pixels: each side must be 1 to {MAX_SIDE}")
        self._enter()
        self._size = size
        layout = QOpenGLFramebufferObjectFormat()
        layout.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
        layout.setSamples(self._samples)
        self._drawn = QOpenGLFramebufferObject(*size, layout)
        # What was drawn with several samples a pixel cannot be read as it is.
        self._readable = QOpenGLFramebufferObject(*size) if self._samples else self._drawn

    def draw(self, pose: AvatarPose, camera: Camera | None = None) -> Picture:
        """One picture.

        Args:
            pose: how the avatar stands.
            camera: where from; framing the signing space where left out.

        Returns:
            uint8 (height, width, 3) sRGB.
        """
        width, height = self._size
        packed = self.draw_packed(pose, camera or Camera.framing(width / height))
        # In the machine's own order of bytes, blue first where the lowest comes first.
        parts = packed.view(np.uint8).reshape(height, width, 4)
        return np.ascontiguousarray(parts[..., 2::-1] if sys.byteorder == "little" else parts[..., 1:])

    def draw_packed(self, pose: AvatarPose | None, camera: Camera) -> Packed:
        """One picture as windows have it.

        Args:
            pose: how the avatar stands; None draws nobody.
            camera: where from.

        Returns:
            uint32 (height, width), 0x??RRGGBB.
        """
        width, height = self._size
        self._enter()
        self._drawn.bind()
        GL.glViewport(0, 0, width, height)
        GL.glClearColor(*BACKGROUND, 1.0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        if pose is not None:
            self._painter.draw(pose, camera.view(), camera.projection(width / height), self._size)
        if self._samples:
            QOpenGLFramebufferObject.blitFramebuffer(self._readable, self._drawn)
            self._readable.bind()
        upward = np.empty((height, width), np.uint32)
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 4)
        # The order in which it lies in memory, so that nothing has to be converted.
        GL.glReadPixels(0, 0, width, height, GL.GL_BGRA, GL.GL_UNSIGNED_INT_8_8_8_8_REV, upward)
        check()
        # OpenGL counts rows from below.
        picture = np.ascontiguousarray(upward[::-1])
        if self._samples:
            return picture
        return smoothed(picture.view(np.uint8).reshape(height, width, 4)).view(np.uint32)[..., 0]

    def close(self) -> None:
        """Give back what the context holds."""
        self._enter()
        self._painter.release()
        del self._drawn, self._readable
        self._context.doneCurrent()

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
