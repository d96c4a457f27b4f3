"""What they see: the signer's own avatar before a call, coded and decoded as in one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.settings import Settings
from app.windows.language import spoken, tr
from app.windows.own_side import OwnSide
from app.windows.parts import Notice, button, dress_as, label
from app.windows.remote import RemoteSigner, now_us
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.looks import whole
from avatar.people import load_person
from avatar.view import AvatarView
from detector.pose import Pose
from transport.events import Received
from transport.loopback import Loopback

SIZE = (760, 620)


class SeenDialog(QDialog):
    """Shows the avatar until it is closed.

    Args:
        body: who stands for the signer.
        own: the signer's own side.
        settings: of the call that is not there yet.
        parent: the window.
    """

    def __init__(self, body: Body, own: OwnSide, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What they see"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dress_as(self, "page")
        self._own = own
        self._loop = Loopback(settings.call_config())
        self.notice = Notice()
        self.view = AvatarView(body)
        self.view.setAccessibleName(tr("You, as the other signer is going to see you"))
        self.view.failed.connect(self.notice.say)
        self.signer = RemoteSigner(self.view, body)
        close = button(tr("&Close"), "main", tip=tr("Back (Esc)"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(label(tr("As sent, and decoded again: so you look to them."), "quiet", wrap=True), 1)
        row.addWidget(close)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 16, 16, 16)
        page.setSpacing(12)
        page.addWidget(self.notice)
        page.addWidget(self.view, 1)
        page.addLayout(row)
        self.resize(*SIZE)
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished.connect(self._end)
        own.listen(self._push)
        self.signer.follow(self._receive)

    def _push(self, pose: Pose) -> None:
        self._loop.push(pose, now_us())

    def _receive(self, at_us: int) -> Received | None:
        played = self._loop.at(at_us)
        return None if played is None else Received(played.pose, played.source_us, played.pose.time_us)

    def _end(self) -> None:
        self._own.listen(None)
        self.signer.rest()


def open_seen(own: OwnSide, settings: Settings, parent: QWidget, say: Callable[[str], None]) -> None:
    """Open it, or `say` a sentence if the person who stands for the signer cannot be read."""
    try:
        body = load_person(whole(settings.avatar))
    except BodyError as error:
        say(spoken(error))
    else:
        SeenDialog(body, own, settings, parent).open()
