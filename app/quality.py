"""How good a call is, in one of three words, from its figures. Pure: time is an argument.

Signing is followed with ease at 25 poses a second and more, and is hard to read below 15; a delay of 0.1 s goes
unnoticed and one of more than 0.4 s makes people sign into each other (EN 301 549, 6.5.3 and 6.5.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

# Worse than this is poor, and not good again before it is as good as the second of each pair.
DELAY_MS: Final = (400.0, 300.0)
LOSS: Final = (0.15, 0.08)
POSES_S: Final = (15.0, 20.0)
# For so long it has to be so: one slow second is none, and a word that jumps to and fro says nothing.
WORSE_S: Final = 2.0
BETTER_S: Final = 4.0
# After connecting, and after connecting again, the figures are those of something that begins.
SETTLES_S: Final = 3.0


class Quality(Enum):
    """The words."""

    GOOD = "Good"
    POOR = "Poor"
    RECONNECTING = "Reconnecting"


@dataclass(frozen=True)
class Sample:
    """What is known of a call at one moment.

    Attributes:
        at_s: when, by any clock that does not go back.
        lost: whether the two sides do not hear each other.
        received_s: poses received a second.
        signing: whether the other side signs: of somebody at rest few poses come.
        delay_ms: from capture there to being drawn here; None while that is not known.
        loss: the larger share of packets that one side misses, 0..1.
    """

    at_s: float
    lost: bool
    received_s: float
    signing: bool
    delay_ms: float | None
    loss: float


@dataclass(frozen=True)
class State:
    """A word, and since when things have been otherwise.

    Attributes:
        quality: the word.
        other_s: since when the figures have spoken for another word; None: they do not.
        begun_s: when the two sides began to hear each other.
    """

    quality: Quality = Quality.GOOD
    other_s: float | None = None
    begun_s: float | None = None


def judge(state: State, now: Sample) -> State:
    """The word after one more look at the figures."""
    if now.lost:
        return State(Quality.RECONNECTING)
    if state.quality is Quality.RECONNECTING or state.begun_s is None:
        return State(Quality.GOOD, None, now.at_s)
    if now.at_s - state.begun_s < SETTLES_S:
        return state
    poor = state.quality is Quality.POOR
    if _bad(now, already=poor) == poor:
        return State(state.quality, None, state.begun_s)
    since_s = now.at_s if state.other_s is None else state.other_s
    if now.at_s - since_s < (BETTER_S if poor else WORSE_S):
        return State(state.quality, since_s, state.begun_s)
    return State(Quality.GOOD if poor else Quality.POOR, None, state.begun_s)


def _bad(now: Sample, *, already: bool) -> bool:
    slow = now.signing and now.received_s < POSES_S[already]
    late = now.delay_ms is not None and now.delay_ms > DELAY_MS[already]
    return slow or late or now.loss > LOSS[already]
