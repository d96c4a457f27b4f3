"""The card that proposes labels for a recording: by the detector, or by a teacher whose file is named once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.retraining.models import weights_in_use
from app.review.labelling import Labelled, labeller
from app.settings import Settings
from app.windows.keeping import Keeping
from app.windows.language import file_kinds, spoken, tr
from app.windows.parts import button, label
from app.windows.work import Tell, Work
from training.recording import Recording

_DETECTOR, _TEACHER, _CHOOSE = range(3)


class LabellingCard(QWidget):
    """Labels a recording, with progress and a way out; labels of humans stay.

    Args:
        keeping: the settings, which name the teacher and the detector's weights.

    Signals:
        labelled: there are new labels.
        said(str): a sentence about what came of it.
    """

    labelled = Signal()
    said = Signal(str)

    def __init__(self, keeping: Keeping) -> None:
        super().__init__()
        self._keeping = keeping
        self._recording: Recording | None = None
        self._work = Work()
        self._work.progress.connect(self._show_progress)
        self._work.done.connect(self._on_done)
        self._work.failed.connect(self._on_failure)
        self._work.cancelled.connect(lambda: self._over(tr("Labelling was given up; nothing was changed.")))
        self.by = QComboBox()
        self.by.setAccessibleName(tr("Who proposes keypoints"))
        self.by.setMinimumContentsLength(10)
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.by.activated.connect(self._choose)
        self.go = button(tr("&Label now"), tip=tr("Propose keypoints for all pictures; yours stay and count more"))
        self.go.clicked.connect(self._begin)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Frames labelled"))
        self.count = label("", "quiet", name=tr("Progress of labelling"))
        self.cancel = button(tr("Cancel"), tip=tr("Give it up; nothing is changed"))
        self.cancel.clicked.connect(self._work.cancel)
        row = QVBoxLayout()
        row.addWidget(self.by)
        row.addWidget(self.go)
        self._going = QWidget()
        going = QHBoxLayout(self._going)
        going.setContentsMargins(0, 0, 0, 0)
        going.addWidget(self.bar, 1)
        going.addWidget(self.count)
        going.addWidget(self.cancel)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(row)
        inside.addWidget(self._going)
        self._show_state()

    @property
    def going(self) -> bool:
        """Whether a recording is being labelled."""
        return self._work.going

    def enter(self) -> None:
        """The page comes up: who can propose labels?"""
        self.by.clear()
        self.by.addItem(tr("Detector"), _DETECTOR)
        teacher = self._keeping.settings.teacher
        if teacher:
            self.by.addItem(f"MediaPipe ({Path(teacher).name})", _TEACHER)
        self.by.addItem(tr("Another teacher …"), _CHOOSE)

    def leave(self) -> None:
        """The page goes away: give up what goes on."""
        self._work.forget()
        self._show_state()

    def offer(self, recording: Recording | None) -> None:
        """Label this recording, if asked to."""
        self._recording = recording
        self._show_state()

    def name_teacher(self, path: str) -> None:
        """Take a teacher's file from now on."""
        if sentence := self._keeping.keep(replace(self._keeping.settings, teacher=path)):
            self.said.emit(sentence)
        self.enter()
        self.by.setCurrentIndex(max(0, self.by.findData(_TEACHER)))

    def _choose(self) -> None:
        if self.by.currentData() != _CHOOSE:
            return
        self.by.setCurrentIndex(0)
        path, _ = QFileDialog.getOpenFileName(
            self, tr("A hand landmarker for MediaPipe"), "", file_kinds((tr("Tasks"), "*.task"), (tr("All"), "*"))
        )
        if path:
            self.name_teacher(path)

    def _begin(self) -> None:
        recording = self._recording
        if recording is None:
            return
        settings: Settings = self._keeping.settings
        teacher = Path(settings.teacher) if self.by.currentData() == _TEACHER else None

        def work(tell: Tell) -> Labelled:
            with labeller(teacher, weights_in_use(settings)) as labels:
                return labels.label(recording, tell)

        self.bar.setRange(0, 0)
        self.count.setText("")
        self._work.begin(work)
        self._show_state()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.count.setText(tr("{n} of {all}", n=done, all=total))

    def _on_done(self, labelled: Labelled) -> None:
        self._over(spoken(labelled.words()))
        self.labelled.emit()

    def _on_failure(self, sentence: str) -> None:
        self._over(sentence)

    def _over(self, sentence: str) -> None:
        self._show_state()
        self.said.emit(sentence)

    def _show_state(self) -> None:
        going = self._work.going
        self._going.setVisible(going)
        self.go.setEnabled(not going and self._recording is not None)
        self.by.setEnabled(not going)
