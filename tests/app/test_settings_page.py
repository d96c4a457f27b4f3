"""The page of settings, as a person uses it: everything of the table is there, counts at once, and is saved or told."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app import settings
from app.settings import NAMES, Settings
from app.windows.application import the_body
from app.windows.keeping import Keeping
from app.windows.main_window import MainWindow
from app.windows.setting_rows import ChoiceRow, ServerRow, SwitchRow, TextRow
from app.windows.settings_page import SettingsPage
from app.windows.theme import DARK
from transport.peer import IceServer

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until

NO_MAILBOX = "ws://127.0.0.1:1/v1"
MUCH = "😀" * 10_000


@pytest.fixture
def page(qt: QApplication) -> Iterator[SettingsPage]:
    made = SettingsPage(Keeping(Settings(mailbox_url=NO_MAILBOX)))
    made.resize(1000, 700)
    made.show()
    made.enter()
    yield made
    made.close()


def type_into(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    field.insert(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_every_setting_of_the_table_has_its_row(page: SettingsPage) -> None:
    assert list(page.rows) == list(NAMES)
    assert all(row.isVisibleTo(page) for row in page.rows.values())


def test_what_is_chosen_counts_at_once_and_is_saved(page: SettingsPage) -> None:
    row = page.rows["do-not-disturb"]
    assert isinstance(row, SwitchRow)
    QTest.keyClick(row.box, Qt.Key.Key_Space)
    assert settings.load().do_not_disturb
    row = page.rows["hand"]
    assert isinstance(row, ChoiceRow)
    QTest.keyClick(row.box, Qt.Key.Key_Down)
    QTest.keyClick(row.box, Qt.Key.Key_Return)
    assert settings.load().hand == "left"
    row = page.rows["alarm-command"]
    assert isinstance(row, TextRow)
    type_into(row.field, "lamp 'a b'")
    assert settings.load().alarm_command == ("lamp", "a b")


def test_10_kb_of_emoji_in_every_field_are_a_sentence_and_change_nothing(page: SettingsPage) -> None:
    for row in page.rows.values():
        for field in row.findChildren(QLineEdit):
            type_into(field, MUCH)
        if isinstance(row, TextRow):
            assert "is not a text of at most" in row.problem.text(), row.setting.name
            assert row.problem.isVisibleTo(page)
        if isinstance(row, ServerRow):
            assert row.problem.text(), row.setting.name
    assert not settings.settings_path().exists()
    assert page.notice.sentence == ""


def test_what_is_wrong_is_said_beside_it_until_it_is_mended(page: SettingsPage) -> None:
    row = page.rows["mailbox"]
    assert isinstance(row, TextRow)
    type_into(row.field, "http://host")
    assert "http://host" in row.problem.text()
    # Meanwhile something else is changed: what was typed stays.
    other = page.rows["reduced-motion"]
    assert isinstance(other, SwitchRow)
    other.box.click()
    assert row.field.text() == "http://host"
    assert settings.load().mailbox_url == NO_MAILBOX
    type_into(row.field, "ws://host:4000/v1")
    assert row.problem.text() == ""
    assert settings.load().mailbox_url == "ws://host:4000/v1"


def test_a_turn_server_wants_all_three_and_its_password_is_kept_and_never_shown(page: SettingsPage) -> None:
    row = page.rows["turn"]
    assert isinstance(row, ServerRow)
    type_into(row.url, "turn:host:3478")
    assert "user name and the password" in row.problem.text()
    type_into(row.user, "ada")
    type_into(row.password, "a secret")
    assert settings.load().turn == IceServer("turn:host:3478", "ada", "a secret")
    assert row.problem.text() == ""
    assert row.password.echoMode() == QLineEdit.EchoMode.Password
    assert row.password.text() == ""
    # Somebody else's server never gets this password.
    type_into(row.url, "turn:other:3478")
    assert settings.load().turn == IceServer("turn:host:3478", "ada", "a secret")
    type_into(row.url, "")
    assert settings.load().turn is None


def test_a_full_disk_is_a_sentence_in_the_window(page: SettingsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    row = page.rows["do-not-disturb"]
    assert isinstance(row, SwitchRow)
    row.box.click()
    assert "No space left" in page.notice.sentence
    assert page.notice.isVisibleTo(page)


def test_the_way_there_and_back_and_the_look_changes_at_once(qt: QApplication) -> None:
    window = MainWindow(the_body(), Settings(mailbox_url=NO_MAILBOX), ScriptedDetector)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 20_000)
    window.home.settings_button.click()
    page = window.own_pages.settings_page
    assert page is not None
    assert page.isVisible()
    look, size = page.rows["look"], page.rows["text-size"]
    assert isinstance(look, ChoiceRow)
    assert isinstance(size, ChoiceRow)
    look.box.setCurrentIndex(look.box.findData("dark"))
    look.box.activated.emit(look.box.currentIndex())
    assert window.palette().window().color().name() == DARK.window
    before = window.home.call_button.fontInfo().pointSizeF()
    size.box.setCurrentIndex(size.box.findData(200))
    size.box.activated.emit(size.box.currentIndex())
    window.home.call_button.ensurePolished()
    assert window.home.call_button.fontInfo().pointSizeF() >= 1.8 * before
    for row, value in ((look, "system"), (size, 100)):
        row.box.setCurrentIndex(row.box.findData(value))
        row.box.activated.emit(row.box.currentIndex())
    QTest.keyClick(page.back, Qt.Key.Key_Escape)
    qt_until(window.home.isVisible)
    window.close()
