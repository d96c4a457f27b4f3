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
NARROW: Final = Rate(10.0, 2)
# The share of lost packets at which each pose gets a packet of its own, and at which that ends.
_LOSSY: Final = 0.12
_SOUND: Final = 0.06
# How much longer than usual acknowledgements take on a link that is too narrow, and on one that no longer is.
_WAITING_US: Final = 300_000
_FLOWING_US: Final = 120_000
_RECENT_US: Final = 1_500_000
_USUAL_US: Final = 60_000_000
_PATIENCE_US: Final = 10_000_000


class RateControl:
    """Decides the rate of one direction.

    Args:
        usual: the rate of somebody who signs on a good link; no other one has more poses a second.
    """

    def __init__(self, usual: Rate) -> None:
        self._usual = usual
        single = Rate(usual.packets_s * usual.poses_per_packet, 1)
        self._lossy_rate = single if usual.poses_per_packet > 1 else usual
        self._narrow_rate = NARROW if NARROW.packets_s < usual.packets_s else usual
        self._idle_rate = IDLE if IDLE.packets_s < usual.packets_s else usual
        self._recent: deque[tuple[int, int]] = deque(maxlen=64)
        self._least: deque[tuple[int, int]] = deque()
        self._lossy = False
        self._narrow_until_us: int | None = None

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
        if blocked or waiting_us > _WAITING_US:
            self._narrow_until_us = now_us + _PATIENCE_US
        elif self._narrow_until_us is not None and now_us > self._narrow_until_us and waiting_us < _FLOWING_US:
            self._narrow_until_us = None
        if not signs:
            return self._idle_rate
        if self._narrow_until_us is not None:
            return self._narrow_rate
        return self._lossy_rate if self._lossy else self._usual

    def _waiting_us(self, now_us: int) -> int:
        took = [took for at, took in self._recent if at > now_us - _RECENT_US]
        # One quick acknowledgement proves that nothing waits.
        return min(took) - self._least[0][1] if took else 0
