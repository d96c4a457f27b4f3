"""Protects the way of a person who records in the window: what was signed is on disk, and all trouble is a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.contacts import Contact
from app.places import recordings_folder
from app.recording.beginning import CONSENT
from app.windows.application import the_body
from app.windows.big_text import FLOOR_PT, LARGEST_PT, SMALLEST_PT, BigText
from app.windows.record_page import RecordPage
from avatar.body import Body
from detector.pose import Pose
from detector.sources import Image, SourceError
from training.recording import Recording, load_recording
from transport.sas import words_of

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until
from .workshop import check_controls, pixels, shown


@pytest.fixture(scope="module")
def body() -> Body:
    return the_body()


@pytest.fixture
def glosses(tmp_path: Path) -> str:
    path = tmp_path / "glosses.txt"
    path.write_text("HOUSE\nTREE: tall\n")
    return str(path)


def ready(page: RecordPage) -> None:
    qt_until(lambda: page.mirror.picture is not None and page.setup.consent.isEnabled())
    qt_until(lambda: page.unfinished.go.isEnabled())


def begin(page: RecordPage, glosses: str) -> None:
    """Record by clicks, with a timer."""
    ready(page)
    page.setup.signer.clear()
    QTest.keyClicks(page.setup.signer, "Ana")
    page.setup.add_list(glosses)
    page.setup.timer.click()
    page.setup.seconds.setCurrentIndex(0)
    assert not page.setup.start.isEnabled(), "nobody agreed yet"
    page.setup.consent.click()
    page.setup.start.click()
    assert page.recording


def recordings() -> list[Recording]:
    return [load_recording(path) for path in sorted(recordings_folder().iterdir())]


def test_a_session_by_keys_is_on_disk_with_its_consent_and_can_be_gone_on_with(
    qt: QApplication, body: Body, clip: Path, glosses: str
) -> None:
    with shown(body, str(clip), "record") as (window, workshop):
        page = workshop.record
        assert window.source == "", "the camera is the recorder's"
        begin(page, glosses)
        stage = page.stage
        qt_until(lambda: stage.item.text == "HOUSE" and stage.what.text == "3")
        check_controls(stage)
        QTest.keyClick(stage, Qt.Key.Key_Space)
        qt_until(lambda: stage.what.text.startswith("● Recording"))
        qt_until(lambda: page.stage.kept.text() not in ("", "0 frames"))
        QTest.keyClick(stage, Qt.Key.Key_Space)
        qt_until(lambda: stage.item.text == "TREE")
        assert stage.detail.text == "tall"
        assert stage.count.text() == "1 of 2"
        QTest.mouseClick(stage.pause, Qt.MouseButton.LeftButton)
        qt_until(lambda: stage.what.text == "Paused")
        QTest.keyClick(stage, Qt.Key.Key_Escape)
        qt_until(lambda: not page.recording)
        assert "1 of 2 items are recorded" in page.result.text()
        (recording,) = recordings()
        assert recording.about.signer == "Ana"
        assert recording.about.consent is not None
        assert recording.about.consent.text == CONSENT
        assert {recording.gloss(frame) for frame in recording.kept} == {"HOUSE"}
        assert not page.setup.consent.isChecked(), "who records next is asked anew"
        qt_until(lambda: page.unfinished.isVisible())
        page.unfinished.go.click()
        qt_until(lambda: stage.item.text == "TREE")
        QTest.mouseClick(stage.skip, Qt.MouseButton.LeftButton)
        qt_until(lambda: not page.recording)
        assert "2 of 2" in page.result.text()
        qt_until(lambda: not page.unfinished.isVisible())
        QTest.mouseClick(workshop.home, Qt.MouseButton.LeftButton)
        qt_until(lambda: window.home.mirror.picture is not None)
        assert window.source == str(clip)


class _Brighter(ScriptedDetector):
    """Sees hands up in pictures that are brighter than middle grey."""

    def detect(self, image: Image, time_us: int) -> Pose:
        return super().detect(np.full_like(image, 255 if image.mean() > 90 else 0), time_us)


def test_hands_begin_and_end_a_take(qt: QApplication, body: Body, clip: Path, glosses: str) -> None:
    """The clip grows bright and begins anew: the hands rise and rest again and again."""
    with shown(body, str(clip), "record", _Brighter) as (_, workshop):
        page = workshop.record
        ready(page)
        page.setup.add_list(glosses)
        assert page.setup.hands_free.isChecked()
        page.setup.consent.click()
        page.setup.start.click()
        qt_until(lambda: page.stage.what.text.startswith("● Recording"))
        red = pixels(page.stage)[30, 30]
        assert red[0] > 150 > red[1], "the stage says by its colour that it records"
        QTest.keyClick(page.stage, Qt.Key.Key_R)
        qt_until(lambda: page.stage.what.text in ("Next", "Raise your hands and sign"))
        QTest.keyClick(page.stage, Qt.Key.Key_Escape)
        qt_until(lambda: not page.recording)
        (recording,) = recordings()
        assert recording.frames
        assert recording.kept == ()


def test_leaving_in_a_take_keeps_its_frames_and_lets_the_camera_go(
    qt: QApplication, body: Body, clip: Path, glosses: str
) -> None:
    with shown(body, str(clip), "record") as (window, workshop):
        page = workshop.record
        begin(page, glosses)
        QTest.keyClick(page.stage, Qt.Key.Key_Space)
        qt_until(lambda: page.stage.kept.text() not in ("", "0 frames"))
        QTest.mouseClick(workshop.home, Qt.MouseButton.LeftButton)
        qt_until(lambda: window.home.mirror.picture is not None)
        (recording,) = recordings()
        assert recording.frames
        assert recording.done == set()


def test_a_full_disk_is_a_sentence_and_what_is_recorded_stays(
    qt: QApplication, body: Body, clip: Path, glosses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import recording_store

    with shown(body, str(clip), "record") as (_, workshop):
        page = workshop.record
        begin(page, glosses)
        QTest.keyClick(page.stage, Qt.Key.Key_Space)
        qt_until(lambda: page.stage.kept.text() not in ("", "0 frames"))

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(recording_store, "_new_file", full)
        qt_until(lambda: not page.recording)
        assert "No space left on device" in page.notice.sentence
        assert "what is recorded is safe" in page.notice.sentence
        (recording,) = recordings()
        assert recording.frames


def test_a_camera_that_goes_away_is_a_sentence_and_can_be_looked_for_again(
    qt: QApplication, body: Body, clip: Path, glosses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detector import sources

    with shown(body, str(clip), "record") as (_, workshop):
        page = workshop.record
        begin(page, glosses)
        QTest.keyClick(page.stage, Qt.Key.Key_Space)
        qt_until(lambda: page.stage.kept.text() not in ("", "0 frames"))

        def gone(_: object) -> None:
            raise SourceError("camera:0 stopped giving pictures: connect it again, or choose another source.")

        with monkeypatch.context() as unplugged:
            unplugged.setattr(sources._Video, "read", gone)
            qt_until(lambda: page.retry.isVisible())
        assert not page.recording
        assert "stopped giving pictures" in page.notice.sentence
        assert not page.setup.start.isEnabled()
        (recording,) = recordings()
        assert recording.frames
        page.retry.click()
        ready(page)


def test_no_camera_and_a_list_that_cannot_be_used_are_sentences(
    qt: QApplication, body: Body, clip: Path, tmp_path: Path
) -> None:
    with shown(body, str(clip), "record") as (_, workshop):
        page = workshop.record
        ready(page)
        check_controls(page)
        empty = tmp_path / "empty.txt"
        empty.write_text("# nothing\n")
        page.setup.add_list(str(empty))
        page.setup.consent.click()
        page.setup.start.click()
        assert "0 glosses" in page.notice.sentence
        assert not page.recording
        page.leave()
        page.source = str(tmp_path / "film.mp4")
        page.enter()
        qt_until(lambda: page.notice.sentence)
        assert "There is no file" in page.notice.sentence


def test_words_are_as_large_as_fits_and_too_small_for_two_metres_only_where_they_would_be_cut(qt: QApplication) -> None:
    text = BigText()
    text.resize(500, 300)
    text.say("3")
    assert text.points() == LARGEST_PT
    text.say("Raise your hands and sign")
    assert SMALLEST_PT < text.points() < LARGEST_PT
    text.show()
    assert len(np.unique(pixels(text).reshape(-1, 3), axis=0)) > 10, "it is drawn"
    # In a small window they shrink further before they are cut.
    text.resize(300, 120)
    assert FLOOR_PT < text.points() < SMALLEST_PT
    text.say("Donaudampfschifffahrtsgesellschaft " * 50)
    assert text.points() == FLOOR_PT


def test_somebody_rings_while_one_records(qt: QApplication, body: Body, clip: Path, glosses: str) -> None:
    with shown(body, str(clip), "record") as (window, workshop):
        begin(workshop.record, glosses)
        secret = bytes(32)
        window._book.rings.emit(Contact("Ada", secret, True, words_of(secret)))
        bar = window.ring_light.bar
        assert bar.isVisible()
        assert bar.sentence == "Ada is calling you"
        QTest.mouseClick(bar.yes, Qt.MouseButton.LeftButton)
        qt_until(window.home.isVisible)
        assert window.home.notice.sentence == "Ada has given up: call them back."
        assert not bar.isVisible()
        qt_until(lambda: window.home.mirror.picture is not None)
