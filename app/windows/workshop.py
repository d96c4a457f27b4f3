"""The signer's own detector: recording, reviewing, counting and retraining, each on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.station import Detects
from app.windows.flow import Flow
from app.windows.keeping import Keeping
from app.windows.labelling_card import LabellingCard
from app.windows.language import tr
from app.windows.parts import button, dress_as, label
from app.windows.record_page import RecordPage
from app.windows.review_page import ReviewPage
from app.windows.statistics_page import StatisticsPage
from app.words import mark

if TYPE_CHECKING:
    from app.windows.train_page import TrainPage

PAGES: Final = {
    "record": (mark("&1  Record"), mark("Record yourself, one item after the other")),
    "review": (mark("&2  Review"), mark("Look at the keypoints, and mend them")),
    "statistics": (mark("&3  Statistics"), mark("What your recordings hold, and how well you are seen")),
    "train": (mark("&4  Train"), mark("Teach the detector your hands, and see what that brings")),
}


@runtime_checkable
class Page(Protocol):
    """What the workshop needs of a page besides being a widget."""

    def enter(self) -> None:
        """The page comes up."""
        ...

    def leave(self) -> None:
        """The page goes away: let go of what others may need."""
        ...


class Workshop(QWidget):
    """All pages about the signer's own detector, and the way back.

    Args:
        make_detector: makes the detector; see `app.station.Station`.
        then: does something in the background, after what was asked of cameras before.
        keeping: the settings.

    Signals:
        leave: the person wants to go back to the first page.
    """

    leave = Signal()

    def __init__(
        self, make_detector: Callable[[], Detects], then: Callable[[Callable[[], object]], object], keeping: Keeping
    ) -> None:
        super().__init__()
        dress_as(self, "page")
        self.home = button(tr("← &Home"), tip=tr("Back to the first page; what is recorded or goes on is kept"))
        self.home.clicked.connect(self.leave)
        self.record = RecordPage(make_detector, then)
        self.review = ReviewPage(LabellingCard(keeping))
        self.statistics = StatisticsPage()
        self._keeping = keeping
        self._train: TrainPage | None = None
        self._in_call = False
        self._pages: dict[str, QWidget] = {
            "record": self.record,
            "review": self.review,
            "statistics": self.statistics,
        }
        self.record.review.connect(self._review)
        self._shown: str | None = None
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._tabs = QButtonGroup(self)
        head = Flow(self.home, label(tr("My detector"), "heading"), spacing=12)
        self.tabs: dict[str, QPushButton] = {}
        for name, (text, tip) in PAGES.items():
            tab = self.tabs[name] = button(tr(text), "tab", tip=tr(tip))
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, name=name: self.show_page(name))
            self._tabs.addButton(tab)
            head.addWidget(tab)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 18, 24, 20)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)

    @property
    def train(self) -> TrainPage:
        """The page to train; its curves take half a second to load, so it is made when it is first asked for."""
        if self._train is None:
            from app.windows.train_page import TrainPage

            self._train = TrainPage(self._keeping)
            self._train.set_in_call(self._in_call)
            self._pages["train"] = self._train
            self._stack.addWidget(self._train)
        return self._train

    def set_in_call(self, live: bool) -> None:
        """Whether a call is live: a retraining makes room for it."""
        self._in_call = live
        if self._train is not None:
            self._train.set_in_call(live)

    def enter(self, source: str) -> None:
        """Come in.

        Args:
            source: the camera to record with; empty for none.
        """
        self.record.source = source
        self.show_page(self._shown or "record")

    def rest(self) -> None:
        """Go out: let go of the camera and of whatever else goes on here; a retraining goes on."""
        if self._shown is not None:
            self._page(self._shown).leave()

    def show_page(self, name: str) -> None:
        """Show one of the pages."""
        if self._shown is not None and self._shown != name:
            self._page(self._shown).leave()
        self._shown = name
        self.tabs[name].setChecked(True)
        page = self._page(name)
        assert isinstance(page, QWidget)
        self._stack.setCurrentWidget(page)
        page.enter()

    def _review(self, path: str) -> None:
        self.review.choose(path)
        self.show_page("review")

    def _page(self, name: str) -> Page:
        page = self.train if name == "train" else self._pages[name]
        assert isinstance(page, Page)
        return page
