"""Runs the founding paper's study of retraining (`training.study_protocol`), training by training; resumable."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training import checkpoint
from training.pdj import pdj, relative_error
from training.retrain_plan import Plateau
from training.study_data import StudyHands
from training.study_networks import NETWORKS, build
from training.study_protocol import BASE, PARTS, Sets, Training
from training.trainer import normalise

BATCH: Final = 4  # the paper's
THRESHOLDS: Final = (0.05, 0.1, 0.2)
CURVE: Final = tuple(round(0.02 * n, 2) for n in range(1, 16))
_TIMED: Final = 20  # crops whose reading is timed


@dataclass(frozen=True)
class Budget:
    """What the study may cost.

    Attributes:
        epochs: of each training, at most; the paper's 50.
        size: pixels of a crop.
        seed: of fresh weights, order and mixed sets.
        quick: the base network alone is compared, for a look at the page.
    """

    epochs: int = 50
    size: int = 96
    seed: int = 1
    quick: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a training.

    Attributes:
        name: of the training.
        losses: training loss of each epoch.
        validation: validation loss of each.
        rates: learning rate of each.
        pdj: PDJ of each set's part, by "SET PART" and then by threshold, e.g. ["1 test"]["0.05"].
        curve: PDJ at each of `CURVE`, of the tests of both datasets.
        parameters: of the network.
        ms: milliseconds to read a crop, one thread, median.
        seconds: that it took.
    """

    name: str
    losses: tuple[float, ...]
    validation: tuple[float, ...]
    rates: tuple[float, ...]
    pdj: dict[str, dict[str, float]]
    curve: dict[str, tuple[float, ...]]
    parameters: int
    ms: float
    seconds: float


class Study:
    """Trains what is asked, and remembers it.

    Args:
        folder: for results and weights; those of the same budget and hands are kept.
        hands: all hands.
        sets: their parts.
        budget: what it may cost.
        tell: told after every epoch: training, epoch, and how many there may be.

    Raises:
        ValueError: the folder holds another study.
    """

    def __init__(
        self, folder: Path, hands: StudyHands, sets: Sets, budget: Budget, tell: Callable[[str, int, int], None]
    ) -> None:
        self._folder, self._hands, self._sets, self._budget, self._tell = folder, hands, sets, budget, tell
        self.results: dict[str, Result] = {}
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._images = torch.from_numpy(hands.images)
        self._truth = torch.from_numpy(hands.points)
        self._file = folder / "results.json"
        identity = asdict(budget) | {"source": hands.source, "hands": len(hands.points), "signers": list(hands.signers)}
        if self._file.exists():
            found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
            if found["identity"] != identity:
                raise ValueError(f"{folder} holds a study with other data or another budget: name another folder.")
            self.results = {name: Result(**one) for name, one in found["results"].items()}
        self._identity = identity

    def run(self, trainings: Sequence[Training]) -> None:
        """Do the trainings that are not done.

        Raises:
            OSError: the disk is full.
        """
        for training in trainings:
            if training.name not in self.results:
                result, network = self._train(training)
                checkpoint.save(self._weights(training.name), network=network.state_dict())
                self.results[training.name] = result
                kept = {
                    "identity": self._identity,
                    "results": {name: asdict(one) for name, one in self.results.items()},
                }
                partial = self._file.with_suffix(".partial")
                partial.write_text(json.dumps(kept), encoding="utf-8")
                partial.replace(self._file)

    def network(self, name: str, network: str) -> nn.Module:
        """The network of a training that is done."""
        out = build(network, self._budget.seed)
        out.load_state_dict(checkpoint.read(self._weights(name))["network"])
        return out.eval()

    @torch.no_grad()
    def read(self, network: nn.Module, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Points (N, 21, 2) that a network reads in crops."""
        network.eval()
        parts = [
            network(normalise(self._images[some], self._device)).cpu() for some in torch.from_numpy(rows).split(64)
        ]
        return torch.cat(parts).numpy() if parts else np.zeros((0, 21, 2), np.float32)

    def _weights(self, name: str) -> Path:
        return self._folder / "weights" / (name.replace("/", " stage ") + ".pt")

    def _rows(self, sets: Sequence[str], part: str) -> NDArray[np.int64]:
        return np.unique(np.concatenate([self._sets[name][part] for name in sets]))

    def _train(self, training: Training) -> tuple[Result, nn.Module]:
        began, budget = time.monotonic(), self._budget
        network: nn.Module
        if training.start:
            network = self.network(training.start, training.network)
        else:
            network = build(training.network, budget.seed)
        network = network.to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        rows, judged = self._rows(training.sets, "train"), self._rows(training.sets, "validation")
        optimiser = torch.optim.Adam(network.parameters(), lr=training.rate)
        plateau, best = Plateau(training.rate), {k: v.clone() for k, v in network.state_dict().items()}
        losses: list[float] = []
        validation: list[float] = []
        rates: list[float] = []
        rng = np.random.default_rng([budget.seed, len(self.results)])
        while len(losses) < budget.epochs and not plateau.over:
            for group in optimiser.param_groups:
                group["lr"] = plateau.rate
            rates.append(plateau.rate)
            losses.append(self._epoch(network, optimiser, rng.permutation(rows)))
            validation.append(float(np.square(self.read(network, judged) - self._hands.points[judged]).mean()))
            plateau = plateau.after(validation[-1])
            if plateau.improved:
                best = {name: value.detach().clone() for name, value in network.state_dict().items()}
            self._tell(training.name, len(losses), budget.epochs)
        network.load_state_dict(best)
        judged = np.unique(np.concatenate([parts[part] for parts in self._sets.values() for part in PARTS[1:]]))
        errors = np.full((len(self._hands.points), self._hands.points.shape[1]), np.nan)
        errors[judged] = relative_error(self.read(network, judged), self._hands.points[judged])
        found = {
            f"{name} {part}": {str(at): pdj(errors[parts[part]], at) for at in THRESHOLDS}
            for name, parts in self._sets.items()
            for part in PARTS[1:]
            if len(parts[part]) and not name.startswith("R")
        }
        curve = {name: tuple(pdj(errors[self._sets[name]["test"]], at) for at in CURVE) for name in ("0", "1")}
        result = Result(
            name=training.name,
            losses=tuple(losses),
            validation=tuple(validation),
            rates=tuple(rates),
            pdj=found,
            curve=curve,
            parameters=sum(p.numel() for p in network.parameters()),
            ms=self._time(network) if training.name == BASE or training.name.startswith("network") else 0.0,
            seconds=time.monotonic() - began,
        )
        return result, network

    def _epoch(self, network: nn.Module, optimiser: torch.optim.Optimizer, order: NDArray[np.int64]) -> float:
        network.train()
        total = 0.0
        # A last batch of one hand has no statistics: it joins the one before.
        batches = list(torch.from_numpy(order).split(BATCH))
        if len(batches) > 1 and len(batches[-1]) == 1:
            batches[-2:] = [torch.cat(batches[-2:])]
        for batch in batches:
            out: Tensor = network(normalise(self._images[batch], self._device))
            loss = nn.functional.mse_loss(out, self._truth[batch].to(self._device))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            total += float(loss.detach()) * len(batch)
        return total / len(order)

    def _time(self, network: nn.Module) -> float:
        """Milliseconds a crop, one after the other."""
        times = []
        for row in range(min(_TIMED, len(self._images))):
            began = time.perf_counter()
            self.read(network, np.array([row]))
            times.append(1000 * (time.perf_counter() - began))
        return float(np.median(times))


def compared(quick: bool) -> tuple[str, ...]:
    """The networks that a study compares."""
    return tuple(NETWORKS)[-1:] if quick else tuple(NETWORKS)
