"""The first page: see yourself as the camera does, call somebody, or answer with a code."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QCompleter,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.legibility import Seen
from app.windows.camera_box import CameraBox
from app.windows.flow import Flow
from app.windows.language import file_kinds, tr
from app.windows.legibility_view import MeterLine
from app.windows.parts import PREVIEW_HINT, Mirror, Notice, Scrolled, button, dress_as, label
from app.windows.people import People
from app.windows.unanswered_card import UnansweredCard
from app.windows.waiting_card import WaitingCard
from avatar.looks import Look, whole
from transport import words

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
        records: the person wants to see messages and records.
        seen: the person wants to see what the other signer would see.
        message(str): the person wants to leave a signed message for this contact.
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
    records = Signal()
    seen = Signal()
    message = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "page")
        self.notice = Notice()
        self.people = People()
        self.waiting = WaitingCard()
        self.waiting.cancel.connect(self.cancel)
        self.mirror = Mirror(tr(PREVIEW_HINT))
        self.meter = MeterLine(praises=True)
        self.cameras = CameraBox()
        self.cameras.picked.connect(self.source_chosen)
        self._doing = QStackedWidget()
        self._doing.addWidget(self._start())
        self._doing.addWidget(self.waiting)
        self.unanswered = UnansweredCard()
        self.unanswered.message.connect(self.message)
        self.unanswered.again.connect(self.people.call)
        self.unanswered.back.connect(self.show_start)
        self._doing.addWidget(self.unanswered)

        self.workshop_button = button(
            tr("&My detector …"), tip=tr("Record yourself, and teach the detector your hands")
        )
        self.workshop_button.clicked.connect(self.workshop)
        name = QVBoxLayout()
        name.setSpacing(2)
        name.addWidget(label("Handline", "title"))
        name.addWidget(label(tr("Your picture stays here: only keypoints travel."), "quiet", wrap=True))
        head = QHBoxLayout()
        head.addLayout(name, 1)
        self.settings_button = button(tr("S&ettings …"), tip=tr("Camera, colours, text, calls, servers"))
        self.settings_button.clicked.connect(self.settings)
        self.records_button = button(tr("Me&ssages …"), tip=tr("Signed messages and records of calls"))
        self.records_button.clicked.connect(self.records)
        head.addLayout(Flow(self.records_button, self.workshop_button, self.settings_button, spacing=10))
        self._columns = QHBoxLayout()
        self._columns.setSpacing(20)
        self._columns.addWidget(self._own_side(), 3)
        self._columns.addWidget(self._doing, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(28, 22, 28, 26)
        page.setSpacing(16)
        page.addLayout(head)
        page.addWidget(self.notice)
        page.addLayout(self._columns, 1)

    @property
    def avatar_words(self) -> str:
        """What is said about who stands for the signer."""
        return self._avatar.text()

    def show_avatar(self, look: Look) -> None:
        """Say who stands for the signer."""
        who = whole(look).person
        self._avatar.setText(tr("They see you as {name}.", name=who.title()))

    def show_seen(self, seen: Seen | None) -> None:
        """Show what the legibility meter tells; None: nothing yet."""
        self.meter.show_seen(seen)
        self.mirror.mark(frozenset() if seen is None else seen.edges)

    def show_controls(self, *, left: bool) -> None:
        """Put what is pressed on the side of the signer's stronger hand."""
        self._columns.setDirection(QBoxLayout.Direction.RightToLeft if left else QBoxLayout.Direction.LeftToRight)

    def show_start(self) -> None:
        """Offer to call and to answer."""
        self._doing.setCurrentIndex(0)
        self.call_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_code(self) -> None:
        """Empty the field for a code: the one in it has been used, and works once."""
        self.code_field.clear()

    def show_waiting(self, what: str) -> None:
        """Say what is being waited for, before there is a code or without one."""
        self._doing.setCurrentWidget(self.waiting)
        self.waiting.show_waiting(what)

    def show_code(self, code: str) -> None:
        """Show the code that the other signer has to type."""
        self._doing.setCurrentWidget(self.waiting)
        self.waiting.show_code(code)

    def show_invitation(self, text: str, *, invites: bool) -> None:
        """Show a text for the other screen."""
        self._doing.setCurrentWidget(self.waiting)
        self.waiting.show_invitation(text, invites=invites)

    def show_unanswered(self, name: str, sentence: str) -> None:
        """Say that a contact could not be reached, and offer what can be done."""
        self._doing.setCurrentWidget(self.unanswered)
        self.unanswered.show_contact(name, sentence)

    @property
    def code(self) -> str:
        """The code on show; empty if there is none."""
        return self.waiting.code if self._doing.currentWidget() is self.waiting else ""

    def _own_side(self) -> QFrame:
        card = QFrame()
        dress_as(card, "card")
        files = button(tr("&File …"), tip=tr("Use a video or pictures in place of a camera"))
        menu = QMenu(files)
        menu.addAction(tr("&Video …")).triggered.connect(self._choose_video)
        menu.addAction(tr("Folder of &pictures …")).triggered.connect(self._choose_folder)
        files.setMenu(menu)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.cameras, 1)
        row.addWidget(files)
        column = QWidget()
        dress_as(column, "page")
        inside = QVBoxLayout(column)
        inside.setContentsMargins(2, 2, 12, 2)
        inside.setSpacing(12)
        self.appear_button = button(tr("Avata&r …"), tip=tr("Choose who stands for you on the other side"))
        self.appear_button.clicked.connect(self.appearance)
        self._avatar = label("", "quiet", wrap=True, name=tr("Who stands for you"))
        self.seen_button = button(tr("What they see"), tip=tr("Your avatar, as the other signer sees it (F5)"))
        self.seen_button.clicked.connect(self.seen)
        seen = QShortcut(QKeySequence("F5"), self)
        seen.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        seen.activated.connect(self.seen_button.click)
        inside.addWidget(self.mirror, 1)
        inside.addWidget(self.meter)
        inside.addLayout(row)
        inside.addWidget(self._avatar)
        inside.addLayout(Flow(self.seen_button, self.appear_button, spacing=10))
        around = QVBoxLayout(card)
        around.setContentsMargins(16, 14, 4, 14)
        around.addWidget(Scrolled(column))
        return card

    def _start(self) -> QFrame:
        card = QFrame()
        dress_as(card, "card")
        self.call_button = button(tr("C&all"), "main", tip=tr("Get a code that the other signer answers with"))
        self.call_button.clicked.connect(self.call)
        self.code_field = QLineEdit()
        self.code_field.setPlaceholderText("7-guitar-revenge")
        self.code_field.setMaxLength(LONGEST_CODE)
        self.code_field.setAccessibleName(tr("Code of the call to answer"))
        self.code_field.returnPressed.connect(self._answer)
        self._completions = QStringListModel(self)
        completer = QCompleter(self._completions, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.code_field.setCompleter(completer)
        self.code_field.textEdited.connect(lambda text: self._completions.setStringList(words.complete(text)))
        self.code_field.textEdited.connect(self._typing)
        self.answer_button = button(tr("A&nswer"), "main", tip=tr("Answer the call with this code"))
        self.answer_button.clicked.connect(self._answer)
        self.other_button = button(tr("Other wa&ys …"), tip=tr("Call without the internet, or without any server"))
        self.other_button.setCheckable(True)
        self.other_button.toggled.connect(lambda on: self._other.setVisible(on))
        column = QWidget()
        dress_as(column, "page")
        inside = QVBoxLayout(column)
        inside.setContentsMargins(2, 2, 12, 2)
        inside.setSpacing(10)
        inside.addWidget(label(tr("You call: you get a code to pass on."), "quiet", wrap=True))
        inside.addWidget(self.call_button)
        inside.addSpacing(8)
        inside.addWidget(label(tr("You were given a code: type it."), "quiet", wrap=True))
        inside.addWidget(self.code_field)
        inside.addWidget(self.answer_button)
        inside.addSpacing(4)
        inside.addWidget(self.other_button)
        inside.addWidget(self._other_ways())
        inside.addSpacing(8)
        inside.addWidget(self.people, 10)
        inside.addStretch(1)
        around = QVBoxLayout(card)
        around.setContentsMargins(22, 20, 10, 18)
        around.addWidget(Scrolled(column))
        return card

    def _other_ways(self) -> QWidget:
        self.nearby = QCheckBox(tr("In the same network"))
        self.nearby.setToolTip(tr("Without the internet; both of you tick this"))
        self.text_button = button(tr("By te&xt or QR code …"), tip=tr("Call without any server"))
        self.text_button.clicked.connect(self.by_text)
        self._other = QWidget()
        inside = QVBoxLayout(self._other)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.nearby)
        inside.addWidget(self.text_button)
        self._other.hide()
        return self._other

    def _typing(self, text: str) -> None:
        if text[:1].isdecimal() and not self.nearby.isChecked():
            self.begun.emit()

    def _answer(self) -> None:
        typed = self.code_field.text()
        code = typed if "HANDLINE" in typed.upper() else words.clean_code(typed)
        if code is None:
            self.notice.say(tr("A code is a number and two words, for example 7-guitar-revenge: check what you typed."))
            self.code_field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.notice.clear()
            self.answer.emit(code)

    def _choose_video(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            tr("Use a video"),
            "",
            file_kinds(
                (tr("Videos and pictures"), "*.mp4 *.webm *.mkv *.avi *.mov *.png *.jpg *.jpeg *.webp"),
                (tr("All"), "*"),
            ),
        )
        self._chosen(path)

    def _choose_folder(self) -> None:
        self._chosen(QFileDialog.getExistingDirectory(self, tr("Use a folder of pictures")))

    def _chosen(self, path: str) -> None:
        if path:
            self.source_chosen.emit(path)
