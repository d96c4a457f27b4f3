"""What is measured of a network: how near it reads the points, how long it takes, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.hand_cache import HandCache
from training.pdj import box_diagonal, pdj
from training.train_hand import plain_crops
from training.trainer import normalise

CURVE: Final = tuple(round(0.02 * n, 2) for n in range(1, 16))  # shares at which the curves are taken
AT: Final = 0.1  # of CURVE: where claims are judged, as a share of the hand box's diagonal
PIXELS: Final = 128  # of a crop, in which Tishchenko & Vänskä count pixels
_NEAR: Final = 2.0  # pixels


@dataclass(frozen=True)
class Scores:
    """How near a network reads the points of some hands.

    Attributes:
        within: of each hand, the share of its points nearer than AT of its box's diagonal.
        pdj: at each of CURVE: share of points nearer than that share of the hand box's diagonal.
        pck: the same of the box's longer side (Vanherle et al.).
        near: share of points within 2 pixels of a crop of 128.
        mean: mean error, pixels of a crop of 128.
    """

    within: tuple[float, ...]
    pdj: tuple[float, ...]
    pck: tuple[float, ...]
    near: float
    mean: float

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Scores:
        """From what `dataclasses.asdict` made of one, read from JSON."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()
        }
        return cls(**values)

    @property
    def hands(self) -> int:
        """How many hands were read."""
        return len(self.within)

    @property
    def error(self) -> float:
        """Standard error of PDJ at AT, over the hands."""
        return float(np.std(self.within, ddof=1) / self.hands**0.5) if self.hands > 1 else float("nan")

    def at(self, share: float, curve: str = "pdj") -> float:
        """PDJ (or PCK) at one of CURVE."""
        figures: tuple[float, ...] = getattr(self, curve)
        return figures[CURVE.index(share)]


@torch.no_grad()
def read(network: nn.Module, images: Tensor) -> NDArray[np.float32]:
    """Points (N, 21, 2) in the unit square, of crops uint8 (N, S, S, 3)."""
    device = next(network.parameters()).device
    parts = [network(normalise(some, device)).xyz[..., :2].cpu() for some in images.split(64)]
    return torch.cat(parts).numpy() if parts else np.zeros((0, 21, 2), np.float32)


def score(found: NDArray[np.floating], truth: NDArray[np.floating]) -> Scores:
    """Compare points (N, P, 2) with the truth (N, P, >=2), both in the unit square."""
    gap = np.linalg.norm(np.asarray(found, np.float64) - np.asarray(truth, np.float64)[..., :2], axis=2)
    longer = np.ptp(np.asarray(truth, np.float64)[..., :2], axis=1).max(axis=1)
    relative, side = gap / box_diagonal(truth)[:, None], gap / longer[:, None]
    return Scores(
        within=tuple(float(share) for share in (relative < AT).mean(axis=1)),
        pdj=tuple(pdj(relative, at) for at in CURVE),
        pck=tuple(pdj(side, at) for at in CURVE),
        near=float((gap * PIXELS <= _NEAR).mean()),
        mean=float(gap.mean() * PIXELS),
    )


def measure(network: nn.Module, cache: HandCache, rows: NDArray[np.int64], size: int) -> Scores:
    """Read plain crops of a cache."""
    images, truth = plain_crops(cache, rows, size)
    return score(read(network, images), truth)


def multiplications(network: nn.Module, size: int) -> int:
    """Multiplications and additions of one picture of a size: those of convolutions and linear layers."""
    total = 0

    def count(module: nn.Module, inputs: tuple[Tensor, ...], out: Tensor) -> None:
        nonlocal total
        if isinstance(module, nn.ConvTranspose2d):
            total += module.weight.numel() * inputs[0].shape[2] * inputs[0].shape[3]
        elif isinstance(module, nn.Conv2d):
            total += module.weight.numel() * out.shape[2] * out.shape[3]
        elif isinstance(module, nn.Linear):
            total += module.weight.numel()

    hooks = [module.register_forward_hook(count) for module in network.modules()]
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, size, size))
    for hook in hooks:
        hook.remove()
    return total
