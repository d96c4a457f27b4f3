"""Labels for recordings, proposed by the detector or a teacher and filtered; for the command line and the window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.words import Words, mark
from detector.skeleton import HANDS, SIDES
from training.recording import LABELS_FILE, Recording
from training.recording_labels import Author, LabelWriter
from training.teacher import Reader, detector_reader, mediapipe_reader, propose
from training.trust import SURE, Trust, believed

# Why hands are not believed; see `training.trust`.
_FELL: Final = {
    "score": mark("{n} by score"),
    "mirror": mark("{n} by the mirrored picture"),
    "bones": mark("{n} by their bones"),
    "jump": mark("{n} by a leap"),
}


@dataclass(frozen=True)
class Labelled:
    """What came of labelling one recording.

    Attributes:
        frames: that were labelled.
        hands: that are believed.
        doubts: hands that are not believed, by why.
        troubles: a sentence for each picture that could not be read.
    """

    frames: int
    hands: int
    doubts: dict[str, int]
    troubles: tuple[str, ...]

    def words(self) -> Words:
        """In one line."""
        fell = tuple(Words(_FELL[why], {"n": count}) for why, count in sorted(self.doubts.items()))
        values = {"frames": self.frames, "hands": self.hands, "fell": fell or Words(mark("none"))}
        return Words(mark("{frames} frames, {hands} hands believed; not believed: {fell}."), values)


class Labeller:
    """Proposes labels; use `labeller`."""

    def __init__(self, author: Author, by: str, read: Reader, read_mirrored: Reader, trust: Trust) -> None:
        self._author = author
        self._by = by
        self._readers = read, read_mirrored
        self._trust = trust

    def label(self, recording: Recording, progress: Callable[[int, int], None] = lambda *_: None) -> Labelled:
        """Label a recording. Nothing is written before all of it is read.

        Args:
            recording: what to label.
            progress: told how many frames of how many are done; what it raises ends the work.

        Raises:
            RecordingError: the labels cannot be written.
        """
        proposed, takes, troubles = propose(recording, *self._readers, self._author, self._by, progress)
        kept, doubts = believed(proposed, takes, self._trust)
        writer = LabelWriter(recording.path / LABELS_FILE)
        try:
            for one in kept:
                writer.add(one)
        finally:
            writer.close()
        hands = sum(bool(one.pose.known[HANDS[side]].all()) for one in kept for side in SIDES)
        return Labelled(len(kept), hands, dict(Counter(doubts)), tuple(troubles))


@contextmanager
def labeller(
    teacher: Path | None, weights: Path | None = None, score: float | None = None, mirror: float = Trust.mirror
) -> Iterator[Labeller]:
    """Who proposes labels.

    Args:
        teacher: a hand landmarker's .task file for MediaPipe; None for the detector.
        weights: the detector's; the shipped ones if None.
        score: mean score that a hand needs; None for what suits who proposes.
        mirror: largest distance to the mirrored picture's answer / hand box diagonal.

    Raises:
        RecordingError: the teacher cannot be used.
        WeightsError: the detector cannot be used.
    """
    author = Author.DETECTOR if teacher is None else Author.TEACHER
    with ExitStack() as stack:

        def reader() -> Reader:
            opened = detector_reader(weights) if teacher is None else mediapipe_reader(teacher)
            return stack.enter_context(opened)

        trust = Trust(SURE[author] if score is None else score, mirror)
        yield Labeller(author, "" if teacher is None else teacher.name, reader(), reader(), trust)
