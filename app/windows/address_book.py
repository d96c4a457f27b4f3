"""Contacts in the window: shown, called, answered when they ring, kept after a call; and the calls of late."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.contacts import Contact, Contacts, ContactsError, open_contacts
from app.recent import ANSWERED, MISSED, PLACED, PastCall, RecentCalls, RecentError
from app.windows.contact_dialog import ContactDialog
from app.windows.home_page import HomePage
from app.windows.keeping import Keeping
from app.windows.language import spoken, tr
from app.windows.people import Bell, when_words
from app.windows.talk import Talk
from transport.events import CallConfig, Connected
from transport.sas import words_of
from transport.ways import ByContact


class AddressBook(QObject):
    """The contacts with their doorbell, and the recent calls.

    Args:
        keeping: the settings.
        home: shows them.
        talk: shows whom a call is with.

    Signals:
        dial(object): the person wants to go this way into a call.
        rings(object): this `Contact` calls; None: nobody any more.
        said(str): a sentence about what did not work in a call.
    """

    dial = Signal(object)
    rings = Signal(object)
    said = Signal(str)

    def __init__(self, keeping: Keeping, home: HomePage, talk: Talk) -> None:
        super().__init__()
        self._keeping = keeping
        self._home = home
        self._talk = talk
        self._bell = self._new_bell()
        self._contacts: Contacts | None = None
        self._recent = RecentCalls()
        self._connected: Connected | None = None
        self._since = 0.0
        self._ringing = ""
        self._called = ""
        home.people.call.connect(self._call)
        home.people.change.connect(self._change)
        home.people.forget.connect(self._forget)
        talk.save.connect(self._save)
        try:
            self._contacts = open_contacts()
        except ContactsError as error:
            home.notice.say(spoken(error))
        if self._recent.problem is not None:
            home.notice.say(spoken(self._recent.problem))
        self.show()

    def show(self) -> None:
        """Show contacts and calls, and wait for contacts to ring."""
        self._show_people()
        self._bell.watch(self._known)

    def reach(self) -> Bell:
        """Wait at another mailbox server.

        Returns:
            The bell at the old one; to stop it takes a moment.
        """
        old, self._bell = self._bell, self._new_bell()
        old.rings.disconnect(self._on_ring)
        self._bell.watch(self._known)
        return old

    def busy(self, busy: bool) -> None:
        """Whether there is a call: who rings is told so."""
        self._called = ""
        self._bell.busy(busy)

    @property
    def names(self) -> list[str]:
        """What the contacts are called."""
        return [] if self._contacts is None else [one.name for one in self._contacts.all]

    @property
    def called(self) -> str:
        """Whom the call goes to that is being made; empty: no contact."""
        return self._called

    def answer(self, name: str) -> None:
        """Answer who rings."""
        self._ringing = ""
        way = self._bell.answer(name)
        if way is None:
            self._home.notice.say(tr("{name} has given up: call them back.", name=name))
        else:
            self.dial.emit(way)

    def decline(self, name: str) -> None:
        """Say that this signer cannot talk now."""
        self._bell.decline(name)
        self._note(name, time.time(), 0, MISSED)
        self._ringing = ""
        self.rings.emit(None)

    def connected(self, event: Connected | None) -> None:
        """Whom the call is with; None: there is none any more."""
        before, self._connected = self._connected, event
        if event is not None:
            self._since = time.time()
        elif before is not None:
            contact = None if self._contacts is None else self._contacts.with_secret(before.contact_secret)
            name = "" if contact is None else contact.name
            self._note(name, self._since, time.time() - self._since, PLACED if before.calls else ANSWERED)

    def show_words(self, connected: Connected, words: tuple[str, ...]) -> None:
        """Show the words to compare, unless that call is over."""
        if connected is self._connected:
            known = None if self._contacts is None else self._contacts.with_secret(connected.contact_secret)
            self._talk.show_words(words, known.name if known is not None else "")

    def stop(self) -> None:
        """Wait for nobody any more; takes a moment."""
        self._bell.stop()

    @property
    def _known(self) -> tuple[Contact, ...]:
        return () if self._contacts is None else self._contacts.all

    @property
    def _config(self) -> CallConfig:
        return self._keeping.settings.call_config()

    def _new_bell(self) -> Bell:
        bell = Bell(self._config)
        bell.rings.connect(self._on_ring)
        return bell

    def _show_people(self) -> None:
        self._home.people.show_people(self._known, self._recent.all)

    def _on_ring(self, name: str) -> None:
        if self._ringing and not name:
            now = time.time()
            self._note(self._ringing, now, 0, MISSED)
            # Stays until it is read: nobody may have been here.
            when = when_words(round(now), datetime.now())
            self._home.notice.say(tr("{name} has called you, {when}.", name=self._ringing, when=when))
        self._ringing = name
        contact = next((one for one in self._known if one.name == name), None)
        self.rings.emit(contact)

    def _note(self, name: str, at_s: float, lasted_s: float, how: str) -> None:
        try:
            self._recent.add(PastCall(name, max(0, round(at_s)), max(0, round(lasted_s)), how))
        except (RecentError, ValueError) as error:
            self._home.notice.say(spoken(error))
        self._show_people()

    def _forget(self, call: PastCall | None) -> None:
        try:
            if call is None:
                self._recent.clear()
            else:
                self._recent.remove(call)
        except RecentError as error:
            self._home.notice.say(spoken(error))
        self._show_people()

    def _call(self, name: str) -> None:
        if self._contacts is None:
            return
        contact = self._contacts.find(name)
        self._bell.watch(self._contacts.all, but=name)
        self.dial.emit(ByContact(self._config, contact.secret, first=contact.first))
        self._called = name

    def _change(self, name: str) -> None:
        if self._contacts is None:
            return
        contact = self._contacts.find(name)
        dialog = ContactDialog(contact, still=self._keeping.settings.reduced_motion, parent=self._home)
        dialog.kept.connect(lambda *values: self._keep(dialog, contact, *values))
        dialog.forgotten.connect(lambda: self._remove(dialog, contact))
        dialog.open()

    def _keep(self, dialog: ContactDialog, contact: Contact, name: str, colour: str, pattern: str) -> None:
        assert self._contacts is not None
        try:
            changed = self._contacts.change(contact, name, colour, pattern)
        except ContactsError as error:
            dialog.refuse(spoken(error))
            return
        dialog.accept()
        self._follow(contact.name, changed.name)

    def _remove(self, dialog: ContactDialog, contact: Contact) -> None:
        assert self._contacts is not None
        try:
            self._contacts.remove(contact)
        except ContactsError as error:
            dialog.refuse(spoken(error))
            return
        dialog.accept()
        self._follow(contact.name, "")

    def _follow(self, name: str, new: str) -> None:
        """Recent calls with a contact have another name, too."""
        try:
            self._recent.rename(name, new)
        except RecentError as error:
            self._home.notice.say(spoken(error))
        self.show()

    def _save(self, name: str) -> None:
        connected = self._connected
        if connected is None or self._contacts is None:
            return
        try:
            words = words_of(connected.contact_secret)
            self._contacts.add(name, connected.contact_secret, words, first=connected.calls, verified=False)
        except ContactsError as error:
            self.said.emit(spoken(error))
            return
        self.show_words(connected, words)
