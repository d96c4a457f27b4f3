"""The codec keeps its promises: the error bound, absence, independence of lost packets, and no harm from any bytes."""

from __future__ import annotations

import contextlib
import random
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.pose import Pose
from detector.skeleton import FACE, HANDS, K
from transport.bench import measure, rocked
from transport.codec import MAX_BACK, MAX_PACKET, Decoder, Encoder, PacketError
from transport.codec_layout import PARTS, error_bound, part_size
from transport.codec_pose import TICK_US
from transport.pose_file import read_pose_file

PRECISION = 0.01


def assert_same(sent: Pose, decoded: Pose, precision: float = PRECISION) -> None:
    """The decoded pose is the sent one, within the codec's bound."""
    assert (decoded.width, decoded.height) == (sent.width, sent.height)
    assert abs(decoded.time_us - sent.time_us) <= TICK_US // 2
    np.testing.assert_array_equal(decoded.known, sent.known)
    known = sent.known
    bound = error_bound(sent, precision)[known] + 1e-3
    difference = (decoded.xyz - sent.xyz)[known]
    assert (np.linalg.norm(difference[:, :2], axis=1) <= bound[:, 0]).all()
    assert (np.abs(difference[:, 2]) <= bound[:, 1]).all()
    assert (np.abs(decoded.score - sent.score)[known] <= 0.15).all()


def test_a_keyframe_decodes_alone(signing):
    poses = [signing(0), signing(1)]
    for sent, decoded in zip(poses, Decoder().decode(Encoder().encode(poses)), strict=True):
        assert_same(sent, decoded)


def test_hand_points_stay_within_one_percent_of_the_hand(signing):
    pose = signing(5)
    (decoded,) = Decoder().decode(Encoder().encode([pose]))
    for part in PARTS[2:]:
        moved = np.linalg.norm((decoded.xyz - pose.xyz)[part.points, :2], axis=1)
        assert moved.max() <= 0.01 * part_size(pose, part) + 1e-3


@pytest.mark.parametrize("precision", [0.005, 0.01, 0.02])
def test_acknowledged_poses_make_later_packets_small_and_errors_never_add_up(signing, precision):
    encoder, decoder = Encoder(precision), Decoder()
    sizes = []
    for start in range(0, 240, 2):
        poses = [signing(start), signing(start + 1)]
        data = encoder.encode(poses)
        sizes.append(len(data))
        for sent, decoded in zip(poses, decoder.decode(data), strict=True):
            assert_same(sent, decoded, precision)
        encoder.acknowledge(decoder.latest)
    assert np.median(sizes[1:]) < sizes[0] / 3


def test_a_signer_who_holds_still_costs_next_to_nothing(signing):
    encoder, decoder = Encoder(), Decoder()
    for number in range(0, 40, 2):
        data = encoder.encode([signing(3, time_us=33_333 * number), signing(3, time_us=33_333 * (number + 1))])
        decoder.decode(data)
        encoder.acknowledge(decoder.latest)
    assert len(data) <= 12


def test_absent_parts_and_points_stay_absent(signing):
    encoder, decoder = Encoder(), Decoder()
    without = signing(1)
    score = without.score.copy()
    score[FACE] = 0
    score[HANDS["left"].start + 4] = 0
    poses = [signing(0), Pose.of(without.time_us, (640, 480), without.xyz, score), Pose.unknown(99_900, (640, 480))]
    for sent in [*poses, signing(9)]:
        (decoded,) = decoder.decode(encoder.encode([sent]))
        assert_same(sent, decoded)
        encoder.acknowledge(decoder.latest)


@st.composite
def any_pose(draw: st.DrawFn, time_us: int) -> Pose:
    """A pose of any shape, sensible or not."""
    seed = draw(st.integers(0, 2**32 - 1))
    scale = draw(st.sampled_from([0.0, 0.01, 1.0, 50.0, 2000.0, 30_000.0]))
    share = draw(st.sampled_from([0.0, 0.02, 0.5, 1.0]))
    rng = np.random.default_rng(seed)
    xyz = rng.uniform(-scale, scale, (K, 3))
    return Pose.of(time_us, (640, 480), xyz, np.where(rng.random(K) < share, rng.random(K), 0))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_poses_come_back_within_the_bound(data):
    encoder, decoder = Encoder(), Decoder()
    for number in range(4):
        poses = [data.draw(any_pose(1000 * number)), data.draw(any_pose(1000 * number + 500))]
        packet = encoder.encode(poses)
        assert len(packet) <= MAX_PACKET
        for sent, decoded in zip(poses, decoder.decode(packet), strict=True):
            assert_same(sent, decoded)
        if data.draw(st.booleans()):
            encoder.acknowledge(decoder.latest)


def test_a_point_far_outside_every_picture_is_sent_as_unknown(signing):
    pose = signing(0)
    xyz = pose.xyz.copy()
    xyz[3] = (1e30, 0, 0)
    (decoded,) = Decoder().decode(Encoder().encode([Pose(1, 640, 480, xyz, pose.score)]))
    assert decoded.score[3] == 0
    assert decoded.known.sum() == pose.known.sum() - 1


@pytest.mark.parametrize(("loss", "seed"), [(0.1, 1), (0.3, 2), (0.6, 3)])
def test_whatever_arrives_decodes_in_any_order_after_any_loss(signing, loss, seed):
    chance = random.Random(seed)
    encoder, decoder = Encoder(), Decoder()
    on_the_way: list[tuple[int, bytes, list[Pose]]] = []
    acks: deque[tuple[int, int | None]] = deque()
    arrived = 0
    for turn in range(300):
        while acks and acks[0][0] <= turn:
            encoder.acknowledge(acks.popleft()[1])
        poses = [signing(2 * turn), signing(2 * turn + 1)]
        packet = encoder.encode(poses)
        if chance.random() >= loss:
            on_the_way.append((turn + chance.randrange(5), packet, poses))
        chance.shuffle(on_the_way)
        for due, packet, poses in [entry for entry in on_the_way if entry[0] <= turn]:
            on_the_way.remove((due, packet, poses))
            for sent, decoded in zip(poses, decoder.decode(packet), strict=True):
                assert_same(sent, decoded)
            arrived += 1
            if chance.random() >= loss:
                acks.append((turn + 1, decoder.latest))
    assert arrived > 300 * (1 - loss) * 0.8


def test_without_acknowledgements_for_long_a_keyframe_is_sent(signing):
    encoder, decoder = Encoder(), Decoder()
    decoder.decode(encoder.encode([signing(0)]))
    encoder.acknowledge(decoder.latest)
    packets = [encoder.encode([signing(number)]) for number in range(1, MAX_BACK + 3)]
    Decoder().decode(packets[-1])
    with pytest.raises(PacketError, match="reference"):
        Decoder().decode(packets[-3])


def test_sequence_numbers_wrap(signing):
    encoder, decoder = Encoder(), Decoder()
    for _ in range((1 << 12) - 2):
        encoder.encode([])
    for number in range(6):
        (decoded,) = decoder.decode(encoder.encode([signing(number)]))
        assert_same(signing(number), decoded)
        encoder.acknowledge(decoder.latest)
    assert len(encoder.encode([signing(6)])) < 200


def test_acknowledgements_travel_and_false_ones_are_ignored(signing):
    encoder, decoder = Encoder(), Decoder()
    assert decoder.decode(encoder.encode([], ack=7)) == []
    assert decoder.peer_ack == 7
    assert decoder.latest is None
    encoder.acknowledge(5000)
    encoder.acknowledge(None)
    decoder.decode(encoder.encode([signing(0)]))
    Decoder().decode(encoder.encode([signing(1)]))  # still a keyframe
    encoder.acknowledge(decoder.latest)
    (decoded,) = decoder.decode(data := encoder.encode([signing(2)]))
    assert_same(signing(2), decoded)
    with pytest.raises(PacketError, match="reference"):
        Decoder().decode(data)


def test_a_new_frame_size_starts_with_a_keyframe(signing):
    encoder, decoder = Encoder(), Decoder()
    decoder.decode(encoder.encode([signing(0)]))
    encoder.acknowledge(decoder.latest)
    pose = signing(1)
    larger = Pose(pose.time_us, 1280, 720, pose.xyz, pose.score)
    (decoded,) = Decoder().decode(encoder.encode([larger]))
    assert_same(larger, decoded)


def test_what_cannot_be_sent_is_refused_with_its_reason(signing):
    encoder = Encoder()
    with pytest.raises(ValueError, match="at most 3 poses"):
        encoder.encode([signing(number) for number in range(4)])
    with pytest.raises(ValueError, match="must grow"):
        encoder.encode([signing(1), signing(0)])
    with pytest.raises(ValueError, match="frame is 70000x480"):
        encoder.encode([Pose.unknown(1, (70_000, 480))])
    with pytest.raises(ValueError, match="one frame size"):
        encoder.encode([Pose.unknown(100, (640, 480)), Pose.unknown(200, (480, 640))])
    with pytest.raises(ValueError, match="precision"):
        Encoder(precision=0.5)


def test_another_version_is_refused_with_a_sentence(signing):
    packet = bytearray(Encoder().encode([signing(0)]))
    packet[0] = packet[0] & 0x0F | 0x10
    with pytest.raises(PacketError, match=r"version 1.*both sides need the same version"):
        Decoder().decode(bytes(packet))


def decodes_or_refuses(decoder: Decoder, data: bytes) -> None:
    """Nothing but ``PacketError`` may come out of any bytes; what does decode has made sound poses."""
    with contextlib.suppress(PacketError):
        assert len(decoder.decode(data)) <= 3


@given(st.binary(max_size=400))
@settings(max_examples=400, deadline=None)
def test_random_bytes_only_ever_raise_packet_errors(data):
    decodes_or_refuses(Decoder(), data)
    # The header would refuse most of them: let the compressed part be random too.
    decodes_or_refuses(Decoder(), b"\x3a\0\0\0\0\0\0\0\0\1\2\x80\1\xe0" + data)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_packets_only_ever_raise_packet_errors_and_the_decoder_goes_on(signing, data):
    encoder, decoder = Encoder(), Decoder()
    decoder.decode(encoder.encode([signing(0), signing(1)]))
    encoder.acknowledge(decoder.latest)
    packet = bytearray(encoder.encode([signing(2), signing(3)], ack=3))
    for _ in range(data.draw(st.integers(1, 4))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(packet[: data.draw(st.integers(0, len(packet)))])
    decodes_or_refuses(decoder, damaged)
    fresh = Encoder()
    fresh.encode([])
    pose = signing(8)
    (decoded,) = decoder.decode(fresh.encode([pose]))
    assert_same(pose, decoded)


def test_oversized_packets_are_refused_before_anything_is_done_with_them():
    with pytest.raises(PacketError, match="more than the"):
        Decoder().decode(bytes(10_000_000))


def test_real_signing_fits_into_ten_kilobits(recordings):
    figures = [measure(rocked(read_pose_file(path), 240)) for path in recordings[::6]]
    assert np.mean([figure.payload_kbit_s for figure in figures]) <= 10
    assert max(figure.error_max for figure in figures) <= 0.01
