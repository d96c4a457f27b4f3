"""Checkpoints that survive a stop at any moment, and the schedule they carry on with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Schedule:
    """Learning rate and picture size as functions of the samples seen.

    Warm-up, a long constant stretch, a short decay (Hu et al. 2024, "warmup-stable-decay"): a later run can
    carry on from the checkpoint before the decay with more samples, where a cosine would have to start anew.

    Attributes:
        samples: samples after which training ends.
        peak: learning rate of the constant stretch.
        decay: share of the samples over which it falls to a fiftieth.
        sizes: (share of the samples from which on, picture size), ascending; small pictures first are cheaper.
        warmup: samples until the peak is reached.
    """

    samples: int
    peak: float
    decay: float = 0.3
    sizes: tuple[tuple[float, int], ...] = ((0.0, 96), (0.2, 128), (0.55, 160))
    warmup: int = 3000

    def rate(self, seen: int) -> float:
        """Learning rate after `seen` samples."""
        rising = min(1.0, (seen + 1) / self.warmup)
        left = max(0.0, min(1.0, (self.samples - seen) / (self.decay * self.samples)))
        return self.peak * rising * (0.02 + 0.98 * left)

    def size(self, seen: int) -> int:
        """Picture size after `seen` samples."""
        return [size for share, size in self.sizes if seen >= share * self.samples][-1]

    @property
    def decay_start(self) -> int:
        """Samples seen when the decay begins."""
        return int(self.samples * (1 - self.decay))


class Average:
    """Exponential moving average of a network's weights and statistics (Polyak averaging)."""

    def __init__(self, network: nn.Module, keep: float = 0.998) -> None:
        self.keep = keep
        self.state = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, steps: int) -> None:
        """Move toward the network. Early on the average is short, so that it forgets the random start."""
        keep = min(self.keep, (1 + steps) / (10 + steps))
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[name].lerp_(value, 1 - keep)
            else:
                self.state[name].copy_(value)


def save(path: Path, **parts: Any) -> None:
    """Write a checkpoint whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(parts, partial)
    os.replace(partial, path)


def read(path: Path) -> dict[str, Any]:
    """Read a checkpoint; tensors and plain values only.

    Raises:
        FileNotFoundError: there is none.
    """
    return torch.load(path, map_location="cpu", weights_only=True)


def load_matching(network: nn.Module, state: dict[str, Tensor]) -> int:
    """Copy into a network what fits it by name and shape. Returns how many tensors fitted."""
    own = network.state_dict()
    fitting = {name: value for name, value in state.items() if name in own and own[name].shape == value.shape}
    network.load_state_dict(fitting, strict=False)
    return len(fitting)
