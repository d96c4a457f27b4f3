"""Recording a call in the real window: only when both agree, shown all the while, stopped by either side."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.records.layout import CALL
from app.records.reader import read_record
from app.records.shelf import Shelf
from app.settings import Settings
from app.windows.application import the_body
from app.windows.main_window import MainWindow
from transport.call import Call
from transport.control import AGREE, ASK, STOP, Appearance, Record
from transport.events import CallConfig, CodeReady, Told

from ..app.conftest import qt_until, wait_until
from .scripted import ScriptedDetector, scripted_pose


class Ada:
    """The other side of a call, without a window; signs when told to."""

    def __init__(self, url: str) -> None:
        self.told: queue.Queue[object] = queue.Queue()
        self.records: list[Record] = []
        self.call = Call(CallConfig(mailbox_url=url), self._tell)
        self.call.tell(Appearance("birch"))
        self._number = 0

    def _tell(self, event: object) -> None:
        self.told.put(event)
        if isinstance(event, Told) and isinstance(event.message, Record):
            self.records.append(event.message)

    def code(self) -> str:
        self.call.start()
        event = self.told.get(timeout=30)
        assert isinstance(event, CodeReady)
        return event.code

    def sign(self) -> None:
        """One pose, of a hand that moves."""
        import time

        self._number += 1
        self.call.send(scripted_pose(60.0 + 6 * (self._number % 20), (160, 120), time.monotonic_ns() // 1000))


@pytest.fixture
def ada(mailbox_url: str) -> Iterator[Ada]:
    made = Ada(mailbox_url)
    yield made
    made.call.hang_up()


@pytest.fixture
def window(qt: QApplication, mailbox_url: str, clip: Path, ada: Ada) -> Iterator[MainWindow]:
    """A window in a call with Ada."""
    made = MainWindow(the_body(), Settings(mailbox_url=mailbox_url, source=str(clip)), ScriptedDetector)
    made.resize(1000, 680)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    made.home.code_field.setFocus()
    QTest.keyClicks(made.home.code_field, ada.code())
    QTest.keyClick(made.home.code_field, Qt.Key.Key_Return)
    qt_until(made.call_page.isVisible)
    yield made
    made.close()


def both_sign(window: MainWindow, ada: Ada, count: int) -> None:
    call = window.line.live
    assert call is not None
    for _ in range(count):
        ada.sign()
        QTest.qWait(25)


def test_a_call_is_kept_from_the_yes_to_the_stop(window: MainWindow, ada: Ada) -> None:
    page = window.call_page
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert "Waiting" in page.consent.sentence
    qt_until(lambda: ada.records == [Record(ASK)])
    both_sign(window, ada, 10)
    assert Shelf().entries() == [], "nobody has agreed"
    ada.call.tell(Record(AGREE))
    qt_until(lambda: "recorded" in page.consent.sentence)
    assert page.consent.no.text() == "Stop recording"
    QTest.keyClicks(page.talk.field, "kept")
    both_sign(window, ada, 60)
    ada.call.type_text("and theirs")
    qt_until(lambda: "and theirs" in page.talk.lines.toPlainText())
    QTest.mouseClick(page.consent.no, Qt.MouseButton.LeftButton)
    qt_until(lambda: ada.records[-1] == Record(STOP))
    assert page.consent.sentence == ""
    assert "is kept under" in page.notice.sentence
    entry = Shelf().entries()[0]
    wait_until(lambda: read_record(entry.path).lines)
    record = read_record(entry.path)
    assert entry.head is not None
    assert entry.head.kind == CALL
    assert entry.head.tracks[1].look == Appearance("birch")
    assert [line.text for line in record.lines] == ["kept", "and theirs"]
    # Both signed at the same time, and lie on one time line.
    own, theirs = record.tracks
    assert len(own) > 10
    assert len(theirs) > 10
    assert abs(own.times_us[-1] - theirs.times_us[-1]) < 1_500_000
    kept = len(own)
    both_sign(window, ada, 10)
    assert len(read_record(entry.path).tracks[0]) == kept, "nothing is kept after the stop"


def test_the_other_asks_and_is_answered_and_what_is_refused_is_not_kept(window: MainWindow, ada: Ada) -> None:
    page = window.call_page
    ada.call.tell(Record(ASK))
    qt_until(lambda: "asks to record" in page.consent.sentence)
    assert page.consent.yes.isVisible()
    QTest.mouseClick(page.consent.no, Qt.MouseButton.LeftButton)
    qt_until(lambda: ada.records == [Record(STOP)])
    assert page.consent.sentence == ""
    ada.call.tell(Record(ASK))
    qt_until(lambda: page.consent.yes.isVisible())
    QTest.mouseClick(page.consent.yes, Qt.MouseButton.LeftButton)
    qt_until(lambda: ada.records[-1] == Record(AGREE))
    assert "records this call" in page.consent.sentence
    assert Shelf().entries() == [], "who did not ask keeps nothing"
    ada.call.tell(Record(STOP))
    qt_until(lambda: page.consent.sentence == "")


def test_hanging_up_keeps_what_was_recorded(window: MainWindow, ada: Ada) -> None:
    QTest.keyClick(window, Qt.Key.Key_F9)
    qt_until(lambda: ada.records == [Record(ASK)])
    ada.call.tell(Record(AGREE))
    qt_until(lambda: "recorded" in window.call_page.consent.sentence)
    both_sign(window, ada, 20)
    ada.call.hang_up()
    qt_until(window.home.isVisible)
    assert "The other signer hung up. The record is kept" in window.home.notice.sentence
    QTest.mouseClick(window.home.records_button, Qt.MouseButton.LeftButton)
    records = window.side_pages.records
    assert records is not None
    qt_until(lambda: records.player.record is not None)
    assert len(records.player.views) == 2
    records.player.play.click()
    qt_until(lambda: records.player.playback.at_us > 100_000)
