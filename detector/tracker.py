"""Which crop the landmark network looks at, whose hand is whose, and what is believed: the tracker of one signer.

Pure decisions on arrays; `detector.pipeline` runs the networks. One `HandTrack` a side. A hand is followed from
its own last points while the landmark network sees a hand there; a candidate takes over when tracking has not begun,
was lost, or the hand has moved away under a fast motion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.candidates import SAME, Candidate, TurnedDown, log_odds, untried
from detector.crops import Crop, hand_crop
from detector.skeleton import Side
from detector.weights import HAND_RIGHT, HAND_THERE, Found

Floats = NDArray[np.float32]

# Chance of the landmark network to start and to keep a track.
BEGIN = 0.55
KEEP = 0.5
# Chance from which on a hand is taken up after the landmark network has weighed it.
TAKEN = 0.05
# A tracked hand whose candidate lies this many hand sizes away has moved on,
MOVED = 0.35
# if it does not lie within this share of the candidate's extent of its middle.
WITHIN = 0.45
# Frames between looks at newcomers beside two followed hands; and for how many a hand has just gone.
LOOK_EVERY = 2
_GONE = 2
# The finder looks in every so many frames while both hands are followed.
FIND_EVERY = 2
# Frames for which a hand is followed that the finder no longer sees: long enough for a blurred movement.
UNSEEN = 15
# How strongly the place speaks for a side beside the looks of the hand, in log odds: a shoulder width nearer to one
# wrist than to the other, and lying on a hand that is followed already.
_WRIST = 3.0
_FOLLOWED = 4.0
_HALF = 1.5  # lying a quarter of the signing space to one side of the middle
_RECENT = 0.3  # weight of the newest reading in how strange a side looks
_STRANGE = 1.2  # from which on a followed hand changes sides: more than one reading can say
_OWN = 0.25  # what that weighs when two tracks meet on one hand
_SURE = 0.8  # from which on a hand looks like its own side's so surely that it may lie over the other one


@dataclass(frozen=True, eq=False)
class HandTrack:
    """What is known of one hand after a frame.

    Attributes:
        side: whose.
        points: (21, 3) picture pixels, or None while lost.
        score: (21,), or None while lost.
        presence: of the landmark network, 0 while lost.
        unseen: frames since the finder last saw it.
        strange: log odds, lately, that it is the other side's.
    """

    side: Side
    points: Floats | None = None
    score: Floats | None = None
    presence: float = 0.0
    unseen: int = 0
    strange: float = 0.0

    @property
    def tracked(self) -> bool:
        """Whether the hand is followed."""
        return self.points is not None


Tracks = dict[Side, HandTrack]


def hand_size(points: NDArray[np.floating]) -> float:
    """Longer side of the hand's box, pixels."""
    return float(np.ptp(np.asarray(points)[:, :2], axis=0).max())


def known_and_new(
    found: Sequence[Candidate], tracks: Tracks, turned_down: Sequence[TurnedDown] = (), turn: bool = True
) -> tuple[list[Candidate], list[Candidate]]:
    """Candidates that lie on a hand that is followed already, and the likeliest others that are worth a look.

    A look costs more than following a hand: all newcomers are looked at only while no hand is followed, one while one
    is; and while both are followed but not both seen, two if it is their turn or a followed hand has just gone.

    Args:
        found: of this frame.
        tracks: of the last frame.
        turned_down: lately.
        turn: whether this is one of the frames in which newcomers are looked at beside two followed hands.
    """
    known: list[Candidate] = []
    new: list[Candidate] = []
    covered: set[Side] = set()
    for candidate in found:
        on = {side for side, track in tracks.items() if track.points is not None and _lies_on(candidate, track.points)}
        (known if on else new).append(candidate)
        covered |= on
    new = untried(new, turned_down)
    followed = [side for side, track in tracks.items() if track.tracked]
    if not followed:
        looks = len(new)
    elif len(followed) == 1:
        looks = 1
    else:
        gone = any(side not in covered and tracks[side].unseen < _GONE for side in followed)
        looks = 2 if len(covered) < 2 and (turn or gone) else 0
    return known, sorted(new, key=lambda candidate: -candidate.chance)[:looks]


def _lies_on(candidate: Candidate, points: Floats) -> bool:
    """Whether a candidate is the hand with these points (21, 3). The finder takes the forearm of an edge-on hand for
    part of it, so a hand within the candidate's outline counts, too."""
    gap = np.hypot(*(points[:, :2].mean(axis=0) - (candidate.x, candidate.y)))
    return bool(gap < max(MOVED * hand_size(points), WITHIN * candidate.extent))


def right_chance(
    candidate: Candidate, tracks: Tracks, wrists: dict[Side, Floats] | None, space: tuple[float, float]
) -> float:
    """Chance that a candidate is the right hand: by looks and place, the body's wrists, the hands followed so far.

    Args:
        candidate: the hand.
        tracks: of the last frame.
        space: the signing space's middle and width, x in picture pixels. A right hand is mostly left of the middle.
        wrists: both wrists of the body, picture pixels; None where not both are known.
    """
    odds = log_odds(candidate.right)
    at = np.array([candidate.x, candidate.y])
    middle, width = space
    odds += _HALF * float(np.clip(4 * (middle - candidate.x) / max(width, 1.0), -1.0, 1.0))
    if wrists is not None:
        away = {side: float(np.hypot(*(wrist[:2] - at))) for side, wrist in wrists.items()}
        odds += _WRIST * float(np.clip((away["left"] - away["right"]) / max(candidate.extent, 1.0), -1.0, 1.0))
    for side, track in tracks.items():
        if track.points is not None:
            gap = float(np.hypot(*(track.points[:, :2].mean(axis=0) - at)))
            on = max(0.0, 1.0 - gap / hand_size(track.points))
            odds += _FOLLOWED * on * (1 if side == "right" else -1)
    return 1.0 / (1.0 + float(np.exp(-odds)))


def assign(
    found: Sequence[Candidate], tracks: Tracks, wrists: dict[Side, Floats] | None, space: tuple[float, float]
) -> dict[Side, Candidate | None]:
    """Give at most one candidate to each side, so that the summed chances are greatest."""
    right = [right_chance(candidate, tracks, wrists, space) for candidate in found]
    best: tuple[float, int | None, int | None] = (0.0, None, None)
    choices: list[int | None] = [None, *(i for i, candidate in enumerate(found) if candidate.chance >= TAKEN)]
    for i in choices:
        for j in choices:
            if i is not None and i == j:
                continue
            value = 0.0 if i is None else found[i].chance * (1 - right[i])
            value += 0.0 if j is None else found[j].chance * right[j]
            if value > best[0]:
                best = (value, i, j)
    _, left_choice, right_choice = best
    return {
        "left": None if left_choice is None else found[left_choice],
        "right": None if right_choice is None else found[right_choice],
    }


def choose_crop(track: HandTrack, candidate: Candidate | None) -> tuple[Crop | None, bool]:
    """Where the landmark network looks next for a hand.

    Returns:
        The crop, None where there is nothing to look at; and whether it is new, so that it is worth a second pass
        cropped from the first one's answer.
    """
    coarse = None if candidate is None else candidate.crop(track.side)
    own = None if track.points is None else hand_crop(track.points, track.side)
    if own is None or coarse is None or candidate is None:
        return own or coarse, own is None and candidate is not None and not candidate.read
    assert track.points is not None
    return (own, False) if _lies_on(candidate, track.points) else (coarse, not candidate.read)


def update(track: HandTrack, crop: Crop | None, found: Found | None, unseen: int = 0) -> HandTrack:
    """The track after the landmark network has looked (or not) at a crop; `unseen`: frames since the finder saw it."""
    if crop is None or found is None:
        return HandTrack(track.side)
    presence = float(found.presence[HAND_THERE])
    if presence < (KEEP if track.tracked else BEGIN) or unseen > UNSEEN:
        return HandTrack(track.side)
    other = log_odds(1.0 - float(found.presence[HAND_RIGHT]))
    strange = track.strange + _RECENT * (other - track.strange)
    return HandTrack(track.side, crop.to_picture(found.xyz), found.score, presence, unseen, strange)


def same_hand(a: HandTrack, b: HandTrack) -> bool:
    """Whether two tracks lie on one hand of the picture."""
    if a.points is None or b.points is None:
        return False
    size = max(hand_size(a.points), hand_size(b.points))
    apart = np.median(np.hypot(*(a.points[:, :2] - b.points[:, :2]).T))
    if apart < SAME * size:
        return True
    # Mirrored crops of one hand can come out with the fingers in another order, so the middles are compared too; but
    # the middles of two hands that hold each other meet as well.
    middles = np.hypot(*(a.points[:, :2].mean(0) - b.points[:, :2].mean(0)))
    two = a.strange < -_SURE and b.strange < -_SURE
    return bool(middles < 0.5 * SAME * size and not two)


def settle(tracks: Tracks, given: Mapping[Side, Candidate | None]) -> Tracks:
    """Let go of one of two tracks that lie on one hand: of that which the finder gave no candidate, or a farther one,
    or which reads as the other side's."""
    left, right = tracks["left"], tracks["right"]
    if not same_hand(left, right):
        return tracks
    claim = {side: _claim(track, given.get(side)) for side, track in tracks.items()}
    if claim["left"] >= claim["right"]:
        return {"left": left, "right": HandTrack("right")}
    return {"left": HandTrack("left"), "right": right}


def right_sides(tracks: Tracks) -> Tracks:
    """Give hands that have for a while read as the other side's to that side; both, or the only one."""
    left, right = tracks["left"], tracks["right"]
    followed = [track for track in (left, right) if track.tracked]
    if not followed or sum(track.strange for track in followed) < _STRANGE * len(followed):
        return tracks
    return {
        "left": replace(right, side="left", strange=0.0),
        "right": replace(left, side="right", strange=0.0),
    }


def _claim(track: HandTrack, candidate: Candidate | None) -> float:
    """How well the finder agrees that this track is this side's hand, larger is better."""
    if candidate is None or track.points is None:
        return -1.0 - _OWN * track.strange
    gap = np.hypot(*(track.points[:, :2].mean(axis=0) - np.array([candidate.x, candidate.y])))
    return candidate.chance - float(gap) / max(hand_size(track.points), 1.0) - _OWN * track.strange
