"""Retrainings on this computer: those that were begun, how one is begun, and what becomes of its process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from app.retraining.progress import (
    PROGRESS_FILE,
    REQUEST_FILE,
    WEIGHTS,
    Control,
    Progress,
    ProgressReader,
    Proof,
    Request,
    RetrainingError,
    State,
    Wish,
    read_control,
    read_proof,
    read_request,
    write_control,
)
from app.words import mark

MAX_RUNS: Final = 200
_MAX_SENTENCE: Final = 400
_FROZEN: Final = getattr(sys, "frozen", False)
COMMAND: Final = (sys.executable, "train") if _FROZEN else (sys.executable, "-m", "app.main", "train")


@dataclass(frozen=True)
class Run:
    """A retraining.

    Attributes:
        folder: its folder; the name begins with the date.
        request: what was asked.
        last: the last line of its progress; None if there is none yet.
        proof: before and after; None while it is not done.
    """

    folder: Path
    request: Request
    last: Progress | None
    proof: Proof | None

    @property
    def over(self) -> bool:
        """Whether it is done, failed or given up."""
        return self.last is not None and self.last.state.over

    @property
    def weights(self) -> Path | None:
        """Its weights folder, once it is done."""
        return self.folder / WEIGHTS if self.proof is not None and (self.folder / WEIGHTS).is_dir() else None


def list_runs(folder: Path) -> list[Run]:
    """The retrainings of a folder, the newest first; what is none is left out."""
    try:
        folders = sorted((entry for entry in folder.iterdir() if entry.is_dir()), reverse=True)[:MAX_RUNS]
    except OSError:
        return []
    return [run for run in map(read_run, folders) if run is not None]


def read_run(folder: Path) -> Run | None:
    """A retraining as its folder tells of it; None if it tells nothing."""
    request = read_request(folder)
    if request is None:
        return None
    lines = ProgressReader(folder).read()
    return Run(folder, request, lines[-1] if lines else None, read_proof(folder))


def new_folder(folder: Path, signer: str, now: datetime) -> Path:
    """Where a new retraining is to be."""
    name = "".join(sign for sign in signer if sign.isalnum())[:40] or "mine"
    return folder / f"{now:%Y%m%d-%H%M%S}-{name}"


class Trainer:
    """The process of one retraining. It goes on when the app ends; its folder tells of it then.

    Args:
        folder: where it is to be, or is carried on.
        request: what is asked.
        command: what to run; for tests.

    Raises:
        RetrainingError: it cannot be begun.
    """

    def __init__(self, folder: Path, request: Request, command: Sequence[str] = COMMAND) -> None:
        self.folder = folder
        signer = ("--signer", request.signer) if request.signer else ()
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process is over
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # What was wished of an earlier process of this folder is no wish of this one.
            if read_control(folder).wish is not Wish.RUN:
                write_control(folder, Control())
            self._process = subprocess.Popen(
                [
                    *command,
                    *request.recordings,
                    *("--strategy", request.strategy, "--preset", request.preset, "--seed", str(request.seed)),
                    *signer,
                    *("--run", str(folder)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                start_new_session=True,  # Ctrl-C in the app's terminal is not meant for it
            )
        except OSError as error:
            self._complaints.close()
            raise RetrainingError(f"The retraining cannot be begun ({error.strerror}): free space.") from error

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    @property
    def complaint(self) -> str:
        """What it said when it ended without telling its folder; empty if all went well or it still runs."""
        if self._process.poll() in (None, 0):
            return ""
        if self._complaints.closed:
            return ""
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return (lines[-1] if lines else "The retraining ended without a word: start it again.")[:_MAX_SENTENCE]

    def give_up(self) -> None:
        """End it: by its folder if it has one already, else at once."""
        if read_request(self.folder) is not None:
            ask(self.folder, Wish.CANCEL)
        else:
            self._process.terminate()


def quiet_s(folder: Path, now_s: float) -> float:
    """For how long a retraining has told nothing.

    Args:
        folder: its folder.
        now_s: seconds since 1970.
    """
    for name in (PROGRESS_FILE, REQUEST_FILE):
        try:
            return now_s - (folder / name).stat().st_mtime
        except OSError:
            continue
    return float("inf")


def ask(folder: Path, wish: Wish) -> None:
    """Say what a retraining is to do.

    Raises:
        RetrainingError: it cannot be written.
    """
    write_control(folder, Control(wish, read_control(folder).threads))


def tread_softly(folder: Path, threads: int | None) -> None:
    """Give a retraining so many threads, while a call is live; None: as many as it likes.

    Raises:
        RetrainingError: it cannot be written.
    """
    write_control(folder, Control(read_control(folder).wish, threads))


def state_words(run: Run) -> str:
    """Where a retraining is, in a word."""
    if run.last is None:
        return mark("begun")
    words = {
        State.DONE: mark("better") if run.proof is not None and run.proof.accepted else mark("not better"),
        State.FAILED: mark("failed"),
        State.CANCELLED: mark("given up"),
        State.PAUSED: mark("paused"),
    }
    return words.get(run.last.state, mark("not finished"))
