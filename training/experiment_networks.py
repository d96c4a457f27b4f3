"""Runs the comparison of the literature's networks, training by training; resumable. `docs/networks.md` shows one."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from torch import nn

from detector.networks.registry import NETWORKS
from training import checkpoint, hand_cache
from training.compare import milliseconds
from training.experiment_networks_plan import MIXED, ONE_SIGNER, WHOLE_BODY, Training
from training.hand_cache import HandCache
from training.labels import Labelled
from training.networks_data import RENDERED, RecipeStream
from training.networks_people import Crowd, PeopleResult, cached_task, measure_people
from training.networks_scores import AT, Scores, measure, multiplications, score
from training.networks_train import Asked, hand_task, train_network, trained
from training.pdj import pdj
from training.recording_lines import RecordingError
from training.retrain_data import checked_labels
from training.retrain_split import grouped
from training.train_hand import crop_errors, plain_points
from training.trainer import BATCH, Options

SIGNERS: Final = "signers"
RENDERED_HANDS: Final = "rendered"
OWN, OTHERS = "the signer of phase 2", "other signers"
_READ: Final = 1000  # hands of a test, at most
_GLIMPSE: Final = 100  # hands that are read while training
LOOKS: Final = 6  # times while training
_RESULT: Final = "result.json"
_LAYOUT: Final = 2  # of it; results of another are measured again, from the weights of their training
_SIGNER_SHARE: Final = 0.7  # of a signer's hands in order of time, that phase 2 learns from


@dataclass(frozen=True)
class Budget:
    """What the comparison may cost.

    Attributes:
        samples: that each network sees.
        size: pixels of a crop.
        published: the published widths instead of those that suit a processor.
        seed: of weights and draws.
        workers: processes that make batches.
        threads: of torch.
    """

    samples: int
    size: int
    published: bool
    seed: int
    workers: int = 1
    threads: int = 1


@dataclass(frozen=True)
class Learnt:
    """What a training leaves beside its weights.

    Attributes:
        looks: samples seen and PDJ 0.1 on some of the signers, while it was trained.
        seconds: of processor time, of training; without the processes that make batches.
    """

    looks: tuple[tuple[int, float], ...]
    seconds: float


@dataclass(frozen=True)
class Result:
    """What came of a training.

    Attributes:
        name: of the training.
        network: by its name.
        recipe: what it learnt from.
        width: of the network.
        samples: it saw.
        looks: samples seen and PDJ 0.1 on some of the signers, while it was trained.
        scores: by test.
        parameters: of the network.
        macs: multiplications and additions of one crop.
        ms: processor time of one crop in ONNX Runtime on one core, median.
        seconds: of processor time, of training; without the processes that make batches.
    """

    name: str
    network: str
    recipe: str
    width: float
    samples: int
    looks: tuple[tuple[int, float], ...]
    scores: dict[str, Scores]
    parameters: int
    macs: int
    ms: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Material:
    """What is learnt from and tested on.

    Attributes:
        data: data folder, with the background pictures.
        crops: folder of the hand cache.
        caches: folder with the caches of whole pictures and of faces.
        cache: of hands.
        signers: crops of signers who train nothing (but one of them phase 2); its sets are they.
    """

    data: Path
    crops: Path
    caches: Path
    cache: HandCache
    signers: HandCache
    signers_folder: Path


def gather(data: Path, caches: Path, out: Path, set_name: str) -> Material:
    """Open the caches, and cut the hands of the signers of a set that trains nothing.

    Raises:
        RecordingError: the set has too few signers.
        FileNotFoundError: a cache or a picture is missing.
    """
    folder = out / "cache" / SIGNERS
    if not (folder / "sets.json").exists():
        items: list[tuple[str, Labelled]] = [
            (set_name, replace(item, body=None)) for item in checked_labels(data, set_name)
        ]
        groups = grouped(items, [item.group for _, item in items])
        if len(groups) < 2:
            raise RecordingError(f"The set {set_name} of {data} shows {len(groups)} signers: the comparison needs two.")
        jobs = [(name, item) for name, own in groups.items() for _, item in own]
        hand_cache.cut(folder, jobs, list(groups), hold_out=False)
    return Material(data, caches / "hands", caches, hand_cache.load(caches / "hands"), hand_cache.load(folder), folder)


class Comparison:
    """Trains what is asked, and remembers it.

    Args:
        out: for results and weights; those of the same budget are kept.
        material: what is learnt from and tested on.
        budget: what it may cost.
        tell: told when a training begins.

    Raises:
        ValueError: the folder holds a comparison of another budget.
    """

    def __init__(self, out: Path, material: Material, budget: Budget, tell: Callable[[str], None]) -> None:
        self._out, self._material, self._budget, self._tell = out, material, budget, tell
        self._identity = asdict(replace(budget, workers=0, threads=0))
        path = out / "comparison.json"
        if path.exists() and json.loads(path.read_text(encoding="utf-8")) != self._identity:
            raise ValueError(f"{out} holds a comparison with another budget: name another folder.")
        path.write_text(json.dumps(self._identity), encoding="utf-8")
        if not any(name in RENDERED for name in material.cache.names):
            raise ValueError("These crops have no rendered hands to test on: make some with `handline synth`.")
        rendered = np.array([name in RENDERED for name in material.cache.names])[material.cache.sets]
        whose, hands = material.signers.sets, material.signers.shows_hand
        own = np.flatnonzero(hands & (whose == 0))
        end = int(_SIGNER_SHARE * len(own))
        self._phase_2 = own[:end]
        self._tests: dict[str, tuple[HandCache, NDArray[np.int64]]] = {
            SIGNERS: (material.signers, _some(np.flatnonzero(hands), _READ)),
            RENDERED_HANDS: (
                material.cache,
                _some(np.flatnonzero(rendered & material.cache.validation & material.cache.shows_hand), _READ),
            ),
            OWN: (material.signers, _some(own[end:], _READ)),
            OTHERS: (material.signers, _some(np.flatnonzero(hands & (whose != 0)), _READ)),
        }

    @property
    def hands(self) -> dict[str, int]:
        """How many hands each test has."""
        return {name: len(rows) for name, (_, rows) in self._tests.items()}

    def mean_hand(self) -> dict[str, Scores]:
        """What by test somebody scores who sees nothing, and always says where the points of hands lie on average."""
        cache = self._material.cache
        mean = plain_points(cache, np.flatnonzero(cache.shows_hand & ~cache.validation)).mean(axis=0)[:, :2]
        truth = {name: plain_points(of, rows) for name, (of, rows) in self._tests.items()}
        return {name: score(np.broadcast_to(mean, (*of.shape[:2], 2)), of) for name, of in truth.items()}

    def results(self, plan: Sequence[Training]) -> dict[str, Result]:
        """What is done of a plan, in its order."""
        found = {}
        for one in plan:
            raw = None if one.network == WHOLE_BODY else self._found(one.name)
            if raw is not None and raw.pop("layout", None) == _LAYOUT:
                scores = {test: Scores.of(figures) for test, figures in raw["scores"].items()}
                found[one.name] = Result(**(raw | {"scores": scores, "looks": _learnt(raw).looks}))
        return found

    def people(self) -> PeopleResult | None:
        """What came of the whole-body network, if it was trained."""
        raw = self._found(WHOLE_BODY)
        if raw is None or raw.pop("layout", None) != _LAYOUT:
            return None
        return PeopleResult(**(raw | {"crowds": tuple(Crowd(**one) for one in raw["crowds"])}))

    def run(self, plan: Sequence[Training]) -> None:
        """Do the trainings that are not done, and measure those that were not measured this way.

        Raises:
            OSError: the disk is full.
            ValueError: a network cannot take the crops, or is not the one whose weights there are.
        """
        for one in plan:
            raw = self._found(one.name)
            if raw is None or raw.get("layout") != _LAYOUT:
                self._tell(one.name)
                result = self._measured(one, self._train(one) if raw is None else _learnt(raw))
                path = self._run(one.name) / _RESULT
                partial = path.with_suffix(".partial")
                partial.write_text(json.dumps(asdict(result) | {"layout": _LAYOUT}), encoding="utf-8")
                partial.replace(path)

    def _found(self, name: str) -> dict[str, Any] | None:
        """What is written of a training that is done."""
        path = self._run(name) / _RESULT
        raw: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        return raw

    def _run(self, name: str) -> Path:
        return self._out / "runs" / name.replace(", ", "-").replace(" ", "_")

    def _asked(self, one: Training) -> Asked:
        width = 1.0 if self._budget.published else NETWORKS[one.network].small
        size = self._budget.size
        # A whole person has smaller hands than a crop of one.
        return Asked(one.network, size * 4 // 3 if one.network == WHOLE_BODY else size, width)

    def _samples(self, one: Training) -> int:
        return max(BATCH, int(self._budget.samples * one.share))

    def _train(self, one: Training) -> Learnt:
        run, asked, budget, samples = self._run(one.name), self._asked(one), self._budget, self._samples(one)
        start = self._run(one.start) / "last.pt" if one.start else None
        # A network that begins with weights learns slowly, or it forgets at once what it was given (Linna et al.).
        peak = NETWORKS[one.network].rate / (1 if start is None else 5)
        schedule = checkpoint.Schedule(samples, peak, sizes=((0.0, asked.size),), warmup=min(3000, samples // 4))
        seed = budget.seed + one.seed
        options = Options(
            run, schedule, budget.threads, budget.workers, seed, start, validate_every=max(1, samples // LOOKS)
        )
        # Half a training has no time that could be compared.
        shutil.rmtree(run, ignore_errors=True)
        looks: list[tuple[int, float]] = []
        cache, rows = self._tests[SIGNERS]
        glimpse, waited = _some(rows, _GLIMPSE), 0.0

        def validate(network: nn.Module) -> str:
            nonlocal waited
            began = time.process_time()
            figure = pdj(crop_errors(network, cache, glimpse, budget.size), AT)
            looks.append((min(samples, (len(looks) + 1) * options.validate_every), figure))
            waited += time.process_time() - began
            return f"PDJ {AT} {figure:.3f}"

        def stream(size: int, batch: int, seed: int) -> RecipeStream:
            material = self._material
            if one.recipe == ONE_SIGNER:
                return RecipeStream(MIXED, material.signers_folder, material.data, size, batch, seed, self._phase_2)
            return RecipeStream(one.recipe, material.crops, material.data, size, batch, seed)

        began = time.process_time()
        whole = one.network == WHOLE_BODY
        task = cached_task(asked, self._material.caches) if whole else hand_task(asked, stream, validate)
        train_network(asked, task, options)
        return Learnt(tuple(looks), time.process_time() - began - waited)

    def _measured(self, one: Training, learnt: Learnt) -> Result | PeopleResult:
        run, asked, samples = self._run(one.name), self._asked(one), self._samples(one)
        try:
            network = trained(asked, run)
        except (FileNotFoundError, RuntimeError):
            raise ValueError(
                f"{run} holds no weights of {one.network} as it is built now: "
                "delete that folder, and it is trained anew."
            ) from None
        if one.network == WHOLE_BODY:
            return measure_people(network, asked, self._material.caches, samples, learnt.seconds)
        size = self._budget.size
        return Result(
            name=one.name,
            network=one.network,
            recipe=one.recipe,
            width=asked.width,
            samples=samples,
            looks=learnt.looks,
            scores={name: measure(network, *test, size) for name, test in self._tests.items()},
            parameters=sum(parameter.numel() for parameter in network.parameters()),
            macs=multiplications(network, size),
            ms=milliseconds(network, size),
            seconds=learnt.seconds,
        )


def _learnt(raw: dict[str, Any]) -> Learnt:
    """What a result of any layout says of its training; that of the whole-body network has no looks."""
    return Learnt(tuple((int(seen), float(figure)) for seen, figure in raw.get("looks", ())), float(raw["seconds"]))


def _some(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most so many of the rows, evenly."""
    return rows[:: max(1, -(-len(rows) // most))]
