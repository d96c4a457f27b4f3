"""What a retraining does, live: how far it is, the time that is left, its curves, and the ways to pause or give up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.retraining.progress import Progress, State
from app.windows.curves import Curves
from app.windows.language import spoken, tr
from app.windows.parts import Scrolled, button, dress_as, label
from app.words import mark

MAX_POINTS: Final = 2000
_WORDS: Final = {
    State.PREPARING: mark("Preparing the pictures …"),
    State.TRAINING: mark("Training"),
    State.PROVING: mark("Comparing before and after …"),
    State.PAUSED: mark("Paused"),
    State.DONE: mark("Done"),
    State.FAILED: mark("It failed."),
    State.CANCELLED: mark("It was given up; the weights in use are as they were."),
}


class TrainView(QWidget):
    """The progress of one retraining.

    Signals:
        pause(bool): the person wants it to pause, or to go on.
        cancel: the person wants to give it up.
    """

    pause = Signal(bool)
    cancel = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._losses: list[tuple[float, tuple[float | None, ...]]] = []
        self._shares: list[tuple[float, tuple[float | None, ...]]] = []
        self.title = label("", "heading", wrap=True, name=tr("Which retraining"))
        self.state = label("", wrap=True, name=tr("What goes on"))
        self.left = label("", "quiet", name=tr("Time left"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the retraining"))
        self.loss = Curves(tr("Loss: how far off it still is"), (tr("training"), tr("held out")))
        self.share = Curves(tr("Points found, in percent"), (tr("this signer"), tr("others")), percent=True)
        self.pauses = button(tr("&Pause"), tip=tr("Wait, and go on later where it was"))
        self.pauses.setCheckable(True)
        self.pauses.clicked.connect(self._pause)
        self.gives_up = button(tr("&Cancel"), tip=tr("Give it up; the weights in use stay as they are"))
        self.gives_up.clicked.connect(self.cancel)
        self.note = label(
            tr("It goes on when you leave this page, call somebody or close Handline."), "quiet", wrap=True
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.left)
        keys = QHBoxLayout()
        keys.addWidget(self.pauses)
        keys.addWidget(self.gives_up)
        keys.addWidget(self.note, 1)
        plots = QHBoxLayout()
        plots.setSpacing(12)
        plots.addWidget(self.loss)
        plots.addWidget(self.share)
        column = QWidget()
        dress_as(column, "page")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Scrolled(column))
        page = QVBoxLayout(column)
        page.setContentsMargins(0, 0, 12, 0)
        page.setSpacing(10)
        page.addWidget(self.title)
        page.addWidget(self.state)
        page.addLayout(row)
        page.addLayout(plots, 1)
        page.addLayout(keys)

    def begin(self, title: str) -> None:
        """Show another retraining."""
        self._losses, self._shares = [], []
        self.title.setText(title)
        self.state.setText(tr("It begins …"))
        self.left.setText("")
        self.bar.setRange(0, 0)
        self.word_pause(paused=False)
        self.set_over(False)
        self.loss.show_points([])
        self.share.show_points([])

    def show_progress(self, lines: Iterable[Progress]) -> None:
        """Show what was told since."""
        line = None
        for line in lines:
            if line.loss is not None or line.validation_loss is not None:
                self._losses.append((line.time_s, (line.loss, line.validation_loss)))
            if line.pdj:
                signer = line.pdj.get("signer")
                self._shares.append((line.time_s, (signer, line.pdj.get("others"))))
            if line.done is not None:
                self.bar.setRange(0, 1000)
                self.bar.setValue(round(1000 * min(1.0, max(0.0, line.done))))
        if line is None:
            return
        self._losses, self._shares = thinned(self._losses), thinned(self._shares)
        self.loss.show_points(self._losses)
        self.share.show_points(self._shares)
        self.state.setText(progress_words(line))
        self.left.setText(left_words(line))
        if line.state is State.PAUSED:
            self.word_pause(paused=True)
        self.set_over(line.state.over)

    def word_pause(self, *, paused: bool) -> None:
        """Say what the button does now."""
        self.pauses.setChecked(paused)
        self.pauses.setText(tr("&Go on") if paused else tr("&Pause"))

    def set_over(self, over: bool) -> None:
        """Whether there is anything left to pause."""
        for widget in (self.pauses, self.gives_up, self.note):
            widget.setVisible(not over)

    def _pause(self, wanted: bool) -> None:
        self.word_pause(paused=wanted)
        self.pause.emit(wanted)


def thinned(points: list[tuple[float, tuple[float | None, ...]]]) -> list[tuple[float, tuple[float | None, ...]]]:
    """Every other point of what has become too many."""
    return points[::2] if len(points) > MAX_POINTS else points


def progress_words(line: Progress) -> str:
    """What goes on, in words."""
    words = tr(_WORDS[line.state])
    if line.state is State.TRAINING and line.stage and line.stages:
        words = tr("{words}, step {n} of {all}", words=words, n=line.stage, all=line.stages)
        words = tr("{words}, round {n}", words=words, n=line.epoch) if line.epoch else words
    return f"{words}  {spoken(line.sentence)}".strip() if line.sentence else words


def left_words(line: Progress) -> str:
    """The time that is left, in words."""
    if line.left_s is None or line.state in (State.DONE, State.FAILED, State.CANCELLED, State.PAUSED):
        return ""
    if line.left_s < 60:
        return tr("less than a minute left")
    return tr("about {n} min left", n=round(line.left_s / 60))
