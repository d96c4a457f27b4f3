"""Train the face landmark network; stops and resumes anywhere. `python -m training.train_face --help`."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from detector.skeleton import FACE_POINTS
from training import face_cache
from training.augment import CropJitter, random_affine
from training.face_data import FaceStream
from training.face_evaluate import opening
from training.face_points import LEFT_CORNER, OPENINGS, RIGHT_CORNER
from training.hand_data import transform_points
from training.losses import keypoint_loss, pair_loss
from training.trainer import Task, arguments, face_folder, hand_folder, normalise, options_of, train

OPEN = 3.0  # weight of the loss of openings: a closed eye is a hardly moved one, and says so much more
_PAIRS = tuple(pair for pairs in OPENINGS.values() for pair in pairs)
SIZE = 128  # pixels of a finished network's crop


def build_network() -> SoftArgmaxNetwork:
    """The network that ships: 68 points, one presence, MobileNetV2-0.5."""
    return SoftArgmaxNetwork(points=len(FACE_POINTS), presences=1)


def plain_crops(cache: face_cache.FaceCache, rows: NDArray[np.int64], size: int) -> tuple[Tensor, NDArray[np.float32]]:
    """The crops a perfect tracker would cut: images uint8 (N, S, S, 3) on black, and points (N, 68, 3)."""
    still = CropJitter(turn=0.0, any_turn=0.0, scale=(1.0, 1.0), shift=0.0)
    matrix = random_affine(np.random.default_rng(0), still, face_cache.PLAIN, face_cache.SIZE, size)
    images = np.empty((len(rows), size, size, 3), np.uint8)
    for i, row in enumerate(rows):
        rgba = cv2.warpAffine(cache.images[row], matrix, (size, size), flags=cv2.INTER_LINEAR).astype(np.uint16)
        images[i] = rgba[..., :3] * rgba[..., 3:] // 255
    return torch.from_numpy(images), transform_points(cache.points[rows], matrix, face_cache.SIZE, size)


@torch.no_grad()
def _read(
    network: nn.Module, cache: face_cache.FaceCache, rows: NDArray[np.int64], size: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What a network says of plain crops, and what is true, (N, 68, 3)."""
    device = next(network.parameters()).device
    images, points = plain_crops(cache, rows, size)
    parts = [network(normalise(images[i : i + 64], device)).xyz.cpu() for i in range(0, len(images), 64)]
    return torch.cat(parts).numpy(), points


def openings_told(
    network: nn.Module, cache: face_cache.FaceCache, rows: NDArray[np.int64], size: int
) -> dict[str, float]:
    """Correlation of each of `OPENINGS` with the truth, on plain crops."""
    found, true = _read(network, cache, rows, size)
    return {
        name: float(np.corrcoef([opening(f, name) for f in found], [opening(t, name) for t in true])[0, 1])
        for name in OPENINGS
    }


def crop_errors(
    network: nn.Module, cache: face_cache.FaceCache, rows: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """Distances (N, 68) to the labels on plain crops / distance of the eyes' outer corners (Sagonas et al. 2016)."""
    found, points = _read(network, cache, rows, size)
    gap = np.linalg.norm(found[..., :2] - points[..., :2], axis=2)
    eyes = np.linalg.norm(points[:, LEFT_CORNER, :2] - points[:, RIGHT_CORNER, :2], axis=1)
    return (gap / eyes[:, None]).astype(np.float64)


def main() -> None:
    options = arguments(__doc__, samples=200_000, peak=2.5e-3).parse_args()
    hands = hand_folder(options)
    faces = face_folder(options)
    cache = face_cache.load(faces)
    kinds = {"photographs": False, "rendered": True}

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out: Keypoints = network(normalise(batch.images, device))
        present = batch.present.to(device).unsqueeze(1)
        points, weight = batch.points.to(device), batch.weight.to(device)
        whole = keypoint_loss(out, points, weight, present, torch.ones_like(present))
        return whole + OPEN * pair_loss(out, points, weight, _PAIRS)

    def validate(network: nn.Module, size: int, device: torch.device) -> str:
        said = []
        for kind, drawn in kinds.items():
            rows = np.flatnonzero(cache.validation & (cache.rendered == drawn))
            if len(rows):
                error = crop_errors(network, cache, rows, size).mean(axis=1)
                told = ", ".join(
                    f"{name} {share:.2f}" for name, share in openings_told(network, cache, rows, size).items()
                )
                said.append(f"{len(rows)} {kind}: error {error.mean():.4f} of the eyes' distance, told apart {told}")
        return "; ".join(said)

    task = Task(
        network=build_network,
        stream=lambda size, batch, seed: FaceStream(faces, hands, options.data, size, batch, seed),
        loss=loss,
        validate=validate,
    )
    train(task, options_of(options, sizes=((0.0, 96), (0.4, SIZE))))


if __name__ == "__main__":
    main()
