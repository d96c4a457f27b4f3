"""What all tests share: no test leaves a thread at work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

# What lives as long as the process: the network thread of calls, and idle workers of libraries. And those of ours that
# end with the view that they serve.
LIBRARIES = ("PoolThread-twisted", "asyncio_", "tqdm_monitor", "ThreadPoolExecutor-")
STAYING = ("handline-network", *LIBRARIES, "tailor", "mover", "drawer")
# For a machine in trouble; mostly there is nothing to wait for.
PATIENCE_S = 20.0


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    """Fail a test that leaves a thread: it takes time from all that follow, and can abort the process at its end."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + PATIENCE_S
    while left := [one for one in set(threading.enumerate()) - before if not one.name.startswith(STAYING)]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads are left at work: {', '.join(sorted(one.name for one in left))}")
        time.sleep(0.005)
