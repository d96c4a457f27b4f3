"""ELAN's annotation files, written by the pympi-ling package."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

# When it begins and ends on the time line, milliseconds, and what it says.
Annotation = tuple[int, int, str]


def eaf_bytes(tiers: Mapping[str, Sequence[Annotation]], film: str | None = None) -> bytes:
    """The bytes of an ``.eaf`` file.

    Args:
        tiers: what stands on each tier, by its name.
        film: name of the film that it belongs to, beside the file.
    """
    import pympi  # only here: it is slow to load

    eaf = pympi.Eaf(author="Handline")
    eaf.remove_tier("default")
    for tier, marks in tiers.items():
        eaf.add_tier(_printable(tier))
        for start_ms, end_ms, value in marks:
            eaf.add_annotation(_printable(tier), start_ms, end_ms, _printable(value))
    if film is not None:
        eaf.add_linked_file(film, relpath=f"./{film}", mimetype="video/mp4")
    # pympi renames a file that is there; it shall write to a place of its own.
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.eaf"
        eaf.to_file(str(made))
        return made.read_bytes()


def _printable(text: str) -> str:
    """Without what XML cannot hold (W3C, "Extensible Markup Language 1.0", section 2.2)."""
    ranges = (("\x20", "\ud7ff"), ("\ue000", "\ufffd"), ("\U00010000", "\U0010ffff"))
    return "".join(c for c in text if c in "\t\n\r" or any(low <= c <= high for low, high in ranges))
