"""Watches the hands of a signer who records, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from app.detecting import make_detector
from app.latest import Latest
from app.threads import EndingThread
from detector.sources import Frame
from training.recorder import hands_up

if TYPE_CHECKING:
    from app.station import Detects
    from detector.pose import Pose


class HandWatcher:
    """Says of the newest frame that was looked at whether hands are up. Frames that come too fast are left out.

    Args:
        make: makes the detector, called in the thread.
        on_pose: told each pose with its frame, from the thread; must not wait.
    """

    def __init__(
        self,
        make: Callable[[], Detects] = make_detector,
        on_pose: Callable[[Frame, Pose], None] = lambda frame, pose: None,
    ) -> None:
        self._make = make
        self._on_pose = on_pose
        self._frames: Latest[Frame] = Latest()
        self._seen: Latest[bool] = Latest()
        self._trouble: str | None = None
        self._thread = EndingThread(self._run, "hands", self._frames.close)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """A sentence if hands cannot be watched."""
        return self._trouble

    def show(self, frame: Frame) -> None:
        """Look at a frame, when there is time."""
        self._frames.put(frame)

    def take(self) -> bool | None:
        """What was seen since the last call; None if nothing was."""
        return self._seen.take()

    def close(self) -> None:
        """End the thread."""
        self._frames.close()
        self._thread.join()

    def _run(self) -> None:
        from detector.weights import WeightsError

        try:
            with closing(self._make()) as detector:
                while (frame := self._frames.take(None)) is not None:
                    pose = detector.detect(frame.image, frame.time_us)
                    self._seen.put(hands_up(pose))
                    self._on_pose(frame, pose)
        except WeightsError as error:
            self._trouble = str(error)
        except Exception as error:  # noqa: BLE001 - a session without hands goes on by the keys
            self._trouble = f"Hands cannot be watched ({error}): record by the timer."
