"""The training loop, from top to bottom: resume, batches, step, average, log, checkpoint, validate."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from detector.networks.mobilenet import settle
from training import checkpoint, face_cache, finder_cache, hand_cache
from training.labels import BODY_SETS, HAND_SETS, RENDERED_HANDS, RENDERED_SET, has_labels

BATCH = 32
VALIDATE_EVERY = 32_000  # samples
SAVE_EVERY = 8_000  # samples


@dataclass(frozen=True)
class Task:
    """What is trained.

    Attributes:
        network: the network, freshly built.
        stream: makes endless batches of a picture size, batch size and seed.
        loss: loss of the network on one batch, on the network's device.
        validate: what to print of a network at a picture size.
    """

    network: Callable[[], nn.Module]
    stream: Callable[[int, int, int], IterableDataset[Any]]
    loss: Callable[[nn.Module, Any, torch.device], Tensor]
    validate: Callable[[nn.Module, int, torch.device], str]


@dataclass(frozen=True)
class Options:
    """How it is trained.

    Attributes:
        run: folder of log and checkpoints. A `last.pt` found there is carried on from.
        schedule: learning rate and picture size.
        threads: of torch.
        workers: processes that make batches.
        seed: of weights and draws.
        start: checkpoint whose averaged weights to start from, where they fit.
        settled: keep its norms' statistics and train in half precision, in half the time.
        validate_every: samples.
    """

    run: Path
    schedule: checkpoint.Schedule
    threads: int = 1
    workers: int = 1
    seed: int = 1
    start: Path | None = None
    settled: bool = False
    validate_every: int = VALIDATE_EVERY


def arguments(description: str | None, samples: int, peak: float) -> argparse.ArgumentParser:
    """The command line that every training script shares."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help="data folder with train/ and labels/")
    parser.add_argument("--run", type=Path, required=True, help="folder for log and checkpoints; caches lie beside it")
    parser.add_argument("--rendered", type=Path, help="data folder with rendered pictures (handline synth)")
    parser.add_argument("--samples", type=int, default=samples)
    parser.add_argument("--peak", type=float, default=peak, help="learning rate")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to start from")
    parser.add_argument(
        "--settled", action="store_true", help="keep the start's statistics; a step takes half the time"
    )
    return parser


def options_of(given: argparse.Namespace, sizes: tuple[tuple[float, int], ...]) -> Options:
    """How the shared command line wants it trained, with pictures of these sizes."""
    schedule = checkpoint.Schedule(given.samples, given.peak, sizes=sizes)
    return Options(given.run, schedule, given.threads, given.workers, given.seed, given.start, given.settled)


def hand_folder(options: argparse.Namespace) -> Path:
    """The hand cache beside the run folder, built if it is not there."""
    folder: Path = options.run.parent / "cache" / "hands"
    if not (folder / "sets.json").exists():
        # Pictures of faces and bodies without labelled hands show the hand network what is none.
        sources = [(options.data, name) for name in dict.fromkeys((*HAND_SETS, *BODY_SETS))]
        if options.rendered:
            names = (RENDERED_SET, RENDERED_HANDS)
            sources += [(options.rendered, name) for name in names if has_labels(options.rendered, name)]
        hand_cache.build(folder, sources, options.data)
    return folder


def face_folder(options: argparse.Namespace) -> Path:
    """The cache of faces beside the run folder, built if it is not there."""
    folder: Path = options.run.parent / "cache" / "faces"
    if not (folder / "labels.npz").exists():
        face_cache.build(folder, options.data, options.rendered)
    return folder


def finder_folder(options: argparse.Namespace) -> Path:
    """The cache of whole pictures beside the run folder, built if it is not there."""
    folder: Path = options.run.parent / "cache" / "finder"
    if not (folder / "sets.json").exists():
        finder_cache.build(folder, options.data, options.rendered)
    return folder


def normalise(images: Tensor, device: torch.device) -> Tensor:
    """uint8 (B, S, S, 3) to float (B, 3, S, S) in -2..2. The exported network does the same by itself."""
    x = images.to(device, non_blocking=True).permute(0, 3, 1, 2).float()
    return ((x - 127.5) / 63.75).contiguous(memory_format=torch.channels_last)


def train(task: Task, options: Options) -> None:
    """Train to the end of the schedule; stopped at any moment, the next call carries on from the last checkpoint."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    schedule = options.schedule
    network = task.network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    if options.start:
        fitted = checkpoint.load_matching(network, checkpoint.read(options.start)["average"])
        print(f"{fitted} tensors from {options.start.name}", flush=True)
    if options.settled:
        settle(network)
    groups = [
        {"params": [p for p in network.parameters() if p.ndim > 1], "weight_decay": 0.02},
        {"params": [p for p in network.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=schedule.peak)
    average = checkpoint.Average(network)
    seen = 0
    last = options.run / "last.pt"
    if last.exists():
        state = checkpoint.read(last)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average.state = state["average"]
        seen = state["seen"]
    print(f"start at {seen} of {schedule.samples} samples on {device}", flush=True)

    def save(path: Path) -> None:
        parts = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state}
        checkpoint.save(path, **parts, seen=seen)

    judge = task.network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    network.train()
    began, began_at, running = time.monotonic(), seen, 0.0
    while seen < schedule.samples:
        size = schedule.size(seen)
        stream = task.stream(size, BATCH, options.seed * 1_000_003 + seen)
        prefetch = 4 if options.workers else None
        for batch in DataLoader(stream, batch_size=None, num_workers=options.workers, prefetch_factor=prefetch):
            for group in optimiser.param_groups:
                group["lr"] = schedule.rate(seen)
            loss = task.loss(network, batch, device)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            before, seen = seen, seen + BATCH
            average.update(network, seen // BATCH)
            running = 0.99 * running + 0.01 * loss.item() if running else loss.item()
            if before < schedule.decay_start <= seen:
                save(options.run / "stable.pt")
            if seen // SAVE_EVERY > before // SAVE_EVERY:
                save(last)
                speed = (seen - began_at) / (time.monotonic() - began)
                print(f"{seen} loss {running:.3f} size {size} {speed:.0f}/s", flush=True)
            if seen // options.validate_every > before // options.validate_every or seen >= schedule.samples:
                judge.load_state_dict(average.state)
                judge.eval()
                print(f"{seen} validation {task.validate(judge, size, device)}", flush=True)
            if seen >= schedule.samples or schedule.size(seen) != size:
                break
    save(last)
