"""Measuring: what `handline evaluate` says of pictures whose labels are exact."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

import app.studio.sample_clip as sample
from app.main import main
from app.studio.choreography import pose
from avatar.people import load_person
from detector.skeleton import HAND_POINTS, HANDS
from training.evaluate import THRESHOLDS, Figures, curves, evaluate, joints
from training.worst import TILE, Worst

CLIP = Path(sample.__file__).parent.parent / "assets" / "sample.mp4"
FRAMES = range(150, 162)  # both hands are up


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with twelve frames of the sample clip; the labels of the last four lie beside the hands."""
    root = tmp_path_factory.mktemp("data")
    (root / "train" / "rooms").mkdir(parents=True)
    (root / "labels").mkdir()
    body, positions = load_person(), sample.positions()
    truth = {n: sample.keypoints(body, pose(body.rig, positions[n]), sample.camera(), sample.SIZE) for n in FRAMES}
    film, files = cv2.VideoCapture(str(CLIP)), []
    film.set(cv2.CAP_PROP_POS_FRAMES, FRAMES[0])
    for n in FRAMES:
        files.append(f"{n}.png")
        cv2.imwrite(str(root / "train" / "rooms" / files[-1]), film.read()[1])
    hands = np.array([[truth[n].xyz[group] for group in HANDS.values()] for n in FRAMES])
    hands[-4:, :, :, 0] += 300
    np.savez(
        root / "labels" / "rooms.npz",
        files=np.array(files),
        size=np.tile(sample.SIZE, (len(files), 1)),
        hands=hands,
        flip_error=np.zeros((len(files), 2), np.float32),
    )
    return root


@pytest.fixture(scope="module")
def figures(folder: Path) -> Figures:
    return evaluate(folder, "rooms")


def test_hands_are_found_where_the_labels_are_right_and_missed_where_they_are_not(figures: Figures) -> None:
    assert (figures.pictures, figures.hands) == (12, 24)
    assert figures.found == pytest.approx(2 / 3, abs=0.1)
    assert figures.pdj_05 <= figures.pdj_10 <= figures.found + 0.05


def test_curves_rise_and_joints_average_to_the_figure(figures: Figures) -> None:
    assert len(figures.curve) == len(THRESHOLDS)
    assert list(figures.curve) == sorted(figures.curve)
    assert figures.curve[THRESHOLDS.index(0.05)] == figures.pdj_05
    assert np.mean(figures.joints) == pytest.approx(figures.pdj_05)
    assert np.mean(figures.crop_joints) == pytest.approx(figures.crop_pdj_05)
    assert 0 < figures.latency_p50 <= figures.latency_p95


def test_tables_have_a_row_a_set_and_a_column_a_threshold_or_joint(figures: Figures) -> None:
    assert [len(row) for row in curves({"a": figures, "b": figures})] == [len(THRESHOLDS) + 1] * 3
    assert joints({"a": figures})[0][1:] == HAND_POINTS


def test_the_command_prints_and_saves_what_it_measured(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "figures.json"
    line = [str(folder), "--set", "rooms", "--more", "--json", str(out)]
    assert not run(monkeypatch, *line)
    saved = json.loads(out.read_text())["rooms"]
    assert saved["hands"] == 24
    assert len(saved["joints"]) == len(HAND_POINTS)
    printed = capsys.readouterr().out
    assert "thumb_tip" in printed
    assert "found" in printed


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr("sys.argv", ["handline", "evaluate", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_the_worst_hands_are_put_on_a_sheet(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worst = Worst(9)
    evaluate(folder, "rooms", worst=worst)
    # The labels of the last four pictures lie beside the hands.
    assert {hand.picture for hand in worst.hands[:8]} == {8, 9, 10, 11}
    errors = [hand.error for hand in worst.hands]
    assert errors == sorted(errors, reverse=True)
    assert all(0 < point < TILE for hand in worst.hands for point in hand.truth.ravel())
    out = tmp_path / "worst.png"
    assert not run(monkeypatch, str(folder), "--set", "rooms", "--worst", str(out))
    sheet = cv2.imread(str(out))
    assert sheet.shape == (3 * TILE, 8 * TILE, 3)
    assert run(monkeypatch, str(folder), "--measure", "scores", "--worst", str(out)) == 2


def test_scores_are_measured_against_errors(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "scores.json"
    assert not run(monkeypatch, str(folder), "--set", "rooms", "--measure", "scores", "--json", str(out))
    bins = json.loads(out.read_text())["rooms"]
    assert [one["score"] for one in bins] == sorted(one["score"] for one in bins)
    # A third of the labels lies beside the hands, where no point can be close.
    assert sum(one["points"] * one["close"] for one in bins) < 0.7 * sum(one["points"] for one in bins)
    assert bins[-1]["close"] > bins[0]["close"]


def test_groups_of_what_was_not_rendered_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(folder), "--set", "rooms", "--measure", "groups") == 2
    assert "the set rooms was not drawn by handline synth" in capsys.readouterr().err
