"""The desk at which labels are looked at and mended: where one is, what was changed, what was decided. No Qt.

Nothing waits to be saved: a decision is on disk when the call returns, and a frame that was mended is accepted when
one goes on. What is taken back is a further line (`training.recording_labels`), so a crash loses the change in hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from detector.pose import Pose
from detector.skeleton import HANDS, Side
from training.recording import LABELS_FILE, Frame, Recording
from training.recording_labels import Author, Label, LabelWriter
from training.recording_lines import RecordingError

BY: Final = "review"
# A human is sure of what they leave standing.
_SURE: Final = 1.0


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands of a frame.

    Attributes:
        pose: its keypoints as they are shown; None where nobody said anything.
        human: the human's label of it that counts; None if there is none.
        mended: whether the keypoints were changed since.
    """

    pose: Pose | None
    human: Label | None
    mended: bool = False

    @property
    def verdict(self) -> str:
        """``accepted``, ``rejected``, or empty while no human said anything."""
        if self.human is None or self.human.withdrawn:
            return ""
        return "rejected" if self.human.rejected else "accepted"


@dataclass(frozen=True, eq=False)
class _Step:
    frame: int
    before: Standing
    after: Standing
    point: int | None = None  # that was moved


class Desk:
    """One recording on the desk.

    Args:
        recording: what is looked at.
        order: numbers of its frames, the first first.

    Raises:
        RecordingError: its labels cannot be written.
    """

    def __init__(self, recording: Recording, order: Sequence[int]) -> None:
        self.recording = recording
        self.order = list(order)
        self.position = 0
        self._frames = {frame.number: frame for frame in recording.kept}
        self._base = {label.frame: label for label in recording.labels if label.author is not Author.HUMAN}
        self._base |= recording.best_labels()
        humans = {label.frame: label for label in recording.labels if label.author is Author.HUMAN}
        self._standing = {
            number: Standing(base.pose if (base := self._base.get(number)) else None, humans.get(number))
            for number in self.order
        }
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._writer = LabelWriter(recording.path / LABELS_FILE)

    @property
    def frame(self) -> Frame:
        """The frame that is looked at."""
        return self._frames[self.order[self.position]]

    @property
    def standing(self) -> Standing:
        """What stands of it."""
        return self._standing[self.frame.number]

    @property
    def label(self) -> Label | None:
        """The label that its keypoints came from."""
        return self._base.get(self.frame.number)

    @property
    def decided(self) -> int:
        """How many frames a human accepted or rejected."""
        return sum(bool(standing.verdict) for standing in self._standing.values())

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._redo)

    def has_hand(self, side: Side) -> bool:
        """Whether this hand is known in the frame that is looked at."""
        pose = self.standing.pose
        return pose is not None and bool(pose.known[HANDS[side]].any())

    def go(self, step: int) -> None:
        """Go on (1) or back (-1); what was mended is accepted.

        Raises:
            RecordingError: it cannot be written; one stays here.
        """
        self._settle()
        self.position = min(max(self.position + step, 0), len(self.order) - 1)

    def arrange(self, order: Sequence[int]) -> None:
        """Look at the frames in another order, from its beginning.

        Raises:
            RecordingError: what was mended cannot be written.
        """
        self._settle()
        self.order, self.position = list(order), 0

    def place(self, point: int, x: float, y: float, *, on: bool = False) -> None:
        """Put a keypoint somewhere; kept within the picture.

        Args:
            point: its index.
            x: pixels from the left.
            y: pixels from the top.
            on: this carries on the last move of this point: both are taken back together.
        """
        pose = self.standing.pose
        if pose is None or not pose.known[point]:
            return
        xyz, score = pose.xyz.copy(), pose.score.copy()
        xyz[point, :2] = np.clip((x, y), 0, (pose.width - 1, pose.height - 1))
        score[point] = _SURE
        self._mend(Pose(pose.time_us, pose.width, pose.height, xyz, score), point, on=on)

    def forget(self, side: Side) -> None:
        """Say that this hand is not known here."""
        pose = self.standing.pose
        if pose is None or not self.has_hand(side):
            return
        xyz, score = pose.xyz.copy(), pose.score.copy()
        xyz[HANDS[side]], score[HANDS[side]] = np.nan, 0
        self._mend(Pose(pose.time_us, pose.width, pose.height, xyz, score))

    def borrow(self, side: Side) -> bool:
        """Take this hand from the nearest frame of the same take that has it, to be moved into place.

        Returns:
            False if there is none.
        """
        here = self.frame
        lenders = [
            frame
            for frame in self._frames.values()
            if (frame.item, frame.take, frame.size) == (here.item, here.take, here.size)
            and frame.number != here.number
            and (standing := self._standing.get(frame.number)) is not None
            and standing.pose is not None
            and standing.verdict != "rejected"
            and standing.pose.known[HANDS[side]].all()
        ]
        if not lenders:
            return False
        lent = self._standing[min(lenders, key=lambda frame: abs(frame.number - here.number)).number].pose
        assert lent is not None
        pose = self.standing.pose or Pose.unknown(here.time_us, here.size)
        xyz, score = pose.xyz.copy(), pose.score.copy()
        xyz[HANDS[side]], score[HANDS[side]] = lent.xyz[HANDS[side]], _SURE
        self._mend(Pose(pose.time_us, pose.width, pose.height, xyz, score))
        return True

    def accept(self) -> None:
        """Say that the keypoints are right as they stand, and go on.

        Raises:
            RecordingError: it cannot be written.
        """
        if self.standing.pose is not None:
            self._decide(rejected=False)
        self._on()

    def reject(self) -> None:
        """Say that this frame serves for nothing, and go on.

        Raises:
            RecordingError: it cannot be written.
        """
        self._decide(rejected=True)
        self._on()

    def undo(self) -> None:
        """Take the last change or decision back, and go where it was made.

        Raises:
            RecordingError: it cannot be written.
        """
        if self._undo:
            step = self._undo[-1]
            self._stand(step.frame, step.before)
            self._undo.pop()
            self._redo.append(step)

    def redo(self) -> None:
        """Do again what was taken back last.

        Raises:
            RecordingError: it cannot be written.
        """
        if self._redo:
            step = self._redo[-1]
            self._stand(step.frame, step.after)
            self._redo.pop()
            self._undo.append(step)

    def close(self) -> None:
        """Leave the desk; what was mended is accepted.

        Raises:
            RecordingError: it cannot be written.
        """
        try:
            self._settle()
        finally:
            self._writer.close()

    def _on(self) -> None:
        self.position = min(self.position + 1, len(self.order) - 1)

    def _settle(self) -> None:
        if self.standing.mended:
            self._decide(rejected=False)

    def _mend(self, pose: Pose, point: int | None = None, *, on: bool = False) -> None:
        number, before = self.frame.number, self.standing
        after = Standing(pose, before.human, mended=True)
        last = self._undo[-1] if self._undo else None
        if on and last is not None and point is not None and (last.frame, last.point) == (number, point):
            self._undo[-1] = replace(last, after=after)
        else:
            self._undo.append(_Step(number, before, after, point))
        self._redo.clear()
        self._standing[number] = after

    def _decide(self, *, rejected: bool) -> None:
        frame, before = self.frame, self.standing
        base = self.label
        pose = before.pose or Pose.unknown(frame.time_us, frame.size)
        if not rejected:
            pose = Pose(pose.time_us, pose.width, pose.height, pose.xyz, np.where(pose.known, np.float32(_SURE), 0))
        depth = base is None or base.depth
        label = Label(frame.number, Author.HUMAN, BY, pose, {}, depth=depth, rejected=rejected)
        after = Standing(before.pose, label)
        self._write(label)
        self._undo.append(_Step(frame.number, before, after))
        self._redo.clear()
        self._standing[frame.number] = after

    def _stand(self, number: int, wanted: Standing) -> None:
        now = self._standing[number].human
        if wanted.human is not now:
            self._write(wanted.human or self._withdrawal(number))
        self._standing[number] = wanted
        if number in self.order:
            self.position = self.order.index(number)

    def _withdrawal(self, number: int) -> Label:
        frame = self._frames[number]
        return Label(number, Author.HUMAN, BY, Pose.unknown(frame.time_us, frame.size), {}, withdrawn=True)

    def _write(self, label: Label) -> None:
        try:
            self._writer.add(label)
        except OSError as error:
            raise RecordingError(f"The label cannot be written ({error.strerror}): free space.") from error
