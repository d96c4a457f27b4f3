"""The stage of a call: the other signer large, the own view over a corner, and for a look the two side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.windows.language import tr
from app.windows.own_avatar import OwnAvatar
from app.windows.parts import dress_as, label
from app.windows.pulse import Pulse
from app.windows.self_view import SelfView
from app.windows.talk import Banner
from app.words import mark
from avatar.body import Body
from avatar.view import AvatarView

MARGIN: Final = 14
SEEN_HINT: Final = mark("This is what they see of you")


class Stage(QFrame):
    """Holds the avatars.

    Args:
        body: whom they show until told otherwise.
        say: told a sentence where one cannot be drawn.

    Attributes:
        view: the other signer.
        own: the signer's own avatar, for the corner and for a look.
        self_view: the corner.
        banner: what the other one says beside signing; over the top, so that nothing moves when it comes.
        pulse: the frame that lights up when the other one waves.
    """

    def __init__(self, body: Body, say: Callable[[str], None]) -> None:
        super().__init__()
        dress_as(self, "stage")
        self.view = AvatarView(body)
        self.view.setAccessibleName(tr("The other signer, drawn as an avatar"))
        self.view.failed.connect(say)
        self.own = OwnAvatar(body, say)
        self._small = False
        fill = QHBoxLayout(self)
        fill.setContentsMargins(0, 0, 0, 0)
        fill.setSpacing(2)
        fill.addWidget(self.view, 1)
        self._look = QWidget()
        self._beside = QVBoxLayout(self._look)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        hint = label(tr(SEEN_HINT), "badge")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._beside.addWidget(hint)
        self._look.hide()
        fill.addWidget(self._look, 1)
        self.light = label("", "light-off", name=tr("Whether the other signs at the moment"))
        self.light.setParent(self)
        self.light.move(MARGIN, MARGIN)
        self.self_view = SelfView(self)
        self.banner = Banner()
        self.banner.setParent(self)
        self.banner.changed.connect(self._place)
        self.pulse = Pulse(self)
        self.show_signing("○ " + tr("They"), signs=False)

    @property
    def looking(self) -> bool:
        """Whether the own avatar stands beside the other signer."""
        return not self._look.isHidden()

    @property
    def small(self) -> bool:
        """Whether the corner shows the own avatar in place of the picture."""
        return self._small

    def look(self, on: bool) -> None:
        """Show the own avatar beside the other signer, as large, or no more."""
        if on == self.looking:
            return
        if on:
            self.self_view.show_picture()
            self._beside.addWidget(self.own.view, 1)
            self.own.view.show()
            self._look.show()
            self.self_view.hide()
        else:
            self._beside.removeWidget(self.own.view)
            self.own.view.setParent(None)
            self._look.hide()
            self.self_view.show()
            if self._small:
                self.self_view.show_avatar(self.own.view)

    def show_small(self, on: bool) -> None:
        """Show the own avatar in the corner in place of the picture."""
        self._small = on
        if not self.looking:
            if on:
                self.self_view.show_avatar(self.own.view)
                self.own.view.show()
            else:
                self.self_view.show_picture()

    def show_signing(self, words: str, *, signs: bool) -> None:
        """Switch the other signer's light."""
        self.light.setText(words)
        dress_as(self.light, "light-on" if signs else "light-off")
        self.light.adjustSize()
        self.light.raise_()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the banner at the top."""
        self._place()

    def _place(self) -> None:
        left = self.light.geometry().right() + MARGIN
        width = max(self.width() - left - MARGIN, 160)
        self.banner.setGeometry(left, MARGIN, width, self.banner.heightForWidth(width))
        self.banner.raise_()
