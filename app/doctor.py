"""What `handline doctor` looks at: each check tries the real thing and says in one line how it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from queue import Empty, SimpleQueue
from typing import Final

import numpy as np

from app.cameras import list_cameras
from app.settings import Settings
from app.trouble import Trouble
from detector.sources import SourceError, open_source
from detector.weights import WeightsError

MAILBOX_S: Final = 15.0
DRAWING_S: Final = 60.0
RELAY_S: Final = 10.0
PICTURE: Final = (320, 240)


@dataclass(frozen=True)
class Finding:
    """How one thing is.

    Attributes:
        what: the thing.
        good: whether it works.
        line: one line: what was found or, if it does not work, what to do.
    """

    what: str
    good: bool
    line: str


def examine(settings: Settings, source: str | None) -> list[Finding]:
    """Check everything that a call needs.

    Args:
        settings: whose mailbox server is asked.
        source: camera or file to look through; None takes the one of the settings or the first camera.
    """
    return [
        _check("camera", lambda: _camera(source or settings.source)),
        _check("weights", _weights),
        _check("drawing", _drawing),
        _check("data channel", _data_channel),
        _check("network", lambda: _mailbox(settings)),
        _check("relay", lambda: _relay(settings)),
    ]


def _check(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except (Trouble, SourceError, WeightsError) as error:
        return Finding(what, False, str(error))


def _camera(source: str) -> str:
    if not source:
        cameras = list_cameras()
        if not cameras:
            raise Trouble("No camera was found: connect one, or give a video with --source.")
        source = cameras[0].spec
    opened = open_source(source)
    try:
        frame = opened.read()
    finally:
        opened.close()
    if frame is None:
        raise Trouble(f"{source} gives no picture: choose another source.")
    dark = ", but its picture is black: is something in front of it?" if frame.image.max() < 16 else ""
    return f"{opened.name} gives {frame.image.shape[1]}x{frame.image.shape[0]} pixels, {opened.fps:.0f} a second{dark}"


def _weights() -> str:
    from app.detecting import make_detector

    detector = make_detector()
    try:
        blank = np.zeros((480, 640, 3), np.uint8)
        begun = time.monotonic()
        for tick in range(5):
            detector.detect(blank, tick * 33_000)
        took_ms = (time.monotonic() - begun) / 5 * 1000
    finally:
        detector.close()
    return f"the shipped networks run; an empty picture takes {took_ms:.0f} ms"


def _drawing() -> str:
    from app.demo.display import some_display

    with some_display() as virtual:
        # In a process of its own: where there is no OpenGL, Qt may end the process.
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=draw_once, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        process.join(DRAWING_S)
        if process.is_alive():
            process.terminate()
        answer = ours.recv() if process.exitcode == 0 and ours.poll() else None
    if answer is None:
        raise Trouble("No window can be drawn here: install Qt's and OpenGL's system libraries (see the README).")
    good, line = answer
    if not good:
        raise Trouble(line)
    return f"{line}, but there is no display: only on a virtual one" if virtual else line


def draw_once(pipe: object) -> None:
    """Draw one avatar and tell the parent ``(good, line)`` through the pipe."""
    from avatar.arrays import BodyError
    from avatar.opengl import GL, DrawingError
    from avatar.people import load_person
    from avatar.picture import Studio
    from avatar.retarget import Retargeter
    from detector.pose import Pose

    try:
        body = load_person()
        with Studio(body, PICTURE) as studio:
            pose = Retargeter(body).update(Pose.unknown(0, PICTURE))
            studio.draw(pose)
            begun = time.monotonic()
            studio.draw(pose)
            took_ms = (time.monotonic() - begun) * 1000
            who = GL.glGetString(GL.GL_RENDERER).decode("utf-8", "replace")
        pipe.send((True, f"the avatar is drawn in {took_ms:.0f} ms by {who}"))  # type: ignore[attr-defined]
    except (BodyError, DrawingError) as error:
        pipe.send((False, str(error)))  # type: ignore[attr-defined]


def _data_channel() -> str:
    import aiortc

    from transport.sctp import trouble

    sentence = trouble()
    if sentence is not None:
        raise Trouble(sentence)
    return f"aiortc {aiortc.__version__}, corrected for poor links"


def _mailbox(settings: Settings) -> str:
    from transport.call import Call
    from transport.events import CallEvent, CodeReady, Failed

    told: SimpleQueue[CallEvent] = SimpleQueue()
    call = Call(settings.call_config(), told.put)
    begun = time.monotonic()
    call.start()
    try:
        while True:
            event = told.get(timeout=MAILBOX_S)
            if isinstance(event, CodeReady):
                return f"{settings.mailbox_url} gives a code after {(time.monotonic() - begun) * 1000:.0f} ms"
            if isinstance(event, Failed):
                raise Trouble(event.sentence)
    except Empty:
        raise Trouble(f"The mailbox server {settings.mailbox_url} does not answer: check the network.") from None
    finally:
        call.hang_up()


def _relay(settings: Settings) -> str:
    from transport.ice import IceServerError, ask
    from transport.network import network

    if not settings.ice_servers:
        return "no STUN or TURN server is set; between some networks calls do not come about without"
    lines = []
    for server in settings.ice_servers:
        try:
            lines.append(f"{server.url} gives {network().spawn(ask(server)).result(RELAY_S)}")
        except IceServerError as error:
            raise Trouble(str(error)) from error
    return ", ".join(lines)
