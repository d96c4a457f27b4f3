"""The line out of the window: one call at a time, dialled, answered and hung up without keeping the window waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from transport.call import Call
from transport.control import Appearance
from transport.events import CallConfig, CallEvent, Connected, Ended, Failed
from transport.sas import words_of
from transport.ways import ByCode, ByText, Way


class Line(QObject):
    """Holds the call there is, and a connection to the mailbox server for one that is about to be.

    Args:
        config: the settings of the next call.
        appearance: who stands for the signer in the next call; None says nothing of it.

    Signals:
        told(object): an event of the call there is, in the window's thread.
        words(object, tuple): the short words to compare of the call that this `Connected` began.
    """

    told = Signal(object)
    words = Signal(object, tuple)
    _from_network = Signal(object, object)

    def __init__(self, config: Callable[[], CallConfig], appearance: Callable[[], Appearance | None]) -> None:
        super().__init__()
        self._config = config
        self._appearance = appearance
        self._call: Call | None = None
        self._live = False
        self._way: str | Way | None = None
        self._ready: tuple[Call, ByCode] | None = None
        # One worker, so that what was asked for first is done first: a call is started before it is hung up.
        self._worker = ThreadPoolExecutor(1, "line")
        self._from_network.connect(self._on_event)

    @property
    def call(self) -> Call | None:
        """The call that is being made or held."""
        return self._call

    @property
    def live(self) -> Call | None:
        """The call, once it is connected."""
        return self._call if self._live else None

    @property
    def invites(self) -> bool:
        """Whether this side makes the invitation of a call by text."""
        return isinstance(self._way, ByText) and self._way.invites

    def dial(self, to: str | Way | None) -> None:
        """Place a call (None), answer the one with this code, or go another way."""
        ready, self._ready = self._ready, None
        self._way = to
        if ready is not None and isinstance(to, str):
            self._call = ready[0]
            ready[1].enter(to)
            return
        if ready is not None:
            self._worker.submit(ready[0].hang_up)
        self._call = self._make()
        self._worker.submit(self._call.start, to)

    def prepare(self) -> None:
        """Reach the mailbox server while a code is being typed: what takes some round trips is then done."""
        if self._ready is None and self._call is None:
            way = ByCode(self._config(), calls=False)
            self._ready = (self._make(), way)
            self._worker.submit(self._ready[0].start, way)

    def enter(self, text: str) -> None:
        """The other side's text, in a call by text.

        Raises:
            transport.invitation.InvitationError: it is none.
        """
        if isinstance(self._way, ByText):
            self._way.enter(text)

    def appear(self) -> None:
        """The signer has chosen somebody else to appear as: the call that is about to be shall know."""
        if self._ready is not None and (appearance := self._appearance()) is not None:
            self._ready[0].tell(appearance)

    def hang_up(self, reason: str = "") -> None:
        """End or give up the call; an event says when it is over."""
        if self._call is not None:
            self._worker.submit(self._call.hang_up, reason)

    def then(self, work: Callable[[], object]) -> Future[object]:
        """Do something, in the background, when what was asked before is done."""
        return self._worker.submit(work)

    def close(self, last: Callable[[], object]) -> list[Future[object]]:
        """Leave everything politely, for good: nothing is told any more. What is returned is done when that is.

        Args:
            last: done after it, in the background.
        """
        ends: list[Future[object]] = []
        call, self._call = self._call, None
        ready, self._ready = self._ready, None
        if call is not None:
            ends.append(self._worker.submit(call.hang_up, "closed"))
        if ready is not None:
            ends.append(self._worker.submit(ready[0].hang_up))
        ends.append(self._worker.submit(last))
        self._worker.shutdown(wait=False)
        return ends

    def _make(self) -> Call:
        # The call is made, and the network thread with it, without keeping the window waiting.
        call: Call
        call = Call(self._config(), lambda event: self._from_network.emit(call, event))
        if (appearance := self._appearance()) is not None:
            call.tell(appearance)
        return call

    def _on_event(self, call: Call, event: CallEvent) -> None:
        if self._ready is not None and call is self._ready[0]:
            self._ready = None  # there is no mailbox server: the answer itself will say so
        if call is not self._call:
            return  # the last words of a call that is over
        if isinstance(event, Connected):
            self._live = True
            self._worker.submit(lambda: self.words.emit(event, words_of(event.contact_secret)))
        elif isinstance(event, Ended | Failed):
            self._call, self._live = None, False
        self.told.emit(event)
