"""QR codes of invitations, for a screen and for a terminal."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import Final

import segno

# A code on a clean screen needs little correction, and fewer, larger squares are read from farther away.
_ERROR: Final = "l"
# Light squares around it, which readers need (ISO/IEC 18004, section 9.1).
_BORDER: Final = 4


def png_code(text: str, scale: int = 6) -> bytes:
    """A PNG file, black on white, with `scale` pixels a square."""
    file = BytesIO()
    segno.make(text, error=_ERROR, micro=False).save(file, kind="png", scale=scale, border=_BORDER)
    return file.getvalue()


def svg_code(text: str) -> str:
    """An SVG file, black on white."""
    file = BytesIO()
    segno.make(text, error=_ERROR, micro=False).save(file, kind="svg", border=_BORDER, light="#fff")
    return file.getvalue().decode()


def terminal_code(text: str) -> str:
    """Half blocks, two squares a character."""
    file = StringIO()
    segno.make(text, error=_ERROR, micro=False).terminal(file, border=_BORDER, compact=True)
    return file.getvalue()
