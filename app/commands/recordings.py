"""Recordings that commands are given: `.pose` files, clips, and folders of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.trouble import Trouble

if TYPE_CHECKING:
    from detector.pose import Pose

_RECORDING = ".pose"
_CLIPS = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v"})


def found_recordings(paths: list[Path]) -> list[Path]:
    """The recordings and clips, those of folders in the order of their names.

    Raises:
        Trouble: one is not there, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                entry
                for entry in path.iterdir()
                if entry.suffix.lower() in _CLIPS or entry.suffix.lower() == _RECORDING
            )
            if not inside:
                raise Trouble(f"There is no .pose recording and no clip in the folder {path}: give another.")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise Trouble(f"There is no file {path}: check its name.")
    return found


def read_recording(path: Path) -> list[Pose]:
    """The poses of a recording, or of a clip as the detector reads it.

    Raises:
        Trouble: it cannot be read.
    """
    from contextlib import closing

    from app.detecting import read_clip
    from app.records.export import steady
    from app.records.layout import ENDING, RecordError
    from app.records.reader import read_record
    from detector.sources import SourceError, open_source
    from detector.weights import WeightsError
    from transport.pose_file import PoseFileError, read_pose_file

    try:
        if path.suffix.lower() == _RECORDING:
            return read_pose_file(path)
        if path.suffix.lower() == ENDING:
            record = read_record(path)
            return steady(record.tracks[0], record.seconds)
        with closing(open_source(str(path))) as source:
            return [pose for _, pose in read_clip(source)]
    except (PoseFileError, RecordError, SourceError, WeightsError) as error:
        raise Trouble(str(error)) from error
