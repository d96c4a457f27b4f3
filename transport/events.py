"""What a call is told and what it tells: settings, events, received poses and figures."""

from __future__ import annotations

from dataclasses import dataclass, field

from detector.pose import Pose
from transport.control import Appearance, Camera, Phrase, Record, Typing, Wave
from transport.jitter import JitterTiming
from transport.link import LinkTiming
from transport.pairing import APPID, default_mailbox_url
from transport.peer import IceServer


@dataclass(frozen=True)
class CallConfig:
    """Settings of a call.

    Attributes:
        mailbox_url: websocket address of the mailbox server where the peers meet.
        appid: only calls with the same one can meet.
        ice_servers: STUN and TURN servers; none by default.
        packets_s: packets a second, at most.
        poses_per_packet: poses in a packet, 1 to 3.
        precision: error bound of the keypoints as a share of hand, face and body size.
        server_timeout_s: how long to wait for the mailbox server.
        code_timeout_s: how long a caller waits for somebody to answer the code.
        answer_timeout_s: how long an answering side waits for the caller, who has been there before it if at all.
        reach_timeout_s: how long a contact's app may take to be found.
        ring_timeout_s: how long a contact may take to answer.
        connect_timeout_s: how long the connection may take once both sides are there.
        link: timing of the heartbeat.
        jitter: timing of the jitter buffer.
    """

    mailbox_url: str = field(default_factory=default_mailbox_url)
    appid: str = APPID
    ice_servers: tuple[IceServer, ...] = ()
    packets_s: float = 15.0
    poses_per_packet: int = 2
    precision: float = 0.01
    server_timeout_s: float = 10.0
    code_timeout_s: float = 600.0
    answer_timeout_s: float = 12.0
    reach_timeout_s: float = 10.0
    ring_timeout_s: float = 60.0
    connect_timeout_s: float = 30.0
    link: LinkTiming = field(default_factory=LinkTiming)
    jitter: JitterTiming = field(default_factory=JitterTiming)


@dataclass(frozen=True)
class CodeReady:
    """The code that the other signer has to type in; comes once, for the calling side only."""

    code: str


@dataclass(frozen=True)
class InvitationReady:
    """A text to carry to the other screen, as text or QR code: an invitation, or the answer to one."""

    text: str


@dataclass(frozen=True)
class Ringing:
    """The contact's app has been found; the contact is being asked."""


@dataclass(frozen=True)
class Connecting:
    """The other side has been found (it knows the code, or answered); the connection is being made."""


@dataclass(frozen=True)
class Connected:
    """Poses can flow.

    Attributes:
        connect_ms: from the moment the other side had proven that it knows the code (both are present) to the moment
            all data channels were open.
        contact_secret: 32 bytes that only the two sides know; ``transport.sas.words_of`` makes the short words of it
            that both signers can compare.
        calls: whether this side called; the other did not.
    """

    connect_ms: float
    contact_secret: bytes = field(repr=False)
    calls: bool = True


@dataclass(frozen=True)
class TextChanged:
    """Somebody has typed: see ``Call.text_lines``.

    Attributes:
        rang: whether the other signer rang, which has to be made visible.
    """

    rang: bool = False


@dataclass(frozen=True)
class Told:
    """The other signer waved, sent a phrase, turned the camera off or on, is typing, or says how to draw them or
    whether the call may be recorded."""

    message: Wave | Phrase | Camera | Typing | Appearance | Record


@dataclass(frozen=True)
class PeerLost:
    """Nothing has come from the other side for ``silent_ms``, or it does not hear this one; the call goes on trying."""

    silent_ms: float


@dataclass(frozen=True)
class PeerBack:
    """The other side is there again after ``PeerLost``.

    Attributes:
        anew: whether it took a new connection: texts and control messages of the old one may be lost.
    """

    anew: bool = False


@dataclass(frozen=True)
class Ended:
    """A call that had been connected is over. The last event.

    Attributes:
        reason: a sentence for people.
        ok: whether somebody hung up, rather than the connection having been lost.
    """

    reason: str
    ok: bool


@dataclass(frozen=True)
class Failed:
    """The call never came about. The last event.

    Attributes:
        sentence: why, and what to do, for people.
    """

    sentence: str


CallEvent = (
    CodeReady
    | InvitationReady
    | Ringing
    | Connecting
    | Connected
    | TextChanged
    | Told
    | PeerLost
    | PeerBack
    | Ended
    | Failed
)


@dataclass(frozen=True)
class Received:
    """The other signer's pose for one moment.

    Attributes:
        pose: interpolated; times in the sender's clock.
        source_us: capture time of the received pose at or just before that moment, in the sender's clock: two results
            with the same value show the same received pose.
        captured_us_local: the moment shown, in this machine's monotonic clock; None until the clocks are compared.
        signing: whether the other signer signs, as of the newest pose received.
    """

    pose: Pose
    source_us: int
    captured_us_local: int | None
    signing: bool = False


@dataclass(frozen=True)
class CallStats:
    """Figures of a call. Rates are those of the last ten seconds, counts those since it began.

    Attributes:
        poses_sent: poses that left in packets.
        poses_dropped: poses given to ``send`` that did not leave: too many, or no room on the link.
        poses_received: poses decoded.
        poses_played: received poses whose moment has come.
        stale_poses: received poses that came too late and were not shown.
        packets_sent: packets on the pose channel, those that only acknowledge included.
        packets_received: packets on the pose channel.
        packets_refused: received packets that could not be decoded.
        payload_bytes: bytes of the packets sent.
        wire_bytes: all that this side has put on the network for the call since it was connected, with every header
            (IPv4, UDP, DTLS, SCTP) and acknowledgement; without ICE's own checks, 0.4 kbit/s.
        connected_s: seconds since the connection was made.
        payload_kbit_s: rate of ``payload_bytes``.
        wire_kbit_s: rate of ``wire_bytes``.
        packets_s: packets sent a second.
        rtt_ms: last round-trip time.
        clock_offset_us: the peer's monotonic clock minus ours.
        connect_ms: as in ``Connected``.
        capture_to_send_ms: median time from the capture of a pose to its packet's leaving, of the last poses.
        capture_to_arrival_ms: median time from the capture on the other side to the arrival here.
        playout_ms: how long the jitter buffer holds a pose back behind the quickest.
        loss: share of the peer's packets that did not come, in the last seconds.
        peer_loss: share of our packets that the peer misses, as it says.
        signing: whether the signer on this side signs.
        peer_signing: whether the other signer signs.
    """

    poses_sent: int
    poses_dropped: int
    poses_received: int
    poses_played: int
    stale_poses: int
    packets_sent: int
    packets_received: int
    packets_refused: int
    payload_bytes: int
    wire_bytes: int
    connected_s: float
    payload_kbit_s: float
    wire_kbit_s: float
    packets_s: float
    rtt_ms: float | None
    clock_offset_us: int | None
    connect_ms: float | None
    capture_to_send_ms: float | None
    capture_to_arrival_ms: float | None
    playout_ms: float | None
    loss: float = 0.0
    peer_loss: float = 0.0
    signing: bool = False
    peer_signing: bool = False
