"""Stands for `handline train`: keeps to the folder's contract, learns nothing, and waits where a test wants it to.

Files beside the run folder tell it what to do: `hold` keeps it in the middle until it is gone, `complain` ends it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

import cv2
import numpy as np

from app.retraining.progress import (
    Progress,
    ProgressWriter,
    Proof,
    ProofRow,
    Request,
    State,
    Wish,
    make_folder,
    read_control,
    read_request,
    write_proof,
)
from detector.weights import SHIPPED

STEPS = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("recordings", nargs="*")
    for name in ("strategy", "preset", "signer", "run"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    run = Path(asked.run)
    if (run.parent / "complain").exists():
        print("Retraining needs torch: pip install 'handline[training]'", file=sys.stderr)
        sys.exit(2)
    if read_request(run) is None:
        make_folder(run, Request(asked.strategy, asked.preset, asked.signer, tuple(asked.recordings), asked.seed))
    with ProgressWriter(run) as lines:
        lines.add(Progress(0.0, State.PREPARING, done=0.0, sentence="60 pictures."))
        if not learn(run, lines):
            lines.add(Progress(9.0, State.CANCELLED))
            return
        lines.add(Progress(70.0, State.PROVING, done=0.9))
        (run / "pictures").mkdir(exist_ok=True)
        for n in range(3):
            picture = np.full((160, 2 * 160, 3), (90, 150, 60 * n), np.uint8)
            cv2.circle(picture, (80, 80), 40, (255, 255, 255), -1)
            cv2.imwrite(str(run / "pictures" / f"{n:03}.png"), picture)
        shutil.copytree(SHIPPED, run / "weights", dirs_exist_ok=True)
        manifest = run / "weights" / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"made": run.name}))
        (run / "weights" / "card.md").write_text(f"# {asked.signer}, {asked.strategy}\n")
        rows = (
            ProofRow("this signer", 30, {"pdj_005": 0.52, "pdj_01": 0.8}, {"pdj_005": 0.71, "pdj_01": 0.9}),
            ProofRow("other signer Ben", 30, {"pdj_005": 0.6, "pdj_01": 0.85}, {"pdj_005": 0.596, "pdj_01": 0.85}),
        )
        better = asked.strategy != "series"
        why = "Better for this signer, and nobody else lost." if better else "Others lost more than a point."
        write_proof(run, Proof(better, why, rows, tuple(f"pictures/{n:03}.png" for n in range(3))))
        lines.add(Progress(90.0, State.DONE, done=1.0, left_s=0.0, sentence=why))


def learn(run: Path, lines: ProgressWriter) -> bool:
    """Pretend; False if it was given up."""
    hold = run.parent / "hold"
    for step in range(STEPS):
        share = step / STEPS
        progress = Progress(
            time_s=6.0 * (step + 1),
            state=State.TRAINING,
            stage=1 + step // 5,
            stages=2,
            done=0.1 + 0.8 * share,
            left_s=120.0 * (1 - share),
            loss=1.0 / (1 + step),
            validation_loss=1.1 / (1 + step),
            pdj={"signer": 0.5 + 0.2 * share, "others": 0.6},
            epoch=step,
        )
        lines.add(progress)
        told = False
        while (control := read_control(run)).wish is Wish.PAUSE or (step == STEPS // 2 and hold.exists()):
            if control.wish is Wish.CANCEL:
                return False
            if control.wish is Wish.PAUSE and not told:
                lines.add(Progress(progress.time_s, State.PAUSED, done=progress.done))
            told = control.wish is Wish.PAUSE
            time.sleep(0.02)
        if control.wish is Wish.CANCEL:
            return False
    return True


if __name__ == "__main__":
    main()
