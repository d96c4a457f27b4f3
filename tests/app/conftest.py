"""What the app's tests share: a clip made here, and a wait that ends as soon as it can."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

CLIP_FRAMES = 20
CLIP_SIZE = (160, 120)
GENEROUS_S = 120.0
DRESSING = frozenset({"test_fits.py", "test_settings_page.py"})


def wait_until(true: Callable[[], object], timeout_s: float = GENEROUS_S) -> None:
    """Wait for something that other threads do; the time is for a machine in trouble, not a measure."""
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that change the look go first: Qt dresses all windows anew that tests before them have left."""
    items.sort(key=lambda item: item.path.name not in DRESSING)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video whose frames grow brighter: frame n has the grey level 10 * n."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25.0, CLIP_SIZE)
    for number in range(CLIP_FRAMES):
        writer.write(np.full((CLIP_SIZE[1], CLIP_SIZE[0], 3), 10 * number, np.uint8))
    writer.release()
    return path


@pytest.fixture(scope="session")
def qt() -> QApplication:
    """The application that windows need; skips where none can be opened."""
    from app.windows.application import make_application
    from app.windows.display import has_display

    if not has_display():
        pytest.skip("windows need a display: run the tests by `make test`, or under xvfb-run")
    return make_application()


@pytest.fixture
def fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Avatars are drawn in all their pixels, however slow this machine is: for tests that compare pictures."""
    monkeypatch.setattr("app.windows.pace.SLOW_MS", float("inf"))


def qt_until(true: Callable[[], object], timeout_s: float = GENEROUS_S) -> None:
    """Let Qt work until something has happened."""
    from PySide6.QtTest import QTest

    wait_until(lambda: QTest.qWait(5) or true(), timeout_s)
