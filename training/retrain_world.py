"""The processes that train one network together: one, or those that `torchrun` started (DistributedDataParallel)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class World:
    """Attributes:
    rank: number of this process; 0 writes and tells.
    size: how many there are.
    threads: that this one may use.
    device: where it computes.
    """

    rank: int
    size: int
    threads: int
    device: torch.device

    def wrap(self, network: nn.Module) -> nn.Module:
        """The network, with gradients that are the mean of all processes'."""
        return DistributedDataParallel(network) if self.size > 1 else network

    def mean(self, value: float) -> float:
        """The mean of a number over all processes."""
        if self.size == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return float(total) / self.size

    def agree(self, value: Any) -> Any:
        """What process 0 has; the others wait for it."""
        if self.size == 1:
            return value
        box = [value]
        dist.broadcast_object_list(box, src=0)
        return box[0]


@contextmanager
def world() -> Iterator[World]:
    """This process's place among those that train together, as the environment of `torchrun` tells.

    Raises:
        ValueError: a batch cannot be shared among so many.
    """
    from training.retrain_batches import SHARDS

    size, rank, local = (int(os.environ.get(name, other)) for name, other in _PLACES)
    if SHARDS % size:
        raise ValueError(f"A batch cannot be shared among {size} processes: start 1, 2 or 4.")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    device = torch.device("cuda", local) if torch.cuda.is_available() else torch.device("cpu")
    place = World(rank, size, max(1, cores // size), device)
    if size == 1:
        yield place
        return
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield place
    finally:
        dist.destroy_process_group()


_PLACES = (("WORLD_SIZE", "1"), ("RANK", "0"), ("LOCAL_RANK", "0"))
