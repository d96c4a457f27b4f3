"""The signer's own side of the window: the camera with its detector, changed without keeping the window waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from app.appearing import make_disguise
from app.latest import Latest
from app.settings import Settings
from app.station import Detects, Sighting, Station
from detector.pose import Pose
from transport.call import Call


class OwnSide(QObject):
    """Looks through one camera at a time, and sends what it sees to the call there is.

    Args:
        make_detector: makes the detector; see `Station`.

    Signals:
        trouble(str): this camera or its detector is of no use any more, and why.
    """

    trouble = Signal(str)
    _told = Signal(object, str)

    def __init__(self, make_detector: Callable[[], Detects]) -> None:
        super().__init__()
        self._make_detector = make_detector
        self._station: Station | None = None
        self._seen: Latest[Sighting] = Latest()
        self._sending: Call | None = None
        self._listener: Callable[[Pose], None] | None = None
        # One worker, so that what was asked for first is done first: a camera is let go before it is opened again.
        self._shutter = ThreadPoolExecutor(1, "shutter")
        self._told.connect(self._on_trouble)
        self.source = ""

    def watch(self, spec: str, settings: Settings) -> None:
        """Look through another camera, or through none (empty). The old one is let go first: it may be the same."""
        self.source = spec
        old, self._station = self._station, None
        # A mailbox of its own: what the old camera still gives goes nowhere.
        seen: Latest[Sighting] = Latest()
        self._seen = seen
        new: Station | None = None
        if spec:
            new = self._station = self._make_station(spec, seen, settings)

        def change() -> None:
            if old is not None:
                old.stop()
            if new is not None:
                new.start()

        self._shutter.submit(change)

    def take(self) -> Sighting | None:
        """What was seen last; None if it was taken already."""
        return self._seen.take()

    def send_to(self, call: Call | None) -> None:
        """Send what is seen to this call from now on; None: to nobody."""
        self._sending = call

    def listen(self, on_pose: Callable[[Pose], None] | None) -> None:
        """Tell somebody every pose, as it is sent; None: nobody any more.

        Args:
            on_pose: called in the detector's thread; must not wait.
        """
        self._listener = on_pose

    def then(self, work: Callable[[], object]) -> Future[object]:
        """Do something, in the background, when what was asked of cameras before is done."""
        return self._shutter.submit(work)

    def stop(self) -> Future[object]:
        """Let go of the camera."""
        station, self._station = self._station, None
        return self.then(station.stop if station is not None else lambda: None)

    def _make_station(self, spec: str, seen: Latest[Sighting], settings: Settings) -> Station:
        disguise = make_disguise(settings.avatar) if settings.blur_motion else None

        def sighted(sighting: Sighting) -> None:
            seen.put(sighting)
            call, listener = self._sending, self._listener
            if (call is None and listener is None) or seen is not self._seen:
                return
            pose = sighting.pose if disguise is None else disguise(sighting.pose)
            if call is not None:
                call.send(pose)
            if listener is not None:
                listener(pose)

        def troubled(sentence: str) -> None:
            self._told.emit(seen, sentence)

        return Station(spec, self._make_detector, on_sighting=sighted, on_trouble=troubled)

    def _on_trouble(self, seen: Latest[Sighting], sentence: str) -> None:
        if seen is self._seen:
            self.trouble.emit(sentence)
