"""Whether windows can be shown. No Qt: Qt itself ends the process where they cannot."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Whether there is a display to show windows on."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
