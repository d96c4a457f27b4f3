"""While a call comes about: what is waited for, the code to pass on, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from app.windows.language import tr
from app.windows.parts import Scrolled, button, dress_as, label
from app.windows.screen_to_screen import ScreenToScreen, qr_picture

QR_SIZE = 150


class WaitingCard(QFrame):
    """What is waited for.

    Signals:
        cancel: the person gives up.
    """

    cancel = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self.screens = ScreenToScreen()
        self._headline = label("", "heading", wrap=True)
        self._code = label("", "code", wrap=True, name=tr("Your code"))
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._qr = label(name=tr("Your code as a QR code"))
        self._copy = button(tr("&Copy"), "main", tip=tr("Copy the code"))
        self._copy.clicked.connect(self._copy_code)
        self._help = label("", "quiet", wrap=True)
        self._cancel = button(tr("Cancel"), tip=tr("Give up this call (Esc)"))
        self._cancel.setShortcut("Esc")
        self._cancel.clicked.connect(self.cancel)
        column = QWidget()
        dress_as(column, "page")
        inside = QVBoxLayout(column)
        inside.setContentsMargins(2, 2, 12, 2)
        inside.setSpacing(14)
        inside.addWidget(self._headline)
        inside.addWidget(self._code)
        inside.addWidget(self._copy)
        inside.addWidget(self._help)
        inside.addWidget(self._qr)
        inside.addWidget(self.screens)
        inside.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(22, 20, 10, 18)
        around.addWidget(Scrolled(column), 1)
        around.addWidget(self._cancel)

    @property
    def code(self) -> str:
        """The code on show; empty if there is none."""
        return "" if self._code.isHidden() else self._code.text()

    def show_waiting(self, what: str) -> None:
        """Say what is being waited for, before there is a code or without one."""
        self._headline.setText(what)
        for part in (self._code, self._copy, self._qr, self._help, self.screens):
            part.hide()
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_code(self, code: str) -> None:
        """Show the code that the other signer has to type."""
        self.show_waiting(tr("Your code"))
        self._code.setText(code)
        self._copy.setText(tr("&Copy"))
        self._qr.setPixmap(qr_picture(code, QR_SIZE, self.devicePixelRatio()))
        self._help.setText(
            tr("Send it to the other signer, who types it under “Answer”. It works once, for ten minutes.")
        )
        for part in (self._code, self._copy, self._qr, self._help):
            part.show()
        self._copy.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_invitation(self, text: str, *, invites: bool) -> None:
        """Show a text for the other screen."""
        self.show_waiting(tr("Invitation") if invites else tr("Answer"))
        self.screens.show()
        self.screens.show_text(text, invites=invites)

    def _copy_code(self) -> None:
        QApplication.clipboard().setText(self._code.text())
        self._copy.setText(tr("Copied"))
