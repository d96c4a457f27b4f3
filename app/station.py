"""One peer's own side: camera thread -> one-place mailbox -> detector thread -> whoever wants the poses. No Qt."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from app.cameras import CameraThread
from app.latest import Latest
from app.threads import EndingThread
from detector.pose import Pose
from detector.sources import Frame, Image

# Enough for the percentiles of a minute; a call of hours must not grow.
SAMPLES: Final = 2_000
# How often somebody else is looked for.
OTHERS_US: Final = 1_000_000


class Detects(Protocol):
    """What the station needs of a detector; `detector.pipeline.Detector` is one."""

    def detect(self, image: Image, time_us: int) -> Pose:
        """The pose of one frame."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


@runtime_checkable
class SeesOthers(Protocol):
    """A detector that also says whether somebody else is in the frame that it has read last."""

    def others(self, image: Image) -> bool:
        """Whether there is somebody else."""
        ...


@dataclass(frozen=True, eq=False)
class Sighting:
    """A frame, the pose seen in it, and when that was.

    Attributes:
        frame: the camera frame; ``frame.time_us`` is its capture time.
        pose: what the detector saw, with the same capture time.
        begun_us: when the detector took the frame up, microseconds of the monotonic clock.
        done_us: when it was done.
        others: whether somebody else is in the picture, looked for once a second.
    """

    frame: Frame
    pose: Pose
    begun_us: int
    done_us: int
    others: bool = False


@dataclass(frozen=True)
class StationCounts:
    """What the station has done so far. Frames are `captured`, then either `dropped` or made into `poses`."""

    frames_captured: int
    frames_dropped: int
    poses: int
    detect_us: tuple[int, ...]


class Station:
    """Runs a camera and a detector in two threads.

    Args:
        spec: the source, for `detector.sources.open_source`.
        make_detector: called once, in the detector thread; it and the detector raise ValueError with a sentence if
            they cannot go on.
        loop: play a file for ever; otherwise the station is `ended` after its last frame.
        on_sighting: called from the detector thread for every pose; must not wait.
        on_trouble: called from either thread with a sentence; nothing comes after it.
    """

    def __init__(
        self,
        spec: str,
        make_detector: Callable[[], Detects],
        *,
        loop: bool = True,
        on_sighting: Callable[[Sighting], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self._make_detector = make_detector
        self._on_sighting = on_sighting
        self._on_trouble = on_trouble
        self._frames: Latest[Frame] = Latest()
        self._camera = CameraThread(spec, loop=loop, frames=self._frames, on_trouble=on_trouble)
        self._poses = 0
        self._detect_us: deque[int] = deque(maxlen=SAMPLES)
        self._stopping = False
        self._thread = EndingThread(self._run, "detector", self._ask)

    def start(self) -> None:
        """Begin to load the detector and, once it is there, to read the camera."""
        self._thread.start()

    def stop(self) -> None:
        """End both threads and let go of the camera; returns after a few seconds at worst."""
        self._ask()
        self._thread.join(4.0)

    @property
    def ended(self) -> bool:
        """True when the detector thread is over: stopped, in trouble, or the file is at its end."""
        return not self._thread.is_alive()

    def counts(self) -> StationCounts:
        """What was done so far; any thread may ask."""
        return StationCounts(self._camera.captured, self._frames.dropped, self._poses, tuple(self._detect_us))

    def _ask(self) -> None:
        self._stopping = True
        self._frames.close()

    def _run(self) -> None:
        try:
            detector = self._make_detector()
            with closing(detector):
                if not self._stopping:
                    # Only now: frames that come while the networks load would be dropped.
                    self._camera.start()
                    self._watch(detector)
        except ValueError as error:
            self._on_trouble(str(error))
        finally:
            self._camera.stop()

    def _watch(self, detector: Detects) -> None:
        others, looked_us = False, 0
        while (frame := self._frames.take(None)) is not None and not self._stopping:
            begun_us = time.monotonic_ns() // 1000
            pose = detector.detect(frame.image, frame.time_us)
            done_us = time.monotonic_ns() // 1000
            self._poses += 1
            self._detect_us.append(done_us - begun_us)
            self._on_sighting(Sighting(frame, pose, begun_us, done_us, others))
            # After the pose is on its way: nobody waits for it.
            if done_us - looked_us >= OTHERS_US and isinstance(detector, SeesOthers):
                others, looked_us = detector.others(frame.image), done_us
