"""The pages about the signer's own choices, made when they are first opened: settings, first start, avatar."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget

from app.legibility import Seen
from app.settings import Settings
from app.station import Sighting
from app.windows.avatar_dialog import AvatarDialog
from app.windows.keeping import Keeping
from app.windows.one_hand import OneHand
from app.windows.theme import Theme
from avatar.looks import Look

if TYPE_CHECKING:
    from app.windows.first_start import FirstStart
    from app.windows.settings_page import SettingsPage


class OwnPages(QObject):
    """Opens them and keeps what is chosen.

    Args:
        pages: where pages are shown.
        keeping: the settings.

    Signals:
        leave: the person wants to go back to the first page.
        source_chosen(str): another camera; empty for none.
        try_alarm: the person wants to see how it is when somebody calls.
        said(str): a sentence about what could not be kept.
    """

    leave = Signal()
    source_chosen = Signal(str)
    try_alarm = Signal()
    said = Signal(str)

    def __init__(self, pages: QStackedWidget, keeping: Keeping) -> None:
        super().__init__(pages)
        self._pages = pages
        self._keeping = keeping
        self._source = ""
        self.settings_page: SettingsPage | None = None
        self.first_start: FirstStart | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self._one_hand = OneHand(app)
        self._one_hand.switch(keeping.settings.one_handed)
        keeping.changed.connect(self._on_settings)

    def open_settings(self) -> None:
        """Show the page of all settings."""
        if self.settings_page is None:
            from app.windows.settings_page import SettingsPage

            page = self.settings_page = SettingsPage(self._keeping)
            page.leave.connect(self.leave)
            page.appearance.connect(self.choose_avatar)
            page.try_alarm.connect(self.try_alarm)
            page.first_start.connect(lambda: self.open_first_start(self._source))
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(self.settings_page)
        self.settings_page.enter()

    def open_first_start(self, source: str) -> None:
        """Go through the first start, with this camera to begin with."""
        self._source = source
        if self.first_start is None:
            from app.windows.first_start import FirstStart

            page = self.first_start = FirstStart()
            page.source_chosen.connect(self.source_chosen)
            page.appearance.connect(self.choose_avatar)
            page.done.connect(self._welcomed)
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(self.first_start)
        self.first_start.enter(source, self._keeping.settings.avatar)

    def watch(self, source: str) -> None:
        """Another camera is looked through; empty: none."""
        self._source = source
        if self.first_start is not None:
            self.first_start.mirror.forget("")

    def show_sighting(self, sighting: Sighting) -> None:
        """What is seen of the signer, for the page that shows it."""
        if self.first_start is not None and self._pages.currentWidget() is self.first_start:
            self.first_start.show_sighting(sighting)

    def show_seen(self, seen: Seen | None) -> None:
        """What the legibility meter tells; None: nothing yet."""
        if self.first_start is not None:
            self.first_start.show_seen(seen)

    def close(self) -> None:
        """The window closes."""
        self._one_hand.switch(False)

    def choose_avatar(self) -> None:
        """Let the signer choose who stands for them."""
        settings = self._keeping.settings
        dialog = AvatarDialog(settings.avatar, settings.blur_motion, self._pages.window())
        dialog.chosen.connect(self._appear_as)
        dialog.open()

    def _appear_as(self, look: Look, blurred: bool) -> None:
        self._keep(replace(self._keeping.settings, avatar=look, blur_motion=blurred))

    def _welcomed(self) -> None:
        self._keep(replace(self._keeping.settings, welcomed=True))
        self.leave.emit()

    def _keep(self, settings: Settings) -> None:
        if sentence := self._keeping.keep(settings):
            self.said.emit(sentence)

    def _on_settings(self, before: Settings, after: Settings) -> None:
        Theme.of(self._app).dress(after.look, after.text_size)
        self._one_hand.switch(after.one_handed)
        if self.first_start is not None:
            self.first_start.show_avatar(after.avatar)
