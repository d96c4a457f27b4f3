"""Protects training with several processes: `torchrun` with two makes the loss curve of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from training.retrain_world import world

from .retraining import BRIEF, Listener, run_loop

ROOT = Path(__file__).parents[2]


def test_two_processes_make_the_loss_curve_of_one(tmp_path: Path) -> None:
    alone = Listener()
    run_loop(tmp_path / "alone.pt", BRIEF, alone)
    wanted = [said.loss for said in alone.heard if said.pdj]
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    ended = subprocess.run(
        [*torchrun, "-m", "tests.training.world_loop", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads((tmp_path / "losses.json").read_text())
    assert found["size"] == 2
    assert len(wanted) == BRIEF.steps
    assert found["losses"] == pytest.approx(wanted, rel=5e-4)


def test_a_number_of_processes_that_cannot_share_a_batch_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(ValueError, match="start 1, 2 or 4"), world():
        pass
