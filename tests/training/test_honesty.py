"""Protects the measures of honesty: scores against errors, hands where there are none, and hands at rest."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.main import main
from training.honesty import calibration_error, reliability, rests, tremble
from training.labels import held_out

RNG = np.random.default_rng(5)


def test_scores_that_come_true_are_calibrated_and_boasts_are_not() -> None:
    score = RNG.uniform(0, 1, (4000, 21))
    error = np.where(RNG.uniform(0, 1, score.shape) < score, 0.01, 0.5)
    bins = reliability(score, error)
    assert len(bins) == 10
    assert calibration_error(bins) < 0.01
    assert [one.score for one in bins] == sorted(one.score for one in bins)
    boasts = reliability(np.full((100, 21), 0.95), np.full((100, 21), 0.5))
    assert calibration_error(boasts) == pytest.approx(0.95)


def test_a_hand_that_glides_does_not_tremble_and_noise_is_measured() -> None:
    hand = RNG.uniform(0, 100, (21, 3))
    gliding = np.stack([hand + np.array([2.0 * t, -1.0 * t, 0]) for t in range(12)])
    assert tremble(gliding).max() < 1e-9
    noisy = gliding + RNG.normal(0, 1.0, gliding.shape)
    # Two coordinates, of whose twelve values each line explains two.
    assert np.sqrt((tremble(noisy) ** 2).mean()) == pytest.approx(np.sqrt(2 * 10 / 12), rel=0.1)


def test_rests_are_where_the_labels_stay() -> None:
    hand = RNG.uniform(0, 100, (21, 3))
    labels = [hand, *[hand + 50.0] * 9, None, *[hand] * 4, *[hand + 30.0 * t for t in range(4)]]
    assert rests(labels) == [slice(1, 10)]
    assert rests([hand] * 8) == [slice(0, 8)]
    assert rests([]) == []
    # One that glides is no rest, however slowly, nor one that opens; one that trembles is.
    assert rests([hand + 1.0 * t for t in range(20)]) == []
    assert rests([hand * (1 + 0.02 * t) for t in range(20)]) == []
    assert rests([hand + RNG.normal(0, 1.0, hand.shape) for _ in range(20)]) == [slice(0, 20)]


def test_the_command_counts_ghosts_on_held_out_backgrounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "train" / "backgrounds"
    folder.mkdir(parents=True)
    names = [name for name in (f"wall{n}" for n in range(200)) if held_out(name)][:2]
    for name in (*names, next(name for name in ("a", "b", "c", "d") if not held_out(name))):
        cv2.imwrite(str(folder / f"{name}.webp"), np.full((120, 160, 3), 200, np.uint8))
    out = tmp_path / "ghosts.json"
    monkeypatch.setattr("sys.argv", ["handline", "evaluate", str(tmp_path), "--measure", "ghosts", "--json", str(out)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0, capsys.readouterr().err
    assert json.loads(out.read_text())["backgrounds"] == {"pictures": 2, "with_a_hand": 0, "files": []}
