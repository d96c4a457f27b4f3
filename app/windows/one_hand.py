"""For one hand: the underlined letter of a button presses it without Alt, wherever nobody types text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit, QPlainTextEdit


class OneHand(QObject):
    """Watches the keys of an application while it is on."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._on = False

    def switch(self, on: bool) -> None:
        """Begin, or stop."""
        if on != self._on:
            self._on = on
            if on:
                self._app.installEventFilter(self)
            else:
                self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the button of a letter."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.isAutoRepeat():
            return False
        # Lists find their entries by letters.
        if isinstance(self._app.focusWidget(), QLineEdit | QPlainTextEdit | QComboBox | QAbstractItemView):
            return False
        window = self._app.activeModalWidget() or self._app.activeWindow()
        letter = event.text().upper()
        if (
            window is None
            or event.modifiers() != Qt.KeyboardModifier.NoModifier
            or len(letter) != 1
            or not letter.isalpha()
        ):
            return False
        wanted = QKeySequence(f"Alt+{letter}")
        for button in window.findChildren(QAbstractButton):
            if button.isVisible() and button.isEnabled() and QKeySequence.mnemonic(button.text()) == wanted:
                button.click()
                return True
        return False
