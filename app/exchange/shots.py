"""What all formats have in common: pictures in order, what was signed in them, and what somebody says they show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from detector.pose import Pose
from detector.skeleton import Side
from training.recording import Recording
from training.recording_labels import Author

MAX_SHOTS: Final = 1_000_000
MAX_TEXT_BYTES: Final = 512 << 20


class ExchangeError(ValueError):
    """A file of another program cannot be read or written; the message is one sentence for people."""


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture, with what is known of it.

    Attributes:
        name: of the picture, relative to a folder; ``clip.mp4#12`` for a video's frame; may be empty.
        time_us: when it was taken.
        size: (width, height) in pixels; None where the format does not say.
        gloss: what was asked for; empty if nothing.
        item: number of the item; None where the format does not say.
        take: number of the take.
        pose: the label; None where nobody labelled it. Its time and size are the picture's, where they are known.
        author: who labelled it; None where the format does not say.
        by: more about the author.
        mirror: agreement with the mirrored picture's label, for each hand.
        depth: whether z was said; where not, it is 0.
        recording: name of the recording.
    """

    name: str
    time_us: int
    size: tuple[int, int] | None
    gloss: str = ""
    item: int | None = None
    take: int = 0
    pose: Pose | None = None
    author: Author | None = None
    by: str = ""
    mirror: dict[Side, float | None] = field(default_factory=dict)
    depth: bool = True
    recording: str = ""


def shots_of(recording: Recording) -> list[Shot]:
    """The frames of a recording that count, each with its best label."""
    best = recording.best_labels()
    shots = []
    for frame in recording.kept:
        label = best.get(frame.number)
        path = recording.picture_path(frame)
        shots.append(
            Shot(
                name=path.relative_to(recording.path.parent).as_posix() if frame.picture else "",
                time_us=frame.time_us,
                size=frame.size,
                gloss=recording.gloss(frame),
                item=frame.item,
                take=frame.take,
                pose=label.pose if label else None,
                author=label.author if label else None,
                by=label.by if label else "",
                mirror=dict(label.mirror) if label else {},
                depth=label.depth if label else True,
                recording=recording.name,
            )
        )
    return shots


@dataclass(frozen=True)
class Stretch:
    """Shots one after another of one take, on the even time line of a film.

    Attributes:
        start_ms: its beginning.
        end_ms: the end of its last frame.
        gloss: what was asked for.
        take: number of the take.
    """

    start_ms: int
    end_ms: int
    gloss: str
    take: int


def stretches(shots: Iterable[Shot], fps: float) -> list[Stretch]:
    """The takes of a film that shows all shots at an even rate; shots outside all items belong to none."""
    found: list[Stretch] = []
    before: tuple[str, int | None, int] | None = None
    for n, shot in enumerate(shots):
        start, end = round(n * 1000 / fps), round((n + 1) * 1000 / fps)
        this = (shot.gloss, shot.item, shot.take)
        if this == before and shot.gloss:
            found[-1] = Stretch(found[-1].start_ms, end, shot.gloss, shot.take)
        elif shot.gloss:
            found.append(Stretch(start, end, shot.gloss, shot.take))
        before = this
    return found


def read_text(path: Path, limit: int = MAX_TEXT_BYTES) -> str:
    """A text in UTF-8.

    Raises:
        ExchangeError: it cannot be read, is too large, or is no such text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise ExchangeError(f"{path} is larger than {limit >> 20} MB: cut it into pieces.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ExchangeError(f"{path} cannot be read ({error.strerror}): check its name and permissions.") from error
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{path} is not a text in UTF-8: it is damaged, or not what its name says.") from error
