"""The pages beside calls, made when they are first opened: messages and records, and the signer's own detector."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from app.appearing import appearance_of
from app.station import Detects, Sighting
from app.windows.keeping import Keeping
from app.windows.own_side import OwnSide

if TYPE_CHECKING:
    from app.windows.records_page import RecordsPage
    from app.windows.workshop import Workshop


class SidePages(QObject):
    """Opens and leaves them. A call needs none of what they import.

    Args:
        pages: where pages are shown.
        own: the signer's own side.
        keeping: the settings.
        make_detector: makes the detector; see `app.station.Station`.
        contacts: gives the names that a message can be for.

    Signals:
        watch(str): the window is to look through this camera, or through none.
        left: one of these pages was left: the first page comes back.
    """

    watch = Signal(str)
    left = Signal()

    def __init__(
        self,
        pages: QStackedWidget,
        own: OwnSide,
        keeping: Keeping,
        make_detector: Callable[[], Detects],
        contacts: Callable[[], list[str]],
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._own = own
        self._keeping = keeping
        self._make_detector = make_detector
        self._contacts = contacts
        self._lent = ""
        self.workshop: Workshop | None = None
        self.records: RecordsPage | None = None

    def open_records(self, to: str = "") -> None:
        """Show messages and records; with a name, begin a message to them."""
        if self.records is None:
            from app.windows.records_page import RecordsPage

            self.records = RecordsPage(self._own)
            self.records.leave.connect(self.leave)
            self._pages.addWidget(self.records)
        self._pages.setCurrentWidget(self.records)
        settings = self._keeping.settings
        self.records.enter(self._contacts, lambda: appearance_of(settings.avatar), settings.precision)
        if to:
            self.records.write_to(to)

    def open_workshop(self) -> None:
        """Show the pages about the signer's own detector; the camera is theirs while they are shown."""
        source = self._own.source
        if self.workshop is None:
            from app.windows.workshop import Workshop

            self.workshop = Workshop(self._make_detector, self._own.then, self._keeping)
            self.workshop.leave.connect(self.leave)
            self._pages.addWidget(self.workshop)
        self.watch.emit("")
        self._lent = source
        self._pages.setCurrentWidget(self.workshop)
        self.workshop.enter(source)

    def leave(self) -> None:
        """Back to the first page, and to the camera's picture, if one of these pages is shown."""
        shown = self._pages.currentWidget()
        self.rest()
        if shown is not None and shown is self.workshop:
            self.watch.emit(self._lent)
        if shown is not None and shown in (self.workshop, self.records):
            self.left.emit()

    def rest(self) -> None:
        """Go out of the page that is shown; what is recorded is kept, a retraining goes on."""
        shown = self._pages.currentWidget()
        if self.workshop is not None and shown is self.workshop:
            self.workshop.rest()
        if self.records is not None and shown is self.records:
            self.records.rest()

    def show_sighting(self, sighting: Sighting) -> None:
        """What is seen of the signer, for the page that shows it."""
        if self.records is not None and self._pages.currentWidget() is self.records:
            self.records.show_sighting(sighting)

    def set_in_call(self, live: bool) -> None:
        """Whether a call is live: a retraining makes room for it."""
        if self.workshop is not None:
            self.workshop.set_in_call(live)
