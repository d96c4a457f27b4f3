"""A recording session in a terminal: what to sign, in large, and keys without Enter."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from threading import Thread
from types import TracebackType
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from app.recording.session import View
from training.recorder import Key, Phase

KEYS: Final = {" ": Key.GO, "\r": Key.GO, "\n": Key.GO, "r": Key.REPEAT, "s": Key.SKIP, "p": Key.PAUSE}
QUIT: Final = "q"
_LOOK_S: Final = 0.2


class Terminal:
    """Shows a session; use as a context manager. Without a terminal, a line for each item."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self._live = self._console.is_terminal
        self._last: tuple[Phase, str] | None = None
        self._open = ExitStack()
        self._display: Live | None = None
        self._closed = False

    def __enter__(self) -> Terminal:
        if self._live:
            self._display = self._open.enter_context(Live(console=self._console, auto_refresh=True))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._open.close()

    def show(self, view: View) -> None:
        """Show where the session is."""
        if self._display is not None:
            self._display.update(panel(view))
        elif (view.phase, view.gloss) != self._last and view.phase in (Phase.CAPTURE, Phase.REVIEW):
            verb = "recording" if view.phase is Phase.CAPTURE else "recorded"
            self._console.print(f"{view.done}/{view.items}  {verb} {view.gloss}", highlight=False, markup=False)
        self._last = (view.phase, view.gloss)

    def listen(self, press: Callable[[Key], None], stop: Callable[[], None]) -> None:
        """Pass on keys until the context ends; only where there is a terminal to read from."""
        if not sys.stdin.isatty():
            return
        if sys.platform != "win32":
            import termios
            import tty

            descriptor = sys.stdin.fileno()
            old = termios.tcgetattr(descriptor)
            tty.setcbreak(descriptor)
            self._open.callback(termios.tcsetattr, descriptor, termios.TCSADRAIN, old)
        Thread(target=self._listen, args=(press, stop), name="keys", daemon=True).start()

    def _listen(self, press: Callable[[Key], None], stop: Callable[[], None]) -> None:
        while not self._closed:
            pressed = _key().lower()
            if pressed == QUIT:
                stop()
            elif pressed in KEYS:
                press(KEYS[pressed])


def _key() -> str:
    """The key that was pressed, or nothing after a moment."""
    if sys.platform == "win32":
        import msvcrt
        import time

        time.sleep(0.0 if msvcrt.kbhit() else _LOOK_S)
        return msvcrt.getwch() if msvcrt.kbhit() else ""
    import select

    ready, _, _ = select.select([sys.stdin], [], [], _LOOK_S)
    return os.read(sys.stdin.fileno(), 1).decode(errors="replace") if ready else ""


def panel(view: View) -> Panel:
    """What a signer is shown."""
    seconds = "" if view.remaining_us is None else f"{view.remaining_us / 1e6:.1f} s"
    what, colour = {
        Phase.PROMPT: ("next", "white"),
        Phase.COUNTDOWN: (f"in {seconds}", "yellow"),
        Phase.WAIT: ("raise your hands and sign", "yellow"),
        Phase.CAPTURE: (f"recording, {seconds} left", "red"),
        Phase.REVIEW: ("recorded; r repeats it", "green"),
        Phase.PAUSED: ("paused; p goes on", "white"),
        Phase.DONE: ("all done", "green"),
    }[view.phase]
    text = Text(f"\n{view.gloss}\n", style=f"bold {colour}", justify="center")
    text.append(f"{what}\n", style=colour)
    text.append(f"\n{view.kept} frames" + (f", {view.dropped} lost" if view.dropped else ""), style="dim")
    keys = "space: go on   r: repeat   s: skip   p: pause   q: quit"
    return Panel(text, title=f"{view.done} of {view.items}", subtitle=keys, border_style=colour)
