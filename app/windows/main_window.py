"""The app's window: holds the pages, the camera and the call, and never waits for any of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.appearing import appearance_of
from app.cameras import list_cameras
from app.settings import Settings
from app.station import Detects
from app.windows.address_book import AddressBook
from app.windows.call_page import CallPage
from app.windows.home_page import HomePage
from app.windows.in_call import InCall
from app.windows.keeping import Keeping
from app.windows.language import spoken, tr
from app.windows.legibility_view import Legibility
from app.windows.line import Line
from app.windows.own_pages import OwnPages
from app.windows.own_side import OwnSide
from app.windows.parts import PREVIEW_HINT, dress_as
from app.windows.ring_light import RingLight
from app.windows.side_pages import SidePages
from app.windows.waking import Waking
from avatar.body import Body
from transport.call import Call
from transport.control import Camera
from transport.events import CallEvent, CodeReady, Connected, Connecting, Ended, Failed, InvitationReady, Ringing
from transport.invitation import InvitationError
from transport.lan import NearbyAnswer, NearbyCall
from transport.ways import ByText, Way

PREVIEW_MS = 33
SELF_VIEW_MS = 66
CLOSING_S = 4.0


class MainWindow(QMainWindow):
    """Home page, call page, and the pages about the signer's own detector.

    Args:
        body: whom the avatar shows.
        settings: what to begin with.
        make_detector: makes the detector; see `Station`.
    """

    def __init__(self, body: Body, settings: Settings, make_detector: Callable[[], Detects]) -> None:
        super().__init__()
        self.setWindowTitle("Handline")
        self._keeping = Keeping(settings)
        self.line = Line(lambda: self._settings.call_config(), lambda: appearance_of(self._settings.avatar))
        self.line.told.connect(self._on_call_event)
        self._keeping.changed.connect(self._on_settings)
        self._shut = ""
        self._closed = False
        self._own = OwnSide(make_detector)
        self._own.trouble.connect(self._on_trouble)
        self._own.back.connect(self._on_camera_back)
        self._waking = Waking(self)
        self._waking.woke.connect(self.wake)

        self.home = HomePage()
        self.call_page = CallPage(body)
        self.legibility = Legibility(self)
        self.legibility.told.connect(self.home.show_seen)
        self.legibility.told.connect(self.call_page.show_seen)
        self.in_call = InCall(self.call_page, self._keeping, self._own)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.home)
        self._pages.addWidget(self.call_page)
        self.own_pages = OwnPages(self._pages, self._keeping)
        self.own_pages.leave.connect(lambda: self._pages.setCurrentWidget(self.home))
        self.own_pages.source_chosen.connect(self._choose)
        self.own_pages.said.connect(self.home.notice.say)
        self.legibility.told.connect(self.own_pages.show_seen)
        self.side_pages = SidePages(self._pages, self._own, self._keeping, make_detector, lambda: self._book.names)
        self.side_pages.watch.connect(self._watch)
        self.side_pages.left.connect(self._go_home)
        self.ring_light = RingLight(self, self._keeping)
        self.ring_light.answer.connect(self._answer_ring)
        self.ring_light.decline.connect(self._decline_ring)
        self.ring_light.said.connect(self.home.notice.say)
        self.own_pages.try_alarm.connect(self.ring_light.try_out)
        self.setCentralWidget(self._under(self.ring_light.bar))
        self.home.call.connect(self._call_by_code)
        self.home.answer.connect(self._answer)
        self.home.begun.connect(self.line.prepare)
        self.home.by_text.connect(lambda: self.dial(ByText(self._settings.call_config())))
        self.home.waiting.screens.entered.connect(self._enter_text)
        self.home.cancel.connect(self.hang_up)
        self.home.message.connect(self.side_pages.open_records)
        self.home.source_chosen.connect(self._choose)
        self.home.appearance.connect(self.own_pages.choose_avatar)
        self.home.show_avatar(settings.avatar)
        self.home.workshop.connect(self.side_pages.open_workshop)
        self.home.settings.connect(self.own_pages.open_settings)
        self.home.records.connect(lambda: self.side_pages.open_records())
        self.home.seen.connect(self._show_seen)
        self.call_page.hang_up.connect(self.hang_up)
        self.call_page.camera_shut.connect(self._shut_camera)
        self.call_page.cameras_wanted.connect(self._offer_cameras)
        self.call_page.source_chosen.connect(self._choose)

        self._show_controls(settings)
        self._look = QTimer(self)
        self._look.timeout.connect(self._show_own_picture)
        self._go_home()
        cameras = list_cameras()
        first = cameras[0].spec if cameras else ""
        self._watch(settings.source or first)
        if not self.source:
            self.home.mirror.forget(tr("No camera was found: connect one, or choose a video or pictures below."))
        self._book = AddressBook(self._keeping, self.home, self.call_page.talk)
        self._book.dial.connect(self.dial)
        self._book.rings.connect(self.ring_light.ring)
        self._book.said.connect(self.call_page.notice.say)
        self.line.words.connect(self._book.show_words)

    @property
    def source(self) -> str:
        """The camera, file or folder in use; empty for none."""
        return self._own.source

    def hang_up(self) -> None:
        """End or give up the call; the call itself says when it is over."""
        self.line.hang_up()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave a call politely and let go of the camera, for good: a closed window does nothing any more."""
        super().closeEvent(event)
        if self._closed:
            return
        self._closed = True
        self._waking.stop()
        self._look.stop()
        self.in_call.end()
        self._send_to(None)
        ends = self.line.close(self._book.stop)
        self.ring_light.end()
        self.own_pages.close()
        self.side_pages.rest()
        ends.append(self._own.close())
        wait(ends, CLOSING_S)

    def dial(self, to: str | Way | None) -> None:
        """Place a call (None), answer the one with this code, or go another way."""
        self.side_pages.leave()
        self.home.notice.clear()
        self.home.show_waiting(tr("Getting a code …") if to is None else tr("Looking for the other side …"))
        self._book.busy(True)
        self.call_page.view.prepare()
        self.line.dial(to)

    def wake(self) -> None:
        """This machine has slept: cameras mostly have to be opened anew, and nobody knows what became of the call."""
        if self.source:
            self._watch(self.source)
        if self.line.live is not None:
            self.line.live.doubt()

    def show_again(self) -> None:
        """Come to the front: somebody has started the app once more."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def _on_call_event(self, event: CallEvent) -> None:
        self.in_call.tell(event)
        match event:
            case CodeReady(code=code):
                self.home.show_code(code)
            case InvitationReady(text=text):
                self.home.show_invitation(text, invites=self.line.invites)
            case Ringing():
                self.home.show_waiting(tr("Ringing …"))
            case Connecting():
                self.home.show_waiting(tr("Connecting …"))
            case Connected():
                self._enter_call(event)
            case Ended(reason=reason):
                self._leave_call("" if reason.startswith("You ") else reason)
            case Failed(sentence=sentence):
                self._leave_call(sentence, self._book.called)

    def _enter_call(self, connected: Connected) -> None:
        self.home.forget_code()
        call = self.line.live
        assert call is not None
        self.in_call.begin(call, bool(self.source), appearance_of(self._settings.avatar))
        self._book.connected(connected)
        self._send_to(call)
        self._look.setInterval(SELF_VIEW_MS)
        self._pages.setCurrentWidget(self.call_page)
        self.call_page.focus_first()

    def _leave_call(self, sentence: str, missed: str = "") -> None:
        self.in_call.end()
        self._send_to(None)
        self._book.connected(None)
        if self._shut:
            self._shut_camera(False)
        self._book.busy(False)
        self._book.show()
        self._go_home()
        if missed:
            self.home.show_unanswered(missed, sentence)
        elif said := " ".join(filter(None, (spoken(sentence), self.in_call.kept))):
            self.home.notice.say(said)

    def _call_by_code(self) -> None:
        self.dial(NearbyCall(self._settings.call_config()) if self.home.nearby.isChecked() else None)

    def _answer(self, typed: str) -> None:
        config = self._settings.call_config()
        if "HANDLINE" in typed.upper():
            self.dial(ByText(config, typed))
        else:
            self.dial(NearbyAnswer(config, typed) if self.home.nearby.isChecked() else typed)

    def _enter_text(self, text: str) -> None:
        try:
            self.line.enter(text)
            self.home.notice.clear()
        except InvitationError as error:
            self.home.notice.say(spoken(error))

    def _answer_ring(self, name: str) -> None:
        self.side_pages.leave()
        self._pages.setCurrentWidget(self.home)
        if self.isMinimized():
            self.showNormal()
        self.activateWindow()
        self._book.answer(name)

    def _decline_ring(self, name: str) -> None:
        self._book.decline(name)

    def _under(self, bar: QWidget) -> QWidget:
        """The pages, with a bar above whichever is shown."""
        whole = QWidget()
        dress_as(whole, "page")
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(bar)
        inside.addWidget(self._pages, 1)
        return whole

    def _shut_camera(self, shut: bool) -> None:
        """Let go of the camera for a while of this call, or look through it again; the other signer is told."""
        if shut:
            self._shut = self.source
            self._watch("")
            self.call_page.mirror.forget(tr("Your camera is off: you are not seen."))
        else:
            self._watch(self._shut)
            self._shut = ""
        self.in_call.say(Camera(on=not shut))

    def _go_home(self) -> None:
        self._look.start(PREVIEW_MS)
        self._pages.setCurrentWidget(self.home)
        self.home.show_start()

    def _choose(self, spec: str) -> None:
        again = spec == self._settings.source
        self._keep(replace(self._settings, source=spec))
        if again:
            self._watch(spec)  # the camera may be there again

    def _show_seen(self) -> None:
        from app.windows.seen_dialog import open_seen

        open_seen(self._own, self._settings, self, self.home.notice.say)

    def _on_settings(self, before: Settings, after: Settings) -> None:
        """Do what was chosen, wherever it was."""
        self._show_controls(after)
        if after.avatar != before.avatar:
            self.home.show_avatar(after.avatar)
            self.line.appear()
        if after.call_config() != before.call_config():
            self.line.then(self._book.reach().stop)
        if after.source != before.source:
            self._watch(after.source)
        elif after.blur_motion != before.blur_motion or (after.blur_motion and after.avatar != before.avatar):
            self._watch(self.source)  # what is done to poses is decided when the camera starts

    def _show_controls(self, settings: Settings) -> None:
        for page in (self.home, self.call_page):
            page.show_controls(left=settings.hand == "left")

    @property
    def _settings(self) -> Settings:
        return self._keeping.settings

    def _keep(self, settings: Settings) -> None:
        if sentence := self._keeping.keep(settings):
            self.home.notice.say(sentence)

    def _watch(self, spec: str) -> None:
        """Look through another camera."""
        self.home.cameras.show_cameras(list_cameras(), spec)
        self.home.mirror.forget(
            tr(PREVIEW_HINT) if spec else tr("No camera: you see the other signer and are not seen.")
        )
        self.call_page.mirror.forget(tr("Camera starts …") if spec else tr("No camera"))
        self.home.notice.clear()
        self.legibility.forget()
        self.own_pages.watch(spec)
        self._own.watch(spec, self._settings)

    def _send_to(self, call: Call | None) -> None:
        self._own.send_to(call)
        self.side_pages.set_in_call(call is not None)

    def _on_trouble(self, sentence: str) -> None:
        self.home.notice.say(sentence)
        self.home.mirror.forget(tr("No picture"))
        self.call_page.mirror.forget(tr("No picture"))
        if self.line.live is not None:
            self.call_page.notice.say(sentence)

    def _on_camera_back(self) -> None:
        for notice in (self.home.notice, self.call_page.notice):
            notice.clear()
        self.call_page.banner.say(tr("Your camera is back"))

    def _offer_cameras(self) -> None:
        self.call_page.show_cameras(list_cameras(), self.source)

    def _show_own_picture(self) -> None:
        sighting = self._own.take()
        if sighting is None:
            return
        self.legibility.see(sighting)
        shown = self._pages.currentWidget()
        if shown is self.home:
            self.home.mirror.show_sighting(sighting)
        elif shown is self.call_page:
            self.call_page.show_self(sighting)
        else:
            self.own_pages.show_sighting(sighting)
            self.side_pages.show_sighting(sighting)
