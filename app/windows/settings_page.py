"""The page of all settings, made from their table; what is changed counts at once and is saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.setting_values import with_value
from app.settings import NAMES, RINGING, TABLE, Setting, Settings, SettingsError
from app.windows.keeping import Keeping
from app.windows.language import spoken, tr
from app.windows.parts import Notice, Scrolled, button, dress_as, label
from app.windows.setting_rows import AppearanceRow, Row, row_of

WIDEST = 900


class SettingsPage(QWidget):
    """Every setting in its group.

    Args:
        keeping: the settings.

    Signals:
        leave: the person wants to go back.
        appearance: the person wants to choose who stands for them.
        first_start: the person wants to go through the first start again.
        try_alarm: the person wants to see how it is when somebody calls.
    """

    leave = Signal()
    appearance = Signal()
    first_start = Signal()
    try_alarm = Signal()

    def __init__(self, keeping: Keeping) -> None:
        super().__init__()
        dress_as(self, "page")
        self._keeping = keeping
        self.notice = Notice()
        self.rows: dict[str, Row] = {}
        self.back = button(tr("← &Home"), tip=tr("Back to the first page (Esc)"))
        self.back.clicked.connect(self.leave)
        self.back.setShortcut("Esc")
        self.again = button(tr("&Frame yourself …"), tip=tr("Camera, light and frame once more, step by step"))
        self.again.clicked.connect(self.first_start)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.back)
        head.addWidget(label(tr("Settings"), "heading"))
        head.addStretch(1)
        head.addWidget(self.again)
        groups = QWidget()
        dress_as(groups, "page")
        groups.setMaximumWidth(WIDEST)
        inside = QVBoxLayout(groups)
        inside.setContentsMargins(0, 0, 12, 0)
        inside.setSpacing(16)
        for group in dict.fromkeys(TABLE[name].group for name in NAMES):
            inside.addWidget(self._group(group))
        inside.addStretch(1)
        middle = QWidget()
        dress_as(middle, "page")
        around = QHBoxLayout(middle)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(groups, 20)
        around.addStretch(1)
        self._area = Scrolled(middle)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 18, 24, 20)
        page.setSpacing(14)
        page.addLayout(head)
        page.addWidget(self.notice)
        page.addWidget(self._area, 1)
        keeping.changed.connect(self._on_change)

    def enter(self) -> None:
        """The page comes up."""
        self.notice.clear()
        self.show_values()
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_values(self) -> None:
        """Show what is chosen now."""
        for row in self.rows.values():
            self._show(row)

    def _on_change(self, before: Settings, after: Settings) -> None:
        # What is being typed elsewhere stays.
        for row in self.rows.values():
            if getattr(before, row.setting.field) != getattr(after, row.setting.field):
                self._show(row)

    def _show(self, row: Row) -> None:
        row.say("")
        row.show_value(getattr(self._keeping.settings, row.setting.field))

    def _group(self, group: str) -> QFrame:
        card = QFrame()
        dress_as(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 18, 24, 18)
        inside.setSpacing(6)
        inside.addWidget(label(tr(group), "heading"))
        for name in NAMES:
            if TABLE[name].group == group:
                row = self.rows[name] = row_of(TABLE[name])
                row.picked.connect(lambda value, row=row: self._pick(row, value))
                if isinstance(row, AppearanceRow):
                    row.choose.connect(self.appearance)
                inside.addWidget(row)
        if group == RINGING:
            self.trial = button(tr("&Try it"), tip=tr("See how it is when somebody calls"))
            self.trial.clicked.connect(self.try_alarm)
            inside.addWidget(self.trial, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _pick(self, row: Row, value: Any) -> None:
        setting: Setting = row.setting
        try:
            settings = with_value(self._keeping.settings, setting, value)
        except SettingsError as error:
            row.say(spoken(error))
            return
        sentence = self._keeping.keep(settings)
        self.notice.clear()
        if sentence:
            self.notice.say(sentence)
