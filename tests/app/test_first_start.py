"""The first start, by keyboard and from what the camera sees; and the modes for left hands and for one hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import settings
from app.framing import Hold, Move, at_ease, move
from app.legibility import Problem, Seen
from app.settings import Settings
from app.station import Sighting
from app.windows.application import the_body
from app.windows.first_start import MOVES, NO_CAMERA, STEPS, FirstStart
from app.windows.main_window import MainWindow
from avatar.looks import Look
from detector.pose import Pose
from detector.skeleton import FACE
from detector.sources import Frame

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until
from .test_legibility import SIZE, signer

NO_MAILBOX = "ws://127.0.0.1:1/v1"
BLANK = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)


@pytest.fixture
def window(qt: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(the_body(), Settings(mailbox_url=NO_MAILBOX), ScriptedDetector)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


def sighting(pose: Pose, second: float) -> Sighting:
    at = round(second * 1e6)
    return Sighting(Frame(BLANK, at, "x"), replace(pose, time_us=at), at, at)


def with_face(pose: Pose, shift: float = 0.0) -> Pose:
    xyz, score = pose.xyz.copy(), pose.score.copy()
    grid = np.stack(np.meshgrid(np.arange(17), np.arange(4)), -1).reshape(68, 2) * 5.0 + (280 + shift, 110)
    xyz[FACE, :2], xyz[FACE, 2], score[FACE] = grid, 0, 0.9
    return Pose.of(pose.time_us, SIZE, xyz, score)


@pytest.mark.parametrize(
    ("pose", "way"),
    [
        (Pose.unknown(0, SIZE), Move.SIT_BEFORE_IT),
        (signer(150, 320, 220), Move.STAY),
        (signer(300, 320, 220), Move.BACK),
        (signer(150, 60, 220), Move.LEFT),
        (signer(150, 600, 220), Move.RIGHT),
        (signer(150, 320, 60), Move.HIGHER),
        (signer(150, 320, 420), Move.LOWER),
        (signer(60, 320, 220), Move.NEARER),
    ],
)
def test_where_to_move(pose: Pose, way: Move) -> None:
    assert move(pose) is way


def test_a_face_at_ease_is_seen_and_rests() -> None:
    face = with_face(signer())
    assert at_ease(with_face(signer(), 0.5), face)
    assert not at_ease(with_face(signer(), 30), face)
    assert not at_ease(face, None)
    assert not at_ease(signer(), face)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**12)), max_size=40))
def test_what_holds_is_a_share_whatever_the_clock_does(frames: list[tuple[bool, int]]) -> None:
    hold = Hold(1.0)
    assert all(0 <= hold.see(good, at) <= 1 for good, at in frames)


def test_the_steps_by_keyboard_alone(window: MainWindow) -> None:
    window.own_pages.open_first_start("")
    page = window.own_pages.first_start
    assert page is not None
    seen = []
    while page.isVisible():
        assert len(seen) < len(STEPS)
        seen.append(page.step)
        assert QApplication.focusWidget() is page.next
        QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert seen == list(STEPS)
    assert window.home.isVisible()
    assert settings.load().welcomed


def test_it_is_left_out_by_escape_and_found_again_in_the_settings(window: MainWindow) -> None:
    window.own_pages.open_first_start("")
    page = window.own_pages.first_start
    assert page is not None
    QTest.keyClick(page.next, Qt.Key.Key_Escape)
    qt_until(window.home.isVisible)
    assert settings.load().welcomed
    window.home.settings_button.click()
    assert window.own_pages.settings_page is not None
    window.own_pages.settings_page.again.click()
    assert page.isVisible()
    assert page.step == "camera"
    page.next.click()
    page.back.click()
    assert page.step == "camera"


def test_what_the_camera_sees_leads_through_the_steps(qt: QApplication) -> None:
    page = FirstStart()
    page.enter("", Look("cedar"))
    page.resize(900, 600)
    page.show()
    page.next.click()
    page.show_sighting(sighting(signer(300), 0))
    assert page.advice.text() == MOVES[Move.BACK]
    assert page.bar.value() == 0
    for n in range(40):
        page.show_sighting(sighting(signer(), 0.1 * n))
    assert page.advice.text() == MOVES[Move.STAY]
    assert page.bar.value() == 100
    page.next.click()
    for n in range(40):
        page.show_seen(Seen(frozenset({Problem.DARK})) if n < 5 else Seen())
        page.show_sighting(sighting(signer(), 10 + 0.1 * n))
        assert n >= 5 or page.bar.value() == 0
    assert page.bar.value() == 100
    assert page.meter.sentence == "You can be read well."
    page.next.click()
    for n in range(40):
        page.show_sighting(sighting(with_face(signer()), 20 + 0.1 * n))
    assert page.bar.value() == 100
    assert page.advice.text() == "Good."
    page.next.click()
    assert page.choose.isVisible()


def test_a_camera_is_chosen_and_seen(window: MainWindow, clip: Path) -> None:
    window.own_pages.open_first_start("")
    page = window.own_pages.first_start
    assert page is not None
    page.cameras.show_cameras([], str(clip))
    page.cameras.activated.emit(0)
    qt_until(lambda: page.mirror.picture is not None)
    assert settings.load().source == str(clip)


def test_without_a_camera_it_says_what_to_do(qt: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    page = FirstStart()
    monkeypatch.setattr("app.windows.first_start.list_cameras", list)
    page.enter("", Look())
    assert page.words.text() == NO_CAMERA
    page.enter("some.mkv", Look())
    assert page.words.text() == STEPS["camera"].words


def test_controls_stand_on_the_side_of_the_stronger_hand(window: MainWindow) -> None:
    home = window.home
    assert home.call_button.mapTo(home, home.rect().topLeft()).x() > home.mirror.mapTo(home, home.rect().topLeft()).x()
    window._keep(replace(window._settings, hand="left"))
    QTest.qWait(50)
    assert home.call_button.mapTo(home, home.rect().topLeft()).x() < home.mirror.mapTo(home, home.rect().topLeft()).x()


def test_with_one_hand_a_letter_presses_its_button_but_not_while_typing(window: MainWindow) -> None:
    home = window.home
    home.call_button.setFocus()
    QTest.keyClick(home.call_button, Qt.Key.Key_E)
    assert home.isVisible()
    window._keep(replace(window._settings, one_handed=True))
    home.code_field.setFocus()
    QTest.keyClicks(home.code_field, "e")
    assert home.code_field.text() == "e"
    assert home.isVisible()
    home.call_button.setFocus()
    QTest.keyClick(home.call_button, Qt.Key.Key_E)
    assert not home.isVisible()
    assert window.own_pages.settings_page is not None
    assert window.own_pages.settings_page.isVisible()
