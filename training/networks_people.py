"""Training and measuring the whole-body network: is everybody found, how near, and does it take longer for
more of them?"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from argparse import Namespace
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from detector.people import read_people
from detector.skeleton import BODY, index
from detector.weights import FORMAT, PEOPLE, PictureNetwork, open_people
from training import checkpoint, finder_cache
from training.networks_loss import fields_loss
from training.networks_scores import multiplications
from training.networks_train import WEIGHTS, Asked, train_network, write_card
from training.people_data import PeopleStream, of_people, side_by_side
from training.trainer import Options, Task, face_folder, finder_folder, normalise

CROWDS: Final = (1, 2, 4)  # people in a picture
_PICTURES: Final = 24  # of each number of people
_NEAR: Final = 0.5  # shoulder widths within which the median body point of somebody found lies


@dataclass(frozen=True)
class Crowd:
    """What is read off pictures of so many people.

    Attributes:
        people: in each picture.
        found: share of them that were found.
        error: median distance of their body points to the labels / shoulder width; NaN where nobody was found.
        network_ms: processor time of the network in ONNX Runtime on one core, median.
        reading_ms: of reading people off its maps, median.
    """

    people: int
    found: float
    error: float
    network_ms: float
    reading_ms: float


@dataclass(frozen=True)
class PeopleResult:
    """What came of the whole-body network.

    Attributes:
        width: of the network.
        samples: it saw.
        size: pixels of its pictures.
        parameters: of the network.
        macs: of a picture.
        seconds: of processor time, of training.
        crowds: by the number of people.
    """

    width: float
    samples: int
    size: int
    parameters: int
    macs: int
    seconds: float
    crowds: tuple[Crowd, ...]


def people_task(asked: Asked, pictures: Path, faces: Path | None) -> Task:
    """How it is trained."""

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out = network(normalise(batch.images, device))
        return fields_loss(out, batch.fields.to(device), batch.confidences.to(device), batch.known.to(device))

    return Task(
        asked.fresh,
        lambda size, batch, seed: PeopleStream(pictures, faces, size, batch, seed),
        loss,
        lambda network, size, device: "",
    )


def cached_task(asked: Asked, caches: Path) -> Task:
    """How it is trained on caches of whole pictures and of faces, if there are any of these."""
    faces = caches / "faces"
    return people_task(asked, caches / "finder", faces if (faces / "labels.npz").exists() else None)


def measure_people(network: nn.Module, asked: Asked, caches: Path, samples: int, seconds: float) -> PeopleResult:
    """What came of a training.

    Args:
        network: that was trained.
        asked: which it is.
        caches: folder with that of whole pictures, whose held-out ones are read.
        samples: it saw.
        seconds: of processor time that this took.
    """
    with tempfile.TemporaryDirectory() as folder:
        export_people(network, asked, samples, Path(folder))
        opened = open_people(Path(folder))
    return PeopleResult(
        asked.width,
        samples,
        asked.size,
        sum(parameter.numel() for parameter in network.parameters()),
        multiplications(network, asked.size),
        seconds,
        tuple(measure_crowd(opened, caches / "finder", people) for people in CROWDS),
    )


def train_people(asked: Asked, options: Options, data: Path, rendered: Path | None) -> Path:
    """As `handline train --network` does it: caches beside the run, and a weights folder in it; returns this."""
    given = Namespace(run=options.run, data=data, rendered=rendered)
    task = people_task(asked, finder_folder(given), face_folder(given))
    network = train_network(asked, task, options)
    export_people(network, asked, int(checkpoint.read(options.run / "last.pt")["seen"]), options.run / WEIGHTS)
    return options.run / WEIGHTS


class _Last(nn.Module):
    """A picture as it is, uint8 (1, S, S, 3) RGB, to what the last stages say."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        out = self.network((image.permute(0, 3, 1, 2).float() - 127.5) / 63.75)
        return out.confidences[-1], out.fields[-1]


def export_people(network: nn.Module, asked: Asked, seen: int, folder: Path) -> None:
    """Write a weights folder that a call can use.

    Args:
        network: that is trained.
        asked: which it is.
        seen: samples.
        folder: to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "people.onnx"
    torch.onnx.export(
        _Last(network).eval(),
        (torch.zeros(1, asked.size, asked.size, 3, dtype=torch.uint8),),
        str(path),
        input_names=["image"],
        output_names=["confidences", "fields"],
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = asdict(asked) | {"file": path.name, "sha256": digest, "samples": seen}
    manifest = {"format": FORMAT, "kind": PEOPLE, "networks": {PEOPLE: entry}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    write_card(asked, seen, folder)


def measure_crowd(network: PictureNetwork, pictures: Path, people: int) -> Crowd:
    """Read held-out people, so many side by side."""
    size = network.size
    cache, rng = finder_cache.load(pictures), np.random.default_rng(people)
    shoulders = [index("left_shoulder"), index("right_shoulder")]
    bodies = cache.labels["body"]
    rows = np.flatnonzero(cache.validation & np.isfinite(bodies[:, shoulders, 0]).all(1))
    found, errors, network_ms, reading_ms = 0, [], [], []
    for _ in range(_PICTURES):
        shown, truth = side_by_side(rng, [of_people(cache, row) for row in rng.choice(rows, people)], size)
        began = time.thread_time()
        maps = network.run(shown.image)
        between = time.thread_time()
        seen = read_people(*maps)
        network_ms.append(1000 * (between - began))
        reading_ms.append(1000 * (time.thread_time() - between))
        for one in truth:
            span = float(np.linalg.norm(one[shoulders[0]] - one[shoulders[1]]))
            gaps = [np.linalg.norm(other.points[BODY] - one[BODY], axis=1) / max(span, 1e-6) for other in seen]
            near = [float(np.nanmedian(gap)) for gap in gaps if np.isfinite(gap).sum() >= 2]
            if near and min(near) < _NEAR:
                found += 1
                errors.append(min(near))
    return Crowd(
        people,
        found / (_PICTURES * people),
        float(np.median(errors)) if errors else float("nan"),
        float(np.median(network_ms)),
        float(np.median(reading_ms)),
    )
