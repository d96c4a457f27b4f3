"""The page to retrain the detector: what to learn from, live progress, the proof, and which weights calls use."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.places import recordings_folder, retrainings_folder
from app.recording.beginning import all_recordings
from app.retraining import models
from app.retraining.progress import ProgressReader, Request, RetrainingError, State, Wish, read_control
from app.retraining.runs import (
    COMMAND,
    Run,
    Trainer,
    ask,
    list_runs,
    new_folder,
    quiet_s,
    read_run,
    state_words,
    tread_softly,
)
from app.windows.keeping import Keeping
from app.windows.language import date_words, spoken, tr
from app.windows.parts import Notice, Scrolled, button, dress_as, label
from app.windows.proof_view import ProofView
from app.windows.train_form import TrainForm
from app.windows.train_view import TrainView
from app.windows.work import Work
from app.words import mark
from detector.weights import WeightsError
from training.recording import Recording

LOOK_MS: Final = 300
IN_CALL_THREADS: Final = 1
# Whoever retrains tells of it every second or so, and of a long step after some more.
QUIET_S: Final = 30.0
WAYS: Final = {"mixed": mark("mixed"), "united": mark("united"), "series": mark("in series")}
IDLE: Final = mark(
    "Training takes some minutes on this computer. Part of your frames is held out: on these, and on everybody else's, "
    "before and after are compared. New weights are used only when you say so, and you can go back."
)


class TrainPage(QWidget):
    """Retrains, proves, and says which weights calls use.

    Args:
        keeping: the settings, which name the models.
        command: what retrains; for tests.
    """

    def __init__(self, keeping: Keeping, command: Sequence[str] = COMMAND) -> None:
        super().__init__()
        self._keeping = keeping
        self._command = command
        self._trainer: Trainer | None = None
        self._run: Run | None = None
        self._reader: ProgressReader | None = None
        self._in_call = False
        self.notice = Notice()
        self._finding = Work()
        self._finding.done.connect(self._show_found)
        self._finding.failed.connect(self.notice.say)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._follow)
        self.form = TrainForm()
        self.form.start.connect(self._start)
        self.runs = QComboBox()
        self.runs.setAccessibleName(tr("Retrainings on this computer"))
        self.runs.setMinimumContentsLength(14)
        self.runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.runs.activated.connect(lambda _: self.open(Path(str(self.runs.currentData()))))
        self.carry_on = button(tr("Carry &on"), tip=tr("Go on with this retraining where it stopped"))
        self.carry_on.clicked.connect(self._carry_on)
        self.used = label("", wrap=True, name=tr("Which weights calls use"))
        self.back = button(tr("Go &back"), tip=tr("Use the weights before these in the next call"))
        self.back.clicked.connect(self._go_back)
        self.view = TrainView()
        self.view.pause.connect(lambda wanted: self._ask(Wish.PAUSE if wanted else Wish.RUN))
        self.view.cancel.connect(self._cancel)
        self.proof = ProofView()
        self.proof.use.connect(self._use)
        idle = QWidget()
        words = QVBoxLayout(idle)
        words.addStretch(1)
        words.addWidget(label(tr(IDLE), "quiet", wrap=True))
        words.addStretch(2)
        self._doing = QStackedWidget()
        for widget in (idle, self.view, self.proof):
            self._doing.addWidget(widget)
        self._lay_out()
        self._show_used()

    @property
    def running(self) -> bool:
        """Whether a retraining that was begun here goes on."""
        return self._trainer is not None and self._trainer.runs

    def enter(self) -> None:
        """Come to the page."""
        self._show_used()
        self._finding.begin(lambda tell: (all_recordings(recordings_folder()), list_runs(retrainings_folder())))

    def leave(self) -> None:
        """Go away; a retraining goes on."""
        self._finding.forget()

    def set_in_call(self, live: bool) -> None:
        """Whether a call is live: a retraining makes room for it."""
        self._in_call = live
        self._tread()

    def open(self, folder: Path) -> None:
        """Show a retraining."""
        if self._run is not None and self._run.folder == folder and self._reader is not None:
            return
        self._run = read_run(folder)
        self._reader = ProgressReader(folder)
        self.view.begin(self._title(folder))
        if self._run is not None and self._run.proof is not None:
            self._show_proof(self._run)
        else:
            self._doing.setCurrentWidget(self.view)
        self._look.start()
        self._follow()

    def _show_found(self, found: tuple[list[Recording], list[Run]]) -> None:
        recordings, runs = found
        self.form.show_recordings(recordings)
        self._fill_runs(runs)
        if self._run is None and runs:
            self.open(runs[0].folder)

    def _fill_runs(self, runs: list[Run]) -> None:
        self.runs.clear()
        for run in runs:
            self.runs.addItem(f"{title_words(run.folder, run.request)}  ·  {tr(state_words(run))}", str(run.folder))
        shown = self._run
        if shown is not None:
            self.runs.setCurrentIndex(max(0, self.runs.findData(str(shown.folder))))
        self.runs.setVisible(self.runs.count() > 0 and not self.running)

    def _start(self, request: Request) -> None:
        self._begin(new_folder(retrainings_folder(), request.signer, datetime.now()), request)

    def _carry_on(self) -> None:
        if self._run is not None:
            self._begin(self._run.folder, self._run.request)

    def _begin(self, folder: Path, request: Request) -> None:
        try:
            self._trainer = Trainer(folder, request, self._command)
        except RetrainingError as error:
            self.notice.say(spoken(error))
            return
        self.notice.clear()
        self.runs.hide()  # until this one is over
        self._run = Run(folder, request, None, None)
        self._reader = ProgressReader(folder)
        self.view.begin(title_words(folder, request))
        self._doing.setCurrentWidget(self.view)
        self._allow()
        self._look.start()
        self.view.gives_up.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        """Read what was told since, and see whether it is over."""
        run, reader = self._run, self._reader
        if run is None or reader is None:
            self._look.stop()
            return
        lines = reader.read()
        watched = self.view.gives_up.hasFocus() or self.view.pauses.hasFocus()
        if lines:
            self._run = run = Run(run.folder, run.request, lines[-1], run.proof)
            self.view.show_progress(lines)
            if self.running and self._in_call and read_control(run.folder).threads is None:
                self._tread()
        mine = self._trainer is not None and self._trainer.folder == run.folder
        if run.over or (mine and not self.running):
            self._end(run, mine=mine)
            if watched:  # its buttons are gone: the keyboard goes on with what comes next
                (self.proof.take if self.proof.take.isVisible() else self.runs).setFocus()
        self._allow()

    def _end(self, run: Run, *, mine: bool) -> None:
        if mine and self.running:
            return  # it has told its last word and is about to end
        self._look.stop()
        complaint = self._trainer.complaint if mine and self._trainer is not None else ""
        last = run.last
        if run.over and last is not None and last.state is State.FAILED:
            self.notice.say(last.sentence or complaint)
        elif not run.over and complaint:
            self.view.state.setText(tr("It stopped."))
            self.notice.say(complaint)
        if mine:
            self._trainer = None
        read = read_run(run.folder)
        if read is not None:
            self._run = read
            if read.proof is not None:
                self._show_proof(read)
        self._fill_runs(list_runs(retrainings_folder()))
        self.view.set_over(True)

    def _show_proof(self, run: Run) -> None:
        if run.proof is not None:
            used = self._is_used(run)
            self.proof.show_proof(run, run.proof, used=used)
            self._doing.setCurrentWidget(self.proof)

    def _ask(self, wish: Wish) -> None:
        if self._run is None:
            return
        try:
            ask(self._run.folder, wish)
        except RetrainingError as error:
            self.notice.say(spoken(error))

    def _cancel(self) -> None:
        self.view.state.setText(tr("Giving it up …"))
        try:
            if self._trainer is not None:
                self._trainer.give_up()
            else:
                self._ask(Wish.CANCEL)
        except RetrainingError as error:
            self.notice.say(spoken(error))

    def _tread(self) -> None:
        if self._run is None or self._run.over or not self._run.folder.is_dir():
            return
        try:
            tread_softly(self._run.folder, IN_CALL_THREADS if self._in_call else None)
        except RetrainingError as error:
            self.notice.say(spoken(error))

    def _use(self) -> None:
        weights = None if self._run is None else self._run.weights
        if weights is None:
            return
        try:
            chosen = models.use(weights, self._keeping.settings)
        except WeightsError as error:
            self.notice.say(spoken(error))
            return
        self._keep_models(chosen.models)

    def _go_back(self) -> None:
        self._keep_models(models.go_back(self._keeping.settings).models)

    def _keep_models(self, chosen: tuple[str, ...]) -> None:
        sentence = self._keeping.keep(replace(self._keeping.settings, models=chosen))
        if sentence:
            self.notice.say(sentence)
        self._show_used()
        if self._run is not None and self._run.proof is not None:
            possible = self._run.proof.accepted and self._run.weights is not None
            self.proof.mark_used(self._is_used(self._run), possible=possible)

    def _is_used(self, run: Run) -> bool:
        return run.weights is not None and models.is_used(run.weights, self._keeping.settings)

    def _show_used(self) -> None:
        settings = self._keeping.settings
        used = next((model for model in models.list_models(settings) if model.used), None)
        if not settings.models:
            words = tr("Calls use the weights that came with Handline.")
        elif used is None:
            words = tr("The weights chosen for calls are gone; those that came with Handline stand in.")
        else:
            words = tr("Calls use: {name}.", name=spoken(used.title))
        self.used.setText(words)
        self.back.setEnabled(bool(settings.models))

    def _allow(self) -> None:
        run = self._run
        self.form.set_free(not self.running)
        # It may go on in a process of an earlier window, which then tells its folder so.
        stopped = run is not None and not run.over and not self.running and quiet_s(run.folder, time.time()) > QUIET_S
        self.carry_on.setVisible(stopped)

    def _title(self, folder: Path) -> str:
        return title_words(folder, self._run.request) if self._run is not None else folder.name

    def _lay_out(self) -> None:
        bar = QFrame()
        dress_as(bar, "card")
        using = QHBoxLayout(bar)
        using.setContentsMargins(18, 10, 12, 10)
        using.addWidget(self.used, 1)
        using.addWidget(self.back)
        choosing = QHBoxLayout()
        choosing.addWidget(self.runs, 1)
        choosing.addWidget(self.carry_on)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(bar)
        right.addLayout(choosing)
        right.addWidget(self._doing, 1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(Scrolled(self.form))
        columns.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addWidget(self.notice)
        page.addLayout(columns, 1)
        self.carry_on.hide()
        self.runs.hide()


def title_words(folder: Path, request: Request) -> str:
    """A retraining's name for people."""
    try:
        when = date_words(datetime.strptime(folder.name[:15], "%Y%m%d-%H%M%S"))
    except ValueError:
        when = folder.name
    return ", ".join((request.signer or tr("(unnamed)"), tr(WAYS.get(request.strategy, request.strategy)), when))
