"""What windows say, in the language of the signer. English is in the code; other languages lie in ``app/languages``."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.words import Told, Words

SYSTEM: Final = "system"


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


def speak(app: QCoreApplication, language: str) -> list[QTranslator]:
    """Say everything in a language from now on; windows that are there already keep theirs.

    Args:
        app: whose windows.
        language: its code, such as ``de``, or `SYSTEM`.

    Returns:
        What translates, Handline's own words first; English needs none of it.
    """
    locale = QLocale.system()
    # Whoever chooses the system's language keeps its country's ways to write dates.
    if language not in (SYSTEM, QLocale.languageToCode(locale.language())):
        locale = QLocale(language)
    QLocale.setDefault(locale)
    speaking = []
    code = QLocale.languageToCode(locale.language())
    with as_file(files("app") / "languages") as own:
        for folder, name in (
            (str(own), "handline"),
            (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
        ):
            translator = QTranslator(app)
            if code != "en" and translator.load(f"{name}_{code}", folder):
                app.installTranslator(translator)
                speaking.append(translator)
    return speaking
