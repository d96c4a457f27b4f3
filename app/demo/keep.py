"""Pictures kept on disk by the moment they show, to be laid side by side afterwards."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2

from app.latest import Latest
from app.threads import EndingThread
from detector.sources import Image, read_picture

QUALITY: Final = 90


class Keeper:
    """Writes pictures as JPEG in a thread of its own; pictures that come faster than it writes are left out.

    Args:
        folder: where to; it must exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: Latest[tuple[int, Callable[[], Image]]] = Latest()
        self._thread = EndingThread(self._run, "keeper", self._waiting.close)
        self._thread.start()

    def keep(self, moment_us: int, picture: Callable[[], Image]) -> None:
        """Keep one picture; any thread, never waits.

        Args:
            moment_us: the moment that it shows.
            picture: makes the uint8 RGB picture, in the keeper's thread.
        """
        self._waiting.put((moment_us, picture))

    def close(self) -> None:
        """Write what is waiting and stop."""
        self._waiting.close()
        self._thread.join(5.0)

    def _run(self) -> None:
        while (waiting := self._waiting.take(None)) is not None:
            moment_us, picture = waiting
            image = cv2.cvtColor(picture(), cv2.COLOR_RGB2BGR)
            _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            (self._folder / f"{moment_us}.jpg").write_bytes(data.tobytes())


class Kept:
    """The pictures of a folder, to be found by the moment they show.

    Args:
        folder: filled by a `Keeper`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.moments_us = sorted(int(path.stem) for path in folder.glob("*.jpg"))

    def nearest(self, moment_us: int) -> int | None:
        """The kept moment that is nearest; None if nothing was kept."""
        place = bisect_left(self.moments_us, moment_us)
        around = self.moments_us[max(place - 1, 0) : place + 1]
        return min(around, key=lambda moment: abs(moment - moment_us), default=None)

    def picture(self, moment_us: int) -> Image:
        """The uint8 RGB picture of a kept moment."""
        return read_picture(self._folder / f"{moment_us}.jpg")
