"""Both directions of a call's poses: pacing, codec, jitter buffer, counts. No I/O: time is an argument.

The network thread and the thread that draws both use it, so a lock guards it; nothing in it waits.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from statistics import median
from typing import Final

from detector.pose import Pose
from transport.activity import SigningActivity
from transport.codec import SEQUENCES, Decoder, Encoder, PacketError, VersionError
from transport.echo import Echo
from transport.events import CallConfig, CallStats
from transport.jitter import JitterBuffer, Played
from transport.loss import LossMeter, sequence_of
from transport.pacing import Pacer
from transport.rate import IDLE, OPENING, Rate, RateControl

# How long an acknowledgement waits for poses to travel with, while many and while few packets come.
_ACK_US: Final = 200_000
_SLOW_ACK_US: Final = 600_000
# The same at the beginning, when the other side waits for one before it sends more than a few packets.
_FIRST_ACK_US: Final = 20_000
_FEW_US: Final = 300_000
# Activity above this is no longer rest, although it may not be signing yet: nothing waits for that to be sure.
_STIRS: Final = 0.1
_UNACKNOWLEDGED: Final = 256
# A peer that acknowledges nothing for so long, of so many packets, does not hear this side, although it may be heard.
_DEAF_US: Final = 2_500_000
_DEAF_PACKETS: Final = 8
_DROPPED_US: Final = 1_000_000
_PROBE_US: Final = 250_000
_WINDOW_US: Final = 10_000_000
_RECENT: Final = 64
# A peer that sends more packets than this in a second is flooding; the rest is dropped unread.
_MAX_PACKETS_S: Final = 120
_SECOND_US: Final = 1_000_000


class PoseStream:
    """Poses of one call, out and in.

    Args:
        config: the call's settings.

    Attributes:
        foreign: whether packets come, and only such as another version of the program makes.
        on_pose: told every pose that is received, from the network thread; must not wait. To be set by the owner.
    """

    def __init__(self, config: CallConfig) -> None:
        self.foreign = False
        self.on_pose: Callable[[Pose], None] | None = None
        self._echo: Echo | None = None
        self._lock = threading.Lock()
        self._rate = Rate(config.packets_s, config.poses_per_packet)
        self._rate_control = RateControl(self._rate)
        self._pacer = Pacer(self._rate.packets_s, self._rate.poses_per_packet)
        self._activity, self._peer_activity = SigningActivity(), SigningActivity()
        self._loss = LossMeter()
        self._peer_loss = 0.0
        self._sent: dict[int, int] = {}
        self._came_us = 0
        self._answered: tuple[int | None, int] = (None, 0)
        self._unanswered = 0
        self._few = self._probing = False
        self._blocked_us: int | None = None
        self._encoder = Encoder(config.precision)
        self._decoder = Decoder()
        self._jitter = JitterBuffer(config.jitter)
        self._timing = config.jitter
        self._started_us: int | None = None
        self._ack_owed = False
        self._last_out_us = 0
        self._second_us = 0
        self._in_this_second = 0
        self._poses_sent = self._poses_dropped = 0
        self._packets_sent = self._packets_received = self._packets_refused = 0
        self._payload_bytes = self._wire_bytes = 0
        self._recent: deque[tuple[int, int, int, bool]] = deque(maxlen=_WINDOW_US // _SECOND_US * 2 * _MAX_PACKETS_S)
        self._send_delays: deque[int] = deque(maxlen=_RECENT)
        self._transits: deque[int] = deque(maxlen=_RECENT)

    def start(self, now_us: int) -> None:
        """The connection is open: packets may leave."""
        with self._lock:
            self._started_us = now_us
            self._last_out_us = now_us
            self._answered = (self._answered[0], now_us)

    def push(self, pose: Pose, now_us: int) -> int | None:
        """A pose to send; when the packet that it is in is due, as far as is known now, None if it is in none."""
        with self._lock:
            stirs = self._activity.update(pose) > _STIRS or self._activity.signing
            if self._started_us is None:
                self._poses_dropped += 1
                return None
            self._adapt(stirs, now_us)
            if not self._pacer.push(pose, now_us):
                self._poses_dropped += 1
            self._poses_dropped += self._pacer.forget()
            return self._pacer.due_us()

    def _adapt(self, stirs: bool, now_us: int) -> None:
        blocked = self._blocked_us is not None and now_us - self._blocked_us < _DROPPED_US
        rate = self._rate_control.update(now_us, signs=stirs, loss=self._peer_loss, blocked=blocked)
        if rate != self._rate:
            if rate.packets_s > self._rate.packets_s:
                self._pacer.hurry()
            self._rate = rate
            self._pacer.set_rate(rate.packets_s, rate.poses_per_packet)

    def due_us(self) -> int | None:
        """When ``pop`` has something to send, as far as is known now."""
        with self._lock:
            dues = [self._pacer.due_us()]
            if self._ack_owed:
                dues.append(self._last_out_us + self._ack_us())
            return min((due for due in dues if due is not None), default=None)

    def _ack_us(self) -> int:
        if self._probing:
            # A probe has to carry a pose, and takes the acknowledgement with it.
            return 2 * _PROBE_US
        if self._rate == OPENING:
            return _FIRST_ACK_US
        return _SLOW_ACK_US if self._few else _ACK_US

    def pop(self, now_us: int, *, room: bool, lost: bool = False) -> bytes | None:
        """The packet that leaves now, if one is due.

        Args:
            now_us: local monotonic clock.
            room: whether a packet would leave at once; if not, its poses are dropped rather than queued.
            lost: whether the peer is silent: then a packet leaves now and then, so that it has a pose as soon as it
                hears again.
        """
        with self._lock:
            self._probing = lost
            poses = self._pacer.pop(now_us)
            if not room and poses and not lost:
                self._blocked_us = now_us
            if not room or (lost and now_us < self._last_out_us + _PROBE_US):
                self._poses_dropped += len(poses)
                return None
            if not poses and not (self._ack_owed and now_us >= self._last_out_us + self._ack_us()):
                return None
            try:
                data = self._encoder.encode(poses, self._decoder.latest)
            except ValueError:
                # A camera that is bigger than the format, or a clock that jumped: this packet's loss, not the call's.
                self._poses_dropped += len(poses)
                return None
            self._ack_owed = False
            self._last_out_us = now_us
            if poses and self._rate.packets_s > IDLE.packets_s:
                self._sent[self._packets_sent % SEQUENCES] = now_us
                if len(self._sent) > _UNACKNOWLEDGED:
                    del self._sent[next(iter(self._sent))]
            self._packets_sent += 1
            self._unanswered += bool(poses)
            self._poses_sent += len(poses)
            self._payload_bytes += len(data)
            self._recent.append((now_us, len(data), 0, True))
            self._send_delays.extend(now_us - pose.time_us for pose in poses)
            if self._echo is not None:
                self._echo.take(data, now_us, resting=self._rate == IDLE)
            return data

    def receive(self, data: bytes, now_us: int) -> None:
        """A packet came."""
        with self._lock:
            self._packets_received += 1
            if now_us - self._second_us >= _SECOND_US:
                self._second_us, self._in_this_second = now_us, 0
            self._in_this_second += 1
            if self._in_this_second > _MAX_PACKETS_S:
                self._packets_refused += 1
                return
            try:
                poses = self._decoder.decode(data)
            except PacketError as error:
                self._packets_refused += 1
                self.foreign = isinstance(error, VersionError) and self._decoder.latest is None
                return
            self._loss.update(sequence_of(data), now_us)
            ack = self._decoder.peer_ack
            self._encoder.acknowledge(ack)
            if ack != self._answered[0]:
                self._answered, self._unanswered = (ack, now_us), 0
            self._rate_control.answered = ack is not None
            sent_us = None if ack is None else self._sent.pop(ack, None)
            if sent_us is not None:
                self._rate_control.acknowledged(now_us - sent_us, now_us)
            if poses:
                self._ack_owed = True
                self._few = now_us - self._came_us > _FEW_US
                self._came_us = now_us
            for pose in poses:
                stirs = self._peer_activity.update(pose) > _STIRS
                self._jitter.resting = not (stirs or self._peer_activity.signing)
                self._jitter.push(pose, now_us)
                self._transits.append(now_us - pose.time_us)
            listener = self.on_pose
        if listener is not None:
            for pose in poses:
                listener(pose)

    def unheard(self, now_us: int, reached_us: int | None = None) -> bool:
        """Whether the peer seems to hear nothing: packets leave, and none is acknowledged.

        Args:
            now_us: local monotonic clock.
            reached_us: when the peer heard this side as is known otherwise, if it is (``Link.reached_us``).
        """
        with self._lock:
            answered_us = max(self._answered[1], reached_us or 0)
            return self._unanswered >= _DEAF_PACKETS and now_us - answered_us >= _DEAF_US

    def taken(self, now_us: int) -> None:
        """Packets leave by another connection from now on: whether the peer hears those is to be seen."""
        with self._lock:
            self._answered, self._unanswered = (self._answered[0], now_us), 0

    def count_wire(self, now_us: int, count: int) -> None:
        """So many more bytes were put on the network, whatever they were for."""
        with self._lock:
            self._wire_bytes += count
            self._recent.append((now_us, 0, count, False))

    def loss(self, now_us: int, peer_loss: float, rtt_us: int | None = None) -> float:
        """Tell what share of our packets the peer misses, and the quickest round trip so far if known.

        Returns:
            What share of its packets is missing here.
        """
        with self._lock:
            self._peer_loss = peer_loss
            if rtt_us is not None:
                self._rate_control.round_trip(rtt_us)
            return self._loss.share(now_us)

    @property
    def peer_signing(self) -> bool:
        """Whether the other signer signs."""
        return self._peer_activity.signing

    def at(self, now_us: int) -> Played | None:
        """What to show now."""
        with self._lock:
            return self._jitter.at(now_us)

    def watch_own(self, on: bool) -> None:
        """Whether to decode what leaves; it costs as much as decoding what comes."""
        with self._lock:
            if on and self._echo is None:
                self._encoder.restart()
            self._echo = Echo(self._timing) if on else None

    def own_at(self, now_us: int) -> Played | None:
        """What the other side shows now of this one, but for the time on the way; None if nobody watches."""
        with self._lock:
            return None if self._echo is None else self._echo.at(now_us)

    def stats(
        self, now_us: int, *, rtt_us: int | None = None, offset_us: int | None = None, connect_ms: float | None = None
    ) -> CallStats:
        """The figures, with those that the link knows."""
        with self._lock:
            connected_us = 0 if self._started_us is None else now_us - self._started_us
            window_us = max(min(connected_us, _WINDOW_US), 1)
            window = [entry for entry in self._recent if entry[0] > now_us - _WINDOW_US]
            arrival_us = median(self._transits) + offset_us if self._transits and offset_us is not None else None
            return CallStats(
                poses_sent=self._poses_sent,
                poses_dropped=self._poses_dropped,
                poses_received=self._jitter.received,
                poses_played=self._jitter.played,
                stale_poses=self._jitter.stale,
                packets_sent=self._packets_sent,
                packets_received=self._packets_received,
                packets_refused=self._packets_refused,
                payload_bytes=self._payload_bytes,
                wire_bytes=self._wire_bytes,
                connected_s=connected_us / 1e6,
                payload_kbit_s=sum(payload for _, payload, _, _ in window) * 8000 / window_us,
                wire_kbit_s=sum(wire for _, _, wire, _ in window) * 8000 / window_us,
                packets_s=sum(sent for _, _, _, sent in window) * 1e6 / window_us,
                rtt_ms=None if rtt_us is None else rtt_us / 1000,
                clock_offset_us=offset_us,
                connect_ms=connect_ms,
                capture_to_send_ms=median(self._send_delays) / 1000 if self._send_delays else None,
                capture_to_arrival_ms=None if arrival_us is None else arrival_us / 1000,
                loss=self._loss.share(now_us),
                peer_loss=self._peer_loss,
                signing=self._activity.signing,
                peer_signing=self._peer_activity.signing,
                playout_ms=None if (delay := self._jitter.delay_us()) is None else delay / 1000,
            )
