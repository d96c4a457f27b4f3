"""The course of a recording: which item is asked for, when its frames are kept, what is repeated or skipped.

No I/O and no clock: whoever owns the camera calls `tick` for each frame with its time and tells what was pressed.

    PROMPT -> COUNTDOWN -> CAPTURE -> REVIEW -> PROMPT of the next item ... DONE      (by the timer)
    PROMPT -> WAIT (hands rest) -> CAPTURE (hands rise) -> REVIEW (hands rest) ...    (hands-free)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from detector.pose import Pose
from detector.skeleton import HAND_POINTS, HANDS, SIDES, index

# Hands at rest lie in the lap or on the desk: more than this many shoulder widths below the shoulders.
_REST_BELOW = 1.0
# Where no shoulders are seen: hands in the upper three quarters of the picture are up.
_UPPER = 0.75


class Phase(StrEnum):
    """Where a recording is."""

    PROMPT = "prompt"
    COUNTDOWN = "countdown"
    WAIT = "wait"
    CAPTURE = "capture"
    REVIEW = "review"
    PAUSED = "paused"
    DONE = "done"


class Key(StrEnum):
    """What a signer can ask for.

    GO goes on at once (ends the countdown, the take, the review, the pause); REPEAT throws the take away and asks for
    the item again, before a take for the item before; SKIP leaves the item out; PAUSE stops and goes on.
    """

    GO = "go"
    REPEAT = "repeat"
    SKIP = "skip"
    PAUSE = "pause"


@dataclass(frozen=True)
class Plan:
    """How long each phase lasts, in microseconds.

    Attributes:
        hands_free: takes begin when hands rise and end when they rest; else the timer begins and ends them.
        prompt: the item is shown before anything happens.
        countdown: before a take by the timer.
        take: length of a take by the timer.
        longest: a hands-free take ends after this, whatever the hands do.
        rise: hands are up for so long before they count as risen; frames since they rose belong to the take.
        rest: hands rest for so long before they count as resting.
        review: time to ask for a repetition before the next item comes.
    """

    hands_free: bool = False
    prompt: int = 1_000_000
    countdown: int = 2_000_000
    take: int = 3_000_000
    longest: int = 30_000_000
    rise: int = 150_000
    rest: int = 700_000
    review: int = 1_500_000


@dataclass(frozen=True)
class TakeBegan:
    """Frames since `since_us` belong to take `take` of item `item`; both count from 0."""

    item: int
    take: int
    since_us: int


@dataclass(frozen=True)
class TakeEnded:
    """A take is over, or judged anew: the last word about a take counts.

    Attributes:
        item: its number.
        take: its number.
        kept: whether the item is done by it.
        why: ``timer``, ``rest``, ``longest``, ``go``, ``repeat``, ``skip``, ``pause``, ``quit`` or ``source``.
    """

    item: int
    take: int
    kept: bool
    why: str


@dataclass(frozen=True)
class Skipped:
    """An item is left out (or, with `skipped` false, is asked for after all)."""

    item: int
    skipped: bool = True


Event = TakeBegan | TakeEnded | Skipped


class Recorder:
    """The state of one recording. Times are microseconds of any clock that does not go back.

    Args:
        items: what to ask for, in order.
        plan: how long things last.
        now_us: the time.
        done: items that are recorded or skipped already.
        takes: how many takes of an item there are already.
    """

    def __init__(
        self,
        items: Sequence[str],
        plan: Plan,
        now_us: int,
        done: Iterable[int] = (),
        takes: Mapping[int, int] | None = None,
    ) -> None:
        self.items = tuple(items)
        self.plan = plan
        self._done = set(done)
        self._takes = dict(takes or {})
        self._before: list[tuple[int, bool]] = []  # items finished here, and whether by a take
        self._up_since: int | None = None
        self._down_since: int | None = None
        self.phase = Phase.PROMPT
        self.item: int | None = None
        self._raised = False  # whether hands were up in this take
        self._since = self._asked = now_us
        self._next(now_us)

    @property
    def gloss(self) -> str:
        """The item that is asked for; empty when all are done."""
        return "" if self.item is None else self.items[self.item]

    @property
    def take(self) -> int:
        """Number of the take of this item that is captured, was just captured or comes next."""
        taken = self._takes.get(self.item if self.item is not None else -1, 0)
        return taken - 1 if self.phase in (Phase.CAPTURE, Phase.REVIEW) else taken

    @property
    def progress(self) -> tuple[int, int]:
        """How many items are done, of how many."""
        return len(self._done), len(self.items)

    def remaining_us(self, now_us: int) -> int | None:
        """Until this phase ends by itself; None where it waits for the signer."""
        lasts = {
            Phase.PROMPT: self.plan.prompt,
            Phase.COUNTDOWN: self.plan.countdown,
            Phase.CAPTURE: self.plan.longest if self.plan.hands_free else self.plan.take,
            Phase.REVIEW: self.plan.review,
        }.get(self.phase)
        return None if lasts is None else max(0, self._since + lasts - now_us)

    def tick(self, now_us: int, hands_up: bool | None = None) -> list[Event]:
        """Time goes on.

        Args:
            now_us: capture time of the newest frame.
            hands_up: whether hands are up in what was looked at last; None: nothing new was looked at.

        Returns:
            What began or ended, in order.
        """
        self._watch(now_us, hands_up)
        over = self.remaining_us(now_us) == 0
        match self.phase:
            case Phase.PROMPT if over:
                self._enter(Phase.WAIT if self.plan.hands_free else Phase.COUNTDOWN, now_us)
            case Phase.COUNTDOWN if over:
                return [self._begin(now_us)]
            case Phase.WAIT if self._up_for(now_us) >= self.plan.rise:
                # Hands that are up since before the prompt are still signing the last item.
                if self._up_since is not None and self._up_since >= self._asked:
                    return [self._begin(self._up_since)]
            case Phase.CAPTURE if self.plan.hands_free and self._raised and self._down_for(now_us) >= self.plan.rest:
                return [self._end(now_us, "rest")]
            case Phase.CAPTURE if over:
                return [self._end(now_us, "longest" if self.plan.hands_free else "timer")]
            case Phase.REVIEW if over:
                self._next(now_us)
        return []

    def press(self, key: Key, now_us: int) -> list[Event]:
        """The signer asks for something. What makes no sense now does nothing."""
        if key is Key.GO:
            return self._go(now_us)
        if key is Key.PAUSE:
            return self._pause(now_us)
        if self.phase is Phase.PAUSED:
            return []
        return self._repeat(now_us) if key is Key.REPEAT else self._skip(now_us)

    def finish(self, now_us: int, *, keep: bool) -> list[Event]:
        """It ends here: the signer quits, or (then `keep`) the source has no more frames."""
        if self.phase is not Phase.CAPTURE:
            return []
        if keep:
            return [self._end(now_us, "source")]
        return [self._drop("quit")]

    def _go(self, now_us: int) -> list[Event]:
        match self.phase:
            case Phase.PROMPT | Phase.COUNTDOWN | Phase.WAIT:
                return [self._begin(now_us)]
            case Phase.CAPTURE:
                return [self._end(now_us, "go")]
            case Phase.REVIEW:
                self._next(now_us)
            case Phase.PAUSED:
                self._enter(Phase.PROMPT, now_us)
        return []

    def _pause(self, now_us: int) -> list[Event]:
        if self.phase is Phase.PAUSED:
            return self._go(now_us)
        events: list[Event] = [self._drop("pause")] if self.phase is Phase.CAPTURE else []
        if self.phase is Phase.REVIEW:
            self._next(now_us)
        if self.phase is not Phase.DONE:
            self._enter(Phase.PAUSED, now_us)
        return events

    def _repeat(self, now_us: int) -> list[Event]:
        if self.phase is Phase.CAPTURE:
            ended = self._drop("repeat")
            self._enter(Phase.PROMPT, now_us)
            return [ended]
        if not self._before:
            return []
        item, taken = self._before.pop()
        self._done.discard(item)
        self.item = item
        self._enter(Phase.PROMPT, now_us)
        return [TakeEnded(item, self._takes[item] - 1, False, "repeat") if taken else Skipped(item, False)]

    def _skip(self, now_us: int) -> list[Event]:
        if self.item is None:
            return []
        if self.phase is Phase.REVIEW:
            self._next(now_us)
            return []
        events: list[Event] = [self._drop("skip")] if self.phase is Phase.CAPTURE else []
        skipped = self.item
        self._finish_item(taken=False)
        self._next(now_us)
        return [*events, Skipped(skipped)]

    def _begin(self, since_us: int) -> Event:
        assert self.item is not None
        take = self._takes.get(self.item, 0)
        self._takes[self.item] = take + 1
        self._raised = self._up_since is not None
        self._enter(Phase.CAPTURE, since_us)
        return TakeBegan(self.item, take, since_us)

    def _end(self, now_us: int, why: str) -> Event:
        assert self.item is not None
        item, take = self.item, self.take
        self._finish_item(taken=True)
        self._enter(Phase.REVIEW, now_us)
        return TakeEnded(item, take, True, why)

    def _drop(self, why: str) -> Event:
        assert self.item is not None
        dropped = TakeEnded(self.item, self.take, False, why)
        self.phase = Phase.PROMPT
        return dropped

    def _finish_item(self, *, taken: bool) -> None:
        assert self.item is not None
        self._done.add(self.item)
        self._before.append((self.item, taken))

    def _next(self, now_us: int) -> None:
        """The first item after this one that is not done; then those that were passed over."""
        start = 0 if self.item is None else self.item + 1
        order = [*range(start, len(self.items)), *range(start)]
        self.item = next((item for item in order if item not in self._done), None)
        self._enter(Phase.DONE if self.item is None else Phase.PROMPT, now_us)

    def _enter(self, phase: Phase, now_us: int) -> None:
        self.phase = phase
        self._since = now_us
        if phase is Phase.PROMPT:
            self._asked = now_us

    def _watch(self, now_us: int, hands_up: bool | None) -> None:
        if hands_up is None:
            return
        if hands_up:
            self._up_since = now_us if self._up_since is None else self._up_since
            self._down_since = None
            self._raised = True
        else:
            self._down_since = now_us if self._down_since is None else self._down_since
            self._up_since = None

    def _up_for(self, now_us: int) -> int:
        return -1 if self._up_since is None else now_us - self._up_since

    def _down_for(self, now_us: int) -> int:
        return -1 if self._down_since is None else now_us - self._down_since


def hands_up(pose: Pose) -> bool:
    """Whether a hand is raised to sign, not resting in the lap, on the desk or out of the picture."""
    shoulders = pose.xyz[[index("left_shoulder"), index("right_shoulder")], :2]
    if np.isfinite(shoulders).all():
        width = float(np.hypot(*(shoulders[0] - shoulders[1])))
        line = float(shoulders[:, 1].mean()) + _REST_BELOW * width
    else:
        line = _UPPER * pose.height
    for side in SIDES:
        hand = HANDS[side]
        known = pose.known[hand]
        if known.sum() * 2 > len(HAND_POINTS) and float(pose.xyz[hand, 1][known].mean()) < line:
            return True
    return False
