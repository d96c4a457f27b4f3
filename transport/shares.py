"""A secret for two sides that have met without one: each says a random share over the connection they have made.

Whoever sits in between has two connections, with two certificates, and so two secrets: the short words differ. Nobody
who only sees the texts that were carried from screen to screen knows the secret.
"""

from __future__ import annotations

import re
import secrets
from hashlib import blake2b
from typing import Final

from transport.description import Description

_SHARE_BYTES: Final = 32
_SHARE: Final = re.compile(r'\{"type":"share","share":"[0-9a-f]{64}"\}')


def new_share() -> str:
    """A control message with a fresh share."""
    return f'{{"type":"share","share":"{secrets.token_hex(_SHARE_BYTES)}"}}'


def is_share(message: str) -> bool:
    """Whether this is such a message."""
    return _SHARE.fullmatch(message) is not None


def secret_of(share: str, other_share: str, mine: Description, theirs: Description) -> bytes:
    """The 32 bytes that both sides get, whichever of the two they are."""
    shares = sorted((share, other_share))
    prints = sorted((mine.fingerprint, theirs.fingerprint))
    data = "".join(shares).encode() + b"".join(prints)
    return blake2b(data, digest_size=32, person=b"handline shares").digest()
