"""The room where a signer records in the window: a camera, a preview, and one session after another. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Final

from app.cameras import played
from app.recording.session import Outcome, Session, View
from app.recording.watcher import HandWatcher
from app.station import Detects
from app.threads import EndingThread
from detector.pose import Pose
from detector.sources import Frame, SourceError, open_source
from training.recorder import Key, Plan
from training.recording import Recording
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

_STOPPING_S: Final = 4.0


@dataclass(frozen=True)
class Camera:
    """What was opened: its name, and the frames a second that it states."""

    name: str
    fps: float


@dataclass(frozen=True, eq=False)
class _Task:
    store: RecordingStore
    items: tuple[str, ...]
    plan: Plan
    before: Recording | None


class Room:
    """Runs a camera and a detector; all callbacks come from their threads and must not wait.

    Args:
        spec: the camera, or a file that is played again and again as if it were one.
        make_detector: makes the detector; called in its thread.
        on_camera: the camera is open.
        on_pose: what was seen in a frame, in a preview and in a session.
        on_view: where a session is, with every frame.
        on_outcome: a session of this recording is over.
        on_trouble: a sentence; the camera or the detector is of no use any more.
    """

    def __init__(
        self,
        spec: str,
        make_detector: Callable[[], Detects],
        *,
        on_camera: Callable[[Camera], None],
        on_pose: Callable[[Frame, Pose], None],
        on_view: Callable[[View], None],
        on_outcome: Callable[[Path, Outcome], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self._spec = spec
        self._make_detector = make_detector
        self._on_camera = on_camera
        self._on_pose = on_pose
        self._on_view = on_view
        self._on_outcome = on_outcome
        self._on_trouble = on_trouble
        self._lock = Lock()
        self._waiting: _Task | None = None
        self._session: Session | None = None
        self._over = False
        self._ended: str | None = None  # why the last session ended before its time
        self._stop = Event()
        self._thread = EndingThread(self._run, "recording room", self._ask)

    def start(self) -> None:
        """Begin to open the camera."""
        self._thread.start()

    def record(self, store: RecordingStore, items: tuple[str, ...], plan: Plan, before: Recording | None) -> bool:
        """Begin a session with the next frame; it closes the store.

        Args:
            store: an open recording.
            items: what to ask for.
            plan: how long things last.
            before: what the recording holds already, when it is resumed.

        Returns:
            False if the camera is gone; the store is closed then.
        """
        with self._lock:
            if not self._over and self._waiting is None and self._session is None:
                self._waiting = _Task(store, items, plan, before)
                return True
        store.close()
        return False

    def press(self, key: Key) -> None:
        """Ask the session for something."""
        session = self._session
        if session is not None:
            session.press(key)

    def end_session(self) -> None:
        """End the session after the frame in hand; the preview goes on."""
        session = self._session
        if session is not None:
            session.stop()

    def stop(self) -> None:
        """End everything and let go of the camera; what was recorded is on disk when this returns."""
        self._ask()
        self._thread.join(_STOPPING_S)

    def _ask(self) -> None:
        self._stop.set()
        self.end_session()

    def _run(self) -> None:
        watcher = HandWatcher(self._make_detector, self._on_pose)
        try:
            with closing(open_source(self._spec, loop=True)) as source:
                self._on_camera(Camera(source.name, source.fps))
                frames = played(source, self._stop)
                for frame in frames:
                    watcher.show(frame)
                    if watcher.trouble is not None:
                        self._on_trouble(watcher.trouble)
                        return
                    self._record(frames, watcher)
                if not self._stop.is_set():
                    self._on_trouble(self._ended or f"{source.name} gives no more pictures: choose another camera.")
        except SourceError as error:
            if not self._stop.is_set():
                self._on_trouble(str(error))
        finally:
            with self._lock:
                self._over = True
                waiting, self._waiting = self._waiting, None
            if waiting is not None:
                waiting.store.close()
            watcher.close()

    def _record(self, frames: Iterable[Frame], watcher: HandWatcher) -> None:
        with self._lock:
            task, self._waiting = self._waiting, None
            if task is None:
                return

            def show(view: View) -> None:
                if not task.plan.hands_free:
                    watcher.show(view.frame)  # for the keypoints alone: the timer begins and ends takes
                self._on_view(view)

            session = self._session = Session(
                task.store,
                task.items,
                task.plan,
                before=task.before,
                watcher=watcher if task.plan.hands_free else None,
                show=show,
            )
        path = task.store.path
        if self._stop.is_set():
            session.stop()
        try:
            outcome = session.run(frames)
        except RecordingError as error:
            outcome = Outcome(0, len(task.items), 0, 0, str(error))
        finally:
            with self._lock:
                self._session = None
        self._ended = outcome.trouble
        self._on_outcome(path, outcome)
