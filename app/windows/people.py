"""Contacts and recent calls on the first page, and the bell that hears contacts call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.contacts import Contact
from app.recent import ANSWERED, MISSED, PLACED, PastCall
from app.windows.beacon import NIGHT, shade
from app.windows.flow import Flow
from app.windows.language import tr
from app.windows.parts import button
from transport.doorbell import Doorbell, Known, RingEvent, Rings
from transport.events import CallConfig
from transport.ways import ByRing

DOT = 16
LOWEST = 110
_HOW = {PLACED: "↗", ANSWERED: "↙", MISSED: "✕"}


def when_words(at_s: int, now: datetime) -> str:
    """When a call was, as people say it: today by the clock, else by the day."""
    locale = QLocale()
    at = QDateTime.fromSecsSinceEpoch(at_s)
    clock = locale.toString(at.time(), QLocale.FormatType.ShortFormat)
    days = (now.date() - datetime.fromtimestamp(at_s).date()).days
    if days == 0:
        return tr("today {time}", time=clock)
    if days == 1:
        return tr("yesterday {time}", time=clock)
    return f"{locale.toString(at.date(), QLocale.FormatType.ShortFormat)} {clock}"


def how_long(lasted_s: int) -> str:
    """How long a call lasted, in words."""
    if lasted_s < 60:
        return tr("{n} s", n=lasted_s)
    hours, minutes = divmod(lasted_s // 60, 60)
    return tr("{h} h {m} min", h=hours, m=minutes) if hours else tr("{m} min", m=minutes)


def call_words(call: PastCall, now: datetime) -> str:
    """When a call was and how long, or that it was missed."""
    when = when_words(call.at_s, now)
    if call.how == MISSED:
        return tr("missed {when}", when=when)
    return tr("{when}, {long}", when=when, long=how_long(call.lasted_s))


def _dot(colour: str) -> QIcon:
    """The colour in which a contact's calls are shown."""
    picture = QPixmap(2 * DOT, 2 * DOT)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(shade(colour, 1.0))
    painter.setPen(QPen(NIGHT, 1))
    painter.drawEllipse(QRectF(1, 1, DOT - 2, DOT - 2))
    painter.end()
    return QIcon(picture)


class _List(QListWidget):
    """Takes what room there is, and asks for little."""

    def sizeHint(self) -> QSize:
        """A few lines."""
        return QSize(LOWEST, LOWEST)


class People(QWidget):
    """The contacts and the recent calls, each a call away; hidden while there are none.

    Signals:
        call(str): the person wants to call this contact.
        change(str): the person wants to change what is kept of this contact.
        forget(object): the person wants to forget this `PastCall`; None: all of them.
    """

    call = Signal(str)
    change = Signal(str)
    forget = Signal(object)

    def __init__(self, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._now = now
        self.list = _List()
        self.list.setAccessibleName(tr("Contacts"))
        self.list.itemActivated.connect(self._call)
        self.recent = _List()
        self.recent.setAccessibleName(tr("Recent calls"))
        self.recent.itemActivated.connect(self._call)
        self.call_button = button(tr("Ca&ll them"), tip=tr("Call who is chosen (Return)"))
        self.call_button.clicked.connect(lambda: self._call(self._shown.currentItem()))
        self.change_button = button(tr("E&dit …"), tip=tr("Name, light, or forget this contact"))
        self.change_button.clicked.connect(self._change)
        self.forget_button = button(tr("For&get"), tip=tr("Take this call off the list"))
        self.forget_button.clicked.connect(self._forget)
        self.clear_button = button(tr("Forget all"), tip=tr("Take all calls off the list"))
        self.clear_button.clicked.connect(lambda: self.forget.emit(None))
        self._stack = QStackedWidget()
        tabs = Flow()
        self._tabs = QButtonGroup(self)
        for shown in (self.list, self.recent):
            shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for n, (words, shown) in enumerate(((tr("Contac&ts"), self.list), (tr("Re&cent"), self.recent))):
            tab = button(words, "tab")
            tab.setCheckable(True)
            self._tabs.addButton(tab, n)
            self._stack.addWidget(shown)
            shown.currentItemChanged.connect(self._enable)
            tabs.addWidget(tab)
        self._tabs.button(0).setChecked(True)
        self._tabs.idClicked.connect(self.show_tab)
        row = Flow(self.call_button, self.change_button, self.forget_button, self.clear_button)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(tabs)
        inside.addWidget(self._stack, 1)
        inside.addLayout(row)
        self._enable()
        self.hide()

    def show_people(self, contacts: tuple[Contact, ...], calls: tuple[PastCall, ...]) -> None:
        """Fill the lists."""
        now = self._now()
        last = {call.name: call for call in reversed(calls)}
        chosen = self._chosen(self.list)
        self.list.clear()
        for contact in contacts:
            name = contact.name + ("  ✓" if contact.verified else "")
            about = f"\n{call_words(last[contact.name], now)}" if contact.name in last else ""
            item = QListWidgetItem(_dot(contact.colour), name + about)
            item.setData(Qt.ItemDataRole.UserRole, contact.name)
            self.list.addItem(item)
            if contact.name == chosen:
                self.list.setCurrentItem(item)
        known = {contact.name for contact in contacts}
        self.recent.clear()
        for call in calls:
            who = call.name or tr("By code")
            item = QListWidgetItem(f"{_HOW[call.how]}  {who}\n{call_words(call, now)}")
            item.setData(Qt.ItemDataRole.UserRole, call.name if call.name in known else "")
            item.setData(Qt.ItemDataRole.UserRole + 1, call)
            self.recent.addItem(item)
        if self.isHidden() and calls and not contacts:
            # Nobody is saved yet: what there is to be seen are calls.
            self.show_tab(1)
        self.setVisible(bool(contacts or calls))
        self._enable()

    def show_tab(self, number: int) -> None:
        """Show the contacts (0) or the recent calls (1)."""
        self._tabs.button(number).setChecked(True)
        self._stack.setCurrentIndex(number)
        self._enable()

    @property
    def _shown(self) -> QListWidget:
        return self.recent if self._stack.currentWidget() is self.recent else self.list

    def _chosen(self, shown: QListWidget) -> str:
        item = shown.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _enable(self) -> None:
        recent = self._shown is self.recent
        name = self._chosen(self._shown)
        self.call_button.setEnabled(bool(name))
        self.change_button.setEnabled(bool(name))
        self.change_button.setVisible(not recent)
        self.forget_button.setVisible(recent)
        self.forget_button.setEnabled(self.recent.currentItem() is not None)
        self.clear_button.setVisible(recent)
        self.clear_button.setEnabled(self.recent.count() > 0)

    def _call(self, item: QListWidgetItem | None) -> None:
        if item is not None and (name := item.data(Qt.ItemDataRole.UserRole)):
            self.call.emit(name)

    def _change(self) -> None:
        if name := self._chosen(self.list):
            self.change.emit(name)

    def _forget(self) -> None:
        if (item := self.recent.currentItem()) is not None:
            self.forget.emit(item.data(Qt.ItemDataRole.UserRole + 1))


class Bell(QObject):
    """A doorbell whose events come in the window's thread.

    Signals:
        rings(str): this contact calls; empty: nobody any more.
    """

    rings = Signal(str)

    def __init__(self, config: CallConfig) -> None:
        super().__init__()
        self._bell = Doorbell(config, self._tell)
        self._watching = False

    def watch(self, contacts: tuple[Contact, ...], but: str = "") -> None:
        """Wait for these to call, except one that is being called."""
        if contacts or self._watching:
            self._watching = True
            self._bell.watch(Known(one.name, one.secret, one.first) for one in contacts if one.name != but)

    def busy(self, busy: bool) -> None:
        """Whether there is a call: who rings is told so."""
        self._bell.busy(busy)

    def answer(self, name: str) -> ByRing | None:
        """The way to the contact that rings; None if it rings no longer."""
        return self._bell.answer(name)

    def decline(self, name: str) -> None:
        """Say that this signer cannot talk now."""
        self._bell.decline(name)

    def stop(self) -> None:
        """Wait for nobody any more."""
        if self._watching:
            self._bell.stop()

    def _tell(self, event: RingEvent) -> None:
        self.rings.emit(event.name if isinstance(event, Rings) else "")
