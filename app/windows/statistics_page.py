"""The page that says what recordings hold: how much of what, how well it is seen, and how it is split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.places import recordings_folder
from app.recording.beginning import all_recordings
from app.windows.bars import Bar, Bars
from app.windows.flow import Flow
from app.windows.language import spoken, tr
from app.windows.parts import Notice, button, dress_as, label
from app.windows.work import Tell, Work
from app.words import mark
from training.dataset_figures import Range, Statistics, statistics
from training.datasets import PARTS, split
from training.recording import Recording
from training.recording_labels import Author
from training.recording_lines import RecordingError

_PARTS: Final = {"train": mark("to train"), "validation": mark("to choose by"), "test": mark("to test")}
_AUTHORS: Final = {
    Author.HUMAN: mark("you"),
    Author.TEACHER: mark("a teacher"),
    Author.DETECTOR: mark("the detector"),
}
_SIZES: Final = {"left": mark("left hand, size"), "right": mark("right hand, size")}
_ALL: Final = ""
# A hand this small has too few pixels; a picture this dark too little light (of 640x480 webcams).
_SMALL: Final = 0.1
_DARK: Final = 0.2
# The blurred tenth has less than this share of the usual sharpness.
_BLURRED: Final = 0.25


@dataclass(frozen=True, eq=False)
class _Measured:
    signers: tuple[str, ...]
    figures: Statistics | None
    parts: dict[str, tuple[Recording, ...]]
    why_no_split: str


class StatisticsPage(QWidget):
    """Figures of all recordings, or of one signer's."""

    def __init__(self) -> None:
        super().__init__()
        self.state = label("", "quiet", name=tr("State"))
        self._work = Work()
        self._work.progress.connect(
            lambda done, of: self.state.setText(tr("Measured {n} of {all} recordings …", n=done, all=of))
        )
        self._work.done.connect(self._show)
        self._work.failed.connect(self._on_failure)
        self.notice = Notice()
        self.signer = QComboBox()
        self.signer.setAccessibleName(tr("Whose recordings"))
        self.signer.addItem(tr("All signers"), _ALL)
        self.signer.activated.connect(lambda _: self.enter())
        self.again = button(tr("&Measure again"), tip=tr("Read all recordings once more"))
        self.again.clicked.connect(self.enter)
        self.summary = label("", wrap=True, name=tr("In short"))
        self.advice = label("", "warning", wrap=True, name=tr("What could be better"))
        self.items = Bars(tr("Frames of each item"))
        self.seen = Bars(tr("How well hands are seen: tenth, middle and ninetieth percentile"))
        self.labelled = Bars(tr("Who labelled the frames"))
        self.split = Bars(tr("Frames of each part"))
        self.parts = label("", "quiet", wrap=True, name=tr("Which recordings are in which part"))

        head = Flow(self.signer, self.again, self.state, spacing=12)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(card(tr("Items, in frames"), self.items))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(card(tr("How well you are seen"), self.seen, self.advice))
        right.addWidget(card(tr("Who labelled the frames"), self.labelled))
        right.addWidget(card(tr("Split, by recording"), self.split, self.parts))
        right.addStretch(1)
        charts = QWidget()
        dress_as(charts, "page")
        columns = QHBoxLayout(charts)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(12)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(tr("Figures of the recordings"))
        scroll.setWidget(charts)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addWidget(self.notice)
        page.addLayout(head)
        page.addWidget(self.summary)
        page.addWidget(scroll, 1)

    def enter(self) -> None:
        """Come to the page: measure."""
        signer = str(self.signer.currentData())
        self.state.setText(tr("Reading the recordings …"))
        self._work.begin(lambda tell: _measure(signer, tell))

    def leave(self) -> None:
        """Go away."""
        self._work.forget()

    def _on_failure(self, sentence: str) -> None:
        self.state.setText("")
        self.notice.say(sentence)

    def _show(self, found: _Measured) -> None:
        self.state.setText("")
        chosen = self.signer.currentData()
        self.signer.clear()
        self.signer.addItem(tr("All signers"), _ALL)
        for name in found.signers:
            self.signer.addItem(name or tr("(unnamed)"), name)
        self.signer.setCurrentIndex(max(0, self.signer.findData(chosen)))
        figures = found.figures
        if figures is None:
            self.summary.setText(tr("There is no recording yet: record something first."))
            for bars in (self.items, self.seen, self.labelled, self.split):
                bars.show_bars(())
            self.parts.setText("")
            return
        if figures.troubles:
            self.notice.say(" ".join(map(spoken, figures.troubles[:3])))
        self.summary.setText(summary_words(figures))
        most = max(figures.items.values(), default=1)
        self.items.show_bars([Bar(spoken(name), 0, n / most, str(n)) for name, n in figures.items.items()])
        self.seen.show_bars(seen_bars(figures))
        self.advice.setText(advice_words(figures))
        self.advice.setVisible(bool(self.advice.text()))
        self.labelled.show_bars(
            [
                share_bar(tr(who), figures.labelled.get(author.value, 0), figures.frames)
                for author, who in _AUTHORS.items()
            ]
            + [share_bar(tr("rejected"), figures.rejected, figures.frames)]
        )
        frames = {part: sum(len(one.kept) for one in found.parts.get(part, ())) for part in PARTS}
        self.split.show_bars([share_bar(tr(_PARTS[part]), frames[part], figures.frames) for part in PARTS])
        names = [
            f"{tr(_PARTS[part])}: {', '.join(one.name for one in some)}" for part, some in found.parts.items() if some
        ]
        self.parts.setText(spoken(found.why_no_split) or "\n".join(names))


def _measure(signer: str, tell: Tell) -> _Measured:
    found = all_recordings(recordings_folder())
    signers = tuple(sorted({one.about.signer for one in found}))
    chosen = [one for one in found if one.kept and (not signer or one.about.signer == signer)]
    if not chosen:
        return _Measured(signers, None, {}, "")
    figures = statistics(chosen, tell)
    try:
        return _Measured(signers, figures, split(chosen), "")
    except RecordingError as error:
        return _Measured(signers, figures, {}, str(error))


def summary_words(figures: Statistics) -> str:
    """All of it in a sentence."""
    minutes, seconds = divmod(round(figures.seconds), 60)
    lasts = tr("{m} min {s} s", m=minutes, s=seconds) if minutes else tr("{n} s", n=seconds)
    many = tr("One recording") if figures.recordings == 1 else tr("{n} recordings", n=figures.recordings)
    signers = ", ".join(figures.signers)
    words = tr(
        "{many} of {signers}: {n} frames, {lasts} of signing", many=many, signers=signers, n=figures.frames, lasts=lasts
    )
    if figures.seconds > 0:
        words = tr("{words}, {n} frames a second", words=words, n=round(figures.frames / figures.seconds))
    words += "."
    if figures.thrown_away:
        words += " " + tr("{n} frames belong to takes that were repeated or cut.", n=figures.thrown_away)
    if figures.damaged:
        words += " " + tr("{n} pictures are damaged.", n=figures.damaged)
    return words


def seen_bars(figures: Statistics) -> list[Bar]:
    """Sizes of hands, scores, light and sharpness, from the tenth to the ninetieth percentile."""
    sharpest = figures.sharpness.p90 or 1.0
    rows = [
        *((tr(_SIZES[side]), one, 0.5, "{:.0%}") for side, one in figures.hand_size.items()),
        (tr("score of the labels"), figures.score, 1.0, "{:.2f}"),
        (tr("light"), figures.light, 1.0, "{:.0%}"),
        (tr("sharpness"), figures.sharpness, sharpest, "{:.0f}"),
    ]
    return [range_bar(name, found, most, form) for name, found, most, form in rows]


def range_bar(name: str, found: Range, most: float, form: str) -> Bar:
    """A range as a bar with its median."""
    if found.p10 is None or found.p50 is None or found.p90 is None:
        return Bar(name, 0, 0, tr("not known"))
    low, middle, high = (min(1.0, max(0.0, value / most)) for value in (found.p10, found.p50, found.p90))
    return Bar(name, low, high, form.format(found.p50), middle)


def share_bar(name: str, count: int, of: int) -> Bar:
    """A part of all frames."""
    return Bar(name, 0, count / of if of else 0, f"{count}")


def advice_words(figures: Statistics) -> str:
    """What could be better, in plain words; empty where nothing stands out."""
    words = []
    sizes = [one.p50 for one in figures.hand_size.values() if one.p50 is not None]
    if sizes and max(sizes) < _SMALL:
        words.append(tr("Your hands are small in the picture: come nearer."))
    if figures.light.p50 is not None and figures.light.p50 < _DARK:
        words.append(tr("The pictures are dark: add light from the front."))
    blurred, usual = figures.sharpness.p10, figures.sharpness.p50
    if blurred is not None and usual and blurred < _BLURRED * usual:
        words.append(tr("Some pictures are blurred: more light helps."))
    return " ".join(words)


def card(title: str, *inside: QWidget) -> QFrame:
    """A titled card."""
    made = QFrame()
    dress_as(made, "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(18, 14, 18, 16)
    column.setSpacing(10)
    column.addWidget(label(title, "heading", wrap=True))
    for widget in inside:
        column.addWidget(widget)
    return made
