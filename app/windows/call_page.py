"""The page of a call: the other signer large, yourself small, how the link is, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.cameras import CameraChoice
from app.consent import Consent
from app.legibility import Seen
from app.quality import Quality, Sample, State, judge
from app.station import Sighting
from app.windows.call_record import ConsentBar
from app.windows.call_words import figure_words, figures_at_length, link_words, quality_words
from app.windows.language import tr
from app.windows.legibility_view import MeterLine
from app.windows.parts import Notice, button, dress_as, label
from app.windows.phrases import COUNT, said
from app.windows.remote import RemoteSigner
from app.windows.stage import Stage
from app.windows.talk import WIDTH, Talk, told_words
from app.words import mark
from avatar.body import Body
from transport.control import Appearance, Camera, Wave
from transport.events import CallEvent, CallStats, Connected, PeerBack, PeerLost, TextChanged, Told

MARGIN: Final = 14
GAP: Final = 10
WIDEST_FIGURES: Final = "1000 ms  ·  30 poses/s  ·  100 kbit/s (video: 600)"
CAMERA_OFF, CAMERA_ON = mark("Camera off"), mark("Camera on")


@dataclass(frozen=True)
class _Choice:
    """An entry of the menu: its words, its key, whether it stays on."""

    words: str
    key: str
    stays: bool = True


CHOICES: Final = {
    "avatar": _Choice(mark("Show me as my avatar"), "F6"),
    "corner": _Choice(mark("Move my view to the next corner"), "Shift+F6", stays=False),
    "text": _Choice(mark("Text beside the signing"), "F7"),
    "record": _Choice(mark("Record this call …"), "F9", stays=False),
    "top": _Choice(mark("Always on top"), "F8"),
    "full": _Choice(mark("Full screen"), "F11"),
}


class CallPage(QWidget):
    """One call's page.

    Signals:
        hang_up: the person wants to end the call.
        camera_shut(bool): the person wants not to be seen for a while, or to be seen again.
        watch_own(bool): the signer's own avatar is shown from now on, or no more.
        cameras_wanted: the person wants to see which cameras there are; `show_cameras` answers.
        source_chosen(str): the person wants to be seen by this camera.
    """

    hang_up = Signal()
    camera_shut = Signal(bool)
    watch_own = Signal(bool)
    cameras_wanted = Signal()
    source_chosen = Signal(str)

    def __init__(self, body: Body) -> None:
        super().__init__()
        dress_as(self, "page")
        self.notice = Notice()
        self.stage = Stage(body, self.notice.say)
        self.banner = self.stage.banner
        self.view = self.stage.view
        self.mirror = self.stage.self_view.mirror
        self.remote = RemoteSigner(self.view, body)
        self.remote.failed.connect(self.notice.say)
        self.consent = ConsentBar()
        self.meter = MeterLine(praises=False)
        self.talk = Talk()
        self.talk.said.connect(self._own_word)
        self._lost = self._camera_off = False
        self._state = State()

        self.link = label("", "quiet", name=tr("State of the connection"))
        self.figures = label("", "quiet", name=tr("Delay, poses a second and bits a second"))
        self.wave = button(tr("&Wave"), tip=tr("Wave to the other signer: their screen lights up (F2)"))
        self.wave.clicked.connect(self._wave)
        self.camera = button(tr(CAMERA_OFF), tip=tr("Switch your camera off, or on again (F4)"))
        self.camera.setCheckable(True)
        self.camera.clicked.connect(self._shut_camera)
        self.seen = button(tr("What they &see"), tip=tr("Your own avatar, as the other signer sees it (F5)"))
        self.seen.setCheckable(True)
        self.seen.clicked.connect(self.look)
        self.more = button(tr("&More"), tip=tr("Your view, text, full screen, always on top"))
        self.more.clicked.connect(self._open_menu)
        self.end = button(tr("&Hang up"), "danger", tip=tr("End the call (Ctrl+H)"))
        self.end.setShortcut("Ctrl+H")
        self.end.clicked.connect(self.hang_up)
        self.menu = QMenu(self)
        self.choices: dict[str, QAction] = {}
        for name, choice in CHOICES.items():
            action = self.choices[name] = self.menu.addAction(tr(choice.words))
            action.setShortcut(QKeySequence(choice.key))
            action.setCheckable(choice.stays)
            # Menus of a page that is not shown would take the keys away from others.
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        self.choices["text"].setChecked(True)
        self.choices["avatar"].toggled.connect(self._show_small)
        self.choices["corner"].triggered.connect(self.stage.self_view.next_corner)
        self.choices["text"].toggled.connect(self._show_text)
        self.choices["top"].toggled.connect(self._stay_on_top)
        self.choices["full"].toggled.connect(self._fill_screen)
        self.cameras = QMenu(tr("Camera"), self.menu)
        self._keys()
        self._lay_out()

    def _keys(self) -> None:
        keys = {"F2": self._wave, "F4": self.camera.click, "F5": self.seen.click, "Esc": self._leave_full_screen}
        # Whoever types digits into the text line types digits: what takes text comes before keys of a page.
        keys |= {str(number + 1): partial(self.talk.phrases.say, number) for number in range(COUNT)}
        for key, does in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(does)

    def _lay_out(self) -> None:
        state = QVBoxLayout()
        state.setSpacing(0)
        state.addWidget(self.link)
        state.addWidget(self.figures)
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 8, MARGIN, 10)
        bar.setSpacing(10)
        bar.addLayout(state)
        bar.addStretch(1)
        for one in (self.wave, self.camera, self.seen, self.more, self.end):
            bar.addWidget(one)
        # Where the window is low, the column is scrolled rather than cut.
        self._column = QScrollArea()
        self._column.setWidget(self.talk)
        self._column.setWidgetResizable(True)
        self._column.setFixedWidth(WIDTH)
        self._column.setFrameShape(QFrame.Shape.NoFrame)
        self._column.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stage, 1)
        middle.addWidget(self._column)
        self._rows = (bar, middle)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notice)
        page.addWidget(self.consent)
        page.addLayout(middle, 1)
        page.addWidget(self.meter)
        page.addLayout(bar)

    def show_controls(self, *, left: bool) -> None:
        """Put what is pressed on the side of the signer's stronger hand."""
        for row in self._rows:
            row.setDirection(QBoxLayout.Direction.RightToLeft if left else QBoxLayout.Direction.LeftToRight)

    def show_seen(self, seen: Seen | None) -> None:
        """Show what keeps the signer from being read; None: nothing yet."""
        self.meter.show_seen(seen)
        self.mirror.mark(frozenset() if seen is None else seen.edges)

    def tell(self, event: CallEvent) -> None:
        """Show what an event says."""
        if isinstance(event, Told):
            self._told(event)
        if isinstance(event, TextChanged) and event.rang:
            self.stage.pulse.begin()
        if isinstance(event, PeerLost | PeerBack | Connected):
            self._lost = isinstance(event, PeerLost)
        words = link_words(event)
        if words is not None:
            self._say_link(*words)

    def _told(self, event: Told) -> None:
        message = event.message
        if isinstance(message, Appearance):
            self.remote.appear(message)
        elif sentence := told_words(message, self.who):
            self.banner.say(sentence)
        if isinstance(message, Wave):
            self.stage.pulse.begin()
        if isinstance(message, Camera):
            self._camera_off = not message.on

    def begin(self, seen: bool) -> None:
        """A new call; `seen`: whether this side has a camera."""
        self.camera.setEnabled(seen)
        self.camera.setChecked(False)
        self._word_camera(shut=False)
        self.seen.setEnabled(seen)
        self.choices["avatar"].setEnabled(seen)
        self._camera_off = False
        self._state = State()
        self.figures.setText("")
        self.notice.clear()
        self.banner.clear()
        self.talk.begin()

    @property
    def who(self) -> str:
        """What the other signer is called."""
        return self.talk.known or tr("The other signer")

    def show_recording(self, consent: Consent) -> None:
        """Offer to record, or to stop it."""
        self.choices["record"].setText(tr("Stop recording") if consent.own else tr("Record this call …"))

    def leave(self) -> None:
        """The call is over: the page is as before for the next one."""
        self.look(False)
        self.stage.pulse.end()
        self.choices["full"].setChecked(False)
        self.stage.own.end()

    def show_self(self, sighting: Sighting) -> None:
        """Show the signer's own picture."""
        self.stage.self_view.show_sighting(sighting)

    def show_figures(self, received_s: float, stats: CallStats) -> None:
        """Show the live figures, the lights and how good the call is."""
        delay_ms = self.remote.log.recent_delay_ms()
        self.figures.setText(figure_words(received_s, delay_ms, stats))
        self.figures.setToolTip(figures_at_length(received_s, delay_ms, stats))
        self.figures.setAccessibleDescription(self.figures.toolTip())
        self.stage.self_view.show_signing(stats.signing)
        if self._camera_off:
            self.stage.show_signing(tr("Their camera is off"), signs=False)
        else:
            signs, who = stats.peer_signing and not self._lost, self.talk.known
            words = tr("{name} signs", name=who) if who else tr("They sign")
            self.stage.show_signing(f"● {words}" if signs else "○ " + (who or tr("They")), signs=signs)
        loss = max(stats.loss, stats.peer_loss)
        sample = Sample(stats.connected_s, self._lost, received_s, stats.peer_signing, delay_ms, loss)
        self._state = judge(self._state, sample)
        if self._state.quality is not Quality.RECONNECTING:
            self._say_link(*quality_words(self._state.quality))

    def look(self, on: bool) -> None:
        """Show what the other signer sees of this one, beside them, or no more."""
        self.seen.setChecked(on)
        if on != self.stage.looking:
            self.stage.look(on)
            self._follow_own()

    def _show_small(self, on: bool) -> None:
        self.stage.show_small(on)
        self._follow_own()

    def _follow_own(self) -> None:
        shown = self.stage.looking or self.stage.small
        self.watch_own.emit(shown)
        if shown:
            self.stage.own.follow(large=self.stage.looking)
        else:
            self.stage.own.rest()

    def _wave(self) -> None:
        self.talk.said.emit(Wave())

    def _own_word(self, message: object) -> None:
        if sentence := (tr("You waved") if isinstance(message, Wave) else tr("You: “{text}”", text=said(message))):
            self.banner.say(sentence)

    def _shut_camera(self, shut: bool) -> None:
        self._word_camera(shut)
        self.camera_shut.emit(shut)

    def _word_camera(self, shut: bool) -> None:
        self.camera.setText(tr(CAMERA_ON if shut else CAMERA_OFF))

    def show_cameras(self, cameras: list[CameraChoice], chosen: str) -> None:
        """Offer the cameras, where there is a choice."""
        self.cameras.clear()
        for camera in cameras:
            action = self.cameras.addAction(camera.label)
            action.setCheckable(True)
            action.setChecked(camera.spec == chosen)
            action.triggered.connect(lambda _=False, spec=camera.spec: self.source_chosen.emit(spec))
        self.menu.removeAction(self.cameras.menuAction())
        if len(cameras) > 1 and not self.camera.isChecked():
            self.menu.addMenu(self.cameras)

    def _open_menu(self) -> None:
        self.cameras_wanted.emit()
        room = self.menu.sizeHint().height()
        self.menu.popup(self.more.mapToGlobal(QPoint(0, -room)))

    def _show_text(self, on: bool) -> None:
        self._column.setVisible(on)

    def _stay_on_top(self, on: bool) -> None:
        window = self.window()
        window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on)
        window.show()  # the system makes a window of this kind anew

    def _fill_screen(self, on: bool) -> None:
        window = self.window()
        if on != window.isFullScreen():
            window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _leave_full_screen(self) -> None:
        self.choices["full"].setChecked(False)

    def _say_link(self, words: str, look: str) -> None:
        self.link.setText(words)
        dress_as(self.link, look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is narrow, what has a key needs no button, and figures are left out first."""
        self._fit()

    def _fit(self) -> None:
        bar = self._column.verticalScrollBar().sizeHint().width()
        # Words may be long in other languages and large in other sizes.
        self._column.setFixedWidth(max(WIDTH, self.talk.minimumSizeHint().width() + bar))
        room = self.width() - 2 * MARGIN - sum(_width(one) for one in (self.camera, self.more, self.end))
        link = self.link.fontMetrics().horizontalAdvance(tr("Reconnecting …")) + GAP
        for one, width in ((self.link, link), (self.wave, _width(self.wave)), (self.seen, _width(self.seen))):
            one.setVisible(room >= width)
            room -= width
        figures = self.figures.fontMetrics().horizontalAdvance(WIDEST_FIGURES) + GAP
        self.figures.setVisible(room >= figures - link)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of text needs other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_column"):
            self._fit()

    def focus_first(self) -> None:
        """Put the keyboard where it is needed: on the way out."""
        self.end.setFocus(Qt.FocusReason.OtherFocusReason)


def _width(one: QPushButton) -> int:
    return one.sizeHint().width() + GAP
