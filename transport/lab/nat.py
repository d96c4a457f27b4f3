"""A symmetric NAT: the kind through which two peers reach each other over a relay only.

RFC 4787 calls it address- and port-dependent mapping and filtering. Rewrites IPv4 packets of UDP and TCP. No I/O.
"""

from __future__ import annotations

import socket
import struct
from typing import Final

UDP: Final = 17
TCP: Final = 6
_CHECKSUM_AT: Final = {UDP: 6, TCP: 16}
_FIRST_PORT: Final = 20_000
_PORTS: Final = 40_000
# The smallest packet with both ports and a checksum: an IPv4 header of 20 bytes and a UDP header.
_SMALLEST: Final = 28

_Flow = tuple[int, bytes, int, int]


def _shifted(checksum: int, old: bytes, new: bytes) -> int:
    """The Internet checksum after bytes that it covers have changed (RFC 1624, equation 3)."""
    total = ~checksum & 0xFFFF
    for (before,), (after,) in zip(struct.iter_unpack("!H", old), struct.iter_unpack("!H", new), strict=True):
        total += (~before & 0xFFFF) + after
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class SymmetricNat:
    """The NAT in front of one host.

    Every pair of an inner port and a far address gets an outer port of its own, and only that far address may answer.

    Args:
        inner: the host's own IPv4 address.
        outer: the address that the others see.
    """

    def __init__(self, inner: str, outer: str) -> None:
        self._inner = socket.inet_aton(inner)
        self._outer = socket.inet_aton(outer)
        self._ports: dict[_Flow, int] = {}
        self._hosts: dict[_Flow, int] = {}

    def outward(self, packet: bytes) -> bytes | None:
        """A packet of the host as the others see it; None if it cannot pass."""
        flow = _flow(packet, far_is_target=True)
        if flow is None or packet[12:16] != self._inner:
            return None
        port = self._ports.get(flow)
        if port is None:
            if len(self._ports) >= _PORTS:
                return None
            port = _FIRST_PORT + len(self._ports)
            self._ports[flow] = port
            self._hosts[(flow[0], flow[1], flow[2], port)] = flow[3]
        return _rewritten(packet, 12, 0, self._outer, port)

    def inward(self, packet: bytes) -> bytes | None:
        """A packet for the outer address as the host gets it; None if nobody inside has asked for it."""
        flow = _flow(packet, far_is_target=False)
        if flow is None or packet[16:20] != self._outer or flow not in self._hosts:
            return None
        return _rewritten(packet, 16, 2, self._inner, self._hosts[flow])


def _flow(packet: bytes, *, far_is_target: bool) -> _Flow | None:
    """Protocol, far address, far port, near port."""
    header = (packet[0] & 0x0F) * 4 if packet else 0
    if len(packet) < max(_SMALLEST, header + 8) or header < 20 or packet[9] not in _CHECKSUM_AT:
        return None
    if struct.unpack_from("!H", packet, 6)[0] & 0x3FFF:
        return None  # a fragment: it has no ports
    if len(packet) < header + _CHECKSUM_AT[packet[9]] + 2:
        return None
    source, target = struct.unpack_from("!HH", packet, header)
    return (packet[9], packet[16:20], target, source) if far_is_target else (packet[9], packet[12:16], source, target)


def _rewritten(packet: bytes, address_at: int, port_at: int, address: bytes, port: int) -> bytes:
    changed = bytearray(packet)
    header = (packet[0] & 0x0F) * 4
    old_port, new_port = packet[header + port_at : header + port_at + 2], struct.pack("!H", port)
    old_address = packet[address_at : address_at + 4]
    checksum_at = header + _CHECKSUM_AT[packet[9]]
    (inner,) = struct.unpack_from("!H", packet, checksum_at)
    if not (packet[9] == UDP and inner == 0):  # UDP without a checksum stays so
        struct.pack_into("!H", changed, checksum_at, _shifted(inner, old_address + old_port, address + new_port))
    (outer,) = struct.unpack_from("!H", packet, 10)
    struct.pack_into("!H", changed, 10, _shifted(outer, old_address, address))
    changed[address_at : address_at + 4] = address
    changed[header + port_at : header + port_at + 2] = new_port
    return bytes(changed)
