"""Live curves of a retraining."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QWidget

from app.windows.language import tr
from app.windows.theme import TEXT_PT

# Told apart by colour and by line (Okabe and Ito 2008: seen alike by nearly everybody).
_LINES: Final = (
    ("#0072b2", Qt.PenStyle.SolidLine),
    ("#d55e00", Qt.PenStyle.DashLine),
    ("#009e73", Qt.PenStyle.DotLine),
)
_BRIGHTER: Final = ("#56b4e9", "#e69f00", "#2bd6a5")
_WIDTH: Final = 2.5


class Curves(pg.PlotWidget):
    """Some curves over minutes.

    Args:
        title: what is shown.
        names: of the curves.
        percent: whether the values are shares, shown in percent.
    """

    def __init__(
        self, title: str, names: Sequence[str], *, percent: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True)
        self._title = title
        self._names = tuple(names)
        self._factor = 100.0 if percent else 1.0
        self.setMinimumSize(240, 120)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseEnabled(x=False, y=False)
        self.setMenuEnabled(False)
        self.hideButtons()
        # Losses fall and shares rise: there it is in nobody's way.
        self._legend = self.addLegend(offset=(-10, -45 if percent else 10))
        self._curves: list[pg.PlotDataItem] = []
        self._dress()
        self.show_points([])

    @property
    def points(self) -> list[int]:
        """How many points each curve has."""
        return [0 if curve.xData is None else len(curve.xData) for curve in self._curves]

    def show_points(self, points: Sequence[tuple[float, Sequence[float | None]]]) -> None:
        """Show other points.

        Args:
            points: seconds, and the value of each curve at that time; None where it has none.
        """
        last = []
        for n, (name, curve) in enumerate(zip(self._names, self._curves, strict=True)):
            own = [(at / 60, values[n]) for at, values in points]
            known = [(at, value * self._factor) for at, value in own if value is not None]
            curve.setData([at for at, _ in known], [value for _, value in known])
            if known:
                last.append(f"{name} {known[-1][1]:.3g}")
        self.setAccessibleName(f"{self._title}: " + (", ".join(last) or tr("nothing yet")))

    def _dress(self) -> None:
        palette = self.palette()
        ground, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        dark = ground.lightness() < ink.lightness()
        font = QFont(self.font())
        font.setPointSize(TEXT_PT)
        self.setBackground(ground)
        self.setTitle(self._title, color=ink.name(), size=f"{TEXT_PT}pt")
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(ink)
            axis.setTextPen(ink)
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)
        self.setLabel("bottom", tr("minutes"), color=ink.name(), **{"font-size": f"{TEXT_PT}pt"})
        self._legend.setLabelTextColor(ink)
        self._legend.setLabelTextSize(f"{TEXT_PT}pt")
        for n, name in enumerate(self._names):
            colour, line = _LINES[n]
            pen = pg.mkPen(_BRIGHTER[n] if dark else colour, width=_WIDTH * self.devicePixelRatio(), style=line)
            self._curves.append(self.plot([], [], name=name, pen=pen))
