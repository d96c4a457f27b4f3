"""How a training shares a computer: memory that is asked for once, threads that sleep while they wait. No torch."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Final

# Parameters of glibc's mallopt(3).
_TRIM_THRESHOLD: Final = -1
_TOP_PAD: Final = -2
_MMAP_MAX: Final = -4


def be_thrifty() -> None:
    """Set this process up, before torch is imported: torch asks for the same fresh memory in every step, which takes a
    fifth of the time and on some virtual machines most of it; and its idle threads spin, which takes it from others."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # there is none in musl
        if mallopt is not None:
            mallopt(_MMAP_MAX, 0)
            mallopt(_TRIM_THRESHOLD, 2**31 - 1)
            mallopt(_TOP_PAD, 256 << 20)
