"""`handline train` with a schedule of seconds and without an export, for tests that kill it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from app.main import main
from training import retrain, retrain_loop
from training.retrain_plan import PRESETS

from .retraining import BRIEF


def copied(folder: Path, start: Path, *_: object) -> None:
    """The weights before as new ones."""
    shutil.copytree(start, folder, dirs_exist_ok=True)


if __name__ == "__main__":
    PRESETS["fast"] = BRIEF
    retrain_loop._SAVE_EVERY_S = 0.0  # type: ignore[misc]
    retrain.export_weights = copied
    sys.argv = ["handline", "train", *sys.argv[1:]]
    main()
