"""The first page: see yourself as the camera does, call somebody, or answer with a code."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QCompleter,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.windows.camera_box import CameraBox
from app.windows.parts import Mirror, Notice, button, dress_as, label
from app.windows.people import People, RingBar
from app.windows.screen_to_screen import ScreenToScreen
from avatar.looks import PEOPLE, Look, whole
from transport import words

PREVIEW_HINT = "Your camera picture appears here."
LONGEST_CODE = 1_000  # an invitation may be pasted


class HomePage(QWidget):
    """Camera choice with preview, and the two ways into a call.

    Signals:
        call: the person wants to call.
        answer(str): the person wants to answer this code.
        begun: the person has begun to type a code.
        by_text: the person wants to call without a server.
        cancel: the person gives up a call that is not connected yet.
        source_chosen(str): another camera, file or folder; empty for none.
        appearance: the person wants to choose who stands for them.
        workshop: the person wants to record, or to retrain the detector.
        settings: the person wants to change settings.
    """

    call = Signal()
    answer = Signal(str)
    begun = Signal()
    by_text = Signal()
    cancel = Signal()
    source_chosen = Signal(str)
    appearance = Signal()
    workshop = Signal()
    settings = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "page")
        self.notice = Notice()
        self.ring = RingBar()
        self.people = People()
        self.screens = ScreenToScreen()
        self.mirror = Mirror(PREVIEW_HINT)
        self.cameras = CameraBox()
        self.cameras.picked.connect(self.source_chosen)
        self._doing = QStackedWidget()
        self._doing.addWidget(self._start())
        self._doing.addWidget(self._waiting())

        self.workshop_button = button("&My detector …", tip="Record yourself, and teach the detector your hands")
        self.workshop_button.clicked.connect(self.workshop)
        name = QVBoxLayout()
        name.setSpacing(2)
        name.addWidget(label("Handline", "title"))
        name.addWidget(label("Sign with somebody far away. Your picture stays here: only keypoints travel.", "quiet"))
        head = QHBoxLayout()
        head.addLayout(name, 1)
        self.settings_button = button("S&ettings …", tip="Camera, colours, text, calls, servers")
        self.settings_button.clicked.connect(self.settings)
        head.addWidget(self.workshop_button, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignBottom)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self._own_side(), 3)
        columns.addWidget(self._doing, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(28, 22, 28, 26)
        page.setSpacing(16)
        page.addLayout(head)
        page.addWidget(self.ring)
        page.addWidget(self.notice)
        page.addLayout(columns, 1)

    @property
    def avatar_words(self) -> str:
        """What is said about who stands for the signer."""
        return self._avatar.text()

    def show_avatar(self, look: Look) -> None:
        """Say who stands for the signer."""
        who = whole(look).person
        self._avatar.setText(f"They see you as {who.title()}: {PEOPLE[who].about.lower()}.")

    def show_start(self) -> None:
        """Offer to call and to answer."""
        self._doing.setCurrentIndex(0)
        self.call_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_waiting(self, what: str) -> None:
        """Say what is being waited for, before there is a code or without one."""
        self._headline.setText(what)
        self._code.hide()
        self._copy.hide()
        self._help.setText("")
        self._help.hide()
        self.screens.hide()
        self._doing.setCurrentIndex(1)
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_code(self, code: str) -> None:
        """Show the code that the other signer has to type."""
        self.show_waiting("Your code")
        self._code.setText(code)
        self._code.show()
        self._copy.setText("&Copy")
        self._copy.show()
        self._help.show()
        self._help.setText("Send it to the other signer, who types it under “Answer”. It works once, for ten minutes.")
        self._copy.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_invitation(self, text: str, *, invites: bool) -> None:
        """Show a text for the other screen."""
        self.show_waiting("Invitation" if invites else "Answer")
        self.screens.show()
        self.screens.show_text(text, invites=invites)

    @property
    def code(self) -> str:
        """The code on show; empty if there is none."""
        return self._code.text() if self._code.isVisibleTo(self) else ""

    def _own_side(self) -> QFrame:
        card = QFrame()
        dress_as(card, "card")
        video = button("&Video …", tip="Use a video file in place of a camera")
        video.clicked.connect(self._choose_video)
        folder = button("&Pictures …", tip="Use a folder of pictures in place of a camera")
        folder.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.cameras, 1)
        row.addWidget(video)
        row.addWidget(folder)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(12)
        self.appear_button = button("Avata&r …", tip="Choose who stands for you on the other side")
        self.appear_button.clicked.connect(self.appearance)
        self._avatar = label("", "quiet", name="Who stands for you")
        own = QHBoxLayout()
        own.setSpacing(10)
        own.addWidget(self._avatar, 1)
        own.addWidget(self.appear_button)
        inside.addWidget(self.mirror, 1)
        inside.addLayout(row)
        inside.addLayout(own)
        return card

    def _start(self) -> QFrame:
        card = QFrame()
        dress_as(card, "card")
        self.call_button = button("C&all", "main", tip="Get a code that the other signer answers with")
        self.call_button.clicked.connect(self.call)
        self.code_field = QLineEdit()
        self.code_field.setPlaceholderText("7-guitar-revenge")
        self.code_field.setMaxLength(LONGEST_CODE)
        self.code_field.setAccessibleName("Code of the call to answer")
        self.code_field.returnPressed.connect(self._answer)
        self._completions = QStringListModel(self)
        completer = QCompleter(self._completions, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.code_field.setCompleter(completer)
        self.code_field.textEdited.connect(lambda text: self._completions.setStringList(words.complete(text)))
        self.code_field.textEdited.connect(self._typing)
        self.nearby = QCheckBox("In the same network, without the internet")
        self.nearby.setToolTip("Both of you tick this: the caller's computer pairs you")
        self.text_button = button("By &text or QR code …", tip="Call without any server")
        self.text_button.clicked.connect(self.by_text)
        self.answer_button = button("A&nswer", tip="Answer the call with this code")
        self.answer_button.clicked.connect(self._answer)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(12)
        inside.addWidget(label("Call somebody", "heading"))
        inside.addWidget(label("You get a code of two words to pass on.", "quiet", wrap=True))
        inside.addWidget(self.call_button)
        inside.addSpacing(26)
        inside.addWidget(label("Answer a call", "heading"))
        inside.addWidget(label("Type the code that the caller gave you.", "quiet", wrap=True))
        inside.addWidget(self.code_field)
        inside.addWidget(self.answer_button)
        inside.addSpacing(14)
        inside.addWidget(self.nearby)
        inside.addWidget(self.text_button)
        inside.addSpacing(14)
        inside.addWidget(self.people, 1)
        inside.addStretch(1)
        return card

    def _waiting(self) -> QFrame:
        card = QFrame()
        dress_as(card, "card")
        self._headline = label("", "heading", wrap=True)
        self._code = label("", "code", wrap=True, name="Your code")
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._copy = button("&Copy", "main", tip="Copy the code")
        self._copy.clicked.connect(self._copy_code)
        self._help = label("", "quiet", wrap=True)
        self._cancel = button("Cancel", tip="Give up this call (Esc)")
        self._cancel.setShortcut("Esc")
        self._cancel.clicked.connect(self.cancel)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(14)
        inside.addWidget(self._headline)
        inside.addWidget(self._code)
        inside.addWidget(self._copy)
        inside.addWidget(self._help)
        inside.addWidget(self.screens)
        inside.addStretch(1)
        inside.addWidget(self._cancel)
        return card

    def _typing(self, text: str) -> None:
        if text[:1].isdecimal() and not self.nearby.isChecked():
            self.begun.emit()

    def _answer(self) -> None:
        typed = self.code_field.text()
        code = typed if "HANDLINE" in typed.upper() else words.clean_code(typed)
        if code is None:
            self.notice.say("A code is a number and two words, for example 7-guitar-revenge: check what you typed.")
            self.code_field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.notice.clear()
            self.answer.emit(code)

    def _copy_code(self) -> None:
        QApplication.clipboard().setText(self._code.text())
        self._copy.setText("Copied")

    def _choose_video(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            "Use a video",
            "",
            "Videos and pictures (*.mp4 *.webm *.mkv *.avi *.mov *.png *.jpg *.jpeg *.webp);;All (*)",
        )
        self._chosen(path)

    def _choose_folder(self) -> None:
        self._chosen(QFileDialog.getExistingDirectory(self, "Use a folder of pictures"))

    def _chosen(self, path: str) -> None:
        if path:
            self.source_chosen.emit(path)
