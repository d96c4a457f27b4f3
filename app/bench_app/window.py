"""The measured process: the app as a person starts it, with somebody inside who looks at the clock.

``python -m app.bench_app.window BEGAN_S start`` says when the window could be used, and ends;
``python -m app.bench_app.window BEGAN_S call CODE SECONDS`` answers a call first, and says how it went.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

# All that `handline` loads: it belongs to the start.
import app.main  # noqa: F401
from app.bench_app.figures import SETTLES_S, InCall

if TYPE_CHECKING:
    from app.windows.main_window import MainWindow

BEAT_MS: Final = 10
MEMORY_EVERY_MS: Final = 500
_STATM: Final = Path("/proc/self/statm")
_PAGE: Final = 4096
_POLL_MS: Final = 5


def main(began_s: float, what: str, code: str = "", seconds: float = 0.0) -> None:
    """Open the app."""
    from app import settings
    from app.detecting import make_chosen_detector
    from app.windows.application import run

    loaded, _ = settings.load_good()

    def first(window: MainWindow) -> None:
        when_usable(window, lambda: ready(window))

    def ready(window: MainWindow) -> None:
        print(json.dumps({"start_s": time.monotonic() - began_s}), flush=True)
        if what == "call":
            keep(window, Observer(window, seconds))
            window.dial(code)
        else:
            window.close()

    run(loaded, make_chosen_detector, first=first, alone=True)


def when_usable(window: MainWindow, then: Callable[[], None]) -> None:
    """Do something when the window is on the screen, drawn, and hears clicks."""
    from PySide6.QtCore import QTimer

    def look() -> None:
        handle = window.windowHandle()
        if handle is not None and handle.isExposed() and window.home.call_button.isEnabled():
            # What is still to be drawn or done comes first.
            QTimer.singleShot(0, then)
        else:
            QTimer.singleShot(_POLL_MS, look)

    look()


def keep(window: MainWindow, observer: object) -> None:
    """Let it live as long as the window."""
    window.setProperty("observer", observer)


class Observer:
    """Counts in the window's own thread, from the call's beginning on; prints what it has and closes the window.

    Args:
        window: whose call is measured.
        seconds: how long.
    """

    def __init__(self, window: MainWindow, seconds: float) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._window = window
        self._seconds = seconds
        self._began_us: int | None = None
        self._last_us = 0
        self._detected = self._detected_before = 0
        self._pictures = self._shown = 0
        self._blocks: list[int] = []
        self._beginning: list[int] = []
        self._memory: list[tuple[float, int]] = []
        self._beat = QTimer(window)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self._look = QTimer(window)
        self._look.setInterval(MEMORY_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        window._own.listen(self._on_pose)
        window.line.told.connect(self._on_event)
        self._last_us = _now_us()
        self._beat.start()

    def _on_pose(self, _pose: object) -> None:
        self._detected += 1

    def _on_event(self, event: object) -> None:
        from transport.events import Connected, Ended, Failed

        if isinstance(event, Connected):
            self._began_us = _now_us()
            self._detected_before = self._detected
            self._look.start()
        elif isinstance(event, Ended | Failed):
            print(json.dumps({"failed": str(event)}), flush=True)
            self._window.close()

    def _on_beat(self) -> None:
        now_us = _now_us()
        block_us, self._last_us = now_us - self._last_us - 1000 * BEAT_MS, now_us
        if self._began_us is None:
            return
        settled = now_us - self._began_us > 1e6 * min(SETTLES_S, self._seconds / 2)
        (self._blocks if settled else self._beginning).append(max(0, block_us))

    def _on_look(self) -> None:
        assert self._began_us is not None
        passed_s = (_now_us() - self._began_us) / 1e6
        if (memory := resident_bytes()) is not None:
            self._memory.append((passed_s, memory))
        if passed_s >= self._seconds:
            self._end(passed_s)

    def _end(self, passed_s: float) -> None:
        self._look.stop()
        self._beat.stop()
        log = self._window.call_page.remote.log
        measured = InCall(
            seconds=passed_s,
            detected=self._detected - self._detected_before,
            pictures=log.pictures,
            shown=log.shown,
            delays_us=log.delays_us,
            # The longest ones say everything that is asked of them.
            blocks_us=tuple(sorted(self._blocks)[-1000:]),
            beginning_blocks_us=tuple(sorted(self._beginning)[-100:]),
            memory=tuple(self._memory),
            torch="torch" in sys.modules,
        )
        print(json.dumps(asdict(measured)), flush=True)
        self._window.close()


def resident_bytes() -> int | None:
    """Memory of this process; None where the system does not tell."""
    try:
        return int(_STATM.read_text().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return None


def in_call_of(values: dict[str, Any]) -> InCall:
    """What `Observer` has printed."""
    lists = {name: tuple(values[name]) for name in ("delays_us", "blocks_us", "beginning_blocks_us")}
    memory = tuple((float(at_s), int(count)) for at_s, count in values["memory"])
    return InCall(**(values | lists | {"memory": memory}))


def _now_us() -> int:
    return time.monotonic_ns() // 1000


if __name__ == "__main__":
    began, what, code, seconds = (*sys.argv[1:], "", "0")[:4]
    main(float(began), what, code, float(seconds))
