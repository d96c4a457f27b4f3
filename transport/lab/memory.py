"""Both sides of a call on a simulated link in one process, in a time of its own: minutes of a call in seconds, the same
every time. Everything of a call is in it that does no I/O; SCTP and what lies below are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from detector.pose import Pose
from transport.events import CallConfig
from transport.lab.figures import Log
from transport.lab.shaping import OneWay, Shape
from transport.link import Link
from transport.stream import PoseStream

# Headers of IP, UDP, DTLS and SCTP around one message.
_OVERHEAD: Final = 93
# The link is polled at least this often.
_LONGEST_SLEEP_US: Final = 100_000


@dataclass
class Side:
    """One side of the call.

    Attributes:
        stream: its poses.
        link: its view of the link.
        packets: the way to the other side, which loses.
        control: the way of control messages, which arrive late rather than not at all.
    """

    stream: PoseStream
    link: Link
    packets: OneWay[bytes]
    control: OneWay[str]
    _shown: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def log(self) -> Log:
        """What this side was shown; see `transport.lab.figures`."""
        return np.array(self._shown, np.int64).reshape(-1, 3)

    def look(self, now_us: int) -> None:
        """Look at what is to be shown now."""
        played = self.stream.at(now_us)
        if played is not None and (not self._shown or self._shown[-1][1:] != (played.source_us, played.pose.time_us)):
            self._shown.append((now_us, played.source_us, played.pose.time_us))

    def send(self, now_us: int) -> None:
        """Put on the way what is due; as `transport.conversation.Conversation` does."""
        self.link.report_loss(self.stream.loss(now_us, self.link.peer_loss, self.link.least_rtt_us))
        packet = self.stream.pop(now_us, room=True, lost=self.link.lost)
        if packet is not None:
            self.packets.send(packet, len(packet) + _OVERHEAD, now_us)
        self.link.poll(now_us, unheard=self.stream.unheard(now_us, self.link.reached_us))
        self.link.events()
        for message in self.link.outgoing():
            self.control.send(message, len(message) + _OVERHEAD, now_us)


class MemoryCall:
    """A call, already connected.

    Args:
        shape: of the link, both ways.
        seed: of its chance.
        config: of both sides.

    Attributes:
        now_us: the time that it is.
        sides: both.
    """

    def __init__(self, shape: Shape, seed: int = 1, config: CallConfig | None = None) -> None:
        config = config or CallConfig()
        self.now_us = 1_000_000
        self.sides = (self._side(shape, 2 * seed, config), self._side(shape, 2 * seed + 1, config))

    def _side(self, shape: Shape, seed: int, config: CallConfig) -> Side:
        stream = PoseStream(config)
        stream.start(self.now_us)
        reliable = OneWay[str](Shape(delay_ms=shape.delay_ms), seed)
        return Side(stream, Link(self.now_us, config.link), OneWay(shape, seed), reliable)

    def cut(self, *, cut: bool = True) -> None:
        """Let nothing through from now on, or again what comes from now on."""
        for side in self.sides:
            side.packets.cut = side.control.cut = cut

    def run(self, seconds: float, pose: Callable[[int], Pose], *, poses_s: float = 30.0, looks_s: float = 60.0) -> None:
        """Let time pass.

        Args:
            seconds: how much.
            pose: the pose that both signers have at a time in microseconds.
            poses_s: poses given to the call, a second.
            looks_s: how often a second the other side's pose is asked for.
        """
        end_us = self.now_us + round(seconds * 1e6)
        looked_us = posed_us = self.now_us
        while self.now_us < end_us:
            self.now_us = self._next_us(min(looked_us, posed_us, end_us))
            if self.now_us >= posed_us:
                posed_us += round(1e6 / poses_s)
                for side in self.sides:
                    side.stream.push(pose(self.now_us), self.now_us)
            for side, other in (self.sides, self.sides[::-1]):
                for packet in other.packets.arrived(self.now_us):
                    side.link.heard(self.now_us)
                    side.stream.receive(packet, self.now_us)
                for message in other.control.arrived(self.now_us):
                    side.link.receive(message, self.now_us)
                side.send(self.now_us)
            if self.now_us >= looked_us:
                looked_us += round(1e6 / looks_s)
                for side in self.sides:
                    side.look(self.now_us)

    def _next_us(self, latest_us: int) -> int:
        """When something happens next; time never stands still."""
        dues = [self.now_us + _LONGEST_SLEEP_US, latest_us]
        for side in self.sides:
            dues += [
                due
                for part in (side.stream, side.link, side.packets, side.control)
                if (due := part.due_us()) is not None
            ]
        return max(min(dues), self.now_us + 1)
