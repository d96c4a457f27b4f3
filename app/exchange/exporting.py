"""Recordings become files of other programs, or a data folder for training."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from app.exchange.coco import write_coco
from app.exchange.deeplabcut import write_deeplabcut
from app.exchange.elan import write_elan
from app.exchange.shots import ExchangeError, shots_of, stretches
from app.output.files import OutputError, check_writable
from app.output.pose_file import write_pose_file
from app.output.video import VideoWriter
from detector.pose import Pose
from training.recording import Recording
from training.recording_lines import RecordingError

ENDINGS: Final = (".json", ".pose", ".eaf", ".csv", ".mp4")


def export_file(recordings: Sequence[Recording], path: Path) -> tuple[int, int]:
    """Write recordings to a file; its ending says the format. An .eaf gets its film, .mp4, beside it.

    Returns:
        How many frames were written, and how many of them are labelled.

    Raises:
        ExchangeError: the file cannot hold them or cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ExchangeError(f"{path} has no ending that is known: let it end in {', '.join(ENDINGS)}.")
    if ending != ".json" and len(recordings) != 1:
        raise ExchangeError(f"{path} can hold one recording, not {len(recordings)}: name one, or write .json.")
    shots = [shot for recording in recordings for shot in shots_of(recording)]
    if not shots:
        raise ExchangeError(f"There is nothing to write to {path}: the recording has no frames.")
    fps = recordings[0].about.fps
    try:
        check_writable(path)
        if ending == ".json":
            write_coco(path, shots)
        elif ending == ".csv":
            write_deeplabcut(path, shots)
        elif ending == ".pose":
            sized = [shot.pose or Pose.unknown(shot.time_us, shot.size or (1, 1)) for shot in shots]
            write_pose_file(path, sized, fps)
        else:
            if ending == ".eaf":
                write_elan(path, stretches(shots, fps), path.with_suffix(".mp4").name)
            _write_film(recordings[0], path.with_suffix(".mp4"))
            path.with_suffix(".mp4").chmod(0o600)
        # A person's pictures or movements, for the owner alone until they are given away.
        if path.exists():
            path.chmod(0o600)
    except OutputError as error:
        raise ExchangeError(str(error)) from error
    return len(shots), sum(shot.pose is not None for shot in shots)


def _write_film(recording: Recording, path: Path) -> None:
    """A frame for each that counts; a damaged picture shows as the one before, so that times stay right."""
    size = recording.kept[0].size
    image = np.zeros((size[1], size[0], 3), np.uint8)
    with VideoWriter(path, size, recording.about.fps) as film:
        for frame in recording.kept:
            if frame.size != size:
                raise ExchangeError(f"{path} cannot hold frames of different sizes: record with one camera size.")
            with suppress(RecordingError):
                image = recording.picture(frame) if frame.picture else image
            film.add(image)
