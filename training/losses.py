"""What a keypoint network is punished for."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from detector.networks.finder import AXIS_X, AXIS_Y, CENTRE, LOG_SIZE, OFFSET_X, OFFSET_Y, RIGHT
from detector.networks.soft_argmax import Keypoints, cell_centres

# Weights of the terms beside the distance, which is in cells.
SPREAD = 0.1
DEPTH = 0.3
PRESENCE = 0.3
_SQUARE = 6.0  # weight of squares of pairs
_SIGMA = 0.8  # cells, of the heatmap targets


def heat_targets(points: Tensor, height: int, width: int) -> Tensor:
    """Gaussians around points (B, P, 2) of the unit square, as (B, P, H*W) that sum to one."""
    across = (cell_centres(width, points) - points[..., 0:1]) * width  # (B, P, W) cells
    down = (cell_centres(height, points) - points[..., 1:2]) * height
    square = down.square().unsqueeze(3) + across.square().unsqueeze(2)  # (B, P, H, W)
    return torch.softmax(-square.flatten(2) / (2 * _SIGMA**2), dim=2)


def place_loss(out: Keypoints, points: Tensor, weight: Tensor, cells: int, spread: float = SPREAD) -> Tensor:
    """Distance (in cells) + Laplace likelihood of the distance + depth, where `weight` (B, P) is not 0.

    Args:
        out: of a batch of B, P points.
        points: (B, P, 3) truth in the unit square.
        weight: (B, P), 0 where the truth is not known.
        cells: a crop's side in cells.
        spread: weight of the likelihood; 0 teaches no expected error.
    """
    points = torch.where(weight.unsqueeze(2) > 0, points, 0.5)
    total = weight.sum().clamp(min=1.0)
    offset = out.xyz[..., :2] - points[..., :2]
    distance = offset.abs().sum(2) * cells
    # The likelihood teaches the scale only: through the distance it would pull hard points away from the truth.
    error = offset.detach().norm(dim=2)
    likelihood = error * torch.exp(-out.log_scale) + out.log_scale
    depth = (out.xyz[..., 2] - points[..., 2]).abs() * cells
    return ((distance + spread * likelihood + DEPTH * depth) * weight).sum() / total


def heat_loss(heat: Tensor, points: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of heatmap logits (B, P, H, W) where `weight` (B, P) is not 0."""
    points = torch.where(weight.unsqueeze(2) > 0, points, 0.5)
    targets = heat_targets(points[..., :2], *heat.shape[2:])
    entropy = -(targets * torch.log_softmax(heat.flatten(2), dim=2)).sum(2)
    return (entropy * weight).sum() / weight.sum().clamp(min=1.0)


def pair_loss(out: Keypoints, points: Tensor, weight: Tensor, pairs: Sequence[tuple[int, int]]) -> Tensor:
    """How far the way from one point to another is off, where both of a pair are known: in cells, and the square of it.

    By distance alone the median is best, and the median mouth is shut: without the square no mouth ever opened.

    Args:
        out: of a batch of B, P points.
        points: (B, P, 3) truth in the unit square.
        weight: (B, P), 0 where the truth is not known.
        pairs: numbers of points.
    """
    a, b = (list(side) for side in zip(*pairs, strict=True))
    known = weight[:, a] * weight[:, b]
    true = torch.where(known.unsqueeze(2) > 0, points[:, a] - points[:, b], 0.0)
    off = (out.xyz[:, a] - out.xyz[:, b] - true)[..., :2] * out.heat.shape[3]
    cost = (off.abs() + _SQUARE * off.square()).sum(2)
    return (cost * known).sum() / known.sum().clamp(min=1.0)


def presence_loss(logits: Tensor, present: Tensor, known: Tensor) -> Tensor:
    """Cross-entropy of presences (B, Q), 0 or 1, where `known` is 1."""
    entropy = F.binary_cross_entropy_with_logits(logits, present, reduction="none") * known
    return PRESENCE * entropy.sum() / known.sum().clamp(min=1.0)


def keypoint_loss(
    out: Keypoints,
    points: Tensor,
    weight: Tensor,
    present: Tensor,
    present_known: Tensor,
    heat_weight: float = 0.2,
) -> Tensor:
    """What the shipped networks are punished for: place, heatmap and presence.

    Args:
        out: of a batch of B, P points, Q presences.
        points: (B, P, 3) truth in the unit square.
        weight: (B, P), 0 where the truth is not known.
        present: (B, Q) 0 or 1.
        present_known: (B, Q) 0 where presence is not known.
        heat_weight: weight of the heatmap's cross-entropy.
    """
    place = place_loss(out, points, weight, out.heat.shape[3])
    heat = heat_weight * heat_loss(out.heat, points, weight)
    return place + heat + presence_loss(out.presence, present, present_known)


def hand_map_loss(maps: Tensor, targets: Tensor, known: Tensor) -> Tensor:
    """Loss of the finder's hand maps: penalty-reduced focal loss of the centres (Law & Deng 2018; Zhou et al. 2019,
    alpha 2, beta 4), and distances of offset, size, axis and side where a hand's bump is high.

    Args:
        maps: (B, MAPS, H, W) of the network.
        targets: the same of `training.finder_data.hand_targets`; CENTRE holds bumps that reach 1.
        known: (B, H, W), 0 where it is not known whether there is a hand.
    """
    bump = targets[:, CENTRE]
    log_there = F.logsigmoid(maps[:, CENTRE])
    log_empty = F.logsigmoid(-maps[:, CENTRE])
    peak = (bump >= 0.999).float()
    there = -log_there * (1 - log_there.exp()).square() * peak
    empty = -log_empty * (1 - log_empty.exp()).square() * (1 - bump).pow(4) * (1 - peak)
    hands = peak.sum().clamp(min=1.0)
    centre = ((there + empty) * known).sum() / hands
    near = (bump > 0.5).float() * known
    cells = near.sum().clamp(min=1.0)
    wanted = targets[:, [OFFSET_X, OFFSET_Y, LOG_SIZE, AXIS_X, AXIS_Y]]
    gap = (maps[:, [OFFSET_X, OFFSET_Y, LOG_SIZE, AXIS_X, AXIS_Y]] - wanted).abs()
    side = F.binary_cross_entropy_with_logits(maps[:, RIGHT], targets[:, RIGHT], reduction="none")
    return centre + ((gap.sum(1) + 0.5 * side) * near).sum() / cells
