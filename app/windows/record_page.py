"""The page to record on: the form with a preview, then the stage; what was recorded can be gone on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.latest import Latest
from app.places import recordings_folder
from app.recording.beginning import all_recordings, begin, resume
from app.recording.room import Camera, Room
from app.recording.session import Outcome, View
from app.station import Detects, Sighting
from app.windows.language import spoken, tr
from app.windows.parts import Mirror, Notice, Scrolled, button, dress_as, label
from app.windows.record_setup import RecordSetup, Unfinished
from app.windows.record_stage import RecordStage
from app.windows.work import Work
from app.words import mark
from detector.pose import Pose
from detector.sources import Frame
from training.prompts import PromptError
from training.recording import Recording
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

LOOK_MS = 33
LOWEST = (200, 220)
NO_CAMERA = mark("There is no camera: go back, and choose a camera or a video on the first page.")


class _FromRoom(QObject):
    """Carries what the room tells into the window's thread; the first argument says which room it was."""

    camera = Signal(object, object)
    outcome = Signal(object, object, object)
    trouble = Signal(object, str)


class RecordPage(QWidget):
    """Records a signer.

    Args:
        make_detector: makes the detector; see `app.station.Station`.
        then: does something in the background, after what was asked of cameras before.

    Attributes:
        source: the camera, or a file in its place; empty for none.

    Signals:
        review(str): the signer wants to look at the recording in this folder.
    """

    review = Signal(str)

    def __init__(self, make_detector: Callable[[], Detects], then: Callable[[Callable[[], object]], object]) -> None:
        super().__init__()
        self._make_detector = make_detector
        self._then = then
        self.source = ""
        self._room: Room | None = None
        self._camera: Camera | None = None
        self._seen: Latest[Sighting] = Latest()
        self._view: Latest[View] = Latest()
        self._recording = False
        self._last = ""
        self.notice = Notice()
        self._told = _FromRoom()
        self._told.camera.connect(self._on_camera)
        self._told.outcome.connect(self._on_outcome)
        self._told.trouble.connect(self._on_trouble)
        self._finding = Work()
        self._finding.done.connect(self._show_recordings)
        self._finding.failed.connect(self.notice.say)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._show_newest)

        self.retry = button(tr("&Look again"), tip=tr("Open the camera once more"))
        self.retry.clicked.connect(self._open)
        self.retry.hide()
        self.mirror = Mirror(tr("Camera starts …"))
        self.mirror.setMinimumSize(*LOWEST)
        self.setup = RecordSetup()
        self.setup.begin.connect(self._begin)
        self.unfinished = Unfinished()
        self.unfinished.resume.connect(self._resume)
        self.stage = RecordStage()
        self.stage.pressed.connect(lambda key: self._room and self._room.press(key))
        self.stage.quit.connect(lambda: self._room and self._room.end_session())
        self._result = QFrame()
        dress_as(self._result, "card")
        self.result = label("", wrap=True, name=tr("What was recorded"))
        self.to_review = button(tr("&Label and review"), "main", tip=tr("Propose keypoints, and look at them"))
        self.to_review.clicked.connect(lambda: self.review.emit(self._last))
        row = QVBoxLayout(self._result)
        row.setContentsMargins(18, 14, 18, 14)
        row.addWidget(self.result)
        row.addWidget(self.to_review)
        self._result.hide()

        column = QWidget()
        dress_as(column, "page")
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 12, 0)
        left.setSpacing(12)
        left.addWidget(self.mirror, 1)
        left.addWidget(self.retry)
        left.addWidget(self._result)
        left.addWidget(self.unfinished)
        before = QWidget()
        columns = QHBoxLayout(before)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(20)
        columns.addWidget(Scrolled(column), 5)
        columns.addWidget(Scrolled(self.setup), 4)
        self._doing = QStackedWidget()
        self._doing.addWidget(before)
        self._doing.addWidget(self.stage)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addWidget(self.notice)
        page.addWidget(self._doing, 1)

    @property
    def recording(self) -> bool:
        """Whether a session runs."""
        return self._recording

    def enter(self) -> None:
        """Come to the page: open the camera, and see what is not finished."""
        self.notice.clear()
        self._open()
        self._find()
        self.setup.focus_first()

    def leave(self) -> None:
        """Go away: end the session, whose frames are kept, and let go of the camera."""
        self._look.stop()
        room, self._room = self._room, None
        if room is not None:
            self._then(room.stop)
        self._finish()

    def _open(self) -> None:
        self.retry.hide()
        old, self._room = self._room, None
        if old is not None:
            self._then(old.stop)
        self._camera = None
        self._set_ready(False)
        if not self.source:
            self.mirror.forget(tr(NO_CAMERA))
            return
        self.mirror.forget(tr("Camera starts …"))
        # Mailboxes of its own: what an old camera still gives goes nowhere.
        seen, views = self._seen, self._view = Latest[Sighting](), Latest[View]()
        room: Room

        def on_pose(frame: Frame, pose: Pose) -> None:
            seen.put(Sighting(frame, pose, frame.time_us, frame.time_us))

        room = self._room = Room(
            self.source,
            self._make_detector,
            on_camera=lambda camera: self._told.camera.emit(room, camera),
            on_pose=on_pose,
            on_view=views.put,
            on_outcome=lambda path, outcome: self._told.outcome.emit(room, path, outcome),
            on_trouble=lambda sentence: self._told.trouble.emit(room, sentence),
        )
        self._then(room.start)
        self._look.start()

    def _find(self) -> None:
        self._finding.begin(lambda tell: all_recordings(recordings_folder()))

    def _show_recordings(self, recordings: list[Recording]) -> None:
        left = [one for one in recordings if one.about.consent and len(one.done) < len(one.about.items)]
        self.unfinished.show_recordings(left)
        if not self.setup.signer.text() and recordings:
            self.setup.signer.setText(recordings[0].about.signer)

    def _begin(self, signer: str, list_name: str) -> None:
        if self._camera is None:
            return
        try:
            store, items = begin(recordings_folder(), None, list_name, signer, self._camera.name, self._camera.fps)
        except (PromptError, RecordingError) as error:
            self.notice.say(spoken(error))
            return
        self._run(store, items, None)

    def _resume(self, path: str) -> None:
        try:
            store, before = resume(Path(path))
        except RecordingError as error:
            self.notice.say(spoken(error))
            return
        self._run(store, before.about.items, before)

    def _run(self, store: RecordingStore, items: tuple[str, ...], before: Recording | None) -> None:
        if self._room is None or not self._room.record(store, items, self.setup.plan, before):
            self.notice.say(tr("The camera is gone: connect it, and look again."))
            return
        self._recording = True
        self.notice.clear()
        self._result.hide()
        self.stage.mirror.forget("")
        self._doing.setCurrentWidget(self.stage)
        self.stage.focus_first()

    def _finish(self) -> None:
        self._recording = False
        self._doing.setCurrentIndex(0)
        self._view.take()

    def _set_ready(self, ready: bool) -> None:
        self.setup.set_ready(ready)
        self.unfinished.go.setEnabled(ready)

    def _on_camera(self, room: Room, camera: Camera) -> None:
        if room is self._room:
            self._camera = camera
            self._set_ready(True)

    def _on_outcome(self, room: Room, path: Path, outcome: Outcome) -> None:
        if room is not self._room:
            return
        self._finish()
        self._find()
        self._last = str(path)
        self.result.setText(outcome_words(path, outcome))
        self._result.setVisible(outcome.kept > 0 or outcome.trouble is None)
        self.to_review.setVisible(outcome.done > 0)
        if outcome.trouble:
            self.notice.say(outcome.trouble)
        # Consent is given for one recording.
        self.setup.consent.setChecked(False)
        (self.to_review if outcome.done else self.setup.signer).setFocus()

    def _on_trouble(self, room: Room, sentence: str) -> None:
        if room is not self._room:
            return
        self._camera = None
        self._set_ready(False)
        self.notice.say(sentence)
        self.mirror.forget(tr("No picture"))
        self.retry.show()

    def _show_newest(self) -> None:
        view = self._view.take()
        if view is not None and self._recording:
            self.stage.show_view(view)
        sighting = self._seen.take()
        if sighting is not None:
            (self.stage.mirror if self._recording else self.mirror).show_sighting(sighting)


def outcome_words(path: Path, outcome: Outcome) -> str:
    """What a session brought, in words."""
    words = tr(
        "{n} of {all} items are recorded, {frames} frames this time: {name}.",
        n=outcome.done,
        all=outcome.items,
        frames=outcome.kept,
        name=path.name,
    )
    if outcome.dropped:
        words += " " + tr("{n} frames were lost, because the disk was too slow or failed.", n=outcome.dropped)
    if not path.exists():
        words = tr("Nothing was recorded.")
    elif outcome.done < outcome.items:
        words += " " + tr("You can go on with it later.")
    return words
