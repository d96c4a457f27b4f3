"""Messages and records: what was kept, to be played, passed on or thrown away, and a new message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.appearing import look_of
from app.output.files import OutputError
from app.records.export import ALL, FILM, Film, export
from app.records.layout import ENDING, RecordError
from app.records.reader import Record, read_record
from app.records.shelf import Entry, Shelf
from app.station import Sighting
from app.windows.flow import Flow
from app.windows.language import date_words, file_kinds, spoken, tr
from app.windows.message import MessagePage
from app.windows.own_side import OwnSide
from app.windows.parts import Notice, button, dress_as, label
from app.windows.player import Player
from app.windows.remote import now_us
from app.windows.work import Tell, Work
from app.words import mark
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.looks import whole
from avatar.opengl import DrawingError
from avatar.people import load_person
from transport.control import Appearance

LIST_WIDTH: Final = 270
EMPTY: Final = mark(
    "Nothing is kept yet.\n\nRecord a message for yourself or for a contact, or a call while you are in it."
)
# So long a film is drawn before the window may do something else.
_SLICE_US: Final = 30_000
_KINDS: Final = {
    ".mp4": mark("Film of the avatar"),
    ".pose": mark("Keypoints"),
    ".bvh": mark("Motion"),
    ".glb": mark("Avatar with motion"),
    ".vtt": mark("Text"),
    ".eaf": mark("Text for ELAN"),
    ENDING: mark("Record, to send"),
}


class RecordsPage(QWidget):
    """The list, the player and the page for a new message.

    Args:
        own: the signer's own side.
        shelf: where records lie; else the user's own.

    Signals:
        leave: the person wants back to the first page.
    """

    leave = Signal()

    def __init__(self, own: OwnSide, shelf: Shelf | None = None) -> None:
        super().__init__()
        dress_as(self, "page")
        self._shelf = shelf or Shelf()
        self._film: Film | None = None
        self._going = False
        self._bodies: list[Body] = []
        self._contacts: Callable[[], list[str]] = list
        self._look: Callable[[], Appearance | None] = lambda: None
        self._precision = 0.01
        self.notice = Notice()
        self.home = button(tr("← &Home"), tip=tr("Back to the first page"))
        self.home.clicked.connect(self.leave)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Messages and records"))
        self.list.currentItemChanged.connect(self._open_chosen)
        self.new = button(tr("&New message"), "main", tip=tr("Sign a message for yourself or for a contact"))
        self.new.clicked.connect(self._begin_message)
        self.open = button(tr("&Open file …"), tip=tr("A record or message from elsewhere"))
        self.open.clicked.connect(self._ask_for_file)
        self.save = button(tr("&Save as …"), tip=tr("A film, keypoints, an animation, the text, or a copy to send"))
        self.save.clicked.connect(self._ask_where_to)
        self.delete = button(tr("&Delete"), tip=tr("Throw this record away"))
        self.delete.clicked.connect(self._ask_to_delete)
        self.player = Player()
        self.message = MessagePage(own)
        self.message.done.connect(self._keep_message)
        self.message.leave.connect(self._show_list)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress of writing"))
        self.cancel = button(tr("Cancel"), tip=tr("Give up writing"))
        self.cancel.clicked.connect(self._give_up)
        self._opening, self._writing = Work(), Work()
        self._opening.done.connect(self._show_record)
        self._opening.failed.connect(self._fail)
        self._writing.progress.connect(self._show_progress)
        self._writing.done.connect(self._written)
        self._writing.failed.connect(self._fail)
        self._writing.cancelled.connect(lambda: self._show_going(False))
        self._draw = QTimer(self)
        self._draw.setInterval(0)
        self._draw.timeout.connect(self._draw_on)
        self._target = Path()
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._ask_to_delete)
        self._lay_out()

    def _lay_out(self) -> None:
        empty = label(tr(EMPTY), "heading", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._right = QStackedWidget()
        for one in (empty, self.player, self.message):
            self._right.addWidget(one)
        does = QVBoxLayout()
        does.setSpacing(8)
        does.addWidget(self.new)
        does.addWidget(self.list, 1)
        does.addWidget(self.open)
        does.addLayout(Flow(self.save, self.delete))
        does.addStrut(LIST_WIDTH)
        left = QWidget()
        left.setLayout(does)
        does.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.home)
        head.addWidget(label(tr("Messages and records"), "heading"))
        head.addStretch(1)
        head.addWidget(self.progress, 1)
        head.addWidget(self.cancel)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(left, 2)
        columns.addWidget(self._right, 7)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 18, 24, 20)
        page.setSpacing(12)
        page.addLayout(head)
        page.addWidget(self.notice)
        page.addLayout(columns, 1)
        self._show_going(False)

    def enter(self, contacts: Callable[[], list[str]], look: Callable[[], Appearance | None], precision: float) -> None:
        """Come in.

        Args:
            contacts: gives the names that a message can be for.
            look: gives who stands for the signer.
            precision: how exactly poses are kept.
        """
        self._contacts, self._look, self._precision = contacts, look, precision
        self.notice.clear()
        self._show_list()

    def write_to(self, name: str) -> None:
        """Begin a message to a contact."""
        self._begin_message()
        self.message.to.setCurrentText(name)

    def rest(self) -> None:
        """Go out: nothing plays, and what is being recorded is kept."""
        self.player.rest()
        self.message.rest()

    def show_sighting(self, sighting: Sighting) -> None:
        """Show what the camera sees, where a message is being signed."""
        if self._right.currentWidget() is self.message:
            self.message.show_sighting(sighting)

    def open_file(self, path: Path) -> None:
        """Take in a record from elsewhere, and show it."""
        try:
            kept = self._shelf.take_in(path)
        except RecordError as error:
            self.notice.say(spoken(error))
            return
        self._fill(kept)

    def save_as(self, path: Path) -> None:
        """Write the record that is shown as something else; the file's ending says what."""
        record = self.player.record
        if record is None or self._going:
            return
        self._target = path
        self.player.rest()
        self._show_going(True)
        if path.suffix.lower() == FILM:
            self._begin_film(record, path)
            return
        bodies = self._bodies
        track = 0 if record.head.kind == "message" or len(record.tracks[-1]) == 0 else len(record.tracks) - 1

        def write(tell: Tell) -> Path:
            export(record, track, bodies[track], path, tell)
            return path

        self._writing.begin(write)

    def _begin_film(self, record: Record, path: Path) -> None:
        try:
            film = Film(record, self._bodies, path)
            film.__enter__()
        except (RecordError, OutputError, DrawingError) as error:
            self._fail(spoken(error))
            return
        self._film = film
        self._draw.start()

    def _draw_on(self) -> None:
        film = self._film
        if film is None:
            self._draw.stop()
            return
        until = now_us() + _SLICE_US
        try:
            while (more := film.step()) and now_us() < until:
                pass
            self._show_progress(film.done, film.total)
            if more:
                return
            self._end_film()
            self._written(self._target)
        except (OutputError, DrawingError, ValueError) as error:
            self._end_film()
            self._fail(spoken(error))

    def _end_film(self) -> None:
        self._draw.stop()
        film, self._film = self._film, None
        if film is not None:
            film.__exit__(None, None, None)

    def _give_up(self) -> None:
        if self._film is not None:
            self._end_film()
            self._show_going(False)
        self._writing.cancel()

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _show_going(self, going: bool) -> None:
        self._going = going
        self.progress.setVisible(going)
        self.progress.setRange(0, 0 if going else 1)
        self.cancel.setVisible(going)
        self._enable()

    def _written(self, path: Path) -> None:
        self._show_going(False)
        self.notice.say(tr("Written: {path}", path=path))

    def _fail(self, sentence: str) -> None:
        self._show_going(False)
        self.notice.say(sentence)

    def _show_list(self) -> None:
        self.message.rest()
        self._fill(None)
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, chosen: Path | None) -> None:
        try:
            entries = self._shelf.entries()
        except RecordError as error:
            self.notice.say(spoken(error))
            entries = []
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(_entry_words(entry))
            item.setData(Qt.ItemDataRole.UserRole, str(entry.path))
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        if not entries:
            self.player.close_record()
            self._right.setCurrentIndex(0)
        rows = [n for n, entry in enumerate(entries) if entry.path == chosen] or ([0] if entries else [])
        if rows:
            self.list.setCurrentRow(rows[0])
        self._enable()

    def _open_chosen(self) -> None:
        path = self._chosen()
        if path is None:
            return
        self.player.close_record()
        self._enable()

        def read(_tell: Tell) -> tuple[Record, list[Body]]:
            record = read_record(path)
            return record, [_body_of(track.look) for track in record.head.tracks]

        self._opening.begin(read)

    def _show_record(self, opened: tuple[Record, list[Body]]) -> None:
        record, self._bodies = opened
        self.player.notice.clear()
        self._right.setCurrentWidget(self.player)
        self.player.show_record(record, self._bodies)
        self._enable()

    def _chosen(self) -> Path | None:
        item = self.list.currentItem()
        return None if item is None else Path(item.data(Qt.ItemDataRole.UserRole))

    def _enable(self) -> None:
        self.save.setEnabled(self.player.record is not None and not self._going)
        self.delete.setEnabled(self._chosen() is not None and not self._going)

    def _begin_message(self) -> None:
        self.player.rest()
        self.notice.clear()
        self._right.setCurrentWidget(self.message)
        self.message.enter(self._contacts(), self._look, self._precision)

    def _keep_message(self, path: Path) -> None:
        self._fill(path)
        if to := self.message.to.currentText():
            self.notice.say(tr("Your message to {name} is kept. “Save as …” makes a copy to send to them.", name=to))
        self.player.play.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Open a record"), "", file_kinds((tr("Records"), f"*{ENDING}"), (tr("All"), "*"))
        )
        if name:
            self.open_file(Path(name))

    def _ask_where_to(self) -> None:
        path = self._chosen()
        if path is None:
            return
        kinds = {file_kinds((tr(words), f"*{ending}")): ending for ending, words in _KINDS.items()}
        name, kind = QFileDialog.getSaveFileName(self, tr("Save as"), path.stem + FILM, ";;".join(kinds))
        if name:
            self.save_as(Path(name) if Path(name).suffix.lower() in ALL else Path(name + kinds.get(kind, FILM)))

    def _ask_to_delete(self) -> None:
        path = self._chosen()
        if path is None:
            return
        asked = QMessageBox(
            QMessageBox.Icon.Question, tr("Delete"), tr("Delete “{name}” for good?", name=path.stem), parent=self
        )
        asked.setStandardButtons(QMessageBox.StandardButton.Cancel)
        sure = asked.addButton(tr("&Delete"), QMessageBox.ButtonRole.AcceptRole)
        asked.setDefaultButton(QMessageBox.StandardButton.Cancel)
        asked.buttonClicked.connect(lambda pressed: self._delete(path) if pressed is sure else None)
        asked.open()

    def _delete(self, path: Path) -> None:
        self.player.close_record()
        try:
            self._shelf.delete(path)
        except RecordError as error:
            self.notice.say(spoken(error))
        self._fill(None)


def _entry_words(entry: Entry) -> str:
    return spoken(entry.words) + ("" if entry.head is None else f"\n{date_words(entry.head.made)}")


def _body_of(told: Appearance) -> Body:
    try:
        return load_person(whole(look_of(told)))
    except BodyError:
        return load_person()  # the signing counts, not who stands for it
