"""The other signer on the screen: asks the call for the pose of the moment, retargets it and has it drawn."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.appearing import look_of
from app.figures import ShownLog
from app.windows.pace import LOOK_MS, DrawPace
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.looks import Look, whole
from avatar.morph import face_parts
from avatar.people import load_person
from avatar.retarget import Retargeter
from avatar.view import AvatarView
from transport.control import Appearance
from transport.events import Received


@dataclass(frozen=True)
class Drawn:
    """One picture of the avatar that reached the screen.

    Attributes:
        received: the pose that it shows.
        drawn_us: when it was on the screen, microseconds of this machine's monotonic clock.
    """

    received: Received
    drawn_us: int


def now_us() -> int:
    """This machine's monotonic clock, microseconds."""
    return time.monotonic_ns() // 1000


class RemoteSigner(QObject):
    """Moves an avatar by what a call receives. Lives in the GUI thread.

    Attributes:
        every_ms: the least time between two pictures.

    Signals:
        drawn(Drawn): a picture is on the screen.
        failed(str): the person that the other signer chose cannot be shown; one sentence for people.
    """

    drawn = Signal(object)
    failed = Signal(str)
    _dressed = Signal(object, object, object)

    def __init__(self, view: AvatarView, body: Body, every_ms: float = 0.0) -> None:
        """Begin.

        Args:
            view: where the avatar is shown.
            body: whom it shows until told otherwise.
            every_ms: the least time between two pictures, where drawing shall leave the machine to others.
        """
        super().__init__(view)
        self.log = ShownLog()
        self.every_ms = every_ms
        self._drawn_us = 0
        self._view = view
        self._first = self._body = body
        self._wanted = self._shown = whole(Look())
        self._retargeter = Retargeter(body)
        self._tailor = ThreadPoolExecutor(1, "tailor")
        self._tailor.submit(face_parts, body)
        self._dressed.connect(self._show)
        self._receive: Callable[[int], Received | None] | None = None
        self._pace = DrawPace()
        self._last: Received | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def follow(self, receive: Callable[[int], Received | None]) -> None:
        """Begin to show what a call receives, from a fresh start."""
        self.log = ShownLog()
        self._wanted = self._shown = whole(Look())
        if self._body is not self._first:
            self._body = self._first
            self._view.show_body(self._body)
        self._retargeter = Retargeter(self._body)
        self._receive = receive
        self._pace = DrawPace()
        self._last = None
        self._timer.start()

    @property
    def shown(self) -> Look:
        """How the other signer is shown now."""
        return self._shown

    def appear(self, told: Appearance) -> None:
        """Show the other signer as they ask. Their person is read beside; until then who is there goes on."""
        look = whole(look_of(told))
        if look == self._wanted or self._receive is None:
            return
        self._wanted = look
        self._tailor.submit(self._dress, look)

    def _dress(self, look: Look) -> None:
        if look != self._wanted:
            return  # they have changed their mind
        try:
            body = load_person(look)
            face_parts(body)  # here, so that the window does not wait for it
            self._dressed.emit(look, body, Retargeter(body))
        except BodyError as error:
            self.failed.emit(f"The other signer is shown as somebody else: {error}")

    def _show(self, look: Look, body: Body, retargeter: Retargeter) -> None:
        if look != self._wanted or self._receive is None:
            return
        self._body, self._retargeter, self._last, self._shown = body, retargeter, None, look
        self._view.show_body(body)

    def rest(self) -> None:
        """Stop; the avatar stays as it is."""
        self._timer.stop()
        self._receive = None

    def _look(self) -> None:
        if self._receive is None:
            return
        now = now_us()
        received = self._receive(now)
        if received is None or (self._last is not None and _same(received, self._last)):
            return
        if now - self._drawn_us < 1000 * self.every_ms or not self._pace.wants(now / 1000, received.source_us):
            return
        self._last = received
        if not self._view.show_pose(self._retargeter.update(received.pose)):
            return
        drawn_us = self._drawn_us = now_us()
        self._pace.took((drawn_us - now) / 1000)
        self.log.drawn(received.source_us, received.captured_us_local, drawn_us)
        self.drawn.emit(Drawn(received, drawn_us))


def _same(one: Received, other: Received) -> bool:
    """A held pose does not change; drawing it again would only cost. It changes again when it fades."""
    return one.pose.time_us == other.pose.time_us and one.pose.score.tobytes() == other.pose.score.tobytes()
