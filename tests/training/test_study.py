"""Protects the study: nothing that trains tests, a run that was stopped goes on, and the page tells what was found."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from typer.testing import CliRunner

from app.main import cli
from app.trouble import Trouble
from training.study import Result
from training.study_networks import NETWORKS, build
from training.study_protocol import BASE, PARTS, comparison, one_after_another, protocol, sets_of
from training.study_verdict import forgotten, verdict

from .retraining import data_folder


@settings(max_examples=30)
@given(st.lists(st.integers(25, 200), min_size=2, max_size=6), st.integers(0, 9))
def test_what_trains_anywhere_tests_nowhere(counts: list[int], seed: int) -> None:
    signer = np.repeat(np.arange(len(counts)), counts)
    sets = sets_of((signer > 0).astype(np.int64), signer, np.random.default_rng(seed))
    parts = [set(np.concatenate([one[part] for one in sets.values()]).tolist()) for part in PARTS]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]
    mixed = [set(sets[f"M{n}"]["train"].tolist()) for n in range(3)]
    assert not mixed[0] & mixed[1] | mixed[1] & mixed[2] | mixed[0] & mixed[2]
    for n in range(1, len(counts)):
        assert (signer[sets[f"R{n}"]["train"]] < n).all()


def test_mixed_sets_have_the_papers_size_where_there_are_hands_enough() -> None:
    signer = np.repeat(np.arange(5), (141, 162, 149, 128, 179))
    sets = sets_of((signer > 2).astype(np.int64), signer, np.random.default_rng(1))
    sizes = [[len(sets[f"M{n}"][part]) for part in PARTS] for n in range(3)]
    assert sizes[0] == sizes[1] == sizes[2]
    assert np.abs(np.array(sizes[0]) - (160, 40, 30)).max() <= 2


def test_every_training_begins_with_one_before_it() -> None:
    trainings = [*comparison(), *protocol()[0], *one_after_another(5)[0]]
    done: set[str] = set()
    for one in trainings:
        assert not one.start or one.start in done
        assert one.name not in done
        done.add(one.name)
    rates = [one.rate for one in trainings if one.name.startswith("mixed, a tenth")]
    assert rates == pytest.approx([1e-3, 1e-4, 1e-5])


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_gives_21_points(name: str) -> None:
    import torch

    out = build(name, 1).eval()(torch.zeros(2, 3, 64, 64))
    assert out.shape == (2, 21, 2)


def _result(name: str, first: float, second: float) -> Result:
    figures = {"0.05": first, "0.1": first, "0.2": first}
    others = {"0.05": second, "0.1": second, "0.2": second}
    pdj = {f"{n} {part}": one for part in ("test", "validation") for n, one in (("0", figures), ("1", others))}
    pdj |= {"S0 test": figures, "S1 test": others}
    return Result(name, (), (), (), pdj, {}, 0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("mixed", "united", "series", "holds"),
    [(0.6, 0.5, 0.4, True), (0.5, 0.5, 0.4, True), (0.5, 0.6, 0.4, False), (0.6, 0.4, 0.4, False)],
)
def test_the_verdict_is_about_the_worse_dataset(mixed: float, united: float, series: float, holds: bool) -> None:
    cases = protocol()[1]
    worse = {"mixed": mixed, "united": united, "series": series}
    results = {stage: _result(stage, 0.9, worse[case.strategy]) for case in cases for stage in case.stages}
    said = verdict(cases, results)
    assert ("does not hold" not in said) is holds
    assert f"mixed {mixed:.3f}" in said


def test_what_is_forgotten_is_counted_from_the_best() -> None:
    case = replace(one_after_another(2)[1][0], stages=("a", "b"))
    results = {"a": _result("a", 0.8, 0.1), "b": _result("b", 0.5, 0.9)}
    assert forgotten(case, results) == pytest.approx(0.3)


def test_a_quick_study_is_stopped_goes_on_and_makes_its_page(tmp_path: Path) -> None:
    root, out = data_folder(tmp_path / "d", count=72, groups=2), tmp_path / "out"
    command = ["experiment", "retraining", "--data", str(root), "--set", "mine", "--out", str(out)]
    command += ["--quick", "--size", "32", "--no-pictures"]
    runner = CliRunner()
    whole = runner.invoke(cli, command)
    assert whole.exit_code == 0, whole.exception
    page = (out / "index.html").read_text()
    for number in range(1, 8):
        assert f"Table {number}:" in page
    for number in (1, 4, 6, 7, 9, 10, 11):
        assert f"Figure {number}:" in page
    assert page.count("<svg") == 7
    assert "a shorter look, 1" in page
    assert len(re.findall("data:image", page)) == 1, "no picture of people"

    kept = json.loads((out / "results.json").read_text())
    last = list(kept["results"])[-1]
    before = kept["results"].pop(last)
    (out / "results.json").write_text(json.dumps(kept))
    (out / "weights" / f"{BASE}.pt").touch()
    assert runner.invoke(cli, command).exit_code == 0
    after = json.loads((out / "results.json").read_text())["results"]
    assert after[last]["losses"] == pytest.approx(before["losses"])

    refused = runner.invoke(cli, [*command, "--seed", "5"])
    assert isinstance(refused.exception, Trouble)
    assert "with other data or another budget" in str(refused.exception)


def test_too_few_hands_are_a_sentence(tmp_path: Path) -> None:
    root = data_folder(tmp_path / "d", count=8, groups=2)
    command = ["experiment", "retraining", "--data", str(root), "--out", str(tmp_path / "out"), "--quick"]
    refused = CliRunner().invoke(cli, command)
    assert isinstance(refused.exception, Trouble)
    assert "too few for the study" in str(refused.exception)
