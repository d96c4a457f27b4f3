"""`handline demo`: two peer processes, a real code, a real data channel, an avatar; and what goes wrong on the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.demo.keep import Keeper, Kept
from app.demo.peers import Moment
from app.demo.show import best_moment, side_by_side

REPOSITORY = Path(__file__).parents[2]
REAL_CLIP = "clips/doctor_001.mp4"
DEMO = [sys.executable, "-m", "app.main", "demo"]


def run(*arguments: object, **environment: str | None) -> subprocess.CompletedProcess[str]:
    changed = {**os.environ, **{name: value for name, value in environment.items() if value is not None}}
    for name, value in environment.items():
        if value is None:
            changed.pop(name, None)
    command = [*DEMO, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=changed, timeout=500)


@pytest.fixture
def signing() -> Path:
    """A clip of somebody signing: the one that comes with the app, or a real one."""
    for path in (REPOSITORY / "app" / "assets" / "sample.mp4", REPOSITORY.parent / "shared" / "data" / REAL_CLIP):
        if path.exists():
            return path
    pytest.skip("there is no clip of a signer here")


def test_a_whole_demo_is_counted_and_shown(qt: object, signing: Path, tmp_path: Path) -> None:
    out = {name: tmp_path / name for name in ("figures.json", "both.png", "both.mp4")}
    done = run(
        *("--source", signing, "--seconds", 3, "--json", out["figures.json"]),
        *("--picture", out["both.png"], "--video", out["both.mp4"]),
    )
    assert done.stderr == ""
    assert done.returncode == 0
    figures = json.loads(out["figures.json"].read_text())
    assert list(figures) == [
        "frames_captured",
        "poses_sent",
        "poses_shown",
        "detect_ms",
        "glass_to_glass_ms",
        "payload_kbit_s",
        "wire_kbit_s",
        "packets_s",
        "connect_ms",
        "stale_poses",
    ]
    # Every stage hands on what it got, or drops it: nothing is made up on the way. (One frame may be in the detector,
    # and one in the mailbox before it, when counting begins.)
    assert 0 < figures["poses_shown"] <= figures["poses_sent"] <= figures["frames_captured"] + 2
    for name in ("detect_ms", "glass_to_glass_ms"):
        assert set(figures[name]) == {"p50", "p95"}
        assert 0 < figures[name]["p50"] <= figures[name]["p95"]
    # What is seen cannot be older than the call, nor younger than the detector's work on it.
    assert figures["glass_to_glass_ms"]["p50"] > figures["detect_ms"]["p50"]
    assert 0 < figures["payload_kbit_s"] < figures["wire_kbit_s"]
    assert figures["packets_s"] > 0
    assert figures["connect_ms"] > 0

    picture = cv2.imread(str(out["both.png"]))
    frame = cv2.VideoCapture(str(signing))
    width = round(480 * frame.get(cv2.CAP_PROP_FRAME_WIDTH) / frame.get(cv2.CAP_PROP_FRAME_HEIGHT))
    assert picture.shape == (480, width + 8 + 640, 3)
    avatar = picture[:, -640:].astype(int)
    body = (np.abs(avatar - avatar[2, 2]).max(axis=2) > 30).mean()
    assert body > 0.1, "there is no avatar beside the frame"
    film = cv2.VideoCapture(str(out["both.mp4"]))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) > 5
    assert (film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)) == ((width + 648) // 2 * 2, 480)
    assert str(out["both.png"]) in done.stdout


@pytest.mark.parametrize(("source", "says"), [("gone.mp4", "There is no file or folder"), ("notes.txt", "not a video")])
def test_a_source_that_cannot_be_shown_is_one_sentence(qt: object, tmp_path: Path, source: str, says: str) -> None:
    (tmp_path / "notes.txt").write_text("only words\n" * 50)
    done = run("--source", tmp_path / source, "--seconds", 1)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
def test_without_a_display_and_without_xvfb_it_says_what_to_install(tmp_path: Path) -> None:
    done = run("--source", tmp_path, DISPLAY=None, WAYLAND_DISPLAY=None, PATH=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "install Xvfb" in done.stderr


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
def test_without_a_display_it_starts_a_virtual_one(clip: Path) -> None:
    done = run("--source", clip, "--seconds", 1, DISPLAY=None, WAYLAND_DISPLAY=None)
    assert (done.returncode, done.stderr) == (0, "")
    assert "virtual" in done.stdout


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str, list[int]], Kept]:
    """Keeps a plain picture for each moment; its brightness is the moment."""

    def keep(name: str, moments: list[int]) -> Kept:
        folder = tmp_path / name
        folder.mkdir()
        for moment in moments:
            keeper = Keeper(folder)
            keeper.keep(moment, lambda m=moment: np.full((12, 16, 3), m // 1000, np.uint8))
            keeper.close()
        return Kept(folder)

    return keep


def test_the_picture_is_of_the_surest_moment_that_both_sides_kept(kept: Callable[[str, list[int]], Kept]) -> None:
    frames = kept("frames", [10_000, 43_000, 76_000, 180_000])
    avatars = kept("avatars", [15_000, 50_000, 80_000])
    moments = [Moment(10_000, 1.0), Moment(43_000, 30.0), Moment(76_000, 20.0), Moment(180_000, 40.0), Moment(99, 50.0)]
    assert best_moment(moments, frames, avatars) == (43_000, 50_000)
    assert best_moment([Moment(180_000, 40.0)], frames, avatars) is None
    assert best_moment(moments, frames, kept("nothing", [])) is None
    both = side_by_side(frames.picture(43_000), avatars.picture(50_000))
    assert both.shape == (480, 640 + 8 + 640, 3)
    assert abs(int(both[100, 100, 0]) - 43) < 4
    assert (both[:, 643] == 255).all()
    assert abs(int(both[100, 1000, 0]) - 50) < 4
