"""One call at its page: what it tells is shown, what the signer does beside signing is sent."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.windows.call_page import CallPage
from app.windows.rate import Rate
from transport.call import Call
from transport.control import Camera, Phrase, Wave
from transport.events import CallEvent, TextChanged

FIGURES_MS: Final = 500


class InCall(QObject):
    """Stands between the call there is and its page. Lives in the window's thread.

    Args:
        page: what is on the screen.
    """

    def __init__(self, page: CallPage) -> None:
        super().__init__(page)
        self._page = page
        self._call: Call | None = None
        self._rate = Rate()
        self._count = QTimer(self)
        self._count.setInterval(FIGURES_MS)
        self._count.timeout.connect(self._show_figures)
        page.talk.typed.connect(self._type)
        page.talk.said.connect(self.say)

    @property
    def call(self) -> Call | None:
        """The call; None between calls."""
        return self._call

    def begin(self, call: Call, seen: bool) -> None:
        """A call is connected; `seen`: whether this side has a camera."""
        self._call = call
        self._page.begin(seen)
        self._page.remote.follow(call.receive)
        self._rate.restart()
        self._count.start()

    def tell(self, event: CallEvent) -> None:
        """Show an event of the call there is, or of one that is being made."""
        self._page.tell(event)
        if isinstance(event, TextChanged) and self._call is not None:
            self._page.talk.show_lines(self._call.text_lines)

    def say(self, message: Wave | Phrase | Camera) -> None:
        """Tell the other signer something beside signing."""
        if self._call is not None:
            self._call.tell(message)

    def end(self) -> None:
        """The call is over, or the window closes."""
        self._call = None
        self._count.stop()
        self._page.remote.rest()

    def _type(self, text: str) -> None:
        if self._call is not None:
            self._call.type_text(text)
            self._page.talk.show_lines(self._call.text_lines)

    def _show_figures(self) -> None:
        if self._call is not None:
            stats = self._call.stats()
            self._page.show_figures(self._rate.of(stats.poses_received, stats.connected_s), stats)
