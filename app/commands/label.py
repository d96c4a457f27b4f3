"""`handline label`: labels for recordings, proposed by the detector or a teacher and filtered."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.dataset import Recordings, found_recordings
from app.trouble import Trouble

if TYPE_CHECKING:
    from training.recording_labels import Label
    from training.teacher import Reader


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("label")(label)


def label(
    recordings: Recordings = None,
    teacher: Annotated[
        Path | None, typer.Option(help="A hand landmarker's .task file for MediaPipe; else the detector.", metavar="F")
    ] = None,
    score: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="A hand needs this mean score; else 0.2 of the detector, 0.5 of a teacher."),
    ] = None,
    mirror: Annotated[
        float, typer.Option(min=0, max=1, help="Largest distance to the mirrored picture's answer / hand box diagonal.")
    ] = 0.05,
) -> None:
    """Propose keypoints for all pictures of recordings; keep what agrees with the mirrored picture, bones and time.

    Labels of humans stay and count more; those given before stay in the file, and the newer of an author counts.
    """
    from rich.console import Console

    from detector.weights import WeightsError
    from training.recording import LABELS_FILE
    from training.recording_labels import Author, LabelWriter
    from training.recording_lines import RecordingError
    from training.teacher import propose
    from training.trust import SURE, Trust, believed

    found = found_recordings(recordings)
    author = Author.DETECTOR if teacher is None else Author.TEACHER
    try:
        with ExitStack() as stack:
            status = stack.enter_context(Console(stderr=True).status("reading …"))
            read, read_mirrored = _reader(teacher, stack), _reader(teacher, stack)
            for recording in found:

                def show(done: int, total: int, name: str = recording.name) -> None:
                    status.update(f"{name}: {done} of {total} frames …")

                by = "" if teacher is None else teacher.name
                proposed, takes, troubles = propose(recording, read, read_mirrored, author, by, show)
                kept, doubts = believed(proposed, takes, Trust(SURE[author] if score is None else score, mirror))
                writer = LabelWriter(recording.path / LABELS_FILE)
                try:
                    for one in kept:
                        writer.add(one)
                finally:
                    writer.close()
                print(*recording.troubles, *troubles, _summary(recording.name, kept, doubts), sep="\n")
    except (RecordingError, WeightsError) as error:
        raise Trouble(str(error)) from error


def _reader(teacher: Path | None, stack: ExitStack) -> Reader:
    from training.teacher import detector_reader, mediapipe_reader

    return stack.enter_context(detector_reader() if teacher is None else mediapipe_reader(teacher))


def _summary(name: str, labels: list[Label], doubts: Counter[str]) -> str:
    from detector.skeleton import HANDS, SIDES

    hands = sum(bool(one.pose.known[HANDS[side]].all()) for one in labels for side in SIDES)
    fell = ", ".join(f"{count} by {why}" for why, count in sorted(doubts.items())) or "none"
    return f"{name}: {len(labels)} frames, {hands} hands believed; not believed: {fell}"
