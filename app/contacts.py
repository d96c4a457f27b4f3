"""The contacts of this signer: one JSON file for its owner alone, checked when it is read, replaced in one step.

The secrets, with which somebody could call in a contact's name, lie in the system's keyring where there is one, else in
the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol

from platformdirs import user_config_path

from app.alarm import COLOURS, PATTERNS, usual_colour, usual_pattern
from app.owner_file import read_owned, write_owned
from app.words import Told, Words, mark
from transport.sas import WORD_COUNT, WORDS

MAX_CONTACTS: Final = 200
MAX_NAME: Final = 60
MAX_FILE_BYTES: Final = 256 * 1024
_SECRET_BYTES: Final = 32
_SERVICE: Final = "handline"
_KEYS: Final = {"name", "first", "words", "verified", "key", "secret", "colour", "pattern"}


class ContactsError(Told):
    """The contacts cannot be read, saved or used; the message is one sentence for people."""


@dataclass(frozen=True)
class Contact:
    """Somebody who has been called once and can be called again without a code.

    Attributes:
        name: what this signer calls them.
        secret: 32 bytes that only the two share.
        first: whether this side placed the first call.
        words: the four short words of the secret.
        verified: whether the two have compared the words.
        key: what the secret is filed under in the keyring; empty if it lies in the file.
        chosen_colour: a name of `app.alarm.COLOURS` in which their calls are shown; empty: nobody has chosen.
        chosen_pattern: a name of `app.alarm.PATTERNS`; empty: nobody has chosen.

    Raises:
        ContactsError: a value cannot be used; the sentence names it.
    """

    name: str
    secret: bytes = field(repr=False)
    first: bool
    words: tuple[str, ...]
    verified: bool = False
    key: str = ""
    chosen_colour: str = ""
    chosen_pattern: str = ""

    def __post_init__(self) -> None:
        if self.name != clean_name(self.name):
            raise ContactsError("'{name}' is not a name", name=self.name[:MAX_NAME])
        if len(self.secret) != _SECRET_BYTES:
            raise ContactsError("the secret of {name} is damaged", name=self.name)
        if len(self.words) != WORD_COUNT or not set(self.words) <= set(WORDS):
            raise ContactsError("the words of {name} are damaged", name=self.name)
        if self.chosen_colour not in ("", *COLOURS) or self.chosen_pattern not in ("", *PATTERNS):
            raise ContactsError("the light of {name} is damaged", name=self.name)

    @property
    def colour(self) -> str:
        """The colour in which their calls are shown."""
        return self.chosen_colour or usual_colour(self.name)

    @property
    def pattern(self) -> str:
        """The pattern in which their calls are shown."""
        return self.chosen_pattern or usual_pattern(self.name)


def clean_name(name: str) -> str:
    """A name as it is kept: printable, without spaces around it.

    Raises:
        ContactsError: nothing is left of it, or it is too long.
    """
    clean = " ".join("".join(c if c.isprintable() else " " for c in name[: 4 * MAX_NAME]).split())
    if not clean or len(clean) > MAX_NAME:
        raise ContactsError("A contact's name has 1 to {most} characters: choose another one.", most=MAX_NAME)
    return clean


class Keyring(Protocol):
    """What is needed of the `keyring` package."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> object: ...


def system_keyring() -> Keyring | None:
    """The keyring of this system, if it has one that is open and safe."""
    try:
        import keyring

        found = keyring.get_keyring()
        return found if found.priority >= 1 else None
    except Exception:  # noqa: BLE001 - a keyring that does not work is none, however it fails
        return None


def contacts_path() -> Path:
    """Where the contacts lie for this user."""
    return user_config_path("handline", appauthor=False) / "contacts.json"


class Contacts:
    """The list of contacts, in the order in which they were added. Every change is saved before it counts.

    Args:
        path: the file; that of this user by default.
        keyring: where secrets go; None keeps them in the file.

    Raises:
        ContactsError: the file is there and cannot be used; it is left as it is.
    """

    def __init__(self, path: Path | None = None, keyring: Keyring | None = None) -> None:
        self._path = path or contacts_path()
        self._keyring = keyring
        self._contacts = _load(self._path, keyring)

    @property
    def all(self) -> tuple[Contact, ...]:
        """Everybody."""
        return self._contacts

    def find(self, name: str) -> Contact:
        """The contact with this name; capital letters do not matter.

        Raises:
            ContactsError: there is none.
        """
        for contact in self._contacts:
            if contact.name.casefold() == name.strip().casefold():
                return contact
        known = ", ".join(contact.name for contact in self._contacts[:5]) or "none yet"
        raise ContactsError("There is no contact '{name}': you have {known}.", name=name[:MAX_NAME], known=known)

    def with_secret(self, secret: bytes) -> Contact | None:
        """The contact with this secret."""
        return next((contact for contact in self._contacts if contact.secret == secret), None)

    def add(self, name: str, secret: bytes, words: tuple[str, ...], *, first: bool, verified: bool) -> Contact:
        """Remember somebody. A contact of the same name is somebody else: it has to be renamed first.

        Raises:
            ContactsError: the name cannot be used or is taken, there are too many, or they cannot be saved.
        """
        if len(self._contacts) >= MAX_CONTACTS:
            raise ContactsError("You have {most} contacts, and no more fit: remove one first.", most=MAX_CONTACTS)
        made = Contact(self._free(name), secret, first, words, verified)
        made = self._filed(made)
        self._change((*self._contacts, made))
        return made

    def rename(self, contact: Contact, name: str) -> Contact:
        """Give a contact another name.

        Raises:
            ContactsError: the name cannot be used or is taken, or they cannot be saved.
        """
        return self._replace(contact, replace(contact, name=self._free(name, contact)))

    def verify(self, contact: Contact) -> Contact:
        """Note that the two have compared the words.

        Raises:
            ContactsError: they cannot be saved.
        """
        return self._replace(contact, replace(contact, verified=True))

    def change(self, contact: Contact, name: str, colour: str, pattern: str) -> Contact:
        """Give a contact another name, and show their calls in another light (`app.alarm`).

        Raises:
            ContactsError: the name cannot be used or is taken, there is no such light, or they cannot be saved.
        """
        name = self._free(name, contact)
        return self._replace(contact, replace(contact, name=name, chosen_colour=colour, chosen_pattern=pattern))

    def remove(self, contact: Contact) -> None:
        """Forget a contact, and the secret with it.

        Raises:
            ContactsError: they cannot be saved.
        """
        self._change(tuple(other for other in self._contacts if other != contact))
        keyring = self._keyring
        if contact.key and keyring is not None:
            _try(lambda: keyring.delete_password(_SERVICE, contact.key))

    def _free(self, name: str, but: Contact | None = None) -> str:
        clean = clean_name(name)
        if any(other != but and other.name.casefold() == clean.casefold() for other in self._contacts):
            raise ContactsError("There is a contact '{name}' already: choose another name.", name=clean)
        return clean

    def _filed(self, contact: Contact) -> Contact:
        """The contact with its secret in the keyring, if that keeps it."""
        keyring = self._keyring
        if keyring is None:
            return contact
        key = os.urandom(8).hex()
        _try(lambda: keyring.set_password(_SERVICE, key, contact.secret.hex()))
        kept = _try(lambda: keyring.get_password(_SERVICE, key))
        return replace(contact, key=key) if kept == contact.secret.hex() else contact

    def _replace(self, old: Contact, new: Contact) -> Contact:
        self._change(tuple(new if other == old else other for other in self._contacts))
        return new

    def _change(self, contacts: tuple[Contact, ...]) -> None:
        _save(self._path, contacts)
        self._contacts = contacts


def open_contacts() -> Contacts:
    """The contacts of this user, with this system's keyring.

    Raises:
        ContactsError: they cannot be used.
    """
    return Contacts(keyring=system_keyring())


def _load(path: Path, keyring: Keyring | None) -> tuple[Contact, ...]:
    try:
        data = read_owned(path, MAX_FILE_BYTES)
        if data is None:
            raise ContactsError("they are larger than {most} bytes", most=MAX_FILE_BYTES)
        content = json.loads(data)
        entries = content.get("contacts") if isinstance(content, dict) else None
        if not isinstance(entries, list) or len(entries) > MAX_CONTACTS:
            raise ContactsError("it does not hold a list of at most {most} contacts", most=MAX_CONTACTS)
        contacts = tuple(_contact_of(entry, keyring) for entry in entries)
        if len({contact.name.casefold() for contact in contacts}) < len(contacts):
            raise ContactsError("two contacts have the same name")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ContactsError(
            "The contacts in {path} cannot be read ({reason}): check its permissions.", path=path, reason=error.strerror
        ) from error
    except (ValueError, RecursionError) as error:
        reason = error.words if isinstance(error, ContactsError) else Words(mark("it is not JSON"))
        raise ContactsError(
            "The contacts in {path} cannot be used ({reason}): mend that file, or move it away to begin anew.",
            path=path,
            reason=reason,
        ) from error
    return contacts


def _contact_of(entry: Any, keyring: Keyring | None) -> Contact:
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        raise ContactsError("a contact in it has unknown values")
    name, words, key, secret = (entry.get(name) for name in ("name", "words", "key", "secret"))
    first, verified = entry.get("first"), entry.get("verified", False)
    if not isinstance(name, str) or not isinstance(first, bool) or not isinstance(verified, bool):
        raise ContactsError("a contact in it has no name, or lacks something")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ContactsError("the words of '{name}' are damaged", name=name[:MAX_NAME])
    if isinstance(key, str) and key:
        secret = None if keyring is None else _try(lambda: keyring.get_password(_SERVICE, key))
        if secret is None:
            raise ContactsError(
                "the system's keyring does not give out the secret of '{name}': unlock it", name=name[:MAX_NAME]
            )
    try:
        light = (str(entry.get(name, "")) for name in ("colour", "pattern"))
        return Contact(name, bytes.fromhex(str(secret)), first, tuple(words), verified, key or "", *light)
    except ContactsError:
        raise
    except ValueError:
        raise ContactsError("the secret of '{name}' is damaged", name=name[:MAX_NAME]) from None


def _save(path: Path, contacts: Iterable[Contact]) -> None:
    entries = []
    for contact in contacts:
        entry: dict[str, Any] = {"name": contact.name, "first": contact.first, "words": list(contact.words)}
        entry["verified"] = contact.verified
        entry |= {"key": contact.key} if contact.key else {"secret": contact.secret.hex()}
        light = {"colour": contact.chosen_colour, "pattern": contact.chosen_pattern}
        entries.append(entry | {name: value for name, value in light.items() if value})
    try:
        write_owned(path, json.dumps({"contacts": entries}, indent=2, ensure_ascii=False))
    except OSError as error:
        raise ContactsError(
            "The contacts cannot be saved in {path} ({reason}).", path=path, reason=error.strerror
        ) from error


def _try(action: Callable[[], Any]) -> Any:
    """What a keyring gives; None if it fails, in whatever way its system makes it fail."""
    try:
        return action()
    except Exception:  # noqa: BLE001
        return None
