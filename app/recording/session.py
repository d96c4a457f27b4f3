"""A recording session: reads the source, follows `training.recorder`, and hands what is kept to the writer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from app.recording.writer import RecordingWriter
from detector.sources import Frame, SourceError
from training.recorder import Event, Key, Phase, Plan, Recorder, TakeBegan, TakeEnded
from training.recording import Recording, is_recording, load_recording
from training.recording_store import RecordingStore

if TYPE_CHECKING:
    from app.recording.watcher import HandWatcher

# Frames from before hands counted as risen: the plan's time for it and a detector that is a few frames late.
BEFORE: Final = 20


@dataclass(frozen=True)
class View:
    """What a signer is shown while recording.

    Attributes:
        phase: where the recording is.
        gloss: the item that is asked for.
        remaining_us: until the phase ends by itself; None where it waits for the signer.
        done: items that are done.
        items: how many there are.
        kept: frames on disk, of this session.
        dropped: frames lost, of this session.
        frame: the newest camera frame.
    """

    phase: Phase
    gloss: str
    remaining_us: int | None
    done: int
    items: int
    kept: int
    dropped: int
    frame: Frame


@dataclass(frozen=True)
class Outcome:
    """How a session ended.

    Attributes:
        done: items that are done, of all sessions.
        items: how many there are.
        kept: frames that this session put on disk.
        dropped: frames that it lost.
        trouble: a sentence if it ended before its time.
    """

    done: int
    items: int
    kept: int
    dropped: int
    trouble: str | None


class Session:
    """Records until all items are done, the source ends, something fails or `stop` is called.

    Args:
        store: an open recording; the session closes it.
        items: what to ask for.
        plan: how long things last.
        before: what the recording holds already, when it is resumed.
        watcher: watches hands; needed by a plan that is hands-free.
        show: called with every frame, in the thread that runs the session.
        wait: let the source wait for the disk instead of dropping frames; for sources that have time.
    """

    def __init__(
        self,
        store: RecordingStore,
        items: Iterable[str],
        plan: Plan,
        *,
        before: Recording | None = None,
        watcher: HandWatcher | None = None,
        show: Callable[[View], None] = lambda view: None,
        wait: bool = False,
    ) -> None:
        self._path = store.path
        self._writer = RecordingWriter(store)
        self._items = tuple(items)
        self._plan = plan
        self._before = before
        self._watcher = watcher
        self._show = show
        self._wait = wait
        self._keys: SimpleQueue[Key] = SimpleQueue()
        self._stopped = False
        self._recorder: Recorder | None = None
        self._recent: deque[Frame] = deque(maxlen=BEFORE)
        self._filled: set[tuple[int, int]] = set()  # takes that hold a frame
        self._hollow: set[int] = set()  # items whose kept take holds none: ended in the moment in which it began

    def press(self, key: Key) -> None:
        """Ask for something; any thread may."""
        self._keys.put(key)

    def stop(self) -> None:
        """End after the frame in hand; any thread may."""
        self._stopped = True

    def run(self, frames: Iterable[Frame]) -> Outcome:
        """Record. Whatever ends it, all frames that were kept are on disk when this returns.

        Args:
            frames: camera frames with times that do not go back; a file's at its own pace (`app.cameras.played`).

        Raises:
            RecordingError: writing failed, and the recording cannot even be read any more.
        """
        trouble: str | None = None
        last_us = 0
        try:
            for frame in frames:
                last_us = frame.time_us
                if self._stopped or self._advance(frame):
                    break
        except SourceError as error:
            trouble = str(error)
        finally:
            if self._recorder is not None:
                whole = not self._stopped and self._writer.trouble is None
                self._note(self._recorder.finish(last_us, keep=whole))
            self._writer.close()
        trouble = self._writer.trouble or trouble or (self._watcher.trouble if self._watcher else None)
        done, items = self._recorder.progress if self._recorder else (0, len(self._items))
        done -= len(self._hollow)
        if self._writer.trouble is not None:
            # Not what waited to be written; a recording into which nothing could be written is gone again.
            done = len(load_recording(self._path).done) if is_recording(self._path) else 0
        return Outcome(done, items, self._writer.kept, self._writer.dropped, trouble)

    def _advance(self, frame: Frame) -> bool:
        """One frame; True if it was the last."""
        now_us = frame.time_us
        if self._recorder is None:
            before = (self._before.done, self._before.takes) if self._before else ((), {})
            self._recorder = Recorder(self._items, self._plan, now_us, *before)
        recorder = self._recorder
        seen = None
        if self._watcher is not None:
            self._watcher.show(frame)
            seen = self._watcher.take()
        events = recorder.tick(now_us, seen)
        while (key := self._next_key()) is not None:
            events += recorder.press(key, now_us)
        self._note(events)
        if recorder.phase is Phase.CAPTURE and recorder.item is not None:
            self._add(frame, recorder.item, recorder.take)
        else:
            self._recent.append(frame)
        done, items = recorder.progress
        remaining = recorder.remaining_us(now_us)
        counts = self._writer.kept, self._writer.dropped
        self._show(View(recorder.phase, recorder.gloss, remaining, done, items, *counts, frame))
        blind = self._watcher is not None and self._watcher.trouble is not None
        return recorder.phase is Phase.DONE or self._writer.trouble is not None or blind

    def _next_key(self) -> Key | None:
        try:
            return self._keys.get_nowait()
        except Empty:
            return None

    def _note(self, events: Iterable[Event]) -> None:
        for event in events:
            self._writer.add_event(event)
            if isinstance(event, TakeBegan):
                for frame in self._recent:
                    if frame.time_us >= event.since_us:
                        self._add(frame, event.item, event.take)
                self._recent.clear()
            if isinstance(event, TakeEnded):
                hollow = event.kept and (event.item, event.take) not in self._filled
                (self._hollow.add if hollow else self._hollow.discard)(event.item)

    def _add(self, frame: Frame, item: int, take: int) -> None:
        self._filled.add((item, take))
        self._writer.add_frame(frame, item, take, wait=self._wait)
