"""No text is cut, small, or without a name: the pages around calls, in each size, look and language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.contacts import Contact, Contacts
from app.legibility import Problem, Seen
from app.settings import Settings
from app.windows.application import the_body
from app.windows.contact_dialog import ContactDialog
from app.windows.first_start import FirstStart
from app.windows.keeping import Keeping
from app.windows.language import speak
from app.windows.main_window import MainWindow
from app.windows.ring_light import RingScreen
from app.windows.settings_page import SettingsPage
from app.windows.theme import DARK, LIGHT, TEXT_PT, Colours, Theme
from avatar.looks import Look
from transport.sas import words_of

from ..calls.scripted import ScriptedDetector

SIZE = (1280, 720)
SECRET = bytes(range(32))


def home() -> QWidget:
    if not Contacts().all:
        Contacts().add("Ada", SECRET, words_of(SECRET), first=True, verified=True)
    window = MainWindow(the_body(), Settings(mailbox_url="ws://127.0.0.1:1/v1"), ScriptedDetector)
    window.home.other_button.click()
    window.home.show_seen(Seen(frozenset({Problem.BACK_LIGHT})))
    window.home.notice.say("A code is a number and two words, for example 7-guitar-revenge: check what you typed.")
    return window


def waiting() -> QWidget:
    window = home()
    assert isinstance(window, MainWindow)
    window.home.show_code("142-saturday-revolutionary")
    return window


def settings_page() -> QWidget:
    page = SettingsPage(Keeping(Settings(mailbox_url="ws://127.0.0.1:1/v1")))
    page.enter()
    for row in page.rows.values():
        row.say("Give the user name and the password, too, whoever you are, and do not forget it this time.")
    return page


def first_start() -> QWidget:
    page = FirstStart()
    page.enter("", Look())
    page.next.click()
    page.next.click()
    page.show_seen(Seen(frozenset({Problem.LOW_CONTRAST})))
    return page


def contact_dialog() -> QWidget:
    return ContactDialog(Contact("Ada", SECRET, True, words_of(SECRET)), still=True)


PAGES: dict[str, Callable[[], QWidget]] = {
    "home": home,
    "waiting": waiting,
    "settings": settings_page,
    "first start": first_start,
    "contact": contact_dialog,
    "ring": RingScreen,
}


@pytest.fixture(params=[("light", 100, "en"), ("dark", 200, "de")], ids=["100 %", "200 % in German"])
def dressed(qt: QApplication, request: pytest.FixtureRequest) -> Iterator[int]:
    look, percent, language = request.param
    before = QLocale()
    Theme.of(qt).dress(look, percent)
    speaking = speak(qt, language)
    yield percent
    for translator in speaking:
        qt.removeTranslator(translator)
    QLocale.setDefault(before)
    Theme.of(qt).dress("system", 100)


@pytest.mark.parametrize("name", PAGES)
def test_all_text_fits_and_is_named(dressed: int, name: str) -> None:
    page = PAGES[name]()
    page.resize(*SIZE)
    page.show()
    QTest.qWait(50)
    assert page.width() <= SIZE[0], "it fits on a small screen"
    assert page.height() <= SIZE[1]
    shown = [widget for widget in page.findChildren(QWidget) if widget.isVisible()]
    texts = [widget for widget in shown if isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit)]
    assert len(texts) >= 4
    for widget in texts:
        words = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
        assert widget.fontInfo().pointSizeF() >= TEXT_PT * dressed / 100 - 0.5, words
        if isinstance(widget, QLabel) and not widget.pixmap().isNull():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()) - 1, words
        elif isinstance(widget, QLabel | QAbstractButton):
            assert widget.width() >= widget.minimumSizeHint().width() - 1, words
            assert widget.height() >= widget.minimumSizeHint().height() - 1, words
        parent = widget.parentWidget()
        assert parent is not None
        assert parent.rect().contains(widget.geometry()), f"{words} sticks out"
    for control in shown:
        if isinstance(control, QAbstractButton | QComboBox | QLineEdit | QListWidget) and control.isEnabled():
            said = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert said.strip("& "), control
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, said
        if isinstance(control, QScrollArea | QAbstractSlider):
            assert control.focusPolicy() == Qt.FocusPolicy.NoFocus
    page.close()


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_hints_in_empty_fields_can_be_read(qt: QApplication, look: Colours, kind: type[QWidget]) -> None:
    Theme.of(qt).dress(look.name, 100)
    field = kind()
    field.setPlaceholderText("What both write stands here")  # type: ignore[attr-defined]
    field.resize(400, 60)
    field.ensurePolished()
    assert field.palette().placeholderText().color().name() == look.quiet
    Theme.of(qt).dress("system", 100)
