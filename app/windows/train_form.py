"""What a retraining is to learn from, and how."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
)

from app.retraining.progress import Request
from app.windows.language import tr
from app.windows.parts import button, dress_as, label
from app.words import mark
from training.recording import Recording

STRATEGIES: Final = {
    "mixed": (
        mark("Mi&xed (recommended)"),
        mark(
            "Your hands and hands it knows, in several sets, each learnt more gently than the last: it learns you and "
            "forgets nobody."
        ),
    ),
    "united": (mark("U&nited"), mark("Your hands and hands it knows as one set. It often learns you less well.")),
    "series": (mark("&In series"), mark("Your hands alone. It learns you, and may forget others.")),
}
PRESETS: Final = {"fast": mark("In minutes (recommended)"), "paper": mark("As in the founding paper (much longer)")}
_FEW: Final = 20
WIDTH: Final = 320


class TrainForm(QFrame):
    """The form before a retraining.

    Signals:
        start(object): the person wants this `Request`.
    """

    start = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self._recordings: list[Recording] = []
        self._free = True
        self.signer = QComboBox()
        self.signer.setAccessibleName(tr("Who is to be learnt"))
        self.signer.activated.connect(lambda _: self._fill())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Labelled recordings to learn from"))
        self.list.setFixedHeight(112)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.itemChanged.connect(lambda _: self._allow())
        self.strategies: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.preset = QComboBox()
        self.preset.setAccessibleName(tr("How long"))
        for name, words in PRESETS.items():
            self.preset.addItem(tr(words), name)
        self.go = button(tr("&Train"), "main", tip=tr("It goes on in the background, also while you call"))
        self.go.clicked.connect(self._start)
        self.hint = label("", "quiet", wrap=True, name=tr("What is missing"))
        inside = QVBoxLayout(self)
        inside.addStrut(WIDTH)
        inside.setContentsMargins(18, 16, 18, 16)
        inside.setSpacing(8)
        inside.addWidget(label(tr("Who is to be learnt"), "heading", wrap=True))
        inside.addWidget(self.signer)
        inside.addWidget(self.list)
        inside.addWidget(label(tr("How"), "heading", wrap=True))
        for name, (title, words) in STRATEGIES.items():
            one = self.strategies[name] = QRadioButton(tr(title))
            one.setAccessibleDescription(tr(words))
            one.setToolTip(tr(words))
            one.toggled.connect(self._explain)
            self._group.addButton(one)
            inside.addWidget(one)
        self.explained = label("", "quiet", wrap=True, name=tr("What this way does"))
        inside.addWidget(self.explained)
        self.strategies["mixed"].setChecked(True)
        inside.addWidget(self.preset)
        inside.addWidget(self.hint)
        inside.addWidget(self.go)
        inside.addStretch(1)
        self._allow()

    @property
    def chosen(self) -> list[Recording]:
        """The recordings that are ticked."""
        ticked = {
            self.list.item(n).data(Qt.ItemDataRole.UserRole)
            for n in range(self.list.count())
            if self.list.item(n).checkState() == Qt.CheckState.Checked
        }
        return [one for one in self._recordings if str(one.path) in ticked]

    @property
    def strategy(self) -> str:
        """The strategy that is chosen."""
        return next((name for name, one in self.strategies.items() if one.isChecked()), "mixed")

    def show_recordings(self, recordings: list[Recording]) -> None:
        """Offer these; only labelled ones can be learnt from."""
        self._recordings = recordings
        before = self.signer.currentData()
        self.signer.clear()
        for name in sorted({one.about.signer for one in recordings}):
            self.signer.addItem(name or tr("(unnamed)"), name)
        self.signer.setCurrentIndex(max(0, self.signer.findData(before)))
        self._fill()

    def set_free(self, free: bool) -> None:
        """Whether a retraining can be begun: one at a time."""
        self._free = free
        self._allow()

    def _fill(self) -> None:
        self.list.clear()
        for one in self._recordings:
            if one.about.signer != self.signer.currentData():
                continue
            labelled = len(one.best_labels())
            item = QListWidgetItem(f"{one.name}  ({labelled})")
            item.setToolTip(
                tr("{name}: {n} of {all} frames are labelled", name=one.name, n=labelled, all=len(one.kept))
            )
            item.setData(Qt.ItemDataRole.UserRole, str(one.path))
            flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEnabled if labelled else Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if labelled else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._allow()

    def _explain(self) -> None:
        self.explained.setText(tr(STRATEGIES[self.strategy][1]))

    def _allow(self) -> None:
        chosen = self.chosen
        labelled = sum(len(one.best_labels()) for one in chosen)
        self.go.setEnabled(bool(chosen) and self._free)
        if not self._recordings:
            hint = tr("There is no recording yet: record something first.")
        elif not chosen:
            hint = tr("Tick a labelled recording; label recordings on the page to review.")
        elif labelled < _FEW:
            hint = tr("{n} labelled frames are few: record and label more for a clear gain.", n=labelled)
        elif not self._free:
            hint = tr("Another retraining goes on: wait for it, or cancel it.")
        else:
            hint = tr("{n} labelled frames.", n=labelled)
        self.hint.setText(hint)

    def _start(self) -> None:
        paths = tuple(str(one.path) for one in self.chosen)
        self.start.emit(Request(self.strategy, str(self.preset.currentData()), str(self.signer.currentData()), paths))
