"""The pages by themselves: every control can be reached, named and read; what is typed is checked; trouble is told."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from app import settings
from app.alarm import COLOURS
from app.contacts import Contacts
from app.settings import Settings
from app.station import Sighting
from app.windows.application import the_body
from app.windows.call_words import figure_words, figures_at_length, link_words
from app.windows.main_window import MainWindow
from app.windows.parts import Mirror
from app.windows.talk import STAND_MS, Banner, Talk, told_words
from app.windows.theme import DARK, LIGHT, TEXT_PT, Colours
from avatar.body import Body
from detector.sources import Frame
from transport.call import Call
from transport.control import Typing, Wave, phrase
from transport.events import CallConfig, CodeReady, Connected, Connecting, Ended, PeerBack, PeerLost
from transport.mailbox import Mailbox
from transport.sas import words_of
from transport.ways import ByContact

from ..calls.scripted import ScriptedDetector, scripted_pose
from .conftest import qt_until

NO_MAILBOX = "ws://127.0.0.1:1/v1"


@pytest.fixture(scope="module")
def body() -> Body:
    return the_body()


@pytest.fixture
def window(qt: QApplication, body: Body) -> Iterator[MainWindow]:
    made = MainWindow(body, Settings(mailbox_url=NO_MAILBOX), ScriptedDetector)
    made.resize(1000, 680)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()


def controls(page: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return [widget for kind in kinds for widget in page.findChildren(kind) if isinstance(widget, QWidget)]


def test_every_control_has_a_name_can_be_focused_and_no_text_is_small(window: MainWindow) -> None:
    for page in (window.home, window.call_page):
        found = controls(page)
        assert len(found) >= 2
        for control in found:
            name = control.accessibleName() or getattr(control, "text", str)()
            assert name.strip("& "), f"{control} has no name for a screen reader"
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
        for widget in [*found, *page.findChildren(QLabel)]:
            assert widget.fontInfo().pointSizeF() >= TEXT_PT - 0.5, widget
    assert window.call_page.view.accessibleName()
    assert window.home.mirror.accessibleName()


def test_tab_reaches_everything_that_can_be_seen(window: MainWindow) -> None:
    visible = {control for control in controls(window.home) if control.isVisible() and control.isEnabled()}
    reached = set()
    for _ in range(4 * len(visible)):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert visible <= reached


def test_words_complete_as_they_are_typed(window: MainWindow) -> None:
    field = window.home.code_field
    field.setFocus()
    QTest.keyClicks(field, "7-guitar")
    popup = field.completer().popup()
    qt_until(popup.isVisible)
    offered = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    assert offered == ["7-guitarist-"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.text() == "7-guitarist-"


@pytest.mark.parametrize("typed", ["", "hello", "7", "guitar-revenge", "😀" * 5000, "7--", "a" * 9000, "7-a-b\n8-c-d"])
def test_what_is_no_code_is_a_notice_and_dials_nothing(window: MainWindow, typed: str) -> None:
    dialled: list[str] = []
    window.home.answer.connect(dialled.append)
    window.home.code_field.setText(typed)
    window.home.answer_button.click()
    assert dialled == []
    assert "A code is a number and two words" in window.home.notice.sentence
    assert window.home.notice.isVisible()
    assert window.home.answer_button.isVisible()


def test_the_code_is_shown_and_copied(window: MainWindow) -> None:
    window.home.show_code("42-saturday-fortress")
    assert window.home.code == "42-saturday-fortress"
    copy = next(b for b in window.home.findChildren(QAbstractButton) if "Copy" in b.text())
    assert copy.isVisible()
    QTest.keyClick(copy, Qt.Key.Key_Space)
    assert QApplication.clipboard().text() == "42-saturday-fortress"
    assert copy.text() == "Copied"


def test_a_mailbox_that_is_down_is_a_sentence_and_the_window_is_as_before(window: MainWindow) -> None:
    window.home.call_button.click()
    qt_until(lambda: window.home.notice.sentence)
    assert "mailbox server" in window.home.notice.sentence
    assert window.home.call_button.isVisible()


def test_the_preview_shows_the_signer_mirrored_and_the_choice_is_remembered(window: MainWindow, clip: Path) -> None:
    window.home.source_chosen.emit(str(clip))
    qt_until(lambda: window.home.mirror.picture is not None)
    assert window.home.cameras.currentText() == "clip.mp4"
    assert settings.load().source == str(clip)
    window.home.cameras.setCurrentText("No camera")
    window.home.cameras.activated.emit(window.home.cameras.currentIndex())
    assert settings.load().source == ""
    assert window.home.mirror.picture is None


def test_a_source_that_does_not_open_is_a_notice(window: MainWindow, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"not a film")
    window.home.source_chosen.emit(str(film))
    qt_until(lambda: window.home.notice.sentence)
    assert "is not a video" in window.home.notice.sentence


def test_changing_the_camera_quickly_leaves_the_last_one_running(window: MainWindow, clip: Path) -> None:
    for _ in range(4):
        window.home.source_chosen.emit("")
        window.home.source_chosen.emit(str(clip))
    qt_until(lambda: window.home.mirror.picture is not None)
    assert window.source == str(clip)
    assert window.home.notice.sentence == ""


def test_the_mirror_shows_left_on_the_left(qt: QApplication) -> None:
    """A mirror: what is at the right of the camera's picture stands at the left of the widget."""
    mirror = Mirror("hint")
    mirror.resize(320, 240)
    frame = np.zeros((120, 160, 3), np.uint8)
    frame[:, 80:] = (200, 30, 30)
    pose = scripted_pose(0, (160, 120), 0)
    mirror.show_sighting(Sighting(Frame(frame, 0, "x"), pose, 0, 0))
    assert isinstance(mirror.picture, QImage)
    assert mirror.picture.pixelColor(10, 10).red() > 150
    assert mirror.picture.pixelColor(mirror.picture.width() - 10, 10).red() < 60
    # The right hand's keypoints are drawn on the side where the signer's right hand is in a mirror: the right.
    shown = mirror.picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    pixels = rows[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3).astype(int)
    blue = (pixels[..., 2] > 200) & (pixels[..., 0] < 140)
    assert np.median(np.nonzero(blue)[1]) > shown.width() / 2
    mirror.forget("gone")
    assert mirror.picture is None


def test_text_leaves_as_it_is_typed_and_corrected(qt: QApplication) -> None:
    talk, typed = Talk(), []
    talk.typed.connect(typed.append)
    QTest.keyClicks(talk.field, "hi")
    QTest.keyClick(talk.field, Qt.Key.Key_Backspace)
    QTest.keyClicks(talk.field, "o")
    QTest.keyClick(talk.field, Qt.Key.Key_Return)
    QTest.keyClick(talk.field, Qt.Key.Key_Return)
    assert typed == ["h", "i", "\b", "o", "\u2028"]
    assert talk.field.text() == ""


def test_what_the_other_signer_says_stands_long_enough_to_be_read(qt: QApplication) -> None:
    """However fast messages come, they change less than once a second: nothing flashes."""
    banner = Banner()
    for number in range(50):
        banner.say(f"message {number}")
    assert banner.sentence == "message 0"
    assert STAND_MS >= 1_000
    qt_until(lambda: banner.sentence == "message 46")
    banner.clear()
    assert banner.sentence == ""
    assert told_words(phrase("again")) == "“Again, please”"
    assert told_words(Typing(True)) == ""


def test_an_invitation_is_shown_and_what_is_no_answer_is_a_notice(window: MainWindow) -> None:
    window.home.text_button.click()
    qt_until(window.home.waiting.screens.isVisible)
    window.home.waiting.screens.field.setText("HANDLINE-A-ABC")
    QTest.keyClick(window.home.waiting.screens.field, Qt.Key.Key_Return)
    assert window.home.notice.sentence.endswith("copy the whole text again.")
    window.home.waiting.screens.copy.click()
    assert QApplication.clipboard().text().startswith("HANDLINE-I-")
    window.hang_up()
    qt_until(window.home.call_button.isVisible)


def test_a_contact_rings_is_answered_and_called_back(qt: QApplication, body: Body) -> None:
    secret = bytes(range(32))
    Contacts().add("Ada", secret, words_of(secret), first=False, verified=False)
    told: queue.Queue[object] = queue.Queue()
    with Mailbox() as mailbox:
        config = CallConfig(mailbox_url=mailbox.url)
        window = MainWindow(body, Settings(mailbox_url=mailbox.url), ScriptedDetector)
        window.show()
        ada = Call(config, told.put)
        ada.start(ByContact(config, secret, first=True))
        qt_until(lambda: window.ring_light.bar.isVisible())
        assert window.ring_light.name == "Ada"
        window.ring_light.bar.yes.click()
        qt_until(window.call_page.isVisible)
        qt_until(lambda: window.call_page.talk.name.text() == "Ada")
        ada.tell(Wave())
        qt_until(lambda: window.call_page.banner.sentence == "Ada waves to you")
        ada.hang_up("closed")
        qt_until(window.home.isVisible)
        assert window.home.notice.sentence == "The other signer closed Handline."
        assert window.home.people.recent.item(0).text().startswith("↙  Ada\n")
        window.close()


def test_the_link_is_told_in_words() -> None:
    assert link_words(Connecting()) == ("Connecting …", "quiet")
    assert link_words(Connected(40.0, b"")) == link_words(PeerBack()) == ("Connected", "good")
    assert link_words(PeerLost(2600.0)) == ("The other side is silent (3 s), waiting for it …", "warning")
    assert link_words(PeerLost(30.0)) == (
        "The other side does not see you at the moment, connecting again …",
        "warning",
    )
    assert link_words(Ended("The other signer hung up.", ok=True)) == ("The other signer hung up.", "warning")
    assert link_words(CodeReady("1-a-b")) is None
    stats = Call(CallConfig(mailbox_url=NO_MAILBOX), lambda _: None).stats()
    stats = replace(stats, wire_kbit_s=23.4)
    assert figure_words(29.6, 87.4, stats) == "87 ms  ·  30 poses/s  ·  23 kbit/s (video: 600)"
    assert figure_words(0.0, None, stats).startswith("? ms")
    assert "23 kbit/s; a video call needs about 600" in figures_at_length(29.6, 87.4, stats)


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    channels = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_is_wcag_aa(colours: Colours) -> None:
    def contrast(one: str, other: str) -> float:
        bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
        return (bright + 0.05) / (dark + 0.05)

    texts = [
        (colours.text, colours.window),
        (colours.text, colours.card),
        (colours.text, colours.field),
        (colours.quiet, colours.window),
        (colours.quiet, colours.card),
        (colours.quiet, colours.field),
        (colours.accent, colours.card),
        (colours.on_accent, colours.accent),
        (colours.on_accent, colours.accent_over),
        (colours.on_danger, colours.danger),
        (colours.on_danger, colours.danger_over),
        (colours.on_notice, colours.notice),
        (colours.text, colours.notice),
        (colours.good, colours.window),
        (colours.good, colours.card),
        (colours.danger, colours.card),
        (colours.on_good, colours.good),
        (colours.danger, colours.window),
        (colours.text, colours.stage),
    ]
    for text, ground in texts:
        assert contrast(text, ground) >= 4.5, (text, ground)
    for colour in COLOURS.values():
        assert contrast("#10151b", colour.full) >= 4.5
    for part, ground in ((colours.edge, colours.card), (colours.edge, colours.window), (colours.accent, colours.field)):
        assert contrast(part, ground) >= 3.0, (part, ground)


def test_what_is_said_in_place_of_the_own_picture_can_be_read_over_the_other_signer(qt: QApplication) -> None:
    behind = QWidget()
    behind.resize(300, 200)
    behind.setStyleSheet("background: #ff0000")
    mirror = Mirror("Your camera is off: you are not seen.")
    mirror.setStyleSheet("background: none")
    mirror.setParent(behind)
    mirror.setGeometry(40, 20, 208, 156)
    behind.show()
    middle = behind.grab().toImage().copy(60, 40, 160, 110)
    colours = {middle.pixelColor(x, y).name() for x in range(middle.width()) for y in range(middle.height())}
    assert "#ff0000" not in colours
    assert len(colours) > 1, "the words are there"
