"""A call without any server: a text and QR code for the other screen, and a field for its answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.qr import png_code
from app.windows.language import tr
from app.windows.parts import button, label

_QR_SIZE = 280


def qr_picture(text: str, size: int, ratio: float) -> QPixmap:
    """A QR code of a text, at most `size` wide on a screen with `ratio` pixels a point."""
    picture = QPixmap()
    picture.loadFromData(png_code(text, round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    return picture


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
        self._code = label(name=tr("QR code for the other screen"))
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copy = button(tr("&Copy the text"), tip=tr("Copy the text, to send it in a message"))
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self._text))
        self.field = QLineEdit()
        self.field.setPlaceholderText("HANDLINE-A-…")
        self.field.setAccessibleName(tr("Answer from the other screen"))
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
            tr("Let the other signer scan this, or send them the text. Then paste their answer below.")
            if invites
            else tr(
                "Show this to the signer who invited you, or send them the text: the call begins when they enter it."
            )
        )
        self._code.setPixmap(qr_picture(text, _QR_SIZE, self.devicePixelRatio()))
        self.field.setVisible(invites)
        self.field.clear()
        (self.field if invites else self.copy).setFocus(Qt.FocusReason.OtherFocusReason)
