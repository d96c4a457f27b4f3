"""Starts the app a few times, then once for a call with another signer, and gathers the figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Final

from app.bench_app.figures import AppFigures, InCall, app_figures
from app.bench_app.window import in_call_of
from app.settings import Settings, save
from app.trouble import Trouble
from detector.pose import Pose
from detector.sources import SourceError, open_source
from transport.mailbox import Mailbox, MailboxError

STARTS: Final = 4
CAMERA: Final = (640, 480)
# The other signer's clip is read once, by a detector of this machine: so many frames of it are signed in a loop.
_MOST_FRAMES: Final = 600
_PATIENCE_S: Final = 120.0


@dataclass(frozen=True, eq=False)
class Seen:
    """One frame of the other signer: the pose in it, and how long the detector took for it."""

    pose: Pose
    took_us: int


def measure(clip: Path, seconds: float, tell: Callable[[str], None]) -> AppFigures:
    """Measure the whole app.

    One process is the app with its real window, whose camera is the clip. The other signer is a process that costs this
    machine next to nothing, as another machine would: it sends what a detector saw in the clip before, each pose as
    long after its capture as the detector took for it.

    Args:
        clip: what both cameras see, 640x480.
        seconds: length of the call.
        tell: told how it goes, a sentence at a time.

    Raises:
        Trouble: the clip is of another size, or a process fails.
    """
    tell("Reading the clip …")
    seen = read(clip)
    try:
        with TemporaryDirectory(prefix="handline-app-") as home, Mailbox() as mailbox:
            environment = os.environ | {"XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
            settings = Settings(mailbox_url=mailbox.url, source=str(clip), welcomed=True)
            save(settings, Path(home) / "config" / "handline" / "settings.json")
            tell("Starting the app …")
            starts = [_start(environment) for _ in range(STARTS)]
            tell(f"In a call for {seconds:.0f} s …")
            with _signer(seen, mailbox.url) as code:
                return app_figures(starts, _call(environment, code, seconds))
    except MailboxError as error:
        raise Trouble(str(error)) from error


def read(clip: Path) -> list[Seen]:
    """What a detector sees in the clip, frame by frame, and how long it takes.

    Raises:
        Trouble: it cannot be read, or is of another size.
    """
    from app.detecting import make_detector

    try:
        with closing(open_source(str(clip))) as source, closing(make_detector()) as detector:
            if source.size != CAMERA:
                raise Trouble(f"{clip} has pictures of {source.size[0]}x{source.size[1]}: give a clip of 640x480.")
            seen: list[Seen] = []
            while len(seen) < _MOST_FRAMES and (frame := source.read()) is not None:
                begun_ns = time.monotonic_ns()
                pose = detector.detect(frame.image, frame.time_us)
                seen.append(Seen(pose, (time.monotonic_ns() - begun_ns) // 1000))
    except SourceError as error:
        raise Trouble(str(error)) from error
    return seen


def _start(environment: dict[str, str]) -> float:
    with _window(environment, "start") as lines:
        return float(next(lines)["start_s"])


def _call(environment: dict[str, str], code: str, seconds: float) -> InCall:
    with _window(environment, "call", code, str(seconds), patience_s=_PATIENCE_S + seconds) as lines:
        next(lines)
        values = next(lines)
    if "failed" in values:
        raise Trouble(f"The call did not last: {values['failed']}")
    return in_call_of(values)


@contextmanager
def _window(
    environment: dict[str, str], *arguments: str, patience_s: float = _PATIENCE_S
) -> Iterator[Iterator[dict[str, Any]]]:
    """The app, and what it prints."""
    command = [sys.executable, "-m", "app.bench_app.window", repr(time.monotonic()), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    printed: SimpleQueue[str] = SimpleQueue()

    def gather() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            printed.put(line)
        printed.put("")

    Thread(target=gather, daemon=True).start()

    def lines() -> Iterator[dict[str, Any]]:
        while True:
            try:
                line = printed.get(timeout=patience_s)
            except Empty:
                raise Trouble("The app's window does not answer: run `handline doctor` to find out why.") from None
            if not line:
                raise Trouble("The app's window ended by itself: run `handline doctor` to find out what it lacks.")
            yield json.loads(line)

    try:
        yield lines()
        process.wait(_PATIENCE_S)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@contextmanager
def _signer(seen: list[Seen], url: str) -> Iterator[str]:
    """The other signer; yields the code to answer."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=sign, args=(theirs, url, seen), name="signer", daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_PATIENCE_S):
            raise Trouble("The other signer's process did not answer in time: close other programs and try again.")
        yield ours.recv()
    except EOFError as error:
        raise Trouble("The other signer's process ended by itself.") from error
    finally:
        process.terminate()
        process.join(10.0)
        ours.close()


def sign(pipe: Connection, url: str, seen: list[Seen]) -> None:
    """The other signer's process: calls, says the code, and signs until it is ended."""
    from transport.call import Call
    from transport.events import CallConfig, CodeReady, Connected, Ended, Failed

    told: SimpleQueue[object] = SimpleQueue()
    call = Call(CallConfig(mailbox_url=url), told.put)
    call.start()
    while not isinstance(event := told.get(), Connected):
        if isinstance(event, CodeReady):
            pipe.send(event.code)
        elif isinstance(event, Failed | Ended):
            return
    began, number = time.monotonic(), 0
    while True:
        one = seen[number % len(seen)]
        captured_s = began + number / 30.0
        time.sleep(max(0.0, captured_s + one.took_us / 1e6 - time.monotonic()))
        pose = one.pose
        call.send(Pose.checked(round(captured_s * 1e6), (pose.width, pose.height), pose.xyz, pose.score))
        number += 1
        while not told.empty():
            if isinstance(told.get(), Ended):
                return
