"""MobileNetV2 with a light feature pyramid and soft-argmax: the landmark network of a call."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from detector.networks.mobilenet import ConvNorm, MobileNetV2, init_weights

STRIDE = 8  # of the heatmaps
_LOCAL_RADIUS = 2.5  # cells around the peak that a local read-out averages over


class Keypoints(NamedTuple):
    """What a keypoint network says of a batch of B crops with P points and Q presences.

    Attributes:
        xyz: (B, P, 3): u, v in the unit square of the crop, z in crop sides.
        log_scale: (B, P) natural logarithm of the expected distance to the truth, in crop sides.
        presence: (B, Q) logits.
        heat: (B, P, H, W) logits of where each point is.
    """

    xyz: Tensor
    log_scale: Tensor
    presence: Tensor
    heat: Tensor


def cell_centres(size: int, like: Tensor) -> Tensor:
    """Centres of `size` cells that tile 0..1, shape (size,)."""
    return (torch.arange(size, dtype=like.dtype, device=like.device) + 0.5) / size


def attend(heat: Tensor, local: bool) -> tuple[Tensor, Tensor]:
    """Where each heatmap points to.

    Args:
        heat: (B, P, H, W) logits.
        local: look only around the highest cell.

    Returns:
        Attention (B, P, H*W), which sums to one, and its mean place (B, P, 2) in the unit square.
    """
    attention = torch.softmax(heat.flatten(2), dim=2)
    height, width = heat.shape[2:]
    across = cell_centres(width, heat).repeat(height)  # (H*W,)
    down = cell_centres(height, heat).repeat_interleave(width)
    if local:
        peak = attention.argmax(dim=2, keepdim=True)  # (B, P, 1)
        near = ((across - across[peak]) * width).square() + ((down - down[peak]) * height).square()
        attention = attention * (near <= _LOCAL_RADIUS**2)
        attention = attention / attention.sum(dim=2, keepdim=True)
    return attention, torch.stack([(attention * across).sum(2), (attention * down).sum(2)], dim=2)


class SoftArgmaxNetwork(nn.Module):
    """Crops to keypoints.

    MobileNetV2 -> feature pyramid (strides 8, 16, 32 to `channels`) -> one map per point at stride 8, read by
    soft-argmax (Luvizon et al. 2019; DSNT, Nibali et al. 2018); depth and expected error are read from maps of
    their own under the same attention.

    Args:
        points: number of keypoints P.
        presences: number of yes/no outputs Q.
        width: depth multiplier of MobileNetV2.
        channels: of the pyramid.
        deep: further multiplier of the backbone's coarse groups.
        local: read each point only around its highest cell. For a finder, whose map may have a second peak (the
            other hand), between which a plain soft-argmax would answer with the middle.
    """

    def __init__(
        self,
        points: int,
        presences: int,
        width: float = 0.5,
        channels: int = 64,
        deep: float = 1.0,
        local: bool = False,
    ) -> None:
        super().__init__()
        self.points, self.local = points, local
        self.backbone = MobileNetV2(width, deep)
        self.lateral = nn.ModuleList(ConvNorm(c, channels, act=False) for c in self.backbone.channels)
        self.smooth = nn.ModuleList(self.separable(channels) for _ in range(3))
        self.head = nn.Sequential(self.separable(channels), self.separable(channels))
        self.heat = nn.Conv2d(channels, points, 1)
        self.depth = nn.Conv2d(channels, points, 1)
        self.scale = nn.Conv2d(channels, points, 1)
        self.presence = nn.Linear(self.backbone.channels[-1] + channels, presences)
        init_weights(self)
        for conv in (self.heat, self.depth, self.scale):
            nn.init.normal_(conv.weight, std=0.01)

    @staticmethod
    def separable(channels: int) -> nn.Module:
        return nn.Sequential(ConvNorm(channels, channels, 3, groups=channels), ConvNorm(channels, channels))

    def forward(self, x: Tensor) -> Keypoints:
        """Normalised images (B, 3, S, S), roughly -1..1, S a multiple of 32."""
        return self.read(*self.features(x))

    def features(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Images to the finest features (B, channels, S/8, S/8) and a pooled vector of the coarsest ones."""
        maps = self.backbone(x)
        top = self.smooth[2](self.lateral[2](maps[2]))
        merged = top
        for level in (1, 0):
            merged = F.interpolate(merged, scale_factor=2.0, mode="nearest")
            merged = self.smooth[level](merged + self.lateral[level](maps[level]))
        pooled = torch.cat([maps[2].mean((2, 3)), top.mean((2, 3))], dim=1)
        # What is read from them is too fine for half precision.
        return self.head(merged).float(), pooled.float()

    def read(self, features: Tensor, pooled: Tensor) -> Keypoints:
        """Keypoints from what `features` returned."""
        heat = self.heat(features)  # (B, P, H, W)
        attention, place = attend(heat, self.local)
        z = (attention * self.depth(features).flatten(2)).sum(2)
        xyz = torch.cat([place, z.unsqueeze(2)], dim=2)
        log_scale = (attention * self.scale(features).flatten(2)).sum(2) - 3.0  # starts near an error of 1/20 crop
        return Keypoints(xyz, log_scale, self.presence(pooled), heat)
