"""The loop of a retraining, from top to bottom: batches, step, average, validate, keep; stopped anywhere it goes on."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from detector.networks.mobilenet import settle
from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork
from training import checkpoint
from training.hand_data import CropBatch
from training.losses import DEPTH, presence_loss
from training.retrain_batches import Hands, shards
from training.retrain_events import TRAINING, Reporter
from training.retrain_plan import Plateau, Preset, Stage, draw
from training.retrain_world import World
from training.train_hand import hand_loss
from training.trainer import normalise

_SAVE_EVERY_S: Final = 20.0
_VALIDATIONS: Final = 10  # where steps decide
_KEEP: Final = 0.99  # of the weights' average
_DECAY: Final = 0.02  # as in training from the start
_SMOOTH: Final = 0.95  # of the loss that is told


@dataclass(frozen=True)
class Validated:
    """How a network does on held-out hands.

    Attributes:
        loss: of the signer's.
        pdj: PDJ at 0.05 by whose hands they are.
    """

    loss: float
    pdj: dict[str, float]


def mse_loss(out: Keypoints, batch: CropBatch) -> Tensor:
    """The paper's: squared distance, here in cells, of the points; with what a call needs besides, whether there is a
    hand and which."""
    device = out.xyz.device
    weight = batch.weight.to(device)
    there = weight.unsqueeze(2) > 0
    gap = torch.where(there, (out.xyz - batch.points.to(device)) * out.heat.shape[3], 0.0).square()
    square = gap[..., :2].sum(2) + DEPTH * gap[..., 2]
    present, right = batch.present.to(device), batch.right.to(device)
    known = torch.stack([torch.ones_like(present), torch.isfinite(right).float()], 1)
    truth = torch.stack([present, torch.nan_to_num(right)], 1)
    return (square * weight).sum() / weight.sum().clamp(min=1.0) + presence_loss(out.presence, truth, known)


LOSSES: Final[dict[str, Callable[[Keypoints, CropBatch], Tensor]]] = {"keypoints": hand_loss, "mse": mse_loss}


def train(
    network: SoftArgmaxNetwork,
    hands: Hands,
    stages: Sequence[Stage],
    preset: Preset,
    seed: int,
    validate: Callable[[nn.Module], Validated],
    reporter: Reporter,
    kept: Path,
    world: World,
) -> SoftArgmaxNetwork:
    """Train a network on, stage after stage.

    Args:
        network: with trained weights; on its device.
        hands: what the stages' rows name.
        stages: in order.
        preset: how.
        seed: of all chance.
        validate: measures a network.
        reporter: told where it is; asked what to do at every step.
        kept: where the state is kept; what is there is carried on from.
        world: the processes that train together.

    Returns:
        The averaged network, or that of the best epoch where epochs decide.

    Raises:
        CancelledError: it is to be given up.
        OSError: the state cannot be written.
    """
    cv2.setNumThreads(0)
    settle(network)
    network.train()
    loop = _Loop(network, hands, stages, preset, seed, validate, reporter, kept, world)
    with ThreadPoolExecutor(1) as helper:
        while loop.stage < len(stages):
            loop.run_step(helper)
    return loop.answer()


class _Loop:
    """The state of the loop, and one step of it."""

    def __init__(
        self,
        network: SoftArgmaxNetwork,
        hands: Hands,
        stages: Sequence[Stage],
        preset: Preset,
        seed: int,
        validate: Callable[[nn.Module], Validated],
        reporter: Reporter,
        kept: Path,
        world: World,
    ) -> None:
        self._network, self._hands, self._stages, self._preset, self._seed = network, hands, stages, preset, seed
        self._validate, self._reporter, self._kept, self._world = validate, reporter, kept, world
        self._device = next(network.parameters()).device
        self._loss_of = LOSSES[preset.loss]
        self._model = world.wrap(network)
        self._judge = copy.deepcopy(network).eval()
        self._all_steps = sum(self._last(stage) for stage in stages)
        self.stage = self._step = 0
        self._coming: Future[list[CropBatch]] | None = None
        self._begin_stage()
        self._smooth: float | None = None
        self._saved = time.monotonic()
        if kept.exists():
            self._load()

    def _begin_stage(self) -> None:
        weights = [p for p in self._network.parameters() if p.ndim > 1]
        others = [p for p in self._network.parameters() if p.ndim <= 1]
        # The paper's Adam decays nothing.
        decay = _DECAY if self._preset.steps else 0.0
        groups = [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
        stage = min(self.stage, len(self._stages) - 1)
        self._optimiser = torch.optim.AdamW(groups, lr=self._stages[stage].rate)
        self._average = checkpoint.Average(self._network, _KEEP)
        self._plateau = Plateau(self._stages[stage].rate)
        self._best: dict[str, Tensor] = {}

    def run_step(self, helper: ThreadPoolExecutor) -> None:
        """Learn from one batch, and judge where it is time to; or begin the next stage."""
        stage = self._stages[self.stage]
        if self._step and self._step % stage.steps == 0 and (self._plateau.over or self._step == self._last(stage)):
            self._network.load_state_dict(self._answer_state())
            self.stage, self._step, self._coming = self.stage + 1, 0, None
            self._begin_stage()
            self._save()
            return
        wish = self._reporter.obey(self._save)
        threads = min(wish.threads or self._world.threads, self._world.threads)
        # One of several makes the next batch; while a call is live none does.
        torch.set_num_threads(max(1, threads - 1))
        parts = self._coming.result() if self._coming else self._parts(self._step)
        more = self._step + 1 < self._last(stage) and threads > 1
        self._coming = helper.submit(self._parts, self._step + 1) if more else None
        rate, epoch = self._rate(stage), self._step // stage.steps + 1
        loss = self._learn(parts, rate)
        self._smooth = loss if self._smooth is None else _SMOOTH * self._smooth + (1 - _SMOOTH) * loss
        self._step += 1
        done = sum(self._last(before) for before in self._stages[: self.stage]) + self._step
        judged = self._judged(stage, done)
        self._reporter.tell(
            TRAINING,
            done / self._all_steps,
            always=judged is not None,
            stage=self.stage + 1,
            stages=len(self._stages),
            epoch=epoch,
            rate=rate,
            loss=self._smooth,
            **({"validation_loss": judged.loss, "pdj": judged.pdj} if judged else {}),
        )
        if time.monotonic() - self._saved > _SAVE_EVERY_S:
            self._save()

    @staticmethod
    def _last(stage: Stage) -> int:
        return stage.steps * stage.epochs

    def answer(self) -> SoftArgmaxNetwork:
        """The network as the last stage left it."""
        return self._network.eval()

    def _answer_state(self) -> dict[str, Tensor]:
        return self._average.state if self._preset.steps else self._best or self._network.state_dict()

    def _parts(self, step: int) -> list[CropBatch]:
        """The shards of a step's batch that this process makes."""
        stage, seed = self._stages[self.stage], (self._seed, self.stage)
        new, old = draw(self._preset, stage, step, seed)
        rows = np.random.default_rng([*seed, step, 1]).permutation(np.concatenate([new, old]))
        own = shards(rows, self._world.rank, self._world.size)
        return [self._hands.batch(some, (*seed, step, 2, n)) for n, some in own]

    def _rate(self, stage: Stage) -> float:
        if not self._preset.steps:
            return self._plateau.rate
        return stage.rate * min(1.0, (self._step + 1) / max(1, self._preset.warm))

    def _learn(self, parts: list[CropBatch], rate: float) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        out: Keypoints = self._model(normalise(torch.cat([part.images for part in parts]), self._device))
        ends = np.cumsum([len(part.images) for part in parts])
        # Every shard counts alike, whichever process has it: what is learnt does not depend on their number.
        losses = [
            self._loss_of(Keypoints(*(field[end - len(part.images) : end] for field in out)), part)
            for end, part in zip(ends, parts, strict=True)
        ]
        loss = torch.stack(losses).mean()
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 5.0)
        self._optimiser.step()
        self._average.update(self._network, self._step + 1)
        return self._world.mean(float(loss.detach()))

    def _judged(self, stage: Stage, done: int) -> Validated | None:
        ends_epoch = self._step % stage.steps == 0
        if self._preset.steps:
            every = max(1, self._all_steps // _VALIDATIONS)
            if done % every and done != self._all_steps:
                return None
        elif not ends_epoch:
            return None
        state = self._average.state if self._preset.steps else self._network.state_dict()
        self._judge.load_state_dict(state)
        judged = self._validate(self._judge)
        if not self._preset.steps:
            self._plateau = self._plateau.after(judged.loss)
            if self._plateau.improved:
                self._best = {name: value.detach().clone() for name, value in state.items()}
        return judged

    def _save(self) -> None:
        self._saved = time.monotonic()
        if self._world.rank:
            return
        checkpoint.save(
            self._kept,
            network=self._network.state_dict(),
            optimiser=self._optimiser.state_dict(),
            average=self._average.state,
            best=self._best,
            plateau=asdict(self._plateau),
            stage=self.stage,
            step=self._step,
            time_s=self._reporter.time_s,
        )
        os.chmod(self._kept, 0o600)

    def _load(self) -> None:
        state: dict[str, Any] = checkpoint.read(self._kept)
        self.stage, self._step = state["stage"], state["step"]
        self._begin_stage()
        self._network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._average.state = {name: value.to(self._device) for name, value in state["average"].items()}
        self._best, self._plateau = state["best"], Plateau(**state["plateau"])
