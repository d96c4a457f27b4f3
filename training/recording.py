"""Recordings: one labelled session each, a folder on disk (docs/recordings.md), and how they are read.

Reading never changes anything and never fails over a part: what is damaged is left out; `Recording.troubles` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeGuard

import cv2
import numpy as np

from detector.sources import MAX_SIDE, Image, SourceError, read_picture
from training.recording_about import ABOUT_FILE, About, read_about
from training.recording_labels import Author, Label, read_labels
from training.recording_lines import RecordingError, read_lines

SESSION_FILE: Final = "session.jsonl"
LABELS_FILE: Final = "labels.jsonl"
PICTURES: Final = "frames"
MAX_FRAMES: Final = 1_000_000
MAX_RECORDINGS: Final = 10_000
MAX_PICTURE_BYTES: Final = 16 << 20
_END_OF_JPEG: Final = b"\xff\xd9"
_LARGEST: Final = 2**53  # the largest whole number that every reader of JSON knows


@dataclass(frozen=True)
class Frame:
    """One frame of a recording.

    Attributes:
        number: counts from 0; also the name of its picture.
        time_us: capture time in microseconds of a clock of its session's own.
        size: (width, height) in pixels.
        item: number of the item that it belongs to; None outside all items (only where it was imported).
        take: number of the take.
        picture: whether it has a picture at all (imported keypoints may have none).
    """

    number: int
    time_us: int
    size: tuple[int, int]
    item: int | None
    take: int
    picture: bool = True


@dataclass(frozen=True, eq=False)
class Recording:
    """One recording.

    Attributes:
        path: its folder.
        about: what was known first.
        frames: all frames, in order.
        judged: the last word about a take, by item and number: kept or not. A take that a crash cut has none.
        skipped: items that were left out.
        labels: every label, in the order in which they were given.
        troubles: a sentence for everything that could not be read.
    """

    path: Path
    about: About
    frames: tuple[Frame, ...]
    judged: dict[tuple[int, int], bool]
    skipped: frozenset[int]
    labels: tuple[Label, ...]
    troubles: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.path.name

    @property
    def kept(self) -> tuple[Frame, ...]:
        """The frames that count: not those of takes that were thrown away."""
        return tuple(
            frame for frame in self.frames if frame.item is None or self.judged.get((frame.item, frame.take), True)
        )

    @property
    def done(self) -> frozenset[int]:
        """Items that need not be asked for again."""
        frames = {(frame.item, frame.take) for frame in self.frames}
        return self.skipped | {item for (item, take), kept in self.judged.items() if kept and (item, take) in frames}

    @property
    def takes(self) -> dict[int, int]:
        """How many takes of an item there are."""
        count: Counter[int] = Counter()
        for item, take in [*self.judged, *((f.item, f.take) for f in self.frames if f.item is not None)]:
            count[item] = max(count[item], take + 1)
        return dict(count)

    def gloss(self, frame: Frame) -> str:
        """What was asked for; empty outside all items."""
        return "" if frame.item is None else self.about.items[frame.item]

    def picture_path(self, frame: Frame) -> Path:
        """Where its picture is."""
        return picture_path(self.path, frame.number)

    def picture(self, frame: Frame) -> Image:
        """Its picture, uint8 RGB (H, W, 3).

        Raises:
            RecordingError: it is missing or damaged.
        """
        path = self.picture_path(frame)
        try:
            if path.stat().st_size > MAX_PICTURE_BYTES:
                raise RecordingError(f"{path} is larger than {MAX_PICTURE_BYTES >> 20} MB: it is not of a recording.")
            with path.open("rb") as file:
                file.seek(-2, 2)
                whole = file.read() == _END_OF_JPEG  # OpenCV 4 reads half a picture without complaint
        except OSError:
            whole = False
        if not whole:
            raise RecordingError(f"The picture {path} is missing or damaged: it is left out.")
        try:
            image = read_picture(path)
        except SourceError as error:
            raise RecordingError(f"The picture {path} is missing or damaged: it is left out.") from error
        if (image.shape[1], image.shape[0]) != frame.size:
            raise RecordingError(f"The picture {path} has another size than it was recorded with: it is left out.")
        return image

    def best_labels(self) -> dict[int, Label]:
        """The label of each frame that counts most: a human's, then a teacher's, then the detector's; then the newest.

        A frame that a human rejected has none.
        """
        newest: dict[int, dict[Author, Label]] = {}
        for label in self.labels:
            newest.setdefault(label.frame, {})[label.author] = label
        best: dict[int, Label] = {}
        for number, authors in newest.items():
            said = [label for label in authors.values() if not label.withdrawn]
            if said and not (first := max(said, key=lambda label: label.author.rank)).rejected:
                best[number] = first
        return best


def picture_path(folder: Path, number: int) -> Path:
    """Where the picture of a frame is."""
    return folder / PICTURES / f"{number:06}.jpg"


def encode_picture(image: Image, quality: int) -> bytes:
    """A JPEG of a uint8 RGB picture (H, W, 3)."""
    good, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert good, "OpenCV always writes JPEG"
    return bytes(np.asarray(data).data)


def is_recording(path: Path) -> bool:
    """Whether a folder is a recording."""
    return (path / ABOUT_FILE).is_file()


def load_recording(path: Path) -> Recording:
    """Read a recording. Pictures are read when they are asked for.

    Raises:
        RecordingError: there is none, or it says nothing about itself that can be read.
    """
    about = read_about(path)
    troubles: list[str] = []
    damaged: list[int] = []
    frames: dict[int, Frame] = {}
    judged: dict[tuple[int, int], bool] = {}
    skipped: set[int] = set()
    odd = 0
    for entry in read_lines(path / SESSION_FILE, damaged):
        if not _take_in(entry, len(about.items), frames, judged, skipped):
            odd += 1
        if len(frames) > MAX_FRAMES:
            raise RecordingError(f"{path} has more than {MAX_FRAMES} frames: it is not a recording of Handline's.")
    if damaged or odd:
        lines = len(damaged) + odd
        troubles.append(
            f"{path / SESSION_FILE}: {_lines(lines)} cannot be read and {_is(lines)} left out; the others are whole."
        )
    pictures = _pictures(path)
    gone = [frame.number for frame in frames.values() if frame.picture and frame.number not in pictures]
    for number in gone:
        del frames[number]
    if gone:
        troubles.append(
            f"{path}: {_of(len(gone), 'picture')} missing (first {min(gone):06}.jpg); the frames are left out."
        )
    stray = pictures - set(frames)
    if stray:
        troubles.append(f"{path}: {_of(len(stray), 'picture')} without a line that tells of them; left as is.")
    labels, complaints = _labels_of(path, frames)
    if not frames:
        troubles.append(f"{path} holds no frames: go on with `handline record --resume {path.name}`, or delete it.")
    ordered = tuple(frames[number] for number in sorted(frames))
    return Recording(path, about, ordered, judged, frozenset(skipped), tuple(labels), (*troubles, *complaints))


def find_recordings(paths: Iterable[Path]) -> list[Recording]:
    """The recordings that are named, and those in folders that are named, by name.

    Raises:
        RecordingError: there is none where one is named, or two have the same name or are the same.
    """
    folders: list[Path] = []
    for path in paths:
        if is_recording(path):
            folders.append(path)
            continue
        try:
            inside = sorted(entry for entry in path.iterdir() if is_recording(entry))
        except OSError as error:
            raise RecordingError(f"There is no recording {path}: check its name.") from error
        if not inside:
            raise RecordingError(f"{path} is not a recording and holds none: record one with `handline record`.")
        folders += inside
    if len(folders) > MAX_RECORDINGS:
        raise RecordingError(f"There are more than {MAX_RECORDINGS} recordings: name fewer.")
    recordings = [load_recording(folder) for folder in dict.fromkeys(folder.resolve() for folder in folders)]
    names: dict[str, Path] = {}
    ids: dict[str, Path] = {}
    for recording in recordings:
        if (same := ids.setdefault(recording.about.id, recording.path)) != recording.path:
            raise RecordingError(f"{recording.path} is a copy of {same}: name one of them.")
        if (other := names.setdefault(recording.name.casefold(), recording.path)) != recording.path:
            raise RecordingError(f"{recording.path} and {other} have the same name: rename the folder of one of them.")
    return recordings


def _take_in(
    entry: dict[str, Any],
    items: int,
    frames: dict[int, Frame],
    judged: dict[tuple[int, int], bool],
    skipped: set[int],
) -> bool:
    """Add what a line of the session tells; False if it tells nothing that is known."""
    item, take = entry.get("item"), entry.get("take", 0)
    if not (item is None or _whole(item, items)) or not _whole(take, MAX_FRAMES):
        return False
    if "frame" in entry:
        number, time_us, size = entry["frame"], entry.get("time_us"), entry.get("size")
        if not isinstance(size, list) or len(size) != 2 or not all(_whole(n, MAX_SIDE + 1) and n for n in size):
            return False
        if not _whole(number, MAX_FRAMES) or not _whole(time_us, _LARGEST) or number in frames:
            return False
        frames[number] = Frame(number, time_us, (size[0], size[1]), item, take, entry.get("picture") is not False)
        return True
    if item is None:
        return False
    if isinstance(kept := entry.get("kept"), bool):
        judged[item, take] = kept
        return True
    if isinstance(left_out := entry.get("skipped"), bool):
        (skipped.add if left_out else skipped.discard)(item)
        return True
    return "began_us" in entry


def _labels_of(folder: Path, frames: dict[int, Frame]) -> tuple[list[Label], list[str]]:
    """Its labels; pictures without usable labels are still a recording."""
    try:
        return read_labels(folder / LABELS_FILE, {number: frame.size for number, frame in frames.items()})
    except RecordingError as error:
        return [], [str(error)]


def _whole(value: Any, below: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _pictures(folder: Path) -> set[int]:
    try:
        names = [entry.stem for entry in (folder / PICTURES).iterdir() if entry.suffix == ".jpg"]
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise RecordingError(
            f"{folder / PICTURES} cannot be read ({error.strerror}): check its permissions."
        ) from error
    return {int(name) for name in names if name.isascii() and name.isdigit() and len(name) <= 7}


def _lines(count: int) -> str:
    return "one line" if count == 1 else f"{count} lines"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _of(count: int, what: str) -> str:
    return f"one {what} is" if count == 1 else f"{count} {what}s are"
