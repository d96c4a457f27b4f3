"""What to look at first: the frames whose labels are the most doubtful. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.words import Words, mark
from detector.skeleton import HANDS, SIDES, Side
from training.recording import Frame, Recording
from training.recording_labels import Author, Label
from training.trust import SURE, Trust, measured

_HAND: Final = {"left": mark("The left hand: {why}."), "right": mark("The right hand: {why}.")}
_WHY: Final = {
    "score": mark("its score is low"),
    "mirror": mark("the mirrored picture is read otherwise"),
    "bones": mark("its bones are unusually long or short"),
    "jump": mark("it leaps away for one frame"),
}


class Order(StrEnum):
    """In which order frames are looked at."""

    DOUBTFUL = "doubtful"
    HANDLESS = "handless"
    TIME = "time"


@dataclass(frozen=True)
class Rank:
    """Why a frame is looked at when it is.

    Attributes:
        frame: its number.
        doubt: of its most doubtful hand; 1 is where a hand would not be believed.
        hands: how many hands are labelled whole.
        why: in words; empty where there is little doubt.
    """

    frame: int
    doubt: float
    hands: int
    why: Words


def ranks(recording: Recording) -> dict[int, Rank]:
    """What speaks for looking at each frame that counts and has a picture.

    A human's label is not doubted.
    """
    frames = [frame for frame in recording.kept if frame.picture]
    best = recording.best_labels()
    found: dict[int, Rank] = {
        frame.number: Rank(frame.number, 0.0, 0, Words(mark("No keypoints yet."))) for frame in frames
    }
    for author in Author:
        own = [(frame, best[frame.number]) for frame in frames if frame.number in best]
        own = [(frame, label) for frame, label in own if label.author is author]
        takes = [(frame.item, frame.take) for frame, _ in own]
        trust = Trust(SURE[author])
        measures = measured([label for _, label in own], takes)
        for (frame, label), hands in zip(own, measures, strict=True):
            doubts = {(side, why): d for side, one in hands.items() for why, d in one.doubts(trust).items()}
            if author is Author.HUMAN:
                doubts = {}
            found[frame.number] = _rank(frame, label, len(hands), doubts)
    return found


def ordered(recording: Recording, found: dict[int, Rank], order: Order) -> list[int]:
    """Numbers of the frames to look at, the first first; those that a human decided last.

    Args:
        recording: whose frames they are.
        found: what `ranks` says of them.
        order: in which order.
    """
    done = decided(recording)

    def key(rank: Rank) -> tuple[bool, float, int]:
        first = {Order.DOUBTFUL: -rank.doubt, Order.HANDLESS: float(rank.hands), Order.TIME: 0.0}[order]
        return (rank.frame in done and order is not Order.TIME, first, rank.frame)

    return [rank.frame for rank in sorted(found.values(), key=key)]


def decided(recording: Recording) -> set[int]:
    """Frames that a human accepted, mended or rejected."""
    last = {label.frame: label for label in recording.labels if label.author is Author.HUMAN}
    return {number for number, label in last.items() if not label.withdrawn}


def _rank(frame: Frame, label: Label, hands: int, doubts: dict[tuple[Side, str], float]) -> Rank:
    if doubts:
        (side, why), doubt = max(doubts.items(), key=lambda entry: entry[1])
        said = Words(_HAND[side], {"why": Words(_WHY[why])}) if doubt > 0.5 else Words("")
        return Rank(frame.number, doubt, hands, said)
    missing = [side for side in SIDES if not label.pose.known[HANDS[side]].any()]
    return Rank(frame.number, 0.0, hands, Words(mark("No hands are labelled.") if len(missing) == len(SIDES) else ""))
