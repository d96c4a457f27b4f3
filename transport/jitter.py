"""From poses that arrive in bursts, late or not at all, to a pose for every moment. No I/O: time is an argument.

Poses are played back in the sender's time, as little behind it as the arrivals allow. Between two poses the
buffer interpolates; when the next one is missing it holds the last, and after a moment lets the scores fall.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from detector.pose import Pose

_REMEMBERED: Final = 64  # arrivals that the delay is estimated from: about two seconds
_KEPT: Final = 64  # poses waiting to be played, at most
# So many poses in a row, over so long, that are later than is ever waited for are not late: the path has become slower.
_LATE_IN_A_ROW: Final = 8
_LATE_US: Final = 600_000


@dataclass(frozen=True)
class JitterTiming:
    """Delays in microseconds.

    Attributes:
        spare_us: how much longer than the arrivals ask for a pose waits.
        longest_us: the most that is ever waited; what comes later than that is stale.
        hold_us: how long the last pose is held unchanged.
        rest_us: the same for a signer at rest, of whom a pose comes only now and then.
        fade_us: how long the scores then take to fall to nothing.
    """

    spare_us: int = 2_000
    longest_us: int = 400_000
    hold_us: int = 300_000
    rest_us: int = 1_500_000
    fade_us: int = 700_000


@dataclass(frozen=True)
class Played:
    """A pose for one moment.

    Attributes:
        pose: interpolated; its time is the moment shown, in the sender's clock.
        source_us: time of the received pose at or just before that moment.
    """

    pose: Pose
    source_us: int


class JitterBuffer:
    """Holds received poses until they are due.

    Attributes:
        received: poses pushed.
        played: received poses whose moment has come, not counting those skipped as stale.
        stale: poses that came too late to be shown; they never are.
        resting: whether the other signer is at rest; to be set by the owner.
    """

    def __init__(self, timing: JitterTiming | None = None) -> None:
        self._timing = timing or JitterTiming()
        self._poses: list[Pose] = []
        self._transits: deque[int] = deque(maxlen=_REMEMBERED)
        self._base_us = self._delay_us = 0
        self._estimated = True
        self._late_since_us = self._late = 0
        self._moment_us: float | None = None
        self._asked_us = 0
        self._counted_us = -1
        self._between: Between | None = None
        self.received = 0
        self.played = 0
        self.stale = 0
        self.resting = False

    def push(self, pose: Pose, arrival_us: int) -> None:
        """Add a received pose.

        Args:
            pose: as decoded; its time is in the sender's clock.
            arrival_us: local monotonic clock, microseconds.
        """
        self.received += 1
        transit_us = arrival_us - pose.time_us
        base_us = min(self._transits, default=transit_us)
        late = transit_us - base_us > self._timing.longest_us
        if late and self._has_become_slower(arrival_us):
            self._transits.clear()
            late = False
            if self._moment_us is not None and self._poses:
                # The sender's clock has stood still, as in a laptop's sleep: nothing after its last pose was shown.
                self._moment_us = min(self._moment_us, self._poses[-1].time_us)
        elif base_us - transit_us > self._timing.longest_us:
            # This machine's clock has stood still, or a queue is gone: what came before says nothing any more.
            self._transits.clear()
        if not late:
            self._late = 0
        self._transits.append(transit_us)
        self._estimated = False
        passed = self._moment_us is not None and pose.time_us <= self._moment_us
        if late or passed or any(pose.time_us == other.time_us for other in self._poses):
            self.stale += 1
            return
        insort(self._poses, pose, key=_time_of)
        # Nobody is looking: the oldest go.
        del self._poses[:-_KEPT]

    def _has_become_slower(self, arrival_us: int) -> bool:
        """Whether the path itself has, so that everything is late; what is late after an outage is soon over."""
        if not self._late:
            self._late_since_us = arrival_us
        self._late += 1
        return self._late >= _LATE_IN_A_ROW and arrival_us - self._late_since_us >= _LATE_US

    def _estimate(self) -> None:
        """Where to play, from the last arrivals."""
        if self._estimated:
            return
        self._estimated = True
        ordered = sorted(self._transits)
        usual_us = ordered[min(len(ordered) * 19 // 20, len(ordered) - 1)] - ordered[0]
        self._base_us = ordered[0]
        self._delay_us = min(usual_us, self._timing.longest_us) + self._timing.spare_us

    def delay_us(self) -> int | None:
        """How far playing is behind the quickest arrival: most of the last poses must have come by then.

        None before the first arrival.
        """
        self._estimate()
        return self._delay_us if self._transits else None

    def at(self, now_us: int) -> Played | None:
        """The pose to show now, or None before the first.

        Args:
            now_us: local monotonic clock, microseconds; must not go back.
        """
        if not self._poses:
            return None
        moment = self._advance(now_us)
        poses, due = self._poses, 0
        while due < len(poses) and poses[due].time_us <= moment:
            if poses[due].time_us > self._counted_us:
                self._counted_us = poses[due].time_us
                self.played += 1
            due += 1
        if due == 0:
            # Only at the very start: nothing is due yet.
            return None
        if due > 1:
            del poses[: due - 1]
        first = poses[0]
        if len(poses) == 1:
            return Played(self._held(first, moment), first.time_us)
        between = self._between
        if between is None or between.first is not first or between.second is not poses[1]:
            between = self._between = Between(first, poses[1])
        return Played(between.at(moment), first.time_us)

    def _advance(self, now_us: int) -> float:
        """The moment to show, in the sender's time: it never goes back."""
        self._estimate()
        target = now_us - self._base_us - self._delay_us
        before, elapsed = self._moment_us, now_us - self._asked_us
        # Where the last pose is held, nobody sees time stand still.
        held = before is not None and before >= self._poses[-1].time_us and target < before + elapsed
        if before is None or held or abs(target - before - elapsed) > self._timing.longest_us:
            moment = float(target) if before is None else max(before, float(target))
        else:
            # Corrections go slowly, a tenth faster or slower, so that nobody sees signing change its speed.
            error = target - before - elapsed
            moment = before + elapsed + max(-elapsed / 10, min(elapsed / 10, error))
        self._moment_us = moment if before is None else max(before, moment)
        self._asked_us = now_us
        return self._moment_us

    def _held(self, pose: Pose, moment: float) -> Pose:
        late_us = moment - pose.time_us - (self._timing.rest_us if self.resting else self._timing.hold_us)
        if late_us <= 0:
            return pose
        share = max(0.0, 1.0 - late_us / self._timing.fade_us)
        return Pose.of(pose.time_us, (pose.width, pose.height), pose.xyz, pose.score * np.float32(share))


def _time_of(pose: Pose) -> int:
    return pose.time_us


class Between:
    """What lies between two poses, for as many looks as fall there.

    A point moves only if both know it; if one does not, the point is as in the pose that is nearer in time.
    Poses of different frame sizes are not mixed.

    Args:
        first: the earlier pose.
        second: the later one.
    """

    def __init__(self, first: Pose, second: Pose) -> None:
        self.first = first
        self.second = second
        self._mixed = (first.width, first.height) == (second.width, second.height)
        self._moved = second.xyz - first.xyz
        # Scores mostly stay.
        self._rescored = None if np.array_equal(first.score, second.score) else second.score - first.score
        self._one_sided = self._rescored is not None and not np.array_equal(first.known, second.known)

    def at(self, moment_us: float) -> Pose:
        """The pose at a moment in the sender's time."""
        first, second = self.first, self.second
        share = (moment_us - first.time_us) / (second.time_us - first.time_us)
        near = first if share < 0.5 else second
        if not self._mixed:
            return near
        weight = np.float32(share)
        xyz = self._moved * weight
        xyz += first.xyz
        score = first.score if self._rescored is None else first.score + self._rescored * weight
        if self._one_sided:
            both = first.known & second.known
            xyz = np.where(both[:, None], xyz, near.xyz)
            score = np.where(both, score, near.score)
        return Pose.checked(round(moment_us), (first.width, first.height), xyz, score)
