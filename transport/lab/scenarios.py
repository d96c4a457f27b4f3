"""What `handline bench transport` does: real calls between two processes, over one bad network after the other."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from transport.lab.badnet import ANSWERER
from transport.lab.figures import Log, delays_ms, first_fresh_s, largest_gap_ms, stale_looks
from transport.lab.hub import LabError
from transport.lab.player import Part
from transport.lab.rig import PEERS, CallFailedError, Report, Rig
from transport.lab.shaping import Shape
from transport.lab.table import BYTES, CONNECT, DELAY, LOSS, OUTAGE, Row

# Clocks are compared and the jitter buffer knows the path after this long.
_SETTLE_S: Final = 4.0
# The codec and the signing-activity measure take longer to notice that nobody signs.
_IDLE_SETTLE_S: Final = 8.0
_BYTES_S: Final = 15.0
_DELAY_S: Final = 20.0
_LOSS_S: Final = 20.0
_PACKET_MS: Final = 1000 / 30
# For delays the poses are looked at so often that the display's own rate is not part of the figure.
_FINE_LOOKS_S: Final = 250.0
_LOSSES: Final = (0, 5, 10, 20, 30)
_OUTAGES_S: Final = (2, 10, 20, 60)
_AFTER_OUTAGE_S: Final = 4.0
# How long a call may take to come back before it counts as lost.
_GIVE_UP_S: Final = 20.0
# A pose is stale if what it shows was longer ago than this when it is shown.
_STALE_MS: Final = 500


@dataclass(frozen=True)
class Bench:
    """Measures on one rig.

    Attributes:
        rig: entered.
        progress: told what is being done.
    """

    rig: Rig
    progress: Callable[[str], None]

    def run(self, parts: Iterable[str]) -> Iterator[Row]:
        """The rows of some parts, in their order.

        Raises:
            LabError: a process of the laboratory fell over.
        """
        makers = {
            CONNECT: self.connect,
            BYTES: self.wire_bytes,
            DELAY: self.delay,
            LOSS: self.loss,
            OUTAGE: self.outage,
        }
        for part, rows in makers.items():
            if part in parts:
                yield from rows()

    def connect(self) -> Iterator[Row]:
        """From the code's being typed in to open channels."""
        # What chance does differs from call to call: more calls are needed for a median that another run finds too.
        for name, shape, calls, at_most in (
            ("100 ms RTT", Shape(delay_ms=50), 5, 1.0),
            ("100 ms RTT, 10 % loss", Shape(delay_ms=50, loss=0.1), 11, 2.5),
        ):
            self.rig.network.shape(shape)
            taken: list[float] = []
            for number in range(calls):
                self.progress(f"connecting, {name}, {number + 1} of {calls}")
                try:
                    taken.append(self.rig.connect())
                except CallFailedError:
                    taken.append(math.inf)
                self.rig.hang_up()
            typical = median(taken)
            each = " ".join(f"{seconds:.2f}" for seconds in sorted(taken))
            measured = typical if math.isfinite(typical) else None
            yield Row(CONNECT, "code to open channel", name, measured, "s", at_most, f"median of {each}")

    def wire_bytes(self) -> Iterator[Row]:
        """All that leaves a host, with every header, and the processor's share."""
        self.progress("counting bytes, 15 packets a second")
        yield from self._count(Part(), _SETTLE_S, "15 packets/s", 25.0)
        self.progress("counting bytes, 10 packets a second")
        yield from self._count(Part(config={"packets_s": 10.0}), _SETTLE_S, "10 packets/s", 20.0)
        self.progress("counting bytes, nobody signs")
        yield from self._count(Part(still=True), _IDLE_SETTLE_S, "nobody signs", 5.0)

    def _count(self, part: Part, settle_s: float, what: str, at_most: float) -> Iterator[Row]:
        self._begin(part, Shape(delay_ms=50), settle_s)
        before, counts = self.rig.report(), self.rig.network.counts()
        time.sleep(_BYTES_S)
        after, later = self.rig.report(), self.rig.network.counts()
        self.rig.hang_up()
        wire, payload, cpu, whole = 0.0, 0.0, 0.0, 0.0
        for peer in PEERS:
            passed_s = (after[peer].us - before[peer].us) / 1e6
            octets = sum(later[pair].octets - counts[pair].octets for pair in counts if pair[0] == peer)
            wire = max(wire, octets * 8 / 1000 / passed_s)
            sent = after[peer].stats["payload_bytes"] - before[peer].stats["payload_bytes"]
            payload = max(payload, sent * 8 / 1000 / passed_s)
            busy_s, playing_s = (after[peer].cpu_s - before[peer].cpu_s), after[peer].playing_s - before[peer].playing_s
            cpu = max(cpu, (busy_s - playing_s) / passed_s * 100)
            whole = max(whole, busy_s / passed_s * 100)
        name, note = "100 ms RTT", "the busier direction"
        yield Row(BYTES, f"on the wire, {what}", name, wire, "kbit/s", at_most, f"{note}, mailbox included")
        yield Row(BYTES, f"payload, {what}", name, payload, "kbit/s", None, note)
        wanted = None if part.still else 6.0
        note = f"sending and receiving, the busier peer; {whole:.3g} % with playing the recording and waking up to look"
        yield Row(BYTES, f"processor, {what}", name, cpu, "% of a core", wanted, note)

    def delay(self) -> Iterator[Row]:
        """What sending adds to the path's own delay."""
        for percent in (0, 20):
            shape, name = Shape(delay_ms=100, loss=percent / 100), f"100 ms one way, {percent} % loss"
            self.progress(f"timing poses, {name}")
            reports = self._watch(Part(looks_s=_FINE_LOOKS_S), shape, _DELAY_S)
            added = [delays_ms(r.shown) - shape.delay_ms - _PACKET_MS for r in reports.values()]
            p50, p99 = (max(float(np.percentile(a, q)) for a in added) for q in (50, 99))
            yield Row(DELAY, "added delay, p99", name, p99, "ms", 15.0, f"p50 {p50:.1f}; the slower direction")

    def loss(self) -> Iterator[Row]:
        """How long the avatar stands still."""
        for percent in _LOSSES:
            shape = Shape(delay_ms=100, jitter_ms=30, loss=percent / 100)
            name = f"100 ms one way, 30 ms jitter, {percent} % loss"
            self.progress(f"looking for gaps, {name}")
            reports = self._watch(Part(), shape, _LOSS_S)
            gap = max(largest_gap_ms(r.shown, r.us - round(_LOSS_S * 1e6), r.us) for r in reports.values())
            p50 = max(float(np.median(delays_ms(r.shown))) for r in reports.values())
            wanted = 300.0 if percent <= 20 else 1000.0
            note = f"in {_LOSS_S:.0f} s and two directions; delay p50 {p50:.0f} ms"
            yield Row(LOSS, "largest gap between shown poses", name, gap, "ms", wanted, note)

    def outage(self) -> Iterator[Row]:
        """What happens when the answering side has no network for a while."""
        shape = Shape(delay_ms=50)
        for seconds in _OUTAGES_S:
            self.progress(f"taking the network away for {seconds} s")
            self._begin(Part(), shape, _SETTLE_S)
            begun_us = self.rig.network.cut(ANSWERER)
            time.sleep(seconds)
            back_us = self.rig.network.mend(ANSWERER)
            logs = self._until_back(back_us, _oldest_us(shape))
            self.rig.hang_up()
            yield from _outage_rows(seconds, begun_us, back_us, logs, _oldest_us(shape))

    def _until_back(self, back_us: int, oldest_us: int) -> dict[str, Log]:
        logs: dict[str, Log] = {peer: np.zeros((0, 3), np.int64) for peer in PEERS}
        deadline = time.monotonic() + _GIVE_UP_S
        while time.monotonic() < deadline:
            time.sleep(_AFTER_OUTAGE_S)
            for peer, report in self.rig.report().items():
                logs[peer] = np.concatenate([logs[peer], report.shown])
            if all(first_fresh_s(log, back_us, oldest_us) is not None for log in logs.values()):
                break
        return logs

    def _begin(self, part: Part, shape: Shape, settle_s: float) -> None:
        # Whether a call comes about over a bad link is another part's question.
        self.rig.network.shape(Shape(delay_ms=shape.delay_ms))
        self.rig.connect(part)
        self.rig.network.shape(shape)
        time.sleep(settle_s)
        self.rig.report()

    def _watch(self, part: Part, shape: Shape, seconds: float) -> dict[str, Report]:
        self._begin(part, shape, _SETTLE_S)
        time.sleep(seconds)
        reports = self.rig.report()
        self.rig.hang_up()
        for peer, report in reports.items():
            if len(report.shown) < 2:
                raise LabError(f"The {peer} was shown nothing for {seconds:.0f} s.")
        return reports


def _oldest_us(shape: Shape) -> int:
    return round((shape.delay_ms + _STALE_MS) * 1000)


def _outage_rows(seconds: float, begun_us: int, back_us: int, logs: dict[str, Log], oldest_us: int) -> Iterator[Row]:
    fresh = [first_fresh_s(log, back_us, oldest_us) for log in logs.values()]
    taken = None if None in fresh else max(value for value in fresh if value is not None)
    note = "the slower direction" if taken is not None else f"did not come back within {_GIVE_UP_S:.0f} s"
    name = f"100 ms RTT, none for {seconds} s"
    yield Row(OUTAGE, "first fresh pose after", name, taken, "s", 1.0 if seconds <= 20 else _GIVE_UP_S, note)
    stale = max(stale_looks(log, begun_us + oldest_us, oldest_us) for log in logs.values())
    yield Row(OUTAGE, "stale pictures shown", name, float(stale), "", 0.0, f"older than {oldest_us // 1000} ms")
