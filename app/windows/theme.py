"""The look: two sets of colours, one style sheet. Text and controls keep WCAG AA contrast in both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

TEXT_PT: Final = 12
TITLE_PT: Final = 26
CODE_PT: Final = 24
CHEVRONS: Final = Path(__file__).parent.parent / "assets"


@dataclass(frozen=True)
class Colours:
    """Colours as CSS texts: what stands on what."""

    name: str
    window: str
    card: str
    field: str
    edge: str
    text: str
    quiet: str
    accent: str
    accent_over: str
    on_accent: str
    danger: str
    danger_over: str
    on_danger: str
    notice: str
    on_notice: str
    good: str
    on_good: str
    stage: str


LIGHT: Final = Colours(
    name="light",
    window="#f3f5f8",
    card="#ffffff",
    field="#ffffff",
    edge="#7f8a99",
    text="#17202b",
    quiet="#4a5665",
    accent="#0b5fae",
    accent_over="#094f92",
    on_accent="#ffffff",
    danger="#b3261e",
    danger_over="#931d17",
    on_danger="#ffffff",
    notice="#fff1d6",
    on_notice="#4d3300",
    good="#11693a",
    on_good="#ffffff",
    stage="#c9d6e2",
)

DARK: Final = Colours(
    name="dark",
    window="#12171d",
    card="#1c232c",
    field="#12171d",
    edge="#768393",
    text="#eef2f6",
    quiet="#b3becb",
    accent="#7cbcf5",
    accent_over="#9bcdf9",
    on_accent="#06233d",
    danger="#f2938c",
    danger_over="#f7b0ab",
    on_danger="#3d0703",
    notice="#44340f",
    on_notice="#ffe6ad",
    good="#7fd6a3",
    on_good="#06281a",
    stage="#2b3a48",
)


class Theme(QObject):
    """Gives the application its look, now and whenever the system changes between light and dark.

    Args:
        app: whom to dress.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._look, self._percent = "system", 100
        app.setStyle("Fusion")
        self._font = app.font()
        self._font.setPointSize(max(TEXT_PT, self._font.pointSize()))
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @staticmethod
    def of(app: QApplication) -> Theme:
        """The one theme of an application."""
        return app.findChild(Theme) or Theme(app)

    def dress(self, look: str, percent: int) -> None:
        """Another look.

        Args:
            look: ``light``, ``dark``, or ``system`` to follow what the system asks for.
            percent: how large everything is written; 100 is `TEXT_PT` at least.
        """
        if (look, percent) != (self._look, self._percent):
            self._look, self._percent = look, percent
            self._apply()

    def _apply(self) -> None:
        wanted = self._app.styleHints().colorScheme()
        dark = wanted == Qt.ColorScheme.Dark if self._look == "system" else self._look == "dark"
        colours = DARK if dark else LIGHT
        font = QFont(self._font)
        font.setPointSizeF(self._font.pointSizeF() * self._percent / 100)
        self._app.setFont(font)
        self._app.setPalette(palette_of(colours))
        self._app.setStyleSheet(style_sheet(colours, self._percent))


def palette_of(colours: Colours) -> QPalette:
    """The colours for what the style sheet does not reach."""
    palette = QPalette()
    for role, colour in {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.Base: colours.field,
        QPalette.ColorRole.AlternateBase: colours.card,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.ToolTipBase: colours.card,
        QPalette.ColorRole.ToolTipText: colours.text,
    }.items():
        palette.setColor(role, QColor(colour))
    return palette


def style_sheet(c: Colours, percent: int = 100) -> str:
    """The style sheet; widgets choose a look by their ``kind`` property.

    Args:
        c: the colours.
        percent: how large headings and codes are written.
    """

    def pt(size: int) -> str:
        return f"{size * percent / 100:g}pt"

    def px(size: int) -> str:
        return f"{size * percent // 100}px"

    return f"""
    QWidget {{ color: {c.text}; }}
    QMainWindow, QWidget[kind="page"] {{ background: {c.window}; }}
    QFrame[kind="card"] {{ background: {c.card}; border: 1px solid {c.edge}; border-radius: 14px; }}
    QFrame[kind="stage"] {{ background: {c.stage}; }}
    QLabel[kind="title"] {{ font-size: {pt(TITLE_PT)}; font-weight: 600; }}
    QLabel[kind="heading"] {{ font-size: {pt(TEXT_PT + 3)}; font-weight: 600; }}
    QLabel[kind="quiet"] {{ color: {c.quiet}; }}
    QLabel[kind="code"] {{ font-size: {pt(CODE_PT)}; font-weight: 600; color: {c.accent}; }}
    QLabel[kind="good"] {{ color: {c.good}; font-weight: 600; }}
    QLabel[kind="warning"] {{ color: {c.danger}; font-weight: 600; }}
    QFrame[kind="notice"] {{ background: {c.notice}; border-radius: 10px; }}
    QFrame[kind="notice"] QLabel {{ color: {c.on_notice}; }}
    QFrame[kind="notice"] QPushButton {{ background: transparent; color: {c.on_notice}; border-color: {c.on_notice}; }}
    QFrame[kind="ring"] {{ background: {c.card}; border-bottom: 1px solid {c.edge}; }}
    QFrame[kind="phase-quiet"], QFrame[kind="phase-ready"], QFrame[kind="phase-record"], QFrame[kind="phase-good"] {{
        border: 2px solid {c.edge}; border-radius: 16px; background: {c.card}; }}
    QFrame[kind="phase-ready"] {{ background: {c.notice}; }}
    QWidget[kind="phase-ready"] {{ color: {c.on_notice}; }}
    QFrame[kind="phase-record"] {{ background: {c.danger}; }}
    QWidget[kind="phase-record"] {{ color: {c.on_danger}; }}
    QFrame[kind="phase-good"] {{ background: {c.good}; }}
    QWidget[kind="phase-good"] {{ color: {c.on_good}; }}
    QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] {{ background: transparent; }}
    QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.edge}; border-radius: 4px; min-height: 40px; margin: 2px 3px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: transparent; height: 0; }}
    QProgressBar {{ background: {c.field}; border: 1px solid {c.edge}; border-radius: 8px; min-height: 14px;
                    max-height: 14px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 7px; }}
    QPushButton {{ background: {c.card}; color: {c.text}; border: 1px solid {c.edge}; border-radius: 10px;
                   padding: 9px 18px; }}
    QPushButton:hover {{ border-color: {c.accent}; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 8px 17px; }}
    QPushButton:disabled {{ color: {c.quiet}; border-color: {c.edge}; }}
    QPushButton[kind="main"] {{ background: {c.accent}; color: {c.on_accent}; border: 2px solid {c.accent};
                                padding: 12px 22px; font-size: {pt(TEXT_PT + 3)}; font-weight: 600; }}
    QPushButton[kind="main"]:hover {{ background: {c.accent_over}; }}
    QPushButton[kind="main"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[kind="main"]:disabled {{ background: {c.edge}; border-color: {c.edge}; }}
    QPushButton[kind="danger"] {{ background: {c.danger}; color: {c.on_danger}; border: 2px solid {c.danger};
                                  padding: 10px 22px; font-weight: 600; }}
    QPushButton[kind="danger"]:hover {{ background: {c.danger_over}; }}
    QPushButton[kind="danger"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[kind="tab"] {{ padding: 7px 16px; }}
    QPushButton[kind="tab"]:checked {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton[kind="tab"]:focus {{ border: 2px solid {c.text}; padding: 6px 15px; }}
    QPushButton[kind="key"] {{ padding: 4px 10px; text-align: left; }}
    QPushButton[kind="key"]:focus {{ border: 2px solid {c.accent}; padding: 3px 9px; }}
    QPushButton:checked {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QLabel[kind="light-on"] {{ background: {c.good}; color: {c.on_good}; font-weight: 600; border-radius: 9px;
                               padding: 3px 10px; }}
    QLabel[kind="light-off"] {{ background: {c.card}; color: {c.quiet}; border-radius: 9px; padding: 3px 10px; }}
    QLabel[kind="badge"] {{ background: {c.card}; color: {c.text}; font-weight: 600; padding: 4px 10px; }}
    QLineEdit, QComboBox {{ background: {c.field}; color: {c.text}; border: 1px solid {c.edge};
                            border-radius: 10px; padding: 9px 12px; selection-background-color: {c.accent};
                            selection-color: {c.on_accent}; }}
    QComboBox::drop-down {{ border: none; width: {px(30)}; }}
    QComboBox::down-arrow {{ image: url("{CHEVRONS.as_posix()}/chevron-{c.name}.svg");
                             width: {px(14)}; height: {px(14)}; }}
    QPlainTextEdit {{ background: {c.field}; color: {c.text}; border: 1px solid {c.edge}; border-radius: 10px;
                      padding: 4px 6px; }}
    QPlainTextEdit:focus {{ border: 2px solid {c.accent}; padding: 3px 5px; }}
    QCheckBox, QRadioButton {{ spacing: 10px; }}
    QRadioButton::indicator {{ width: {px(18)}; height: {px(18)}; border: 1px solid {c.edge}; border-radius: {px(10)};
                               background: {c.field}; }}
    QRadioButton::indicator:focus {{ border: 2px solid {c.accent}; width: {px(16)}; height: {px(16)}; }}
    QRadioButton::indicator:checked {{ background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
                                       stop: 0 {c.accent}, stop: 0.55 {c.accent}, stop: 0.65 {c.field}); }}
    QListView {{ border-radius: 10px; padding: 4px; }}
    QListView::item {{ padding: 3px 2px; }}
    QListView:focus {{ border: 2px solid {c.accent}; padding: 3px; }}
    QCheckBox::indicator, QListView::indicator {{ width: {px(18)}; height: {px(18)}; border: 1px solid {c.edge};
                            border-radius: 5px; background: {c.field}; }}
    QCheckBox::indicator:focus {{ border: 2px solid {c.accent}; width: {px(16)}; height: {px(16)}; }}
    QCheckBox::indicator:checked, QListView::indicator:checked {{
        image: url("{CHEVRONS.as_posix()}/check-{c.name}.svg"); }}
    QLineEdit, QPlainTextEdit {{ placeholder-text-color: {c.quiet}; }}
    QLineEdit:focus, QComboBox:focus {{ border: 2px solid {c.accent}; padding: 8px 11px; }}
    QAbstractItemView {{ background: {c.card}; color: {c.text}; border: 1px solid {c.edge};
                         selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    """
