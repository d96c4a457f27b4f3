"""The kinds of settings: what can be chosen or typed, what of it can be used, and how it lies in the file.

Each kind takes a value from three sides, a file (`read`), a person (`parse`) and the code (`check`), and gives it back
to two (`plain`, `words`). `what` names the setting in sentences about it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Protocol

from app.words import Told, Words, mark
from avatar.looks import Look, choices
from transport.ice import IceServerError, check_ice_servers
from transport.pairing import PairingError, check_mailbox_url
from transport.peer import IceServer

MAX_TEXT: Final = 1024
# Chosen one after the other; the oldest are forgotten.
MAX_MODELS: Final = 20
MAX_ARGUMENTS: Final = 32
ON, OFF = "on", "off"
_MODEL: Final = re.compile(r"[0-9a-f]{16}")


class SettingsError(Told):
    """The settings cannot be read, saved or used; the message is one sentence for people."""


class Kind(Protocol):
    """What a setting may be."""

    def check(self, what: Words, value: Any) -> None:
        """Raises `SettingsError` if this cannot be a value."""
        ...

    def parse(self, what: Words, text: str) -> Any:
        """The value that a person has typed; it is checked when it becomes a setting.

        Raises:
            SettingsError: that is none.
        """
        ...

    def words(self, value: Any) -> str:
        """The value as it is typed; never a password. Empty: nothing is chosen."""
        ...

    def read(self, what: Words, data: Any) -> Any:
        """The value that a file holds; it is checked when it becomes a setting.

        Raises:
            SettingsError: it holds none.
        """
        ...

    def plain(self, value: Any) -> Any:
        """The value for JSON."""
        ...


class _Plain:
    """A value that lies in the file as it is."""

    def read(self, what: Words, data: Any) -> Any:
        return data

    def plain(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Switch(_Plain):
    """True or false."""

    def check(self, what: Words, value: Any) -> None:
        if not isinstance(value, bool):
            raise SettingsError("{what} is neither true nor false.", what=what)

    def parse(self, what: Words, text: str) -> bool:
        if text not in (ON, OFF):
            raise SettingsError("'{text}' is neither on nor off.", text=text[:40])
        return text == ON

    def words(self, value: Any) -> str:
        return ON if value else OFF


@dataclass(frozen=True)
class Choice(_Plain):
    """One of a few values.

    Attributes:
        options: each value with its words for people.
    """

    options: Mapping[Any, str]

    def check(self, what: Words, value: Any) -> None:
        if not any(type(value) is type(option) and value == option for option in self.options):
            names = ", ".join(map(str, self.options))
            raise SettingsError(
                "'{value}' is not a value of {what}: write one of {names}.",
                value=str(value)[:40],
                what=what,
                names=names,
            )

    def parse(self, what: Words, text: str) -> Any:
        return next((option for option in self.options if str(option) == text), text)

    def words(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Text(_Plain):
    """A line of text."""

    def check(self, what: Words, value: Any) -> None:
        check_text(what, value)

    def parse(self, what: Words, text: str) -> str:
        return text

    def words(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Camera(Text):
    """A camera or file, for `detector.sources.open_source`; empty: the first camera."""


@dataclass(frozen=True)
class File(Text):
    """The path of a file; empty: none.

    Attributes:
        ending: which files are offered, such as ``*.task``.
    """

    ending: str


@dataclass(frozen=True)
class Address(Text):
    """The address of a mailbox server."""

    def check(self, what: Words, value: Any) -> None:
        check_text(what, value)
        try:
            check_mailbox_url(value)
        except PairingError as error:
            raise SettingsError("{reason}", reason=error) from error


@dataclass(frozen=True)
class Relay:
    """A STUN or TURN server, or none.

    Attributes:
        scheme: ``stun`` or ``turn``; a TURN server has a user name and a password.
    """

    scheme: str

    @property
    def has_user(self) -> bool:
        """Whether it wants to know who asks."""
        return self.scheme == "turn"

    def check(self, what: Words, value: Any) -> None:
        if value is None:
            return
        check_text(what, value.url)
        for part, shown in ((value.username, True), (value.password, False)):
            check_text(what, "" if part is None else part, shown=shown)
        if not value.url.startswith(self.scheme):
            raise SettingsError(
                "'{url}' is not a {scheme} server: write {example}.",
                url=value.url[:100],
                scheme=self.scheme.upper(),
                example=f"{self.scheme}:HOST:PORT",
            )
        try:
            check_ice_servers((value,))
        except IceServerError as error:
            raise SettingsError("{reason}", reason=error) from error

    def parse(self, what: Words, text: str, user: str = "", password: str = "") -> IceServer | None:
        return IceServer(text, user or None, password or None) if text else None

    def words(self, value: Any) -> str:
        if value is None:
            return ""
        return str(value.url) if value.username is None else f"{value.url} as {value.username}"

    def read(self, what: Words, data: Any) -> IceServer | None:
        if data is None:
            return None
        return IceServer(**named(what, data, {"url", "username", "password"}, needed="url"))

    def plain(self, value: Any) -> Any:
        return None if value is None else asdict(value)


@dataclass(frozen=True)
class Appearance:
    """Who stands for the signer, and in what."""

    def check(self, what: Words, value: Any) -> None:
        check_avatar(value)

    def parse(self, what: Words, text: str) -> Look:
        return Look(text)

    def words(self, value: Any) -> str:
        return str(value.person)

    def read(self, what: Words, data: Any) -> Look:
        return Look(**named(what, data, {field.name for field in fields(Look)}))

    def plain(self, value: Any) -> Any:
        return asdict(value)


@dataclass(frozen=True)
class Command:
    """A program with its arguments, started without a shell; empty: none."""

    def check(self, what: Words, value: Any) -> None:
        if not isinstance(value, tuple) or len(value) > MAX_ARGUMENTS:
            raise SettingsError("{what} is not a list of at most {most} words.", what=what, most=MAX_ARGUMENTS)
        for word in value:
            check_text(what, word)
        if value and not value[0]:
            raise SettingsError("{what} names no program.", what=what)

    def parse(self, what: Words, text: str) -> tuple[str, ...]:
        check_text(what, text)
        try:
            return tuple(shlex.split(text))
        except ValueError as error:
            raise SettingsError("{what} has a quotation mark without its other half.", what=what) from error

    def words(self, value: Any) -> str:
        return shlex.join(value)

    def read(self, what: Words, data: Any) -> Any:
        return tuple(data) if isinstance(data, list) else data

    def plain(self, value: Any) -> Any:
        return list(value)


@dataclass(frozen=True)
class Models(Command):
    """Names of models, chosen one after the other."""

    def check(self, what: Words, value: Any) -> None:
        if (
            not isinstance(value, tuple)
            or len(value) > MAX_MODELS
            or not all(isinstance(one, str) and _MODEL.fullmatch(one) for one in value)
        ):
            raise SettingsError("{what} is not a list of names of models.", what=what)


@dataclass(frozen=True)
class Phrases(Command):
    """What is said by one key each, ids or own words; an empty one stands for the usual one."""

    def check(self, what: Words, value: Any) -> None:
        if not isinstance(value, tuple) or len(value) > MAX_ARGUMENTS:
            raise SettingsError("{what} is not a list of at most {most} texts.", what=what, most=MAX_ARGUMENTS)
        for one in value:
            check_text(what, one)


def check_text(what: Words, value: object, *, shown: bool = True) -> None:
    """Raises `SettingsError` if this is not a line of text that a setting can be."""
    if not isinstance(value, str) or len(value) > MAX_TEXT or any(ord(sign) < 32 for sign in value):
        quoted = f": {value!r:.40}" if shown else ""
        raise SettingsError(
            "{what} is not a text of at most {most} signs{quoted}.", what=what, most=MAX_TEXT, quoted=quoted
        )


def check_avatar(look: Look) -> None:
    """Raises `SettingsError` if a name in a look is not one that can be chosen; empty ones are left to the person."""
    for field, value in asdict(look).items():
        if value != "" and value not in choices(field):
            raise SettingsError(
                "'{value}' is no {kind}: choose {names}.",
                value=str(value)[:40],
                kind=Words(_AVATAR_WORDS[field]),
                names=", ".join(choices(field)),
            )


_AVATAR_WORDS: Final = {
    "person": mark("person to appear as"),
    "skin": mark("tone of skin"),
    "hair": mark("cut of hair"),
    "hair_colour": mark("colour of hair"),
    "top": mark("colour of a top"),
    "sleeves": mark("length of sleeves"),
}


def named(what: Words, data: object, keys: Collection[str], needed: str | None = None) -> dict[str, Any]:
    """An object of a file, whose keys are known.

    Raises:
        SettingsError: it is none, has an unknown one, or lacks the needed one.
    """
    if not isinstance(data, dict):
        raise SettingsError("{what} does not hold named values.", what=what)
    if unknown := set(data) - set(keys):
        raise SettingsError("{what} holds an unknown value '{name}'.", what=what, name=str(min(unknown))[:40])
    if needed is not None and needed not in data:
        raise SettingsError("{what} has no '{name}'.", what=what, name=needed)
    return data
