"""The first page beside calls: contacts, recent calls, what is kept of a contact, how a call looks when it comes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app import settings
from app.contacts import Contact, Contacts
from app.recent import ANSWERED, MISSED, PLACED, PastCall, RecentCalls
from app.settings import Settings
from app.windows.application import the_body
from app.windows.contact_dialog import ContactDialog
from app.windows.main_window import MainWindow
from transport.sas import words_of

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until

NO_MAILBOX = "ws://127.0.0.1:1/v1"
SECRET = bytes(range(32))
NOW = round(time.time())


def add(name: str, secret: bytes) -> Contact:
    return Contacts().add(name, secret, words_of(secret), first=True, verified=name == "Ada")


@pytest.fixture
def window(qt: QApplication) -> Iterator[MainWindow]:
    add("Ada", SECRET)
    add("Grace", SECRET[::-1])
    calls = RecentCalls()
    for call in (PastCall("Ada", NOW - 9_000, 754, PLACED), PastCall("", NOW - 500, 61, ANSWERED)):
        calls.add(call)
    made = MainWindow(the_body(), Settings(mailbox_url=NO_MAILBOX), ScriptedDetector)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


def test_contacts_show_the_last_call_with_them_and_are_called_by_a_button(window: MainWindow) -> None:
    people = window.home.people
    texts = [people.list.item(row).text() for row in range(people.list.count())]
    assert texts[0].startswith("Ada  ✓\n")
    assert texts[0].endswith(", 12 min")
    assert texts[1] == "Grace"
    assert not people.call_button.isEnabled()
    people.list.setFocus()
    QTest.keyClick(people.list, Qt.Key.Key_Down)
    QTest.keyClick(people.list, Qt.Key.Key_Down)
    assert people.call_button.isEnabled()
    people.call_button.click()
    assert window.home.waiting.isVisible()
    qt_until(window.home.unanswered.isVisible)
    assert "mailbox server" in window.home.unanswered.sentence


def test_recent_calls_are_listed_called_back_and_forgotten(window: MainWindow) -> None:
    people = window.home.people
    people.show_tab(1)
    assert [people.recent.item(row).text().split("\n")[0] for row in range(2)] == ["↙  By code", "↗  Ada"]
    people.recent.setCurrentRow(0)
    assert not people.call_button.isEnabled(), "nobody knows whom that was with"
    people.forget_button.click()
    assert [call.name for call in RecentCalls().all] == ["Ada"]
    people.recent.setCurrentRow(0)
    assert people.call_button.isEnabled()
    people.clear_button.click()
    assert RecentCalls().all == ()
    assert people.recent.count() == 0


def test_calls_are_shown_first_where_nobody_is_saved(window: MainWindow) -> None:
    people = window.home.people
    people.hide()
    people.show_people((), (PastCall("", NOW - 500, 61, ANSWERED),))
    assert not people.isHidden()
    assert people._stack.currentWidget() is people.recent


def test_a_contact_is_renamed_gets_a_light_and_is_forgotten_only_when_it_is_said_twice(window: MainWindow) -> None:
    people = window.home.people
    people.list.setCurrentRow(0)
    people.change_button.click()
    dialog = window.home.findChild(ContactDialog)
    assert dialog is not None
    dialog.name.setText("😀" * 10_000)
    dialog.take.click()
    assert "1 to 60 characters" in dialog.notice.sentence
    dialog.name.setText("grace")
    dialog.take.click()
    assert "already" in dialog.notice.sentence
    dialog.name.setText("Ada L.")
    dialog.colour.setCurrentIndex(dialog.colour.findData("purple"))
    dialog.pattern.setCurrentIndex(dialog.pattern.findData("triple"))
    assert dialog.lamp.colour is not None
    dialog.take.click()
    ada = Contacts().find("Ada L.")
    assert (ada.colour, ada.pattern) == ("purple", "triple")
    assert people.list.item(0).text().startswith("Ada L.")
    assert RecentCalls().last_with("Ada L.") is not None
    people.list.setCurrentRow(1)
    people.change_button.click()
    dialog = window.home.findChildren(ContactDialog)[-1]
    dialog.forget.click()
    assert len(Contacts().all) == 2
    dialog.forget.click()
    assert [contact.name for contact in Contacts().all] == ["Ada L."]


def test_a_contact_that_cannot_be_saved_is_a_sentence_in_the_dialog(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.home.people.list.setCurrentRow(0)
    window.home.people.change_button.click()
    dialog = window.home.findChild(ContactDialog)
    assert dialog is not None

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    dialog.name.setText("Bo")
    dialog.take.click()
    assert "No space left" in dialog.notice.sentence
    dialog.reject()


def ring(window: MainWindow, name: str = "Ada") -> None:
    window._book._on_ring(name)


def test_a_call_is_light_in_the_window_and_over_the_whole_screen(window: MainWindow, tmp_path: Path) -> None:
    note = tmp_path / "note"
    command = (sys.executable, "-c", f"import os; open({str(note)!r}, 'w').write(os.environ['HANDLINE_CONTACT'])")
    window._keep(replace(window._settings, alarm_command=command))
    ring(window)
    light = window.ring_light
    assert light.bar.sentence == "Ada is calling you"
    assert light.screen.isVisible()
    assert light.bar.lamp.colour is not None
    qt_until(note.exists)
    qt_until(lambda: note.read_text() == "Ada")
    before = light.bar.lamp.colour
    qt_until(lambda: light.bar.lamp.colour != before)
    light.screen.hide_it.click()
    assert not light.screen.isVisible()
    assert light.bar.isVisible(), "it goes on ringing"
    ring(window, "")
    assert not light.bar.isVisible()
    assert not light.pulse.on
    assert RecentCalls().all[0] == replace(RecentCalls().all[0], name="Ada", how=MISSED)
    assert window.home.notice.sentence.startswith("Ada has called you, today ")


def test_not_now_declines_and_answer_answers(window: MainWindow) -> None:
    ring(window)
    window.ring_light.screen.no.click()
    assert not window.ring_light.screen.isVisible()
    assert not window.ring_light.bar.isVisible()
    assert RecentCalls().all[0].how == MISSED
    assert window.home.notice.sentence == "", "who declines knows"
    ring(window)
    window.ring_light.screen.yes.click()
    assert window.home.notice.sentence == "Ada has given up: call them back."


def test_do_not_disturb_leaves_a_still_line_and_starts_nothing(window: MainWindow, tmp_path: Path) -> None:
    note = tmp_path / "note"
    command = (sys.executable, "-c", f"open({str(note)!r}, 'w')")
    window._keep(replace(window._settings, do_not_disturb=True, alarm_command=command))
    ring(window)
    light = window.ring_light
    assert light.bar.sentence == "Ada is calling you"
    assert not light.screen.isVisible()
    before = light.bar.lamp.colour
    QTest.qWait(400)
    assert light.bar.lamp.colour == before
    assert not note.exists()


def test_with_less_motion_the_light_stands_still(window: MainWindow) -> None:
    window._keep(replace(window._settings, reduced_motion=True))
    ring(window)
    before = window.ring_light.screen.colour
    QTest.qWait(400)
    assert window.ring_light.screen.colour == before


def test_whoever_is_typing_does_not_answer_with_the_next_key(window: MainWindow) -> None:
    window.home.code_field.setFocus()
    ring(window)
    assert QApplication.focusWidget() is window.home.code_field
    QTest.keyClicks(window.home.code_field, "7 ")
    assert window.ring_light.bar.isVisible()


def test_the_light_is_tried_from_the_settings_and_calls_nobody(window: MainWindow) -> None:
    window.home.settings_button.click()
    assert window.own_pages.settings_page is not None
    window.own_pages.settings_page.trial.click()
    assert window.ring_light.screen.isVisible()
    window.ring_light.screen.yes.click()
    assert not window.ring_light.screen.isVisible()
    assert window.own_pages.settings_page.isVisible()
    assert window.home.notice.sentence == ""


def test_another_mailbox_server_is_where_contacts_are_waited_for(window: MainWindow) -> None:
    before = window._book._bell
    window._keep(replace(window._settings, mailbox_url="ws://127.0.0.1:2/v1"))
    assert window._book._bell is not before
    assert settings.load().mailbox_url == "ws://127.0.0.1:2/v1"


def test_no_two_buttons_answer_to_one_letter(window: MainWindow) -> None:
    ring(window)
    window.home.other_button.click()
    for tab in (0, 1):
        window.home.people.show_tab(tab)
        shown = [button for button in window.findChildren(QAbstractButton) if button.isVisible()]
        keys = [QKeySequence.mnemonic(button.text()).toString() for button in shown]
        keys = [key for key in keys if key]
        assert len(keys) >= 10
        assert sorted(keys) == sorted(set(keys))
