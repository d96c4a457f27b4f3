"""Train the finder: upper body and hands of a whole picture. `python -m training.train_finder --help`."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from detector.crops import HAND_MARGIN, frame_crop, hand_crop
from detector.networks.finder import FinderNetwork, Finding, read_hands
from detector.skeleton import SIDES, index
from training import finder_cache
from training.finder_data import FinderStream, cut
from training.labels import RENDERED_HANDS, RENDERED_SET
from training.losses import hand_map_loss, keypoint_loss
from training.trainer import Task, arguments, finder_folder, hand_folder, normalise, options_of, train

SIZE = 160  # pixels of a finished network's picture
THERE = 0.3  # chance from which on validation counts a hand as seen


def build_network() -> FinderNetwork:
    """The network that ships: 13 body points with a presence each, and the hand detector."""
    return FinderNetwork(finder_cache.POINTS)


@torch.no_grad()
def judge(network: nn.Module, pictures: list[finder_cache.FinderPicture], size: int, device: torch.device) -> str:
    """On whole letterboxed pictures: body error / shoulder width, hands found, hands seen where nothing is."""
    body_errors: list[float] = []
    found = right = hands = ghosts = 0
    for picture in pictures:
        height, width = picture.image.shape[:2]
        view = cut(picture, frame_crop(width, height), size)
        out: Finding = network(normalise(torch.from_numpy(np.ascontiguousarray(view.image[None, ..., :3])), device))
        shoulders = [index(f"{side}_shoulder") for side in SIDES]
        if np.isfinite(view.body[shoulders]).all():
            span = np.hypot(*(view.body[shoulders[0], :2] - view.body[shoulders[1], :2]))
            gap = np.linalg.norm(out.body.xyz[0, :, :2].cpu().numpy() - view.body[:, :2], axis=1) / span
            body_errors.extend(gap[np.isfinite(gap)])
        seen = read_hands(out.hands)[0].cpu().numpy()
        seen = seen[seen[:, 0] > THERE]
        if picture.kind == "empty":
            ghosts += len(seen) > 0
        for hand in view.hands:
            crop = hand_crop(hand.points * 1000, hand.side)
            if crop is None:
                continue
            hands += 1
            near = seen[
                np.hypot(seen[:, 1] - crop.x / 1000, seen[:, 2] - crop.y / 1000) < crop.side / HAND_MARGIN / 2000
            ]
            found += len(near) > 0
            right += len(near) > 0 and (near[0, 6] > 0.5) == (hand.side == "right")
    empty = sum(picture.kind == "empty" for picture in pictures)
    body = f"body error {np.median(body_errors):.3f} of shoulder width"
    return f"{body}, hands found {found}/{hands} ({right} on the right side), ghosts on {ghosts}/{empty} empty pictures"


def main() -> None:
    options = arguments(__doc__, samples=140_000, peak=2e-3).parse_args()
    folder = hand_folder(options)
    pictures = finder_cache.load(finder_folder(options))
    photographs = [name not in (RENDERED_SET, RENDERED_HANDS) for name in pictures.sets]
    held_out = [pictures[int(row)] for row in np.flatnonzero(pictures.validation & photographs)]

    def loss(network: nn.Module, batch: Any, device: torch.device) -> Tensor:
        out: Finding = network(normalise(batch.images, device))
        body = keypoint_loss(
            out.body,
            batch.points.to(device),
            batch.weight.to(device),
            batch.present.to(device),
            batch.present_known.to(device),
            # The local read-out has no gradient toward a far peak: the heatmap's own loss has to find it.
            heat_weight=1.0,
        )
        return 0.3 * body + hand_map_loss(out.hands, batch.hands.to(device), batch.hands_known.to(device))

    task = Task(
        network=build_network,
        stream=lambda size, batch, seed: FinderStream(finder_folder(options), folder, size, batch, seed),
        loss=loss,
        validate=lambda network, size, device: judge(network, held_out, size, device),
    )
    train(task, options_of(options, sizes=((0.0, 128), (0.3, SIZE))))


if __name__ == "__main__":
    main()
