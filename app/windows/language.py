"""What windows say, in the language of the signer. English is in the code; other languages lie in ``app/languages``."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.words import Told, Words


def tr(text: str, /, **values: object) -> str:
    """A text in the signer's language.

    Args:
        text: in English, with a place in braces for each value; a literal, so that it is found for translation.
        values: what stands in the places.
    """
    said = QCoreApplication.translate("", text)
    return said.format(**{name: spoken(value) for name, value in values.items()}) if values else said


def spoken(what: object) -> str:
    """Words or an error that know no Qt, in the signer's language; anything else as it is."""
    words = what.words if isinstance(what, Told) else what
    return tr(words.text, **words.values) if isinstance(words, Words) else str(words)
