"""A call without any server: an invitation is carried to the other screen as text or as a QR code, and an answer back.

Whoever can change what is carried can sit between the signers. Both texts have a checksum against slips, and the answer
names its invitation; against intent there are the short words (`transport.sas`), which such a call needs most.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from transport.description import Description, DescriptionError

PREFIX: Final = "HANDLINE"
Kind = Literal["invitation", "answer"]
_LETTERS: Final[dict[Kind, str]] = {"invitation": "I", "answer": "A"}
_CHECK_BYTES: Final = 5
_NAME_BYTES: Final = 5
MAX_TEXT: Final = 4_096
_PARTS: Final = re.compile(r"HANDLINE-?([A-Z])-?([A-Z2-7]+)")
_THINGS: Final[dict[Kind, str]] = {"invitation": "an invitation", "answer": "an answer to an invitation"}


class InvitationError(Exception):
    """A text is not what was expected. The message is one sentence for people."""


@dataclass(frozen=True)
class Invitation:
    """What one side shows the other.

    Attributes:
        description: how to connect to that side.
        kind: whether it begins a call or answers one.
        to: of an answer, the name of the invitation that it answers.
    """

    description: Description
    kind: Kind = "invitation"
    to: bytes = b""

    @property
    def name(self) -> bytes:
        """What an answer calls this invitation."""
        return sha256(b"handline invitation" + self.description.to_bytes()).digest()[:_NAME_BYTES]

    @property
    def text(self) -> str:
        """As text: capital letters and digits that survive any mail, and that a QR code holds densely."""
        body = self.to + self.description.to_bytes()
        packed = base64.b32encode(body + _check(self.kind, body)).decode().rstrip("=")
        return f"{PREFIX}-{_LETTERS[self.kind]}-{packed}"

    def answer(self, description: Description) -> Invitation:
        """The answer to this invitation."""
        return Invitation(description, "answer", self.name)


def read(text: str, kind: Kind, to: Invitation | None = None) -> Invitation:
    """Read a text that was pasted or scanned; spaces, line breaks, quote marks and small letters do not matter.

    Args:
        text: whatever came.
        kind: what it ought to be.
        to: for an answer, the invitation that it ought to answer.

    Raises:
        InvitationError: it is something else, is damaged, or belongs to another call.
    """
    thing = _THINGS[kind]
    packed = re.sub(r"[^A-Z0-9-]", "", text[: MAX_TEXT + 1].upper())
    found = None if len(text) > MAX_TEXT else _PARTS.search(packed)
    if found is None:
        raise InvitationError(f"This is not {thing} to a Handline call: it begins with {PREFIX}-{_LETTERS[kind]}-.")
    if found[1] != _LETTERS[kind]:
        other = next((_THINGS[k] for k, letter in _LETTERS.items() if letter == found[1]), "something else")
        raise InvitationError(f"This is {other}, and {thing} is needed here: copy the text from the other screen.")
    damaged = InvitationError(f"Some of {thing} is missing or changed: copy the whole text again.")
    try:
        data = base64.b32decode(found[2] + "=" * (-len(found[2]) % 8))
    except binascii.Error:
        raise damaged from None
    body, check = data[:-_CHECK_BYTES], data[-_CHECK_BYTES:]
    if check != _check(kind, body):
        raise damaged
    names = _NAME_BYTES if kind == "answer" else 0
    try:
        made = Invitation(Description.from_bytes(body[names:]), kind, body[:names])
    except DescriptionError as error:
        raise InvitationError(f"This cannot be used ({error}): both sides need the newest Handline.") from None
    if to is not None and made.to != to.name:
        raise InvitationError("This answers another invitation: show the other signer yours again.")
    return made


def _check(kind: Kind, body: bytes) -> bytes:
    return sha256(b"handline " + kind.encode() + body).digest()[:_CHECK_BYTES]
