"""How a network does while it is retrained, and how much of its start it keeps in the end."""

from __future__ import annotations

import copy
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from training import proof
from training.hand_cache import HandCache
from training.hand_data import CropBatch
from training.pdj import pdj, relative_error
from training.retrain_data import Material
from training.retrain_loop import LOSSES, Validated
from training.retrain_plan import Preset
from training.train_hand import SIZE, plain_crops
from training.trainer import normalise

_JUDGED: Final = 64  # hands of the signer, and of others, that are judged while training
_APART: Final = 6  # one hand of so many of the replay is kept apart


class Judge:
    """Measures a network on held-out hands, together with the start as it will be blended at the end.

    Weights between those of the start and those that learnt only the new are better on both than either (Wortsman et
    al. 2022, "WiSE-FT").

    Args:
        network: the start.
        begin: its weights.
        preset: how it is trained.
        material: the signer's hands, and those of the others known.
        replay: rendered hands.
        apart: (N,) which of these the blend is chosen by; none: it is the preset's first.

    Attributes:
        network: the blended one.
    """

    def __init__(
        self,
        network: SoftArgmaxNetwork,
        begin: dict[str, torch.Tensor],
        preset: Preset,
        material: Material,
        replay: HandCache,
        apart: NDArray[np.bool_],
    ) -> None:
        self.network = copy.deepcopy(network).eval()
        self._begin, self._preset = begin, preset
        groups = {"signer": material.validation} | material.others
        if not material.others:
            groups["others"] = replay
        share = max(1, _JUDGED // max(1, len(groups) - 1))
        self._crops = {
            name: plain_crops(cache, _some(measured(cache), _JUDGED if name == "signer" else share), SIZE)
            for name, cache in groups.items()
        }
        self._apart = plain_crops(replay, np.flatnonzero(apart), SIZE)

    def settle(self, network: nn.Module) -> None:
        """Take over a network's weights, with as little of the start as leaves others as well read as before."""
        if not len(self._apart[1]):
            self.blend(network, self._preset.keep[0])
            return
        self.blend(network, 1.0)
        before = self._pdj(self._apart)
        for keep in self._preset.keep:
            self.blend(network, keep)
            if self._pdj(self._apart) >= before - proof.MAY_LOSE:
                return

    def blend(self, network: nn.Module, keep: float) -> None:
        """Take over a network's weights, with a share of the start's."""
        self.network.load_state_dict(
            {
                name: torch.lerp(value, self._begin[name], keep) if value.is_floating_point() else value
                for name, value in network.state_dict().items()
            }
        )

    @torch.no_grad()
    def __call__(self, network: nn.Module) -> Validated:
        self.blend(network, self._preset.keep[0])
        device = next(self.network.parameters()).device
        errors: dict[str, list[NDArray[np.float64]]] = {"signer": [], "others": []}
        losses: list[float] = []
        for name, (images, points) in self._crops.items():
            for i in range(0, len(images), 32):
                truth = torch.from_numpy(points[i : i + 32])
                out: Keypoints = self.network(normalise(images[i : i + 32], device))
                errors["signer" if name == "signer" else "others"].append(
                    relative_error(out.xyz.cpu().numpy(), points[i : i + 32])
                )
                if name == "signer":
                    count = len(truth)
                    batch = CropBatch(
                        images[i : i + 32], truth, torch.ones(count, 21), torch.ones(count), torch.ones(count)
                    )
                    losses += [float(LOSSES[self._preset.loss](out, batch))] * count
        return Validated(
            float(np.mean(losses)), {name: pdj(np.concatenate(some), 0.05) for name, some in errors.items()}
        )

    @torch.no_grad()
    def _pdj(self, crops: tuple[torch.Tensor, NDArray[np.float32]]) -> float:
        device = next(self.network.parameters()).device
        images, points = crops
        found = [self.network(normalise(some, device)).xyz.cpu().numpy() for some in images.split(32)]
        return pdj(relative_error(np.concatenate(found), points), 0.05)


def kept_apart(replay: HandCache) -> NDArray[np.bool_]:
    """(N,) which hands of the replay are neither learnt nor measured in the proof: by them the blend is chosen."""
    apart = np.zeros(len(replay.points), bool)
    apart[np.flatnonzero(replay.shows_hand & ~replay.validation)[::_APART]] = True
    return apart


def measured(cache: HandCache) -> NDArray[np.int64]:
    """The rows that are measured: hands; of a cache with rows that are held out, those."""
    rows = cache.shows_hand & cache.validation
    return np.flatnonzero(rows if rows.any() else cache.shows_hand)


def _some(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """So many of the rows, evenly."""
    return rows[:: max(1, -(-len(rows) // count))]
