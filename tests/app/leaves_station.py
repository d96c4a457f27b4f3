"""A program that leaves stations at work and ends: ``python leaves_station.py CLIP HOW``."""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Semaphore

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.detecting import make_detector
from app.station import Station

# As long as a large program takes to end: time enough for a detector that nobody has stopped to go on with a frame.
ENDING_S = 0.3


class TakesLongToGo:
    """Is still there when Python takes itself apart."""

    def __del__(self, sleep: Callable[[float], None] = time.sleep, seconds: float = ENDING_S) -> None:
        sleep(seconds)


stays = TakesLongToGo()
atexit.register(time.sleep, ENDING_S)
seen = Semaphore(0)
for _ in range(2):
    Station(sys.argv[1], make_detector, on_sighting=lambda _: seen.release(), on_trouble=print).start()
for _ in range(8):
    seen.acquire()
if sys.argv[2] == "exception":
    raise LookupError("the program's own trouble")
if sys.argv[2] == "status":
    sys.exit(7)
