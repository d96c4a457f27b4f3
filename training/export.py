"""Trained checkpoints to ONNX weights with a manifest: `python -m training.export --help`.

The exported network takes a camera crop as it is, uint8 (1, S, S, 3) RGB, and answers with keypoints, calibrated
scores and presences, so that a call needs nothing but ONNX Runtime.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from detector.crops import FACE_MARGIN
from detector.networks.finder import FinderNetwork, Finding, read_hands
from detector.networks.keypoint_network import KeypointNetwork
from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from detector.weights import FORMAT, NETWORKS
from training import checkpoint, face_cache, hand_cache, train_face, train_finder, train_hand
from training.quantise import quantise
from training.trainer import normalise

_CALIBRATED = 60  # crops from which the ranges of eight-bit activations are taken
_CLOSE = 0.05  # share of the hand box's diagonal within which a point counts as right; a score is the chance of that


Network = SoftArgmaxNetwork | FinderNetwork | KeypointNetwork


class Exported(nn.Module):
    """A network with its input scaling and its score calibration inside.

    The chance that the error is below a threshold t, for an expected error b, is taken as
    1 - exp(-(a t / b) ** g): exponential for a = g = 1, and fitted to held-out data otherwise.
    """

    def __init__(self, network: Network, a: float, g: float) -> None:
        super().__init__()
        self.network, self.a, self.g = network, a, g

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        x = (image.permute(0, 3, 1, 2).float() - 127.5) / 63.75
        out = self.network(x)
        points: Keypoints = out.body if isinstance(out, Finding) else out
        score = 1 - torch.exp(-((self.a * torch.exp(-points.log_scale)) ** self.g))
        hands = (read_hands(out.hands),) if isinstance(out, Finding) else ()
        return points.xyz, score, torch.sigmoid(points.presence), *hands


def fit_calibration(scale: NDArray[np.float64], close: NDArray[np.bool_]) -> tuple[float, float]:
    """The a (times t) and g under which the observed `close` are likeliest, by a grid search of the log likelihood."""
    best, answer = -np.inf, (0.05, 1.0)
    for a in np.geomspace(0.005, 0.5, 60):
        for g in np.linspace(0.5, 3.0, 26):
            chance = np.clip(1 - np.exp(-((a / scale) ** g)), 1e-4, 1 - 1e-4)
            likelihood = float(np.where(close, np.log(chance), np.log(1 - chance)).mean())
            if likelihood > best:
                best, answer = likelihood, (float(a), float(g))
    return answer


@torch.no_grad()
def calibrate_hand(network: Network, cache: hand_cache.HandCache, size: int) -> tuple[float, float]:
    """Fit the score of a hand network on held-out crops."""
    rows = np.flatnonzero(cache.validation & cache.shows_hand)
    images, _ = train_hand.plain_crops(cache, rows, size)
    error = train_hand.crop_errors(network, cache, rows, size)
    device = torch.device("cpu")
    scale = torch.cat([network(normalise(images[i : i + 64], device)).log_scale for i in range(0, len(images), 64)])
    return fit_calibration(np.exp(scale.double().numpy()), error < _CLOSE)


@torch.no_grad()
def calibrate_face(network: SoftArgmaxNetwork, cache: face_cache.FaceCache, size: int) -> tuple[float, float]:
    """Fit the score of a face network on held-out photographs; a box's side is a fixed share of the crop's."""
    rows = np.flatnonzero(cache.validation & ~cache.rendered)
    images, points = train_face.plain_crops(cache, rows, size)
    device = torch.device("cpu")
    out = [network(normalise(images[i : i + 64], device)) for i in range(0, len(images), 64)]
    scale = torch.cat([o.log_scale for o in out]).double().exp().numpy()
    gap = np.linalg.norm(torch.cat([o.xyz for o in out]).numpy()[..., :2] - points[..., :2], axis=2)
    return fit_calibration(scale, gap * FACE_MARGIN < _CLOSE)


def load_average(network: nn.Module, *runs: Path) -> int:
    """Load a run's averaged weights, or the mean of several runs' ("model soup", Wortsman et al. 2022); a run that is
    named twice weighs twice.

    Returns:
        The samples that they have seen together.
    """
    states = [checkpoint.read(run / "last.pt") for run in runs]
    averages = [state["average"] for state in states]
    network.load_state_dict(
        {
            name: torch.stack([one[name] for one in averages]).mean(0) if value.is_floating_point() else value
            for name, value in averages[-1].items()
        }
    )
    network.eval()
    return sum({run: int(state["seen"]) for run, state in zip(runs, states, strict=True)}.values())


def write(name: str, network: Network, a: float, g: float, size: int, path: Path) -> str:
    """Export the network called `name` in `detector.weights.NETWORKS`; returns the SHA-256 of the file."""
    example = torch.zeros(1, size, size, 3, dtype=torch.uint8)
    torch.onnx.export(
        Exported(network, a, g).eval(),
        (example,),
        str(path),
        input_names=["image"],
        output_names=list(NETWORKS[name]),
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _seen_crops(cache: hand_cache.HandCache) -> NDArray[np.uint8]:
    """A few crops of training, uint8 (N, S, S, 3), every set with its share."""
    rows = np.flatnonzero(~cache.validation & cache.shows_hand)
    chosen = np.random.default_rng(0).choice(rows, min(_CALIBRATED, len(rows)), replace=False)
    return np.asarray(train_hand.plain_crops(cache, chosen, train_hand.SIZE)[0].numpy())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--hand", type=Path, nargs="+", required=True, help="run folders of the hand network; several: the mean of them"
    )
    parser.add_argument("--finder", type=Path, nargs="+", required=True, help="run folders of the finder; so, too")
    parser.add_argument("--face", type=Path, required=True, help="run folder of the face network")
    parser.add_argument("--data", type=Path, required=True, help="data folder with the held-out faces")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the caches, with the held-out crops")
    parser.add_argument("--out", type=Path, required=True, help="weights folder to write")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    networks: dict[str, dict[str, object]] = {}

    hand = train_hand.build_network()
    seen = load_average(hand, *options.hand)
    hands = hand_cache.load(options.cache / "hands")
    a, g = calibrate_hand(hand, hands, train_hand.SIZE)
    write("hand", hand, a, g, train_hand.SIZE, options.out / "hand.onnx")
    digest = quantise(options.out / "hand.onnx", _seen_crops(hands))
    networks["hand"] = {"file": "hand.onnx", "sha256": digest, "samples": seen, "calibration": [a, g]}

    finder = train_finder.build_network()
    seen = load_average(finder, *options.finder)
    # A body point counts as right within 5 % of the picture's side, about a fifth of the shoulder width of a signer
    # who fills the frame.
    digest = write("finder", finder, _CLOSE, 1.0, train_finder.SIZE, options.out / "finder.onnx")
    networks["finder"] = {"file": "finder.onnx", "sha256": digest, "samples": seen, "calibration": [_CLOSE, 1.0]}

    face = train_face.build_network()
    seen = load_average(face, options.face)
    a, g = calibrate_face(face, face_cache.load(options.cache / "faces"), train_face.SIZE)
    digest = write("face", face, a, g, train_face.SIZE, options.out / "face.onnx")
    networks["face"] = {"file": "face.onnx", "sha256": digest, "samples": seen, "calibration": [a, g]}

    manifest = {"format": FORMAT, "networks": networks}
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(manifest, indent=2))


if __name__ == "__main__":
    main()
