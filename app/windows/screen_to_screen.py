"""A call without any server: a text and QR code for the other screen, and a field for its answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.qr import png_code
from app.windows.parts import button, label

_QR_SIZE = 280


class ScreenToScreen(QWidget):
    """Shows what the other side has to get, and takes what it answers.

    Signals:
        entered(str): a text from the other screen.
    """

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._help = label("", "quiet", wrap=True)
        self._code = label(name="QR code for the other screen")
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copy = button("&Copy the text", tip="Copy the text, to send it in a message")
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self._text))
        self.field = QLineEdit()
        self.field.setPlaceholderText("HANDLINE-A-…")
        self.field.setAccessibleName("Answer from the other screen")
        self.field.returnPressed.connect(lambda: self.entered.emit(self.field.text()))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self._help)
        inside.addWidget(self._code)
        inside.addWidget(self.copy)
        inside.addWidget(self.field)

    def show_text(self, text: str, *, invites: bool) -> None:
        """Show an invitation, whose answer is entered here, or an answer."""
        self._text = text
        self._help.setText(
            "Let the other signer scan this, or send them the text. Then paste their answer below."
            if invites
            else "Show this to the signer who invited you, or send them the text: the call begins when they enter it."
        )
        picture = QPixmap()
        ratio = self.devicePixelRatio()
        picture.loadFromData(png_code(text, round(_QR_SIZE * ratio)))
        picture.setDevicePixelRatio(ratio)
        self._code.setPixmap(picture)
        self.field.setVisible(invites)
        self.field.clear()
        (self.field if invites else self.copy).setFocus(Qt.FocusReason.OtherFocusReason)
