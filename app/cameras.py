"""The cameras of this machine, and the thread that reads one of them (or a file, at its own pace)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Final

import cv2
import numpy as np

from app.latest import Latest
from app.threads import EndingThread
from detector.sources import Frame, FrameSource, SourceError, open_source

# A file that is this far behind (the machine slept, or is too slow) goes on from now instead of racing to catch up.
MAX_LAG_S: Final = 0.25
# Cameras offered where the system has no list that can be read without opening them.
UNLISTED_CAMERAS: Final = 4
# Lines that a picture has at most: hands of somebody at a desk are then as large as the landmark network looks at.
MOST_LINES: Final = 720
_V4L: Final = Path("/sys/class/video4linux")


@dataclass(frozen=True)
class CameraChoice:
    """A camera to choose. `spec` is for `open_source`, `label` for people."""

    spec: str
    label: str


def list_cameras() -> list[CameraChoice]:
    """The cameras of this machine, without opening any. Empty: there is none."""
    if not sys.platform.startswith("linux"):
        return [CameraChoice(f"camera:{n}", f"Camera {n}") for n in range(UNLISTED_CAMERAS)]
    found = []
    for device in sorted(_V4L.glob("video*"), key=lambda path: (len(path.name), path.name)):
        try:
            # A camera has several nodes; the first (index 0) gives pictures, the others metadata.
            if (device / "index").read_text().strip() == "0":
                name = (device / "name").read_text().strip()[:80]
                found.append(CameraChoice(f"camera:{device.name.removeprefix('video')}", name))
        except OSError:
            continue  # it was unplugged while we looked
    return found


class CameraThread:
    """Opens a source, reads it until told to stop, and leaves each frame, stamped with the clock, in a mailbox.

    A file is played as a camera would give it: at its frame rate, each frame stamped when it is due.

    Args:
        spec: for `open_source`; it is opened in the thread, because a webcam takes a second.
        loop: play files for ever.
        frames: where frames go. Closed when the thread ends.
        on_trouble: called once, from the thread, with a sentence if the source cannot be opened or read.
    """

    def __init__(self, spec: str, *, loop: bool, frames: Latest[Frame], on_trouble: Callable[[str], None]) -> None:
        self._spec = spec
        self._loop = loop
        self._frames = frames
        self._on_trouble = on_trouble
        self._stop = Event()
        self._captured = 0
        self._thread = EndingThread(self._run, "camera", self._stop.set)

    @property
    def captured(self) -> int:
        """How many frames were read so far."""
        return self._captured

    def start(self) -> None:
        """Begin to open and read."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Ask the thread to end and wait for it, but no longer than `timeout_s` (a camera may hang in its driver)."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            source = open_source(self._spec, loop=self._loop)
            try:
                self._read(source)
            finally:
                source.close()
        except SourceError as error:
            if not self._stop.is_set():
                self._on_trouble(str(error))
        finally:
            self._frames.close()

    def _read(self, source: FrameSource) -> None:
        for frame in played(source, self._stop):
            self._captured += 1
            self._frames.put(scaled(frame))


def scaled(frame: Frame) -> Frame:
    """The frame, made smaller if its shorter side is longer than `MOST_LINES`: some cameras give nothing less than 4K.

    Once, here: every step after it works on the small one.
    """
    height, width = frame.image.shape[:2]
    share = MOST_LINES / min(height, width)
    if share >= 1:
        return frame
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return replace(frame, image=np.asarray(cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA), np.uint8))


def played(source: FrameSource, stop: Event) -> Iterator[Frame]:
    """Every frame as a camera gives it: a file's at its frame rate, each stamped with the clock when it is due.

    Args:
        source: to read to its end.
        stop: ends it, at once where it waits.

    Raises:
        SourceError: a frame cannot be read.
    """
    start = time.monotonic()
    while not stop.is_set() and (frame := source.read()) is not None:
        if not source.live:
            wait = start + frame.time_us / 1e6 - time.monotonic()
            if wait < -MAX_LAG_S:
                start -= wait
            if wait > 0 and stop.wait(wait):
                return
            frame = replace(frame, time_us=time.monotonic_ns() // 1000)
        yield frame
