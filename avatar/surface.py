"""What the avatar's drawing asks of a GL surface, and how much smoothing this machine can afford."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QOffscreenSurface, QSurfaceFormat

from avatar.opengl import GL

# How GL names renderers that draw on the processor.
_SOFTWARE: Final = ("llvmpipe", "softpipe", "swrast", "software", "swiftshader")
SAMPLES: Final = 4


def surface_format() -> QSurfaceFormat:
    """A core profile of OpenGL 3.3 with depth."""
    wanted = QSurfaceFormat()
    wanted.setVersion(3, 3)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setDepthBufferSize(24)
    return wanted


def offscreen() -> QOffscreenSurface:
    """A surface to draw on unseen. Qt wants it made in the GUI's thread; any one thread may then draw on it."""
    surface = QOffscreenSurface()
    surface.setFormat(surface_format())
    surface.create()
    return surface


def affordable_samples() -> int:
    """Samples per pixel that drawing at display rate can afford in the current context: none where the processor
    draws."""
    renderer = bytes(GL.glGetString(GL.GL_RENDERER)).decode("ascii", "replace").lower()
    return 0 if any(name in renderer for name in _SOFTWARE) else SAMPLES
