"""What signers tell each other beside signing: a wave, a phrase, that the camera is off. No I/O.

These travel on the control channel (docs/wire-format.md, section 4), beside the link's own pings. Whatever a peer sends
is either one of these messages, within its limits, or ignored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from transport.allowance import Allowance

MAX_MESSAGE: Final = 512
MAX_PHRASE: Final = 80
_MAX_COUNT: Final = 1 << 53
_JOINER: Final = "\u200d"  # holds emoji together

# What is said most when one has not understood, by its id on the wire; signers see it large, at once.
PHRASES: Final = {
    "again": "Again, please",
    "slower": "Slower, please",
    "hand": "I cannot see your hand",
    "face": "I cannot see your face",
    "light": "It is too dark",
    "closer": "Come closer, please",
    "back": "Go back a little, please",
    "frozen": "Your picture stands still",
    "wait": "One moment, please",
    "yes": "I understand",
}

# Why somebody hangs up, by its id on the wire, as the other side reads it.
REASONS: Final = {
    "": "The other signer hung up.",
    "busy": "The other signer is in another call.",
    "declined": "The other signer cannot talk now.",
    "closed": "The other signer closed Handline.",
}


@dataclass(frozen=True)
class Wave:
    """Look here! Shown, never only sounded."""


@dataclass(frozen=True)
class Phrase:
    """A phrase to show.

    Attributes:
        text: what to show: one of ``PHRASES``, or the other signer's own words on one line.
        id: its key in ``PHRASES``; empty for own words.
    """

    text: str
    id: str = ""


@dataclass(frozen=True)
class Camera:
    """Whether the sender's camera looks; while it does not, nobody should wait for signs."""

    on: bool


@dataclass(frozen=True)
class Typing:
    """Whether the sender is at the text line; holds for five seconds."""

    on: bool


@dataclass(frozen=True)
class TextGot:
    """How many characters of text the sender has got in this call; said whenever the text channel opens."""

    count: int


@dataclass(frozen=True)
class Bye:
    """The sender hangs up.

    Attributes:
        reason: a key of ``REASONS``.
    """

    reason: str = ""


ControlMessage = Wave | Phrase | Camera | Typing | TextGot | Bye


def phrase(id_or_text: str) -> Phrase:
    """The phrase with this id, or one in own words (shortened to what fits on one line)."""
    if id_or_text in PHRASES:
        return Phrase(PHRASES[id_or_text], id_or_text)
    return Phrase(_one_line(id_or_text))


def encode(message: ControlMessage) -> str:
    """The message as it travels."""
    content: dict[str, Any]
    match message:
        case Wave():
            content = {"type": "wave"}
        case Phrase(text=text, id=id):
            # The text goes along for a peer that does not know the id yet.
            content = {"type": "phrase", "text": _one_line(text)} | ({"id": id} if id else {})
        case Camera(on=on):
            content = {"type": "camera", "on": on}
        case Typing(on=on):
            content = {"type": "typing", "on": on}
        case TextGot(count=count):
            content = {"type": "text", "got": count}
        case Bye(reason=reason):
            content = {"type": "bye", "reason": reason} if reason else {"type": "bye"}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def decode(message: str) -> ControlMessage | None:
    """The message that came; None for everything else, whatever it is."""
    if len(message) > MAX_MESSAGE:
        return None
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    kind, on = content.get("type"), content.get("on")
    if kind == "wave":
        return Wave()
    if kind == "phrase":
        return _phrase_of(content)
    if kind in ("camera", "typing") and isinstance(on, bool):
        return Camera(on) if kind == "camera" else Typing(on)
    if kind == "text":
        count = content.get("got")
        return TextGot(count) if type(count) is int and 0 <= count <= _MAX_COUNT else None
    if kind == "bye":
        reason = content.get("reason")
        return Bye(reason if isinstance(reason, str) and reason in REASONS else "")
    return None


class ControlGate:
    """Lets through what a person can send, and drops a flood: two a second on average, ten at once."""

    def __init__(self) -> None:
        self._allowance = Allowance(2, 10)

    def admits(self, now_us: int) -> bool:
        """Whether a wave, phrase or sign of typing that came now is to be shown."""
        if self._allowance.left(now_us) < 1:
            return False
        self._allowance.take(1)
        return True


def _phrase_of(content: dict[str, Any]) -> Phrase | None:
    known, text = content.get("id"), content.get("text")
    if isinstance(known, str) and known in PHRASES:
        return Phrase(PHRASES[known], known)
    if isinstance(text, str) and (shown := _one_line(text)):
        return Phrase(shown)
    return None


def _one_line(text: str) -> str:
    """At most ``MAX_PHRASE`` characters; what cannot be seen (controls, marks that turn the text) becomes a space."""
    seen = (c if c.isprintable() or c == _JOINER else " " for c in text[: 4 * MAX_PHRASE])
    return " ".join("".join(seen).split())[:MAX_PHRASE]
