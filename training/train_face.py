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
from training.face_points import LEFT_CORNER, RIGHT_CORNER
from training.hand_data import transform_points
from training.losses import keypoint_loss
from training.trainer import Task, arguments, hand_folder, normalise, options_of, train

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
def crop_errors(
    network: nn.Module, cache: face_cache.FaceCache, rows: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """Distances (N, 68) to the labels on plain crops / distance of the eyes' outer corners (Sagonas et al. 2016)."""
    device = next(network.parameters()).device
    images, points = plain_crops(cache, rows, size)
    parts = [network(normalise(images[i : i + 64], device)).xyz.cpu() for i in range(0, len(images), 64)]
    gap = np.linalg.norm(torch.cat(parts).numpy()[..., :2] - points[..., :2], axis=2)
    eyes = np.linalg.norm(points[:, LEFT_CORNER, :2] - points[:, RIGHT_CORNER, :2], axis=1)
    return (gap / eyes[:, None]).astype(np.float64)


def main() -> None:
    options = arguments(__doc__, samples=200_000, peak=2.5e-3).parse_args()
    hands = hand_folder(options)
    cache = face_cache.load(options.data, options.rendered)
    kinds = {"photographs": False, "rendered": True}

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out: Keypoints = network(normalise(batch.images, device))
        present = batch.present.to(device).unsqueeze(1)
        return keypoint_loss(out, batch.points.to(device), batch.weight.to(device), present, torch.ones_like(present))

    def validate(network: nn.Module, size: int, device: torch.device) -> str:
        said = []
        for kind, drawn in kinds.items():
            rows = np.flatnonzero(cache.validation & (cache.rendered == drawn))
            if len(rows):
                error = crop_errors(network, cache, rows, size).mean(axis=1)
                said.append(f"{len(rows)} {kind}: error {error.mean():.4f} of the eyes' distance")
        return ", ".join(said)

    task = Task(
        network=build_network,
        stream=lambda size, batch, seed: FaceStream(cache, hands, options.data, size, batch, seed),
        loss=loss,
        validate=validate,
    )
    train(task, options_of(options, sizes=((0.0, 96), (0.4, SIZE))))


if __name__ == "__main__":
    main()
