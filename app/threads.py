"""Threads that end in good order with the process, however that ends.

A thread that is inside of a C++ library (ONNX Runtime, OpenCV) while Python takes itself apart is unwound through that
library, and the process aborts. One that Python waits for keeps a process that has failed from ending at all. These are
asked to end and waited for, but not for ever: a camera may hang in its driver.
"""

from __future__ import annotations

import atexit
import concurrent.futures.thread
import threading
import time
from collections.abc import Callable
from typing import Final

# Longer than a frame takes on a slow machine, or a disk that was asleep.
LONGEST_S: Final = 5.0

_lock = threading.Lock()
_ending = False


class EndingThread(threading.Thread):
    """A thread that is asked to end when the process ends.

    Args:
        work: what it does.
        name: of the thread.
        ask: asks `work` to end; called from another thread, more than once perhaps, and must not wait.
    """

    def __init__(self, work: Callable[[], object], name: str, ask: Callable[[], object]) -> None:
        super().__init__(target=work, name=name, daemon=True)
        self.ask = ask

    def start(self) -> None:
        """Begin; while the process ends nothing begins any more."""
        with _lock:
            if not _ending:
                super().start()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end; at once if it never began."""
        if self.ident is not None:
            super().join(timeout)


def ending_threads() -> list[EndingThread]:
    """Those that run now."""
    return [thread for thread in threading.enumerate() if isinstance(thread, EndingThread)]


def _end_all() -> None:
    global _ending
    with _lock:
        _ending = True
    running = ending_threads()
    for thread in running:
        thread.ask()
    deadline = time.monotonic() + LONGEST_S
    for thread in running:
        thread.join(max(0.0, deadline - time.monotonic()))


# What is registered last runs first, so this comes after the import of pools, whose own closes them all, also that of a
# detector that still reads. `atexit` alone would come after that.
assert concurrent.futures.thread
getattr(threading, "_register_atexit", atexit.register)(_end_all)
