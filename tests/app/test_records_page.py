"""The page of messages and records, as a person uses it: sign, play, save, delete; and what is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.records.layout import CALL, MESSAGE
from app.records.shelf import Shelf
from app.settings import Settings
from app.windows.application import the_body
from app.windows.main_window import MainWindow
from app.windows.message import COUNT_DOWN
from app.windows.records_page import RecordsPage
from avatar.body import Body
from detector.pose import Pose
from detector.sources import Image

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until
from .test_records import write
from .workshop import check_controls, pixels

NO_MAILBOX = "ws://127.0.0.1:1/v1"


@pytest.fixture(scope="module")
def body() -> Body:
    return the_body()


@pytest.fixture
def window(qt: QApplication, body: Body, clip: Path) -> Iterator[MainWindow]:
    made = MainWindow(body, Settings(mailbox_url=NO_MAILBOX, source=str(clip)), ScriptedDetector)
    made.resize(1120, 720)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


def opened(window: MainWindow) -> RecordsPage:
    QTest.mouseClick(window.home.records_button, Qt.MouseButton.LeftButton)
    assert window.side_pages.records is not None
    return window.side_pages.records


def kept(kind: str = CALL, count: int = 45, name: str = "kept") -> Path:
    path = Shelf().folder / f"{name}.signed"
    write(path, count, kind)
    return path


def test_a_message_is_signed_played_and_found_again(window: MainWindow) -> None:
    page = opened(window)
    check_controls(page)
    assert not page.save.isEnabled()
    QTest.mouseClick(page.new, Qt.MouseButton.LeftButton)
    qt_until(lambda: page.message.mirror.picture is not None)
    page.message.to.setEditText("Ada")
    QTest.keyClick(page.message.record, Qt.Key.Key_Space)
    assert page.message.number.isVisible()
    for _ in range(COUNT_DOWN):
        assert not page.message.recording
        page.message._count()
    assert page.message.recording
    assert "Recording" in page.message.state.text()
    qt_until(lambda: page.message._poses > 10)
    QTest.keyClick(page.message.record, Qt.Key.Key_Space)
    qt_until(lambda: page.player.record is not None)
    record = page.player.record
    assert record is not None
    assert record.head.kind == MESSAGE
    assert record.head.to == "Ada"
    assert len(record.tracks[0]) > 5
    assert page.list.currentItem().text().startswith("Message to Ada")
    assert window.line.call is None
    QTest.mouseClick(page.home, Qt.MouseButton.LeftButton)
    qt_until(window.home.isVisible)


def test_a_message_that_is_given_up_or_shows_nobody_leaves_nothing(qt: QApplication, body: Body, clip: Path) -> None:
    class Nobody(ScriptedDetector):
        def detect(self, image: Image, time_us: int) -> Pose:
            return Pose.unknown(time_us, (image.shape[1], image.shape[0]))

    window = MainWindow(body, Settings(mailbox_url=NO_MAILBOX, source=str(clip)), Nobody)
    window.show()
    page = opened(window)
    message = page.message
    page.new.click()
    for gives_up in (True, False):
        message.toggle()
        for _ in range(COUNT_DOWN):
            message._count()
        qt_until(lambda: Shelf().entries())
        if gives_up:
            message.back.click()
            page.new.click()
        else:
            message.toggle()
            qt_until(lambda: message.notice.sentence.startswith("Nobody was seen"))
        qt_until(lambda: not Shelf().entries())
    window.close()


def test_a_record_is_played_stepped_slowed_turned_and_looped(window: MainWindow) -> None:
    kept(count=240)  # slow machines shall not reach the end of it
    page = opened(window)
    player = page.player
    qt_until(lambda: player.record is not None)
    assert len(player.views) == 2
    qt_until(lambda: player.views[1].width() < 0.6 * player.width())  # both have found their places
    first = pixels(player.views[0])
    assert (np.abs(first.astype(int) - first[2, 2]).max(axis=2) > 30).mean() > 0.1, "there is nobody"
    QTest.keyClick(player.play, Qt.Key.Key_Space)
    qt_until(lambda: player.playback.at_us > 600_000)
    QTest.keyClick(player.play, Qt.Key.Key_Space)
    assert not player.playback.playing
    moved = np.abs(pixels(player.views[0]).astype(int) - first).max(axis=2) > 40
    assert moved.mean() > 0.005, "the hand was raised and the avatar did not move"
    at_us = player.playback.at_us
    QTest.keyClick(player.play, Qt.Key.Key_Period)
    assert 0 < player.playback.at_us - at_us < 40_000
    QTest.keyClick(player.play, Qt.Key.Key_Comma)
    QTest.keyClick(player.play, Qt.Key.Key_Comma)
    assert player.playback.at_us < at_us
    straight = player.views[0].camera
    QTest.keyClick(player.views[0], Qt.Key.Key_Left)
    assert player.views[0].camera != straight
    QTest.mouseClick(player.front, Qt.MouseButton.LeftButton)
    assert player.views[0].camera == straight
    player.loop.click()
    player.speed.setCurrentIndex(0)
    player.speed.activated.emit(0)
    assert (player.playback.loop, player.playback.speed) == (True, 0.25)
    player.slider.setValue(player.slider.maximum())
    QTest.mouseClick(player.play, Qt.MouseButton.LeftButton)
    player.playback = player.playback.moved(player.playback.length_us - 1)
    qt_until(lambda: player.playback.at_us < 4_000_000)
    assert player.playback.playing


def test_a_film_shows_the_avatars_and_can_be_given_up(window: MainWindow, tmp_path: Path) -> None:
    kept(count=12)
    page = opened(window)
    qt_until(lambda: page.player.record is not None)
    film = tmp_path / "film.mp4"
    page.save_as(film)
    assert not page.save.isEnabled()
    qt_until(lambda: page.notice.sentence == f"Written: {film}")
    read = cv2.VideoCapture(str(film))
    assert (read.get(cv2.CAP_PROP_FRAME_WIDTH), read.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (1280, 480)
    frames = [read.read() for _ in range(9)]
    good, picture = frames[-1]  # the second one is first seen a little later
    assert good
    for half in (picture[:, :640], picture[:, 640:]):
        assert (np.abs(half.astype(int) - half[4, 4]).max(axis=2) > 30).mean() > 0.05
    given_up = tmp_path / "given_up.mp4"
    page.save_as(given_up)
    QTest.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    assert not given_up.exists()
    assert page.save.isEnabled()
    assert list(tmp_path.glob(".handline*")) == []
    page.save_as(tmp_path / "gone" / "film.mp4")
    qt_until(lambda: page.notice.sentence.startswith("Cannot write"))
    page.save_as(tmp_path / "motion.glb")
    qt_until(lambda: page.notice.sentence == f"Written: {tmp_path / 'motion.glb'}")


def test_damaged_and_foreign_files_are_one_sentence_and_what_is_good_is_taken_in(
    window: MainWindow, tmp_path: Path
) -> None:
    page = opened(window)
    foreign = tmp_path / "foreign.signed"
    foreign.write_bytes(b"\x00" * 5000)
    page.open_file(foreign)
    assert page.notice.sentence.startswith("foreign.signed cannot be shown")
    good = tmp_path / "from_ada.signed"
    write(good, 10, MESSAGE)
    page.open_file(good)
    qt_until(lambda: page.player.record is not None)
    assert len(Shelf().entries()) == 1
    (Shelf().folder / "2030 broken.signed").write_bytes(b"handline record 1\n")
    page._fill(None)
    assert page.list.item(0).text().endswith("(damaged)")
    qt_until(lambda: page.notice.sentence.startswith("2030 broken.signed"))


def test_deleting_asks_and_then_it_is_gone(window: MainWindow) -> None:
    path = kept()
    page = opened(window)
    qt_until(lambda: page.player.record is not None)

    def answer(delete: bool) -> None:
        page.list.setFocus()
        QTest.keyClick(page.list, Qt.Key.Key_Delete)
        asked = page.findChildren(QMessageBox)[-1]
        wanted = next(one for one in asked.buttons() if ("Delete" in one.text()) is delete)
        QTest.mouseClick(wanted, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))

    answer(delete=False)
    assert path.exists()
    answer(delete=True)
    qt_until(lambda: not path.exists())
    assert page.list.count() == 0
    assert not page.delete.isEnabled()
