"""Whether both sides hear each other, how far away the peer is, and what its clock says. No I/O: time is an argument.

Half a connection is none: a side that hears nothing, or whose poses nobody acknowledges, says so in its pings, and who
reads that knows as much as if nothing had been heard here either. So where one side counts the other as lost, the other
either reads it or hears nothing and finds out by itself; both say it once a second until all is well.

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
# So soon after both heard each other again, a side may still read what was said while they did not. What is still so is
# said again every second.
_NEWLY_US: Final = 1_500_000
# The clocks are compared when so many exchanges took hardly longer than the quickest. Where there are fewer, pings or
# answers may have been lost and said again, and the offset is wrong by half of what that took.
_ALIKE: Final = 3
_SLACK_US: Final = 10_000
_MORE_PINGS: Final = 10
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
        dead_us: time without the peer after which the call is given up: so long a connection is looked for.
    """

    ping_us: int = 1_000_000
    lively_ping_us: int = 5_000_000
    first_pings: int = 6
    first_ping_us: int = 150_000
    lost_us: int = 2_500_000
    dead_us: int = 300_000_000


@dataclass(frozen=True)
class Lost:
    """Nothing has come from the peer for a while, or it does not hear this side."""

    silent_us: int


@dataclass(frozen=True)
class Back:
    """Both hear each other again after ``Lost``."""


@dataclass(frozen=True)
class Dead:
    """The peer has been lost for so long that the call is over."""


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
        self._gone = self._unheard = self._missed = False
        self._misses = self._lost = False
        self._lost_since_us = now_us
        self._changed_us = now_us - _NEWLY_US
        self._reached_us: int | None = None
        self._over = False
        self._exchanges: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)
        self._quickest: tuple[int, int] | None = None
        self._unsure = False
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
        """Whether the two sides do not hear each other at the moment."""
        return self._lost

    @property
    def reached_us(self) -> int | None:
        """When the newest ping that the peer has answered left: then at the latest it heard this side."""
        return self._reached_us

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
        """Anything at all came from the peer over the connection that is used."""
        self._heard_us = max(self._heard_us, now_us)
        self._settle(now_us)

    def cut(self, now_us: int) -> None:
        """The connection is gone: no need to wait for silence, and nothing but another one helps."""
        self._gone = True
        self._settle(now_us)

    def doubt(self, now_us: int) -> None:
        """Believe nothing before something is heard: this machine has slept, whatever its clock says."""
        self._heard_us = min(self._heard_us, now_us - self._timing.lost_us)
        self._settle(now_us)

    def taken(self, now_us: int) -> None:
        """Another connection, which is open, is used from now on."""
        self._gone = self._unheard = self._missed = False
        self.heard(now_us)

    def _settle(self, now_us: int) -> None:
        if self._over:
            return
        silent_us = now_us - self._heard_us
        misses = self._gone or self._unheard or silent_us >= self._timing.lost_us
        if misses != self._misses:
            self._misses = misses
            self._ping(now_us)
        lost = misses or self._missed
        if lost == self._lost:
            return
        self._lost = lost
        self._lost_since_us = self._heard_us
        self._events.append(Lost(max(silent_us, 0)) if lost else Back())
        self._changed_us = now_us
        if not lost:
            # One of the clocks may have stood still meanwhile, as when a laptop sleeps: they are compared anew.
            self._exchanges.clear()
            self._quickest, self._pings = None, 0

    def receive(self, message: str, now_us: int) -> dict[str, Any] | None:
        """A message came on the control channel; malformed ones are ignored.

        Returns:
            The message, if it is none of the link's own: its ``type`` is a text.
        """
        content = _parse(message)
        kind = content.get("type")
        if kind in ("ping", "pong"):
            self._peer_loss = _share(content.get("lost"), self._peer_loss)
            newly_back = not self._lost and now_us < self._changed_us + _NEWLY_US
            self._missed = content.get("misses") is True and not newly_back
        self.heard(now_us)
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
            unheard: whether what is sent seems not to arrive, whatever comes from the peer.
        """
        if self._over:
            return
        self._unheard = unheard
        self._settle(now_us)
        if self._lost and now_us - self._lost_since_us >= self._timing.dead_us:
            self._over = True
            self._events.append(Dead())
        elif now_us - self._pinged_us >= self._ping_interval_us(now_us - self._heard_us):
            self._ping(now_us)

    def _ping_interval_us(self, silent_us: int) -> int:
        if self._pings < self._timing.first_pings:
            return self._timing.first_ping_us
        lively = silent_us < _LIVELY_US and not self._hurries
        return self._timing.lively_ping_us if lively else self._timing.ping_us

    @property
    def _hurries(self) -> bool:
        """Whether pings leave every second although poses come."""
        return self._lost or (self._unsure and self._pings < self._timing.first_pings + _MORE_PINGS)

    def due_us(self) -> int | None:
        """When ``poll`` has something to do, if nothing comes before; None once it is over."""
        if self._over:
            return None
        timing, pinged_us = self._timing, self._pinged_us
        if self._pings < timing.first_pings:
            ping_us = pinged_us + timing.first_ping_us
        elif self._hurries:
            ping_us = pinged_us + timing.ping_us
        else:
            ping_us = min(
                pinged_us + timing.lively_ping_us, max(pinged_us + timing.ping_us, self._heard_us + _LIVELY_US)
            )
        lost_us = self._lost_since_us + timing.dead_us if self._lost else self._heard_us + timing.lost_us
        return min(ping_us, lost_us)

    def _ping(self, now_us: int) -> None:
        self._pinged_us = now_us
        self._pings += 1
        self._say(type="ping", sent_us=now_us)

    def _say(self, **content: object) -> None:
        content["lost"] = self._loss
        if self._misses:
            content["misses"] = True
        self._outgoing.append(json.dumps(content, separators=(",", ":")))

    def _answer(self, content: dict[str, Any], now_us: int) -> None:
        sent_us = _time(content.get("sent_us"))
        # One pong a ping, and never more than a few at once, whatever the peer does.
        if sent_us is not None and len(self._outgoing) < _REMEMBERED:
            self._say(type="pong", sent_us=sent_us, at_us=now_us)

    def _measure(self, content: dict[str, Any], now_us: int) -> None:
        sent_us, at_us = _time(content.get("sent_us")), _time(content.get("at_us"))
        if sent_us is None or at_us is None:
            return
        rtt_us = now_us - sent_us
        if 0 <= rtt_us <= self._timing.dead_us:
            self._reached_us = max(self._reached_us or 0, sent_us)
            # The answer is given at once, so the peer's clock showed at_us half-way through the round trip.
            self._exchanges.append((rtt_us, at_us - (sent_us + now_us) // 2))
            # Asked for with every picture.
            self._quickest = least = min(self._exchanges)
            self._unsure = sum(rtt <= least[0] * 5 // 4 + _SLACK_US for rtt, _ in self._exchanges) < _ALIKE
