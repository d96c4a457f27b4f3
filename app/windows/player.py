"""Plays a record: the avatars side by side, faster or slower, in a loop, step by step, seen from any side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.records.layout import NAMELESS
from app.records.playback import SPEEDS, Playback
from app.records.reader import Record
from app.windows.flow import Flow
from app.windows.language import spoken, tr
from app.windows.parts import Notice, button, dress_as, label
from app.windows.remote import now_us
from avatar.body import Body
from avatar.retarget import Retargeter
from avatar.view import AvatarView

TICK_MS: Final = 16
SLIDER_MS: Final = 10
# Whoever goes to another moment sees arms and hands as they came to be there.
_WARM_UP_US: Final = 400_000
_WARM_UP_STEP_US: Final = 50_000


class _Signer(QWidget):
    """One avatar of a record, with the name below."""

    def __init__(self, body: Body, name: str, notice: Notice) -> None:
        super().__init__()
        self.view = AvatarView(body)
        self.view.setAccessibleName(tr("{name}, drawn as an avatar; arrow keys turn it", name=name))
        self.view.failed.connect(notice.say)
        self.retargeter = Retargeter(body)
        self.shown_us: float | None = None
        title = label(name, "badge")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.view, 1)
        inside.addWidget(title)


class Player(QWidget):
    """Shows one record at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.record: Record | None = None
        self.playback = Playback(0.0)
        self._signers: list[_Signer] = []
        self._times: list[int] = []
        self._last_us = 0
        self._stage = QFrame()
        dress_as(self._stage, "stage")
        self._beside = QHBoxLayout(self._stage)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(2)
        self.line = label("", "badge", wrap=True, name=tr("What was written at this moment"))
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.hide()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Moment of the record"))
        self.slider.setPageStep(1000 // SLIDER_MS)
        self.slider.valueChanged.connect(self._slid)
        self.play = button(tr("&Play"), "main", tip=tr("Play or pause (Space)"))
        self.play.clicked.connect(self.toggle)
        self.back = button("◀", "key", tip=tr("One pose back (,)"))
        self.back.setAccessibleName(tr("One pose back"))
        self.back.clicked.connect(partial(self.step, -1))
        self.on = button("▶", "key", tip=tr("One pose on (.)"))
        self.on.setAccessibleName(tr("One pose on"))
        self.on.clicked.connect(partial(self.step, 1))
        self.speed = QComboBox()
        self.speed.setAccessibleName(tr("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(f"{100 * speed:g} %", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.activated.connect(self._change_speed)
        self.loop = QCheckBox(tr("&Loop"))
        self.loop.toggled.connect(self._change_loop)
        self.front = button("F&ront", tip=tr("Turn the avatars to the front again (Home); drag to turn them"))
        self.front.clicked.connect(self.face)
        self.clock = label("", "quiet", name=tr("Time"))
        for key, way in {",": -1, ".": 1}.items():
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.step, way))
        # Where a button elsewhere has the keyboard, the space bar presses that.
        space = QShortcut(QKeySequence("Space"), self)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self.toggle)
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._on_tick)

        row = Flow(self.play, self.back, self.on, self.speed, self.loop, self.front, self.clock)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.notice)
        inside.addWidget(self._stage, 1)
        inside.addWidget(self.line)
        inside.addWidget(self.slider)
        inside.addLayout(row)

    @property
    def views(self) -> list[AvatarView]:
        """The avatars, one for each signer."""
        return [signer.view for signer in self._signers]

    def show_record(self, record: Record, bodies: list[Body]) -> None:
        """Show a record from its beginning; `bodies` stand for its signers."""
        self.close_record()
        self.record = record
        for track, body in zip(record.head.tracks, bodies, strict=True):
            signer = _Signer(body, spoken(NAMELESS.get(track.name, track.name)), self.notice)
            self._beside.addWidget(signer, 1)
            self._signers.append(signer)
        self._times = sorted({at for track in record.tracks for at in track.times_us})
        length_us = 1e6 * record.seconds
        kept = self.playback
        self.playback = Playback(length_us, speed=kept.speed, loop=kept.loop).moved(self._times[0])
        self.slider.blockSignals(True)
        self.slider.setRange(0, round(length_us / 1000 / SLIDER_MS))
        self.slider.blockSignals(False)
        self._show()

    def close_record(self) -> None:
        """Show nothing."""
        self._tick.stop()
        self.record = None
        for signer in self._signers:
            self._beside.removeWidget(signer)
            signer.deleteLater()
        self._signers = []
        self.line.hide()

    def toggle(self) -> None:
        """Play or pause."""
        if self.record is not None:
            self._go(self.playback.toggled())

    def step(self, way: int, _checked: bool = False) -> None:
        """One pose on (1) or back (-1)."""
        if self.record is not None:
            self._go(self.playback.stepped(self._times, way))

    def rest(self) -> None:
        """Pause."""
        if self.playback.playing:
            self._go(self.playback.toggled())

    def face(self) -> None:
        """See everybody from the front."""
        for view in self.views:
            view.go_home()

    def _change_speed(self) -> None:
        self.playback = replace(self.playback, speed=float(self.speed.currentData()))

    def _change_loop(self, on: bool) -> None:
        self.playback = replace(self.playback, loop=on)

    def _slid(self, value: int) -> None:
        self._go(self.playback.moved(1000.0 * SLIDER_MS * value))

    def _go(self, playback: Playback) -> None:
        self.playback = playback
        self._last_us = now_us()
        if playback.playing:
            self._tick.start()
        else:
            self._tick.stop()
        self._show()

    def _on_tick(self) -> None:
        now = now_us()
        self.playback = self.playback.after(now - self._last_us)
        self._last_us = now
        if not self.playback.playing:
            self._tick.stop()
        self._show()

    def _show(self) -> None:
        record, at_us = self.record, self.playback.at_us
        if record is None:
            return
        for signer, track in zip(self._signers, record.tracks, strict=True):
            before = signer.shown_us
            if before is None or not 0 <= at_us - before <= _WARM_UP_US:
                signer.retargeter.reset()
                steps = range(round(_WARM_UP_US / _WARM_UP_STEP_US), 0, -1)
                for earlier in (at_us - n * _WARM_UP_STEP_US for n in steps):
                    if (pose := track.at(earlier)) is not None:
                        signer.retargeter.update(pose)
            signer.shown_us = at_us
            pose = track.at(at_us)
            signer.view.show_pose(None if pose is None else signer.retargeter.update(pose))
        self.slider.blockSignals(True)
        self.slider.setValue(round(at_us / 1000 / SLIDER_MS))
        self.slider.blockSignals(False)
        self.play.setText(tr("&Pause") if self.playback.playing else tr("&Play"))
        self.clock.setText(f"{_clock(at_us)} / {_clock(self.playback.length_us)}")
        at_ms = at_us / 1000
        lines = [
            f"{spoken(NAMELESS.get(one.author, one.author))}: {one.text}"
            for one in record.lines
            if one.start_ms <= at_ms < one.end_ms
        ]
        self.line.setText("\n".join(lines[-2:]))
        if record.lines:
            self.line.show()


def _clock(us: float) -> str:
    seconds = us / 1e6
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"
