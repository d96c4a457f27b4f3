"""What is kept of a contact: the name, and the light in which their calls are shown; or to forget them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.alarm import COLOURS, PATTERNS
from app.contacts import Contact
from app.windows.beacon import Beacon, Pulse
from app.windows.language import tr
from app.windows.parts import Notice, button, dress_as, label

LAMP = 96
LONGEST = 20_000  # a field takes what is pasted, and says that it is too long


class ContactDialog(QDialog):
    """Changes one contact.

    Args:
        contact: whom.
        still: the signer wants nothing to flash.
        parent: the window.

    Signals:
        kept(str, str, str): the person wants this name, colour and pattern.
        forgotten: the person wants to forget the contact.
    """

    kept = Signal(str, str, str)
    forgotten = Signal()

    def __init__(self, contact: Contact, *, still: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(contact.name)
        dress_as(self, "page")
        self._still = still
        self.notice = Notice()
        self.name = QLineEdit(contact.name)
        self.name.setMaxLength(LONGEST)
        self.name.setAccessibleName(tr("Name"))
        self.colour, self.pattern = QComboBox(), QComboBox()
        for name, colour in COLOURS.items():
            self.colour.addItem(tr(colour.name), name)
        for name, pattern in PATTERNS.items():
            self.pattern.addItem(tr(pattern.name), name)
        self.colour.setCurrentIndex(self.colour.findData(contact.colour))
        self.pattern.setCurrentIndex(self.pattern.findData(contact.pattern))
        self.colour.setAccessibleName(tr("Colour of their calls"))
        self.pattern.setAccessibleName(tr("Pattern of their calls"))
        self.lamp = Beacon()
        self.lamp.setFixedHeight(LAMP)
        self.lamp.setAccessibleName(tr("How their calls look"))
        self.pulse = Pulse()
        self.pulse.shone.connect(self.lamp.shine)
        for box in (self.colour, self.pattern):
            box.currentIndexChanged.connect(self._shine)
        form = QFormLayout()
        form.setSpacing(10)
        for words, field in ((tr("&Name"), self.name), (tr("&Colour"), self.colour), (tr("&Pattern"), self.pattern)):
            title = QLabel(words)
            title.setBuddy(field)
            form.addRow(title, field)
        compare = label(" · ".join(contact.words), "quiet", wrap=True, name=tr("Words to compare"))
        self.forget = button(tr("&Forget them"), "danger", tip=tr("They can no longer call you without a code"))
        self.forget.clicked.connect(self._forget)
        self.take = button(tr("&Keep"), "main")
        self.take.clicked.connect(self._keep)
        leave = button(tr("Cancel"), tip=tr("Leave it as it was (Esc)"))
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.forget)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.take)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 24, 24, 24)
        page.setSpacing(16)
        page.addWidget(self.notice)
        page.addLayout(form)
        page.addWidget(self.lamp)
        page.addWidget(compare)
        page.addLayout(row)
        self.setMinimumWidth(480)
        self._sure = False
        self._shine()
        self.finished.connect(self.pulse.end)

    def refuse(self, sentence: str) -> None:
        """What was wanted cannot be; the dialog stays."""
        self.notice.say(sentence)

    def _shine(self) -> None:
        self.pulse.begin(self.colour.currentData(), self.pattern.currentData(), still=self._still)

    def _keep(self) -> None:
        self.kept.emit(self.name.text(), self.colour.currentData(), self.pattern.currentData())

    def _forget(self) -> None:
        if self._sure:
            self.forgotten.emit()
        self._sure = True
        self.forget.setText(tr("Really &forget"))
