"""What signers tell each other beside signing: a wave, a phrase, who stands for them, whether to record. No I/O.

These travel on the control channel (docs/wire-format.md, section 4), beside the messages of `transport.link`. Whatever
a peer sends is either one of these, within its limits, or ignored.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from transport.allowance import Allowance

MAX_PHRASE: Final = 80
_MAX_COUNT: Final = 1 << 53
# A name in an `Appearance`; empty says nothing.
_NAME: Final = re.compile(r"[a-z0-9-]{0,24}")
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

# Why there is no call, or no longer, by its id on the wire, as the other side reads it.
REASONS: Final = {
    "": "The other signer hung up.",
    "busy": "The other signer is in another call.",
    "declined": "The other signer cannot talk now.",
    "closed": "The other signer closed Handline.",
    "version": "The other side has another version of Handline: both sides need the newest one.",
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
class Appearance:
    """How the sender wants to be drawn: names that the receiver may know, or show somebody else for.

    Attributes:
        person: who stands for the sender.
        skin: tone of the skin.
        hair: style of the hair.
        hair_colour: its colour.
        top: colour of the top.
        sleeves: how long its sleeves are.
        All are empty, or 24 of a to z, digits and hyphens at most; empty is what the person has anyway.
    """

    person: str = ""
    skin: str = ""
    hair: str = ""
    hair_colour: str = ""
    top: str = ""
    sleeves: str = ""


ASK: Final = "ask"
AGREE: Final = "agree"
STOP: Final = "stop"


@dataclass(frozen=True)
class Record:
    """What the sender says about keeping the poses of this call.

    Attributes:
        state: ``ASK``: the sender wants to keep them from now on, and so agrees to the other's wish, too; ``AGREE``:
            the other may; ``STOP``: neither may, or not any more.
    """

    state: str


ControlMessage = Wave | Phrase | Camera | Typing | TextGot | Appearance | Record


def phrase(id_or_text: str) -> Phrase:
    """The phrase with this id, or one in own words (shortened to what fits on one line)."""
    if id_or_text in PHRASES:
        return Phrase(PHRASES[id_or_text], id_or_text)
    return Phrase(_one_line(id_or_text))


def fields_of(message: ControlMessage) -> dict[str, Any]:
    """The message as JSON, its ``type`` included."""
    match message:
        case Wave():
            return {"type": "wave"}
        case Phrase(text=text, id=id):
            # The text goes along for a peer that does not know the id yet.
            return {"type": "phrase", "text": _one_line(text)} | ({"id": id} if id else {})
        case Camera(on=on):
            return {"type": "camera", "on": on}
        case Typing(on=on):
            return {"type": "typing", "on": on}
        case TextGot(count=count):
            return {"type": "text", "got": count}
        case Record(state=state):
            return {"type": "record", "state": state}
        case Appearance():
            return {"type": "avatar"} | {name: value for name, value in asdict(message).items() if value}


def message_of(content: dict[str, Any]) -> ControlMessage | None:
    """The message in what came; None for everything else, whatever it is."""
    kind, on = content.get("type"), content.get("on")
    if kind == "wave":
        return Wave()
    if kind == "phrase":
        return _phrase_of(content)
    if kind in ("camera", "typing") and isinstance(on, bool):
        return Camera(on) if kind == "camera" else Typing(on)
    if kind == "avatar":
        return _appearance_of(content)
    if kind == "record":
        state = content.get("state")
        return Record(state) if state in (ASK, AGREE, STOP) else None
    count = content.get("got")
    if kind == "text" and type(count) is int and 0 <= count <= _MAX_COUNT:
        return TextGot(count)
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


def _appearance_of(content: dict[str, Any]) -> Appearance | None:
    names = {name: content.get(name, "") for name in asdict(Appearance())}
    if all(isinstance(name, str) and _NAME.fullmatch(name) for name in names.values()):
        return Appearance(**names)
    return None


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
