"""The command that is started when somebody calls, such as for a lamp. Bounded in time, and never waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from threading import Lock, Thread
from typing import Final

from app.words import Words, mark

LONGEST_S: Final = 20.0
RINGS: Final = "rings"


class AlarmCommand:
    """Starts a program for each ring, one at a time, without a shell.

    It gets the contact's name in the environment, as HANDLINE_CONTACT, where no name can be mistaken for an option; and
    HANDLINE_EVENT, ``rings``.

    Args:
        on_trouble: told a sentence, from a thread, if it cannot be started or does not end.
        longest_s: then it is ended.
    """

    def __init__(self, on_trouble: Callable[[Words], None], longest_s: float = LONGEST_S) -> None:
        self._on_trouble = on_trouble
        self._longest_s = longest_s
        self._busy = Lock()

    def start(self, command: Sequence[str], contact: str) -> Thread | None:
        """Start it in the background.

        Args:
            command: the program and its arguments; empty: there is none.
            contact: who calls.

        Returns:
            The thread that waits for it; None if none is started, because the last one still goes on.
        """
        if not command or not self._busy.acquire(blocking=False):
            return None
        thread = Thread(target=self._run, args=(tuple(command), contact), name="alarm command", daemon=True)
        thread.start()
        return thread

    def _run(self, command: tuple[str, ...], contact: str) -> None:
        try:
            process = subprocess.Popen(
                command,
                env={**os.environ, "HANDLINE_CONTACT": contact, "HANDLINE_EVENT": RINGS},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._tell(mark("The command '{program}' for calls cannot be started ({reason})."), command[0], reason)
        else:
            try:
                process.wait(self._longest_s)
            except subprocess.TimeoutExpired:
                _end(process)
                self._tell(
                    mark("The command '{program}' for calls took longer than {reason} s."), command[0], self._longest_s
                )
        finally:
            self._busy.release()

    def _tell(self, text: str, program: str, reason: object) -> None:
        shown = f"{reason:g}" if isinstance(reason, float) else str(reason)
        self._on_trouble(Words(text, {"program": program[:100], "reason": shown}))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it, and what it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
