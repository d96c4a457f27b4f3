"""Training one of the literature's networks by its name, and writing it as weights that a call can use."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.data import IterableDataset

from detector.networks.keypoint_network import KeypointNetwork
from detector.networks.registry import build, describe
from detector.weights import NETWORKS as IN_A_CALL
from detector.weights import SHIPPED
from training import checkpoint, hand_cache
from training.export import calibrate_hand, write
from training.hand_cache import HandCache
from training.networks_loss import hand_network_loss
from training.pdj import pdj
from training.train_hand import crop_errors, side_accuracy
from training.trainer import Options, Task, train

IDENTITY: Final = "network.json"
WEIGHTS: Final = "weights"
_JUDGED: Final = 300  # held-out hands that are read now and then while training


@dataclass(frozen=True)
class Asked:
    """Which network is trained.

    Attributes:
        network: name in `detector.networks.registry`.
        size: side of the crops in pixels.
        width: 1 is as published.
    """

    network: str
    size: int
    width: float

    def fresh(self) -> nn.Module:
        """The network with fresh weights.

        Raises:
            ValueError: there is none of the name, or it cannot take the size; the message says what to do.
        """
        return build(self.network, self.size, self.width)


def hand_task(
    asked: Asked, stream: Callable[[int, int, int], IterableDataset[Any]], validate: Callable[[nn.Module], str]
) -> Task:
    """How a network that reads a hand's crop is trained.

    Raises:
        ValueError: it does not read a hand's crop.
    """
    one = describe(asked.network)
    if one.pictures:
        raise ValueError(f"{asked.network} reads whole pictures, not crops of a hand: choose another network.")

    def loss(network: nn.Module, batch: Any, device: torch.device) -> torch.Tensor:
        assert isinstance(network, KeypointNetwork)
        return hand_network_loss(one, network, batch, device)

    return Task(asked.fresh, stream, loss, lambda network, size, device: validate(network))


def judge(cache: HandCache, size: int) -> Callable[[nn.Module], str]:
    """Tells how well a network reads some of the hands of a cache that are held out."""
    rows = held_out_hands(cache, _JUDGED)

    def validate(network: nn.Module) -> str:
        error = crop_errors(network, cache, rows, size)
        side = side_accuracy(network, cache, rows, size)
        return f"side {side:.3f} PDJ 0.05 {pdj(error, 0.05):.3f} 0.1 {pdj(error, 0.1):.3f}"

    return validate


def measured(cache: HandCache) -> HandCache:
    """A cache whose held-out hands can be read; where none is held out, all are."""
    held = cache.validation & cache.shows_hand
    return cache if held.any() else replace(cache, validation=cache.shows_hand)


def held_out_hands(cache: HandCache, most: int) -> NDArray[np.int64]:
    """At most so many of the hands that are held out, evenly."""
    rows = np.flatnonzero(measured(cache).validation & cache.shows_hand)
    return rows[:: max(1, -(-len(rows) // most))]


def train_network(asked: Asked, task: Task, options: Options) -> nn.Module:
    """Train in the run's folder, or carry on there; returns the network with the averaged weights.

    Raises:
        ValueError: the folder holds another network, or the weights to start from are another's.
    """
    claim(options.run, asked)
    if options.start:
        fits(asked, options.start)
    train(task, options)
    return trained(asked, options.run)


def trained(asked: Asked, run: Path) -> nn.Module:
    """The network of a run that is done, with its averaged weights."""
    network = asked.fresh()
    network.load_state_dict(checkpoint.read(run / "last.pt")["average"])
    return network.eval()


def claim(run: Path, asked: Asked) -> None:
    """Write down what a folder's network is.

    Raises:
        ValueError: it is another.
    """
    asked.fresh()
    path = run / IDENTITY
    if path.exists():
        found = json.loads(path.read_text(encoding="utf-8"))
        if found != asdict(asked):
            raise ValueError(
                f"{run} holds {found.get('network')} of {found.get('size')} pixels and width {found.get('width')}: "
                "name another folder, or train on with the same."
            )
    elif (run / "last.pt").exists():
        raise ValueError(f"{run} holds the training of another network: name another folder.")
    else:
        run.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(asked)), encoding="utf-8")


def fits(asked: Asked, start: Path) -> None:
    """See that weights are this network's.

    Raises:
        ValueError: they are not, or the file cannot be read.
    """
    own = asked.fresh().state_dict()
    try:
        state = checkpoint.read(start)["average"]
        matching = sum(name in state and state[name].shape == value.shape for name, value in own.items())
    except FileNotFoundError:
        raise ValueError(f"There are no weights {start}: name the last.pt of a run.") from None
    except Exception as error:  # whatever torch makes of a file that is none of its own
        raise ValueError(f"{start} holds no weights of a network: name the last.pt of a run.") from error
    if matching < len(own) or len(state) > len(own):
        raise ValueError(
            f"{start} holds the weights of another network than {asked.network} of width {asked.width} at {asked.size} "
            f"pixels ({matching} of {len(own)} tensors fit): name those of the same network, width and size."
        )


def export(network: KeypointNetwork, asked: Asked, cache: HandCache, seen: int, folder: Path) -> None:
    """Write a whole weights folder: this network for hands, and the finder and the face network that ship.

    Args:
        network: that is trained.
        asked: which it is.
        cache: of crops, whose held-out ones fit its scores; where none is held out, all do.
        seen: samples.
        folder: to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    for name in IN_A_CALL:
        if name != "hand":
            shutil.copyfile(SHIPPED / manifest["networks"][name]["file"], folder / manifest["networks"][name]["file"])
    a, g = calibrate_hand(network, measured(cache), asked.size)
    digest = write("hand", network, a, g, asked.size, folder / "hand.onnx")
    manifest["networks"]["hand"] = asdict(asked) | {
        "file": "hand.onnx",
        "sha256": digest,
        "samples": seen,
        "calibration": [a, g],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    write_card(asked, seen, folder)


def write_card(asked: Asked, seen: int, folder: Path) -> None:
    """Say in a weights folder what it holds."""
    source = describe(asked.network).source
    card = f"# {asked.network}, {seen} samples\n\n{source}. Width {asked.width}, {asked.size} px.\n"
    (folder / "card.md").write_text(card, encoding="utf-8")


def export_run(asked: Asked, run: Path, crops: Path) -> Path:
    """Write the network of a run as a weights folder within; returns the folder."""
    network = trained(asked, run)
    assert isinstance(network, KeypointNetwork)
    seen = int(checkpoint.read(run / "last.pt")["seen"])
    export(network, asked, hand_cache.load(crops), seen, run / WEIGHTS)
    return run / WEIGHTS
