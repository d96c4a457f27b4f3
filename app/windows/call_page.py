"""The page of a call: the other signer large, yourself small, how the link is, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.station import Sighting
from app.windows.parts import Mirror, Notice, button, dress_as, label
from app.windows.remote import RemoteSigner
from app.windows.talk import Banner, Talk, told_words
from avatar.body import Body
from avatar.view import AvatarView
from transport.control import Appearance
from transport.events import CallEvent, CallStats, Connected, Connecting, Ended, Failed, PeerBack, PeerLost, Told

SELF_VIEW = (208, 156)
# Of the stage's width at most: hands that hang beside the body stay free.
SELF_SHARE = 0.2
MARGIN = 14
# Whoever was heard so recently is not silent, but may not hear.
HEARD_MS = 1000
CAMERA_OFF, CAMERA_ON = "Camera off", "Camera on"


def link_words(event: CallEvent) -> tuple[str, str] | None:
    """What an event says about the link, and the look of the label that says it; None if it says nothing."""
    match event:
        case Connecting():
            return "Connecting …", "quiet"
        case Connected() | PeerBack():
            return "Connected", "good"
        case PeerLost(silent_ms=silent_ms):
            if silent_ms < HEARD_MS:
                return "The other side does not see you at the moment, connecting again …", "warning"
            return f"The other side is silent ({silent_ms / 1000:.0f} s), waiting for it …", "warning"
        case Ended(reason=reason):
            return reason, "warning"
        case Failed(sentence=sentence):
            return sentence, "warning"
    return None


def figure_words(received_s: float, delay_ms: float | None, stats: CallStats) -> str:
    """The live figures in one line."""
    delay = "?" if delay_ms is None else f"{delay_ms:.0f}"
    return f"{received_s:.0f} poses/s  ·  {delay} ms  ·  {stats.payload_kbit_s:.1f} kbit/s sent"


def light_words(stats: CallStats) -> tuple[str, str]:
    """Who signs at the moment, and the look of the light that says it."""
    who = {(True, True): "both sign", (True, False): "you sign", (False, True): "the other signs"}
    words = who.get((stats.signing, stats.peer_signing))
    return ("○ nobody signs", "quiet") if words is None else (f"● {words}", "good")


class CallPage(QWidget):
    """One call's page.

    Signals:
        hang_up: the person wants to end the call.
        camera_shut(bool): the person wants not to be seen for a while, or to be seen again.
    """

    hang_up = Signal()
    camera_shut = Signal(bool)

    def __init__(self, body: Body) -> None:
        super().__init__()
        dress_as(self, "page")
        self.view = AvatarView(body)
        self.view.setAccessibleName("The other signer, drawn as an avatar")
        self.remote = RemoteSigner(self.view, body)
        self.mirror = Mirror("No camera")
        self.notice = Notice()
        self.banner = Banner()
        self.talk = Talk()
        self.view.failed.connect(self.notice.say)
        self.remote.failed.connect(self.notice.say)

        self.link = label("", "quiet", name="State of the connection")
        self.figures = label("", "quiet", name="Poses a second, delay and bits a second")
        self.light = label("", "quiet", name="Who signs at the moment")
        self.end = button("&Hang up", "danger", tip="End the call (Ctrl+H)")
        self.end.setShortcut("Ctrl+H")
        self.end.clicked.connect(self.hang_up)

        self.camera = button(CAMERA_OFF, tip="Switch your camera off, or on again (F4)")
        self.camera.setCheckable(True)
        self.camera.clicked.connect(self._shut_camera)

        self._stage = QFrame()
        dress_as(self._stage, "stage")
        fill = QVBoxLayout(self._stage)
        fill.setContentsMargins(0, 0, 0, 0)
        fill.addWidget(self.view)
        self.mirror.setParent(self._stage)
        self._stage.installEventFilter(self)

        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 8, MARGIN, 10)
        bar.setSpacing(MARGIN)
        bar.addWidget(self.link)
        bar.addStretch(1)
        bar.addWidget(self.light)
        bar.addWidget(self.figures)
        bar.addWidget(self.camera)
        bar.addWidget(self.end)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notice)
        page.addWidget(self.banner)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._stage, 1)
        middle.addWidget(self.talk)
        page.addLayout(middle, 1)
        page.addLayout(bar)

    def tell(self, event: CallEvent) -> None:
        """Show what an event says about the link."""
        if isinstance(event, Told) and isinstance(event.message, Appearance):
            self.remote.appear(event.message)
        elif isinstance(event, Told) and (sentence := told_words(event.message)):
            self.banner.say(sentence)
        words = link_words(event)
        if words is not None:
            self.link.setText(words[0])
            dress_as(self.link, words[1])

    def begin(self, seen: bool) -> None:
        """A new call; `seen`: whether this side has a camera."""
        self.camera.setEnabled(seen)
        self.camera.setChecked(False)
        self._word_camera(shut=False)
        self.notice.clear()
        self.banner.clear()
        self.talk.begin()

    def _shut_camera(self, shut: bool) -> None:
        self._word_camera(shut)
        self.camera_shut.emit(shut)

    def _word_camera(self, shut: bool) -> None:
        self.camera.setText(CAMERA_ON if shut else CAMERA_OFF)
        # Qt takes the shortcut away with the text.
        self.camera.setShortcut("F4")

    def show_self(self, sighting: Sighting) -> None:
        """Show the signer's own picture."""
        self.mirror.show_sighting(sighting)

    def show_figures(self, received_s: float, stats: CallStats) -> None:
        """Show the live figures."""
        self.figures.setText(figure_words(received_s, self.remote.log.recent_delay_ms(), stats))
        words, look = light_words(stats)
        self.light.setText(words)
        dress_as(self.light, look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the self view in its corner."""
        if watched is self._stage and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            stage = self._stage.size()
            width = min(SELF_VIEW[0], round(SELF_SHARE * stage.width()))
            height = width * SELF_VIEW[1] // SELF_VIEW[0]
            self.mirror.setGeometry(stage.width() - width - MARGIN, stage.height() - height - MARGIN, width, height)
            self.mirror.raise_()
        return super().eventFilter(watched, event)

    def focus_first(self) -> None:
        """Put the keyboard where it is needed: on the way out."""
        self.end.setFocus(Qt.FocusReason.OtherFocusReason)
