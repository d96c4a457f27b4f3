"""Which poses travel, and when a packet leaves. No I/O: time is an argument."""

from __future__ import annotations

from typing import Final

from detector.pose import Pose

# A packet waits no longer for its next pose than this many of the usual times between poses; of a camera slower than
# that, each pose leaves at once.
_PATIENCE: Final = 1.75
_SMOOTHING: Final = 8
# Poses that wait; more only while the network thread is too busy to fetch them.
_MOST_WAITING: Final = 4
# Of single poses in packets so far apart only the newest waits.
_SLOW_US: Final = 200_000


class Pacer:
    """Groups poses into packets at a steady rate.

    Poses that come faster than the packets can carry are thinned out evenly. A packet leaves when it is full; when
    poses come too slowly to fill it in time, it leaves with what it has.

    Args:
        packets_s: packets a second, at most.
        poses_per_packet: poses in a full packet.
    """

    def __init__(self, packets_s: float = 15.0, poses_per_packet: int = 2) -> None:
        self._waiting: list[Pose] = []
        self._last_us: int | None = None
        self._first_us = 0
        self._hurried = False
        self.set_rate(packets_s, poses_per_packet)
        self._sent_us = -self._packet_us

    def set_rate(self, packets_s: float, poses_per_packet: int) -> None:
        """Another rate from now on. What waits is not lost."""
        self._packet_us = round(1_000_000 / packets_s)
        self._pose_us = self._packet_us / poses_per_packet
        self._size = poses_per_packet
        self._newest_only = poses_per_packet == 1 and self._packet_us >= _SLOW_US
        self._next_pose_us = 0.0
        self._gap_us = self._pose_us

    def hurry(self) -> None:
        """Let the next pose leave at once, whatever the rate."""
        self._hurried = True

    def push(self, pose: Pose, now_us: int) -> bool:
        """Offer a pose; False if it is not going to travel (too soon after the last one, or older than it)."""
        if self._last_us is not None and pose.time_us <= self._last_us:
            return False
        early = pose.time_us < self._next_pose_us - self._pose_us / 2
        if early and not (self._hurried or self._newest_only):
            return False
        if self._last_us is not None:
            gap_us = min(pose.time_us - self._last_us, 10 * self._pose_us)
            self._gap_us += (gap_us - self._gap_us) / _SMOOTHING
        self._next_pose_us = max(self._next_pose_us + self._pose_us, pose.time_us + self._pose_us / 2)
        self._last_us = pose.time_us
        if not self._waiting:
            self._first_us = now_us
        elif (self._waiting[0].width, self._waiting[0].height) != (pose.width, pose.height):
            # One packet has one frame size: a new one begins with the new size.
            self._waiting = []
            self._first_us = now_us
        self._waiting.append(pose)
        return True

    def forget(self) -> int:
        """Drop what is not going to travel because newer poses have come; returns how many poses that were."""
        late = max(len(self._waiting) - (1 if self._newest_only else _MOST_WAITING), 0)
        del self._waiting[:late]
        return late

    def due_us(self) -> int | None:
        """When ``pop`` is going to give a packet, if no further pose comes; None while nothing waits."""
        if not self._waiting:
            return None
        if self._hurried:
            return self._first_us
        # Camera and packet clocks drift: a full packet may leave a little before its turn.
        earliest = self._sent_us + (self._packet_us if self._newest_only else self._packet_us * 3 // 4)
        patience_us = _PATIENCE * self._pose_us
        if len(self._waiting) >= self._size or self._gap_us > patience_us:
            return max(earliest, self._first_us)
        return max(self._sent_us + self._packet_us, round(self._first_us + patience_us))

    def pop(self, now_us: int) -> list[Pose]:
        """The poses of the packet that leaves now; empty if none does."""
        due = self.due_us()
        if due is None or now_us < due:
            return []
        poses, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
        self._hurried = False
        self._first_us = now_us
        self._sent_us = now_us
        return poses
