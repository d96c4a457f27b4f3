"""Leaving a signed message: count down, sign, stop; it is kept as it would be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from app.records.layout import MAKER, MAX_NAME, MESSAGE, OWN_TRACK, Head, Track
from app.records.shelf import Shelf
from app.records.writer import RecordWriter
from app.station import Sighting
from app.windows.big_text import BigText
from app.windows.flow import Flow
from app.windows.language import tr
from app.windows.own_side import OwnSide
from app.windows.parts import PREVIEW_HINT, Mirror, Notice, button, dress_as, label
from app.windows.remote import now_us
from detector.pose import Pose
from transport.control import Appearance

COUNT_DOWN: Final = 3
LONGEST_S: Final = 300


class MessagePage(QWidget):
    """The signer sees themselves and records a message.

    Args:
        own: the signer's own side.

    Signals:
        done(object): a message lies at this path.
        leave: the person wants back, without a message.
    """

    done = Signal(object)
    leave = Signal()
    _troubled = Signal(str)
    _closed = Signal(object)

    def __init__(self, own: OwnSide) -> None:
        super().__init__()
        self._own = own
        self._writer: RecordWriter | None = None
        self._began_us = 0
        self._left = 0
        self._poses = 0
        self._look: Callable[[], Appearance | None] = lambda: None
        self._precision = 0.01
        self.notice = Notice()
        self.mirror = Mirror(tr(PREVIEW_HINT))
        self.number = BigText()
        self.number.setParent(self.mirror)
        self.number.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.number.hide()
        self.state = label("", "heading", name=tr("State of the message"))
        self.to = QComboBox()
        self.to.setEditable(True)
        self.to.setAccessibleName(tr("Whom the message is for"))
        edit = self.to.lineEdit()
        assert edit is not None
        edit.setMaxLength(MAX_NAME)
        edit.setAccessibleName(tr("Whom the message is for"))
        edit.setPlaceholderText(tr("For … (may stay empty)"))
        self.record = button(tr("&Record"), "main", tip=tr("Record, or stop (Space)"))
        self.record.clicked.connect(self.toggle)
        self.back = button(tr("&Cancel"), tip=tr("Back, without a message (Esc)"))
        self.back.clicked.connect(self._give_up)
        for key, does in {"Space": self.toggle, "Esc": self._give_up}.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count)
        self._troubled.connect(self._on_trouble)
        self._closed.connect(self._on_closed)
        stage = QFrame()
        dress_as(stage, "card")
        fill = QVBoxLayout(stage)
        fill.setContentsMargins(10, 10, 10, 10)
        fill.addWidget(self.mirror, 1)
        row = Flow(self.record, self.to, self.back, self.state, spacing=10)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.notice)
        inside.addWidget(stage, 1)
        inside.addLayout(row)

    @property
    def recording(self) -> bool:
        """Whether poses are kept."""
        return self._writer is not None

    def enter(self, contacts: list[str], look: Callable[[], Appearance | None], precision: float) -> None:
        """Come in.

        Args:
            contacts: names to choose from.
            look: who stands for the signer.
            precision: how exactly poses are kept.
        """
        self._look, self._precision = look, precision
        self.to.clear()
        self.to.addItems(["", *contacts])
        self.notice.clear()
        self.mirror.forget(
            tr(PREVIEW_HINT) if self._own.source else tr("There is no camera: choose one on the first page.")
        )
        self.record.setEnabled(bool(self._own.source))
        self._show()
        self.record.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sighting(self, sighting: Sighting) -> None:
        """Show what the camera sees."""
        self.mirror.show_sighting(sighting)

    def toggle(self) -> None:
        """Begin to count down, or stop."""
        if self._writer is not None:
            self._stop()
        elif self._left:
            self._left = 0
            self._second.stop()
        elif self.record.isEnabled():
            self._left = COUNT_DOWN
            self._second.start()
        self._show()

    def rest(self) -> None:
        """The page goes away: what was recorded so far is kept."""
        self._left = 0
        if self._writer is not None:
            self._stop()
        self._second.stop()

    def _give_up(self) -> None:
        writer, self._writer = self._writer, None
        self.rest()
        self._own.listen(None)
        if writer is not None:
            self._own.then(writer.give_up)
        self.leave.emit()

    def _count(self) -> None:
        if self._left:
            self._left -= 1
            if not self._left:
                self._start()
        elif self._writer is not None and now_us() - self._began_us > 1e6 * LONGEST_S:
            self._stop()
        self._show()

    def _start(self) -> None:
        made, self._began_us, self._poses = datetime.now(UTC), now_us(), 0
        to = self.to.currentText()
        head = Head(MESSAGE, made, (Track(MAKER, self._look() or Appearance()),), to)
        path = Shelf().new_path(to or "Message", made.astimezone())
        writer = self._writer = RecordWriter(path, head, self._began_us, self._precision, self._troubled.emit)

        def keep(pose: Pose) -> None:
            self._poses += bool(pose.known.any())
            writer.add(OWN_TRACK, pose)

        self._own.listen(keep)

    def _stop(self) -> None:
        writer, self._writer = self._writer, None
        self._second.stop()
        self._own.listen(None)
        if writer is None:
            return

        def close() -> None:
            writer.close()
            self._closed.emit(writer.path)

        self._own.then(close)

    def _on_closed(self, path: Path) -> None:
        if self._poses:
            self.done.emit(path)
        else:
            path.unlink(missing_ok=True)
            self.notice.say(
                tr("Nobody was seen: sit so that your hands and face are in the picture, and record again.")
            )

    def _on_trouble(self, sentence: str) -> None:
        self._stop()
        self.notice.say(sentence)
        self._show()

    def _show(self) -> None:
        self.number.setVisible(bool(self._left))
        self.number.say(str(self._left))
        self.number.resize(self.mirror.size())
        if self._writer is not None:
            seconds = (now_us() - self._began_us) // 1_000_000
            at, most = f"{seconds // 60}:{seconds % 60:02d}", f"{LONGEST_S // 60}:00"
            self.state.setText(tr("● Recording  {at} of {most}", at=at, most=most))
        else:
            self.state.setText(tr("Get ready …") if self._left else "")
        dress_as(self.state, "warning" if self._writer is not None else "heading")
        self.record.setText(tr("&Stop") if self._writer is not None or self._left else tr("&Record"))
