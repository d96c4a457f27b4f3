"""The pictures of a retraining: whose they are, in which part, and cut into hand caches."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2

from detector.skeleton import HAND_POINTS
from training import hand_cache
from training.datasets import write_data_folder
from training.labels import Labelled, read_labels
from training.recording import Recording
from training.recording_lines import RecordingError
from training.retrain_split import FEWEST, Signer, deal, grouped, hands

UNNAMED: Final = "somebody"
_READY: Final = "ready.json"
_SET: Final = "recordings"


def of_recordings(recordings: Sequence[Recording], folder: Path) -> tuple[list[Signer], list[str]]:
    """The signers of recordings, each with parts.

    Args:
        recordings: labelled ones, of any signers.
        folder: for links to their pictures; what it held is replaced.

    Returns:
        The signers, and a sentence for whatever was left out.

    Raises:
        RecordingError: nothing is labelled.
    """
    shutil.rmtree(folder, ignore_errors=True)
    _, troubles = write_data_folder(recordings, folder, _SET)
    troubles = [trouble for recording in recordings for trouble in recording.troubles] + troubles
    by_id = {f"{_SET}/{recording.about.id}": recording for recording in recordings}
    items = [item for item in checked_labels(folder, _SET) if hands([item])]
    out = []
    for name, own in grouped(items, [by_id[item.group].about.signer or UNNAMED for item in items]).items():
        units, by = grouped(own, [item.group for item in own]), "recordings"
        if len(units) == 1:
            (recording,) = {by_id[item.group].path: by_id[item.group] for item in own}.values()
            take = {frame.number: (frame.item, frame.take) for frame in recording.frames}
            units, by = grouped(own, [take.get(int(item.path.stem)) for item in own]), "takes"
        out.append(_signer(name, units, by if len(units) > 1 else "time"))
    return out, troubles


def of_data_folder(root: Path, sets: Sequence[str] = ()) -> tuple[Signer, list[str]]:
    """A data folder as one signer dataset; its groups are dealt out whole.

    Args:
        root: the folder.
        sets: those wanted; else all.

    Returns:
        The signer, called as the folder is, and a sentence for whatever was left out.

    Raises:
        RecordingError: it is not one, or nothing in it is labelled.
    """
    names = list(sets) or sorted(path.stem for path in (root / "labels").glob("*.npz"))
    if not names:
        raise RecordingError(f"{root} is neither a recording nor a data folder: check its name.")
    found = [item for name in names for item in checked_labels(root, name) if hands([item])]
    items, troubles = _readable(sorted(found, key=lambda item: _natural(str(item.path))))
    if not items:
        raise RecordingError(f"No hand in {root} is labelled and believed: label its pictures first.")
    units = grouped(items, [item.group for item in items])
    return _signer(root.name, units, "recordings" if len(units) > 1 else "time"), troubles


def checked_labels(root: Path, name: str) -> list[Labelled]:
    """As `training.labels.read_labels`, with a sentence for whatever is wrong.

    Raises:
        RecordingError: the set is missing, damaged or of another skeleton.
    """
    try:
        items = read_labels(root, name)
        if any(
            hand is not None and hand.shape != (len(HAND_POINTS), 3) for item in items for hand in item.hands.values()
        ):
            raise ValueError("not our hands")
        return items
    except FileNotFoundError as error:
        raise RecordingError(f"There is no set {name} in {root}: check its name.") from error
    except Exception as error:  # whatever a damaged archive makes numpy and zipfile say
        raise RecordingError(f"The labels of {name} in {root} are damaged or of another skeleton.") from error


def enough(signer: Signer) -> None:
    """Check that a signer can be learnt and measured.

    Raises:
        RecordingError: not so.
    """
    if not hands(signer.train) + hands(signer.test):
        raise RecordingError(f"The dataset of {signer.name} is empty: record and label something first.")
    if hands(signer.train) < FEWEST or hands(signer.test) < FEWEST:
        raise RecordingError(
            f"{hands(signer.train)} labelled hands to train on and {hands(signer.test)} to test on are too few for "
            f"{signer.name} (each {FEWEST} at least): record and label more."
        )


@dataclass(frozen=True, eq=False)
class Material:
    """What a retraining reads.

    Attributes:
        new: hands to learn, with pieces of the same pictures that show none.
        validation: hands by which the paper's schedule is steered.
        test: held-out hands of the signer.
        old: hands of earlier recordings, to be replayed; None where there are none.
        others: held-out hands of every other signer known, by name.
        frames: how many pictures each of them has, by name; the signer's own is "".
    """

    new: hand_cache.HandCache
    validation: hand_cache.HandCache
    test: hand_cache.HandCache
    old: hand_cache.HandCache | None
    others: dict[str, hand_cache.HandCache]
    frames: dict[str, int]


def cut_material(folder: Path, signer: Signer, others: Sequence[Signer], keep: Callable[[], None]) -> Material:
    """Cut the crops, unless an earlier run did; and open them.

    Args:
        folder: for the caches; not readable by others.
        signer: the one to learn.
        others: the others.
        keep: called between pictures' sets; may raise to stop.

    Raises:
        FileNotFoundError: a picture went missing.
    """
    parts: dict[str, tuple[Labelled, ...]] = {
        "new": signer.train,
        "validation": tuple(replace(item, body=None) for item in signer.validation or signer.train),
        "test": tuple(replace(item, body=None) for item in signer.test),
    }
    if replayed := tuple(item for other in others for item in other.train + other.validation):
        parts["old"] = replayed
    known = [other for other in others if hands(other.test) >= FEWEST]
    for number, other in enumerate(known):
        parts[f"other{number}"] = tuple(replace(item, body=None) for item in other.test)
    ready = folder / _READY
    if not ready.exists():
        for name, items in parts.items():
            keep()
            sets = sorted({_set(item) for item in items})
            hand_cache.cut(folder / name, [(_set(item), item) for item in items], sets, hold_out=False)
        ready.write_text(json.dumps(sorted(parts)), encoding="utf-8")
    cut = {name: hand_cache.load(folder / name) for name in parts}
    return Material(
        new=cut["new"],
        validation=cut["validation"],
        test=cut["test"],
        old=cut.get("old"),
        others={other.name: cut[f"other{number}"] for number, other in enumerate(known)},
        frames={"": len(signer.test)} | {other.name: len(other.test) for other in known},
    )


def _signer(name: str, units: dict[str, list[Labelled]], by: str) -> Signer:
    train, validation, test = deal(units)
    return Signer(name, tuple(train), tuple(validation), tuple(test), by)


def _set(item: Labelled) -> str:
    return item.group.split("/")[0]


def _readable(items: Sequence[Labelled]) -> tuple[list[Labelled], list[str]]:
    """Those whose picture can be read; frames of videos are believed."""
    good, troubles = [], []
    for item in items:
        if item.frame is None and cv2.imread(str(item.path), cv2.IMREAD_UNCHANGED) is None:
            troubles.append(f"The picture {item.path} is missing or damaged: it is left out.")
        else:
            good.append(item)
    return good, troubles


def _natural(text: str) -> list[Any]:
    """A key by which 10 comes after 9."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]
