"""What a signer sees while recording: the item and the countdown in large, the live picture, and how far it is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.recording.session import View
from app.windows.big_text import BigText
from app.windows.flow import Flow
from app.windows.language import spoken, tr
from app.windows.parts import Mirror, button, dress_as, label
from training.recorder import Key, Phase

# The whole stage takes a colour that says what is going on; the words say it too.
_DRESS: Final = {
    Phase.PROMPT: "phase-quiet",
    Phase.COUNTDOWN: "phase-ready",
    Phase.WAIT: "phase-ready",
    Phase.CAPTURE: "phase-record",
    Phase.REVIEW: "phase-good",
    Phase.PAUSED: "phase-quiet",
    Phase.DONE: "phase-good",
}
_DETAIL_PT: Final = 26
# A hands-free take ends by the hands; only its last seconds are worth counting.
_FAR_S: Final = 10


class RecordStage(QWidget):
    """The stage of a session.

    Signals:
        pressed(object): the signer asks for this `Key`.
        quit: the signer wants to stop.
    """

    pressed = Signal(object)
    quit = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Recording: Space goes on, R repeats, S skips, P pauses, Escape stops"))
        self.mirror = Mirror(tr("Camera starts …"))
        self.item = BigText()
        self.detail = BigText(largest=44, smallest=_DETAIL_PT)
        self.what = BigText(largest=130)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Items done"))
        self.count = label("", "heading", name=tr("Progress"))
        self.kept = label("", "quiet", name=tr("Frames on disk"))
        self._dress = QFrame()
        dress_as(self._dress, "phase-quiet")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.item, 5)
        words.addWidget(self.detail, 2)
        words.addWidget(self.what, 5)
        inside = QHBoxLayout(self._dress)
        inside.setContentsMargins(18, 18, 18, 18)
        inside.setSpacing(18)
        inside.addWidget(self.mirror, 5)
        inside.addLayout(words, 5)

        self.go = button(tr("Go on (Space)"), tip=tr("Begin or end the take at once"))
        self.repeat = button(tr("Again (R)"), tip=tr("Throw this take away; before a take: the item before once more"))
        self.skip = button(tr("Skip (S)"), tip=tr("Leave this item out"))
        self.pause = button(tr("Pause (P)"), tip=tr("Pause, or go on"))
        self.end = button(tr("Stop (Esc)"), "danger", tip=tr("Stop; what is recorded is kept and can be gone on with"))
        for one, key in ((self.go, Key.GO), (self.repeat, Key.REPEAT), (self.skip, Key.SKIP), (self.pause, Key.PAUSE)):
            one.clicked.connect(lambda _=False, key=key: self._ask(key))
        self.end.clicked.connect(self.quit)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.count)
        row.addWidget(self.bar, 1)
        row.addWidget(self.kept)
        keys = Flow(self.go, self.repeat, self.skip, self.pause, self.end, spacing=12)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(12)
        page.addWidget(self._dress, 1)
        page.addLayout(row)
        page.addLayout(keys)

    def show_view(self, view: View) -> None:
        """Show where the session is."""
        item, _, detail = view.gloss.partition(": ")
        self.item.say(spoken(item))
        self.detail.say(spoken(detail))
        self.detail.setVisible(bool(detail))
        self.what.say(what_words(view))
        for part in (self._dress, self.item, self.detail, self.what):
            dress_as(part, _DRESS[view.phase])
        self.bar.setMaximum(view.items)
        self.bar.setValue(view.done)
        self.count.setText(tr("{n} of {all}", n=view.done, all=view.items))
        kept = tr("{n} frames", n=view.kept)
        self.kept.setText(tr("{kept}, {n} lost", kept=kept, n=view.dropped) if view.dropped else kept)
        self.pause.setText(tr("Go on (P)") if view.phase is Phase.PAUSED else tr("Pause (P)"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys, wherever the focus is; a button that has it takes Space for itself."""
        keys = {
            Qt.Key.Key_Space: Key.GO,
            Qt.Key.Key_R: Key.REPEAT,
            Qt.Key.Key_S: Key.SKIP,
            Qt.Key.Key_P: Key.PAUSE,
        }
        key = keys.get(Qt.Key(event.key()))
        if event.isAutoRepeat():
            event.accept()
        elif key is not None:
            self._ask(key)
        elif event.key() == Qt.Key.Key_Escape:
            self.quit.emit()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Put the keyboard where all keys work."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, key: Key) -> None:
        self.pressed.emit(key)
        self.focus_first()


def what_words(view: View) -> str:
    """What is going on, in words."""
    seconds = -(-(view.remaining_us or 0) // 1_000_000)
    return {
        Phase.PROMPT: tr("Next"),
        Phase.COUNTDOWN: str(seconds),
        Phase.WAIT: tr("Raise your hands and sign"),
        Phase.CAPTURE: tr("● Recording") if seconds > _FAR_S else tr("● Recording  {n}", n=seconds),
        Phase.REVIEW: tr("✓ Recorded"),
        Phase.PAUSED: tr("Paused"),
        Phase.DONE: tr("✓ All done"),
    }[view.phase]
