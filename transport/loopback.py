"""Both ends of a call's poses on one machine: what the other side would see before a call. No I/O, no clock."""

from __future__ import annotations

from typing import Final

from detector.pose import Pose
from transport.events import CallConfig
from transport.jitter import Played
from transport.stream import PoseStream

# On a link that takes everything at once a look brings a packet or two; more would be a fault, and shall not hang.
_MOST: Final = 8


class Loopback:
    """Poses go through pacing, coding and the jitter buffer as in a call on a perfect link. From any thread.

    Args:
        config: of the call that is not there yet.
    """

    def __init__(self, config: CallConfig) -> None:
        self._there, self._here = PoseStream(config), PoseStream(config)
        self._begun = False

    def push(self, pose: Pose, now_us: int) -> None:
        """A pose of the signer."""
        if not self._begun:
            self._begun = True
            self._there.start(now_us)
            self._here.start(now_us)
        self._there.push(pose, now_us)

    def at(self, now_us: int) -> Played | None:
        """What the other side would show now; None before the first pose. To be asked more often than packets leave."""
        for sender, receiver in ((self._there, self._here), (self._here, self._there)):
            for _ in range(_MOST):
                packet = sender.pop(now_us, room=True)
                if packet is None:
                    break
                receiver.receive(packet, now_us)
        return self._here.at(now_us)
