"""What tests of retraining share: a signer made of rendered hands, a schedule of seconds, and a watcher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch

from detector.weights import SHIPPED
from training.retrain import start_network
from training.retrain_batches import Hands
from training.retrain_data import of_data_folder
from training.retrain_events import Reporter, Said, Wish
from training.retrain_loop import Validated, train
from training.retrain_plan import FAST, PAPER, Preset, Strategy, stages_of
from training.retrain_replay import load_replay
from training.retrain_split import Signer
from training.retrain_world import World

# Seconds instead of minutes; the answer is the new weights alone, so that they differ.
BRIEF: Preset = replace(FAST, steps=10, batch=4, warm=2, rate=3e-4)
BRIEF_PAPER: Preset = replace(PAPER, epochs=2)

ALONE = World(0, 1, 2, torch.device("cpu"))
SMALL = 64  # pixels of a crop where only the loop is looked at


def data_folder(root: Path, first: int = 0, count: int = 24, groups: int = 4) -> Path:
    """A data folder of rendered hands before rooms, a hand a picture."""
    cache, rooms = load_replay()
    (root / "labels").mkdir(parents=True)
    (root / "train" / "mine").mkdir(parents=True)
    hands = np.full((count, 2, 21, 3), np.nan, np.float32)
    files = []
    for n in range(count):
        rgba = cache.images[first + n].astype(np.float32)
        room = cv2.resize(rooms[n % len(rooms)], rgba.shape[1::-1])
        alpha = rgba[..., 3:] / 255
        image = (rgba[..., :3] * alpha + room * (1 - alpha)).astype(np.uint8)
        files.append(f"{n}.png")
        cv2.imwrite(str(root / "train" / "mine" / files[-1]), image[..., ::-1])
        hands[n, 1] = cache.points[first + n] * len(image)
    np.savez(
        root / "labels" / "mine.npz",
        files=np.array(files),
        size=np.tile([288, 288], (count, 1)),
        hands=hands,
        flip_error=np.zeros((count, 2), np.float32),
        group=np.array([f"g{n * groups // count}" for n in range(count)]),
    )
    return root


def signer(root: Path, **more: int) -> Signer:
    """The signer of such a folder."""
    return of_data_folder(data_folder(root, **more))[0]


class Listener:
    """Hears everything, and wishes what a function of the number of questions says."""

    def __init__(self, wish: Callable[[int], Wish] = lambda asked: Wish()) -> None:
        self.heard: list[Said] = []
        self.asked = 0
        self._wish = wish

    def tell(self, said: Said) -> None:
        self.heard.append(said)

    def wish(self) -> Wish:
        self.asked += 1
        return self._wish(self.asked)


def run_loop(kept: Path, preset: Preset, listener: Listener, world: World = ALONE) -> dict[str, torch.Tensor]:
    """The loop alone on rendered hands: its answer's weights."""
    torch.manual_seed(0)
    cache, rooms = load_replay()
    hands = Hands([cache, cache], rooms, SMALL)
    rng = np.random.default_rng(1)
    stages = stages_of(Strategy.MIXED, preset, hands.rows(0)[:12], hands.rows(1)[100:112], rng)

    def validate(network: torch.nn.Module) -> Validated:
        return Validated(float(next(network.parameters()).detach().square().mean()), {"signer": 0.5})

    trained = train(start_network(SHIPPED), hands, stages, preset, 1, validate, Reporter(listener), kept, world)
    return trained.state_dict()
