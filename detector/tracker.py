"""Which crop the landmark network looks at, whose hand is whose, and what is believed: the tracker of one signer.

Pure decisions on arrays; `detector.pipeline` runs the networks. One `HandTrack` a side. A hand is followed from
its own last points while the landmark network sees a hand there; a candidate of the finder takes over when tracking
has not begun, was lost, or the hand has moved away under a fast motion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.crops import HAND_MARGIN, Crop, hand_crop
from detector.skeleton import Side, index
from detector.weights import Found

Floats = NDArray[np.float32]

# Chance of the finder from which on a hand is looked at; and of the landmark network, to start and to keep a track, and
# to look at a newcomer once more.
FOUND = 0.15
BEGIN = 0.6
KEEP = 0.35
HOPELESS = 0.1
# Chance from which on a hand is taken up after the landmark network has weighed it.
TAKEN = 0.05
# A tracked hand whose candidate lies this many hand sizes away has moved on.
MOVED = 0.35
# Two hands whose points lie within this share of a hand's size of each other are one hand.
SAME = 0.25
# Frames between looks at newcomers while another hand is followed; and for how many a hand has just gone.
LOOK_EVERY = 3
_GONE = 2
# Frames after which a followed hand is read as the other side's, too.
DOUBT_EVERY = 4
# Frames for which a hand is followed that the finder no longer sees: long enough for a blurred movement.
UNSEEN = 15
# How far from the nearest wrist of the body, in shoulder widths, a hand is as likely as its looks; and how fast it
# becomes unlikely beyond.
_REACH = 0.35
_BEYOND = 0.45
_ANYWHERE = 0.4
# How strongly the place speaks for a side beside the looks of the hand, in log odds: a shoulder width nearer to one
# wrist than to the other, and lying on a hand that is followed already.
_WRIST = 3.0
_FOLLOWED = 4.0
_READ = 6.0  # twice as high a score of the landmark network for one side is worth log(2) times this
_RECENT = 0.3  # weight of the newest reading in how strange a side looks
_STRANGE = 0.25  # from which on a followed hand changes sides
_HALF = 1.5  # lying a quarter of the signing space to one side of the middle
# Mean score of a hand that is surely one; what scores less than that is believed less.
_SURE = 0.4
# A hand that nobody saw is guessed beyond a wrist of the body: how large, in shoulder widths, and how likely it is.
_GUESSED_SIZE = 0.42
_GUESSED = 0.3


@dataclass(frozen=True)
class Candidate:
    """A hand as the finder sees it.

    Attributes:
        x: centre, picture pixels.
        y: centre, picture pixels.
        extent: longer side of the hand's box along its axis, pixels.
        angle: radians by which the axis from wrist to fingers is turned clockwise from the picture's up.
        chance: that there is a hand.
        right: chance that it is the signer's right one, by its looks.
    """

    x: float
    y: float
    extent: float
    angle: float
    chance: float
    right: float

    def crop(self, side: Side) -> Crop:
        """The oriented crop of this hand, taken for one side's."""
        return Crop(self.x, self.y, HAND_MARGIN * self.extent, self.angle, mirrored=side == "left")


@dataclass(frozen=True, eq=False)
class HandTrack:
    """What is known of one hand after a frame.

    Attributes:
        side: whose.
        points: (21, 3) picture pixels, or None while lost.
        score: (21,), or None while lost.
        presence: of the landmark network, 0 while lost.
        unseen: frames since the finder last saw it.
        strange: how much better, lately, it reads as the other side's: log of the ratio of the scores.
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


def candidates(hands: Floats, crop: Crop) -> list[Candidate]:
    """The finder's answer (N, 7), from an unturned crop, as candidates in picture pixels; unlikely ones left out."""
    out: list[Candidate] = []
    for chance, u, v, extent, axis_x, axis_y, right in hands.tolist():
        if chance < FOUND:
            continue
        x, y = crop.to_picture(np.array([[u, v]]))[0]
        out.append(Candidate(float(x), float(y), extent * crop.side, float(np.arctan2(axis_x, -axis_y)), chance, right))
    return out


def known_and_new(
    found: Sequence[Candidate], tracks: Tracks, turn: bool = True
) -> tuple[list[Candidate], list[Candidate]]:
    """Candidates that lie on a hand that is followed already, and the likeliest others that are worth a look.

    A look costs more than following a hand: all newcomers are looked at only while no hand is followed, none while
    both hands are followed and seen, and otherwise two when it is their turn or a followed hand has just gone.

    Args:
        found: of this frame.
        tracks: of the last frame.
        turn: whether this is one of the frames in which newcomers are looked at beside a followed hand.
    """
    known: list[Candidate] = []
    new: list[Candidate] = []
    covered: set[Side] = set()
    for candidate in found:
        at = np.array([candidate.x, candidate.y])
        on = {
            side
            for side, track in tracks.items()
            if track.points is not None
            and float(np.hypot(*(track.points[:, :2].mean(axis=0) - at))) < MOVED * hand_size(track.points)
        }
        (known if on else new).append(candidate)
        covered |= on
    if not any(track.tracked for track in tracks.values()):
        looks = len(new)
    else:
        gone = any(track.tracked and side not in covered and track.unseen < _GONE for side, track in tracks.items())
        looks = 2 if len(covered) < len(tracks) and (turn or gone) else 0
    return known, sorted(new, key=lambda candidate: -candidate.chance)[:looks]


def beyond_wrist(side: Side, body: Floats, score: Floats, span: float, size: tuple[int, int]) -> Candidate | None:
    """The place in which to look for a hand that the finder does not see: where the forearm points to.

    Args:
        side: whose.
        body: (13, 3) body points, picture pixels.
        score: (13,) their scores, 0 where unknown.
        span: shoulder width, pixels.
        size: width and height of the picture; None is returned where the hand would lie outside.
    """
    wrist, elbow = index(f"{side}_wrist"), index(f"{side}_elbow")
    if min(score[wrist], score[elbow]) <= 0 or span <= 0:
        return None
    dx, dy = (body[wrist, :2] - body[elbow, :2]).tolist()
    reach = _GUESSED_SIZE * span / 2 / max(float(np.hypot(dx, dy)), 1e-6)
    x, y = float(body[wrist, 0] + reach * dx), float(body[wrist, 1] + reach * dy)
    if not (0 <= x < size[0] and 0 <= y < size[1]):
        return None
    chance = _GUESSED * float(min(score[wrist], score[elbow]))
    return Candidate(x, y, _GUESSED_SIZE * span, float(np.arctan2(dx, -dy)), chance, float(side == "right"))


def believed(candidate: Candidate, crop: Crop, seen: dict[Side, Found]) -> Candidate:
    """A candidate after the landmark network has looked at it: where it sees the hand, less likely where it doubts,
    and a right one if it reads it more surely as a right hand than as a left one.

    A print on a shirt may look like a hand to the finder, but its keypoints are doubtful. So are those of a hand
    that is read as the other side's: all its hands were right ones when it was trained.

    Args:
        candidate: as proposed.
        crop: at which the landmark network looked.
        seen: of that crop taken for either side's.
    """
    sure = {side: float(look.presence[0]) * min(1.0, float(look.score.mean()) / _SURE) for side, look in seen.items()}
    gap = np.log(max(float(seen["right"].score.mean()), 1e-3) / max(float(seen["left"].score.mean()), 1e-3))
    odds = _logit(candidate.right) + _READ * float(gap)
    return replace(
        candidate,
        x=crop.x,
        y=crop.y,
        extent=crop.side / HAND_MARGIN,
        angle=crop.angle,
        chance=candidate.chance * max(sure.values()),
        right=1.0 / (1.0 + float(np.exp(-odds))),
    )


def _logit(chance: float) -> float:
    held = min(max(chance, 0.02), 0.98)
    return float(np.log(held / (1 - held)))


def distinct(found: Sequence[Candidate]) -> list[Candidate]:
    """The likelier one of candidates that lie on one hand."""
    out: list[Candidate] = []
    for candidate in sorted(found, key=lambda candidate: -candidate.chance):
        if all(
            np.hypot(candidate.x - other.x, candidate.y - other.y) > SAME * min(candidate.extent, other.extent)
            for other in out
        ):
            out.append(candidate)
    return out


def within_reach(found: Sequence[Candidate], wrists: dict[Side, Floats] | None, span: float) -> list[Candidate]:
    """Candidates with their chance lowered the farther they are from the body's wrists.

    Args:
        found: of this frame.
        wrists: both wrists of the body, picture pixels; None where not both are known, which changes nothing.
        span: shoulder width, pixels.
    """
    if wrists is None:
        return list(found)
    out: list[Candidate] = []
    for candidate in found:
        at = np.array([candidate.x, candidate.y])
        away = min(float(np.hypot(*(wrist[:2] - at))) for wrist in wrists.values())
        beyond = max(0.0, away - candidate.extent / 2) / max(span, 1.0) - _REACH
        near = float(np.exp(-0.5 * (max(0.0, beyond) / _BEYOND) ** 2))
        # Wrists are guessed wrong too, most of all where the arm is: that alone never rules a hand out.
        chance = candidate.chance * (_ANYWHERE + (1 - _ANYWHERE) * near)
        out.append(replace(candidate, chance=chance))
    return out


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
    odds = _logit(candidate.right)
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
        return own or coarse, own is None and coarse is not None
    gap = float(np.hypot(own.x - coarse.x, own.y - coarse.y))
    if gap > MOVED * min(own.side, coarse.side) / HAND_MARGIN:
        return coarse, True
    return own, False


def update(track: HandTrack, crop: Crop | None, found: Found | None, seen: bool = True) -> HandTrack:
    """The track after the landmark network has looked (or not) at a crop; `seen`: whether the finder saw it too."""
    if crop is None or found is None:
        return HandTrack(track.side)
    presence = float(found.presence[0])
    unseen = 0 if seen else track.unseen + 1
    if presence < (KEEP if track.tracked else BEGIN) or unseen > UNSEEN:
        return HandTrack(track.side)
    return HandTrack(track.side, crop.to_picture(found.xyz), found.score, presence, unseen, track.strange)


def same_hand(a: HandTrack, b: HandTrack) -> bool:
    """Whether two tracks lie on one hand of the picture."""
    if a.points is None or b.points is None:
        return False
    # Mirrored crops of one hand can come out with the fingers in another order, so the middles are compared too.
    size = max(hand_size(a.points), hand_size(b.points))
    apart = np.median(np.hypot(*(a.points[:, :2] - b.points[:, :2]).T))
    middles = np.hypot(*(a.points[:, :2].mean(0) - b.points[:, :2].mean(0)))
    return bool(apart < SAME * size or middles < 0.5 * SAME * size)


def settle(tracks: Tracks, given: dict[Side, Candidate | None]) -> Tracks:
    """Let go of one of two tracks that lie on one hand: the one that the finder gave no candidate, or a farther one."""
    left, right = tracks["left"], tracks["right"]
    if not same_hand(left, right):
        return tracks
    claim = {side: _claim(track, given[side]) for side, track in tracks.items()}
    if claim["left"] >= claim["right"]:
        return {"left": left, "right": HandTrack("right")}
    return {"left": HandTrack("left"), "right": right}


def doubted(track: HandTrack, other: Found) -> HandTrack:
    """A followed hand after it was also read as the other side's."""
    if track.score is None:
        return track
    gap = float(np.log(max(float(other.score.mean()), 1e-3) / max(float(track.score.mean()), 1e-3)))
    return replace(track, strange=track.strange + _RECENT * (gap - track.strange))


def right_sides(tracks: Tracks) -> Tracks:
    """Give hands that have for a while read better as the other side's to that side; both, or the only one."""
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
        return -1.0
    gap = np.hypot(*(track.points[:, :2].mean(axis=0) - np.array([candidate.x, candidate.y])))
    return candidate.chance - float(gap) / max(hand_size(track.points), 1.0)
