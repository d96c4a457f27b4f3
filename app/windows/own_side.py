"""The signer's own side of the window: the camera with its detector, changed without keeping the window waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.appearing import make_disguise
from app.latest import Latest
from app.settings import Settings
from app.station import Detects, Sighting, Station
from detector.pose import Pose
from detector.sources import is_camera
from transport.call import Call

RETRY_MS: Final = 2_000


class OwnSide(QObject):
    """Looks through one camera at a time, and sends what it sees to the call there is.

    A camera that is pulled out, or that another program has, is asked for again until it is there.

    Args:
        make_detector: makes the detector; see `Station`.
        retry_ms: how long after each attempt.

    Signals:
        trouble(str): this camera or its detector is of no use, and why; said once.
        back: it is of use again.
    """

    trouble = Signal(str)
    back = Signal()
    _told = Signal(object, str)
    _seen_again = Signal(object)

    def __init__(self, make_detector: Callable[[], Detects], retry_ms: int = RETRY_MS) -> None:
        super().__init__()
        self._settings = Settings()
        self._missing = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(retry_ms)
        self._retry.timeout.connect(self._look_again)
        self._seen_again.connect(self._on_seen)
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
        self._missing = False
        self._open(spec, settings)

    def _open(self, spec: str, settings: Settings) -> None:
        self.source, self._settings = spec, settings
        self._retry.stop()
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

    def close(self) -> Future[object]:
        """Let go of the camera, for good."""
        self._retry.stop()
        station, self._station = self._station, None
        # What the camera still gives or tells goes nowhere.
        self._seen = Latest()
        end = self.then(station.stop if station is not None else lambda: None)
        self._shutter.shutdown(wait=False)
        return end

    def _make_station(self, spec: str, seen: Latest[Sighting], settings: Settings) -> Station:
        disguise = make_disguise(settings.avatar) if settings.blur_motion else None

        missing = self._missing

        def sighted(sighting: Sighting) -> None:
            nonlocal missing
            seen.put(sighting)
            if missing:
                missing = False
                self._seen_again.emit(seen)
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
        if seen is not self._seen:
            return
        if is_camera(self.source):
            self._retry.start()
        if not self._missing:
            self._missing = is_camera(self.source)
            self.trouble.emit(sentence)

    def _look_again(self) -> None:
        self._open(self.source, self._settings)

    def _on_seen(self, seen: Latest[Sighting]) -> None:
        if seen is self._seen and self._missing:
            self._missing = False
            self.back.emit()
