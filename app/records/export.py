"""A record for other programs: keypoints, animations, films, text, or a copy to send."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np

from app.animation import ENDINGS as ANIMATIONS
from app.animation import LONGEST_S, sign, write_animation
from app.output.files import OutputError, whole_file
from app.output.pose_file import write_pose_file
from app.output.video import VideoWriter
from app.records.layout import ENDING, RecordError
from app.records.reader import PoseTrack, Record
from app.transcript import ENDINGS as TEXTS
from app.transcript import write_transcript
from avatar.body import Body
from avatar.picture import Picture, Studio
from avatar.retarget import Retargeter
from detector.pose import Pose

FPS: Final = 30.0
FILM: Final = ".mp4"
ALL: Final = (".pose", *ANIMATIONS, FILM, *TEXTS, ENDING)
FILM_SIZE: Final = (640, 480)
Tell = Callable[[int, int], None]


def steady(track: PoseTrack, seconds: float) -> list[Pose]:
    """The poses of a track at `FPS` a second from the record's beginning on; unknown ones where nobody was seen.

    Raises:
        RecordError: it is too long to be held at once, or empty.
    """
    _check_length(seconds)
    step_us = 1e6 / FPS
    first = next((pose for n in range(len(track)) if (pose := track.pose(n)) is not None), None)
    if first is None:
        raise RecordError("Nobody signs in this part of the record.")
    size = (first.width, first.height)
    out = []
    for number in range(max(2, round(seconds * FPS))):
        at_us = round(number * step_us)
        pose = track.at(at_us)
        if pose is None or (pose.width, pose.height) != size:
            out.append(Pose.unknown(at_us, size))
        else:
            out.append(Pose.of(at_us, size, pose.xyz, pose.score))
    return out


def export(record: Record, track: int, body: Body, path: Path, tell: Tell) -> None:
    """Write a record as something else, but for a film; the file's ending says what.

    Args:
        record: what.
        track: whose signing, where the file can hold one signer alone.
        body: who stands for that signer.
        path: the file to write.
        tell: told how much of how much is done.

    Raises:
        RecordError: it cannot become that.
        OutputError: the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ENDING:
        with whole_file(path) as temporary:
            shutil.copyfile(record.path, temporary)
    elif ending in TEXTS:
        write_transcript(path, record.lines)
    elif ending == ".pose":
        write_pose_file(path, steady(record.tracks[track], record.seconds), FPS)
    elif ending in ANIMATIONS:
        write_animation(path, body, sign(body, steady(record.tracks[track], record.seconds), tell), FPS)
    else:
        raise OutputError(f"{path} cannot be written: let it end in {', '.join(ALL)}.")


class Film:
    """Draws a record as a film, one picture at a time; use it in a ``with``, in the thread of the windows.

    Args:
        record: what.
        bodies: who stand for its signers; they are drawn beside each other.
        path: the .mp4 to write; it appears when all pictures are drawn.

    Raises:
        RecordError: the record is too long.
        OutputError: the film cannot be written.
    """

    def __init__(self, record: Record, bodies: Sequence[Body], path: Path) -> None:
        _check_length(record.seconds)
        self._record = record
        self._bodies = bodies
        self.total = max(1, round(record.seconds * FPS))
        self.done = 0
        self._retargeters = [Retargeter(body) for body in bodies]
        self._studios: list[Studio] = []
        self._writer = VideoWriter(path, (FILM_SIZE[0] * len(bodies), FILM_SIZE[1]), FPS)

    def __enter__(self) -> Film:
        self._writer.__enter__()
        self._studios = [Studio(body, FILM_SIZE) for body in self._bodies]
        return self

    def step(self) -> bool:
        """Draw the next picture; whether there are more to come."""
        at_us = round(self.done * 1e6 / FPS)
        self._writer.add(np.hstack([self._draw(n, at_us) for n in range(len(self._bodies))]))
        self.done += 1
        return self.done < self.total

    def _draw(self, number: int, at_us: int) -> Picture:
        pose = self._record.tracks[number].at(at_us)
        if pose is None:
            pose = Pose.unknown(at_us, FILM_SIZE)
        return self._studios[number].draw(self._retargeters[number].update(pose))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for studio in self._studios:
            studio.close()
        if error is None and self.done < self.total:
            # Half a film is none: what was there before stays.
            error = OutputError("the film was given up")
            kind = type(error)
        self._writer.__exit__(kind, error, trace)


def _check_length(seconds: float) -> None:
    if seconds > LONGEST_S:
        sentence = "The record lasts {seconds} s: at most {most} s can be exported so."
        raise RecordError(sentence, seconds=round(seconds), most=LONGEST_S)
