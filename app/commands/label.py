"""`handline label`: labels for recordings, proposed by the detector or a teacher and filtered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.dataset import Recordings, found_recordings
from app.trouble import Trouble


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

    from app.review.labelling import labeller
    from detector.weights import WeightsError
    from training.recording_lines import RecordingError

    found = found_recordings(recordings)
    try:
        with Console(stderr=True).status("reading …") as status, labeller(teacher, None, score, mirror) as labels:
            for recording in found:

                def show(done: int, total: int, name: str = recording.name) -> None:
                    status.update(f"{name}: {done} of {total} frames …")

                labelled = labels.label(recording, show)
                print(*recording.troubles, *labelled.troubles, f"{recording.name}: {labelled.words()}", sep="\n")
    except (RecordingError, WeightsError) as error:
        raise Trouble(str(error)) from error
