"""What the two processes of the demo do. Each talks to its parent through one pipe, in the small messages below."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Final

from app.figures import CallFigures
from app.trouble import Trouble
from transport.control import Appearance

PICTURE_HEIGHT: Final = 480
AVATAR_SIZE: Final = (640, 480)


@dataclass(frozen=True)
class Ready:
    """The watcher has drawn its first picture and can answer."""


@dataclass(frozen=True)
class Code:
    """The signer has a code; the same message hands it to the watcher."""

    code: str


@dataclass(frozen=True)
class Moment:
    """A captured pose that was kept: when, and the sum of its hands' scores."""

    time_us: int
    hands: float


@dataclass(frozen=True)
class Signed:
    """The signer's account, after it has hung up."""

    figures: CallFigures
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Watched:
    """The watcher's account, after the other side has hung up."""

    poses_shown: int
    delays_us: tuple[int, ...]
    stale_poses: int
    connect_ms: float | None
    pictures: int


@dataclass(frozen=True)
class Sorry:
    """A process cannot go on."""

    sentence: str


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches all processes of a terminal; the parent ends the other two."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def sign(
    pipe: Connection, source: str, mailbox_url: str, seconds: float, folder: Path | None, appearance: Appearance | None
) -> None:
    """The signing process: camera, detector, one call without a window.

    Args:
        pipe: to the parent.
        source: camera or file.
        mailbox_url: where to meet.
        seconds: how long the call lasts once it is connected.
        folder: where to keep frames; None keeps none.
        appearance: who stands for the signer.
    """
    from app.call import HeadlessCall
    from app.demo.keep import Keeper
    from app.detecting import make_detector
    from app.overlay import draw_pose
    from app.station import Sighting
    from detector.skeleton import HANDS
    from transport.events import CallConfig, CallEvent, CodeReady

    _leave_interrupts_to_the_parent()
    moments: list[Moment] = []
    keeper = None if folder is None else Keeper(folder)

    def tell(event: CallEvent) -> None:
        if isinstance(event, CodeReady):
            pipe.send(Code(event.code))

    def keep(sighting: Sighting) -> None:
        if keeper is None:
            return
        frame, pose = sighting.frame, sighting.pose
        hands = float(sum(pose.score[part].sum() for part in HANDS.values()))
        moments.append(Moment(pose.time_us, hands))
        size = (round(PICTURE_HEIGHT * pose.width / pose.height), PICTURE_HEIGHT)
        keeper.keep(pose.time_us, lambda: draw_pose(frame.image, pose, size))

    try:
        call = HeadlessCall(
            CallConfig(mailbox_url=mailbox_url),
            source,
            make_detector,
            on_event=tell,
            on_sighting=keep,
            appearance=appearance,
        )
        figures = call.run(seconds=seconds)
        if keeper is not None:
            keeper.close()
        pipe.send(Signed(figures, tuple(moments)))
    except Trouble as trouble:
        pipe.send(Sorry(str(trouble)))


def watch(pipe: Connection, mailbox_url: str, folder: Path | None) -> None:
    """The watching process: a real call page, answering the code that the parent hands over.

    Args:
        pipe: to the parent.
        mailbox_url: where to meet.
        folder: where to keep pictures of the avatar; None keeps none.
    """
    _leave_interrupts_to_the_parent()
    try:
        _watch(pipe, mailbox_url, folder)
    except Trouble as trouble:
        pipe.send(Sorry(str(trouble)))


def _watch(pipe: Connection, mailbox_url: str, folder: Path | None) -> None:
    from app.demo.keep import Keeper
    from app.demo.watcher import Watcher
    from app.windows.application import make_application, the_body
    from transport.network import network

    # The network thread loads its libraries while the window is being made.
    Thread(target=network, daemon=True).start()
    app = make_application()
    keeper = None if folder is None else Keeper(folder)
    watcher = Watcher(the_body(), mailbox_url, keeper)
    watcher.over.connect(app.quit)
    watcher.show()
    watcher.prepare()
    pipe.send(Ready())
    Thread(target=_pass_code, args=(pipe, watcher.answer), daemon=True).start()
    app.exec()
    if keeper is not None:
        keeper.close()
    pipe.send(watcher.account())


def _pass_code(pipe: Connection, answer: Callable[[str], None]) -> None:
    # Without a parent there is nobody to answer for; the process ends with its window.
    with suppress(EOFError):
        answer(pipe.recv().code)
