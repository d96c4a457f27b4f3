"""Compare heads on the same crops and budget, each from scratch: `python -m training.compare_heads --help`.

Prints a table: PDJ on the held-out groups of photographs, and the time of one crop on one core, all in one run.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from detector.networks.soft_argmax import Keypoints
from training import checkpoint, hand_cache
from training.hand_data import HandStream
from training.heads import HEADS, Head
from training.labels import RENDERED_HANDS, RENDERED_SET
from training.losses import presence_loss
from training.pdj import pdj
from training.train_hand import crop_errors
from training.trainer import Task, arguments, hand_folder, normalise, options_of, train

_TIMED = 200  # crops


def task_of(head: Head, folder: Path, data: Path, size: int) -> Task:
    """Training of a head on the hand crops of a cache."""

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out: Keypoints = network(normalise(batch.images, device))
        present = batch.present.to(device).unsqueeze(1)
        place = head.loss(out, batch.points.to(device), batch.weight.to(device), batch.images.shape[1] // 8)
        return place + presence_loss(out.presence, present, torch.ones_like(present))

    return Task(
        network=lambda: head.build(size),
        stream=lambda size, batch, seed: HandStream(folder, data, size, batch, seed),
        loss=loss,
        validate=lambda network, size, device: "",
    )


def milliseconds(network: nn.Module, size: int) -> float:
    """Median time of one crop in ONNX Runtime on one core."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "head.onnx")
        torch.onnx.export(network.eval(), (torch.zeros(1, 3, size, size),), path, dynamo=True, verbose=False)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        session = ort.InferenceSession(path, options)
        name, crop, times = session.get_inputs()[0].name, np.zeros((1, 3, size, size), np.float32), []
        for _ in range(_TIMED):
            began = time.perf_counter()
            session.run(None, {name: crop})
            times.append(time.perf_counter() - began)
    return 1000 * float(np.median(times))


def main() -> None:
    parser = arguments(__doc__, samples=48_000, peak=2.5e-3)
    parser.add_argument("--size", type=int, default=96, help="side of the crops in pixels, a multiple of 32")
    given = parser.parse_args()
    folder = hand_folder(given)
    cache = hand_cache.load(folder)
    drawn = np.array([name in (RENDERED_SET, RENDERED_HANDS) for name in cache.names])[cache.sets]
    rows = np.flatnonzero(cache.validation & cache.shows_hand & ~drawn)
    root: Path = given.run
    lines = ["| head | PDJ 0.05 / 0.1 | ms a crop | parameters |", "|---|---|---|---|"]
    for number, (name, head) in enumerate(HEADS.items()):
        given.run = root / str(number)
        train(task_of(head, folder, given.data, given.size), options_of(given, sizes=((0.0, given.size),)))
        network = head.build(given.size)
        network.load_state_dict(checkpoint.read(given.run / "last.pt")["average"])
        error = crop_errors(network.eval(), cache, rows, given.size)
        size = sum(parameter.numel() for parameter in network.parameters())
        lines.append(
            f"| {name} | {pdj(error, 0.05):.3f} / {pdj(error, 0.1):.3f} | {milliseconds(network, given.size):.2f} | "
            f"{size / 1e6:.2f} M |"
        )
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
