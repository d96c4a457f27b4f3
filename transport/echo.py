"""What the other side sees of this one: the packets that leave, decoded here as they are there. No I/O, no clock.

It leaves out only what the way takes: a packet that is lost on the network is not lost here.
"""

from __future__ import annotations

from transport.codec import Decoder, PacketError
from transport.jitter import JitterBuffer, JitterTiming, Played


class Echo:
    """Decodes the packets of one direction at their sender, from the next keyframe on (``Encoder.restart``).

    Args:
        timing: of the jitter buffer, as on the other side.
    """

    def __init__(self, timing: JitterTiming | None = None) -> None:
        self._decoder = Decoder()
        self._jitter = JitterBuffer(timing)

    def take(self, data: bytes, now_us: int, *, resting: bool) -> None:
        """A packet leaves.

        Args:
            data: the packet.
            now_us: local monotonic clock.
            resting: whether the signer is at rest, whose poses are rare and held for longer.
        """
        try:
            poses = self._decoder.decode(data)
        except PacketError:
            # It is coded against one that left before anybody looked.
            return
        self._jitter.resting = resting
        for pose in poses:
            self._jitter.push(pose, now_us)

    def at(self, now_us: int) -> Played | None:
        """The pose that the other side shows now, but for the time on the way; None before the first."""
        return self._jitter.at(now_us)
