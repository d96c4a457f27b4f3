"""Protects retraining with real, tiny runs: it learns, resumes to the same end, is cancelled cleanly, and proves."""

from __future__ import annotations

import json
import os
import signal as signals
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from typer.testing import CliRunner  # noqa: E402

from app.main import cli  # noqa: E402
from app.trouble import Trouble  # noqa: E402
from detector.weights import SHIPPED, WeightsError, open_network  # noqa: E402
from training import retrain as retraining  # noqa: E402
from training.retrain import Order, Outcome, retrain, start_network  # noqa: E402
from training.retrain_events import CancelledError, Wish  # noqa: E402
from training.retrain_plan import Preset, Strategy  # noqa: E402

from .recordings import record  # noqa: E402
from .retraining import ALONE, BRIEF, BRIEF_PAPER, Listener, run_loop, signer  # noqa: E402

ROOT = Path(__file__).parents[2]


class KilledError(Exception):
    """Stands for a kill at a certain step."""


@pytest.mark.parametrize(("preset", "at"), [(BRIEF, 8), (BRIEF, 5), (BRIEF_PAPER, 4)])
def test_a_loop_that_was_killed_goes_on_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preset: Preset, at: int
) -> None:
    whole = run_loop(tmp_path / "whole.pt", preset, Listener())

    def kill(asked: int) -> Wish:
        if asked == at:
            raise KilledError
        return Wish()

    with monkeypatch.context() as patched:
        patched.setattr("training.retrain_loop._SAVE_EVERY_S", 0.0)
        with pytest.raises(KilledError):
            run_loop(tmp_path / "killed.pt", preset, Listener(kill))
    listener = Listener()
    resumed = run_loop(tmp_path / "killed.pt", preset, listener)
    assert listener.asked < at + 5 or preset is BRIEF_PAPER, "it began anew"
    for name, value in whole.items():
        torch.testing.assert_close(resumed[name], value, rtol=0, atol=0)
    assert (tmp_path / "killed.pt").stat().st_mode & 0o077 == 0


def test_one_thread_while_a_call_is_live_learns_the_same(tmp_path: Path) -> None:
    calm, usual = (
        run_loop(
            tmp_path / f"{threads}.pt", replace(BRIEF, steps=3), Listener(lambda asked, n=threads: Wish(threads=n))
        )
        for threads in (1, 2)
    )
    for name, value in usual.items():
        torch.testing.assert_close(calm[name], value, rtol=1e-3, atol=1e-4)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome, Listener]:
    """A whole, brief retraining with another signer."""
    root = tmp_path_factory.mktemp("retraining")
    own, other = signer(root / "own"), signer(root / "other", first=40)
    listener, folder = Listener(), root / "run"
    folder.mkdir(mode=0o700)
    order = Order(Strategy.MIXED, "fast", day="2026-01-02")
    found = retrain(folder, order, own, [replace(other, name="Ana")], listener, ALONE, BRIEF)
    return folder, found, listener


def test_a_retraining_ends_in_weights_that_a_call_can_use(outcome: tuple[Path, Outcome, Listener]) -> None:
    folder, found, listener = outcome
    for name in ("hand", "finder", "face"):
        open_network(name, folder / "weights")
    assert (folder / "weights" / "hand.onnx").read_bytes() != (SHIPPED / "hand.onnx").read_bytes()
    crop = np.full((160, 160, 3), 90, np.uint8)
    old, new = (open_network("hand", weights).run(crop) for weights in (SHIPPED, folder / "weights"))
    assert np.abs(old.xyz - new.xyz).max() < 0.2
    assert found.rows[0].name == "this signer"
    assert [row.name for row in found.rows[1:]] == ["other signer Ana", "rendered hands"]
    assert all(row.before.shape == row.after.shape and len(row.before) for row in found.rows)
    assert found.verdict.why in (folder / "weights" / "card.md").read_text()
    start_network(folder / "weights")
    states = [said.state for said in listener.heard]
    assert list(dict.fromkeys(states)) == ["preparing", "training", "proving"]
    done = [said.done for said in listener.heard]
    assert done == sorted(done)
    assert any(said.pdj.keys() == {"signer", "others"} for said in listener.heard)


def test_nothing_of_the_people_stays_but_the_proofs_pictures(outcome: tuple[Path, Outcome, Listener]) -> None:
    folder, found, _ = outcome
    assert sorted(path.name for path in folder.iterdir()) == ["pictures", "weights"]
    assert sorted(f"pictures/{path.name}" for path in (folder / "pictures").iterdir()) == sorted(found.pictures)
    assert found.pictures
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "weights").iterdir())


def test_a_cancelled_retraining_leaves_no_crops(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    listener = Listener(lambda asked: Wish(cancel=asked > 5))
    with pytest.raises(CancelledError):
        retrain(folder, Order(Strategy.SERIES, "fast"), signer(tmp_path / "own"), [], listener, ALONE, BRIEF)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Space that runs out while the weights are written: what was learnt is there when there is space again."""
    folder = tmp_path / "run"
    folder.mkdir()
    own = signer(tmp_path / "own")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(retraining, "write", full)
    with pytest.raises(OSError, match="No space"):
        retrain(folder, Order(Strategy.SERIES, "fast"), own, [], Listener(), ALONE, replace(BRIEF, steps=2))
    assert not (folder / "weights").exists()
    listener = Listener()
    with pytest.raises(OSError, match="No space"):
        retrain(folder, Order(Strategy.SERIES, "fast"), own, [], listener, ALONE, replace(BRIEF, steps=2))
    assert not any(said.state == "training" for said in listener.heard), "it learnt again"


@pytest.mark.parametrize("content", [None, b"no network"])
def test_weights_that_cannot_be_carried_on_from_are_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "hand.pt").write_bytes(content)
    with pytest.raises(WeightsError, match="carry on from"):
        start_network(tmp_path)


def test_the_command_resumes_after_a_kill_and_says_what_was_damaged(tmp_path: Path) -> None:
    """`handline train` as a process, killed while it trains; the same command ends what it began."""
    mine, run = tmp_path / "mine", tmp_path / "run"
    for name in "abc":
        record(mine / name, frames=4)
    (mine / "a" / "frames" / "000003.jpg").write_bytes(b"damaged")
    with (mine / "b" / "labels.jsonl").open("ab") as file:
        file.write(b'{"frame":1,"auth')
    other = record(tmp_path / "handline" / "recordings" / "earlier", frames=10)
    about = json.loads((other / "recording.json").read_text()) | {"signer": "Ana"}
    (other / "recording.json").write_text(json.dumps(about))
    command = [sys.executable, "-m", "tests.training.brief_train", str(mine), "--run", str(run)]
    environment = os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    state, limit = run / "state.pt", time.monotonic() + 600
    while not state.exists() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    process.send_signal(signals.SIGKILL)
    process.wait()
    assert state.exists(), process.stderr and process.stderr.read().decode()
    with (run / "progress.jsonl").open("ab") as file:
        file.write(b'{"half a li')
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "seconds; weights" in ended.stdout
    text = (run / "progress.jsonl").read_text()
    assert "000003.jpg is missing or damaged" in text
    assert "labels.jsonl: 1 damaged line is left out" in text
    assert '"state":"done"' in text
    rows = [row["name"] for row in json.loads((run / "proof.json").read_text())["rows"]]
    assert rows == ["this signer", "other signer Ana", "rendered hands"]
    assert run.stat().st_mode & 0o077 == 0
    left = sorted(path.name for path in run.iterdir())
    assert left == ["pictures", "progress.jsonl", "proof.json", "request.json", "weights"], "no picture is left behind"
    again = CliRunner().invoke(cli, ["train", *command[3:]])
    assert isinstance(again.exception, Trouble)
    assert "is done" in str(again.exception)
