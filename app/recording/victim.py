"""Records generated frames as fast as it can and says how many are on disk, to be killed: for tests and the bench."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from app.recording.session import Session, View
from detector.sources import Frame
from training.recorder import Plan
from training.recording_about import About
from training.recording_store import RecordingStore

ITEMS: Final = tuple(f"item {n}" for n in range(20))
PLAN: Final = Plan(prompt=100_000, countdown=0, take=500_000, review=100_000)
_PERIOD_US: Final = 33_333


def about(items: tuple[str, ...], fps: float = 30.0) -> About:
    """A recording of generated frames."""
    return About(id="generated", signer="", created="", prompts="", items=items, source="", fps=fps, consent=None)


def frames(size: tuple[int, int], seed: int = 1) -> Iterator[Frame]:
    """Noise that drifts, for ever: pictures as hard to compress as a webcam's in a dark room."""
    rng = np.random.default_rng(seed)
    width, height = size
    coarse = rng.integers(0, 200, (height // 16 + 4, width // 16 + 4, 3), np.uint8)
    wide = np.kron(coarse, np.ones((16, 16, 1), np.uint8))
    wide = wide + rng.integers(0, 24, wide.shape, np.uint8)
    number = 0
    while True:
        image = wide[number % 32 : number % 32 + height, number % 29 : number % 29 + width].copy()
        yield Frame(image, number * _PERIOD_US, f"generated#{number}")
        number += 1


def main(path: Path) -> None:
    """Record into a folder, or go on with it."""
    before = None
    if path.exists():
        store, before = RecordingStore.resume(path)
    else:
        store = RecordingStore.create(path, about(ITEMS))

    def say(view: View) -> None:
        print(view.kept, flush=True)

    Session(store, ITEMS, PLAN, before=before, show=say, wait=True).run(frames((160, 120)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
