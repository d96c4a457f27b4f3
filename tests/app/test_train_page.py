"""Protects the way from recordings to the next call's detector: live progress, proof, use it, go back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app import settings
from app.detecting import make_chosen_detector
from app.places import models_folder, recordings_folder, retrainings_folder
from app.retraining.models import weights_in_use
from app.retraining.progress import PROGRESS_FILE, Progress, State, read_control, read_request
from app.retraining.runs import list_runs
from app.windows.application import the_body
from app.windows.bars import Bar, Bars
from app.windows.statistics_page import advice_words
from app.windows.train_page import QUIET_S, TrainPage
from app.windows.train_view import MAX_POINTS, left_words, progress_words, thinned
from app.windows.workshop import Workshop
from avatar.body import Body
from training.dataset_figures import statistics
from training.recording import load_recording

from ..training.recordings import record
from .conftest import qt_until
from .workshop import check_controls, pixels, shown

FAKE = (sys.executable, str(Path(__file__).parent / "fake_trainer.py"))


@pytest.fixture(scope="module")
def body() -> Body:
    return the_body()


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A labelled recording, and one that is not; the trainer is found where the tests are."""
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))
    record(recordings_folder() / "bare", labels=False)
    retrainings_folder().mkdir(parents=True)
    return record(recordings_folder() / "mine")


@pytest.fixture
def page(qt: QApplication, body: Body, recorded: Path) -> Iterator[tuple[Workshop, TrainPage]]:
    with shown(body, "", "train") as (_, workshop):
        workshop.train._command = FAKE
        qt_until(workshop.train.form.list.count)
        yield workshop, workshop.train
        trainer = workshop.train._trainer
        if trainer is not None and trainer.runs:
            (retrainings_folder() / "hold").unlink(missing_ok=True)
            qt_until(lambda: not trainer.runs)


def hold() -> Path:
    """The trainer waits in the middle until this file is gone."""
    path = retrainings_folder() / "hold"
    path.touch()
    return path


def train(page: TrainPage, strategy: str = "mixed") -> None:
    page.form.strategies[strategy].click()
    assert page.form.go.isEnabled()
    QTest.mouseClick(page.form.go, Qt.MouseButton.LeftButton)


def test_from_recordings_to_the_next_call_and_back(page: tuple[Workshop, TrainPage]) -> None:
    workshop, train_page = page
    form, view, proof = train_page.form, train_page.view, train_page.proof
    check_controls(train_page)
    assert [one.name for one in form.chosen] == ["mine"], "what is not labelled cannot be learnt from"
    assert form.strategy == "mixed"
    assert train_page.used.text() == "Calls use the weights that came with Handline."
    held = hold()
    train(train_page)
    assert view.isVisible()
    assert not form.go.isEnabled(), "one at a time"
    qt_until(lambda: view.loss.points == [6, 6])
    assert view.share.points == [6, 6]
    assert view.state.text() == "Training, step 2 of 2, round 5"
    assert view.left.text() == "about 1 min left"
    assert 0.4 < view.bar.value() / view.bar.maximum() < 0.6
    assert len(np.unique(pixels(view.loss).reshape(-1, 3), axis=0)) > 20, "the curves are drawn"
    (run,) = list_runs(retrainings_folder())
    assert run.request.recordings == (str(recordings_folder().resolve() / "mine"),)
    assert run.request.signer == "somebody"
    QTest.mouseClick(view.pauses, Qt.MouseButton.LeftButton)
    qt_until(lambda: view.state.text() == "Paused")
    assert view.pauses.text() == "&Go on"
    # Another page is looked at meanwhile; the retraining goes on.
    QTest.mouseClick(workshop.tabs["statistics"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(workshop.tabs["train"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.pauses, Qt.MouseButton.LeftButton)
    held.unlink()
    qt_until(proof.isVisible)
    words = [label.text() for label in proof.findChildren(QLabel)]
    assert "▲ +19.0" in words
    assert "▼ -0.4" in words
    assert "52.0%  80.0%" in words
    assert sum(not label.pixmap().isNull() for label in proof.findChildren(QLabel)) == 3
    assert weights_in_use(settings.load()) is None, "nothing is used before somebody says so"

    QTest.mouseClick(proof.take, Qt.MouseButton.LeftButton)
    assert proof.take.text() == "✓ Calls use it"
    assert train_page.used.text() == "Calls use: somebody, mixed."
    used = weights_in_use(settings.load())
    assert used is not None
    assert used.parent == models_folder()
    told: list[str] = []
    make_chosen_detector(told.append).close()
    assert told == []

    QTest.mouseClick(train_page.back, Qt.MouseButton.LeftButton)
    assert train_page.used.text() == "Calls use the weights that came with Handline."
    assert proof.take.isEnabled()
    assert weights_in_use(settings.load()) is None
    assert not train_page.back.isEnabled()


def test_what_makes_others_worse_is_shown_and_cannot_be_used(page: tuple[Workshop, TrainPage]) -> None:
    _, train_page = page
    train(train_page, "series")
    qt_until(train_page.proof.isVisible)
    assert train_page.proof.verdict.text() == "Others lost more than a point."
    assert not train_page.proof.take.isVisible()
    assert "not better" in train_page.runs.currentText()


def test_it_is_given_up(page: tuple[Workshop, TrainPage]) -> None:
    _, train_page = page
    hold()
    train(train_page)
    qt_until(lambda: train_page.view.loss.points == [6, 6])
    QTest.mouseClick(train_page.view.gives_up, Qt.MouseButton.LeftButton)
    qt_until(lambda: train_page.form.go.isEnabled())
    assert train_page.view.state.text() == "It was given up; the weights in use are as they were."
    assert not train_page.view.pauses.isVisible()


def test_a_process_that_says_why_it_ends_is_heard(page: tuple[Workshop, TrainPage]) -> None:
    _, train_page = page
    (retrainings_folder() / "complain").touch()
    train(train_page)
    qt_until(lambda: train_page.notice.sentence)
    assert train_page.notice.sentence == "Retraining needs torch: pip install 'handline[training]'"
    assert train_page.form.go.isEnabled()


def test_it_makes_room_for_a_call(page: tuple[Workshop, TrainPage]) -> None:
    _, train_page = page
    held = hold()
    train(train_page)
    qt_until(lambda: train_page.view.loss.points == [6, 6])
    (run,) = list_runs(retrainings_folder())
    train_page.set_in_call(True)
    assert read_control(run.folder).threads == 1
    train_page.set_in_call(False)
    assert read_control(run.folder).threads is None
    held.unlink()
    qt_until(train_page.proof.isVisible)


def test_a_retraining_of_an_earlier_window_is_found_and_carried_on(
    qt: QApplication, body: Body, page: tuple[Workshop, TrainPage]
) -> None:
    """It was killed in the middle: its folder says so by its silence."""
    _, train_page = page
    hold()
    train(train_page)
    qt_until(lambda: train_page.view.loss.points == [6, 6])
    trainer = train_page._trainer
    assert trainer is not None
    trainer._process.kill()
    qt_until(lambda: not trainer.runs)
    folder = trainer.folder
    with shown(body, "", "train") as (_, later):
        later.train._command = FAKE
        qt_until(lambda: later.train.view.loss.points == [6, 6])
        assert not later.train.carry_on.isVisible(), "it may still go on"
        then = (folder / PROGRESS_FILE).stat().st_mtime - 2 * QUIET_S
        os.utime(folder / PROGRESS_FILE, (then, then))
        qt_until(later.train.carry_on.isVisible)
        (retrainings_folder() / "hold").unlink()
        QTest.mouseClick(later.train.carry_on, Qt.MouseButton.LeftButton)
        qt_until(later.train.proof.isVisible)
        assert read_request(folder) is not None
        assert len(list_runs(retrainings_folder())) == 1


def test_damaged_weights_are_a_sentence_and_not_used(page: tuple[Workshop, TrainPage]) -> None:
    _, train_page = page
    train(train_page)
    qt_until(train_page.proof.isVisible)
    (run,) = list_runs(retrainings_folder())
    (run.folder / "weights" / "hand.onnx").write_bytes(b"x")
    QTest.mouseClick(train_page.proof.take, Qt.MouseButton.LeftButton)
    assert "damaged" in train_page.notice.sentence
    assert weights_in_use(settings.load()) is None


def test_without_recordings_the_page_says_what_to_do(qt: QApplication, body: Body) -> None:
    with shown(body, "", "train") as (_, workshop):
        qt_until(lambda: "record something first" in workshop.train.form.hint.text())
        assert not workshop.train.form.go.isEnabled()


def test_statistics_are_measured_and_shown(qt: QApplication, body: Body, recorded: Path) -> None:
    record(recordings_folder() / "third", frames=5)
    with shown(body, "", "statistics") as (_, workshop):
        page = workshop.statistics
        qt_until(lambda: page.items.bars)
        check_controls(page)
        assert page.summary.text().startswith("3 recordings of somebody: 22 frames")
        assert {bar.name: bar.value for bar in page.items.bars} == {"A": "11", "B": "11"}
        assert {bar.name: bar.value for bar in page.labelled.bars}["the detector"] == "16"
        assert sum(int(bar.value) for bar in page.split.bars) == 22
        assert "A 11" in page.items.accessibleName()
        shown_pixels = pixels(page.items)
        assert len(np.unique(shown_pixels.reshape(-1, 3), axis=0)) > 10
        found = statistics([load_recording(recorded)])
        assert "blurred" not in advice_words(found)


def test_bars_are_as_long_as_their_values(qt: QApplication) -> None:
    bars = Bars("Test")
    bars.resize(400, 60)
    bars.show_bars([Bar("half", 0, 0.5, "5"), Bar("all", 0, 1, "10")])
    bars.show()
    shown_pixels = pixels(bars).astype(int)
    blue = bars.palette().highlight().color()
    same = (np.abs(shown_pixels - (blue.red(), blue.green(), blue.blue())).sum(-1) < 12).sum(1)
    assert same[13] == pytest.approx(same[13 + 26] / 2, abs=6)


def test_progress_in_words() -> None:
    line = Progress(1.0, State.TRAINING, stage=1, stages=3, left_s=30.0, sentence="One picture is damaged.")
    assert progress_words(line) == "Training, step 1 of 3  One picture is damaged."
    assert left_words(line) == "less than a minute left"
    assert left_words(Progress(1.0, State.PAUSED, left_s=99.0)) == ""
    many = [(float(n), (1.0,)) for n in range(MAX_POINTS + 1)]
    assert len(thinned(many)) <= MAX_POINTS  # type: ignore[arg-type]
