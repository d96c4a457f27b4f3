"""What the recorder can bear: minutes at full rate, and being killed at any moment."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Final

from app.cameras import played
from app.recording import victim
from app.recording.session import Session, View
from detector.sources import Frame, FrameSource
from training.recorder import Phase, Plan
from training.recording import load_recording
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

SIZE: Final = (640, 480)
FPS: Final = 30.0
_SETTLED: Final = 0.1  # of the time: until then queues and caches fill


@dataclass(frozen=True)
class Endurance:
    """A recording at full rate.

    Attributes:
        seconds: how long it took.
        frames: that the source gave while a take ran.
        kept: frames that are on disk and read back whole.
        dropped: frames that the recorder says it lost.
        frames_s: kept frames a second.
        megabytes: on disk.
        memory_start_mb: memory of the process when it had settled; None where the system does not tell.
        memory_end_mb: the same at the end.
        trouble: sentence that ended it, if one did.
    """

    seconds: float
    frames: int
    kept: int
    dropped: int
    frames_s: float
    megabytes: float
    memory_start_mb: float | None
    memory_end_mb: float | None
    trouble: str | None


@dataclass(frozen=True)
class Kills:
    """Recordings that were killed.

    Attributes:
        kills: how often.
        opened: how many recordings opened afterwards.
        lost: frames said to be on disk that were not there.
        damaged: frames that were listed and could not be read.
        items: whether every item that was done kept frames of its own.
    """

    kills: int
    opened: int
    lost: int
    damaged: int
    items: bool


class _Generated(FrameSource):
    live = False
    name = "generated"
    fps = FPS
    size = SIZE

    def __init__(self, count: int) -> None:
        self._frames = victim.frames(SIZE)
        self._count = count
        self._given = 0

    def read(self) -> Frame | None:
        self._given += 1
        frame = next(self._frames)
        return None if self._given > self._count else replace(frame, time_us=round((self._given - 1) * 1e6 / FPS))

    def close(self) -> None:
        self._frames = iter(())


def endurance(folder: Path, seconds: float, show: Callable[[float], None] = lambda done: None) -> Endurance:
    """Record generated 640x480 pictures at 30 a second, and read all of them again.

    Args:
        folder: the recording is made in it.
        seconds: how long.
        show: told the share that is done.
    """
    path = folder / "endurance"
    items = ("free signing",)
    plan = Plan(prompt=0, countdown=0, take=round((seconds + 3600) * 1e6), review=0)
    total = round(seconds * FPS)
    memory: list[float | None] = []
    seen = asked = 0

    def look(view: View) -> None:
        nonlocal seen, asked
        seen += 1
        asked += view.phase is Phase.CAPTURE
        if seen in (max(1, round(total * _SETTLED)), total):
            memory.append(_memory_mb())
        show(seen / total)

    store = RecordingStore.create(path, victim.about(items))
    began = time.monotonic()
    with closing(_Generated(total)) as source:
        outcome = Session(store, items, plan, show=look).run(played(source, Event()))
    took = time.monotonic() - began
    recording = load_recording(path)
    whole = sum(_whole(recording.picture, frame) for frame in recording.frames)
    size = sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file())
    return Endurance(
        seconds=round(took, 1),
        frames=asked,
        kept=whole,
        dropped=outcome.dropped,
        frames_s=round(whole / took, 2),
        megabytes=round(size / 1e6, 1),
        memory_start_mb=memory[0] if memory else None,
        memory_end_mb=memory[-1] if memory else None,
        trouble=outcome.trouble,
    )


def kill(folder: Path, times: int, seed: int = 1, show: Callable[[int], None] = lambda done: None) -> Kills:
    """Kill a process that records, at random moments, look at what is left, and go on with it.

    Args:
        folder: recordings are made in it; a new one when one is complete.
        times: how often.
        seed: of the moments.
        show: told how many kills are done.
    """
    rng = random.Random(seed)
    opened = lost = damaged = number = 0
    items = True
    before = 0
    for done in range(times):
        path = folder / f"killed-{number}"
        said = before + _kill_once(path, rng)
        try:
            recording = load_recording(path)
        except RecordingError:
            # Killed before anything was said to be on disk, it may not have begun.
            opened += said == 0
            lost += said
            number, before = number + 1, 0
            continue
        opened += 1
        lost += max(0, said - len(recording.frames))
        damaged += sum(not _whole(recording.picture, frame) for frame in recording.frames)
        with_frames = {(frame.item, frame.take) for frame in recording.frames}
        items = items and all(take in with_frames for take, kept in recording.judged.items() if kept)
        before = len(recording.frames)
        if len(recording.done) == len(victim.ITEMS):
            number, before = number + 1, 0
        show(done + 1)
    return Kills(times, opened, lost, damaged, items)


def _kill_once(path: Path, rng: random.Random) -> int:
    """Let a process record until it is killed; how many frames it said were on disk."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.recording.victim", str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = 0
    for lines, line in enumerate(process.stdout):
        said = int(line)
        if lines >= rng.randrange(1, 150):
            break
    time.sleep(rng.random() * 0.005)
    process.kill()
    for line in process.stdout:
        said = int(line) if line.endswith("\n") else said
    process.wait()
    process.stdout.close()
    return said


def _whole(read: Callable[..., object], frame: object) -> bool:
    try:
        read(frame)
    except RecordingError:
        return False
    return True


def _memory_mb() -> float | None:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
