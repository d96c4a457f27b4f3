"""The legibility meter on the screen: what keeps the signer from being read, as an icon and one short sentence."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.legibility import Meter, Problem, Seen, look_at, worst
from app.picture_figures import picture_figures
from app.station import Sighting
from app.windows.language import tr
from app.windows.parts import dress_as, label
from app.windows.problem_icon import ProblemIcon
from app.words import mark

SENTENCES: Final = {
    Problem.NOBODY: mark("You are not in the picture."),
    Problem.TWO_PEOPLE: mark("Somebody else is in the picture."),
    Problem.DARK: mark("It is too dark: put a light before you."),
    Problem.BACK_LIGHT: mark("The light is behind you: turn, or draw the curtain."),
    Problem.LOW_CONTRAST: mark("The picture is pale: clean the lens, or change the light."),
    Problem.TOO_SMALL: mark("You are far away: come nearer."),
    Problem.CUT_OFF: mark("Your hands leave the picture: move back."),
    Problem.BLURRED: mark("The picture is blurred: clean the lens."),
}
_EVERY_US: Final = 160_000
GOOD: Final = mark("You can be read well.")


class Legibility(QObject):
    """Follows what is seen of the signer.

    Signals:
        told(object): what is to be told now, a `Seen`; for every sighting that it looks at.
    """

    told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._meter = Meter()
        self._next_us = 0

    def see(self, sighting: Sighting) -> None:
        """Take in what was seen; of many sightings a second as many as tell something new."""
        if 0 < self._next_us - sighting.pose.time_us <= _EVERY_US:
            return
        self._next_us = sighting.pose.time_us + _EVERY_US
        figures = picture_figures(sighting.frame.image, sighting.pose)
        seen = look_at(sighting.pose, figures, others=sighting.others)
        self.told.emit(self._meter.see(seen, sighting.pose.time_us))

    def forget(self) -> None:
        """Another camera, or none: begin anew."""
        self._meter.forget()
        self._next_us = 0
        self.told.emit(None)


class MeterLine(QFrame):
    """The worst problem as an icon and a sentence.

    Args:
        praises: say so where there is none; else it is hidden then.
    """

    def __init__(self, *, praises: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._praises = praises
        self._shown: Problem | str | None = ""
        self._icon = ProblemIcon()
        self._text = label("", wrap=True, name=tr("How well you can be read"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        self.show_seen(None)

    @property
    def sentence(self) -> str:
        """What it says; empty for nothing."""
        return self._text.text()

    def show_seen(self, seen: Seen | None) -> None:
        """Show what is to be told; None: nothing is seen yet."""
        problem = "" if seen is None else worst(seen)
        if problem == self._shown and self.sentence:
            return
        self._shown = problem
        if isinstance(problem, Problem):
            self._text.setText(tr(SENTENCES[problem]))
        else:
            self._text.setText(tr(GOOD) if problem is None and self._praises else "")
        dress_as(self, "notice" if isinstance(problem, Problem) else "")
        self._icon.show_problem(problem if isinstance(problem, Problem) else None)
        self._icon.setVisible(bool(self.sentence))
        # Kept in its place where it praises, so that nothing jumps.
        self.setVisible(self._praises or bool(self.sentence))
