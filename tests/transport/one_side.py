"""One side of a call in a process of its own: ``python one_side.py MAILBOX_URL [CODE]``.

Prints every event on a line, sends poses for as long as it lives, and hangs up when its standard input closes.
"""

from __future__ import annotations

import sys
import threading
import time

import numpy as np

from detector.pose import Pose
from detector.skeleton import K
from transport.call import Call, CallConfig, CallEvent, Ended, Failed


def main() -> None:
    """Run until the call is over."""
    over = threading.Event()

    def tell(event: CallEvent) -> None:
        print(type(event).__name__, getattr(event, "code", ""), flush=True)
        if isinstance(event, Ended | Failed):
            over.set()

    call = Call(CallConfig(mailbox_url=sys.argv[1]), tell)
    call.start(sys.argv[2] if len(sys.argv) > 2 else None)
    threading.Thread(target=lambda: (sys.stdin.read(), call.hang_up()), daemon=True).start()
    while not over.wait(1 / 30):
        now_us = time.monotonic_ns() // 1000
        call.send(Pose(now_us, 640, 480, np.full((K, 3), 50, np.float32), np.ones(K, np.float32)))


main()
