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
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from app.recording.beginning import CONSENT, MAX_NAME
from app.windows.parts import button, dress_as, label
from training.prompts import LISTS
from training.recorder import Plan
from training.recording import Recording

_LISTS: Final = {"letters": "Letters", "digits": "Digits", "handshapes": "Handshapes", "free": "Free signing"}
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
        self.signer.setPlaceholderText("Your name, or what you want to be called")
        self.signer.setAccessibleName("Who signs")
        self.list = QComboBox()
        self.list.setAccessibleName("What to sign")
        for spec, name in _LISTS.items():
            self.list.addItem(f"{name} ({len(LISTS[spec])})", spec)
        own = button("&Text file …", tip="A text file with one gloss a line")
        own.clicked.connect(self._choose_list)
        lists = QHBoxLayout()
        lists.addWidget(self.list, 1)
        lists.addWidget(own)
        self.hands_free = QRadioButton("Hands-&free: raise them, sign, let them rest")
        self.timer = QRadioButton("By the t&imer: countdown, then")
        self.hands_free.setChecked(True)
        self.seconds = QComboBox()
        for seconds in _SECONDS:
            self.seconds.addItem(f"{seconds} s", seconds)
        self.seconds.setCurrentIndex(_SECONDS.index(3))
        self.seconds.setAccessibleName("Seconds of a take by the timer")
        timed = QHBoxLayout()
        timed.addWidget(self.timer)
        timed.addWidget(self.seconds)
        timed.addStretch(1)
        self.consent = QCheckBox("I have read this and &agree")
        self.consent.toggled.connect(self._allow)
        self.start = button("&Record", "main", tip="Record one item after the other")
        self.start.clicked.connect(lambda: self.begin.emit(self.signer.text().strip(), str(self.list.currentData())))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(22, 20, 22, 20)
        inside.setSpacing(10)
        inside.addWidget(label("Who signs", "heading"))
        inside.addWidget(self.signer)
        inside.addWidget(label("What to sign", "heading"))
        inside.addLayout(lists)
        inside.addWidget(label("How a take begins", "heading"))
        inside.addWidget(self.hands_free)
        inside.addLayout(timed)
        inside.addWidget(label("Your consent", "heading"))
        inside.addWidget(label(CONSENT, "quiet", wrap=True))
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
        path, _ = QFileDialog.getOpenFileName(self, "A list of glosses", "", "Texts (*.txt);;All (*)")
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
        self.list.setAccessibleName("Recordings that are not finished")
        self.list.setMinimumContentsLength(10)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.go = button("&Go on", tip="Go on with this recording")
        self.go.clicked.connect(lambda: self.resume.emit(str(self.list.currentData())))
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 12, 10)
        row.addWidget(label("Not finished"))
        row.addWidget(self.list, 1)
        row.addWidget(self.go)
        self.hide()

    def show_recordings(self, recordings: list[Recording]) -> None:
        """Offer these."""
        self.list.clear()
        for one in recordings:
            self.list.addItem(f"{one.name}  ({len(one.done)} of {len(one.about.items)})", str(one.path))
        self.setVisible(bool(recordings))
