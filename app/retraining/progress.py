"""The folder through which a retraining and whoever watches it talk: files alone, each of one writer.

    request.json     what was asked; written first, in one step           by the process
    control.json     go on, pause or give up; replaced in one step        by who watches
    progress.jsonl   only ever added to, an object a line                 by the process
    proof.json       before and after; written in one step                by the process
    pictures/*.png   before beside after                                  by the process
    weights/         a whole weights folder (`detector.weights`)          by the process

Readers stop at nothing: what is damaged, unknown or too large is left out. Folder and files are their owner's alone.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from training.recording_lines import MAX_LINE, LineWriter

REQUEST_FILE: Final = "request.json"
CONTROL_FILE: Final = "control.json"
PROGRESS_FILE: Final = "progress.jsonl"
PROOF_FILE: Final = "proof.json"
PICTURES: Final = "pictures"
WEIGHTS: Final = "weights"
MAX_FILE_BYTES: Final = 1 << 20
MAX_PROGRESS_BYTES: Final = 32 << 20
MAX_TEXT: Final = 500
MAX_ROWS: Final = 200


class RetrainingError(ValueError):
    """A retraining cannot be begun, read or used; the message is one sentence for people."""


class State(StrEnum):
    """Where a retraining is. Nothing follows `DONE`, `FAILED` and `CANCELLED`."""

    PREPARING = "preparing"
    TRAINING = "training"
    PROVING = "proving"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing follows."""
        return self in (State.DONE, State.FAILED, State.CANCELLED)


class Wish(StrEnum):
    """What whoever watches wants."""

    RUN = "run"
    PAUSE = "pause"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Request:
    """What was asked.

    Attributes:
        strategy: ``series``, ``united`` or ``mixed``.
        preset: ``fast`` or ``paper``.
        signer: whose recordings they are, as the signer wants to be called; may be empty.
        recordings: their folders.
        seed: of all chance.
    """

    strategy: str
    preset: str
    signer: str
    recordings: tuple[str, ...]
    seed: int = 0


@dataclass(frozen=True)
class Control:
    """What the process is to do from now on.

    Attributes:
        wish: go on, pause or give up.
        threads: at most so many threads; None: as many as it likes. One while a call is live.
    """

    wish: Wish = Wish.RUN
    threads: int | None = None


@dataclass(frozen=True)
class Progress:
    """One line of `progress.jsonl`. What does not apply is None.

    Attributes:
        time_s: seconds since the retraining began, pauses left out.
        state: where it is.
        stage: number of the stage, from 1.
        stages: how many there are.
        done: share of all that is done, 0..1.
        left_s: seconds until it is over, estimated.
        loss: training loss.
        validation_loss: loss on held-out frames.
        pdj: PDJ at 0.05 by group, e.g. ``signer`` and ``others``.
        epoch: number of the epoch, from 1.
        rate: learning rate.
        sentence: for people.
    """

    time_s: float
    state: State
    stage: int | None = None
    stages: int | None = None
    done: float | None = None
    left_s: float | None = None
    loss: float | None = None
    validation_loss: float | None = None
    pdj: Mapping[str, float] = field(default_factory=dict)
    epoch: int | None = None
    rate: float | None = None
    sentence: str = ""


@dataclass(frozen=True)
class ProofRow:
    """Figures of one group of held-out frames.

    Attributes:
        name: the group, for people: ``this signer``, ``other signer Ana``.
        frames: how many.
        before: figures of the weights in use, e.g. ``pdj_005`` and ``pdj_01``, 0..1.
        after: the same of the new weights.
    """

    name: str
    frames: int
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True)
class Proof:
    """Before and after.

    Attributes:
        accepted: whether the new weights may be used: nobody else lost more than a point.
        why: a sentence.
        rows: this signer first.
        pictures: below the folder, ``pictures/000.png``; before beside after.
    """

    accepted: bool
    why: str
    rows: tuple[ProofRow, ...]
    pictures: tuple[str, ...]


class ProgressWriter:
    """Adds lines to `progress.jsonl`, each handed to the system before the call returns. Use as a context manager.

    Raises:
        RetrainingError: the file cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROGRESS_FILE
        try:
            self._lines = LineWriter(self._path)
        except OSError as error:
            raise _not_written(self._path, error) from error

    def add(self, progress: Progress) -> None:
        """Add a line; figures that are not finite are left out.

        Raises:
            RetrainingError: it cannot be written.
        """
        entry = {key: value for key, value in asdict(progress).items() if value not in (None, "", {}) and _sound(value)}
        if "pdj" in entry:
            entry["pdj"] = {name: share for name, share in progress.pdj.items() if math.isfinite(share)}
        try:
            self._lines.add(entry)
        except OSError as error:
            raise _not_written(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def __enter__(self) -> ProgressWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ProgressReader:
    """Reads `progress.jsonl` as it grows."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROGRESS_FILE
        self._offset = 0

    def read(self) -> list[Progress]:
        """What was added since the last call; half a line waits until it is whole."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read(MAX_PROGRESS_BYTES)
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        if not whole and len(data) == MAX_PROGRESS_BYTES:
            whole = data  # no line of ours is so long
        self._offset += len(whole)
        found = (_progress(line) for line in whole.splitlines() if len(line) <= MAX_LINE)
        return [progress for progress in found if progress is not None]


def make_folder(folder: Path, request: Request) -> None:
    """Make the folder of a retraining, with what is asked.

    Raises:
        RetrainingError: it is there already, or cannot be written.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise RetrainingError(f"There is a retraining {folder} already: choose another name.") from None
    except OSError as error:
        raise _not_written(folder, error) from error
    write_request(folder, request)


def write_request(folder: Path, request: Request) -> None:
    """Write what is asked.

    Raises:
        RetrainingError: it cannot be written.
    """
    _write(folder / REQUEST_FILE, asdict(request))


def read_request(folder: Path) -> Request | None:
    """What was asked; None if there is nothing that can be read."""
    found = _read(folder / REQUEST_FILE)
    if found is None:
        return None
    texts = [found.get(key) for key in ("strategy", "preset", "signer")]
    recordings, seed = found.get("recordings"), found.get("seed", 0)
    if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts) or not isinstance(recordings, list):
        return None
    if not all(isinstance(path, str) for path in recordings) or not isinstance(seed, int):
        return None
    return Request(str(texts[0]), str(texts[1]), str(texts[2]), tuple(recordings), seed)


def write_control(folder: Path, control: Control) -> None:
    """Say what the process is to do from now on.

    Raises:
        RetrainingError: it cannot be written.
    """
    _write(folder / CONTROL_FILE, {key: value for key, value in asdict(control).items() if value is not None})


def read_control(folder: Path) -> Control:
    """What the process is to do; to go on, where nothing else is said."""
    found = _read(folder / CONTROL_FILE) or {}
    wish, threads = found.get("wish"), found.get("threads")
    known = isinstance(threads, int) and not isinstance(threads, bool) and threads > 0
    return Control(Wish(wish) if wish in list(Wish) else Wish.RUN, threads if known else None)


def write_proof(folder: Path, proof: Proof) -> None:
    """Write before and after.

    Raises:
        RetrainingError: it cannot be written.
    """
    _write(folder / PROOF_FILE, asdict(proof))


def read_proof(folder: Path) -> Proof | None:
    """Before and after; None if there is nothing that can be read. Pictures are named only where they are there."""
    found = _read(folder / PROOF_FILE)
    if found is None or not isinstance(found.get("accepted"), bool):
        return None
    rows, pictures = found.get("rows"), found.get("pictures")
    if not isinstance(rows, list) or not isinstance(pictures, list):
        return None
    named = [name for name in pictures[:MAX_ROWS] if isinstance(name, str) and _is_picture(folder, name)]
    read = [row for row in map(_row, rows[:MAX_ROWS]) if row is not None]
    return Proof(found["accepted"], _text(found.get("why")), tuple(read), tuple(named))


def _row(found: Any) -> ProofRow | None:
    if not isinstance(found, dict) or not isinstance(found.get("name"), str):
        return None
    frames = found.get("frames")
    figures = _figures(found.get("before")), _figures(found.get("after"))
    return ProofRow(_text(found["name"]), frames if isinstance(frames, int) else 0, *figures)


def _is_picture(folder: Path, name: str) -> bool:
    path = folder / name
    return path.parent == folder / PICTURES and path.suffix == ".png" and path.is_file()


def _progress(line: bytes) -> Progress | None:
    try:
        found = json.loads(line)
        numbers = {key: _number(found.get(key)) for key in ("done", "left_s", "loss", "validation_loss", "rate")}
        return Progress(
            time_s=_number(found.get("time_s")) or 0.0,
            state=State(found.get("state")),
            stage=_count(found.get("stage")),
            stages=_count(found.get("stages")),
            pdj=_figures(found.get("pdj")),
            epoch=_count(found.get("epoch")),
            sentence=_text(found.get("sentence")),
            **numbers,
        )
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None


def _figures(found: Any) -> dict[str, float]:
    if not isinstance(found, dict):
        return {}
    return {key[:MAX_TEXT]: number for key, value in found.items() if (number := _number(value)) is not None}


def _number(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _count(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 0 <= number < 1e9 else None


def _text(value: Any) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _sound(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        found = json.loads(data) if len(data) <= MAX_FILE_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, entry: dict[str, Any]) -> None:
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(entry, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> RetrainingError:
    return RetrainingError(f"Cannot write {path} ({error.strerror}): free space or check its permissions.")
