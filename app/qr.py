"""QR codes of invitations, for a screen and for a terminal."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import Final

import segno

# A code on a clean screen needs little correction, and fewer, larger squares are read from farther away.
_ERROR: Final = "l"
# Light squares around it, which readers need (ISO/IEC 18004, section 9.1).
_BORDER: Final = 4


def png_code(text: str, most: int) -> bytes:
    """A PNG file, black on white, at most `most` pixels wide where that leaves a pixel for each square.

    All squares have the same whole number of pixels: readers stumble over squares of two widths.
    """
    code = segno.make(text, error=_ERROR, micro=False)
    scale = max(most // code.symbol_size(border=_BORDER)[0], 1)
    file = BytesIO()
    code.save(file, kind="png", scale=scale, border=_BORDER)
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
