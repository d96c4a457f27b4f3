"""One of the processes of `torchrun` in `test_retrain_world`: the loop, and process 0 writes its loss curve."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from training.retrain_world import world

from .retraining import BRIEF, Listener, run_loop

if __name__ == "__main__":
    out = Path(sys.argv[1])
    with world() as place:
        listener = Listener()
        run_loop(out / "state.pt", BRIEF, listener, place)
        if place.rank == 0:
            losses = [said.loss for said in listener.heard if said.pdj]
            (out / "losses.json").write_text(json.dumps({"size": place.size, "losses": losses}))
