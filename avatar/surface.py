"""What the avatar's drawing asks of a GL surface, and how much smoothing this machine can afford."""

from __future__ import annotations

from functools import cache
from typing import Final

from OpenGL import GL
from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext, QSurfaceFormat

# How GL names renderers that draw on the processor.
_SOFTWARE: Final = ("llvmpipe", "softpipe", "swrast", "software", "swiftshader")
SAMPLES: Final = 4


def surface_format(samples: int = 0) -> QSurfaceFormat:
    """A core profile of OpenGL 3.3 with depth.

    Args:
        samples: per pixel, for smooth edges; 0 for none.
    """
    wanted = QSurfaceFormat()
    wanted.setVersion(3, 3)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setDepthBufferSize(24)
    wanted.setSamples(samples)
    return wanted


@cache
def affordable_samples() -> int:
    """Samples per pixel that drawing at display rate can afford: none where the processor draws.

    Needs a QGuiApplication. Where there is no GL at all it says none; the drawing itself then tells why.
    """
    if QGuiApplication.instance() is None:
        raise RuntimeError("affordable_samples needs a QGuiApplication")
    context = QOpenGLContext()
    context.setFormat(surface_format())
    surface = QOffscreenSurface()
    surface.setFormat(surface_format())
    surface.create()
    if not context.create() or not context.makeCurrent(surface):
        return 0
    renderer = bytes(GL.glGetString(GL.GL_RENDERER)).decode("ascii", "replace").lower()
    context.doneCurrent()
    return 0 if any(name in renderer for name in _SOFTWARE) else SAMPLES
