"""The signer's own avatar as the other side shows it: what is sent, decoded again, in the same look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from app.windows.language import tr
from app.windows.remote import RemoteSigner
from avatar.body import Body
from avatar.view import AvatarView
from transport.control import Appearance
from transport.events import Received

# Beside the other signer, whom nothing of it may hold up: small in the corner, and large for a look.
SMALL_MS: Final = 80.0
LARGE_MS: Final = 33.0


class OwnAvatar(QObject):
    """Is made when it is first asked for, and draws only while it is shown.

    Args:
        body: whom the avatar shows who has not chosen anybody.
        failed: told a sentence where it cannot be drawn.
    """

    def __init__(self, body: Body, failed: Callable[[str], None]) -> None:
        super().__init__()
        self._body = body
        self._failed = failed
        self._made: tuple[AvatarView, RemoteSigner] | None = None
        self._receive: Callable[[int], Received | None] | None = None
        self._appearance: Appearance | None = None

    @property
    def view(self) -> AvatarView:
        """Where it is drawn."""
        return self._make()[0]

    @property
    def pictures(self) -> int:
        """How many pictures were drawn."""
        return 0 if self._made is None else self._made[1].log.pictures

    def begin(self, receive: Callable[[int], Received | None], appearance: Appearance | None) -> None:
        """A call has begun.

        Args:
            receive: the signer's own pose as the other side has it.
            appearance: who stands for the signer there.
        """
        self._receive, self._appearance = receive, appearance

    def follow(self, *, large: bool) -> None:
        """Draw it from now on."""
        signer = self._make()[1]
        signer.every_ms = LARGE_MS if large else SMALL_MS
        if self._receive is not None:
            signer.follow(self._receive)
            if self._appearance is not None:
                signer.appear(self._appearance)

    def rest(self) -> None:
        """Draw it no more."""
        if self._made is not None:
            self._made[1].rest()

    def end(self) -> None:
        """The call is over."""
        self.rest()
        self._receive = None

    def _make(self) -> tuple[AvatarView, RemoteSigner]:
        if self._made is None:
            view = AvatarView(self._body)
            view.setAccessibleName(tr("You, as the other signer sees you"))
            view.failed.connect(self._failed)
            signer = RemoteSigner(view, self._body)
            signer.failed.connect(self._failed)
            self._made = view, signer
        return self._made
