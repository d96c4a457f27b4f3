"""Contacts on the first page, and the bar that shows who is calling."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.contacts import Contact
from app.windows.parts import button, dress_as, label
from transport.doorbell import Doorbell, Known, RingEvent, Rings
from transport.events import CallConfig
from transport.ways import ByRing


class People(QWidget):
    """The contacts, each a call away; hidden while there are none.

    Signals:
        call(str): the person wants to call this contact.
    """

    call = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName("Contacts")
        self.list.itemActivated.connect(lambda item: self.call.emit(item.data(Qt.ItemDataRole.UserRole)))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(label("Contacts", "heading"))
        inside.addWidget(self.list, 1)
        self.hide()

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Fill the list."""
        self.list.clear()
        for contact in contacts:
            self.list.addItem(contact.name + ("  ✓" if contact.verified else ""))
            self.list.item(self.list.count() - 1).setData(Qt.ItemDataRole.UserRole, contact.name)
        self.setVisible(bool(contacts))


class RingBar(QFrame):
    """Says who calls, with the two answers.

    Signals:
        answer(str): the person answers this contact.
        decline(str): the person cannot talk now.
    """

    answer = Signal(str)
    decline = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "notice")
        self._name = ""
        self._text = label("", "heading", wrap=True)
        self.yes = button("Ans&wer call", tip="Answer")
        self.no = button("Not n&ow", tip="Tell them that you cannot talk now")
        self.yes.clicked.connect(lambda: self.answer.emit(self._name))
        self.no.clicked.connect(lambda: self.decline.emit(self._name))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.addWidget(self._text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    @property
    def name(self) -> str:
        """Who calls; empty for nobody."""
        return self._name

    def show_ring(self, name: str) -> None:
        """Somebody calls, or nobody any more."""
        self._name = name
        self._text.setText(f"{name} is calling you")
        self.setAccessibleName(self._text.text())
        self.setVisible(bool(name))
        if name:
            self.yes.setFocus(Qt.FocusReason.OtherFocusReason)


class Bell(QObject):
    """A doorbell whose events come in the window's thread.

    Signals:
        rings(str): this contact calls; empty: nobody any more.
    """

    rings = Signal(str)

    def __init__(self, config: CallConfig) -> None:
        super().__init__()
        self._bell = Doorbell(config, self._tell)
        self._watching = False

    def watch(self, contacts: tuple[Contact, ...], but: str = "") -> None:
        """Wait for these to call, except one that is being called."""
        if contacts or self._watching:
            self._watching = True
            self._bell.watch(Known(one.name, one.secret, one.first) for one in contacts if one.name != but)

    def busy(self, busy: bool) -> None:
        """Whether there is a call: who rings is told so."""
        self._bell.busy(busy)

    def answer(self, name: str) -> ByRing | None:
        """The way to the contact that rings; None if it rings no longer."""
        return self._bell.answer(name)

    def decline(self, name: str) -> None:
        """Say that this signer cannot talk now."""
        self._bell.decline(name)

    def stop(self) -> None:
        """Wait for nobody any more."""
        if self._watching:
            self._bell.stop()

    def _tell(self, event: RingEvent) -> None:
        self.rings.emit(event.name if isinstance(event, Rings) else "")
