"""Beside the signing: text as it is typed, waves and phrases, and the words that both signers compare."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout

from app.transcript import plain
from app.windows.language import tr
from app.windows.parts import button, dress_as, label
from app.windows.phrases import PhraseKeys, said
from transport.control import Camera, ControlMessage, Phrase, Wave
from transport.text import MAX_LINE, NEW_LINE, TextLine, edits

WIDTH: Final = 300
# Each message stands at least so long before the next replaces it: far below three flashes a second.
LOWEST_LINES = 64
STAND_MS: Final = 1_500
GONE_MS: Final = 6_000
_WAITING: Final = 4


def told_words(message: ControlMessage, who: str = "") -> str:
    """What a message of the other signer says on the screen; empty for one that is not shown."""
    who = who or tr("The other signer")
    match message:
        case Wave():
            return tr("{name} waves to you", name=who)
        case Phrase():
            return f"“{said(message)}”"
        case Camera(on=on):
            return tr("{name}'s camera is on again", name=who) if on else tr("{name}'s camera is off", name=who)
    return ""


class Banner(QFrame):
    """Shows what the other signer said beside signing, one thing after the other, large and still.

    Signals:
        changed: it says something else, and may need more room.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "notice")
        self._text = label("", "heading", wrap=True, name=tr("What the other signer says beside signing"))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(self._text)
        self._next: list[str] = []
        self._stand = QTimer(self)
        self._stand.setSingleShot(True)
        self._stand.setInterval(STAND_MS)
        self._stand.timeout.connect(self._turn)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(GONE_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says now; empty when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, sentence: str) -> None:
        """Show this, now or when what is there has stood long enough."""
        self._next = [*self._next, sentence][-_WAITING:]
        if not self._stand.isActive():
            self._turn()

    def clear(self) -> None:
        """Hide it and forget what waits."""
        self._next = []
        self._stand.stop()
        self.hide()

    def _turn(self) -> None:
        if not self._next:
            return
        self._text.setText(self._next.pop(0))
        self.show()
        self.changed.emit()
        self._stand.start()
        self._gone.start()


class _Lines(QPlainTextEdit):
    """Takes what the others leave, instead of asking for much."""

    def sizeHint(self) -> QSize:
        """Room for a line or two."""
        return QSize(super().sizeHint().width(), LOWEST_LINES)


class Talk(QFrame):
    """The column beside the other signer.

    Signals:
        typed(str): characters and backspaces to send.
        said(object): a wave or a phrase to send.
        save(str): the person wants the other signer as a contact of this name.
        save_text: the person wants what was written as a file.
        edit_phrases: the person wants other words on the keys.
    """

    typed = Signal(str)
    said = Signal(object)
    save = Signal(str)
    save_text = Signal()
    edit_phrases = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self._known = ""
        self._sent = ""
        self._lines: tuple[TextLine, ...] = ()
        self.lines = _Lines()
        self.lines.setReadOnly(True)
        self.lines.setAccessibleName(tr("What both have written"))
        self.lines.setPlaceholderText(tr("What both write stands here, letter by letter."))
        self.lines.setMinimumHeight(LOWEST_LINES)
        self.lines.setUndoRedoEnabled(False)
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_LINE)
        self.field.setPlaceholderText(tr("Type; they read along"))
        self.field.setAccessibleName(tr("Text to the other signer, sent as you type"))
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._new_line)
        self.copy = button(tr("&Copy"), "key", tip=tr("Copy all that was written"))
        self.copy.clicked.connect(self._copy)
        self.keep_text = button(tr("Save te&xt …"), "key", tip=tr("Save what was written: WebVTT, or .eaf for ELAN"))
        self.keep_text.clicked.connect(self.save_text)
        self.phrases = PhraseKeys()
        self.phrases.said.connect(self.said)
        self.phrases.edit.connect(self.edit_phrases)
        self._words = label("", "heading", wrap=True, name=tr("Words to compare"))
        self._compare = label(tr("You both see these words if nobody listens in."), "quiet", wrap=True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Their name"))
        self.name.setAccessibleName(tr("Name of the other signer, to save as a contact"))
        self.keep = button(tr("Sa&ve"), tip=tr("Save the other signer as a contact, to call again without a code"))
        self.keep.clicked.connect(lambda: self.save.emit(self.name.text()))
        self.name.returnPressed.connect(self.keep.click)

        does, keeps = QHBoxLayout(), QHBoxLayout()
        does.addWidget(self.copy)
        does.addWidget(self.keep_text)
        does.addStretch(1)
        keeps.addWidget(self.name, 1)
        keeps.addWidget(self.keep)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 14, 14, 14)
        inside.setSpacing(8)
        inside.addWidget(self._words)
        inside.addWidget(self._compare)
        inside.addLayout(keeps)
        inside.addWidget(self.lines, 1)
        inside.addLayout(does)
        inside.addWidget(self.field)
        inside.addWidget(self.phrases)

    @property
    def known(self) -> str:
        """Who the other signer is; empty for nobody that is a contact."""
        return self._known

    def begin(self) -> None:
        """A new call: nothing has been said."""
        self._sent = ""
        self.field.clear()
        self.show_lines(())
        self.show_words((), known="")

    def show_words(self, words: tuple[str, ...], known: str) -> None:
        """Show the words to compare, and who it is, if that is a contact."""
        self._known = known
        self._words.setText(" · ".join(words))
        self._words.setVisible(bool(words))
        self._compare.setVisible(bool(words) and not known)
        self.name.setText(known)
        self.name.setReadOnly(bool(known))
        self.name.setEnabled(bool(words))
        self.keep.setVisible(not known)
        self.keep.setEnabled(bool(words))

    def show_lines(self, lines: tuple[TextLine, ...]) -> None:
        """Show what both have written; whoever reads further up, or has marked something, is not disturbed."""
        same = 0
        for old, new in zip(self._lines, lines, strict=False):
            if old.number != new.number or old.text != new.text:
                break
            same += 1
        bar = self.lines.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - bar.singleStep()
        changing = QTextCursor(self.lines.document())
        changing.movePosition(QTextCursor.MoveOperation.End)
        if same < len(self._lines):
            kept = self.lines.document().findBlockByNumber(same)
            changing.setPosition(max(kept.position() - 1, 0), QTextCursor.MoveMode.KeepAnchor)
            changing.removeSelectedText()
        new_text = plain(lines[same:], tr("You"), tr("They"))
        if new_text:
            changing.insertText(("\n" if same else "") + new_text)
        self._lines = lines
        for one in (self.copy, self.keep_text):
            one.setEnabled(bool(lines))
        if at_end:
            bar.setValue(bar.maximum())

    def _copy(self) -> None:
        QApplication.clipboard().setText(plain(self._lines, tr("You"), tr("They")))

    def _edited(self, text: str) -> None:
        change = edits(self._sent, text)
        self._sent = text
        if change:
            self.typed.emit(change)

    def _new_line(self) -> None:
        if self._sent:
            self._sent = ""
            self.field.clear()
            self.typed.emit(NEW_LINE)
