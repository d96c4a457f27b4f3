"""The page of a call by itself: keys, the own view, lights, waves, phrases and text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app import settings as settings_file
from app.settings import Settings
from app.windows.application import the_body
from app.windows.call_page import CallPage
from app.windows.in_call import InCall
from app.windows.keeping import Keeping
from app.windows.main_window import MainWindow
from app.windows.own_side import OwnSide
from app.windows.phrases import USUAL, PhraseDialog, id_or_text, phrases_of, words
from app.windows.pulse import HALF_MS, TIMES
from app.windows.remote import Drawn
from app.windows.seen_dialog import SeenDialog
from app.windows.self_view import MARGIN
from avatar.body import Body
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose
from detector.pose import Pose
from transport.call import Call
from transport.control import PHRASES, Camera, Phrase, Wave
from transport.events import CallConfig, CallStats, Connected, PeerLost, Received, TextChanged, Told
from transport.loopback import Loopback
from transport.text import OWN, PEER, TextLine

from ..calls.scripted import ScriptedDetector, scripted_pose
from .conftest import qt_until


@pytest.fixture(scope="module")
def body() -> Body:
    return the_body()


@pytest.fixture
def page(qt: QApplication, body: Body) -> Iterator[CallPage]:
    made = CallPage(body)
    made.resize(1120, 720)
    made.begin(seen=True)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


@pytest.fixture
def stats() -> CallStats:
    return Call(CallConfig(mailbox_url="ws://127.0.0.1:1/v1"), lambda _: None).stats()


def test_digits_say_phrases_but_are_typed_where_text_is_typed(page: CallPage) -> None:
    said: list[object] = []
    page.talk.said.connect(said.append)
    page.view.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_6):
        QTest.keyClick(page.view, key)
    assert said == [Phrase(PHRASES[USUAL[0]], USUAL[0]), Phrase(PHRASES[USUAL[5]], USUAL[5])]
    page.talk.field.setFocus()
    QTest.keyClicks(page.talk.field, "1266")
    assert page.talk.field.text() == "1266"
    assert len(said) == 2
    # They work where the column is not shown, too.
    QTest.keyClick(page, Qt.Key.Key_F7)
    assert not page.talk.isVisible()
    QTest.keyClick(page, Qt.Key.Key_2)
    QTest.keyClick(page, Qt.Key.Key_F2)
    assert said[2:] == [Phrase(PHRASES[USUAL[1]], USUAL[1]), Wave()]


def test_phrases_are_edited_and_kept_by_id_where_they_say_the_same(page: CallPage) -> None:
    dialog = PhraseDialog(USUAL, page)
    chosen: list[tuple[str, ...]] = []
    dialog.chosen.connect(chosen.append)
    dialog.show()
    dialog.fields[0].clear()
    QTest.keyClicks(dialog.fields[0], "Wo bist du?")
    dialog.fields[1].setText("😀" * 5000)
    dialog.fields[2].setText("   ")
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    kept = chosen[0]
    assert kept[0] == "Wo bist du?"
    assert kept[1] == "😀" * 40  # Qt counts halves
    assert kept[3:] == USUAL[3:]
    assert phrases_of(kept)[2] == USUAL[2], "nothing is said by an empty phrase"
    page.talk.phrases.show_phrases(kept)
    said: list[object] = []
    page.talk.said.connect(said.append)
    page.talk.phrases.buttons[0].click()
    assert said == [Phrase("Wo bist du?")]
    assert id_or_text(words("again")) == "again"
    for made in page.talk.phrases.buttons:
        assert made.sizeHint().width() <= page.talk.width()


def test_a_wave_lights_the_screen_up_slowly_and_a_flood_of_them_not_faster(page: CallPage) -> None:
    pulse = page.stage.pulse
    assert not pulse.isVisible()
    assert 1000 / (2 * HALF_MS) < 3, "three flashes a second and more are dangerous"
    page.tell(Told(Wave()))
    assert pulse.lit
    seen = [pulse.lit]
    for _ in range(40):
        page.tell(Told(Wave()))
        page.tell(TextChanged(rang=True))
    pulse._next()
    seen.append(pulse.lit)
    assert seen == [True, False]
    for _ in range(2 * TIMES):
        pulse._next()
    assert not pulse.isVisible()
    assert page.banner.sentence.endswith("waves to you")


def test_the_own_view_is_dragged_and_moved_by_keys_and_stays_inside(page: CallPage) -> None:
    view, stage = page.stage.self_view, page.stage
    assert stage.rect().contains(view.geometry())
    assert view.geometry().bottom() > stage.height() - 2 * MARGIN - 2
    start = view.pos()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    QTest.mouseMove(view, QPoint(30, 30) - QPoint(200, 150))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert abs(start.x() - 200 - view.x()) <= 2
    assert abs(start.y() - 150 - view.y()) <= 2
    view.setFocus()
    before = view.pos()
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.x() < before.x()
    assert view.y() < before.y()
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.place == (0.0, 1.0)
    page.resize(700, 480)
    QApplication.processEvents()
    assert stage.rect().contains(view.geometry())
    QTest.keyClick(page, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert view.place == (0.0, 0.0)


def test_both_lights_and_the_quality_are_words_and_colours(page: CallPage, stats: CallStats) -> None:
    page.tell(Connected(40.0, b""))
    page.show_figures(29.0, replace(stats, connected_s=1.0, signing=True))
    assert page.stage.self_view.light.text() == "● You sign"
    assert page.stage.light.text() == "○ They"
    assert page.link.text() == "Good"
    page.talk.show_words(("a", "b", "c", "d"), "Ada")
    page.show_figures(29.0, replace(stats, connected_s=2.0, peer_signing=True))
    assert page.stage.light.text() == "● Ada signs"
    for second in range(4, 8):
        page.show_figures(4.0, replace(stats, connected_s=float(second), peer_signing=True))
    assert page.link.text() == "Poor"
    page.tell(PeerLost(2600.0))
    page.show_figures(0.0, replace(stats, connected_s=9.0, peer_signing=True))
    assert "silent" in page.link.text()
    assert "signs" not in page.stage.light.text(), "nobody is said to sign who is not heard"
    page.tell(Told(Camera(on=False)))
    page.show_figures(0.0, stats)
    assert page.stage.light.text() == "Their camera is off"


def text(number: int, author: str, said: str) -> TextLine:
    return TextLine(number, author, said, number)


def test_text_grows_letter_by_letter_is_corrected_and_copied(page: CallPage) -> None:
    talk = page.talk
    shown = [
        (text(0, OWN, "h"),),
        (text(0, OWN, "hi"),),
        (text(0, OWN, "hi"), text(1, PEER, "yes")),
        (text(0, OWN, "ho"), text(1, PEER, "yes")),
        (text(1, PEER, "yes"), text(2, OWN, "a\u00adb")),
        (),
        (text(5, PEER, "again"),),
    ]
    for lines in shown:
        talk.show_lines(lines)
        assert talk.lines.toPlainText() == "\n".join(
            f"{'You' if one.author == OWN else 'They'}: {one.text}" for one in lines
        )
    QTest.mouseClick(talk.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "They: again"


def test_whoever_reads_further_up_is_not_pulled_down(page: CallPage) -> None:
    lines = tuple(text(n, OWN, f"line {n}") for n in range(200))
    page.talk.show_lines(lines)
    bar = page.talk.lines.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(3)
    page.talk.show_lines((*lines, text(200, PEER, "new")))
    assert bar.value() == 3


def test_full_screen_and_on_top_by_key_and_back(page: CallPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_F11)
    qt_until(page.isFullScreen)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qt_until(lambda: not page.isFullScreen())
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert page.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert page.isVisible()
    page.choices["top"].trigger()
    assert not page.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


@pytest.mark.parametrize("size", [(1120, 720), (900, 520), (640, 400)])
def test_nothing_overlaps_and_nothing_is_cut(page: CallPage, size: tuple[int, int]) -> None:
    page.resize(*size)
    page.talk.show_words(("a", "b", "c", "d"), "")
    page.banner.say("Something that they said, which is rather long and needs more than a line of this window")
    QApplication.processEvents()
    shown = [one for one in page.findChildren(QPushButton) if one.isVisible() and not page.talk.isAncestorOf(one)]
    # Where there is little room, what has a key goes first; the quality in a word and the way out stay.
    assert {page.camera, page.more, page.end} <= set(shown)
    assert len(shown) >= (5 if size[0] >= 900 else 4)
    assert page.link.isVisible()
    places = [(one, page_rect(page, one)) for one in shown]
    for number, (one, rect) in enumerate(places):
        assert one.width() >= one.minimumSizeHint().width(), f"{one.text()} is cut"
        assert page.rect().contains(rect), f"{one.text()} is outside"
        for other, rest in places[number + 1 :]:
            assert not rect.intersects(rest), f"{one.text()} lies over {other.text()}"
    for one in (page.link, page.figures):
        if one.isVisible():
            assert one.width() >= one.sizeHint().width(), f"{one.text()} is cut"
    assert not page.stage.light.geometry().intersects(page.banner.geometry())
    for one in page.stage.findChildren(QLabel):
        if one.isVisible():
            assert one.width() >= one.minimumSizeHint().width(), f"{one.text()} is cut"


def page_rect(page: CallPage, one: QWidget) -> object:
    from PySide6.QtCore import QRect

    return QRect(one.mapTo(page, QPoint(0, 0)), one.size())


def test_phrases_and_the_kind_of_own_view_are_remembered(qt: QApplication, body: Body) -> None:
    kept = Keeping(Settings())
    made = CallPage(body)
    in_call = InCall(made, kept, OwnSide(ScriptedDetector))
    made.show()
    made.talk.phrases.change.click()
    dialog = made.findChild(PhraseDialog)
    assert dialog is not None
    dialog.fields[4].setText("Bis morgen")
    dialog.take.click()
    made.choices["avatar"].trigger()
    assert made.stage.small
    loaded = settings_file.load()
    assert loaded.phrases[4] == "Bis morgen"
    assert loaded.self_avatar
    assert made.talk.phrases.buttons[4].text().endswith("Bis morgen")
    in_call.end()
    again = CallPage(body)
    InCall(again, Keeping(loaded), OwnSide(ScriptedDetector))
    assert again.stage.small
    again.talk.phrases.say(4)
    made.close()


def test_what_they_see_before_a_call_has_been_sent_and_decoded(qt: QApplication, body: Body, clip: Path) -> None:
    window = MainWindow(body, Settings(mailbox_url="ws://127.0.0.1:1/v1", source=str(clip)), ScriptedDetector)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 20_000)
    qt_until(lambda: window.home.mirror.picture is not None)
    QTest.keyClick(window.home.call_button, Qt.Key.Key_F5)
    dialog = window.findChild(SeenDialog)
    assert dialog is not None
    drawn: list[Drawn] = []
    dialog.signer.drawn.connect(drawn.append)
    qt_until(lambda: len({one.received.source_us for one in drawn}) > 8)
    shown = drawn[-1].received.pose
    assert shown.known.sum() == scripted_pose(0, (160, 120), 0).known.sum()
    assert (shown.width, shown.height) == (160, 120)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qt_until(lambda: window.findChild(SeenDialog) is None)
    assert window._own._listener is None
    window.close()


def test_a_loopback_shows_what_a_call_would_within_the_error_that_it_allows() -> None:
    loop, shown = Loopback(CallConfig()), []
    poses = {n * 33_333: scripted_pose(120 + 100 * np.sin(n / 6), (640, 480), n * 33_333) for n in range(1, 150)}
    for now in range(0, 5_000_000, 4_000):
        for at_us in [at_us for at_us in poses if now - 4_000 < at_us <= now]:
            loop.push(poses[at_us], now)
        played = loop.at(now)
        if played is not None:
            shown.append((now, played))
    assert len({played.source_us for _, played in shown}) > 120
    late = [now - played.pose.time_us for now, played in shown if now > 2_000_000]
    assert max(late) < 150_000
    for _, played in shown[200:]:
        before = poses[round(played.source_us / 33_333) * 33_333]
        off = np.linalg.norm((played.pose.xyz - before.xyz)[before.known, :2], axis=1)
        assert off.max() < 20, "what is shown is another pose than what was sent"


def test_a_pose_that_cannot_be_retargeted_does_not_stop_those_after_it(
    page: CallPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Drawn] = []
    page.remote.drawn.connect(shown.append)
    moved, failed = Retargeter.update, 0

    def update(retargeter: Retargeter, pose: Pose) -> AvatarPose:
        nonlocal failed
        if failed < 5:
            failed += 1
            raise FloatingPointError
        return moved(retargeter, pose)

    monkeypatch.setattr(Retargeter, "update", update)
    page.remote.follow(lambda at_us: Received(scripted_pose(at_us // 40_000 % 255, (640, 480), at_us), at_us, at_us))
    qt_until(lambda: len(shown) >= 3)
    page.remote.rest()
    assert failed == 5
    assert page.view.pixels() is not None
