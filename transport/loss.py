"""How many of the peer's packets get lost on the way. No I/O: time is an argument."""

from __future__ import annotations

from collections import deque
from typing import Final

from transport.codec import SEQUENCES

_WINDOW_US: Final = 5_000_000
# After a silence this long the packets that are missing were cut off; that says nothing about the link as it is now.
_SILENCE_US: Final = 1_500_000
# Fewer packets than this say nothing.
_LEAST: Final = 8


def sequence_of(packet: bytes) -> int:
    """The sequence number of a packet that has been decoded (docs/wire-format.md, 3.1)."""
    return int.from_bytes(packet[1:4], "big") // SEQUENCES


class LossMeter:
    """Counts what is missing among the sequence numbers of the last seconds."""

    def __init__(self) -> None:
        self._came: deque[tuple[int, int]] = deque(maxlen=SEQUENCES // 64)

    def update(self, sequence: int, now_us: int) -> None:
        """A packet with this number, modulo 65,536, has come."""
        came = self._came
        if came and now_us - came[-1][0] > _SILENCE_US:
            came.clear()
        if came:
            newest = came[-1][1]
            ahead = (sequence - newest) % SEQUENCES
            sequence = newest + (ahead if ahead < SEQUENCES // 2 else ahead - SEQUENCES)
        came.append((now_us, sequence))

    def share(self, now_us: int) -> float:
        """The share of the packets that did not come, 0 to 1; 0 as long as there are too few to tell."""
        while self._came and self._came[0][0] < now_us - _WINDOW_US:
            self._came.popleft()
        numbers = {number for _, number in self._came}
        if len(numbers) < _LEAST:
            return 0.0
        return 1.0 - len(numbers) / (max(numbers) - min(numbers) + 1)
