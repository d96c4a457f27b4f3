"""What a bad link does to packets, one direction of it. No I/O: time is an argument, and chance comes from a seed."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Shape:
    """How bad a link is, one way.

    Attributes:
        delay_ms: time on the way.
        jitter_ms: each packet takes up to this much longer or shorter, evenly distributed; so packets overtake each
            other (as with ``netem delay DELAY JITTER``).
        loss: share of packets that vanish, each independently of the others, 0 to 1.
        kbit_s: rate of the bottleneck; None for no limit.
        queue_ms: a packet that would wait longer than this in front of the bottleneck is dropped.
    """

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    loss: float = 0.0
    kbit_s: float | None = None
    queue_ms: float = 200.0

    def __post_init__(self) -> None:
        if not (0 <= self.jitter_ms <= self.delay_ms <= 60_000 and 0 <= self.loss <= 1 and self.queue_ms >= 0):
            raise ValueError(f"{self} is no link: jitter lies between 0 and the delay, loss between 0 and 1")
        if self.kbit_s is not None and self.kbit_s <= 0:
            raise ValueError(f"{self} is no link: its rate is not above 0")


@dataclass(frozen=True)
class Count:
    """Packets given to one direction of a link.

    Attributes:
        packets: how many were sent into it.
        octets: their bytes.
        lost: how many of them did not arrive: by chance, in an outage, or because the queue was full.
    """

    packets: int = 0
    octets: int = 0
    lost: int = 0


class OneWay(Generic[T]):
    """One direction of a link.

    Args:
        shape: how bad it is.
        seed: of its chance.

    Attributes:
        shape: may be changed at any time; holds for packets sent from then on.
        cut: whether nothing gets through at the moment.
    """

    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape = shape
        self.cut = False
        self._random = Random(seed)
        self._way: list[tuple[int, int, T]] = []
        self._free_us = 0
        self._count = Count()

    @property
    def count(self) -> Count:
        """What has been sent so far."""
        return self._count

    def send(self, packet: T, size: int, now_us: int) -> None:
        """Put a packet of so many bytes on the way; it may never arrive."""
        arrival_us = self._arrival_us(size, now_us)
        number = self._count.packets
        self._count = replace(self._count, packets=number + 1, octets=self._count.octets + size)
        if arrival_us is None:
            self._count = replace(self._count, lost=self._count.lost + 1)
        else:
            heapq.heappush(self._way, (arrival_us, number, packet))

    def due_us(self) -> int | None:
        """When the next packet arrives; None while none is on the way."""
        return self._way[0][0] if self._way else None

    def arrived(self, now_us: int) -> list[T]:
        """The packets that have arrived by now, in the order of their arrival."""
        packets = []
        while self._way and self._way[0][0] <= now_us:
            packets.append(heapq.heappop(self._way)[2])
        return packets

    def _arrival_us(self, size: int, now_us: int) -> int | None:
        shape = self.shape
        # Chance is drawn for every packet, so that an outage or a full queue does not change what happens to the rest.
        loses = self._random.random() < shape.loss
        wanders_ms = self._random.uniform(-shape.jitter_ms, shape.jitter_ms)
        if self.cut:
            return None
        leaves_us = float(now_us)
        if shape.kbit_s is not None:
            leaves_us = max(leaves_us, self._free_us)
            if leaves_us - now_us > shape.queue_ms * 1000:
                return None
            leaves_us += size * 8000 / shape.kbit_s
            self._free_us = round(leaves_us)
        return None if loses else round(leaves_us + (shape.delay_ms + wanders_ms) * 1000)
