"""When a contact does not answer: why, and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.windows.language import spoken, tr
from app.windows.parts import Scrolled, button, dress_as, label


class UnansweredCard(QFrame):
    """Offers to leave a signed message or to call again.

    Signals:
        message(str): the person wants to sign a message to this contact.
        again(str): the person wants to call this contact again.
        back: neither.
    """

    message = Signal(str)
    again = Signal(str)
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self._name = ""
        self._headline = label("", "heading", wrap=True)
        self._why = label("", wrap=True, name=tr("Why there is no call"))
        self.sign = button(tr("Sign a &message …"), "main", tip=tr("Record your signing for them"))
        self.sign.clicked.connect(lambda: self.message.emit(self._name))
        self.call = button(tr("Call &again"))
        self.call.clicked.connect(lambda: self.again.emit(self._name))
        self.home = button(tr("&Back"), tip=tr("Back to the first page (Esc)"))
        self.home.clicked.connect(self.back)
        column = QWidget()
        dress_as(column, "page")
        inside = QVBoxLayout(column)
        inside.setContentsMargins(2, 2, 12, 2)
        inside.setSpacing(14)
        for widget in (self._headline, self._why, self.sign, self.call):
            inside.addWidget(widget)
        inside.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(22, 20, 10, 18)
        around.addWidget(Scrolled(column), 1)
        around.addWidget(self.home)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    @property
    def sentence(self) -> str:
        """Why there is no call."""
        return self._why.text()

    def show_contact(self, name: str, sentence: str) -> None:
        """Say whom it is about, and why there is no call."""
        self._name = name
        self._headline.setText(tr("You could not reach {name}", name=name))
        self._why.setText(spoken(sentence))
        self.sign.setFocus(Qt.FocusReason.OtherFocusReason)
