"""Train the finder: upper body and coarse hands of a whole picture. `python -m training.train_finder --help`."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from detector.crops import frame_crop
from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from detector.skeleton import BODY_POINTS, SIDES
from training import finder_cache
from training.checkpoint import Schedule
from training.finder_data import FinderStream, cut
from training.losses import keypoint_loss
from training.pdj import relative_error
from training.trainer import Options, Task, arguments, hand_folder, normalise, train

SIZE = 160  # pixels of a finished network's picture


def build_network() -> SoftArgmaxNetwork:
    """The network that ships: 13 body and 2 x 21 hand points, a presence for each body point and each hand."""
    return SoftArgmaxNetwork(points=finder_cache.POINTS, presences=finder_cache.PRESENCES, local=True)


@torch.no_grad()
def judge(network: nn.Module, pictures: list[finder_cache.FinderPicture], size: int, device: torch.device) -> str:
    """On whole letterboxed pictures: body error / shoulder width, hands found, ghost hands."""
    body_errors: list[float] = []
    found = hands = ghosts = empty = 0
    for picture in pictures:
        height, width = picture.image.shape[:2]
        image, points, present = cut(picture, frame_crop(width, height), size)
        out: Keypoints = network(normalise(torch.from_numpy(image[None]), device))
        xyz, presence = out.xyz[0].cpu().numpy(), out.presence[0].cpu().numpy()
        truth = points[finder_cache.BODY]
        shoulders = [BODY_POINTS.index(f"{side}_shoulder") for side in SIDES]
        if np.isfinite(truth[shoulders]).all():
            span = np.hypot(*(truth[shoulders[0], :2] - truth[shoulders[1], :2]))
            gap = np.linalg.norm(xyz[finder_cache.BODY, :2] - truth[:, :2], axis=1) / span
            body_errors.extend(gap[np.isfinite(gap)])
        for n, side in enumerate(SIDES):
            slot = len(BODY_POINTS) + n
            if present[slot] == 1 and np.isfinite(points[finder_cache.HANDS[side]]).all():
                hands += 1
                error = relative_error(xyz[finder_cache.HANDS[side]], points[finder_cache.HANDS[side]])
                found += int(presence[slot] > 0 and np.median(error) < 0.25)
            elif present[slot] == 0:
                empty += 1
                ghosts += int(presence[slot] > 0)
    body = f"body error {np.median(body_errors):.3f} of shoulder width"
    return f"{body}, hands found {found}/{hands}, ghosts {ghosts}/{empty}"


def main() -> None:
    options = arguments(__doc__, samples=140_000, peak=2e-3).parse_args()
    folder = hand_folder(options)
    held_out = [p for p in finder_cache.load(options.data) if p.validation]

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out: Keypoints = network(normalise(batch.images, device))
        # The local read-out has no gradient toward a far peak: the heatmap's own loss has to find it.
        return keypoint_loss(
            out,
            batch.points.to(device),
            batch.weight.to(device),
            batch.present.to(device),
            batch.present_known.to(device),
            heat_weight=1.0,
        )

    task = Task(
        network=build_network,
        stream=lambda size, batch, seed: FinderStream(options.data, options.rendered, folder, size, batch, seed),
        loss=loss,
        validate=lambda network, size, device: judge(network, held_out, size, device),
    )
    schedule = Schedule(options.samples, options.peak, sizes=((0.0, 128), (0.5, SIZE)))
    train(task, Options(options.run, schedule, options.threads, options.workers, options.seed, options.start))


if __name__ == "__main__":
    main()
