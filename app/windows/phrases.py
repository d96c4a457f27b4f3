"""What is said most when one has not understood: on keys 1 to 6 and on buttons, in the signer's own words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.windows.parts import button, dress_as, label
from transport.control import MAX_PHRASE, PHRASES, phrase

COUNT: Final = 6
USUAL: Final = ("again", "slower", "hand", "face", "wait", "yes")


def phrases_of(kept: Sequence[str]) -> tuple[str, ...]:
    """Ids or own words for the six keys: those that are kept, and the usual ones where there are none."""
    return tuple(kept[n] if n < len(kept) and kept[n] else USUAL[n] for n in range(COUNT))


def words(id_or_text: str) -> str:
    """What a phrase says."""
    return phrase(id_or_text).text


def id_or_text(typed: str) -> str:
    """How a phrase is kept: by its id, where it says the same."""
    said = words(typed)
    return next((id for id, text in PHRASES.items() if text == said), said)


class PhraseKeys(QWidget):
    """The six buttons.

    Signals:
        said(object): this phrase is to be sent.
        edit: the person wants other words on them.
    """

    said = Signal(object)
    edit = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._phrases: tuple[str, ...] = ()
        self.buttons: list[QPushButton] = []
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(label("Say at once", "quiet"), 1)
        self.change = button("Edit …", "key", tip="Choose what keys 1 to 6 say")
        self.change.clicked.connect(self.edit)
        head.addWidget(self.change)
        inside.addLayout(head)
        for number in range(COUNT):
            made = button("", "key")
            made.clicked.connect(partial(self.say, number))
            self.buttons.append(made)
            inside.addWidget(made)
        self.show_phrases(USUAL)

    def show_phrases(self, phrases: Sequence[str]) -> None:
        """Put these on the buttons, ids or own words."""
        self._phrases = phrases_of(phrases)
        for number, (made, kept) in enumerate(zip(self.buttons, self._phrases, strict=True)):
            said = words(kept)
            made.setToolTip(f"Show them “{said}” (key {number + 1})")
            made.setAccessibleName(said)
            self._fit(made, number, said)

    def say(self, number: int, _checked: bool = False) -> None:
        """Send the phrase of a key, counted from 0."""
        self.said.emit(phrase(self._phrases[number]))

    def _fit(self, made: QPushButton, number: int, said: str) -> None:
        room = max(80, self.width() - 48)
        text = made.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room)
        made.setText(f"{number + 1}   {text}".replace("&", "&&"))

    def resizeEvent(self, event: object) -> None:
        """Say as much as there is room for."""
        for number, made in enumerate(self.buttons):
            self._fit(made, number, words(self._phrases[number]))


class PhraseDialog(QDialog):
    """Other words for the six keys.

    Signals:
        chosen(tuple): ids or own words, one for each key.
    """

    chosen = Signal(tuple)

    def __init__(self, phrases: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Phrases")
        dress_as(self, "page")
        self.fields: list[QLineEdit] = []
        form = QFormLayout()
        form.setSpacing(10)
        for number, kept in enumerate(phrases_of(phrases)):
            field = QLineEdit(words(kept))
            field.setMaxLength(MAX_PHRASE)
            field.setMinimumWidth(360)
            field.setPlaceholderText(words(USUAL[number]))
            title = QLabel(f"Key &{number + 1}")
            title.setBuddy(field)
            field.setAccessibleName(f"What key {number + 1} says")
            form.addRow(title, field)
            self.fields.append(field)
        self.usual = button("As they were", tip="The usual phrases again")
        self.usual.clicked.connect(self._put_back)
        leave = button("Cancel", tip="Leave them as they are (Esc)")
        leave.clicked.connect(self.reject)
        self.take = button("&Save", "main", tip="Use these")
        self.take.clicked.connect(self._take)
        row = QHBoxLayout()
        row.addWidget(self.usual)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.take)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 20, 20, 20)
        page.setSpacing(14)
        page.addWidget(label("They see these words large, at once.", "quiet"))
        page.addLayout(form)
        page.addLayout(row)

    def _put_back(self) -> None:
        for field, id in zip(self.fields, USUAL, strict=True):
            field.setText(words(id))

    def _take(self) -> None:
        self.chosen.emit(tuple(id_or_text(field.text()) for field in self.fields))
        self.accept()
