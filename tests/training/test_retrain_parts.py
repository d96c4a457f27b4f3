"""Protects what a retraining is made of: who tests whom, schedules, verdicts, replay, and the reporter."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

import torch

from detector.weights import SHIPPED
from training import proof
from training.recording import load_recording
from training.recording_lines import RecordingError
from training.retrain import start_network
from training.retrain_batches import SHARDS, Hands, shards
from training.retrain_data import Material, enough, of_data_folder, of_recordings
from training.retrain_events import PREPARING, TRAINING, CancelledError, Reporter, Wish
from training.retrain_judge import Judge, kept_apart
from training.retrain_plan import FAST, PAPER, Plateau, Strategy, draw, stages_of
from training.retrain_replay import load_replay
from training.retrain_split import deal

from .recordings import record
from .retraining import Listener, data_folder

NEW, OLD = np.arange(100), np.arange(100, 1000)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=5), st.integers(1, 9), min_size=2, max_size=30))
def test_whole_units_are_dealt_out_and_each_to_one_part(sizes: dict[str, int]) -> None:
    units = {name: [(name, n) for n in range(size)] for name, size in sizes.items()}
    train, validation, test = deal(units)
    assert sorted(train + validation + test) == sorted(item for unit in units.values() for item in unit)
    named = [{name for name, _ in part} for part in (train, validation, test)]
    assert not (named[0] | named[1]) & named[2]
    assert train
    assert test
    if len(units) > 2:
        assert not named[0] & named[1]
    again = deal(dict(reversed(units.items())))
    assert [sorted(part) for part in again] == [sorted(part) for part in (train, validation, test)]


def test_the_end_of_a_single_take_tests() -> None:
    train, validation, test = deal({"a": list(range(20))})
    assert (train, validation, test) == (list(range(14)), [14, 15, 16], [17, 18, 19])


def test_takes_are_dealt_out_where_there_is_one_recording(tmp_path: Path) -> None:
    recording = load_recording(record(tmp_path / "r", frames=6, items=("A", "B", "C", "D", "E")))
    (signer,), troubles = of_recordings([recording], tmp_path / "links")
    assert (signer.name, signer.by, troubles) == ("somebody", "takes", [])
    takes = [{int(item.path.stem) // 6 for item in part} for part in (signer.train, signer.validation, signer.test)]
    assert sum(map(len, takes)) == 5
    assert not (takes[0] | takes[1]) & takes[2]


@pytest.mark.parametrize("damage", ["none", "empty", "garbage", "skeleton", "one"])
def test_what_cannot_be_learnt_from_is_one_sentence(tmp_path: Path, damage: str) -> None:
    root = data_folder(tmp_path / "d", count=1 if damage == "one" else 6, groups=1)
    labels = root / "labels" / "mine.npz"
    if damage == "none":
        labels.unlink()
    elif damage == "garbage":
        labels.write_bytes(b"PK\3\4 no archive")
    elif damage in ("empty", "skeleton"):
        arrays = dict(np.load(labels))
        arrays["hands"] = arrays["hands"][:, :, :17] if damage == "skeleton" else arrays["hands"] * np.nan
        np.savez(labels, **arrays)
    with pytest.raises(RecordingError) as error:
        enough(of_data_folder(root)[0])
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_a_damaged_picture_is_left_out_and_said(tmp_path: Path) -> None:
    root = data_folder(tmp_path / "d", count=8)
    (root / "train" / "mine" / "3.png").write_bytes(b"damaged")
    signer, troubles = of_data_folder(root)
    assert len(signer.train + signer.validation + signer.test) == 7
    assert len(troubles) == 1
    assert "3.png" in troubles[0]


def test_strategies_learn_the_old_as_they_say_and_mixed_falls_tenfold() -> None:
    rng = np.random.default_rng(0)
    series = stages_of(Strategy.SERIES, FAST, NEW, OLD, rng)
    united = stages_of(Strategy.UNITED, FAST, NEW, OLD, rng)
    mixed = stages_of(Strategy.MIXED, FAST, NEW, OLD, rng)
    assert [len(stage.old) for stage in series + united] == [0, len(OLD)]
    assert sum(stage.steps for stage in mixed) == FAST.steps
    assert [round(FAST.rate / stage.rate) for stage in mixed] == [1, 10, 100]
    sets = stages_of(Strategy.MIXED, PAPER, NEW, OLD, rng)
    for rows, part in ((NEW, "new"), (OLD, "old")):
        dealt = np.concatenate([getattr(stage, part) for stage in sets])
        assert sorted(dealt) == sorted(rows)


def test_an_epoch_shows_each_hand_once_and_a_share_is_kept() -> None:
    (stage,) = stages_of(Strategy.UNITED, PAPER, NEW, OLD, np.random.default_rng(0))
    for epoch in range(2):
        steps = range(epoch * stage.steps, (epoch + 1) * stage.steps)
        shown = np.concatenate([np.concatenate(draw(PAPER, stage, step, (1, 0))) for step in steps])
        assert sorted(shown) == sorted(np.concatenate([NEW, OLD]))
    (stage,) = stages_of(Strategy.UNITED, FAST, NEW, OLD, np.random.default_rng(0))
    new, old = draw(FAST, stage, 7, (1, 0))
    assert (len(new), len(old)) == (20, 12)
    np.testing.assert_array_equal(new, draw(FAST, stage, 7, (1, 0))[0])


def test_the_papers_rate_falls_after_five_and_ends_after_ten_epochs_without_improvement() -> None:
    plateau = Plateau(1e-3).after(1.0)
    rates = []
    while not plateau.over:
        plateau = plateau.after(1.0)
        rates.append(plateau.rate)
    assert rates == [1e-3] * 4 + [pytest.approx(2e-4)] * 5 + [pytest.approx(4e-5)]
    assert plateau.after(0.5).improved
    assert Plateau(2e-7, best=0.0, waited=4).after(1.0).rate == 1e-7


@given(st.integers(1, 40), st.sampled_from([1, 2, 4]))
def test_any_number_of_processes_makes_the_same_shards(count: int, size: int) -> None:
    rows = np.arange(count)
    alone = {n: list(some) for n, some in shards(rows, 0, 1)}
    shared = {n: list(some) for rank in range(size) for n, some in shards(rows, rank, size)}
    assert shared == alone
    assert len(alone) == SHARDS
    assert all(alone.values())
    assert {row for some in alone.values() for row in some} == set(rows)


def test_the_replay_that_ships_shows_hands_under_its_points() -> None:
    cache, rooms = load_replay()
    assert cache.validation.sum() > 100
    assert len(rooms) > 20
    for row in range(0, len(cache.points), 100):
        image, points = cache.images[row], cache.points[row]
        at = (points[:, :2] * len(image)).astype(int).clip(0, len(image) - 1)
        # A few points may lie outside the picture that a hand was cut from.
        assert (image[at[:, 1], at[:, 0], 3] > 100).mean() > 0.7
    rows = Hands([cache], rooms, 64).rows(0)
    assert not cache.validation[rows].any()


def test_a_damaged_replay_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "replay.npz").write_bytes(b"PK\3\4")
    with pytest.raises(ValueError, match="install Handline again"):
        load_replay(tmp_path / "replay.npz")


def _row(before: float, after: float, name: str = "x") -> proof.Row:
    """1,000 points, so many of which are right."""
    errors = [np.where(np.arange(1000) < round(1000 * share), 0.0, 1.0).reshape(-1, 10) for share in (before, after)]
    return proof.Row(name, 10, *errors)


@pytest.mark.parametrize(
    ("signer", "others", "accepted"),
    [
        ((0.6, 0.8), [(0.7, 0.7)], True),
        ((0.6, 0.8), [(0.7, 0.692)], True),
        ((0.6, 0.8), [(0.7, 0.685)], False),
        ((0.6, 0.8), [(0.7, 0.69), (0.7, 0.72)], True),
        ((0.6, 0.6), [(0.7, 0.8)], False),
    ],
)
def test_the_verdict_refuses_what_costs_others_or_gains_nothing(
    signer: tuple[float, float], others: list[tuple[float, float]], accepted: bool
) -> None:
    verdict = proof.verdict(_row(*signer), [_row(*other) for other in others])
    assert verdict.accepted is accepted
    assert verdict.why.endswith(".")


def test_the_reporter_says_how_long_it_takes_and_leaves_pauses_out() -> None:
    now = [0.0]
    wishes = [Wish(), Wish(pause=True), Wish(pause=True), Wish(), Wish(cancel=True)]
    listener = Listener(lambda asked: wishes[asked - 1])

    def sleep(seconds: float) -> None:
        now[0] += 100 * seconds

    reporter = Reporter(listener, 50.0, clock=lambda: now[0], sleep=sleep)
    reporter.tell(PREPARING, 0.0)
    now[0] = 30.0
    reporter.tell(TRAINING, 0.5)
    reporter.obey()
    reporter.obey(lambda: None)
    assert reporter.time_s == 80.0
    told = listener.heard[1]
    assert told.left_s is not None
    assert told.done * (30 + told.left_s) == pytest.approx(30)
    with pytest.raises(CancelledError):
        reporter.obey()


@pytest.mark.parametrize(
    ("spoilt", "asked", "kept"), [(0.0, 40, FAST.keep[0]), (0.3, 40, FAST.keep[-1]), (0.3, 0, FAST.keep[0])]
)
def test_more_of_the_start_is_kept_where_others_would_lose(spoilt: float, asked: int, kept: float) -> None:
    replay, _ = load_replay()
    start = start_network(SHIPPED)
    begin = {name: value.clone() for name, value in start.state_dict().items()}
    apart = kept_apart(replay)
    assert not (apart & replay.validation).any()
    apart[np.flatnonzero(apart)[asked:]] = False
    material = Material(replay, replay, replay, None, {}, {"": 1})
    judge = Judge(start, begin, FAST, material, replay, apart)
    learnt = copy.deepcopy(start)
    torch.manual_seed(0)
    with torch.no_grad():
        for weights in learnt.parameters():
            if weights.ndim > 1:
                weights += (spoilt + 1e-4) * weights.std() * torch.randn_like(weights)
    judge.settle(learnt)
    name, blended = next((name, w) for name, w in judge.network.named_parameters() if w.ndim > 1)
    moved = (blended - begin[name]).norm() / (learnt.state_dict()[name] - begin[name]).norm()
    assert float(moved) == pytest.approx(1 - kept, abs=0.01)
