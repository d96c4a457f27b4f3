"""Recording a call in the window: asked for, agreed to, shown all the while, stopped by either side."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.consent import Consent
from app.records.layout import CALL, MAKER, OTHER, OWN_TRACK, PEER_TRACK, Head, Track
from app.records.shelf import Shelf
from app.records.writer import RecordWriter
from app.transcript import timed
from app.windows.language import tr
from app.windows.own_side import OwnSide
from app.windows.parts import button, dress_as, label
from app.windows.remote import now_us
from detector.pose import Pose
from transport.call import Call
from transport.control import Appearance, Record


class ConsentBar(QFrame):
    """Says what is asked and what goes on, with the answers.

    Signals:
        agree: the person agrees.
        stop: the person refuses, gives up or stops.
    """

    agree = Signal()
    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "notice")
        self._text = label("", "heading", wrap=True)
        self.yes = button(tr("A&gree"), tip=tr("Let them keep your movements of this call"))
        self.yes.clicked.connect(self.agree)
        self.no = button(tr("No"), tip=tr("Nothing is kept from now on"))
        self.no.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(self._text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says now; empty when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_consent(self, consent: Consent, who: str) -> None:
        """Show where the two stand."""
        if consent.running:
            here = tr("This call is recorded") if consent.keeps else tr("{name} records this call", name=who)
            words, no = tr("● {here}: you both agreed", here=here), tr("Stop recording")
        elif consent.asked:
            words = tr("{name} asks to record this call: movements and text, never a picture", name=who)
            no = tr("No")
        elif consent.waiting:
            words, no = tr("Waiting for {name} to agree to recording …", name=who), tr("Cancel")
        else:
            self.hide()
            return
        self._text.setText(words)
        self.setAccessibleName(words)
        self.no.setText(no)
        self.yes.setVisible(consent.asked)
        was_hidden = self.isHidden()
        self.show()
        if consent.asked and was_hidden:
            self.yes.setFocus(Qt.FocusReason.OtherFocusReason)


class CallRecord(QObject):
    """Keeps one call, as far as both agree.

    Args:
        bar: where it is shown.
        own: the signer's own side.

    Signals:
        said(str): a sentence about what became of it.
        changed: what is agreed has changed.
    """

    said = Signal(str)
    changed = Signal()
    _troubled = Signal(str)

    def __init__(self, bar: ConsentBar, own: OwnSide) -> None:
        super().__init__(bar)
        self._bar = bar
        self._own = own
        self._call: Call | None = None
        self._who = ""
        self._precision = 0.01
        self._began_us = 0
        self._looks = (Appearance(), Appearance())
        self._writer: RecordWriter | None = None
        self.consent = Consent()
        bar.agree.connect(lambda: self._tell(self.consent.agree()))
        bar.stop.connect(self.stop)
        self._troubled.connect(self._on_trouble)

    def begin(self, call: Call, precision: float, own: Appearance | None) -> None:
        """A call is connected; nothing is agreed."""
        self._call, self._precision = call, precision
        self._looks = (own or Appearance(), Appearance())
        self.consent = Consent()
        self._who = ""
        self._show("")

    def appear(self, theirs: Appearance) -> None:
        """Who stands for the other signer."""
        self._looks = (self._looks[0], theirs)

    def ask(self, who: str) -> None:
        """This side wants to record the other signer, `who`; if that one has asked already, it answers, too."""
        self._who = who
        if self._call is not None and not self.consent.own:
            self._tell(self.consent.ask())

    def stop(self) -> None:
        """No, or no more."""
        self._tell(self.consent.stop())

    def came(self, told: Record, who: str) -> None:
        """The other signer said something about it."""
        answer = self.consent.came(told)
        if answer is not None and self._call is not None:
            self._call.tell(answer)
        self._show(who)

    def end(self) -> None:
        """The call is over: what was recorded is kept."""
        self.consent = Consent()
        self._show("")
        self._call = None

    def _tell(self, record: Record) -> None:
        if self._call is not None:
            self._call.tell(record)
        self._show("")

    def _show(self, who: str) -> None:
        self._who = who or self._who or tr("The other signer")
        self._bar.show_consent(self.consent, self._who)
        if self.consent.keeps and self._writer is None:
            self._begin_writing()
        elif not self.consent.keeps and self._writer is not None:
            self._end_writing()
        self.changed.emit()

    def _begin_writing(self) -> None:
        call = self._call
        assert call is not None
        made, self._began_us = datetime.now(UTC), now_us()
        offset_us = call.stats().clock_offset_us or 0
        names = (MAKER, self._who if self._who != tr("The other signer") else OTHER)
        tracks = tuple(Track(name, look) for name, look in zip(names, self._looks, strict=True))
        path = Shelf().new_path(names[1], made.astimezone())
        writer = self._writer = RecordWriter(
            path, Head(CALL, made, tracks), self._began_us, self._precision, self._troubled.emit
        )

        def theirs(pose: Pose) -> None:
            writer.add(PEER_TRACK, pose, offset_us)

        def own(pose: Pose) -> None:
            writer.add(OWN_TRACK, pose)

        call.listen(theirs)
        self._own.listen(own)

    def _end_writing(self) -> None:
        writer, self._writer = self._writer, None
        self._own.listen(None)
        if writer is None or self._call is None:
            return
        self._call.listen(None)
        lines = [line for line in self._call.text_lines if line.began_us >= self._began_us]
        writer.write_lines(timed(lines, self._began_us, MAKER, self._who))
        self._own.then(writer.close)
        self.said.emit(tr("The record is kept under “Messages and records”: {name}.", name=writer.path.stem))

    def _on_trouble(self, sentence: str) -> None:
        self.said.emit(sentence)
        self.stop()
