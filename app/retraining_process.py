"""The process of a retraining, as its folder tells of it and is told what to do (`app.retraining.progress`)."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app.retraining.progress import (
    Progress,
    ProgressWriter,
    Proof,
    ProofRow,
    State,
    read_control,
    write_proof,
)
from app.retraining.progress import Wish as Wished
from training.retrain_events import Said, Wish

if TYPE_CHECKING:
    from training.retrain import Outcome


class Silent:
    """Watches for nobody: the processes of `torchrun` that only help."""

    def tell(self, said: Said) -> None:
        """Keep it to oneself."""

    def wish(self) -> Wish:
        """Go on."""
        return Wish()


class FolderWatcher:
    """Watches a retraining for whoever reads its folder. Use as a context manager.

    Args:
        folder: of the retraining.

    Raises:
        RetrainingError: nothing can be written there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = ProgressWriter(folder)
        self._last = Said("preparing", 0.0, 0.0)

    def tell(self, said: Said) -> None:
        """Add a line of progress."""
        if said.state == State.PAUSED:
            said = Said(said.state, said.time_s, self._last.done)
        self._last = said
        self._lines.add(
            Progress(
                time_s=round(said.time_s, 2),
                state=State(said.state),
                stage=said.stage,
                stages=said.stages,
                done=round(said.done, 4),
                left_s=None if said.left_s is None else round(said.left_s, 1),
                loss=said.loss,
                validation_loss=said.validation_loss,
                pdj=said.pdj,
                epoch=said.epoch,
                rate=said.rate,
                sentence=said.sentence,
            )
        )

    def say(self, sentence: str) -> None:
        """Add a sentence for people."""
        self._lines.add(Progress(self._last.time_s, State(self._last.state), done=self._last.done, sentence=sentence))

    def wish(self) -> Wish:
        """What `control.json` asks for."""
        control = read_control(self._folder)
        return Wish(control.wish is Wished.PAUSE, control.wish is Wished.CANCEL, control.threads)

    def done(self, outcome: Outcome) -> None:
        """Write the proof, then that it is done."""
        rows = [ProofRow(row.name, row.frames, *row.figures) for row in outcome.rows]
        proof = Proof(outcome.verdict.accepted, outcome.verdict.why, tuple(rows), outcome.pictures)
        write_proof(self._folder, proof)
        self._lines.add(Progress(outcome.time_s, State.DONE, done=1.0, left_s=0.0, sentence=proof.why))

    def failed(self, sentence: str) -> None:
        """Say that it cannot go on, and why."""
        self._lines.add(Progress(self._last.time_s, State.FAILED, done=self._last.done, sentence=sentence))

    def cancelled(self) -> None:
        """Say that it was given up."""
        self._lines.add(Progress(self._last.time_s, State.CANCELLED, done=self._last.done))

    def __enter__(self) -> FolderWatcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()
