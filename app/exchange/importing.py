"""A file of another program becomes a recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from app.exchange.coco import read_coco
from app.exchange.deeplabcut import read_deeplabcut
from app.exchange.elan import read_elan
from app.exchange.pictures import Pictures
from app.exchange.shots import MAX_SHOTS, ExchangeError, Shot
from app.recording.writer import QUALITY
from detector.pose import Pose
from detector.sources import DEFAULT_FPS
from training.prompts import MAX_GLOSS, MAX_ITEMS
from training.recorder import TakeEnded
from training.recording import LABELS_FILE, encode_picture
from training.recording_about import About
from training.recording_labels import Author, Label, LabelWriter
from training.recording_store import RecordingStore
from transport.pose_file import PoseFileError, read_pose_file

ENDINGS: Final = (".json", ".pose", ".eaf", ".csv")


@dataclass(frozen=True)
class Imported:
    """What became of a file.

    Attributes:
        frames: of the new recording.
        pictures: frames that have a picture.
        labels: frames that are labelled.
        left_out: shots of which neither picture nor size is known.
        troubles: a sentence for each picture that could not be read, the first few.
    """

    frames: int
    pictures: int
    labels: int
    left_out: int
    troubles: tuple[str, ...]


def read_shots(path: Path, pictures: Pictures) -> tuple[list[Shot] | Iterator[Shot], float]:
    """The shots of a file, and their rate.

    Args:
        path: its ending says the format: .json (COCO-WholeBody), .pose, .eaf (ELAN), .csv (DeepLabCut).
        pictures: an .eaf needs a film, whose frames are the shots.

    Raises:
        ExchangeError: it cannot be used.
    """
    match path.suffix.lower():
        case ".json":
            return read_coco(path), pictures.fps or DEFAULT_FPS
        case ".csv":
            return read_deeplabcut(path), pictures.fps or DEFAULT_FPS
        case ".pose":
            try:
                poses = read_pose_file(path)
            except PoseFileError as error:
                raise ExchangeError(str(error)) from error
            fps = 1e6 / poses[1].time_us if len(poses) > 1 and poses[1].time_us else DEFAULT_FPS
            return [Shot("", pose.time_us, (pose.width, pose.height), pose=pose) for pose in poses], fps
        case ".eaf":
            if pictures.fps is None:
                raise ExchangeError(f"{path} tells when something was signed in a film: name the film with --pictures.")
            return _of_film(path, pictures.fps), pictures.fps
    raise ExchangeError(f"{path} has no ending that is known: give a file that ends in {', '.join(ENDINGS)}.")


def _of_film(path: Path, fps: float) -> Iterator[Shot]:
    """A shot for each frame until the last take ends, outside all takes without a gloss."""
    takes = read_elan(path)
    for number in range(min(MAX_SHOTS, round(max(take.end_ms for take in takes) * fps / 1000))):
        middle = (number + 0.5) * 1000 / fps
        take = next((take for take in takes if take.start_ms <= middle < take.end_ms), None)
        shot = Shot("", round(number * 1e6 / fps), None)
        yield shot if take is None else replace(shot, gloss=take.gloss, item=takes.index(take), take=take.take)


def import_file(path: Path, pictures: Path | None, out: Path, signer: str, author: Author) -> Imported:
    """Make a recording of a file.

    Args:
        path: the file.
        pictures: a folder or video that it is about; None if there is none.
        out: the recording to make.
        signer: whom it shows.
        author: whose the labels are where the format does not say.

    Raises:
        ExchangeError: the file or the pictures cannot be used.
        RecordingError: the recording cannot be written.
    """
    with Pictures(pictures) as found:
        shots, fps = read_shots(path, found)
        shots = list(shots)
        if not shots:
            raise ExchangeError(f"{path} holds no pictures: there is nothing to import.")
        glosses = tuple(dict.fromkeys(_clean(shot.gloss) for shot in shots if _clean(shot.gloss)))
        if len(glosses) > MAX_ITEMS:
            raise ExchangeError(f"{path} holds more than {MAX_ITEMS} different glosses: cut it into pieces.")
        about = About(
            id=uuid4().hex,
            signer=signer[:200],
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            prompts="imported",
            items=glosses or ("not prompted",),
            source=path.name[:200],
            fps=min(1000.0, fps),
            consent=None,
        )
        with RecordingStore.create(out, about) as store:
            return _fill(store, shots, found, glosses, author, out / LABELS_FILE, path.stem)


def _fill(
    store: RecordingStore,
    shots: Iterable[Shot],
    found: Pictures,
    glosses: tuple[str, ...],
    author: Author,
    labels_file: Path,
    by: str,
) -> Imported:
    frames = pictures = labels = left_out = 0
    troubles: list[str] = []
    taken: dict[int, int] = {}
    running: tuple[str, int | None, int] | None = None
    writer: LabelWriter | None = None
    try:
        for number, shot in enumerate(shots):
            gloss = _clean(shot.gloss)
            item = glosses.index(gloss) if gloss else None
            this = (gloss, shot.item, shot.take)
            if item is not None and this != running:
                taken[item] = taken.get(item, -1) + 1
            running = this
            try:
                image = found.find(shot.name, number)
            except ExchangeError as error:
                image = None
                troubles.append(str(error))
            size = shot.size if image is None else (image.shape[1], image.shape[0])
            if size is None:
                left_out += 1
                continue
            jpeg = None if image is None else encode_picture(image, QUALITY)
            frame = store.add_frame(jpeg, shot.time_us, size, item, taken[item] if item is not None else 0)
            frames, pictures = frames + 1, pictures + (image is not None)
            if shot.pose is not None:
                writer = writer or LabelWriter(labels_file)
                pose = Pose.of(shot.time_us, size, shot.pose.xyz, shot.pose.score)
                said_by = shot.by if shot.author else by
                given = Label(frame, shot.author or author, said_by, pose, shot.mirror, shot.depth)
                writer.add(given)
                labels += 1
        for item, last in taken.items():
            for take in range(last + 1):
                store.add_event(TakeEnded(item, take, True, "source"))
    finally:
        if writer is not None:
            writer.close()
    return Imported(frames, pictures, labels, left_out, tuple(troubles[:5]))


def _clean(gloss: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in gloss).strip()[:MAX_GLOSS].strip()
