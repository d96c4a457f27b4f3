"""Real-time text beside the signing: T.140 (ITU-T, with RFC 8865 for data channels). No I/O: time is an argument.

What is typed leaves a few times a second while it is being typed, corrections included, so that the other signer
reads along. A `TextSender` gathers and paces it, a `TextReceiver` guards against floods, a `Transcript` holds what
both sides have written.

Both sides number the characters (Unicode code points) of each direction from 0 at the start of the call. After a
reconnection each says how many it has got, and the other goes on from there: nothing is lost and nothing comes twice.
If too much has been lost, a U+FFFD ("missing text") stands for it.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import Final

import regex

from transport.allowance import Allowance

BACKSPACE: Final = "\b"
ALERT: Final = "\a"
NEW_LINE: Final = "\u2028"
MISSING: Final = "\ufffd"
BUFFER_US: Final = 300_000  # RFC 8865, section 5.3: 300 ms unless there is a reason, 500 ms at most
CHARACTERS_S: Final = 60  # RFC 8865's "cps"; people type 10
_BURST: Final = 300
_LONGEST_BLOCK: Final = 200
# Typed and not sent yet: a whole page pasted while the peer is lost. What is beyond that does not go in.
_MAX_WAITING: Final = 4_096
# Sent, and perhaps lost with a connection.
_KEPT: Final = 2_048
# What a peer may send: other programs' blocks are larger and their clocks differ, so twice as much as we send.
_RECEIVED_S: Final = 2 * CHARACTERS_S
_RECEIVED_BURST: Final = 10 * _RECEIVED_S
_MAX_MESSAGE: Final = 4_096

OWN: Final = "own"
PEER: Final = "peer"
MAX_LINES: Final = 500
MAX_LINE: Final = 1_000

_GRAPHEME: Final = regex.compile(r"\X")
_BREAK: Final = re.compile(r"\r\n|[\r\n\u2029\x85]")
_ESC: Final = "\x1b"
_CSI: Final = "\x9b"
_SOS: Final = "\x98"
_ST: Final = "\x9c"
# The longest string between SOS and ST; without an end to it one stray character would swallow the conversation.
_MAX_STRING: Final = 255
# Marks that turn the reading direction of what stands around them: in a line of somebody else's they can only mislead.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def edits(before: str, after: str) -> str:
    """What has to be typed (backspaces and text) to turn one text into another.

    One backspace erases one grapheme cluster (UAX #29): what a reader takes for one character.
    """
    old, new = _GRAPHEME.findall(before), _GRAPHEME.findall(after)
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    # What is typed may join with what it follows (a mark on a letter, a man and a woman into a family).
    kept = "".join(old[:same])
    while same and _GRAPHEME.findall(kept + "".join(new[same:]))[:same] != old[:same]:
        same -= 1
        kept = "".join(old[:same])
    return BACKSPACE * (len(old) - same) + "".join(new[same:])


class TextSender:
    """What is typed here, on its way out.

    Args:
        buffer_us: how long characters are gathered into one message.
    """

    def __init__(self, buffer_us: int = BUFFER_US) -> None:
        self._buffer_us = buffer_us
        self._waiting = ""
        self._sent: deque[str] = deque(maxlen=_KEPT)
        self._count = 0
        self._since_us: int | None = None
        self._open = False
        self._allowance = Allowance(CHARACTERS_S, _BURST)

    def type(self, text: str, now_us: int) -> str:
        """Text, backspaces and new lines to send.

        Returns:
            What was taken: all of it, unless very much is waiting.
        """
        taken = _new_lines(text)[: _MAX_WAITING - len(self._waiting)]
        if taken and not self._waiting:
            self._since_us = now_us
        self._waiting += taken
        return taken

    def closed(self) -> None:
        """The channel is gone; what is typed waits until ``opened``."""
        self._open = False

    def opened(self, got: int | None, now_us: int) -> None:
        """The channel is open, and the other side has got so many characters in this call so far.

        None: it does not say. Then nothing is sent twice, and if anything was sent before, something may be missing.
        """
        if got is None:
            got = self._count
            if got:
                self._waiting = MISSING + self._waiting
                self._since_us = now_us if self._since_us is None else self._since_us
        lost = self._count - got
        if lost:
            known = 0 < lost <= len(self._sent)
            again = "".join(self._sent.pop() for _ in range(lost))[::-1] if known else MISSING
            self._count = got
            self._waiting = again + self._waiting
            self._since_us = now_us if self._since_us is None else self._since_us
        self._open = True

    def due_us(self, now_us: int) -> int | None:
        """When ``pop`` has something, as far as is known now."""
        if not self._open or not self._waiting or self._since_us is None:
            return None
        return max(self._since_us + self._buffer_us, self._allowance.due_us(now_us))

    def pop(self, now_us: int) -> str | None:
        """The message that leaves now, if one is due."""
        due_us = self.due_us(now_us)
        room = min(self._allowance.left(now_us), _LONGEST_BLOCK)
        if due_us is None or self._since_us is None or now_us < self._since_us + self._buffer_us or room < 1:
            return None
        block, self._waiting = self._waiting[:room], self._waiting[room:]
        self._allowance.take(len(block))
        self._sent.extend(block)
        self._count += len(block)
        self._since_us = now_us if self._waiting else None
        return block


class TextReceiver:
    """Counts and limits what comes from the peer, before a `Transcript` interprets it."""

    def __init__(self) -> None:
        self._allowance = Allowance(_RECEIVED_S, _RECEIVED_BURST)
        self._got = 0
        self._flooded = False

    @property
    def got(self) -> int:
        """Characters that have come in this call."""
        return self._got

    def receive(self, message: str, now_us: int) -> str:
        """What is to be shown of a message: all of it, or in a flood as much as is allowed and one U+FFFD."""
        room = min(self._allowance.left(now_us), _MAX_MESSAGE)
        self._got += len(message)
        shown = message[:room]
        self._allowance.take(len(shown))
        if len(message) > room:
            marked, self._flooded = self._flooded, True
            return shown if marked else shown + MISSING
        self._flooded = False
        return shown


@dataclass(frozen=True)
class TextLine:
    """One line of one author.

    Attributes:
        number: order in which lines were begun, of both authors; the same line keeps its number.
        author: ``OWN`` or ``PEER``.
        text: what stands there now.
        began_us: when its first character came, by the clock handed in.
        done: whether the author has gone on to a new line.
    """

    number: int
    author: str
    text: str
    began_us: int
    done: bool = False


@dataclass
class _Line:
    """A line while it may still change; see `TextLine`."""

    number: int
    author: str
    began_us: int
    text: str = ""
    done: bool = False


class Transcript:
    """What both sides have written, line by line, the newest ``MAX_LINES``."""

    def __init__(self) -> None:
        self._lines: deque[_Line] = deque(maxlen=MAX_LINES)
        self._begun = 0
        self._hands = {OWN: _Hand(), PEER: _Hand()}

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """All lines, in the order in which they were begun."""
        return tuple(TextLine(line.number, line.author, line.text, line.began_us, line.done) for line in self._lines)

    def write(self, author: str, text: str, now_us: int) -> bool:
        """Carry out what an author typed.

        Returns:
            Whether it rang (an alert, U+0007), which has to be made visible.
        """
        rang = False
        for character in self._hands[author].read(text):
            if character == ALERT:
                rang = True
            elif character == BACKSPACE:
                self._erase(author)
            elif character == NEW_LINE:
                self._finish(author)
            else:
                self._add(author, character, now_us)
        return rang

    def _last(self, author: str) -> _Line | None:
        return next((line for line in reversed(self._lines) if line.author == author), None)

    def _add(self, author: str, character: str, now_us: int) -> None:
        line = self._last(author)
        if line is None or line.done or len(line.text) >= MAX_LINE:
            if line is not None:
                line.done = True
            line = _Line(self._begun, author, now_us)
            self._begun += 1
            self._lines.append(line)
        line.text += character

    def _finish(self, author: str) -> None:
        # Empty lines say nothing: a held-down key would only push what has been said out of the window.
        line = self._last(author)
        if line is not None and line.text:
            line.done = True

    def _erase(self, author: str) -> None:
        line = self._last(author)
        if line is None:
            return
        if line.done:  # the line break
            line.done = False
            return
        line.text = "".join(_GRAPHEME.findall(line.text)[:-1])
        if not line.text:
            # An empty line goes; the one before stays ended until the next backspace.
            self._lines.remove(line)


class _Hand:
    """Reads one author's characters: control functions out, new lines into one form, over the cuts between messages."""

    def __init__(self) -> None:
        self._in_string: int | None = None
        self._in_sequence = False
        self._escaped = False
        self._after_return = False

    def read(self, text: str) -> list[str]:
        """The characters to carry out: text, ``BACKSPACE``, ``ALERT`` and ``NEW_LINE``."""
        return [character for raw in text if (character := self._one(raw)) is not None]

    def _one(self, character: str) -> str | None:
        after_return, self._after_return = self._after_return, character == "\r"
        if self._in_string is not None:
            self._skip_string(character)
            return None
        if self._in_sequence:
            # ISO 6429: parameters, then one final character (T.140 uses SGR, "m": colours, which we leave out).
            self._in_sequence = not "\x40" <= character <= "\x7e" and character >= " "
            return None
        if self._escaped:
            self._escaped = False
            self._in_sequence = character == "["
            self._in_string = 0 if character == "X" else None
            return None
        return self._plain(character, after_return)

    def _skip_string(self, character: str) -> None:
        assert self._in_string is not None
        self._in_string += 1
        ended = character == _ST or (self._escaped and character == "\\")
        self._escaped = character == _ESC
        if ended or self._in_string > _MAX_STRING:
            self._in_string, self._escaped = None, False

    def _plain(self, character: str, after_return: bool) -> str | None:
        if character == "\n" and after_return:
            return None
        if character in "\r\n\u2028\u2029\x85":
            return NEW_LINE
        if character in (BACKSPACE, ALERT):
            return character
        if character == _ESC:
            self._escaped = True
        elif character == _CSI:
            self._in_sequence = True
        elif character == _SOS:
            self._in_string = 0
        elif character == "\t":
            return " "
        elif character >= " " and not "\x7f" <= character <= "\x9f" and character != "\ufeff":
            return None if character in _TURNING or "\ud800" <= character <= "\udfff" else character
        return None


def _new_lines(text: str) -> str:
    """T.140's own new line for whatever a keyboard or a clipboard gives; no halves of surrogate pairs."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _BREAK.sub(NEW_LINE, whole)
