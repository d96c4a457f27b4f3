"""Words in another language: nothing is missing or stale, values stay in their places, and windows say them."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.contacts import Contacts
from app.languages.__main__ import HERE, ToolError, release, update
from app.setting_kinds import SettingsError
from app.settings import Settings
from app.windows.application import the_body
from app.windows.keeping import Keeping
from app.windows.language import speak, spoken, tr
from app.windows.main_window import MainWindow
from app.windows.settings_page import SettingsPage
from transport.sas import words_of

from ..calls.scripted import ScriptedDetector

FILES = sorted(HERE.glob("*.ts"))


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


def test_english_needs_no_translation(qt: QApplication) -> None:
    before = QLocale()
    assert speak(qt, "en") == []
    assert tr("{n} of {all}", n=1, all=5) == "1 of 5"
    QLocale.setDefault(before)
