"""Ten kilobytes of emoji pasted into every field of every page, and Return pressed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.settings import Settings
from app.windows.application import the_body
from app.windows.main_window import MainWindow

from ..calls.scripted import ScriptedDetector
from .pages import SIZE, _own_settings, page

__all__ = ["_own_settings", "page"]

MUCH = "😀" * 2_500
assert len(MUCH.encode()) == 10_000
LONGEST_SENTENCE = 600


@pytest.fixture(scope="module")
def window(qt: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(the_body(), Settings(mailbox_url="ws://127.0.0.1:1/v1", source=""), ScriptedDetector)
    made.resize(*SIZE)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


def test_whatever_is_pasted_the_page_stays_as_it_is_and_says_no_more_than_a_sentence(
    page: QWidget, window: MainWindow
) -> None:
    QApplication.clipboard().setText(MUCH)
    fields: list[QLineEdit | QPlainTextEdit] = [*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)]
    for field in fields:
        if not field.isVisible() or not field.isEnabled() or field.isReadOnly():
            continue
        field.setFocus()
        field.selectAll()
        field.paste()
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.qWait(1)
        for sentence in said(window):
            assert len(sentence) < LONGEST_SENTENCE, "what was typed is said again, all of it"
        assert window.isVisible()
        assert window.width() <= SIZE[0]
        assert window.height() <= SIZE[1]


def said(window: MainWindow) -> list[str]:
    """Every sentence on the screen."""
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
