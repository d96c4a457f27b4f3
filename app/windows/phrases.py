"""What is said most when one has not understood: on keys 1 to 6 and on buttons, in the signer's own words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.windows.language import tr
from app.windows.parts import button, dress_as, label
from app.words import mark
from transport.control import MAX_PHRASE, PHRASES, Phrase, phrase

COUNT: Final = 6
# The phrases of `transport.control`, to be found for translation.
_MARKED: Final = (
    mark("Again, please"),
    mark("Slower, please"),
    mark("I cannot see your hand"),
    mark("I cannot see your face"),
    mark("It is too dark"),
    mark("Come closer, please"),
    mark("Go back a little, please"),
    mark("Your picture stands still"),
    mark("One moment, please"),
    mark("I understand"),
)
USUAL: Final = ("again", "slower", "hand", "face", "wait", "yes")


def phrases_of(kept: Sequence[str]) -> tuple[str, ...]:
    """Ids or own words for the six keys: those that are kept, and the usual ones where there are none."""
    return tuple(kept[n] if n < len(kept) and kept[n] else USUAL[n] for n in range(COUNT))


def said(message: object) -> str:
    """What a phrase says, in the language of whoever reads it."""
    if not isinstance(message, Phrase):
        return ""
    return tr(message.text) if message.id in PHRASES else message.text


def words(id_or_text: str) -> str:
    """What a phrase says."""
    return said(phrase(id_or_text))


def id_or_text(typed: str) -> str:
    """How a phrase is kept: by its id, where it says the same."""
    text = phrase(typed).text
    return next((id for id in PHRASES if words(id) == text), text)


EDGES = 32  # of a button, left and right


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
        head.addWidget(label(tr("Say at once"), "quiet"), 1)
        self.change = button(tr("Edit …"), "key", tip=tr("Choose what keys 1 to 6 say"))
        self.change.clicked.connect(self.edit)
        head.addWidget(self.change)
        inside.addLayout(head)
        for number in range(COUNT):
            made = button("", "key")
            made.clicked.connect(partial(self.say, number))
            # As wide as the column, whatever it says.
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.buttons.append(made)
            inside.addWidget(made)
        self.show_phrases(USUAL)

    def show_phrases(self, phrases: Sequence[str]) -> None:
        """Put these on the buttons, ids or own words."""
        self._phrases = phrases_of(phrases)
        for number, (made, kept) in enumerate(zip(self.buttons, self._phrases, strict=True)):
            text = words(kept)
            made.setToolTip(tr("Show them “{text}” (key {number})", text=text, number=number + 1))
            made.setAccessibleName(text)
            self._fit(made, number, text)

    def say(self, number: int, _checked: bool = False) -> None:
        """Send the phrase of a key, counted from 0."""
        self.said.emit(phrase(self._phrases[number]))

    def _fit(self, made: QPushButton, number: int, words: str) -> None:
        metrics, key = made.fontMetrics(), f"{number + 1}   "
        room = max(80, self.width() - EDGES - metrics.horizontalAdvance(key))
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        made.setText((key + text).replace("&", "&&"))

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
        self.setWindowTitle(tr("Phrases"))
        dress_as(self, "page")
        self.fields: list[QLineEdit] = []
        form = QFormLayout()
        form.setSpacing(10)
        for number, kept in enumerate(phrases_of(phrases)):
            field = QLineEdit(words(kept))
            field.setMaxLength(MAX_PHRASE)
            field.setMinimumWidth(360)
            field.setPlaceholderText(words(USUAL[number]))
            title = QLabel(tr("Key &{number}", number=number + 1))
            title.setBuddy(field)
            field.setAccessibleName(tr("What key {number} says", number=number + 1))
            form.addRow(title, field)
            self.fields.append(field)
        self.usual = button(tr("As they were"), tip=tr("The usual phrases again"))
        self.usual.clicked.connect(self._put_back)
        leave = button(tr("Cancel"), tip=tr("Leave them as they are (Esc)"))
        leave.clicked.connect(self.reject)
        self.take = button(tr("&Save"), "main", tip=tr("Use these"))
        self.take.clicked.connect(self._take)
        row = QHBoxLayout()
        row.addWidget(self.usual)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.take)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 20, 20, 20)
        page.setSpacing(14)
        page.addWidget(label(tr("They see these words large, at once."), "quiet"))
        page.addLayout(form)
        page.addLayout(row)

    def _put_back(self) -> None:
        for field, id in zip(self.fields, USUAL, strict=True):
            field.setText(words(id))

    def _take(self) -> None:
        self.chosen.emit(tuple(id_or_text(field.text()) for field in self.fields))
        self.accept()
