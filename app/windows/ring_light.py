"""Somebody calls: a bar on every page, and the whole screen, in the colour and pattern of that contact. No sound."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.alarm import PATTERNS, usual_colour, usual_pattern
from app.alarm_command import AlarmCommand
from app.contacts import Contact
from app.windows.beacon import Beacon, Pulse
from app.windows.keeping import Keeping
from app.windows.language import spoken, tr
from app.windows.parts import button, dress_as, label

LAMP = 44


class RingBar(QFrame):
    """Says who calls, with the two answers.

    Signals:
        answer: the person answers.
        decline: the person cannot talk now.
    """

    answer = Signal()
    decline = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "ring")
        self.lamp = Beacon()
        self.lamp.setFixedSize(LAMP, LAMP)
        self._text = label("", "heading", wrap=True)
        self.yes = button(tr("Ans&wer call"), "main", tip=tr("Answer"))
        self.no = button(tr("Not n&ow"), tip=tr("Tell them that you cannot talk now"))
        self.yes.clicked.connect(self.answer)
        self.no.clicked.connect(self.decline)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(14)
        row.addWidget(self.lamp)
        row.addWidget(self._text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, sentence: str) -> None:
        """Say who calls; empty: nobody."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        # Whoever is typing must not answer with the next key.
        if sentence and not isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit):
            self.yes.setFocus(Qt.FocusReason.OtherFocusReason)


class RingScreen(Beacon):
    """The whole screen as a lamp, with who calls and the two answers.

    Signals:
        answer: the person answers.
        decline: the person cannot talk now.
        away: the person wants to see what is under it; the call goes on ringing.
    """

    answer = Signal()
    decline = Signal()
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setWindowTitle(tr("Somebody calls"))
        # Whoever is typing in another program must not answer with the next key.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        card = QFrame()
        dress_as(card, "card")
        self._text = label("", "title", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.yes = button(tr("Ans&wer"), "main")
        self.no = button(tr("Not n&ow"), tip=tr("Tell them that you cannot talk now"))
        self.hide_it = button(tr("&Hide"), tip=tr("Back to what you were doing; it goes on ringing (Esc)"))
        self.hide_it.setShortcut("Esc")
        self.yes.clicked.connect(self.answer)
        self.no.clicked.connect(self.decline)
        self.hide_it.clicked.connect(self.away)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(48, 40, 48, 40)
        inside.setSpacing(24)
        inside.addWidget(self._text)
        inside.addWidget(self.yes)
        inside.addWidget(self.no)
        inside.addWidget(self.hide_it)
        card.setMinimumWidth(480)
        around = QVBoxLayout(self)
        around.addStretch(1)
        around.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(1)

    def show_over(self, window: QWidget, sentence: str) -> None:
        """Fill the screen on which a window stands."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        screen = QApplication.screenAt(window.mapToGlobal(QPoint(window.width() // 2, window.height() // 2)))
        if screen is not None:
            self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """It was closed by the system's ways: the call goes on ringing."""
        self.away.emit()
        super().closeEvent(event)


class RingLight(QObject):
    """Shows who calls in every way that the signer wants.

    Args:
        window: whose taskbar entry asks for attention.
        keeping: the settings.

    Signals:
        answer(str): the person answers this contact.
        decline(str): the person cannot talk now.
        said(str): a sentence about what did not work.
    """

    answer = Signal(str)
    decline = Signal(str)
    said = Signal(str)
    _trouble = Signal(object)

    def __init__(self, window: QWidget, keeping: Keeping) -> None:
        super().__init__(window)
        self._window = window
        self._keeping = keeping
        self._name = ""
        self._sample = False
        self.bar = RingBar()
        self.screen = RingScreen()
        self.pulse = Pulse()
        self._command = AlarmCommand(self._trouble.emit)
        self._trouble.connect(lambda words: self.said.emit(spoken(words)))
        self.pulse.shone.connect(self.bar.lamp.shine)
        self.pulse.shone.connect(self.screen.shine)
        for shown in (self.bar, self.screen):
            shown.answer.connect(lambda: self._decide(self.answer))
            shown.decline.connect(lambda: self._decide(self.decline))
        self.screen.away.connect(self.screen.hide)

    @property
    def name(self) -> str:
        """Who calls; empty for nobody."""
        return self._name

    def ring(self, contact: Contact | None) -> None:
        """Somebody calls, or nobody any more."""
        if contact is None:
            self.end()
        else:
            self._begin(contact.name, contact.colour, contact.pattern, quiet=self._keeping.settings.do_not_disturb)

    def try_out(self, colour: str = "", pattern: str = "") -> None:
        """Show how it is when somebody calls, until a button is pressed."""
        name = tr("Example")
        self._begin(name, colour or usual_colour(name), pattern or usual_pattern(name), quiet=False)
        self._sample = True

    def end(self) -> None:
        """Nobody calls any more."""
        self._name = ""
        self._sample = False
        self.pulse.end()
        self.bar.say("")
        self.screen.hide()

    def _begin(self, name: str, colour: str, pattern: str, *, quiet: bool) -> None:
        assert pattern in PATTERNS
        settings = self._keeping.settings
        self._name, self._sample = name, False
        sentence = tr("{name} is calling you", name=name)
        self.bar.say(sentence)
        self.pulse.begin(colour, pattern, still=quiet or settings.reduced_motion)
        if quiet:
            return
        QApplication.alert(self._window)
        if settings.full_screen_alarm:
            self.screen.show_over(self._window, sentence)
        self._command.start(settings.alarm_command, name)

    def _decide(self, how: SignalInstance) -> None:
        name, sample = self._name, self._sample
        self.end()
        if name and not sample:
            how.emit(name)
