"""The app's window: holds the pages, the camera and the call, and never waits for any of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from app import settings as settings_file
from app.cameras import list_cameras
from app.latest import Latest
from app.settings import Settings, SettingsError
from app.station import Detects, Sighting, Station
from app.windows.call_page import CallPage
from app.windows.home_page import PREVIEW_HINT, HomePage
from app.windows.rate import Rate
from avatar.body import Body
from transport.call import Call
from transport.events import CallEvent, CodeReady, Connected, Connecting, Ended, Failed
from transport.ways import Way

PREVIEW_MS = 33
SELF_VIEW_MS = 66
FIGURES_MS = 500
CLOSING_S = 4.0


class _FromThreads(QObject):
    """Carries what other threads tell into the GUI thread; the first argument says which call or camera it was."""

    call_event = Signal(object, object)
    trouble = Signal(object, str)


class MainWindow(QMainWindow):
    """Home page and call page.

    Args:
        body: whom the avatar shows.
        settings: what to begin with.
        make_detector: makes the detector; see `Station`.
    """

    def __init__(self, body: Body, settings: Settings, make_detector: Callable[[], Detects]) -> None:
        super().__init__()
        self.setWindowTitle("Handline")
        self._settings = settings
        self._make_detector = make_detector
        self._station: Station | None = None
        self._call: Call | None = None
        self._sending: Call | None = None
        self._seen: Latest[Sighting] = Latest()
        self._rate = Rate()
        # One worker each, so that what was asked for first is done first: a call is started before it is hung up.
        self._line = ThreadPoolExecutor(1, "line")
        self._shutter = ThreadPoolExecutor(1, "shutter")
        self._told = _FromThreads()
        self._told.call_event.connect(self._on_call_event)
        self._told.trouble.connect(self._on_trouble)

        self.home = HomePage()
        self.call_page = CallPage(body)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.home)
        self._pages.addWidget(self.call_page)
        self.setCentralWidget(self._pages)
        self.home.call.connect(lambda: self.dial(None))
        self.home.answer.connect(self.dial)
        self.home.cancel.connect(self.hang_up)
        self.home.source_chosen.connect(self._choose)
        self.call_page.hang_up.connect(self.hang_up)

        self._look = QTimer(self)
        self._look.timeout.connect(self._show_own_picture)
        self._count = QTimer(self)
        self._count.setInterval(FIGURES_MS)
        self._count.timeout.connect(self._show_figures)
        self._go_home()
        cameras = list_cameras()
        first = cameras[0].spec if cameras else ""
        self._watch(settings.source or first)
        if not self.source:
            self.home.mirror.forget("No camera was found: connect one, or choose a video or pictures below.")

    @property
    def source(self) -> str:
        """The camera, file or folder in use; empty for none."""
        return self._source

    def hang_up(self) -> None:
        """End or give up the call; the call itself says when it is over."""
        if self._call is not None:
            self._line.submit(self._call.hang_up)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave a call politely and let go of the camera."""
        self._look.stop()
        self._count.stop()
        self.call_page.remote.rest()
        self._sending = None
        ends: list[Future[None]] = []
        if self._call is not None:
            ends.append(self._line.submit(self._call.hang_up))
        if self._station is not None:
            ends.append(self._shutter.submit(self._station.stop))
        wait(ends, CLOSING_S)
        super().closeEvent(event)

    def dial(self, to: str | Way | None) -> None:
        """Place a call (None), answer the one with this code, or go another way."""
        call: Call
        # The call is made, and the network thread with it, without keeping the window waiting.
        call = Call(self._settings.call_config(), lambda event: self._told.call_event.emit(call, event))
        self._call = call
        self.home.notice.clear()
        self.home.show_waiting("Getting a code …" if to is None else "Looking for the other side …")
        self._line.submit(call.start, to)

    def _on_call_event(self, call: Call, event: CallEvent) -> None:
        if call is not self._call:
            return  # the last words of a call that is over
        self.call_page.tell(event)
        match event:
            case CodeReady(code=code):
                self.home.show_code(code)
            case Connecting():
                self.home.show_waiting("Connecting …")
            case Connected():
                self._enter_call(call)
            case Ended(reason=reason):
                self._leave_call("" if reason.startswith("You ") else reason)
            case Failed(sentence=sentence):
                self._leave_call(sentence)

    def _enter_call(self, call: Call) -> None:
        self.call_page.notice.clear()
        self.call_page.remote.follow(call.receive)
        self._rate.restart()
        self._sending = call
        self._look.setInterval(SELF_VIEW_MS)
        self._count.start()
        self._pages.setCurrentWidget(self.call_page)
        self.call_page.focus_first()

    def _leave_call(self, sentence: str) -> None:
        self._call = self._sending = None
        self.call_page.remote.rest()
        self._count.stop()
        self._go_home()
        if sentence:
            self.home.notice.say(sentence)

    def _go_home(self) -> None:
        self._look.start(PREVIEW_MS)
        self._pages.setCurrentWidget(self.home)
        self.home.show_start()

    def _choose(self, spec: str) -> None:
        self._watch(spec)
        self._settings = replace(self._settings, source=spec)
        try:
            settings_file.save(self._settings)
        except SettingsError as error:
            self.home.notice.say(str(error))

    def _watch(self, spec: str) -> None:
        """Look through another camera. The old one is let go first: it may be the same."""
        self._source = spec
        self.home.show_cameras(list_cameras(), spec)
        self.home.mirror.forget(PREVIEW_HINT if spec else "No camera: you see the other signer and are not seen.")
        self.call_page.mirror.forget("Camera starts …" if spec else "No camera")
        self.home.notice.clear()
        old, self._station = self._station, None
        # A mailbox of its own: what the old camera still gives goes nowhere.
        seen: Latest[Sighting] = Latest()
        self._seen = seen
        new: Station | None = None
        if spec:
            new = self._station = self._make_station(spec, seen)

        def change() -> None:
            if old is not None:
                old.stop()
            if new is not None:
                new.start()

        self._shutter.submit(change)

    def _make_station(self, spec: str, seen: Latest[Sighting]) -> Station:
        def sighted(sighting: Sighting) -> None:
            seen.put(sighting)
            call = self._sending
            if call is not None and seen is self._seen:
                call.send(sighting.pose)

        def troubled(sentence: str) -> None:
            self._told.trouble.emit(seen, sentence)

        return Station(spec, self._make_detector, on_sighting=sighted, on_trouble=troubled)

    def _on_trouble(self, seen: Latest[Sighting], sentence: str) -> None:
        if seen is not self._seen:
            return
        self.home.notice.say(sentence)
        self.home.mirror.forget("No picture")
        self.call_page.mirror.forget("No picture")
        if self._sending is not None:
            self.call_page.notice.say(sentence)

    def _show_own_picture(self) -> None:
        sighting = self._seen.take()
        if sighting is None:
            return
        if self._pages.currentWidget() is self.home:
            self.home.mirror.show_sighting(sighting)
        else:
            self.call_page.show_self(sighting)

    def _show_figures(self) -> None:
        if self._call is not None:
            stats = self._call.stats()
            self.call_page.show_figures(self._rate.of(stats.poses_received, stats.connected_s), stats)
