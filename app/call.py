"""A whole call without a window: camera and detector on this side, the other signer's poses taken and counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final

from app.appearing import look_of, make_disguise
from app.figures import CallFigures, Spread
from app.station import Detects, Sighting, Station
from app.trouble import Trouble
from transport.call import Call
from transport.control import Appearance
from transport.events import CallConfig, CallEvent, CallStats, Connected, Ended, Failed
from transport.ways import Way

# How often the other side's pose is asked for, which also bounds how long an event waits.
TICK_S: Final = 0.02


@dataclass(frozen=True)
class _Broken:
    """The camera or the detector gave up, with a sentence."""

    sentence: str


class HeadlessCall:
    """Places or answers one call and stays in it.

    Args:
        config: the call's settings.
        source: what the signer is seen by; None sends nothing and only watches.
        make_detector: makes the detector; see `Station`.
        on_event: told what the call tells, from the thread of `run`.
        on_sighting: told every pose that is sent, from the detector thread; must not wait.
        appearance: who stands for the signer on the other side; None says nothing of it.
        disguised: whether to blur how the signer moves (`avatar.disguise`).
    """

    def __init__(
        self,
        config: CallConfig,
        source: str | None,
        make_detector: Callable[[], Detects],
        *,
        on_event: Callable[[CallEvent], None],
        on_sighting: Callable[[Sighting], None] | None = None,
        appearance: Appearance | None = None,
        disguised: bool = False,
    ) -> None:
        self._on_event = on_event
        self._on_sighting = on_sighting
        self._told: SimpleQueue[CallEvent | _Broken] = SimpleQueue()
        self._seen = Event()
        self._connected = False
        self._captured_before = 0
        self._call = Call(config, self._told.put)
        if appearance is not None:
            self._call.tell(appearance)
        self._disguise = make_disguise(look_of(appearance or Appearance())) if disguised else None
        self._station = (
            Station(source, make_detector, on_sighting=self._sighted, on_trouble=lambda s: self._told.put(_Broken(s)))
            if source is not None
            else None
        )

    def run(self, to: str | Way | None = None, seconds: float | None = None) -> CallFigures:
        """Hold the call until either side hangs up, or for `seconds` from the connection on.

        Args:
            to: None calls; a code answers; or another way to call or answer.
            seconds: when to hang up; None waits for the other side (or for Ctrl-C).

        Returns:
            What was counted on this side. Nothing is drawn here, so nothing counts as shown.

        Raises:
            Trouble: the camera or the call failed.
        """
        try:
            if self._station is not None:
                self._station.start()
                self._wait_for_camera()
            self._call.start(to)
            return self._stay(seconds)
        finally:
            self._call.hang_up()
            if self._station is not None:
                self._station.stop()

    def _wait_for_camera(self) -> None:
        # A camera or detector that does not work shall be known before anybody's code is used up.
        while not self._seen.wait(TICK_S):
            try:
                event = self._told.get_nowait()
            except Empty:
                continue
            if isinstance(event, _Broken):
                raise Trouble(event.sentence)

    def _sighted(self, sighting: Sighting) -> None:
        self._seen.set()
        if self._connected:
            self._call.send(sighting.pose if self._disguise is None else self._disguise(sighting.pose))
            if self._on_sighting is not None:
                self._on_sighting(sighting)

    def _stay(self, seconds: float | None) -> CallFigures:
        with suppress(KeyboardInterrupt):  # that is how people hang up here
            self._follow(seconds)
        self._connected = False
        return self._figures()

    def _follow(self, seconds: float | None) -> None:
        """Take part in the call until it is over.

        Not in ``_stay``: Python 3.11 lets a Ctrl-C that comes at a ``continue`` pass by an ``except`` around it.
        """
        end: float | None = None
        while end is None or time.monotonic() < end:
            if self._connected:
                self._call.receive(time.monotonic_ns() // 1000)
            try:
                event = self._told.get(timeout=TICK_S)
            except Empty:
                continue
            if isinstance(event, _Broken):
                raise Trouble(event.sentence)
            self._on_event(event)
            if isinstance(event, Connected):
                self._begin()
                end = None if seconds is None else time.monotonic() + seconds
            elif isinstance(event, Failed):
                raise Trouble(event.sentence)
            elif isinstance(event, Ended):
                if not event.ok:
                    raise Trouble(event.reason)
                break

    def _begin(self) -> None:
        if self._station is not None:
            self._captured_before = self._station.counts().frames_captured
        self._connected = True

    def _figures(self) -> CallFigures:
        captured = 0
        detect_us: tuple[int, ...] = ()
        if self._station is not None:
            counts = self._station.counts()
            captured, detect_us = counts.frames_captured - self._captured_before, counts.detect_us
        return call_figures(self._call.stats(), frames_captured=captured, detect_us=detect_us)


def call_figures(
    stats: CallStats,
    *,
    frames_captured: int,
    detect_us: tuple[int, ...],
    poses_shown: int = 0,
    delays_us: tuple[int, ...] = (),
) -> CallFigures:
    """The figures of one side of a call, from what its parts counted."""
    return CallFigures(
        frames_captured=frames_captured,
        poses_sent=stats.poses_sent,
        poses_shown=poses_shown,
        detect_ms=Spread.of_us(detect_us),
        glass_to_glass_ms=Spread.of_us(delays_us),
        payload_kbit_s=round(stats.payload_kbit_s, 2),
        wire_kbit_s=round(stats.wire_kbit_s, 2),
        packets_s=round(stats.packets_s, 2),
        connect_ms=None if stats.connect_ms is None else round(stats.connect_ms, 1),
        stale_poses=stats.stale_poses,
    )
