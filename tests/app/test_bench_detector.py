"""`handline bench detector`: every figure is there, and what cannot be measured is said in one sentence."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from app.detector_speed import cores_here

from .test_command_line import handline


def test_a_frame_takes_longer_than_its_hands_alone(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    assert handline("bench", "detector", "--frames", 160, "--json", out) == 0
    figures = json.loads(out.read_text())
    assert set(figures) == {"whole_frame_ms", "hands_ms", "peers"}
    expected = {"one_core", "two_cores"} if len(cores_here()) > 1 else {"one_core"}
    assert set(figures["whole_frame_ms"]) == expected
    for cores in expected:
        whole, hands = figures["whole_frame_ms"][cores], figures["hands_ms"][cores]
        assert 0 < whole["p50"] <= whole["p95"] < math.inf
        assert 0 < hands["p50"] < whole["p95"]
        assert whole["two_hands"] > 0.1  # the clip shows first one hand, then both
        assert figures["peers"][cores] == {}


def test_a_peer_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert handline("bench", "detector", "--peer", tmp_path / "none.task") == 2
    assert "none.task" in capsys.readouterr().err


def test_a_film_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film" * 99)
    assert handline("bench", "detector", film) == 2
    assert "film.mp4" in capsys.readouterr().err


def test_weights_that_cannot_be_used_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert handline("bench", "detector", "--frames", 12, "--weights", tmp_path) == 2
    assert str(tmp_path.name) in capsys.readouterr().err.replace("\n", "")
