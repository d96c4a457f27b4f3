"""What was written in a call, as a file: WebVTT for players, ELAN's .eaf for linguists, or plain text to copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.output.eaf import Annotation, eaf_bytes
from app.output.files import OutputError, whole_file
from transport.text import OWN, TextLine

ENDINGS: Final = (".vtt", ".eaf")
# A line stands until the next one of the same author, but for no longer than it takes to read it with ease.
READ_S_A_CHARACTER: Final = 0.08
_SHORTEST_MS: Final = 1_500
_LONGEST_MS: Final = 12_000


@dataclass(frozen=True)
class Line:
    """One line on the time line of a call.

    Attributes:
        author: who wrote it.
        text: what it says, one line.
        start_ms: when it was begun.
        end_ms: until when it stands.
    """

    author: str
    text: str
    start_ms: int
    end_ms: int


def timed(lines: Sequence[TextLine], began_us: int, own: str = "You", peer: str = "They") -> list[Line]:
    """Lines with times from the beginning of a call; those that began before it begin with it.

    Args:
        lines: as a call has them, in the order in which they were begun.
        began_us: when the call began, by the clock of the lines.
        own: who is called so on this side.
        peer: and on the other.
    """
    out = []
    for number, line in enumerate(lines):
        if not line.text:
            continue
        start_ms = max(0, (line.began_us - began_us) // 1000)
        reading_ms = min(max(_SHORTEST_MS, round(1000 * READ_S_A_CHARACTER * len(line.text))), _LONGEST_MS)
        later = (other.began_us for other in lines[number + 1 :] if other.author == line.author)
        next_ms = min(((us - began_us) // 1000 for us in later), default=start_ms + reading_ms)
        end_ms = max(start_ms + 1, min(start_ms + reading_ms, next_ms))
        out.append(Line(own if line.author == OWN else peer, line.text, start_ms, end_ms))
    return out


def plain(lines: Sequence[TextLine], own: str = "You", peer: str = "They") -> str:
    """The lines to read and to copy."""
    return "\n".join(f"{own if line.author == OWN else peer}: {line.text}" for line in lines)


def webvtt(lines: Sequence[Line]) -> str:
    """The text of a WebVTT file (W3C, "WebVTT: The Web Video Text Tracks Format", section 4)."""
    cues = []
    for line in lines:
        text = line.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        author = line.author.replace("&", "&amp;").replace("<", "").replace(">", "")
        cues.append(f"{_clock(line.start_ms)} --> {_clock(line.end_ms)}\n<v {author}>{text}")
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def write_transcript(path: Path, lines: Sequence[Line]) -> None:
    """Write the lines; the file's ending says how.

    Raises:
        OutputError: the ending is another one, or the file cannot be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise OutputError(f"{path} is not the name of a text: let it end in {' or '.join(ENDINGS)}.")
    with whole_file(path) as temporary:
        if path.suffix.lower() == ".vtt":
            temporary.write_text(webvtt(lines), encoding="utf-8")
        else:
            temporary.write_bytes(eaf_bytes(_tiers(lines)))


def _tiers(lines: Sequence[Line]) -> dict[str, list[Annotation]]:
    """One tier for each author."""
    tiers: dict[str, list[Annotation]] = {line.author: [] for line in lines}
    for line in lines:
        tiers[line.author].append((line.start_ms, line.end_ms, line.text))
    return tiers


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
