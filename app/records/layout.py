"""The bytes of a record: a magic text, then pieces, each with its own check value (docs/records.md). No I/O.

A record grows at its end alone and is readable up to wherever it was cut off.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from app.transcript import Line
from app.words import Told, Words, mark
from transport.codec import MAX_PACKET
from transport.control import Appearance

MAGIC: Final = b"handline record 1\n"
ENDING: Final = ".signed"
MESSAGE: Final = "message"
CALL: Final = "call"
OWN_TRACK: Final = 0
PEER_TRACK: Final = 1
MAX_TRACKS: Final = 2
MAKER: Final = "Signer"
OTHER: Final = "Other signer"
# What is shown of those who have no name.
NAMELESS: Final = {MAKER: Words(mark("Signer")), OTHER: Words(mark("The other signer"))}
MAX_FILE_BYTES: Final = 256 << 20
MAX_NAME: Final = 60
MAX_TEXT_BYTES: Final = 1 << 20
MAX_LINES: Final = 2_000
MAX_LINE: Final = 2_000
LONGEST_MS: Final = 12 * 3_600_000

HEAD, PACKET, TEXT = b"H", b"P", b"T"
_PIECE: Final = struct.Struct(">cBIII")  # kind, track, time in ms, length, CRC-32 of the content
_MOST: Final = {HEAD: 8_192, PACKET: MAX_PACKET, TEXT: MAX_TEXT_BYTES}


class RecordError(Told):
    """A record cannot be read, written or shown; the message is one sentence for people."""


@dataclass(frozen=True)
class Track:
    """One signer of a record.

    Attributes:
        name: who it is; `MAKER` for who made the record, who need not have a name.
        look: who stands for them.
    """

    name: str
    look: Appearance = field(default_factory=Appearance)


@dataclass(frozen=True)
class Head:
    """What is known of a record beside the signing.

    Attributes:
        kind: `CALL` or `MESSAGE`.
        made: when it was begun, with a time zone.
        tracks: its signers, one or two; the first is who made it.
        to: whom a message is for; empty for nobody.
    """

    kind: str
    made: datetime
    tracks: tuple[Track, ...]
    to: str = ""


@dataclass(frozen=True)
class Piece:
    """One piece: what it is, of which track and moment, and its content."""

    kind: bytes
    track: int
    time_ms: int
    content: bytes


def piece_bytes(piece: Piece) -> bytes:
    """A piece as it lies in the file."""
    check = zlib.crc32(piece.content)
    return _PIECE.pack(piece.kind, piece.track, piece.time_ms, len(piece.content), check) + piece.content


def pieces(data: bytes) -> Iterator[Piece]:
    """The pieces after the magic text, up to the first that is cut off or damaged.

    Raises:
        RecordError: this is no record.
    """
    if not data.startswith(MAGIC):
        raise RecordError("This is not a record of Handline's, or one of a newer version.")
    at = len(MAGIC)
    while at + _PIECE.size <= len(data):
        kind, track, time_ms, length, check = _PIECE.unpack_from(data, at)
        content = data[at + _PIECE.size : at + _PIECE.size + length]
        if length > _MOST.get(kind, MAX_TEXT_BYTES) or len(content) < length or zlib.crc32(content) != check:
            return
        at += _PIECE.size + length
        if track < MAX_TRACKS and time_ms <= LONGEST_MS:
            yield Piece(kind, track, time_ms, content)


def head_bytes(head: Head) -> bytes:
    """The content of the first piece."""
    tracks = [{"name": track.name, "look": asdict(track.look)} for track in head.tracks]
    fields = {"kind": head.kind, "made": head.made.isoformat(timespec="seconds"), "tracks": tracks, "to": head.to}
    return json.dumps(fields, ensure_ascii=False).encode()


def head_of(content: bytes) -> Head:
    """What the first piece says. Names that cannot be shown are mended, and unknown looks left out.

    Raises:
        RecordError: it is damaged.
    """
    try:
        fields = json.loads(content)
        kind, tracks = fields["kind"], fields["tracks"]
        made = datetime.fromisoformat(fields["made"])
        if kind not in (CALL, MESSAGE) or not 1 <= len(tracks) <= MAX_TRACKS or made.tzinfo is None:
            raise ValueError("a value outside its bounds")
        shown = tuple(Track(one_line(track["name"]) or MAKER, _look_of(track.get("look"))) for track in tracks)
        return Head(kind, made, shown, one_line(fields.get("to", "")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise RecordError("The record's beginning is damaged.") from error


def text_bytes(lines: list[Line]) -> bytes:
    """The content of a piece with what was written."""
    kept = [asdict(line) for line in lines[-MAX_LINES:]]
    content = json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")
    return content if len(content) <= MAX_TEXT_BYTES else text_bytes(lines[len(lines) // 2 + 1 :])


def lines_of(content: bytes) -> tuple[Line, ...]:
    """What was written; what is damaged is left out."""
    out = []
    try:
        kept = json.loads(content)
    except (ValueError, RecursionError):
        return ()
    for one in kept[:MAX_LINES] if isinstance(kept, list) else []:
        if not isinstance(one, dict):
            continue
        author, text, start_ms, end_ms = (one.get(name) for name in ("author", "text", "start_ms", "end_ms"))
        if type(start_ms) is int and type(end_ms) is int and 0 <= start_ms < end_ms <= LONGEST_MS + 60_000:
            out.append(Line(one_line(author) or MAKER, one_line(text, MAX_LINE), start_ms, end_ms))
    return tuple(out)


def one_line(text: Any, most: int = MAX_NAME) -> str:
    """A text that can be shown on one line; empty for what is no text."""
    if not isinstance(text, str):
        return ""
    seen = "".join(c if c.isprintable() else " " for c in text[: 4 * most])
    return " ".join(seen.split())[:most]


def _look_of(look: Any) -> Appearance:
    names = look if isinstance(look, dict) else {}
    known = {name: names[name] for name in asdict(Appearance()) if isinstance(names.get(name), str)}
    return Appearance(**{name: value[:24] for name, value in known.items()})
