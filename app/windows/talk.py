"""Beside the signing: text as it is typed, waves and phrases, and the words that both signers compare."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout

from app.windows.parts import button, dress_as, label
from transport.control import PHRASES, Camera, ControlMessage, Phrase, Wave, phrase
from transport.text import MAX_LINE, NEW_LINE, OWN, TextLine, edits

WIDTH: Final = 300
# Each message stands at least so long before the next replaces it: far below three flashes a second.
STAND_MS: Final = 1_500
GONE_MS: Final = 6_000
_WAITING: Final = 4


def told_words(message: ControlMessage) -> str:
    """What a message of the other signer says on the screen; empty for one that is not shown."""
    match message:
        case Wave():
            return "The other signer waves to you"
        case Phrase(text=text):
            return f"“{text}”"
        case Camera(on=on):
            return "The other signer's camera is on again" if on else "The other signer's camera is off"
    return ""


class Banner(QFrame):
    """Shows what the other signer said beside signing, one thing after the other, large and still."""

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "notice")
        self._text = label("", "heading", wrap=True, name="What the other signer says beside signing")
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
        self._stand.start()
        self._gone.start()


class Talk(QFrame):
    """The column beside the other signer.

    Signals:
        typed(str): characters and backspaces to send.
        said(object): a wave or a phrase to send.
        save(str): the person wants the other signer as a contact of this name.
    """

    typed = Signal(str)
    said = Signal(object)
    save = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "card")
        self.setFixedWidth(WIDTH)
        self._sent = ""
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setAccessibleName("What both have written")
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_LINE)
        self.field.setPlaceholderText("Type; they read along")
        self.field.setAccessibleName("Text to the other signer, sent as you type")
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._new_line)
        self.wave = button("&Wave", tip="Wave to the other signer (F2)")
        self.wave.setShortcut(QKeySequence("F2"))
        self.wave.clicked.connect(lambda: self.said.emit(Wave()))
        self.phrases = button("&Say …", tip="Send a phrase (F3)")
        self.phrases.setShortcut(QKeySequence("F3"))
        menu = QMenu(self.phrases)
        for id, text in PHRASES.items():
            menu.addAction(text).triggered.connect(partial(self._say_phrase, id))
        self.phrases.clicked.connect(lambda: menu.popup(self.phrases.mapToGlobal(self.phrases.rect().topLeft())))
        self._words = label("", "heading", wrap=True, name="Words to compare")
        self._compare = label("Both of you see these words if nobody sits in between.", "quiet", wrap=True)
        self.name = QLineEdit()
        self.name.setPlaceholderText("Their name")
        self.name.setAccessibleName("Name of the other signer, to save as a contact")
        self.keep = button("Sa&ve", tip="Save the other signer as a contact, to call again without a code")
        self.keep.clicked.connect(lambda: self.save.emit(self.name.text()))
        self.name.returnPressed.connect(self.keep.click)

        says, keeps = QHBoxLayout(), QHBoxLayout()
        says.addWidget(self.wave)
        says.addWidget(self.phrases)
        keeps.addWidget(self.name, 1)
        keeps.addWidget(self.keep)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 14, 14, 14)
        inside.setSpacing(10)
        inside.addWidget(self._words)
        inside.addWidget(self._compare)
        inside.addLayout(keeps)
        inside.addWidget(self.lines, 1)
        inside.addWidget(self.field)
        inside.addLayout(says)

    def _say_phrase(self, id: str) -> None:
        self.said.emit(phrase(id))

    def begin(self) -> None:
        """A new call: nothing has been said."""
        self._sent = ""
        self.field.clear()
        self.lines.clear()
        self.show_words((), known="")

    def show_words(self, words: tuple[str, ...], known: str) -> None:
        """Show the words to compare, and who it is, if that is a contact."""
        self._words.setText(" · ".join(words))
        self._compare.setVisible(bool(words))
        self.name.setText(known)
        self.name.setReadOnly(bool(known))
        self.name.setEnabled(bool(words))
        self.keep.setEnabled(bool(words) and not known)

    def show_lines(self, lines: tuple[TextLine, ...]) -> None:
        """Show what both have written."""
        self.lines.setPlainText("\n".join(f"{'You' if line.author == OWN else 'They'}: {line.text}" for line in lines))
        self.lines.moveCursor(QTextCursor.MoveOperation.End)

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
