"""A retraining from its pictures to proven weights, resumable at any moment. docs/retraining.md says how to use it."""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from detector.networks.soft_argmax import SoftArgmaxNetwork
from detector.weights import NETWORKS, SHIPPED, WeightsError
from training import checkpoint, proof
from training.export import write
from training.hand_cache import HandCache
from training.quantise import quantise
from training.retrain_batches import Hands
from training.retrain_card import card
from training.retrain_data import Material, cut_material, enough
from training.retrain_events import PREPARING, PROVING, CancelledError, Reporter, Watcher
from training.retrain_judge import Judge, kept_apart, measured
from training.retrain_loop import train
from training.retrain_plan import PRESETS, Preset, Strategy, stages_of
from training.retrain_replay import load_replay
from training.retrain_split import Signer
from training.retrain_world import World
from training.train_hand import SIZE, build_network, plain_crops

WEIGHTS: Final = "weights"
PICTURES: Final = "pictures"
FLOATS: Final = "hand.pt"  # of a weights folder: what a retraining carries on from
_SHIPPED_FLOATS: Final = Path(__file__).parent / "start" / FLOATS
_STATE: Final = "state.pt"
CROPS: Final = "crops"  # and links to the pictures that they are cut from
_CALIBRATED: Final = 60  # crops from which the ranges of eight-bit activations are taken


@dataclass(frozen=True)
class Order:
    """What is asked.

    Attributes:
        strategy: what is learnt in which order.
        preset: name of a `Preset`.
        seed: of all chance.
        start: weights folder to carry on from. The shipped one has seen nothing of what is held out here.
        baseline: weights folder to be better than: the one in use.
        day: for the card, e.g. 2026-11-22.
    """

    strategy: Strategy
    preset: str
    seed: int = 1
    start: Path = SHIPPED
    baseline: Path = SHIPPED
    day: str = ""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of it.

    Attributes:
        verdict: whether the new weights may be used.
        rows: this signer first, then the others.
        pictures: names of before-and-after pictures in the folder.
        time_s: seconds it took, pauses left out.
    """

    verdict: proof.Verdict
    rows: tuple[proof.Row, ...]
    pictures: tuple[str, ...]
    time_s: float


def retrain(
    folder: Path,
    order: Order,
    signer: Signer,
    others: Sequence[Signer],
    watcher: Watcher,
    world: World,
    preset: Preset | None = None,
) -> Outcome:
    """Retrain the hand landmark network on a signer; what an earlier, stopped run of the same folder did is kept.

    Args:
        folder: of the retraining, its owner's alone; gets `weights/` and `pictures/`.
        order: what is asked.
        signer: the one to learn.
        others: every other signer known: their training pictures are replayed, the rest measured.
        watcher: who watches.
        world: the processes that train together.
        preset: instead of the order's.

    Raises:
        RecordingError: there is too little to learn from or to measure on.
        WeightsError: the weights to carry on from cannot be used.
        CancelledError: whoever watches gave it up; the crops of people are deleted.
        OSError: the disk is full or cannot be written to.
    """
    preset = preset or PRESETS[order.preset]
    enough(signer)
    kept = folder / _STATE
    before_s = float(checkpoint.read(kept)["time_s"]) if kept.exists() else 0.0
    reporter = Reporter(watcher, before_s)
    torch.manual_seed(order.seed)
    try:
        reporter.tell(PREPARING, 0.0, always=True, sentence=f"Cutting hands out of {len(signer.train)} pictures …")
        if world.rank == 0:
            cut_material(folder / CROPS, signer, others, lambda: _keep(reporter))
        world.agree(None)
        material = cut_material(folder / CROPS, signer, others, lambda: None)
        replay, rooms = load_replay()
        network = start_network(order.start).to(world.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        olds = [replay] if material.old is None else [replay, material.old]
        # Where real others are known, the proof asks them, and the preset's share is theirs.
        apart = np.zeros(len(replay.points), bool) if material.others else kept_apart(replay)
        olds[0] = replace(replay, validation=replay.validation | apart)
        hands = Hands([material.new, *olds], rooms, SIZE)
        old_rows = hands.rows(1)
        if material.old is not None:
            # Drawn at random, people count as much as what is rendered; once an epoch, each hand counts as one.
            people = hands.rows(2)
            old_rows = np.concatenate([old_rows, np.resize(people, len(old_rows)) if preset.steps else people])
        rng = np.random.default_rng(order.seed)
        stages = stages_of(order.strategy, preset, hands.rows(0), old_rows, rng)
        begin = copy.deepcopy(network.state_dict())
        judge = Judge(network, begin, preset, material, replay, apart)
        trained = train(network, hands, stages, preset, order.seed, judge, reporter, kept, world)
        judge.settle(trained)
        if world.rank:
            return Outcome(proof.Verdict(False, ""), (), (), reporter.time_s)
        outcome = _prove(folder, order, signer, material, replay, judge.network.cpu(), reporter)
    except CancelledError:
        forget(folder)
        raise
    forget(folder)
    return outcome


def start_network(weights: Path) -> SoftArgmaxNetwork:
    """The hand network of a weights folder, in floating point.

    Raises:
        WeightsError: the folder has none, or one of another shape.
    """
    path = _SHIPPED_FLOATS if weights == SHIPPED else weights / FLOATS
    network = build_network()
    try:
        average = checkpoint.read(path)["average"]
        network.load_state_dict(average)
    except FileNotFoundError as error:
        raise WeightsError(f"{path} is missing: carry on from the shipped weights instead.") from error
    except Exception as error:  # whatever torch makes of a file that is none of its own
        raise WeightsError(f"{path} is not the hand network of this version: carry on from other weights.") from error
    return network.eval()


def forget(folder: Path) -> None:
    """Delete what only a running retraining needs: its state, and the crops, which show people."""
    shutil.rmtree(folder / CROPS, ignore_errors=True)
    (folder / _STATE).unlink(missing_ok=True)


def _keep(reporter: Reporter) -> None:
    reporter.obey()
    reporter.tell(PREPARING, 0.5)


def _prove(
    folder: Path,
    order: Order,
    signer: Signer,
    material: Material,
    replay: HandCache,
    network: SoftArgmaxNetwork,
    reporter: Reporter,
) -> Outcome:
    reporter.obey()
    reporter.tell(PROVING, 0.0, always=True, sentence="Writing the new weights …")
    partial, weights = folder / "weights.partial", folder / WEIGHTS
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    export_weights(partial, order.start, network, _seen(material.new, replay))
    reporter.obey()
    reporter.tell(PROVING, 0.5, always=True, sentence="Comparing with the weights before …")
    caches = {proof.SIGNER: (material.test, material.frames[""])}
    caches |= {f"other signer {name}": (cache, material.frames[name]) for name, cache in material.others.items()}
    caches[proof.RENDERED] = (replay, int(replay.validation.sum()))
    seen: dict[str, tuple[proof.Seen, proof.Seen]] = {}
    for name, (cache, _) in caches.items():
        rows = np.flatnonzero(cache.shows_hand) if name != proof.RENDERED else measured(cache)
        seen[name] = (proof.see(order.baseline, cache, rows), proof.see(partial, cache, rows))
        reporter.obey()
    rows_ = [
        proof.Row(name, frames, seen[name][0].errors, seen[name][1].errors) for name, (_, frames) in caches.items()
    ]
    known = rows_[1:-1] or rows_[-1:]
    verdict = proof.verdict(rows_[0], known)
    pictures = proof.draw_pairs(*seen[proof.SIGNER], folder / PICTURES)
    (partial / "card.md").write_text(card(order, signer, verdict, rows_), encoding="utf-8")
    for path in partial.iterdir():
        path.chmod(0o600)
    shutil.rmtree(weights, ignore_errors=True)
    os.replace(partial, weights)
    return Outcome(verdict, tuple(rows_), tuple(f"{PICTURES}/{name}" for name in pictures), reporter.time_s)


def export_weights(folder: Path, start: Path, network: SoftArgmaxNetwork, crops: NDArray[np.uint8]) -> None:
    """Write a whole weights folder: a new hand network, the other networks as they were.

    The score's calibration stays: it was fitted on more held-out hands than one signer has.

    Args:
        folder: to fill.
        start: weights folder with the other networks.
        network: the hand network.
        crops: uint8 (N, S, S, 3) as it will see them, for the ranges of its eight-bit activations.
    """
    manifest = json.loads((start / "manifest.json").read_text(encoding="utf-8"))
    for name in NETWORKS:
        if name != "hand":
            shutil.copyfile(start / manifest["networks"][name]["file"], folder / manifest["networks"][name]["file"])
    entry = manifest["networks"]["hand"]
    a, g = entry["calibration"]
    write("hand", network, a, g, SIZE, folder / "hand.onnx")
    entry |= {"file": "hand.onnx", "sha256": quantise(folder / "hand.onnx", crops)}
    checkpoint.save(folder / FLOATS, average=network.state_dict(), seen=entry["samples"])
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _seen(*caches: HandCache) -> NDArray[np.uint8]:
    """Crops of training, as many of each cache, uint8 (N, S, S, 3)."""
    rng, out = np.random.default_rng(0), []
    for cache in caches:
        rows = np.flatnonzero(cache.shows_hand & ~cache.validation)
        chosen = rng.choice(rows, min(_CALIBRATED // len(caches), len(rows)), replace=False)
        out.append(plain_crops(cache, chosen, SIZE)[0].numpy())
    return np.concatenate(out)
