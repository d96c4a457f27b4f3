"""Choosing who stands for the signer: the person, skin, hair and top, drawn as the other side is going to see them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.people_sheet import at_ease
from app.windows.language import spoken, tr
from app.windows.parts import Notice, Scrolled, button, dress_as, label
from app.words import mark
from avatar.arrays import BodyError
from avatar.looks import PEOPLE, Look, choices, whole
from avatar.people import load_person
from avatar.view import AvatarView

_FIELDS: Final = {
    "person": mark("&Person"),
    "skin": mark("S&kin"),
    "hair": mark("&Hair"),
    "hair_colour": mark("Hair &colour"),
    "top": mark("&Top"),
    "sleeves": mark("&Sleeves"),
}
# What `avatar.looks` names, for people.
_WORDS: Final = {
    "very-light": mark("Very light"),
    "light": mark("Light"),
    "fair": mark("Fair"),
    "tan": mark("Tan"),
    "brown": mark("Brown"),
    "dark": mark("Dark"),
    "very-dark": mark("Very dark"),
    "shorn": mark("Shorn"),
    "short": mark("Short"),
    "full": mark("Full"),
    "round": mark("Round"),
    "long": mark("Long"),
    "black": mark("Black"),
    "red": mark("Red"),
    "grey": mark("Grey"),
    "white": mark("White"),
    "teal": mark("Teal"),
    "blue": mark("Blue"),
    "plum": mark("Plum"),
    "green": mark("Green"),
}
VIEW: Final = (260, 320)
SIZE: Final = (960, 500)


class AvatarDialog(QDialog):
    """The choice, with a preview.

    Signals:
        chosen(object, bool): the person wants to appear in this `Look`, and whether to blur how they move.
    """

    chosen = Signal(object, bool)

    def __init__(self, look: Look, blurred: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Who stands for you"))
        dress_as(self, "page")
        self._look = whole(look)
        body = load_person(self._look)
        self.notice = Notice()
        self.view = AvatarView(body)
        self.view.setMinimumSize(*VIEW)
        self.view.setAccessibleName(tr("You, as the other signer is going to see you"))
        self.view.failed.connect(self.notice.say)
        self.view.show_pose(at_ease(body.rig))
        self.boxes: dict[str, QComboBox] = {}
        form = QFormLayout()
        form.setSpacing(10)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for field, english in _FIELDS.items():
            name = tr(english)
            box = self.boxes[field] = QComboBox()
            for value in choices(field):
                box.addItem(_words(field, value), value)
            box.setAccessibleName(name.replace("&", ""))
            box.activated.connect(lambda _index, field=field: self._pick(field))
            title = QLabel(name)
            title.setBuddy(box)
            title.setMinimumWidth(title.sizeHint().width() + 8)  # the mnemonic's line takes room
            form.addRow(title, box)
        self.blur = QCheckBox(tr("&Blur how I move"))
        self.blur.setToolTip(tr("Takes your proportions, posture and small movements off before anything is sent"))
        self.blur.setChecked(blurred)
        form.addRow(self.blur)
        own = tr("The avatar's proportions are its own. Blurring takes yours off what is sent, too.")
        form.addRow(label(own, "quiet", wrap=True))
        self.take = button(tr("&Appear so"), "main", tip=tr("Be shown like this from the next call on"))
        self.take.clicked.connect(self._take)
        leave = button(tr("Cancel"), tip=tr("Leave it as it was (Esc)"))
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.take)
        inside = QWidget()
        dress_as(inside, "page")
        inside.setLayout(form)
        form.setContentsMargins(2, 2, 12, 2)
        side = QVBoxLayout()
        side.addWidget(Scrolled(inside), 1)
        side.addLayout(row)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self.view, 1)
        columns.addLayout(side)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 20, 20, 20)
        page.addWidget(self.notice)
        page.addLayout(columns, 1)
        self.resize(*SIZE)
        self._show()
        self.boxes["person"].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def look(self) -> Look:
        """What is chosen now."""
        return self._look

    def _pick(self, field: str) -> None:
        value = str(self.boxes[field].currentData())
        # Somebody else comes in what they have anyway.
        look = whole(Look(value)) if field == "person" else replace(self._look, **{field: value})
        try:
            body = load_person(look)
        except BodyError as error:
            self.notice.say(spoken(error))
        else:
            self._look = look
            self.view.show_body(body)
            self.view.show_pose(at_ease(body.rig))
        self._show()

    def _show(self) -> None:
        for field, value in asdict(self._look).items():
            self.boxes[field].setCurrentIndex(self.boxes[field].findData(value))

    def _take(self) -> None:
        self.chosen.emit(self._look, self.blur.isChecked())
        self.accept()


def _words(field: str, value: str) -> str:
    if field == "person":
        return f"{value.title()}: {tr(PEOPLE[value].about)}"
    return tr(_WORDS[value])
