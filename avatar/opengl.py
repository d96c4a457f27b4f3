"""OpenGL as the drawing uses it: its errors are asked for once a picture and not after every call.

Every call that asks gives the interpreter away and waits for it anew, a hundred times a picture.
"""

from __future__ import annotations

import OpenGL

OpenGL.ERROR_CHECKING = False  # has to be said before the functions are loaded

from OpenGL import GL  # noqa: E402
from OpenGL.GL import shaders  # noqa: E402

__all__ = ["GL", "check", "shaders"]


class DrawingError(RuntimeError):
    """The avatar cannot be drawn on this machine; the text is one sentence for people."""


def check() -> None:
    """See whether anything has gone wrong in the current context since this was asked last.

    Raises:
        DrawingError: it has.
    """
    if (code := GL.glGetError()) != GL.GL_NO_ERROR:
        raise DrawingError(f"the graphics driver reports error {code:#06x}: update it, or restart the computer")
