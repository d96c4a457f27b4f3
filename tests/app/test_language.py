"""Words in another language: nothing is missing or stale, values stay in their places, and windows say them."""

from __future__ import annotations

import ast
import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.contacts import Contacts
from app.languages.__main__ import HERE, ToolError, release, update
from app.languages.collect import collect
from app.languages.sentences import LIST, LONGEST, Sentences
from app.setting_kinds import SettingsError
from app.settings import Settings
from app.windows.application import the_body
from app.windows.keeping import Keeping
from app.windows.language import date_words, speak, spoken, tr
from app.windows.main_window import MainWindow
from app.windows.settings_page import SettingsPage
from transport.sas import words_of

from ..calls.scripted import ScriptedDetector

FILES = sorted(HERE.glob("*.ts"))
WINDOWS = sorted((HERE.parent / "windows").glob("*.py"))
# Neither said nor shown: names of programs, keys, files, looks, and what is kept in English in a file.
NO_WORDS = {
    *("Handline", "WebVTT", "MediaPipe (", "Fusion", "Message", "You ", "Alt+"),
    *("Esc", "Space", "Del", "Enter", "Return", "PgDown", "PgUp", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+H", "Shift+F6"),
    "*.mp4 *.webm *.mkv *.avi *.mov *.png *.jpg *.jpeg *.webp",
    "1000 ms  ·  30 poses/s  ·  100 kbit/s (video: 600)",  # for its width
    "There is no display to open a window on: start it in a desktop session, or use --headless.",  # in a terminal
}


def messages(file: Path) -> dict[str, str]:
    out = {}
    for message in ElementTree.parse(file).iter("message"):
        translation = message.find("translation")
        assert translation is not None
        unfinished = translation.get("type") == "unfinished"
        out[message.findtext("source", "")] = "" if unfinished else translation.text or ""
    return out


@pytest.fixture
def german(qt: QApplication) -> Iterator[None]:
    before = QLocale()
    speaking = speak(qt, "de")
    assert len(speaking) >= 1
    yield
    for translator in speaking:
        qt.removeTranslator(translator)
    QLocale.setDefault(before)


def unmarked(code: str) -> Iterator[tuple[int, str]]:
    """Line and text of what looks like words for people and is neither said by `tr` nor kept by `mark`."""

    def visit(node: ast.AST) -> Iterator[tuple[int, str]]:
        match node:
            case ast.Call(func=ast.Attribute(attr="exception" | "warning" | "info")):
                return
            case ast.Expr(value=ast.Constant()) | ast.arg() | ast.Import() | ast.ImportFrom():
                return
            case ast.Call(func=ast.Name(id="tr" | "mark"), args=[_, *_]):
                for value in node.keywords:
                    yield from visit(value)
                return
            case ast.Constant(value=str(text)) if re.search(r"[A-Z][a-z]|[^\W\d_]{2,} |[^\W\d_] [^\W\d_]", text):
                yield node.lineno, text
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return visit(tree)


@pytest.mark.parametrize("file", [file for file in WINDOWS if file.stem != "theme"], ids=lambda file: file.stem)
def test_everything_that_windows_say_can_be_translated(file: Path) -> None:
    assert [(line, text) for line, text in unmarked(file.read_text(encoding="utf-8")) if text not in NO_WORDS] == []


def test_every_word_that_is_said_is_found_for_translation() -> None:
    """What finds them passes over some, such as those within f-strings."""
    known = messages(FILES[0])
    for file in WINDOWS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="tr" | "mark"), args=[ast.Constant(value=text), *_]):
                    assert text in known, (file.name, node.lineno)


def test_words_that_cannot_be_translated_are_found() -> None:
    code = 'button("&Call", tip=tr("Ring {name}", name="Ada"))\nlabel(f"{n} of 5", kind="quiet")\n"""Says nothing."""'
    assert list(unmarked(code)) == [(1, "&Call"), (1, "Ada"), (2, " of 5")]


def test_there_is_a_second_language() -> None:
    assert [file.stem for file in FILES] == ["handline_de"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_word_that_is_said_is_translated(file: Path, tmp_path: Path) -> None:
    fresh = tmp_path / file.name
    shutil.copy(file, fresh)
    try:
        update(fresh)
        release(fresh, tmp_path / "fresh.qm")
    except ToolError as error:
        pytest.skip(str(error))
    assert messages(fresh) == messages(file), "run `python -m app.languages`, and translate what is new"
    assert all(messages(file).values())
    assert (tmp_path / "fresh.qm").read_bytes() == file.with_suffix(".qm").read_bytes(), "run `python -m app.languages`"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_values_and_keys_stay(file: Path) -> None:
    for english, other in messages(file).items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", other)), english
        assert bool(QKeySequence.mnemonic(english).toString()) == bool(QKeySequence.mnemonic(other).toString()), english


def test_a_page_is_german_from_top_to_bottom(german: None) -> None:
    page = SettingsPage(Keeping(Settings()))
    said = {label.text() for label in page.findChildren(QLabel)} | {
        b.text() for b in page.findChildren(QAbstractButton)
    }
    english = {text for text in said if text in messages(FILES[0]) and messages(FILES[0])[text] != text}
    assert english == set()
    assert {"Einstellungen", "Nicht stören", "Vermittlungsserver"} <= said


def test_the_first_page_is_german_and_its_keys_are_one_for_each_button(german: None) -> None:
    Contacts().add("Ada", bytes(32), words_of(bytes(32)), first=True, verified=False)
    window = MainWindow(the_body(), Settings(mailbox_url="ws://127.0.0.1:1/v1"), ScriptedDetector)
    try:
        window.show()
        window._book._on_ring("Ada")
        QTest.qWait(50)
        assert window.home.call_button.text() == "&Anrufen"
        assert window.ring_light.bar.sentence == "Ada ruft dich an"
        shown = [button.text() for button in window.findChildren(QAbstractButton) if button.isVisible()]
        keys = [key for key in (QKeySequence.mnemonic(text).toString() for text in shown) if key]
        assert len(keys) >= 8
        assert sorted(keys) == sorted(set(keys))
    finally:
        window.close()


def test_sentences_of_modules_without_qt_are_german_with_what_they_name(german: None) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(look="pink")
    assert spoken(caught.value) == "„pink“ ist kein Wert von Farben: Schreibe eines von system, light, dark."
    assert str(caught.value).startswith("'pink' is not a value of Colours")


def test_sentences_of_other_modules_are_known_again(german: None) -> None:
    """They come in English, with what they name in them; what is no such sentence stays as it is."""
    assert json.loads(LIST.read_text(encoding="utf-8")) == collect(), "run `python -m app.languages`"
    assert spoken("The other signer hung up.") == "Die andere Seite hat aufgelegt."
    assert spoken("clips/a b.mp4 can no longer be read: it changed or went away.").startswith(
        "clips/a b.mp4 kann nicht"
    )
    silent = "The mailbox server ws://x:1/v1 cannot be reached: check the network connection."
    assert spoken(f"No connection could be made. {silent}") == (
        "Es kam keine Verbindung zustande. Der Vermittlungsserver ws://x:1/v1 ist nicht zu erreichen: "
        "Prüfe die Netzverbindung."
    )
    other = "This is an answer to an invitation, and an invitation is needed here: copy the text from the other screen."
    assert spoken(other).startswith("Das ist eine Antwort auf eine Einladung, und hier wird eine Einladung gebraucht")
    for unknown in ("", "Ada", "{0}", "That is no sentence of ours.", "x" * (LONGEST + 1), "😀 " * 900):
        assert spoken(unknown) == unknown
    assert date_words(datetime(2026, 3, 5, 9, 7)) == "05. März 2026, 09:07"


def test_the_sentence_that_says_most_by_itself_is_the_one() -> None:
    known = Sentences(["{0} is gone.", "The {0} is gone.", "{0}: {1} is gone."])
    assert known.split("The cat is gone.") == ("The {0} is gone.", ("cat",))
    assert known.split("Ada: it is gone.") == ("{0}: {1} is gone.", ("Ada", "it"))
    assert known.split("Nothing") is None


def test_english_needs_no_translation(qt: QApplication) -> None:
    before = QLocale()
    assert speak(qt, "en") == []
    assert tr("{n} of {all}", n=1, all=5) == "1 of 5"
    QLocale.setDefault(before)
