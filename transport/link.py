"""Whether the peer is still there, how far away it is, and what its clock says. No I/O: time is an argument.

Both sides send pings and answer them with pongs on the control channel; a hang-up says goodbye there. Round-trip
time and clock offset are measured as NTP does (RFC 5905, section 8): of the last exchanges the quickest is believed,
because the others waited somewhere.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from transport.control import REASONS

MAX_MESSAGE: Final = 512
_OWN: Final = ("ping", "pong", "bye")
_MAX_TIME_US: Final = 1 << 62
_REMEMBERED: Final = 16
# Poses come if something came so recently: of a signer at rest there are two a second.
_LIVELY_US: Final = 1_200_000


@dataclass(frozen=True)
class LinkTiming:
    """When the link does what, in microseconds.

    Attributes:
        ping_us: between pings while nothing else comes from the peer.
        lively_ping_us: between pings while poses come: those prove that the peer is there, and cost enough.
        first_pings: so many pings go out faster, so that the clock offset is known at once.
        first_ping_us: between those.
        lost_us: silence after which the peer counts as lost.
        dead_us: silence after which the call is given up: so long a connection is looked for.
    """

    ping_us: int = 1_000_000
    lively_ping_us: int = 5_000_000
    first_pings: int = 6
    first_ping_us: int = 150_000
    lost_us: int = 2_500_000
    dead_us: int = 300_000_000


@dataclass(frozen=True)
class Lost:
    """Nothing has come from the peer for a while."""

    silent_us: int


@dataclass(frozen=True)
class Back:
    """Something came from the peer again after ``Lost``."""


@dataclass(frozen=True)
class Dead:
    """The peer has been silent for so long that the call is over."""


@dataclass(frozen=True)
class Goodbye:
    """The peer hung up.

    Attributes:
        reason: a key of ``transport.control.REASONS``.
    """

    reason: str = ""


LinkEvent = Lost | Back | Dead | Goodbye


def goodbye(reason: str = "") -> str:
    """The message that hangs up.

    Args:
        reason: a key of ``transport.control.REASONS``.
    """
    return json.dumps({"type": "bye"} | ({"reason": reason} if reason else {}), separators=(",", ":"))


def control_message(kind: str, **fields: object) -> str:
    """A message for the control channel.

    Raises:
        ValueError: it is one of the link's own, too long, or cannot be written as JSON.
    """
    try:
        message = json.dumps({"type": kind, **fields}, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(f"the control message {kind!r} cannot be written as JSON") from error
    if kind in _OWN or len(message) > MAX_MESSAGE:
        raise ValueError(f"the control message {kind!r:.40} is the link's own, or longer than {MAX_MESSAGE} characters")
    return message


def _parse(message: str) -> dict[str, Any]:
    """A control message as a dictionary; empty if it is none. A peer cannot do harm here, whatever it sends."""
    if len(message) > MAX_MESSAGE:
        return {}
    try:
        parsed = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _time(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < _MAX_TIME_US else None


def _share(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else otherwise


class Link:
    """The state of the link to the peer.

    Args:
        now_us: local monotonic clock, microseconds, at the moment the control channel opened.
        timing: when what is done.
    """

    def __init__(self, now_us: int, timing: LinkTiming | None = None) -> None:
        self._timing = timing or LinkTiming()
        self._heard_us = now_us
        self._pinged_us = now_us - self._timing.ping_us
        self._pings = 0
        self._lost = False
        self._unheard = False
        self._over = False
        self._exchanges: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)
        self._quickest: tuple[int, int] | None = None
        self._loss = 0.0
        self._peer_loss = 0.0
        self._outgoing: list[str] = []
        self._events: list[LinkEvent] = []

    @property
    def rtt_us(self) -> int | None:
        """Round-trip time of the last exchange."""
        return self._exchanges[-1][0] if self._exchanges else None

    @property
    def least_rtt_us(self) -> int | None:
        """Round-trip time of the quickest of the last exchanges."""
        return None if self._quickest is None else self._quickest[0]

    @property
    def offset_us(self) -> int | None:
        """The peer's clock minus ours, wrong by at most half the quickest round trip."""
        return None if self._quickest is None else self._quickest[1]

    @property
    def peer_loss(self) -> float:
        """The share of our packets that the peer misses, as it said last."""
        return self._peer_loss

    def report_loss(self, share: float) -> None:
        """What share of the peer's packets is missing here: it is told with the next ping or pong."""
        self._loss = round(share, 3)

    @property
    def lost(self) -> bool:
        """Whether the peer is silent at the moment."""
        return self._lost

    @property
    def over(self) -> bool:
        """Whether the peer has hung up or been given up."""
        return self._over

    def outgoing(self) -> list[str]:
        """Messages to send on the control channel now."""
        messages, self._outgoing = self._outgoing, []
        return messages

    def events(self) -> list[LinkEvent]:
        """What has happened since the last call of this."""
        events, self._events = self._events, []
        return events

    def heard(self, now_us: int) -> None:
        """Anything at all came from the peer."""
        self._heard_us = max(self._heard_us, now_us)
        if not self._unheard:
            self._come_back()

    def _come_back(self) -> None:
        if self._lost and not self._over:
            self._lost = False
            self._events.append(Back())

    def cut(self, now_us: int) -> None:
        """The connection is gone: no need to wait for silence."""
        if not self._lost and not self._over:
            self._lost = True
            self._events.append(Lost(max(now_us - self._heard_us, 0)))

    def receive(self, message: str, now_us: int) -> dict[str, Any] | None:
        """A message came on the control channel; malformed ones are ignored.

        Returns:
            The message, if it is none of the link's own: its ``type`` is a text.
        """
        self.heard(now_us)
        content = _parse(message)
        kind = content.get("type")
        if kind in ("ping", "pong"):
            self._peer_loss = _share(content.get("lost"), self._peer_loss)
        if kind == "ping":
            self._answer(content, now_us)
        elif kind == "pong":
            self._measure(content, now_us)
        elif kind == "bye" and not self._over:
            self._over = True
            reason = content.get("reason")
            self._events.append(Goodbye(reason if isinstance(reason, str) and reason in REASONS else ""))
        return content if isinstance(kind, str) and kind not in _OWN else None

    def poll(self, now_us: int, *, unheard: bool = False) -> None:
        """Let time pass; to be called whenever it is ``due_us``.

        Args:
            now_us: local monotonic clock, microseconds.
            unheard: whether what is sent seems not to arrive, whatever comes from the peer: half a connection is none.
        """
        if self._over:
            return
        if unheard:
            self.cut(now_us)
        elif self._unheard:
            self._come_back()
        self._unheard = unheard
        silent_us = now_us - self._heard_us
        if silent_us >= self._timing.dead_us:
            self._over = True
            self._events.append(Dead())
            return
        if silent_us >= self._timing.lost_us and not self._lost:
            self._lost = True
            self._events.append(Lost(silent_us))
        if now_us - self._pinged_us >= self._ping_interval_us(silent_us):
            self._pinged_us = now_us
            self._pings += 1
            self._say(type="ping", sent_us=now_us, lost=self._loss)

    def _ping_interval_us(self, silent_us: int) -> int:
        if self._pings < self._timing.first_pings:
            return self._timing.first_ping_us
        return self._timing.lively_ping_us if silent_us < _LIVELY_US else self._timing.ping_us

    def due_us(self) -> int | None:
        """When ``poll`` has something to do, if nothing comes before; None once it is over."""
        if self._over:
            return None
        timing, pinged_us = self._timing, self._pinged_us
        if self._pings < timing.first_pings:
            ping_us = pinged_us + timing.first_ping_us
        else:
            ping_us = min(
                pinged_us + timing.lively_ping_us, max(pinged_us + timing.ping_us, self._heard_us + _LIVELY_US)
            )
        silent_us = self._heard_us + (timing.dead_us if self._lost else timing.lost_us)
        return min(ping_us, silent_us)

    def _say(self, **content: object) -> None:
        self._outgoing.append(json.dumps(content, separators=(",", ":")))

    def _answer(self, content: dict[str, Any], now_us: int) -> None:
        sent_us = _time(content.get("sent_us"))
        # One pong a ping, and never more than a few at once, whatever the peer does.
        if sent_us is not None and len(self._outgoing) < _REMEMBERED:
            self._say(type="pong", sent_us=sent_us, at_us=now_us, lost=self._loss)

    def _measure(self, content: dict[str, Any], now_us: int) -> None:
        sent_us, at_us = _time(content.get("sent_us")), _time(content.get("at_us"))
        if sent_us is None or at_us is None:
            return
        rtt_us = now_us - sent_us
        if 0 <= rtt_us <= self._timing.dead_us:
            # The answer is given at once, so the peer's clock showed at_us half-way through the round trip.
            self._exchanges.append((rtt_us, at_us - (sent_us + now_us) // 2))
            # Asked for with every picture.
            self._quickest = min(self._exchanges)
