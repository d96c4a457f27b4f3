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
from app.windows.parts import button, dress_as, label
from training.recording import Recording

STRATEGIES: Final = {
    "mixed": (
        "Mi&xed (recommended)",
        "Your hands and hands it knows, in several sets, each learnt more gently than the last: it learns you and "
        "forgets nobody.",
    ),
    "united": ("U&nited", "Your hands and hands it knows as one set. It often learns you less well."),
    "series": ("&In series", "Your hands alone. It learns you, and may forget others."),
}
PRESETS: Final = {"fast": "In minutes (recommended)", "paper": "As in the founding paper (much longer)"}
_FEW: Final = 20


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
        self.signer.setAccessibleName("Who is to be learnt")
        self.signer.activated.connect(lambda _: self._fill())
        self.list = QListWidget()
        self.list.setAccessibleName("Labelled recordings to learn from")
        self.list.setFixedHeight(112)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.itemChanged.connect(lambda _: self._allow())
        self.strategies: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.preset = QComboBox()
        self.preset.setAccessibleName("How long")
        for name, words in PRESETS.items():
            self.preset.addItem(words, name)
        self.go = button("&Train", "main", tip="It goes on in the background, also while you call")
        self.go.clicked.connect(self._start)
        self.hint = label("", "quiet", wrap=True, name="What is missing")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 16, 18, 16)
        inside.setSpacing(8)
        inside.addWidget(label("Who is to be learnt", "heading"))
        inside.addWidget(self.signer)
        inside.addWidget(self.list)
        inside.addWidget(label("How", "heading"))
        for name, (title, words) in STRATEGIES.items():
            one = self.strategies[name] = QRadioButton(title)
            one.setAccessibleDescription(words)
            one.setToolTip(words)
            one.toggled.connect(self._explain)
            self._group.addButton(one)
            inside.addWidget(one)
        self.explained = label("", "quiet", wrap=True, name="What this way does")
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
            self.signer.addItem(name or "(unnamed)", name)
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
            item.setToolTip(f"{one.name}: {labelled} of {len(one.kept)} frames are labelled")
            item.setData(Qt.ItemDataRole.UserRole, str(one.path))
            flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEnabled if labelled else Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if labelled else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._allow()

    def _explain(self) -> None:
        self.explained.setText(STRATEGIES[self.strategy][1])

    def _allow(self) -> None:
        chosen = self.chosen
        labelled = sum(len(one.best_labels()) for one in chosen)
        self.go.setEnabled(bool(chosen) and self._free)
        if not self._recordings:
            hint = "There is no recording yet: record something first."
        elif not chosen:
            hint = "Tick a labelled recording; label recordings on the page to review."
        elif labelled < _FEW:
            hint = f"{labelled} labelled frames are few: record and label more for a clear gain."
        elif not self._free:
            hint = "Another retraining goes on: wait for it, or cancel it."
        else:
            hint = f"{labelled} labelled frames."
        self.hint.setText(hint)

    def _start(self) -> None:
        paths = tuple(str(one.path) for one in self.chosen)
        self.start.emit(Request(self.strategy, str(self.preset.currentData()), str(self.signer.currentData()), paths))
