"""What each of the literature's networks is punished for, stage by stage; points of weight 0 teach nothing."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from detector.networks.keypoint_network import CoordinateNetwork, KeypointNetwork, Stages
from detector.networks.paf import Fields
from detector.networks.registry import Description
from detector.networks.soft_argmax import cell_centres
from detector.people import LIMBS
from training.hand_data import CropBatch
from training.trainer import normalise

# Mean squares of a map are small where a bump is: over as many cells as there are in a map of 64 they count as one.
_CELLS: Final = 64.0**2
_BROAD: Final = 1.0  # cells either side of a limb


def bumps(points: Tensor, rows: int, columns: int, sigma: float, rounded: bool) -> Tensor:
    """Gaussians of height 1.

    Args:
        points: (B, P, >=2) in the unit square.
        rows: of the maps, H.
        columns: of the maps, W.
        sigma: standard deviation as a share of the width.
        rounded: they lie on the nearest cell's centre.

    Returns:
        (B, P, H, W).
    """
    x, y = points[..., 0:1], points[..., 1:2]
    if rounded:
        x = ((x * columns - 0.5).round() + 0.5) / columns
        y = ((y * rows - 0.5).round() + 0.5) / rows
    across = (cell_centres(columns, points) - x) / sigma  # (B, P, W)
    down = (cell_centres(rows, points) - y) / sigma * (rows / columns)
    return torch.exp(-(across.square().unsqueeze(2) + down.square().unsqueeze(3)) / 2)


def coordinate_loss(places: Tensor, points: Tensor, weight: Tensor) -> Tensor:
    """Mean squared distance of places (B, P, 2) to points (B, P, >=2), each of its weight (B, P)."""
    true = torch.where(weight.unsqueeze(2) > 0, points[..., :2], 0.5)
    return ((places - true).square().sum(2) * weight).sum() / weight.sum().clamp(min=1.0)


def map_loss(maps: Tensor, points: Tensor, weight: Tensor, sigma: float, rounded: bool) -> Tensor:
    """Mean squared error of maps (B, P or P + 1, H, W), each of its weight (B, P); the background's (the last of P + 1,
    what no bump takes) where all points are known."""
    true = torch.where(weight.unsqueeze(2) > 0, points[..., :2], 0.5)
    wanted = bumps(true, maps.shape[2], maps.shape[3], sigma, rounded)
    if maps.shape[1] > wanted.shape[1]:
        wanted = torch.cat([wanted, 1 - wanted.amax(dim=1, keepdim=True)], dim=1)
        weight = torch.cat([weight, weight.amin(dim=1, keepdim=True)], dim=1)
    square = (maps - wanted).square().mean((2, 3))
    return _CELLS * (square * weight).sum() / weight.sum().clamp(min=1.0)


def system_loss(one: Description, out: Stages, points: Tensor, weight: Tensor) -> Tensor:
    """The sum of what the paper punishes at each of its stages."""
    if one.sigma == 0:
        return torch.stack([coordinate_loss(places, points, weight) for places in out.outputs]).sum()
    return torch.stack([map_loss(maps, points, weight, one.sigma, one.rounded) for maps in out.outputs]).sum()


def hand_network_loss(one: Description, network: KeypointNetwork, batch: CropBatch, device: torch.device) -> Tensor:
    """The system's own loss and, ending at its pooled features, that of what a call needs besides."""
    points, weight = batch.points.to(device), batch.weight.to(device)
    present, right = batch.present.to(device), batch.right.to(device)
    out = network.stages(normalise(batch.images, device))
    read = network.read(out)
    total, known = weight.sum().clamp(min=1.0), torch.isfinite(right)
    true = torch.where(weight.unsqueeze(2) > 0, points, 0.0)
    loss = system_loss(one, out, points, weight)
    loss = loss + ((read.xyz[..., 2] - true[..., 2]).abs() * weight).sum() / total
    loss = loss + binary_cross_entropy_with_logits(read.presence[:, 0], present)
    if isinstance(network, CoordinateNetwork):
        error = (read.xyz[..., :2] - true[..., :2]).detach().norm(dim=2)
        loss = loss + ((error * torch.exp(-read.log_scale) + read.log_scale) * weight).sum() / total
    if known.any():
        loss = loss + binary_cross_entropy_with_logits(read.presence[known, 1], right[known])
    return loss


def limb_fields(points: Tensor, rows: int, columns: int) -> Tensor:
    """What the fields of people should be.

    Args:
        points: (N, K, 2) of N people in the unit square; NaN where not known.
        rows: of the fields, H.
        columns: of the fields, W.

    Returns:
        (2 L, H, W): the direction of each limb where it lies, the mean where limbs of people cross.
    """
    scale = points.new_tensor([columns, rows])
    first = points[:, [a for a, _ in LIMBS]] * scale - 0.5  # (N, L, 2) cells
    way = points[:, [b for _, b in LIMBS]] * scale - 0.5 - first
    length = way.norm(dim=2, keepdim=True)
    direction = way / length.clamp(min=1e-6)
    down, across = torch.meshgrid(
        torch.arange(rows, dtype=points.dtype), torch.arange(columns, dtype=points.dtype), indexing="ij"
    )
    cells = torch.stack([across, down], dim=2).view(1, 1, -1, 2) - first.unsqueeze(2)  # (N, L, H*W, 2)
    along = (cells * direction.unsqueeze(2)).sum(3)
    beside = (cells[..., 0] * direction[..., None, 1] - cells[..., 1] * direction[..., None, 0]).abs()
    on = (along >= -_BROAD) & (along <= length + _BROAD) & (beside <= _BROAD)  # False where a point is NaN
    field = torch.where(on.unsqueeze(3), torch.nan_to_num(direction).unsqueeze(2), 0.0).sum(0)  # (L, H*W, 2)
    field = field / on.sum(0).clamp(min=1).unsqueeze(2)
    return field.permute(0, 2, 1).reshape(2 * len(LIMBS), rows, columns)


def fields_loss(out: Fields, fields: Tensor, confidences: Tensor, known: Tensor) -> Tensor:
    """Squared errors of every stage, of what is labelled in a picture.

    Args:
        out: of a batch of B.
        fields: (B, 2 L, H, W) wanted.
        confidences: (B, K, H, W) wanted.
        known: (B, K), 0 for keypoints that nobody labelled in the picture: they and their limbs are taught nothing.
    """
    limbs = torch.stack([known[:, a] * known[:, b] for a, b in LIMBS], dim=1).repeat_interleave(2, dim=1)
    loss = fields.new_zeros(())
    for maps, wanted, weight in [
        *((stage, fields, limbs) for stage in out.fields),
        *((stage, confidences, known) for stage in out.confidences),
    ]:
        square = (maps - wanted).square().mean((2, 3))
        loss = loss + _CELLS * (square * weight).sum() / weight.sum().clamp(min=1.0)
    return loss
