"""aiortc's SCTP made fit for poor links. The only place that reaches into aiortc; for the versions in ``KNOWN`` alone.

What is corrected, each with its source:

- A FORWARD-TSN went out for every SACK, each drawing a SACK: with loss, a storm. A repeated one now waits a full round
  trip (RFC 3758, section 3.5, implementation note).
- Each FORWARD-TSN skipped what had been given up only as far as the next message that had come, and took a round trip:
  at 20 % loss and 30 poses a second hundreds of chunks were waiting, more than a SACK can name, until the window was
  full and poses stopped for seconds. It skips what has come as well. (RFC 3758, section 3.5, C2, stops there because a
  receiver might drop what it has acknowledged; RFC 9260, section 6.2, discourages that, and none is known to do it.)
- Round trips were measured on chunks that a gap block had acknowledged long ago: the retransmission time-out rose to a
  minute (RFC 9260, section 6.3.1, C4: the time from sending to *the* acknowledgement).
- The first retransmission came after 3 s; RTO.Initial is 1 s (RFC 9260, section 16), and less in the handshake
  (`transport.handshakes`).
- An INIT that was said again after the other side's had come had that side's tag, and was dropped there: where both
  answers were lost, the association never came about. It has the tag 0 (RFC 9260, section 8.5.1).
- After a time-out the congestion window fell to one packet, behind which poses queue. It keeps four (the least that
  RFC 9260, section 7.2.3, leaves to ssthresh).
- Every packet was answered with a SACK of its own, which costs as much as a packet of poses. Now every second packet
  is, or one after 200 ms (RFC 9260, section 6.2), and it travels with data where some leaves soon.
- What only a hostile peer sends could end the connection (malformed chunks, broken text), halt the program (a
  parameter of length 0 was read for ever, gap blocks were counted out) or fill the memory (messages without end,
  numbers far ahead, streams that no channel has). Such things are dropped.
"""

from __future__ import annotations

import asyncio
import logging
from struct import pack, unpack_from
from typing import Any, Final

import aiortc
from aiortc import RTCConfiguration, RTCPeerConnection, rtcpeerconnection
from aiortc.rtcsctptransport import (
    SCTP_MAX_PACKET_LENGTH,
    USERDATA_MAX_LENGTH,
    WEBRTC_DCEP,
    WEBRTC_STRING,
    Chunk,
    DataChunk,
    ForwardTsnChunk,
    InitChunk,
    RTCSctpTransport,
    SackChunk,
)
from aiortc.utils import uint32_gt
from google_crc32c import value as crc32c

from transport.handshakes import FIRST_S, hasten, unknown

logger = logging.getLogger(__name__)

KNOWN: Final = ("1.16.0",)
RTO_INITIAL_S: Final = 1.0
LEAST_WINDOW: Final = 4 * USERDATA_MAX_LENGTH
SACK_DELAY_S: Final = 0.2
# A SACK that would have to leave now, or a FORWARD-TSN, waits so long for data to travel with: a little more than the
# time between two packets of poses. Nothing on this connection waits for either of them.
COMPANY_S: Final = 0.08
_SACK_EVERY: Final = 2
_MOST_GAPS: Final = 64
_HEADER: Final = 12
_UDP_HEADERS: Final = 28
_TSN_MODULO: Final = 1 << 32
# Numbers further ahead than this are no reordering; 4,096 poses are minutes.
_FURTHEST: Final = 4096
_MOST_FRAGMENTS: Final = 1024
_INIT, _INIT_ACK = 1, 2
_WITH_PARAMETERS: Final = (_INIT, _INIT_ACK, 4, 5, 6, 9, 130)


def corrected() -> bool:
    """Whether this aiortc is one that the corrections are made for."""
    return str(aiortc.__version__) in KNOWN


def trouble() -> str | None:
    """A sentence about libraries that the corrections are not made for; None if all is well."""
    if not corrected():
        return (
            f"aiortc {aiortc.__version__} is not one of the versions that Handline corrects ({', '.join(KNOWN)}): "
            "calls work, but poorer links make them halt; install one of those."
        )
    if strange := unknown():
        return (
            f"{' and '.join(strange)} is not a version that Handline corrects: calls work, but poorer links make them "
            "begin slowly; install what Handline asks for."
        )
    return None


def bytes_sent(connection: RTCPeerConnection) -> int:
    """All that a connection has put on the network over UDP and IPv4, but for ICE's own checks."""
    if connection.sctp is None:
        return 0
    report = connection.sctp.transport._get_stats()
    return sum(entry.bytesSent + entry.packetsSent * _UDP_HEADERS for entry in report.values())


def _ends(data: bytes) -> bool:
    """Whether every parameter in a packet has a length, so that reading them comes to an end."""
    start = _HEADER
    while start + 4 <= len(data):
        kind, length = unpack_from("!BxH", data, start)
        place = start + (20 if kind in (_INIT, _INIT_ACK) else 4)
        while kind in _WITH_PARAMETERS and place + 4 <= start + length:
            size = unpack_from("!H", data, place + 2)[0]
            if size < 4:
                return False
            place += size + -size % 4
        start += max(length + -length % 4, 4)
    return True


def make_connection(configuration: RTCConfiguration) -> RTCPeerConnection:
    """A connection whose data channels bear poor links, or a plain one with an unknown aiortc."""
    if (sentence := trouble()) is not None:
        logger.warning("%s", sentence)
    # The name under which a connection makes its transport when the first channel is created.
    module: Any = rtcpeerconnection
    module.RTCSctpTransport = PatientSctpTransport if corrected() else RTCSctpTransport
    hasten()
    return RTCPeerConnection(configuration)


class PatientSctpTransport(RTCSctpTransport):
    """An association that bears loss, delay and nonsense. Its channels are negotiated: the peer can open none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rto = RTO_INITIAL_S
        self._cwnd = LEAST_WINDOW
        self._measured_before = False
        self._forwarded_tsn: int | None = None
        self._forwarded_at = 0.0
        self._forward: ForwardTsnChunk | None = None
        self._unsacked = 0
        self._sack_by: float | None = None
        self._departure: asyncio.TimerHandle | None = None
        self._departing: asyncio.Future[None] | None = None
        self._clock = asyncio.get_running_loop()

    # What comes in.

    async def _handle_data(self, data: bytes) -> None:
        try:
            if _ends(data):
                await super()._handle_data(data)
        except ConnectionError:
            raise
        except Exception:
            # Only the peer itself can have sent this. It harms nobody but its own call.
            logger.debug("a packet was dropped", exc_info=True)

    async def _receive_data_chunk(self, chunk: DataChunk) -> None:
        self._sack_needed = True
        if not self._near(chunk.tsn):
            return
        if chunk.stream_id not in self._data_channels or chunk.protocol == WEBRTC_DCEP:
            self._mark_received(chunk.tsn)
            return
        waiting = len(self._get_inbound_stream(chunk.stream_id).reassembly)
        if len(chunk.user_data) <= self._advertised_rwnd and waiting < _MOST_FRAGMENTS:
            await super()._receive_data_chunk(chunk)

    async def _receive_forward_tsn_chunk(self, chunk: ForwardTsnChunk) -> None:
        chunk.streams = [entry for entry in chunk.streams if entry[0] in self._data_channels]
        if self._near(chunk.cumulative_tsn):
            await super()._receive_forward_tsn_chunk(chunk)

    def _near(self, tsn: int) -> bool:
        last = self._last_received_tsn
        return last is not None and (tsn - last + _FURTHEST) % _TSN_MODULO <= 2 * _FURTHEST

    async def _receive_sack_chunk(self, chunk: SackChunk) -> None:
        if sum(last - first + 1 for first, last in chunk.gaps) > _FURTHEST:
            return
        # aiortc samples the oldest chunk that this SACK takes off the queue.
        self._measured_before = bool(self._sent_queue) and self._sent_queue[0]._acked
        await super()._receive_sack_chunk(chunk)

    async def _data_channel_receive(self, stream_id: int, pp_id: int, data: bytes) -> None:
        if pp_id == WEBRTC_STRING:
            try:
                data.decode()
            except UnicodeDecodeError:
                return
        await super()._data_channel_receive(stream_id, pp_id, data)

    def _update_rto(self, R: float) -> None:
        if not self._measured_before:
            super()._update_rto(R)

    def _t3_expired(self) -> None:
        super()._t3_expired()
        self._cwnd = LEAST_WINDOW

    def _t1_start(self, chunk: Chunk) -> None:
        usual_s, self._rto = self._rto, FIRST_S
        super()._t1_start(chunk)
        self._rto = usual_s

    def _t1_expired(self) -> None:
        usual_s, self._rto = self._rto, FIRST_S * 2 ** (self._t1_failures + 1)
        super()._t1_expired()
        self._rto = usual_s

    def _set_state(self, state: RTCSctpTransport.State) -> None:
        super()._set_state(state)
        if state == self.State.CLOSED:
            self._sack_by = self._forward = None
            if self._departure is not None:
                self._departure.cancel()

    # What goes out.

    def _update_advanced_peer_ack_point(self) -> None:
        self._give_up_holes()
        super()._update_advanced_peer_ack_point()
        chunk = self._forward_tsn_chunk
        if chunk is None:
            return
        now = self._clock.time()
        patience_s = (RTO_INITIAL_S if self._srtt is None else self._srtt) + 2 * COMPANY_S
        if chunk.cumulative_tsn == self._forwarded_tsn and now < self._forwarded_at + patience_s:
            self._forward_tsn_chunk = None
            # Should it have been lost, the time-out sends it again.
            if self._t3_handle is None:
                self._t3_start()
        else:
            self._forwarded_tsn, self._forwarded_at = chunk.cumulative_tsn, now

    def _give_up_holes(self) -> None:
        """Let one FORWARD-TSN skip all that was given up, with what lies in between and has come.

        Of a message in several chunks either all have come, or nothing behind it is skipped: no chunk given up lies
        within it.
        """
        between: list[Any] = []
        for chunk in self._sent_queue:
            if chunk._abandoned:
                for came in between:
                    came._abandoned = True
                between = []
            elif chunk._acked:
                between.append(chunk)
            else:
                break

    async def _send_sack(self) -> None:
        """Called for every packet that has to be acknowledged in the end: decides when."""
        self._sack_needed = False
        self._unsacked += 1
        now = self._clock.time()
        if self._sack_by is None:
            self._sack_by = now + SACK_DELAY_S
        if self._sack_duplicates:
            # The peer sent again what we had: the acknowledgement was lost.
            self._sack_by = now
        elif self._unsacked >= _SACK_EVERY or self._sack_misordered:
            self._sack_by = min(self._sack_by, now + COMPANY_S)
        self._leave_by(self._sack_by)

    async def _send_chunk(self, chunk: Chunk) -> None:
        if isinstance(chunk, ForwardTsnChunk):
            self._forward = chunk
            self._leave_by(self._clock.time() + COMPANY_S)
        elif isinstance(chunk, DataChunk):
            company = self._company()
            if sum(len(bytes(other)) for other in company) + len(bytes(chunk)) + _HEADER > SCTP_MAX_PACKET_LENGTH:
                await self._send_packet(company)
                company = []
            await self._send_packet([*company, chunk])
        elif isinstance(chunk, InitChunk):
            await self._send_packet([chunk])
        else:
            await super()._send_chunk(chunk)

    def _leave_by(self, due: float) -> None:
        if self._departure is not None:
            if self._departure.when() <= due:
                return
            self._departure.cancel()
        self._departure = self._clock.call_at(due, self._depart)

    def _depart(self) -> None:
        self._departure = None
        company = self._company()
        if company:
            self._departing = asyncio.ensure_future(self._send_quietly(company))
        elif self._sack_by is not None:
            self._leave_by(self._sack_by)

    async def _send_quietly(self, chunks: list[Chunk]) -> None:
        try:
            await self._send_packet(chunks)
        except ConnectionError:
            logger.debug("the connection went before its last acknowledgement")

    def _company(self) -> list[Chunk]:
        """What travels with the packet that leaves now."""
        company: list[Chunk] = []
        forward, self._forward = self._forward, None
        if forward is not None and uint32_gt(forward.cumulative_tsn, self._last_sacked_tsn):
            company.append(forward)
        if self._sack_by is not None and self._sack_by <= self._clock.time() + COMPANY_S:
            company.append(self._sack())
            self._sack_by = None
            self._unsacked = 0
            self._sack_duplicates.clear()
        if self._sack_by is None and self._departure is not None:
            # Waking up for nothing costs more than setting the timer again.
            self._departure.cancel()
            self._departure = None
        return company

    def _sack(self) -> SackChunk:
        last = self._last_received_tsn
        assert last is not None
        gaps: list[tuple[int, int]] = []
        for place in sorted((tsn - last) % _TSN_MODULO for tsn in self._sack_misordered):
            if gaps and gaps[-1][1] == place - 1:
                gaps[-1] = (gaps[-1][0], place)
            else:
                gaps.append((place, place))
        sack = SackChunk()
        sack.cumulative_tsn = last
        sack.advertised_rwnd = max(0, self._advertised_rwnd)
        sack.gaps = gaps[:_MOST_GAPS]
        sack.duplicates = self._sack_duplicates[:_MOST_GAPS]
        return sack

    async def _send_packet(self, chunks: list[Chunk]) -> None:
        tag = 0 if any(isinstance(chunk, InitChunk) for chunk in chunks) else self._remote_verification_tag
        header = pack("!HHL", self._local_port, self._remote_port, tag)
        body = b"".join(bytes(chunk) for chunk in chunks)
        checksum = crc32c(header + bytes(4) + body)
        await self.transport._send_data(header + pack("<L", checksum) + body)
