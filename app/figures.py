"""The figures of a call: how fast, how late, how many bits. Pure functions of what was counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

# Half an hour of pictures; a longer call is judged by its last half hour.
MAX_SAMPLES: Final = 100_000


@dataclass(frozen=True)
class Spread:
    """Median and 95th percentile; None where there was nothing to measure."""

    p50: float | None
    p95: float | None

    @classmethod
    def of_us(cls, samples_us: Sequence[int]) -> Spread:
        """The spread in milliseconds of samples in microseconds."""
        if not len(samples_us):
            return cls(None, None)
        p50, p95 = np.percentile(np.asarray(samples_us, np.float64) / 1000.0, [50, 95])
        return cls(round(float(p50), 2), round(float(p95), 2))


@dataclass(frozen=True)
class CallFigures:
    """The figures that `handline demo --json` writes; field names are the keys.

    Attributes:
        frames_captured: frames that the camera gave while the call was connected.
        poses_sent: poses that left in packets.
        poses_shown: captured poses of which at least one picture was drawn (see `ShownLog`).
        detect_ms: time in the detector, for one frame.
        glass_to_glass_ms: from the capture of what is drawn to its picture being on the screen.
        payload_kbit_s: our packets alone, sender to receiver.
        wire_kbit_s: the same with the headers of IP, UDP, DTLS and SCTP, and the acknowledgements of SCTP.
        packets_s: pose packets a second.
        connect_ms: from both sides having proven that they know the code to open data channels.
        stale_poses: poses that arrived too late to be drawn.
    """

    frames_captured: int
    poses_sent: int
    poses_shown: int
    detect_ms: Spread
    glass_to_glass_ms: Spread
    payload_kbit_s: float
    wire_kbit_s: float
    packets_s: float
    connect_ms: float | None
    stale_poses: int


class ShownLog:
    """What the receiving side has drawn.

    A drawn picture shows the moment between two captured poses; the earlier of the two counts as shown.
    """

    def __init__(self) -> None:
        self._pictures = 0
        self._shown = 0
        self._last_us: int | None = None
        self._delays_us: deque[int] = deque(maxlen=MAX_SAMPLES)

    def drawn(self, source_us: int, captured_us: int | None, drawn_us: int) -> None:
        """Note one drawn picture.

        Args:
            source_us: capture time (sender's clock) of the captured pose at or just before the moment it shows.
            captured_us: the moment that it shows, in this machine's clock; None if that is not known yet.
            drawn_us: when the picture was on the screen, in this machine's clock.
        """
        self._pictures += 1
        # Poses are played in order, so a new one is one that was not the last.
        if source_us != self._last_us:
            self._shown += 1
            self._last_us = source_us
        if captured_us is not None:
            self._delays_us.append(drawn_us - captured_us)

    @property
    def pictures(self) -> int:
        """How many pictures were drawn."""
        return self._pictures

    @property
    def shown(self) -> int:
        """How many different captured poses were shown."""
        return self._shown

    @property
    def delays_us(self) -> tuple[int, ...]:
        """Glass-to-glass delay of each drawn picture, oldest first, at most the last `MAX_SAMPLES`."""
        return tuple(self._delays_us)

    def recent_delay_ms(self, pictures: int = 60) -> float | None:
        """Median delay of the last drawn pictures, for the live display."""
        newest = islice(reversed(self._delays_us), pictures)
        return Spread.of_us(list(newest)).p50
