"""What goes wrong around a call: cameras that vanish and come back, sleep, a second start, cameras of all kinds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import app.cameras
from app.cameras import MOST_LINES, CameraThread
from app.latest import Latest
from app.settings import Settings
from app.sleep import SleepWatch, always_clock
from app.windows.own_side import OwnSide
from app.windows.single import SingleApp
from detector.sources import Frame, FrameSource, SourceError
from transport.lab.memory import MemoryCall
from transport.lab.shaping import Shape

from ..calls.scripted import ScriptedDetector, scripted_pose
from .conftest import qt_until


class Usb:
    """A camera on a cable.

    Attributes:
        plugged: whether it is there.
        taken: whether another program has it.
        opened: how often it was opened.
    """

    def __init__(self, size: tuple[int, int] = (640, 480)) -> None:
        self.plugged, self.taken, self.opened = True, False, 0
        self.size = size
        self.asked = 0

    def open(self, spec: str, *, loop: bool = False) -> FrameSource:
        if not self.plugged or self.taken:
            raise SourceError("Camera 0 cannot be opened: connect it, close programs that use it, or choose another.")
        self.opened += 1
        return _Open(self)


class _Open(FrameSource):
    live = True
    fps = 30.0
    name = "camera:0"

    def __init__(self, usb: Usb) -> None:
        self._usb = usb
        self.size = usb.size

    def read(self) -> Frame | None:
        time.sleep(0.002)
        if not self._usb.plugged:
            raise SourceError("camera:0 stopped giving pictures: connect it again, or choose another source.")
        self._usb.asked += 1
        image = np.full((self.size[1], self.size[0], 3), 60, np.uint8)
        return Frame(image, time.monotonic_ns() // 1000, self.name)

    def close(self) -> None:
        pass


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> Usb:
    made = Usb()
    monkeypatch.setattr(app.cameras, "open_source", made.open)
    return made


@pytest.fixture
def own(qt: QApplication) -> Iterator[OwnSide]:
    made = OwnSide(ScriptedDetector, retry_ms=20)
    yield made
    made.close().result(10)


def test_a_camera_that_is_pulled_out_comes_back_by_itself_and_is_told_once(usb: Usb, own: OwnSide) -> None:
    troubles: list[str] = []
    back: list[bool] = []
    own.trouble.connect(troubles.append)
    own.back.connect(lambda: back.append(True))
    own.watch("camera:0", Settings())
    qt_until(own.take)
    usb.plugged = False
    qt_until(lambda: troubles)
    QTest.qWait(200)
    assert len(troubles) == 1, "the same is said again and again"
    assert "stopped giving pictures" in troubles[0]
    assert back == []
    own.take()
    usb.plugged = True
    qt_until(lambda: back)
    qt_until(own.take)
    assert back == [True]
    assert own.source == "camera:0"
    # And once more: it is told anew.
    usb.plugged = False
    qt_until(lambda: len(troubles) == 2)


def test_a_camera_that_another_program_has_is_there_when_that_lets_go(usb: Usb, own: OwnSide) -> None:
    usb.taken = True
    troubles: list[str] = []
    own.trouble.connect(troubles.append)
    own.watch("camera:0", Settings())
    qt_until(lambda: troubles)
    assert "close programs that use it" in troubles[0]
    usb.taken = False
    qt_until(own.take)
    assert len(troubles) == 1


def test_who_chooses_another_source_is_not_called_back_by_the_old_one(usb: Usb, own: OwnSide, clip: Path) -> None:
    usb.plugged = False
    troubles: list[str] = []
    own.trouble.connect(troubles.append)
    own.watch("camera:0", Settings())
    qt_until(lambda: troubles)
    own.watch("", Settings())
    usb.plugged = True
    QTest.qWait(150)
    assert usb.opened == 0
    assert own.take() is None


def test_a_file_that_is_gone_is_not_asked_for_again_and_again(own: OwnSide, tmp_path: Path) -> None:
    troubles: list[str] = []
    own.trouble.connect(troubles.append)
    own.watch(str(tmp_path / "gone.mp4"), Settings())
    qt_until(lambda: troubles)
    QTest.qWait(150)
    assert len(troubles) == 1


@pytest.mark.parametrize(
    ("size", "shown"),
    [((3840, 2160), (1280, 720)), ((1920, 1080), (1280, 720)), ((1280, 720), (1280, 720)), ((640, 480), (640, 480))],
)
def test_large_pictures_are_scaled_once_before_anybody_works_on_them(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    usb = Usb(size)
    monkeypatch.setattr(app.cameras, "open_source", usb.open)
    frames: Latest[Frame] = Latest()
    thread = CameraThread("camera:0", loop=False, frames=frames, on_trouble=pytest.fail)
    thread.start()
    frame = frames.take(20.0)
    thread.stop()
    assert frame is not None
    assert (frame.image.shape[1], frame.image.shape[0]) == shown
    assert frame.image.shape[0] <= MOST_LINES
    assert (frame.image == 60).all()


def test_a_large_picture_costs_little_more_than_a_small_one() -> None:
    """The work is counted, not timed: what comes after the camera has at most so many pixels, whatever it gives."""
    from app.cameras import scaled

    for size in ((2160, 3840), (4320, 7680), (3000, 1000), (720, 8000)):
        height, width = scaled(Frame(np.zeros((*size, 3), np.uint8), 0, "x")).image.shape[:2]
        assert min(height, width) <= MOST_LINES
        assert abs(width / height - size[1] / size[0]) < 0.02 * size[1] / size[0]


class Slow:
    """A machine in its own time: a camera, the one-place mailbox, and a detector that takes so long a frame."""

    def __init__(self, detect_us: int, fps: float) -> None:
        self.detect_us, self.frame_us = detect_us, 1e6 / fps
        self.done: list[tuple[int, int]] = []

    def run(self, seconds: float) -> None:
        frames: Latest[int] = Latest()
        due, busy_until, working = 0.0, 0, None
        for now_us in range(0, round(seconds * 1e6), 1000):
            if now_us >= due:
                frames.put(now_us)
                due += self.frame_us
            if working is not None and now_us >= busy_until:
                self.done.append((working, now_us))
                working = None
            if working is None and (taken := frames.take()) is not None:
                working, busy_until = taken, now_us + self.detect_us


@pytest.mark.parametrize("detect_ms", [20, 60, 150, 400])
def test_on_a_slow_machine_the_rate_falls_and_the_delay_does_not_grow(detect_ms: int) -> None:
    slow = Slow(1000 * detect_ms, 30.0)
    slow.run(60.0)
    rate = len(slow.done) / 60
    assert rate == pytest.approx(min(30.0, 1000 / detect_ms), rel=0.15)
    ages = np.array([done - taken for taken, done in slow.done]) / 1000
    assert ages.max() <= detect_ms + 1000 / 30 + 2, "a frame was worked on although there was a newer one"

    # And on to the other side: what is shown is as old at the end as at the beginning.
    call = MemoryCall(Shape(delay_ms=40.0))

    def pose(now_us: int) -> object:
        return scripted_pose(120 + 100 * np.sin(now_us / 2e5), (640, 480), now_us)

    call.run(40.0, pose, poses_s=rate)  # type: ignore[arg-type]
    shown = call.sides[1].log
    late = (shown[:, 0] - shown[:, 2]) / 1000
    half = len(late) // 2
    assert len(late) > 100
    assert np.percentile(late[half:], 95) <= np.percentile(late[half // 2 : half], 95) + 20
    # Two poses travel together where that costs little; of a slow camera each goes at once or waits for one more.
    assert np.percentile(late[half:], 50) < 40 + 2.2 * 1000 / rate + 60


def test_a_camera_of_fifteen_pictures_a_second_is_sent_whole() -> None:
    call = MemoryCall(Shape(delay_ms=30.0))
    call.run(20.0, lambda now: scripted_pose(120 + 100 * np.sin(now / 2e5), (640, 480), now), poses_s=15.0)
    shown = call.sides[1].log
    sources = np.unique(shown[:, 1])
    assert len(sources) > 0.9 * 15 * 19
    assert np.percentile((shown[:, 0] - shown[:, 2])[len(shown) // 2 :] / 1000, 95) < 250


def test_sleep_is_told_by_whatever_clock_shows_it() -> None:
    linux, windows, busy = SleepWatch(), SleepWatch(), SleepWatch()
    assert linux.slept_s(100.0, 5000.0) == 0
    assert linux.slept_s(101.0, 5001.0) == 0
    assert linux.slept_s(102.0, 5062.0) == pytest.approx(61.0)
    assert linux.slept_s(103.0, 5063.0) == 0
    assert windows.slept_s(100.0, 900.0) == 0
    assert windows.slept_s(3700.0, 4500.0) == pytest.approx(3600.0)
    assert busy.slept_s(100.0, 100.0) == 0
    assert busy.slept_s(104.0, 104.2) == 0, "a busy machine has not slept"
    assert always_clock()() > 0


def test_a_second_start_shows_the_first_one_and_a_crashed_one_is_no_first(qt: QApplication, tmp_path: Path) -> None:
    name = str(tmp_path / "app.socket")
    asked: list[bool] = []
    first = SingleApp(name)
    assert not first.is_second()
    assert first.listen()
    first.asked.connect(lambda: asked.append(True))
    assert Path(name).stat().st_mode & 0o077 == 0, "others could reach it"
    told = Event()

    def start_again() -> None:
        assert SingleApp(name).is_second()
        told.set()

    from threading import Thread

    thread = Thread(target=start_again)
    thread.start()
    qt_until(lambda: asked and told.is_set())
    thread.join()
    first.close()
    # A crash leaves the socket behind.
    Path(name).touch()
    again = SingleApp(name)
    assert not again.is_second()
    assert again.listen()
    again.close()


def test_the_app_started_twice_shows_one_window(qt: QApplication, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one runs here; the second is a process of its own and ends at once."""
    import os
    import subprocess
    import sys

    from app.windows.application import the_body
    from app.windows.main_window import MainWindow

    single = SingleApp()
    assert single.listen()
    window = MainWindow(the_body(), Settings(mailbox_url="ws://127.0.0.1:1/v1", source=str(clip)), ScriptedDetector)
    single.asked.connect(window.show_again)
    window.showMinimized()
    second = subprocess.Popen([sys.executable, "-m", "app.main"], env=dict(os.environ), stderr=subprocess.PIPE)
    qt_until(lambda: window.isVisible() and not window.isMinimized())
    _, complaint = second.communicate(timeout=60)
    assert (second.returncode, complaint) == (0, b"")
    window.close()
    single.close()
