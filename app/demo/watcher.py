"""The demo's watching window: the app's own call page, which answers by itself and keeps what it draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow

from app.demo.keep import Keeper
from app.demo.peers import AVATAR_SIZE, Watched
from app.windows.call_page import CallPage
from app.windows.in_call import FIGURES_MS
from app.windows.rate import Rate
from app.windows.remote import Drawn
from avatar.body import Body
from avatar.picture import Packed
from detector.sources import Image
from transport.call import Call
from transport.events import CallConfig, CallEvent, Connected, Ended, Failed, Received

# As often as a film needs.
KEEP_EVERY_US = 38_000


class Watcher(QMainWindow):
    """Answers one call and shows it.

    Signals:
        over: the call has ended; `account` and `failure` say how.
    """

    over = Signal()
    _told = Signal(object)

    def __init__(self, body: Body, mailbox_url: str, keeper: Keeper | None) -> None:
        super().__init__()
        self.setWindowTitle("Handline demo")
        self.failure = ""
        self._keeper = keeper
        self._kept_us = 0
        self._rate = Rate()
        self._call = Call(CallConfig(mailbox_url=mailbox_url), self._told.emit)
        self._page = CallPage(body)
        self._page.stage.self_view.hide()
        self._page.view.setFixedSize(*AVATAR_SIZE)
        self._page.hang_up.connect(self._hang_up)
        self._page.remote.drawn.connect(self._on_drawn)
        self._told.connect(self._on_event)
        self.setCentralWidget(self._page)
        self._timer = self.startTimer(FIGURES_MS)

    def prepare(self) -> None:
        """Do now what takes long the first time."""
        self._page.view.prepare()

    def answer(self, code: str) -> None:
        """Answer the call with this code; any thread."""
        self._call.start(code)

    def account(self) -> Watched:
        """What was shown."""
        stats, log = self._call.stats(), self._page.remote.log
        return Watched(log.shown, log.delays_us, stats.stale_poses, stats.connect_ms, log.pictures)

    def _on_event(self, event: CallEvent) -> None:
        self._page.tell(event)
        match event:
            case Connected():
                self._page.remote.follow(_on_one_clock(self._call.receive))
            case Ended(reason=reason, ok=ok):
                self.failure = "" if ok else reason
                self._end()
            case Failed(sentence=sentence):
                self.failure = sentence
                self._end()

    def _end(self) -> None:
        self.killTimer(self._timer)
        self._page.remote.rest()
        self.over.emit()

    def _on_drawn(self, drawn: Drawn) -> None:
        moment_us = drawn.received.pose.time_us
        if self._keeper is None or moment_us - self._kept_us < KEEP_EVERY_US:
            return
        pixels = self._page.view.pixels()
        if pixels is None:
            return
        self._kept_us = moment_us
        self._keeper.keep(moment_us, lambda: as_rgb(pixels))

    def timerEvent(self, _event: object) -> None:
        """Bring the live figures up to date."""
        stats = self._call.stats()
        self._page.show_figures(self._rate.of(stats.poses_received, stats.connected_s), stats)

    def closeEvent(self, event: object) -> None:
        """Closing the window hangs up."""
        self._hang_up()

    def _hang_up(self) -> None:
        # It waits for the other side's answer, which the window must not.
        Thread(target=self._call.hang_up, daemon=True).start()


def as_rgb(pixels: Packed) -> Image:
    """A picture of the view as uint8 RGB (height, width, 3)."""
    return np.stack([(pixels >> shift).astype(np.uint8) for shift in (16, 8, 0)], axis=-1)


def _on_one_clock(receive: Callable[[int], Received | None]) -> Callable[[int], Received | None]:
    """Both processes of the demo read the same clock, so the capture time needs no estimate."""

    def exact(now_us: int) -> Received | None:
        received = receive(now_us)
        return None if received is None else replace(received, captured_us_local=received.pose.time_us)

    return exact
