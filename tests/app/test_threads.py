"""Threads end in good order with the process, however that ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from app.threads import EndingThread, ending_threads

REPOSITORY = Path(__file__).parents[2]
CLIP = REPOSITORY / "app" / "assets" / "sample.mp4"


@pytest.mark.parametrize(
    ("how", "status", "says"), [("end", 0, ""), ("status", 7, ""), ("exception", 1, "LookupError")]
)
def test_a_process_that_leaves_a_station_at_work_ends_as_it_meant_to(how: str, status: int, says: str) -> None:
    script = Path(__file__).with_name("leaves_station.py")
    done = subprocess.run([sys.executable, script, CLIP, how], capture_output=True, text=True, timeout=120)
    assert done.stdout == ""
    # Nothing is said but the program's own trouble.
    complaints = [line for line in done.stderr.splitlines() if line and not line.startswith((" ", "Traceback"))]
    assert [line.partition(":")[0] for line in complaints] == ([says] if says else [])
    assert done.stderr.count("Traceback") == bool(says)
    assert done.returncode == status


ENDS = """
import sys, time
from threading import Event, Thread
from app.threads import EndingThread

class Busy:
    def __init__(self):
        self.asked = Event()
    def run(self):
        self.asked.wait()
        print("asked", flush=True)
        EndingThread(lambda: print("begun too late", flush=True), "late", lambda: None).start()

busy = Busy()
EndingThread(busy.run, "busy", busy.asked.set).start()
stuck = EndingThread(Event().wait, "stuck", lambda: None)
stuck.start()
import app.threads
app.threads.LONGEST_S = 0.2
"""


def test_threads_are_asked_and_one_that_does_not_answer_holds_nothing_up() -> None:
    done = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, timeout=60, cwd=REPOSITORY)
    assert (done.returncode, done.stdout, done.stderr) == (0, "asked\n", "")


INSIDE = """
import time
from threading import Event
import numpy as np
from app.threads import EndingThread
from detector.weights import SHIPPED, open_network

class TakesLongToGo:
    def __del__(self, sleep=time.sleep):
        sleep(0.5)

stays = TakesLongToGo()
network, stop, inside = open_network("finder", SHIPPED), Event(), Event()
picture = np.zeros((network.size, network.size, 3), np.uint8)

def work():
    while not stop.is_set():
        network.run(picture)
        inside.set()

EndingThread(work, "inside", stop.set).start()
inside.wait()
"""


def test_a_thread_inside_of_a_library_does_not_abort_the_process() -> None:
    """A plain daemon thread does: "terminate called without an active exception"."""
    done = subprocess.run([sys.executable, "-c", INSIDE], capture_output=True, text=True, timeout=60, cwd=REPOSITORY)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_who_runs_is_known_and_joining_before_the_start_is_no_error() -> None:
    go = Event()
    thread = EndingThread(go.wait, "waits", go.set)
    thread.join()
    assert thread not in ending_threads()
    thread.start()
    assert thread in ending_threads()
    thread.ask()
    thread.join(60)
    assert thread not in ending_threads()
