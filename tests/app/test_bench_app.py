"""`handline bench app`: what is said of a call follows from what was counted, and a short one goes through."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from typer.testing import CliRunner

import app.bench_app.run
from app.bench_app.figures import InCall, app_figures
from app.bench_app.window import in_call_of, resident_bytes
from app.figures import Spread
from app.main import cli
from app.trouble import Trouble

MB = 1 << 20
MEASURED = InCall(
    seconds=100.0,
    detected=2990,
    pictures=4100,
    shown=2950,
    delays_us=tuple(range(50_000, 150_000, 1000)),
    blocks_us=(3_000, 120_000, 40_000, 101_000),
    beginning_blocks_us=(350_000,),
    memory=tuple((n / 2, 400 * MB + (50 * MB if n < 8 else n * MB // 10)) for n in range(200)),
    torch=False,
)


def test_figures_follow_from_what_was_counted() -> None:
    figures = app_figures([5.0, 1.5, 1.9, 1.6], MEASURED)
    assert figures.start_s == 1.6, "the first start warms up"
    assert (figures.detection_poses_s, figures.avatar_fps, figures.avatar_poses_s) == (29.9, 41.0, 29.5)
    assert figures.glass_to_glass_ms == Spread(99.5, 144.05)
    assert (figures.gui_block_ms, figures.gui_blocks_over_100_ms) == (120.0, 2)
    assert figures.gui_block_beginning_ms == 350.0
    assert figures.memory_growth_mb == pytest.approx(17.0, abs=0.6), "what a call begins with is no growth"
    assert not figures.torch_imported
    assert app_figures([2.5], replace(MEASURED, memory=(), blocks_us=())).memory_growth_mb is None


def test_the_windows_account_crosses_the_pipe_whole() -> None:
    assert in_call_of(json.loads(json.dumps(asdict(MEASURED)))) == MEASURED
    assert (resident_bytes() or MB) >= MB


def clip_of(path: Path, size: tuple[int, int]) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, size)
    for number in range(12):
        writer.write(np.full((size[1], size[0], 3), 20 * number, np.uint8))
    writer.release()
    return path


def test_a_clip_of_another_size_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"320x240: give a clip of 640x480"):
        app.bench_app.run.read(clip_of(tmp_path / "small.mp4", (320, 240)))


def test_a_short_call_is_measured(qt: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.bench_app.run, "STARTS", 1)
    clip, out = clip_of(tmp_path / "clip.mp4", (640, 480)), tmp_path / "app.json"
    done = CliRunner().invoke(cli, ["bench", "app", str(clip), "--minutes", "0.1", "--json", str(out)])
    assert done.exit_code == 0, done.output
    figures = json.loads(out.read_text())
    assert figures["start_s"] > 0
    assert figures["seconds"] >= 6
    assert figures["detection_poses_s"] > 0
    assert figures["torch_imported"] is False
