"""Contacts in the window: they are shown, called, answered when they ring, and kept after a call."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.contacts import Contacts, ContactsError, open_contacts
from app.windows.home_page import HomePage
from app.windows.people import Bell
from app.windows.talk import Talk
from transport.events import CallConfig, Connected
from transport.sas import words_of
from transport.ways import ByContact


class AddressBook(QObject):
    """The contacts and their doorbell.

    Args:
        config: of the calls.
        home: shows them, and who rings.
        talk: shows whom a call is with.

    Signals:
        dial(object): the person wants to go this way into a call.
        rings(str): this contact calls; empty: nobody any more.
        said(str): a sentence about what did not work in a call.
    """

    dial = Signal(object)
    rings = Signal(str)
    said = Signal(str)

    def __init__(self, config: CallConfig, home: HomePage, talk: Talk) -> None:
        super().__init__()
        self._config = config
        self._home = home
        self._talk = talk
        self._bell = Bell(config)
        self._bell.rings.connect(self.rings)
        self._contacts: Contacts | None = None
        self._connected: Connected | None = None
        home.people.call.connect(self._call)
        talk.save.connect(self._save)
        try:
            self._contacts = open_contacts()
        except ContactsError as error:
            home.notice.say(str(error))
        self.show()

    def show(self) -> None:
        """Show the contacts, and wait for them to ring."""
        known = () if self._contacts is None else self._contacts.all
        self._home.people.show_contacts(known)
        self._bell.watch(known)

    def busy(self, busy: bool) -> None:
        """Whether there is a call: who rings is told so."""
        self._bell.busy(busy)

    def answer(self, name: str) -> None:
        """Answer who rings."""
        way = self._bell.answer(name)
        if way is None:
            self._home.notice.say(f"{name} has given up: call them back.")
        else:
            self.dial.emit(way)

    def decline(self, name: str) -> None:
        """Say that this signer cannot talk now."""
        self._bell.decline(name)

    def connected(self, event: Connected | None) -> None:
        """Whom the call is with; None: there is none any more."""
        self._connected = event

    def show_words(self, connected: Connected, words: tuple[str, ...]) -> None:
        """Show the words to compare, unless that call is over."""
        if connected is self._connected:
            known = None if self._contacts is None else self._contacts.with_secret(connected.contact_secret)
            self._talk.show_words(words, known.name if known is not None else "")

    def stop(self) -> None:
        """Wait for nobody any more; takes a moment."""
        self._bell.stop()

    def _call(self, name: str) -> None:
        if self._contacts is None:
            return
        contact = self._contacts.find(name)
        self._bell.watch(self._contacts.all, but=name)
        self.dial.emit(ByContact(self._config, contact.secret, first=contact.first))

    def _save(self, name: str) -> None:
        connected = self._connected
        if connected is None or self._contacts is None:
            return
        try:
            words = words_of(connected.contact_secret)
            self._contacts.add(name, connected.contact_secret, words, first=connected.calls, verified=False)
        except ContactsError as error:
            self.said.emit(str(error))
            return
        self.show_words(connected, words)
