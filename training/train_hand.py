"""Train the hand landmark network; stops and resumes anywhere. `python -m training.train_hand --help`."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from training import hand_cache
from training.augment import CropJitter, random_affine
from training.hand_data import CropBatch, HandStream, transform_points
from training.losses import keypoint_loss
from training.pdj import pdj, relative_error
from training.trainer import Task, arguments, hand_folder, normalise, options_of, train

SIDE = 0.6  # weight of the loss of whose hand it is; the distance is in cells
SIZE = 160  # pixels of a finished network's crop


def build_network() -> SoftArgmaxNetwork:
    """The network that ships: 21 points, whether there is a hand and whether it appears as a right one,
    MobileNetV2-0.5 with half as many channels again where they are coarse."""
    return SoftArgmaxNetwork(points=21, presences=2, channels=96, deep=1.5)


def plain_crops(cache: hand_cache.HandCache, rows: NDArray[np.int64], size: int) -> tuple[Tensor, NDArray[np.float32]]:
    """The crops a perfect tracker would cut: images uint8 (N, S, S, 3) on black, and points (N, 21, 3)."""
    matrix = _plain(size)
    images = np.empty((len(rows), size, size, 3), np.uint8)
    for i, row in enumerate(rows):
        rgba = cv2.warpAffine(cache.images[row], matrix, (size, size), flags=cv2.INTER_LINEAR).astype(np.uint16)
        images[i] = rgba[..., :3] * rgba[..., 3:] // 255
    return torch.from_numpy(images), plain_points(cache, rows)


def plain_points(cache: hand_cache.HandCache, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """The points (N, 21, 3) of such crops in their unit square, of whatever size they are."""
    return transform_points(cache.points[rows], _plain(hand_cache.SIZE), hand_cache.SIZE, hand_cache.SIZE)


def _plain(size: int) -> NDArray[np.float64]:
    still = CropJitter(turn=0.0, any_turn=0.0, scale=(1.0, 1.0), shift=0.0)
    return random_affine(np.random.default_rng(0), still, hand_cache.PLAIN, hand_cache.SIZE, size)


@torch.no_grad()
def crop_errors(
    network: nn.Module, cache: hand_cache.HandCache, rows: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """Errors (N, 21) of a network on plain crops, as shares of the hand box's diagonal."""
    device = next(network.parameters()).device
    images, points = plain_crops(cache, rows, size)
    parts = [network(normalise(images[i : i + 64], device)).xyz.cpu() for i in range(0, len(images), 64)]
    return relative_error(torch.cat(parts).numpy(), points)


@torch.no_grad()
def side_accuracy(network: nn.Module, cache: hand_cache.HandCache, rows: NDArray[np.int64], size: int) -> float:
    """Share of plain crops, each as it is and mirrored, whose side a network tells."""
    device = next(network.parameters()).device
    images, _ = plain_crops(cache, rows, size)
    told: list[Tensor] = []
    for i in range(0, len(images), 64):
        crops = normalise(images[i : i + 64], device)
        told += [network(crops).presence[:, 1] > 0, network(crops.flip(3)).presence[:, 1] < 0]
    return float(torch.cat(told).float().mean())


def hand_loss(out: Keypoints, batch: CropBatch) -> Tensor:
    """What the network is punished for, on one batch, on its device."""
    device = out.xyz.device
    present, right = batch.present.to(device).unsqueeze(1), batch.right.to(device)
    there = out._replace(presence=out.presence[:, :1])
    loss = keypoint_loss(there, batch.points.to(device), batch.weight.to(device), present, torch.ones_like(present))
    known = torch.isfinite(right)
    if not known.any():
        return loss
    return loss + SIDE * binary_cross_entropy_with_logits(out.presence[known, 1], right[known])


def main() -> None:
    options = arguments(__doc__, samples=320_000, peak=2.5e-3).parse_args()
    folder = hand_folder(options)
    cache = hand_cache.load(folder)
    rows = np.flatnonzero(cache.validation & cache.shows_hand)

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        return hand_loss(network(normalise(batch.images, device)), batch)

    def validate(network: nn.Module, size: int, device: torch.device) -> str:
        error = crop_errors(network, cache, rows, size)
        sides = side_accuracy(network, cache, rows, size)
        return f"side {sides:.3f} PDJ 0.05 {pdj(error, 0.05):.3f} 0.1 {pdj(error, 0.1):.3f}"

    task = Task(
        network=build_network,
        stream=lambda size, batch, seed: HandStream(folder, options.data, size, batch, seed),
        loss=loss,
        validate=validate,
    )
    # The smallest pictures teach the first steps cheapest; a trained network would have to unlearn them again.
    sizes = ((0.0, 128), (0.3, SIZE)) if options.start else ((0.0, 96), (0.2, 128), (0.55, SIZE))
    train(task, options_of(options, sizes))


if __name__ == "__main__":
    main()
