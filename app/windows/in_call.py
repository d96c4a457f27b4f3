"""One call at its page: what it tells is shown, what the signer does beside signing is sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from app.output.files import OutputError
from app.transcript import timed, write_transcript
from app.windows.call_page import CallPage
from app.windows.call_record import CallRecord
from app.windows.keeping import Keeping
from app.windows.language import file_kinds, spoken, tr
from app.windows.own_side import OwnSide
from app.windows.phrases import PhraseDialog
from app.windows.rate import Rate
from app.windows.remote import now_us
from transport.call import Call
from transport.control import Appearance, Camera, Phrase, Record, Wave
from transport.events import CallEvent, TextChanged, Told

FIGURES_MS: Final = 500


class InCall(QObject):
    """Stands between the call there is and its page. Lives in the window's thread.

    Attributes:
        kept: what was said about a record of the last call; empty where there is none.

    Args:
        page: what is on the screen.
        keeping: the settings.
        own: the signer's own side.
    """

    def __init__(self, page: CallPage, keeping: Keeping, own: OwnSide) -> None:
        super().__init__(page)
        self._keeping = keeping
        self.record = CallRecord(page.consent, own)
        self.record.said.connect(self._say_record)
        self.record.changed.connect(lambda: page.show_recording(self.record.consent))
        page.choices["record"].triggered.connect(self._toggle_record)
        self._page = page
        self._call: Call | None = None
        self._began_us = 0
        self.kept = ""
        self._rate = Rate()
        self._count = QTimer(self)
        self._count.setInterval(FIGURES_MS)
        self._count.timeout.connect(self._show_figures)
        page.talk.typed.connect(self._type)
        page.talk.said.connect(self.say)
        page.watch_own.connect(self._watch_own)
        page.talk.save_text.connect(self._save_text)
        page.talk.edit_phrases.connect(self._edit_phrases)
        page.choices["avatar"].setChecked(keeping.settings.self_avatar)
        page.choices["avatar"].toggled.connect(lambda on: self._keep(self_avatar=on))
        keeping.changed.connect(self._on_settings)
        self._on_settings()

    @property
    def call(self) -> Call | None:
        """The call; None between calls."""
        return self._call

    def begin(self, call: Call, seen: bool, appearance: Appearance | None) -> None:
        """A call is connected.

        Args:
            call: the call.
            seen: whether this side has a camera.
            appearance: who stands for the signer on this side.
        """
        self._call = call
        self._began_us, self.kept = now_us(), ""
        self._page.begin(seen)
        self.record.begin(call, self._keeping.settings.precision, appearance)
        self._page.stage.own.begin(call.receive_own, appearance)
        if self._page.stage.small:
            self._watch_own(True)
            self._page.stage.own.follow(large=False)
        self._page.remote.follow(call.receive)
        self._rate.restart()
        self._count.start()

    def tell(self, event: CallEvent) -> None:
        """Show an event of the call there is, or of one that is being made."""
        self._page.tell(event)
        if isinstance(event, TextChanged) and self._call is not None:
            self._page.talk.show_lines(self._call.text_lines)
        if isinstance(event, Told) and isinstance(event.message, Record):
            self.record.came(event.message, self._page.who)
        if isinstance(event, Told) and isinstance(event.message, Appearance):
            self.record.appear(event.message)

    def say(self, message: Wave | Phrase | Camera) -> None:
        """Tell the other signer something beside signing."""
        if self._call is not None:
            self._call.tell(message)

    def end(self) -> None:
        """The call is over, or the window closes."""
        self._page.leave()
        self.record.end()
        self._call = None
        self._count.stop()
        self._page.remote.rest()

    def _toggle_record(self) -> None:
        if self.record.consent.own:
            self.record.stop()
        else:
            self.record.ask(self._page.who)

    def _say_record(self, sentence: str) -> None:
        self.kept = sentence
        self._page.notice.say(sentence)

    def _watch_own(self, on: bool) -> None:
        if self._call is not None:
            self._call.watch_own(on)

    def _edit_phrases(self) -> None:
        dialog = PhraseDialog(self._keeping.settings.phrases, self._page)
        dialog.chosen.connect(lambda phrases: self._keep(phrases=phrases))
        dialog.open()

    def _keep(self, **values: Any) -> None:
        if sentence := self._keeping.keep(replace(self._keeping.settings, **values)):
            self._page.notice.say(sentence)

    def _on_settings(self) -> None:
        settings = self._keeping.settings
        self._page.talk.phrases.show_phrases(settings.phrases)
        self._page.stage.pulse.still = settings.reduced_motion

    def _save_text(self) -> None:
        call = self._call
        if call is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._page, tr("Save what was written"), "call.vtt", file_kinds(("WebVTT", "*.vtt"), ("ELAN", "*.eaf"))
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".vtt")
        try:
            write_transcript(path, timed(call.text_lines, self._began_us))
        except OutputError as error:
            self._page.notice.say(spoken(error))

    def _type(self, text: str) -> None:
        if self._call is not None:
            self._call.type_text(text)
            self._page.talk.show_lines(self._call.text_lines)

    def _show_figures(self) -> None:
        if self._call is not None:
            stats = self._call.stats()
            self._page.show_figures(self._rate.of(stats.poses_received, stats.connected_s), stats)
