"""How two holders of one secret recognise each other through a mailbox, and talk. No I/O (docs/wire-format.md, 1.1).

Both know 32 secret bytes. From them both derive the same mailbox, and a key that nobody else has. What is in the
mailbox may be old, doubled or replayed by whoever runs the server, so each side proves that it is there *now*: it
says a fresh nonce and repeats the other's. What they then say is sealed with a key of both nonces.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

SECRET_BYTES: Final = 32
MAX_MESSAGE: Final = 32_768
_NONCE_BYTES: Final = 16
_HELLO: Final = b"\x00"
_SAID: Final = b"\x01"
_SIDES: Final = ("first", "second")


@dataclass(frozen=True)
class Met:
    """The other side has just proven that it is there; a new conversation begins.

    Attributes:
        info: what it says about itself.
    """

    info: dict[str, Any]


@dataclass(frozen=True)
class Said:
    """The other side said something in the conversation that began with the last ``Met``."""

    kind: str
    content: str


@dataclass(frozen=True)
class Left:
    """The other side is done with this room for good."""


RoomEvent = Met | Said | Left


@dataclass
class _Conversation:
    """One meeting: the other's nonce, the key, and how many messages have gone each way."""

    other: str
    box: SecretBox
    sent: int = 0
    heard: int = 0


def _derive(secret: bytes, person: bytes, size: int, data: bytes) -> bytes:
    return blake2b(data, digest_size=size, key=secret, person=person).digest()


class Room:
    """One side of a room.

    Args:
        secret: 32 bytes that only the two sides know.
        purpose: rooms of one secret for different purposes have nothing in common.
        first: the two sides need to differ in this; which is which does not matter.
        info: what the other side is told about this one when they meet; small and JSON.

    Raises:
        ValueError: the secret has another length.
    """

    def __init__(self, secret: bytes, purpose: str, *, first: bool, info: Mapping[str, object] | None = None) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"the secret of a room has {SECRET_BYTES} bytes, not {len(secret)}")
        self.mailbox = _derive(secret, b"handline mailbox", 16, purpose.encode()).hex()
        self._key = _derive(secret, b"handline room", SecretBox.KEY_SIZE, purpose.encode())
        self._box = SecretBox(self._key)
        self._side, self._other_side = _SIDES if first else _SIDES[::-1]
        self._info = dict(info or {})
        self._nonce = secrets.token_hex(_NONCE_BYTES)
        self._answered: str | None = None
        self._arrival: bytes | None = None
        self._history: dict[str, Any] | None = None
        self._conversation: _Conversation | None = None
        self._outgoing: list[bytes] = []
        self._events: list[RoomEvent] = []

    @property
    def side(self) -> str:
        """This side's name, for the mailbox server: the same each time, so that coming back is not crowding."""
        return self._side

    def outgoing(self) -> list[bytes]:
        """Bodies to leave in the mailbox, in order."""
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def events(self) -> list[RoomEvent]:
        """What has happened since the last call of this."""
        events, self._events = self._events, []
        return events

    def arrive(self) -> None:
        """Say that this side is there, for the first time or anew."""
        self._history = None
        self._arrival = self._hello(None)
        self._outgoing.append(self._arrival)

    def say(self, kind: str, content: str) -> None:
        """Say something to the side that was met last.

        Raises:
            ValueError: nobody has been met, or it is too long.
        """
        conversation = self._conversation
        if conversation is None:
            raise ValueError("nobody has been met in this room")
        conversation.sent += 1
        message = {"side": self._side, "number": conversation.sent, "kind": kind, "content": content}
        self._outgoing.append(_SAID + self._sealed(conversation.box, message))

    def leave(self) -> None:
        """Say that this side is done with the room for good, whoever is there or comes later."""
        self._outgoing.append(_HELLO + self._sealed(self._box, {"side": self._side, "left": True}))

    def receive(self, body: bytes) -> None:
        """A body from the mailbox, this side's own included; what is none of this room's is ignored."""
        if body == self._arrival:
            # What was in the mailbox before us is the past. Only the newest hello may come from somebody who waits.
            self._arrival = None
            if self._history is not None:
                self._greeted(self._history)
        elif body[:1] == _HELLO:
            hello = self._opened(self._box, body)
            if hello.get("left") is True:
                self._events.append(Left())
            elif self._arrival is not None:
                self._history = hello or self._history
            else:
                self._greeted(hello)
        elif body[:1] == _SAID and self._conversation is not None:
            self._heard(self._conversation, self._opened(self._conversation.box, body))

    def _greeted(self, hello: dict[str, Any]) -> None:
        other, repeated, info = hello.get("nonce"), hello.get("repeats"), hello.get("info")
        if not isinstance(other, str) or len(other) != 2 * _NONCE_BYTES or not isinstance(info, dict):
            return
        if self._conversation is not None and self._conversation.other == other:
            return
        if self._answered != other:
            self._answered = other
            self._outgoing.append(self._hello(other))
        if repeated == self._nonce:
            nonces = sorted([self._nonce, other])
            key = _derive(self._key, b"handline talk", SecretBox.KEY_SIZE, "".join(nonces).encode())
            self._conversation = _Conversation(other, SecretBox(key))
            self._events.append(Met(info))
            # A nonce proves presence once: the next meeting needs a new one.
            self._nonce = secrets.token_hex(_NONCE_BYTES)
            self._answered = None

    def _heard(self, conversation: _Conversation, message: dict[str, Any]) -> None:
        number, kind, content = message.get("number"), message.get("kind"), message.get("content")
        if type(number) is not int or number <= conversation.heard:
            return
        conversation.heard = number
        if isinstance(kind, str) and isinstance(content, str):
            self._events.append(Said(kind, content))

    def _hello(self, repeats: str | None) -> bytes:
        hello = {"side": self._side, "nonce": self._nonce, "repeats": repeats, "info": self._info}
        return _HELLO + self._sealed(self._box, hello)

    def _sealed(self, box: SecretBox, message: Mapping[str, object]) -> bytes:
        plain = json.dumps(message, separators=(",", ":")).encode()
        if len(plain) > MAX_MESSAGE:
            raise ValueError(f"a message in a room has at most {MAX_MESSAGE} bytes")
        return bytes(box.encrypt(plain))

    def _opened(self, box: SecretBox, body: bytes) -> dict[str, Any]:
        """The other side's message; empty if it is anything else."""
        if len(body) > MAX_MESSAGE + 64:
            return {}
        try:
            message = json.loads(box.decrypt(body[1:]))
        except (CryptoError, ValueError, RecursionError):
            return {}
        return message if isinstance(message, dict) and message.get("side") == self._other_side else {}
