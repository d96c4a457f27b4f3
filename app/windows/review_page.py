"""The page to look at labels: the most doubtful frames first, keypoints mended, frames accepted or rejected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.places import recordings_folder
from app.recording.beginning import all_recordings
from app.review.desk import Desk
from app.review.order import Order, Rank, ordered, ranks
from app.windows.flow import Flow
from app.windows.labelling_card import LabellingCard
from app.windows.language import spoken, tr
from app.windows.parts import Notice, Scrolled, button, dress_as, label
from app.windows.review_canvas import ReviewCanvas, point_words
from app.windows.work import Tell, Work
from app.words import mark
from detector.skeleton import SIDES, Side
from training.recording import Recording, load_recording
from training.recording_labels import Author
from training.recording_lines import RecordingError

_ORDERS: Final = {
    Order.DOUBTFUL: mark("Most doubtful first"),
    Order.HANDLESS: mark("Without hands first"),
    Order.TIME: mark("In order of time"),
}
_TAKE: Final = {"left": mark("No left hand"), "right": mark("No right hand")}
_GET: Final = {"left": mark("Get left hand"), "right": mark("Get right hand")}
NO_HAND: Final = {
    "left": mark("No frame of this take has a left hand to begin with: reject the frame, or go on."),
    "right": mark("No frame of this take has a right hand to begin with: reject the frame, or go on."),
}
_BY: Final = {
    Author.HUMAN: mark("labelled by you, score {score}"),
    Author.TEACHER: mark("labelled by a teacher, score {score}"),
    Author.DETECTOR: mark("labelled by the detector, score {score}"),
}
SIDE: Final = 350
HELP: Final = mark(
    "Drag a keypoint, or choose it by keys: 1 to 5 a finger (again: its next joint), 0 the wrist, H the other hand. "
    "Arrows move it (Shift: by five pixels). Z shows the hand in large, F the picture, + and - zoom. "
    "Page Up and Page Down go back and on, Return accepts, Delete rejects."
)


@dataclass(frozen=True, eq=False)
class _Opened:
    recording: Recording
    ranks: dict[int, Rank]
    desk: Desk


class ReviewPage(QWidget):
    """Looks at the labels of one recording after another.

    Args:
        labelling: the card that proposes labels.
    """

    def __init__(self, labelling: LabellingCard) -> None:
        super().__init__()
        self._opened: _Opened | None = None
        self._wanted = ""
        self._finding, self._opening = Work(), Work()
        self._finding.done.connect(self._show_recordings)
        self._finding.failed.connect(self._on_failure)
        self._opening.done.connect(self._show_opened)
        self._opening.failed.connect(self._on_failure)
        self.notice = Notice()
        self.canvas = ReviewCanvas()
        self.canvas.moved.connect(self._move)
        self.point = label(point_words(None), "quiet", name=tr("Chosen keypoint"))
        self.canvas.chosen.connect(lambda point: self.point.setText(point_words(point)))
        self.recordings = QComboBox()
        self.recordings.setAccessibleName(tr("Recording"))
        self.recordings.setMinimumContentsLength(12)
        self.recordings.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.recordings.activated.connect(lambda _: self.open(str(self.recordings.currentData())))
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Which frames come first"))
        for order, words in _ORDERS.items():
            self.order.addItem(tr(words), order)
        self.order.activated.connect(lambda _: self._arrange())
        self.labelling = labelling
        self.labelling.said.connect(self.notice.say)
        self.labelling.labelled.connect(lambda: self.open(self._wanted))
        self.where = label("", "heading", name=tr("Which frame this is"))
        self.who = label("", "quiet", wrap=True, name=tr("Who labelled it"))
        self.why = label("", "warning", wrap=True, name=tr("Why it is doubtful"))
        self.verdict = label("", "good", name=tr("What was decided"))
        self.decided = label("", "quiet", name=tr("How many frames are decided"))

        self.accept = button(tr("&Accept (Return)"), "main", tip=tr("The keypoints are right as they stand"))
        self.reject = button(tr("Re&ject (Del)"), tip=tr("This frame serves for nothing"))
        self.back = button(tr("◀ &Back"), tip=tr("The frame before (Page Up)"))
        self.on = button(tr("&On ▶"), tip=tr("The next frame (Page Down); what you changed is kept"))
        self.undo = button(tr("&Undo"), tip=tr("Take the last change back (Ctrl+Z)"))
        self.redo = button(tr("Re&do"), tip=tr("Do it again (Ctrl+Shift+Z)"))
        self.left = button(
            tr("Left hand …"), tip=tr("No left hand here, or take it from the nearest frame of this take")
        )
        self.right = button(
            tr("Right hand …"), tip=tr("No right hand here, or take it from the nearest frame of this take")
        )
        doing: dict[QPushButton, Callable[[], object]] = {
            self.accept: lambda: self._do(Desk.accept),
            self.reject: lambda: self._do(Desk.reject),
            self.back: lambda: self._do(lambda desk: desk.go(-1)),
            self.on: lambda: self._do(lambda desk: desk.go(1)),
            self.undo: lambda: self._do(Desk.undo),
            self.redo: lambda: self._do(Desk.redo),
            self.left: lambda: self._hand("left"),
            self.right: lambda: self._hand("right"),
        }
        self._actions = list(doing)
        for one, action in doing.items():
            one.clicked.connect(action)
        for keys, one in {
            "PgDown": self.on,
            "PgUp": self.back,
            "Ctrl+Z": self.undo,
            "Ctrl+Shift+Z": self.redo,
        }.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(one.click)
        for keys, one in {"Return": self.accept, "Enter": self.accept, "Del": self.reject}.items():
            # Only where nothing else waits for that key.
            shortcut = QShortcut(QKeySequence(keys), self.canvas)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(one.click)
        self._lay_out()
        self._show_desk()

    def enter(self) -> None:
        """Come to the page."""
        self.labelling.enter()
        self._finding.begin(lambda tell: all_recordings(recordings_folder()))

    def leave(self) -> None:
        """Go away; what was mended is kept."""
        self.labelling.leave()
        self._opening.forget()
        self._close()

    def open(self, path: str) -> None:
        """Look at the recording in this folder."""
        self._close()
        self._wanted = path
        self.canvas.show_frame(None, None, tr("Reading the recording …"))
        order = self.order.currentData()

        def work(tell: Tell) -> _Opened:
            recording = load_recording(Path(path))
            found = ranks(recording)
            if not found:
                raise RecordingError(
                    tr("{name} holds no frames: go on with it on the page to record.", name=recording.name)
                )
            return _Opened(recording, found, Desk(recording, ordered(recording, found, order)))

        self._opening.begin(work)

    def _show_recordings(self, found: list[Recording]) -> None:
        self.recordings.clear()
        for one in found:
            if one.kept:
                self.recordings.addItem("  ·  ".join((one.name, one.about.signer or tr("(unnamed)"))), str(one.path))
        if not self.recordings.count():
            self.canvas.show_frame(None, None, tr("There is no recording yet: record something first."))
            self.labelling.offer(None)
            return
        if self.recordings.findData(self._wanted) < 0:
            self._wanted = str(self.recordings.itemData(0))
        self.recordings.setCurrentIndex(self.recordings.findData(self._wanted))
        self.open(self._wanted)

    def choose(self, path: str) -> None:
        """Look at this recording when the page comes up."""
        self._wanted = str(Path(path).resolve())

    def _show_opened(self, opened: _Opened) -> None:
        self._opened = opened
        self.labelling.offer(opened.recording)
        if opened.recording.troubles:
            self.notice.say(" ".join(map(spoken, opened.recording.troubles[:3])))
        self._show_frame()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failure(self, sentence: str) -> None:
        self.notice.say(sentence)
        self.canvas.show_frame(None, None, tr("No recording is open."))
        self._show_desk()

    def _close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            try:
                opened.desk.close()
            except RecordingError as error:
                self.notice.say(spoken(error))
        self._show_desk()

    def _arrange(self) -> None:
        opened = self._opened
        if opened is not None:
            order = ordered(opened.recording, opened.ranks, self.order.currentData())
            self._do(lambda desk: desk.arrange(order))

    def _do(self, action: Callable[[Desk], object]) -> None:
        if self._opened is None:
            return
        desk = self._opened.desk
        before = desk.frame.number
        try:
            action(desk)
        except RecordingError as error:
            self.notice.say(spoken(error))
        if desk.frame.number != before:
            self._show_frame()
        else:
            self.canvas.show_pose(desk.standing.pose)
            self._show_desk()

    def _hand(self, side: Side) -> None:
        """Take a hand away, or get one from another frame where there is none."""

        def change(desk: Desk) -> None:
            if desk.has_hand(side):
                desk.forget(side)
            elif not desk.borrow(side):
                self.notice.say(tr(NO_HAND[side]))

        self._do(change)

    def _move(self, point: int, x: float, y: float, on: bool) -> None:
        self._do(lambda desk: desk.place(point, x, y, on=on))

    def _show_frame(self) -> None:
        if self._opened is None:
            return
        desk = self._opened.desk
        try:
            image = self._opened.recording.picture(desk.frame)
            self.canvas.show_frame(image, desk.standing.pose)
        except RecordingError as error:
            self.canvas.show_frame(None, None, spoken(error))
        self._show_desk()

    def _show_desk(self) -> None:
        opened = self._opened
        for one in self._actions:
            one.setEnabled(opened is not None)
        if opened is None:
            for text in (self.where, self.who, self.why, self.verdict, self.decided):
                text.setText("")
            return
        desk, frame = opened.desk, opened.desk.frame
        self.where.setText(tr("{n} of {all}", n=desk.position + 1, all=len(desk.order)))
        gloss = opened.recording.gloss(frame) or tr("no item")
        given = desk.label
        by = tr("not labelled") if given is None else tr(_BY[given.author], score=f"{given.score:.2f}")
        self.who.setText("  ·  ".join((tr("Frame {n}", n=frame.number), spoken(gloss), by)))
        standing = desk.standing
        self.why.setText("" if standing.verdict or standing.mended else spoken(opened.ranks[frame.number].why))
        self.why.setVisible(bool(self.why.text()))
        words = {"accepted": tr("✓ Accepted"), "rejected": tr("✗ Rejected")}.get(standing.verdict, "")
        self.verdict.setText(tr("✎ Changed") if standing.mended else words)
        self.verdict.setVisible(bool(self.verdict.text()))
        dress_as(self.verdict, "warning" if standing.verdict == "rejected" else "good")
        self.decided.setText(tr("{n} of {all} decided by you", n=desk.decided, all=len(desk.order)))
        self.undo.setEnabled(desk.can_undo)
        self.redo.setEnabled(desk.can_redo)
        self.accept.setEnabled(standing.pose is not None)
        for one, side in zip((self.left, self.right), SIDES, strict=True):
            one.setText(tr(_TAKE[side] if desk.has_hand(side) else _GET[side]))

    def _lay_out(self) -> None:
        side = QFrame()
        dress_as(side, "card")
        inside = QVBoxLayout(side)
        inside.addStrut(SIDE)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(10)
        for widget in (self.recordings, self.order, self.labelling, self.who, self.verdict, self.why, self.point):
            inside.addWidget(widget)
        inside.addLayout(Flow(self.undo, self.redo, self.right, self.left))
        inside.addWidget(self.decided)
        inside.addWidget(label(tr(HELP), "quiet", wrap=True))
        inside.addStretch(1)
        under = Flow(self.back, self.where, self.on, self.reject, self.accept, spacing=10)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.canvas, 1)
        left.addLayout(under)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 1)
        columns.addWidget(Scrolled(side))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addWidget(self.notice)
        page.addLayout(columns, 1)
