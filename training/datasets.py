"""Signer datasets: recordings together, split by recording, and as a data folder that training and evaluation read."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from detector.skeleton import BODY, BODY_POINTS, HANDS, SIDES, Side
from training.labels import POSE33, labels_file
from training.recording import Recording
from training.recording_labels import Author, Label
from training.recording_lines import RecordingError

PARTS: Final = ("train", "validation", "test")
SHARES: Final = (0.7, 0.15, 0.15)


def split(recordings: Sequence[Recording], shares: Sequence[float] = SHARES) -> dict[str, tuple[Recording, ...]]:
    """Share recordings out, whole, always alike: no two frames of one recording are in different parts.

    With two recordings validation stays empty; each other part has at least one.

    Args:
        recordings: of one dataset.
        shares: how many of them train, validate and test; together 1.

    Raises:
        RecordingError: there are fewer than two, or they hold no frames.
    """
    filled = [recording for recording in recordings if recording.kept]
    if not filled:
        raise RecordingError("The dataset is empty: record something first.")
    if len(filled) < 2:
        raise RecordingError(f"{filled[0].name} alone cannot be split, because frames of one recording are too alike.")
    order = sorted(filled, key=lambda one: hashlib.sha256(one.about.id.encode()).digest())
    test = max(1, round(len(order) * shares[2]))
    validation = 0 if len(order) < 3 else max(1, round(len(order) * shares[1]))
    train = len(order) - test - validation
    if train < 1:
        raise RecordingError(f"{len(order)} recordings are too few for these shares: record more.")
    cuts = (order[:train], order[train : train + validation], order[train + validation :])
    return {part: tuple(cut) for part, cut in zip(PARTS, cuts, strict=True)}


def write_data_folder(recordings: Sequence[Recording], root: Path, name: str) -> tuple[int, list[str]]:
    """Add recordings' labelled pictures to a data folder, as the set `name` (docs/training.md), grouped by recording.

    Pictures are linked where the disk allows, else copied. A hand that a human labelled is believed; others by their
    agreement with the mirrored picture's label, and not at all where nobody asked.

    Returns:
        How many pictures were written, and a sentence for each that could not be read.

    Raises:
        RecordingError: nothing is labelled, the set is there already, or it cannot be written.
    """
    if labels_file(root, name).exists():
        raise RecordingError(f"There is a set {name} in {root} already: choose another name.")
    rows: list[tuple[str, str, tuple[int, int], Label]] = []
    troubles: list[str] = []
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for recording in recordings:
            best = recording.best_labels()
            for frame in recording.kept:
                label = best.get(frame.number)
                if label is None or not frame.picture:
                    continue
                try:
                    recording.picture(frame)
                except RecordingError as error:
                    troubles.append(str(error))
                    continue
                source = recording.picture_path(frame)
                target = root / "train" / name / recording.name / source.name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _link(source, target)
                rows.append((f"{recording.name}/{source.name}", recording.about.id, frame.size, label))
        if not rows:
            raise RecordingError("No picture is labelled: label the recordings first.")
        _write_labels(labels_file(root, name), rows)
    except OSError as error:
        raise RecordingError(f"Cannot write into {root} ({error.strerror}): free space or check it.") from error
    return len(rows), troubles


def _write_labels(path: Path, rows: list[tuple[str, str, tuple[int, int], Label]]) -> None:
    hands = np.full((len(rows), 2, 21, 3), np.nan, np.float32)
    flips = np.full((len(rows), 2), np.nan, np.float32)
    bodies = np.full((len(rows), 33, 4), np.nan, np.float32)
    for n, (_, _, _, label) in enumerate(rows):
        for side_number, side in enumerate(SIDES):
            # Training learns depth too: labels that say none are not believed.
            whole = label.depth and bool(label.pose.known[HANDS[side]].all())
            if whole:
                hands[n, side_number] = label.pose.xyz[HANDS[side]]
                flips[n, side_number] = _flip_error(label, side)
        known = label.pose.known[BODY]
        if known.any():
            body = np.zeros((len(BODY_POINTS), 4), np.float32)
            body[known, :3] = label.pose.xyz[BODY][known]
            body[:, 3] = known  # visibility: what is not known counts as hidden
            bodies[n, list(POSE33)] = body
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.tmp.npz")
    np.savez_compressed(
        temporary,
        files=np.array([row[0] for row in rows]),
        group=np.array([row[1] for row in rows]),
        size=np.array([row[2] for row in rows]),
        hands=hands,
        flip_error=flips,
        pose=bodies,
    )
    os.replace(temporary, path)


def _flip_error(label: Label, side: Side) -> float:
    if label.author is Author.HUMAN:
        return 0.0
    agreed = label.mirror.get(side)
    return float("nan") if agreed is None else agreed


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
