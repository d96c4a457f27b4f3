"""What a recording is to be: who signs, what is asked for, how takes begin, and the consent."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from app.recording.beginning import CONSENT, MAX_NAME
from app.windows.flow import Flow
from app.windows.language import file_kinds, spoken, tr
from app.windows.parts import button, dress_as, label
from app.words import mark
from training.prompts import LISTS
from training.recorder import Plan
from training.recording import Recording

_LISTS: Final = {
    "letters": mark("Letters"),
    "digits": mark("Digits"),
    "handshapes": mark("Handshapes"),
    "free": mark("Free signing"),
}
# From a chair two metres away it takes a moment to read what comes next.
_PROMPT_US: Final = 1_500_000
_COUNTDOWN_US: Final = 3_000_000
_SECONDS: Final = (1, 2, 3, 5, 10, 30, 60)


class RecordSetup(QFrame):
    """The form before a recording.

    Signals:
        begin(str, str): the signer wants to record; their name, and the list.
    """

    begin = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self._ready = False
        self.signer = QLineEdit()
        self.signer.setMaxLength(MAX_NAME)
        self.signer.setPlaceholderText(tr("Your name, or what you want to be called"))
        self.signer.setAccessibleName(tr("Who signs"))
        self.list = QComboBox()
        self.list.setAccessibleName(tr("What to sign"))
        for spec, name in _LISTS.items():
            self.list.addItem(f"{tr(name)} ({len(LISTS[spec])})", spec)
        own = button(tr("&Text file …"), tip=tr("A text file with one gloss a line"))
        own.clicked.connect(self._choose_list)
        lists = Flow(self.list, own)
        self.hands_free = QRadioButton(tr("Hands-&free"))
        self.timer = QRadioButton(tr("By the t&imer, each"))
        self.hands_free.setChecked(True)
        self.seconds = QComboBox()
        for seconds in _SECONDS:
            self.seconds.addItem(tr("{n} s", n=seconds), seconds)
        self.seconds.setCurrentIndex(_SECONDS.index(3))
        self.seconds.setAccessibleName(tr("Seconds of a take by the timer"))
        timed = Flow(self.timer, self.seconds)
        self.consent = QCheckBox(tr("I have read this and &agree"))
        self.consent.toggled.connect(self._allow)
        self.start = button(tr("&Record"), "main", tip=tr("Record one item after the other"))
        self.start.clicked.connect(lambda: self.begin.emit(self.signer.text().strip(), str(self.list.currentData())))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(22, 20, 22, 20)
        inside.setSpacing(10)
        inside.addWidget(label(tr("Who signs"), "heading", wrap=True))
        inside.addWidget(self.signer)
        inside.addWidget(label(tr("What to sign"), "heading", wrap=True))
        inside.addLayout(lists)
        inside.addWidget(label(tr("How a take begins"), "heading", wrap=True))
        inside.addWidget(self.hands_free)
        inside.addWidget(label(tr("Raise your hands, sign, let them rest."), "quiet", wrap=True))
        inside.addLayout(timed)
        inside.addWidget(label(tr("Your consent"), "heading", wrap=True))
        inside.addWidget(label(spoken(CONSENT), "quiet", wrap=True))
        inside.addWidget(self.consent)
        inside.addWidget(self.start)
        inside.addStretch(1)
        self._allow()

    @property
    def plan(self) -> Plan:
        """How long things last."""
        return Plan(
            hands_free=self.hands_free.isChecked(),
            prompt=_PROMPT_US,
            countdown=_COUNTDOWN_US,
            take=round(self.seconds.currentData() * 1e6),
        )

    def set_ready(self, ready: bool) -> None:
        """Whether the camera gives pictures."""
        self._ready = ready
        self._allow()

    def add_list(self, path: str) -> None:
        """Ask for the glosses of a text file."""
        if self.list.findData(path) < 0:
            self.list.addItem(Path(path).name, path)
        self.list.setCurrentIndex(self.list.findData(path))

    def focus_first(self) -> None:
        """Put the keyboard where it is needed first."""
        self.signer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_list(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("A list of glosses"), "", file_kinds((tr("Texts"), "*.txt"), (tr("All"), "*"))
        )
        if path:
            self.add_list(path)

    def _allow(self) -> None:
        self.start.setEnabled(self._ready and self.consent.isChecked())


class Unfinished(QFrame):
    """Recordings that can be gone on with; hidden while there are none.

    Signals:
        resume(str): the signer wants to go on with the recording in this folder.
    """

    resume = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self.list = QComboBox()
        self.list.setAccessibleName(tr("Recordings that are not finished"))
        self.list.setMinimumContentsLength(10)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.go = button(tr("&Go on"), tip=tr("Go on with this recording"))
        self.go.clicked.connect(lambda: self.resume.emit(str(self.list.currentData())))
        around = QVBoxLayout(self)
        around.setContentsMargins(18, 10, 12, 10)
        around.addLayout(Flow(label(tr("Not finished")), self.list, self.go))
        self.hide()

    def show_recordings(self, recordings: list[Recording]) -> None:
        """Offer these."""
        self.list.clear()
        for one in recordings:
            self.list.addItem(
                tr("{name}  ({n} of {all})", name=one.name, n=len(one.done), all=len(one.about.items)), str(one.path)
            )
        self.setVisible(bool(recordings))
