"""A row of the settings page for each kind of setting: its name, what it does, and the control that changes it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.cameras import list_cameras
from app.setting_kinds import Appearance, Camera, Choice, File, Relay, SettingsError, Switch
from app.settings import Setting
from app.windows.camera_box import CameraBox
from app.windows.language import spoken, tr
from app.windows.parts import breakable, button, label
from avatar.looks import whole
from transport.peer import IceServer

LONGEST = 20_000  # a field takes what is pasted, and says that it is too long


class Row(QWidget):
    """One setting.

    Signals:
        picked(object): the person wants this value.
    """

    picked = Signal(object)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.problem = label("", "warning", wrap=True, name=tr("What is wrong with it"))
        self.problem.hide()
        self._side = QHBoxLayout()
        self._side.setSpacing(8)
        name = label(tr(setting.label), wrap=True)
        about = label(breakable(tr(setting.help)), "quiet", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(about)
        line = QHBoxLayout()
        line.setSpacing(20)
        line.addLayout(words, 4)
        line.addLayout(self._side, 5)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 8, 0, 8)
        inside.setSpacing(4)
        inside.addLayout(line)
        inside.addWidget(self.problem)

    def show_value(self, value: Any) -> None:
        """Show what is chosen now."""
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Say what is wrong with what was typed; empty: nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _put(self, widget: QWidget, stretch: int = 0) -> None:
        if not widget.accessibleName():
            widget.setAccessibleName(tr(self.setting.label))
        widget.setAccessibleDescription(tr(self.setting.help))
        self._side.addWidget(widget, stretch)


class SwitchRow(Row):
    """A box to tick."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.box = QCheckBox(tr("On"))
        self.box.clicked.connect(lambda on: self.picked.emit(on))
        self._put(self.box)
        self._side.addStretch(1)

    def show_value(self, value: Any) -> None:
        """Tick it, or not."""
        self.box.setChecked(bool(value))


class ChoiceRow(Row):
    """A list to choose from."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        assert isinstance(setting.kind, Choice)
        self.box = QComboBox()
        for value, words in setting.kind.options.items():
            self.box.addItem(tr(words), value)
        self.box.activated.connect(lambda index: self.picked.emit(self.box.itemData(index)))
        self._put(self.box, 1)

    def show_value(self, value: Any) -> None:
        """Choose it."""
        self.box.setCurrentIndex(self.box.findData(value))


class CameraRow(Row):
    """The list of cameras, and a file in place of one."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.box = CameraBox()
        self.box.picked.connect(lambda spec: self.picked.emit(spec))
        self._put(self.box, 1)

    def show_value(self, value: Any) -> None:
        """Choose it; the list is read anew."""
        cameras = list_cameras()
        self.box.show_cameras(cameras, value or (cameras[0].spec if cameras else ""))


class TextRow(Row):
    """A field to type in; it counts when the field is left, or at Return."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._shown = ""
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.field.editingFinished.connect(self._typed)
        self._put(self.field, 1)
        if isinstance(setting.kind, File):
            choose = button(tr("Choose …"), tip=tr("Look for the file"))
            choose.clicked.connect(self._choose)
            self._side.addWidget(choose)

    def show_value(self, value: Any) -> None:
        """Show it as it is typed."""
        self._shown = self.setting.kind.words(value)
        self.field.setText(self._shown)
        self.field.setCursorPosition(0)

    def _typed(self) -> None:
        text = self.field.text().strip()
        if text == self._shown:
            self.say("")
            return
        try:
            self.picked.emit(self.setting.kind.parse(self.setting.words, text))
        except SettingsError as error:
            self.say(spoken(error))

    def _choose(self) -> None:
        assert isinstance(self.setting.kind, File)
        path, _ = QFileDialog.getOpenFileName(self, tr(self.setting.label), "", self.setting.kind.ending)
        if path:
            self.field.setText(path)
            self._typed()


class ServerRow(Row):
    """A server's address and, where it wants to know who asks, name and password; the password is never shown."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        assert isinstance(setting.kind, Relay)
        self._kept: IceServer | None = None
        self.url, self.user, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.url.setPlaceholderText(f"{setting.kind.scheme}:HOST:PORT")
        self.user.setPlaceholderText(tr("User name"))
        self.user.setAccessibleName(tr("User name at the server"))
        self.password.setPlaceholderText(tr("Password"))
        self.password.setAccessibleName(tr("Password at the server"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        stack = QVBoxLayout()
        stack.setSpacing(6)
        for field in (self.url, self.user, self.password) if setting.kind.has_user else (self.url,):
            field.setMaxLength(LONGEST)
            field.editingFinished.connect(self._typed)
            stack.addWidget(field)
        if not self.url.accessibleName():
            self.url.setAccessibleName(tr(setting.label))
        self._side.addLayout(stack, 1)

    def show_value(self, value: Any) -> None:
        """Show address and name."""
        self._kept = value
        self.url.setText("" if value is None else value.url)
        self.user.setText("" if value is None else value.username or "")
        self.password.clear()
        kept = value is not None and value.password
        self.password.setPlaceholderText(tr("Kept, and not shown") if kept else tr("Password"))

    def _typed(self) -> None:
        assert isinstance(self.setting.kind, Relay)
        url, user, password = (field.text().strip() for field in (self.url, self.user, self.password))
        kept = self._kept
        if kept is not None and (url, user) == (kept.url, kept.username or ""):
            # Only the password may have changed; left empty it stays.
            password = password or kept.password or ""
        value = self.setting.kind.parse(self.setting.words, url, user, password)
        if value == kept:
            self.say("")
        elif value is not None and self.setting.kind.has_user and not (user and password):
            self.say(tr("Give the user name and the password, too."))
        else:
            self.picked.emit(value)


class AppearanceRow(Row):
    """Who stands for the signer, and the way to choose.

    Signals:
        choose: the person wants to choose.
    """

    choose = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._who = label()
        self._put(self._who, 1)
        change = button(tr("Choose …"), tip=tr("Choose who stands for you on the other side"))
        change.clicked.connect(self.choose)
        self._side.addWidget(change, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_value(self, value: Any) -> None:
        """Name who it is."""
        self._who.setText(whole(value).person.title())


def row_of(setting: Setting) -> Row:
    """The row for a setting."""
    match setting.kind:
        case Switch():
            return SwitchRow(setting)
        case Choice():
            return ChoiceRow(setting)
        case Camera():
            return CameraRow(setting)
        case Relay():
            return ServerRow(setting)
        case Appearance():
            return AppearanceRow(setting)
    return TextRow(setting)
