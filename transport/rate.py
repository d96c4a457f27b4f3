"""How many packets leave, with how many poses each: what the signer does and what the link bears. Pure.

Loss alone does not call for fewer packets: headers are most of the bytes, and what then gets lost in a row halts the
avatar for longer. A link that is too narrow shows otherwise: packets wait, so that acknowledgements take longer.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Rate:
    """Packets a second, at most, and poses in each."""

    packets_s: float
    poses_per_packet: int


IDLE: Final = Rate(2.0, 1)
# Until the first acknowledgement all packets are keyframes, which a narrow link takes half a second for.
OPENING: Final = Rate(2.5, 1)
# For links that are too narrow for the usual rate, the wider ones first: fewer headers, then fewer poses.
NARROW: Final = (Rate(10.0, 2), Rate(6.0, 3), Rate(4.0, 3))
# While very much waits in front of such a link.
DRAINING: Final = Rate(4.0, 1)
# The share of lost packets at which each pose gets a packet of its own, and at which that ends.
_LOSSY: Final = 0.12
_SOUND: Final = 0.06
# How much longer than usual acknowledgements take on a link that is too narrow, when very much waits there, and on one
# that no longer is.
_WAITING_US: Final = 200_000
_FULL_US: Final = 400_000
_FLOWING_US: Final = 120_000
# An acknowledgement waits so long for a packet to travel with, from whoever signs.
_ACK_WAITS_US: Final = 70_000
# Fewer acknowledgements than this tell nothing: one that is late may come instead of one that was lost.
_LEAST_TOLD: Final = 2
_RECENT_US: Final = 1_500_000
# At a new rate, what was sent before has to be gone before that rate can be judged.
_JUDGE_US: Final = 1_000_000
_USUAL_US: Final = 60_000_000
# How long a link that was too narrow must have been quiet before more is tried; twice as long after each failure.
_PATIENCE_US: Final = 10_000_000
_MOST_PATIENCE_US: Final = 80_000_000


class RateControl:
    """Decides the rate of one direction.

    Args:
        usual: the rate of somebody who signs on a good link; no other one has more poses a second.

    Attributes:
        answered: whether any packet has been acknowledged; to be set by the owner.
    """

    def __init__(self, usual: Rate) -> None:
        self._usual = usual
        single = Rate(usual.packets_s * usual.poses_per_packet, 1)
        self._lossy_rate = single if usual.poses_per_packet > 1 else usual
        self._narrow = [
            rate
            for rate in NARROW
            if rate.packets_s < usual.packets_s
            and rate.packets_s * rate.poses_per_packet <= usual.packets_s * usual.poses_per_packet
        ]
        self._idle_rate = IDLE if IDLE.packets_s < usual.packets_s else usual
        self._recent: deque[tuple[int, int]] = deque(maxlen=64)
        self._least: deque[tuple[int, int]] = deque()
        self.answered = False
        self._lossy = False
        self._rtt_us: int | None = None
        self._level = 0  # 0: wide enough, otherwise which of the narrow rates, from 1
        self._judged_us = 0
        self._quiet_since_us = 0
        self._patience_us = _PATIENCE_US

    def round_trip(self, rtt_us: int) -> None:
        """How long a small message and its answer took at least: acknowledgements take little longer at best."""
        self._rtt_us = rtt_us

    def acknowledged(self, took_us: int, now_us: int) -> None:
        """A packet was acknowledged for the first time, this long after it left."""
        self._recent.append((now_us, took_us))
        while self._least and self._least[-1][1] >= took_us:
            self._least.pop()
        self._least.append((now_us, took_us))
        while self._least[0][0] < now_us - _USUAL_US:
            self._least.popleft()

    def update(self, now_us: int, *, signs: bool, loss: float, blocked: bool) -> Rate:
        """The rate from now on.

        Args:
            now_us: local monotonic clock.
            signs: whether the signer moves; see ``transport.activity``.
            loss: share of our packets that the peer misses, as it says.
            blocked: whether a packet was just dropped because those before it have not left.
        """
        self._lossy = loss > (_SOUND if self._lossy else _LOSSY)
        waiting_us = self._waiting_us(now_us)
        self._find_level(now_us, waiting_us, crowded=blocked or waiting_us > _WAITING_US)
        if not signs:
            return self._idle_rate
        if not self.answered and self._usual.packets_s > OPENING.packets_s:
            return OPENING
        if self._level and self._narrow:
            return DRAINING if waiting_us > _FULL_US else self._narrow[self._level - 1]
        return self._lossy_rate if self._lossy else self._usual

    def _find_level(self, now_us: int, waiting_us: int, *, crowded: bool) -> None:
        if crowded:
            if now_us >= self._judged_us:
                if self._level:
                    self._patience_us = min(2 * self._patience_us, _MOST_PATIENCE_US)
                self._level = min(self._level + 1, len(self._narrow))
                self._judged_us = now_us + waiting_us + _JUDGE_US
            self._quiet_since_us = now_us
        elif waiting_us >= _FLOWING_US:
            self._quiet_since_us = now_us
        elif self._level and now_us > self._quiet_since_us + self._patience_us:
            self._level -= 1
            self._quiet_since_us = now_us

    def _waiting_us(self, now_us: int) -> int:
        recent = self._recent
        while recent and recent[0][0] <= now_us - _RECENT_US:
            recent.popleft()
        # One quick acknowledgement proves that nothing waits.
        if len(recent) < _LEAST_TOLD:
            return 0
        usual_us = self._least[0][1]
        if self._rtt_us is not None:
            usual_us = min(usual_us, self._rtt_us + _ACK_WAITS_US)
        return min(took for _, took in recent) - usual_us
