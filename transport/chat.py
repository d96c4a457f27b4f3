"""All that is said in a call beside signing: real-time text and control messages. No I/O: time is an argument.

The network thread and the thread of the window both use it, so a lock guards it; nothing in it waits.
"""

from __future__ import annotations

import threading
from typing import Any, Final

from transport.control import (
    Appearance,
    Camera,
    ControlGate,
    ControlMessage,
    Phrase,
    Record,
    TextGot,
    Typing,
    Wave,
    fields_of,
    message_of,
)
from transport.text import OWN, PEER, TextLine, TextReceiver, TextSender, Transcript

# A peer that does not say how much text it has got after so long is another program: it gets what comes from now on.
_GOT_US: Final = 2_000_000
# Control messages that wait; a person does not make more while one connection is replaced by another.
_MAX_WAITING: Final = 16


class Chat:
    """Text and control messages of one call, over all its connections."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sender = TextSender()
        self._receiver = TextReceiver()
        self._transcript = Transcript()
        self._gate = ControlGate()
        self._controls: list[ControlMessage] = []
        self._camera: Camera | None = None
        self._appearance: Appearance | None = None
        self._record: Record | None = None
        self._asked_us: int | None = None

    def opened(self, now_us: int) -> None:
        """A connection, the first or a later one, is open."""
        with self._lock:
            self._sender.closed()
            self._asked_us = now_us
            # What is still true has to be known on the other side, whatever was lost; the rest is past.
            self._controls = [TextGot(self._receiver.got)]
            true = (self._appearance, self._camera, self._record)
            self._controls += [one for one in true if one is not None]

    def type(self, text: str, now_us: int) -> str:
        """The signer here types, erases (U+0008) or rings (U+0007); returns what was taken."""
        with self._lock:
            taken = self._sender.type(text, now_us)
            self._transcript.write(OWN, taken, now_us)
            return taken

    def say(self, message: ControlMessage) -> None:
        """The signer here waves, sends a phrase, turns the camera off, is typing, or says who stands for them …"""
        with self._lock:
            if isinstance(message, Camera):
                self._camera = message
            if isinstance(message, Appearance):
                self._appearance = message
            if isinstance(message, Record):
                self._record = message
            if len(self._controls) < _MAX_WAITING:
                self._controls.append(message)

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """What both sides have written."""
        with self._lock:
            return self._transcript.lines

    def due_us(self, now_us: int) -> int | None:
        """When there is something to send, as far as is known now."""
        with self._lock:
            return now_us if self._controls else self._sender.due_us(now_us)

    def controls(self) -> list[dict[str, Any]]:
        """Control messages that leave now."""
        with self._lock:
            leaving, self._controls = self._controls, []
            return [fields_of(message) for message in leaving]

    def text(self, now_us: int) -> str | None:
        """The message for the text channel that leaves now, if one is due."""
        with self._lock:
            if self._asked_us is not None and now_us >= self._asked_us + _GOT_US:
                self._asked_us = None
                self._sender.opened(None, now_us)
            return self._sender.pop(now_us)

    def text_came(self, message: str, now_us: int) -> bool | None:
        """A message came on the text channel.

        Returns:
            Whether the other signer rang; None if there is nothing new to show, as in a flood.
        """
        with self._lock:
            shown = self._receiver.receive(message, now_us)
            return self._transcript.write(PEER, shown, now_us) if shown else None

    def control_came(
        self, content: dict[str, Any], now_us: int
    ) -> Wave | Phrase | Camera | Typing | Appearance | Record | None:
        """A message came on the control channel; returns what there is to show."""
        message = message_of(content)
        with self._lock:
            if isinstance(message, TextGot):
                self._asked_us = None
                self._sender.opened(message.count, now_us)
                return None
            if isinstance(message, Record):
                return message  # a "stop" is never too much
            return message if message is not None and self._gate.admits(now_us) else None
