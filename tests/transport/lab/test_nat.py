"""The symmetric NAT gives every far address a port of its own, lets only that one answer, and breaks no checksum."""

from __future__ import annotations

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transport.lab.nat import TCP, UDP, SymmetricNat

INNER, OUTER = "10.0.0.5", "198.51.100.1"
FAR, ELSEWHERE = ("203.0.113.9", 3478), ("203.0.113.10", 3478)


def ones_complement(data: bytes) -> int:
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def checksum(data: bytes) -> int:
    return ~ones_complement(data) & 0xFFFF


def packet(kind: int, source: tuple[str, int], target: tuple[str, int], content: bytes = b"hello") -> bytes:
    ports = struct.pack("!HH", source[1], target[1])
    if kind == UDP:
        segment = ports + struct.pack("!HH", 8 + len(content), 0) + content
        at = 6
    else:
        segment = ports + struct.pack("!IIBBHHH", 1, 2, 5 << 4, 0x18, 1000, 0, 0) + content
        at = 16
    addresses = socket.inet_aton(source[0]) + socket.inet_aton(target[0])
    pseudo = addresses + struct.pack("!HH", kind, len(segment))
    segment = segment[:at] + struct.pack("!H", checksum(pseudo + segment) or 0xFFFF) + segment[at + 2 :]
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 1, 0x4000, 64, kind, 0) + addresses
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + segment


def ends(data: bytes) -> tuple[tuple[str, int], tuple[str, int]]:
    source, target = struct.unpack_from("!HH", data, 20)
    return (socket.inet_ntoa(data[12:16]), source), (socket.inet_ntoa(data[16:20]), target)


def is_sound(data: bytes) -> bool:
    pseudo = data[12:20] + struct.pack("!HH", data[9], len(data) - 20)
    return ones_complement(data[:20]) == 0xFFFF and ones_complement(pseudo + data[20:]) == 0xFFFF


@pytest.mark.parametrize("kind", [UDP, TCP])
@given(port=st.integers(1, 65_535), far_port=st.integers(1, 65_535), content=st.binary(max_size=64))
def test_there_and_back(kind, port, far_port, content):
    nat, far = SymmetricNat(INNER, OUTER), (FAR[0], far_port)
    out = nat.outward(packet(kind, (INNER, port), far, content))
    assert is_sound(out)
    seen_as, target = ends(out)
    assert (seen_as[0], target) == (OUTER, far)
    assert out[-len(content) :] == (content or out)
    back = nat.inward(packet(kind, far, seen_as, content))
    assert is_sound(back)
    assert ends(back) == (far, (INNER, port))


def test_every_far_address_sees_another_port_and_only_it_may_answer():
    nat = SymmetricNat(INNER, OUTER)
    to_far, again, to_elsewhere = (
        ends(nat.outward(packet(UDP, (INNER, 5000), target)))[0] for target in (FAR, FAR, ELSEWHERE)
    )
    assert to_far == again != to_elsewhere
    assert nat.inward(packet(UDP, ELSEWHERE, to_far)) is None
    assert nat.inward(packet(UDP, (FAR[0], 9), to_far)) is None
    assert nat.inward(packet(TCP, FAR, to_far)) is None
    assert nat.inward(packet(UDP, FAR, (OUTER, 1234))) is None


@given(st.binary(max_size=80))
def test_no_packet_makes_it_stumble(data):
    nat = SymmetricNat(INNER, OUTER)
    assert nat.inward(data) is None
    nat.outward(data)


@given(st.integers(0, 47), st.integers(0, 255))
def test_no_damaged_packet_makes_it_stumble(place, value):
    data = bytearray(packet(TCP, (INNER, 5000), FAR, b"0123456789"))
    data[place] = value
    nat = SymmetricNat(INNER, OUTER)
    nat.outward(bytes(data))
    nat.outward(bytes(data[:place]))
