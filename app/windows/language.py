"""What windows say, in the language of the signer. English is in the code; other languages lie in ``app/languages``."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import as_file, files
from typing import Final

from PySide6.QtCore import QCoreApplication, QDateTime, QLibraryInfo, QLocale, QTranslator

from app.languages.sentences import Sentences, load
from app.words import Told, Words, mark

SYSTEM: Final = "system"
_DATE: Final = mark("dd MMM yyyy, HH:mm")
_known = Sentences(())  # what is spoken now: English needs none


def tr(text: str, /, **values: object) -> str:
    """A text in the signer's language.

    Args:
        text: in English, with a place in braces for each value; a literal, so that it is found for translation.
        values: what stands in the places.
    """
    said = QCoreApplication.translate("", text)
    return said.format(**{name: spoken(value) for name, value in values.items()}) if values else said


def spoken(what: object) -> str:
    """What modules without Qt say, in the signer's language: words, errors and sentences; anything else as it is."""
    words = what.words if isinstance(what, Told) else what
    if isinstance(words, Words):
        return tr(words.text, **words.values)
    if isinstance(words, tuple):
        return ", ".join(spoken(one) for one in words)
    said = str(words)
    taken = _known.split(said)
    return said if taken is None else tr(taken[0]).format(*(spoken(value) for value in taken[1]))


def file_kinds(*kinds: tuple[str, str]) -> str:
    """Kinds of files as file dialogs take them: what each is called, and the pattern of its names."""
    return ";;".join(f"{name} ({pattern})" for name, pattern in kinds)


def date_words(at: datetime) -> str:
    """A day and a time of it."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at.timestamp())), tr(_DATE))


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
    global _known
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
    _known = load() if speaking else Sentences(())
    return speaking
