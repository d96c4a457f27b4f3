"""The thread that puts frames on disk, behind a bounded queue: memory stays flat, and what does not fit is counted."""

from __future__ import annotations

from collections import deque
from threading import Condition, Thread
from typing import Final

from detector.sources import Frame
from training.recorder import Event
from training.recording import encode_picture
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

# Two seconds of 640x480 pictures, 60 MB: longer than a disk that is busy makes a writer wait.
ROOM: Final = 64
QUALITY: Final = 95


class RecordingWriter:
    """Writes frames and events into a recording, in order, in a thread of its own. Any thread may call any method.

    Args:
        store: the recording; the writer closes it.
        room: how many frames may wait.
    """

    def __init__(self, store: RecordingStore, room: int = ROOM) -> None:
        self._store = store
        self._room = room
        self._changed = Condition()
        self._waiting: deque[tuple[Frame, int, int] | Event] = deque()
        self._frames = 0  # that wait
        self._kept = self._dropped = 0
        self._ending = False
        self._trouble: str | None = None
        self._thread = Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    @property
    def kept(self) -> int:
        """Frames on disk."""
        return self._kept

    @property
    def dropped(self) -> int:
        """Frames that did not fit because the disk was too slow, or came after trouble."""
        return self._dropped

    @property
    def trouble(self) -> str | None:
        """A sentence if nothing can be written any more."""
        return self._trouble

    def add_frame(self, frame: Frame, item: int, take: int, *, wait: bool = False) -> None:
        """Keep a frame.

        Args:
            frame: it belongs to the writer from now on.
            item: number of the item.
            take: number of the take.
            wait: until there is room, instead of dropping it.
        """
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._frames < self._room or self._trouble is not None)
            if self._frames >= self._room or self._trouble is not None:
                self._dropped += 1
                return
            self._frames += 1
            self._waiting.append((frame, item, take))
            self._changed.notify_all()

    def add_event(self, event: Event) -> None:
        """Note what began or ended; never dropped."""
        with self._changed:
            self._waiting.append(event)
            self._changed.notify_all()

    def close(self) -> None:
        """Wait until all is on disk, and close the recording."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        try:
            while (entry := self._take()) is not None:
                self._write(entry)
        except RecordingError as error:
            self._stop(str(error))
        except Exception as error:  # noqa: BLE001 - whatever fails here, the frames on disk stay and the signer is told
            self._stop(f"Recording into {self._store.path} stopped ({error}): go on with --resume.")
        finally:
            self._store.close()

    def _take(self) -> tuple[Frame, int, int] | Event | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ending)
            return self._waiting.popleft() if self._waiting else None

    def _write(self, entry: tuple[Frame, int, int] | Event) -> None:
        if not isinstance(entry, tuple):
            self._store.add_event(entry)
            return
        frame, item, take = entry
        height, width = frame.image.shape[:2]
        self._store.add_frame(encode_picture(frame.image, QUALITY), frame.time_us, (width, height), item, take)
        with self._changed:
            self._frames -= 1
            self._kept += 1
            self._changed.notify_all()

    def _stop(self, sentence: str) -> None:
        with self._changed:
            self._trouble = sentence
            self._dropped += self._frames
            self._frames = 0
            self._waiting.clear()
            self._changed.notify_all()
