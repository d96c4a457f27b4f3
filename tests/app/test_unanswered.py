"""A contact who does not answer: the window says why, and offers a signed message or another call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.contacts import Contact, Contacts
from app.settings import Settings
from app.windows.application import the_body
from app.windows.main_window import MainWindow
from app.windows.people import Bell
from transport.events import CallConfig
from transport.mailbox import Mailbox
from transport.sas import words_of

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until

SECRET = bytes(range(32))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as made:
        yield made


@pytest.fixture
def window(qt: QApplication, mailbox: Mailbox) -> Iterator[MainWindow]:
    Contacts().add("Ada", SECRET, words_of(SECRET), first=True, verified=True)
    made = MainWindow(the_body(), Settings(mailbox_url=mailbox.url), ScriptedDetector)
    made.resize(1120, 720)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


@pytest.fixture
def ada(mailbox: Mailbox) -> Iterator[Bell]:
    """The other side, which knows this one."""
    bell = Bell(CallConfig(mailbox_url=mailbox.url))
    bell.watch((Contact("Me", SECRET, False, words_of(SECRET)),))
    yield bell
    bell.stop()


def call_ada(window: MainWindow) -> None:
    people = window.home.people
    people.list.setCurrentRow(0)
    QTest.mouseClick(people.call_button, Qt.MouseButton.LeftButton)
    qt_until(window.home.unanswered.isVisible)


def test_who_is_busy_can_be_left_a_signed_message(window: MainWindow, ada: Bell) -> None:
    ada.busy(True)
    call_ada(window)
    card = window.home.unanswered
    assert card.sentence == "The other signer is in another call."
    assert not window.home.notice.isVisible(), "it is said once"
    assert card.sign.hasFocus()
    QTest.keyClick(card.sign, Qt.Key.Key_Return)
    records = window.side_pages.records
    assert records is not None
    assert records.message.isVisible()
    assert records.message.to.currentText() == "Ada"
    records.message.back.click()
    records.home.click()
    assert window.home.call_button.isVisible(), "the first page is as always"


def test_who_cannot_talk_now_can_be_called_again(window: MainWindow, ada: Bell) -> None:
    rung: list[str] = []

    def decline(name: str) -> None:
        if name:
            rung.append(name)
            ada.decline(name)

    ada.rings.connect(decline)
    call_ada(window)
    card = window.home.unanswered
    assert card.sentence == "The other signer cannot talk now."
    card.call.click()
    assert window.home.waiting.isVisible()
    qt_until(card.isVisible)
    assert rung == ["Me", "Me"]
    QTest.keyClick(card.sign, Qt.Key.Key_Escape)
    assert window.home.call_button.isVisible()


def test_giving_up_and_codes_offer_nothing(window: MainWindow, mailbox: Mailbox) -> None:
    window.home.people.call.emit("Ada")
    window.hang_up()
    qt_until(window.home.call_button.isVisible)
    window.home.call_button.click()
    qt_until(lambda: window.home.code)
    window.hang_up()
    qt_until(window.home.call_button.isVisible)
    mailbox.stop()
    window.home.answer.emit("7-guitarist-revenge")
    qt_until(lambda: window.home.notice.sentence)
    assert window.home.call_button.isVisible()
    assert not window.home.unanswered.isVisible()
