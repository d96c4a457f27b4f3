"""Before and after a retraining: a table, pictures, and the ways to use it or to go back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.retraining.progress import Proof, ProofRow
from app.retraining.runs import Run
from app.windows.flow import Flow
from app.windows.language import spoken, tr
from app.windows.parts import button, dress_as, label
from app.words import mark

MAX_PICTURES: Final = 12
MAX_PIXELS: Final = 4096
_FINE: Final = "pdj_005"
_COARSE: Final = "pdj_01"
_WIDTH: Final = 420
PICTURES: Final = mark(
    "Frames that it did not learn from, left before, right after: the label in white, what was read in orange."
)


class ProofView(QWidget):
    """What a retraining brought.

    Signals:
        use: the person wants it in the next call.
    """

    use = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.verdict = label("", wrap=True, name=tr("Whether it is better"))
        self.take = button(tr("&Use it in the next call"), "main", tip=tr("Calls read your hands with the new weights"))
        self.take.clicked.connect(self.use)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(18)
        self._table.setVerticalSpacing(6)
        self._pictures = QVBoxLayout()
        self._pictures.setSpacing(8)
        inside = QWidget()
        dress_as(inside, "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        table = QFrame()
        dress_as(table, "card")
        framed = QVBoxLayout(table)
        framed.setContentsMargins(18, 14, 18, 14)
        framed.addWidget(
            label(tr("Keypoints found within 5 % of the hand's size, and within 10 %"), "quiet", wrap=True)
        )
        framed.addLayout(self._table)
        column.addWidget(table)
        column.addWidget(label(tr(PICTURES), "quiet", wrap=True))
        column.addLayout(self._pictures)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(tr("Before and after"))
        scroll.setWidget(inside)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(10)
        page.addWidget(self.verdict)
        page.addLayout(Flow(self.take))
        page.addWidget(scroll, 1)

    def show_proof(self, run: Run, proof: Proof, *, used: bool) -> None:
        """Show before and after."""
        self.verdict.setText(spoken(proof.why))
        dress_as(self.verdict, "good" if proof.accepted else "warning")
        self.mark_used(used, possible=proof.accepted and run.weights is not None)
        _empty(self._table)
        for n, head in enumerate((tr("Held-out frames"), "", tr("before"), tr("after"), tr("points"))):
            self._table.addWidget(label(head, "quiet"), 0, n)
        for n, row in enumerate(proof.rows, 1):
            for m, (words, kind) in enumerate(row_words(row)):
                self._table.addWidget(label(words, kind, wrap=m == 0), n, m)
        self._table.setColumnStretch(0, 1)
        _empty(self._pictures)
        for name in proof.pictures[:MAX_PICTURES]:
            shown = QLabel()
            shown.setAccessibleName(tr("A frame read before and after"))
            picture = QPixmap(str(run.folder / name))
            if not picture.isNull() and max(picture.width(), picture.height()) <= MAX_PIXELS:
                ratio = self.devicePixelRatio()
                width = min(picture.width(), round(_WIDTH * ratio))
                shown.setPixmap(picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation))
                self._pictures.addWidget(shown)

    def mark_used(self, used: bool, *, possible: bool) -> None:
        """Whether the next call uses it already, and whether it can."""
        self.take.setVisible(possible)
        self.take.setEnabled(not used)
        self.take.setText(tr("✓ Calls use it") if used else tr("&Use it in the next call"))

    def sizeHint(self) -> QSize:
        """Room for the table."""
        return QSize(560, 480)


def row_words(row: ProofRow) -> list[tuple[str, str]]:
    """The cells of a row of the table, each with its look."""
    change = figure(row.after, _FINE) - figure(row.before, _FINE)
    look = "good" if change > 0.0005 else "warning" if change < -0.0005 else ""
    arrow = "▲ " if change > 0.0005 else "▼ " if change < -0.0005 else ""
    return [
        (spoken(row.name), ""),
        (str(row.frames), ""),
        (share_words(row.before), ""),
        (share_words(row.after), ""),
        (f"{arrow}{100 * change:+.1f}", look),
    ]


def share_words(figures: object) -> str:
    """Shares of points found, in percent."""
    return f"{figure(figures, _FINE):.1%}  {figure(figures, _COARSE):.1%}"


def figure(figures: object, name: str) -> float:
    """One of the figures; 0 where it is missing."""
    value = figures.get(name, 0.0) if isinstance(figures, dict) else 0.0
    return float(value)


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
