"""The other signer on the screen: asks the call for the pose of the moment, has it retargeted and drawn.

Three threads share a picture: one retargets, one draws (`avatar.drawer`), and the window's own asks and shows. A
picture is retargeted while the one before is being drawn; the window waits for neither.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.appearing import look_of
from app.figures import ShownLog
from app.windows.language import tr
from app.windows.pace import LOOK_MS, Detail, DrawPace
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.drawer import Developed, Drawer, Shot
from avatar.looks import Look, whole
from avatar.morph import face_parts
from avatar.people import load_person
from avatar.retarget import Retargeter
from avatar.view import AvatarView
from transport.control import Appearance
from transport.events import Received

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """One picture of the avatar that reached the screen.

    Attributes:
        received: the pose that it shows.
        drawn_us: when it was on the screen, microseconds of this machine's monotonic clock.
    """

    received: Received
    drawn_us: int


@dataclass(frozen=True, eq=False)
class _Picture:
    """A picture that is being made.

    Attributes:
        received: the pose that it shows.
        retargeter: that moved the avatar; a later one is of somebody else or of another call.
        retarget_ms: what retargeting took.
        coming: the picture, when it is drawn.
    """

    received: Received
    retargeter: Retargeter
    retarget_ms: float
    coming: Future[Developed]


# Being retargeted, and being drawn. What waits would only grow old.
_UNDER_WAY: Final = 2


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
    _made = Signal(object)

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
        self._begun_us = 0
        self._view = view
        self._first = self._body = body
        self._wanted = self._shown = whole(Look())
        self._retargeter = Retargeter(body)
        self._tailor = ThreadPoolExecutor(1, "tailor")
        self._tailor.submit(face_parts, body)
        self._dressed.connect(self._show)
        self._mover = ThreadPoolExecutor(1, "mover")
        self._under_way = 0
        self._made.connect(self._on_made)
        self._showing: _Picture | None = None
        view.shown.connect(self._on_shown)
        self._receive: Callable[[int], Received | None] | None = None
        self._pace, self._detail = DrawPace(), Detail()
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
        self._pace, self._detail = DrawPace(), Detail()
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
            self.failed.emit(tr("The other signer is shown as somebody else: {reason}", reason=error))

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
        if self._receive is None or self._under_way >= _UNDER_WAY or not self._view.isVisible():
            return
        now = now_us()
        received = self._receive(now)
        if received is None or (self._last is not None and _same(received, self._last)):
            return
        if now - self._begun_us < 1000 * self.every_ms or not self._pace.wants(now / 1000, received.source_us):
            return
        self._last, self._begun_us = received, now
        self._under_way += 1
        self._mover.submit(self._move, received, self._retargeter, self._view.shot, self._view.drawer)

    def _move(self, received: Received, retargeter: Retargeter, shot: Shot, drawer: Drawer) -> None:
        began_us = now_us()
        try:
            pose = retargeter.update(received.pose)
        except Exception:  # noqa: BLE001 - whatever a peer's pose makes of it: the next one is shown all the same
            _log.exception("a pose cannot be retargeted")
            self._tell(None)
            return
        took_ms = (now_us() - began_us) / 1000
        coming = drawer.draw(replace(shot, pose=pose))
        coming.add_done_callback(lambda drawn: self._tell(_Picture(received, retargeter, took_ms, drawn)))

    def _tell(self, picture: _Picture | None) -> None:
        with suppress(RuntimeError):  # the window is gone
            self._made.emit(picture)

    def _on_made(self, picture: _Picture | None) -> None:
        self._under_way -= 1
        if picture is None or self._receive is None or picture.retargeter is not self._retargeter:
            return
        self._showing = picture
        self._view.show_drawn(picture.coming)

    def _on_shown(self, developed: Developed) -> None:
        picture, drawn_us = self._showing, now_us()
        if picture is None or picture.coming.result() is not developed:
            return
        self._showing = None
        self._pace.took(max(picture.retarget_ms, developed.took_ms))
        self._view.detail = self._detail.after(developed.took_ms)
        received = picture.received
        self.log.drawn(received.source_us, received.captured_us_local, drawn_us)
        self.drawn.emit(Drawn(received, drawn_us))


def _same(one: Received, other: Received) -> bool:
    """A held pose does not change; drawing it again would only cost. It changes again when it fades."""
    return one.pose.time_us == other.pose.time_us and one.pose.score.tobytes() == other.pose.score.tobytes()
