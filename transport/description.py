"""What a peer has to know to connect: addresses, ICE credentials and the fingerprint of the certificate.

A session description (SDP, RFC 8866) of a call without media always says the same but for these; so these alone
travel, in some hundred bytes (docs/wire-format.md, section 1). Each side can write its own before it has seen the
other's, which saves a round trip.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, Literal, Self

VERSION: Final = 1
MAX_CANDIDATES: Final = 16
FINGERPRINT_BYTES: Final = 32
_KINDS: Final = ("host", "srflx", "relay")
# RFC 8839, section 5.4: at least 4 and 22 of these; longer ones than any program makes are refused.
_UFRAG: Final = re.compile(r"[A-Za-z0-9+/]{4,32}")
_PASSWORD: Final = re.compile(r"[A-Za-z0-9+/]{22,64}")
# RFC 8445, section 5.1.2.1, with the type preferences of section 5.1.2.2 and a local preference that keeps the order.
_PREFERENCES: Final = {"host": 126, "srflx": 100, "relay": 0}
_IPV6: Final = 0x10
_MAX_TEXT: Final = 1_024


class DescriptionError(ValueError):
    """Bytes or text are no description, or one of a later version. The message says which in a few words."""


@dataclass(frozen=True)
class Candidate:
    """An address at which a peer may be reached over UDP.

    Attributes:
        kind: ``host``, ``srflx`` (seen by a STUN server) or ``relay`` (of a TURN server).
        address: of a machine, not of a group.
        port: 1 to 65,535.
    """

    kind: str
    address: IPv4Address | IPv6Address
    port: int

    def __post_init__(self) -> None:
        if self.kind not in _KINDS or not 0 < self.port < 65_536:
            raise DescriptionError("it has an impossible address")
        if self.address.is_multicast or self.address.is_unspecified:
            raise DescriptionError("it has an impossible address")


@dataclass(frozen=True)
class Description:
    """How to connect to one peer.

    Attributes:
        ufrag: ICE user name fragment.
        password: ICE password.
        fingerprint: SHA-256 of the DTLS certificate.
        candidates: where it may be reached, 1 to 16, best first.

    Raises:
        DescriptionError: one of them is impossible.
    """

    ufrag: str
    password: str
    fingerprint: bytes
    candidates: tuple[Candidate, ...]

    def __post_init__(self) -> None:
        if not _UFRAG.fullmatch(self.ufrag) or not _PASSWORD.fullmatch(self.password):
            raise DescriptionError("its credentials are impossible")
        if len(self.fingerprint) != FINGERPRINT_BYTES or not 0 < len(self.candidates) <= MAX_CANDIDATES:
            raise DescriptionError("it has no address or no fingerprint")

    def to_sdp(self, kind: Literal["offer", "answer"]) -> str:
        """The session description that this stands for, as WebRTC takes it; the answering side is DTLS's client."""
        prints = ":".join(f"{byte:02X}" for byte in self.fingerprint)
        lines = [
            "v=0",
            "o=- 1 1 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=sctp-port:5000",
            "a=max-message-size:65536",
            *(_line_of(candidate, place) for place, candidate in enumerate(self.candidates)),
            # No "a=end-of-candidates": ICE would give up before we do.
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self.password}",
            f"a=fingerprint:sha-256 {prints}",
            f"a=setup:{'actpass' if kind == 'offer' else 'active'}",
        ]
        return "\r\n".join(lines) + "\r\n"

    def to_bytes(self) -> bytes:
        """As it travels."""
        parts = [bytes([VERSION]), self.fingerprint, bytes([len(self.candidates)])]
        for candidate in self.candidates:
            family = _IPV6 if candidate.address.version == 6 else 0
            parts.append(bytes([_KINDS.index(candidate.kind) | family]))
            parts.append(candidate.address.packed + candidate.port.to_bytes(2, "big"))
        parts.append(bytes([len(self.ufrag)]) + f"{self.ufrag}{self.password}".encode())
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what came, which may be anything.

        Raises:
            DescriptionError: it is no description, or one of another version.
        """
        if data[:1] != bytes([VERSION]):
            raise DescriptionError("it is of another version" if data else "it is empty")
        if len(data) < 2 + FINGERPRINT_BYTES or data[1 + FINGERPRINT_BYTES] > MAX_CANDIDATES:
            raise DescriptionError("it is cut off")
        place = 2 + FINGERPRINT_BYTES
        candidates = []
        for _ in range(data[place - 1]):
            head = data[place : place + 1]
            size = 16 if head and head[0] & _IPV6 else 4
            packed, port = data[place + 1 : place + 1 + size], data[place + 1 + size : place + 3 + size]
            if len(port) < 2 or head[0] & ~_IPV6 >= len(_KINDS):
                raise DescriptionError("it is cut off")
            candidates.append(Candidate(_KINDS[head[0] & ~_IPV6], ip_address(packed), int.from_bytes(port, "big")))
            place += 3 + size
        try:
            credentials = data[place + 1 :].decode("ascii")
        except UnicodeDecodeError:
            raise DescriptionError("its credentials are impossible") from None
        length = data[place] if place < len(data) else 0
        return cls(credentials[:length], credentials[length:], data[1 : 1 + FINGERPRINT_BYTES], tuple(candidates))

    @property
    def text(self) -> str:
        """As it travels inside JSON."""
        return b64encode(self.to_bytes()).decode()

    @classmethod
    def from_text(cls, text: object) -> Self:
        """Read what came inside JSON, which may be anything.

        Raises:
            DescriptionError: as ``from_bytes``.
        """
        if not isinstance(text, str) or len(text) > _MAX_TEXT:
            raise DescriptionError("it is no text, or too long")
        try:
            return cls.from_bytes(b64decode(text, validate=True))
        except ValueError as error:
            raise DescriptionError(str(error)) from error


def _line_of(candidate: Candidate, place: int) -> str:
    priority = (_PREFERENCES[candidate.kind] << 24) + ((65_535 - place) << 8) + 255
    # A candidate that is not a host's names the address behind it (RFC 8839, section 5.1); peers do not need it.
    related = "" if candidate.kind == "host" else " raddr 0.0.0.0 rport 9"
    # Nothing is known of which candidates share a network, so each has a foundation of its own.
    return (
        f"a=candidate:{place + 1} 1 udp {priority} {candidate.address} {candidate.port} typ {candidate.kind}{related}"
    )
