"""Whole calls over a real mailbox server and a real data channel: what is sent arrives, and they end cleanly."""

from __future__ import annotations

import asyncio
import time

import numpy as np

from detector.pose import Pose
from transport.call import CallConfig, Connected, Ended
from transport.codec import Encoder
from transport.codec_layout import error_bound
from transport.codec_pose import TICK_US
from transport.control import Camera, Wave, phrase
from transport.events import TextChanged, Told
from transport.jitter import Between
from transport.network import network

from .sides import PATIENCE_S, connect, now_us, talking


def is_between(a: Pose, b: Pose, shown: Pose) -> bool:
    """Whether a pose is one interpolated between two that were sent, within the error bounds."""
    if a.known.sum() != b.known.sum():
        return True  # the nearer of two different poses was shown
    wanted = a if a is b else Between(a, b).at(shown.time_us)
    both = wanted.known & shown.known
    bound = np.maximum(error_bound(a, 0.01), error_bound(b, 0.01))[both] + 0.03
    difference = (shown.xyz - wanted.xyz)[both]
    near = (np.linalg.norm(difference[:, :2], axis=1) <= bound[:, 0]).all()
    return bool(both.sum() == wanted.known.sum() and near and (np.abs(difference[:, 2]) <= bound[:, 1]).all())


def test_a_whole_call_carries_poses_both_ways_and_ends_cleanly(mailbox_url, signing):
    caller, answerer = connect(CallConfig(mailbox_url=mailbox_url))
    secrets = {side.expect(Connected).contact_secret for side in (caller, answerer)}
    assert len(secrets) == 1
    assert len(secrets.pop()) == 32

    sent, shown = {}, []
    for number in range(75):
        pose = signing(number, time_us=now_us())
        sent[pose.time_us] = pose
        caller.call.send(pose)
        answerer.call.send(pose)
        for _ in range(2):
            time.sleep(1 / 60)
            received = answerer.call.receive(now_us())
            if received is not None:
                shown.append((now_us(), received))

    times = sorted(sent)
    for _, received in shown:
        before = min(range(len(times)), key=lambda number: abs(times[number] - received.source_us))
        assert abs(times[before] - received.source_us) <= TICK_US // 2
        # Not every pose travels: the next one that did is one of the next few, more while the signer is not yet moving.
        assert any(
            is_between(sent[times[before]], sent[after], received.pose)
            for after in times[before : before + (5 if before > 5 else 20)]
        )
    assert len({received.source_us for _, received in shown}) >= 45
    delays = [now - received.captured_us_local for now, received in shown if received.captured_us_local is not None]
    assert 0 < np.median(delays) < 1_000_000

    stats = answerer.call.stats()
    assert stats.poses_received >= 50
    assert stats.packets_refused == 0
    keyframe = len(Encoder().encode([signing(0), signing(1)]))
    assert 0 < stats.payload_bytes < 0.7 * keyframe * stats.packets_sent  # acknowledgements come back
    assert stats.wire_bytes >= stats.payload_bytes + 93 * stats.packets_sent
    assert abs(stats.clock_offset_us) < 100_000  # both sides have one clock here

    caller.call.hang_up()
    assert caller.expect(Ended).ok
    ended = answerer.expect(Ended)
    assert ended.ok
    assert ended.reason == "The other signer hung up."
    assert caller.events.empty()
    assert answerer.events.empty()


def test_text_waves_and_the_reason_of_a_hang_up_cross(mailbox_url):
    caller, answerer = talking(mailbox_url)
    assert caller.call.type_text("👋 Grüsse\b\b\bße\n") == "👋 Grüsse\b\b\bße\u2028"
    answerer.expect(TextChanged)
    answerer.call.type_text("hello\a")
    assert caller.expect(TextChanged).rang
    for side, authors in ((caller, ["own", "peer"]), (answerer, ["peer", "own"])):
        assert [(line.author, line.text) for line in side.call.text_lines] == list(
            zip(authors, ["👋 Grüße", "hello"], strict=True)
        )
    for message in (Wave(), phrase("again"), Camera(on=False)):
        caller.call.tell(message)
        assert answerer.expect(Told).message == message
    caller.call.hang_up("closed")
    assert answerer.expect(Ended).reason == "The other signer closed Handline."


def test_a_flood_of_text_harms_nobody(mailbox_url):
    """As much as the connection takes, and in ``test_text.py`` ten megabytes."""
    caller, answerer = talking(mailbox_url)

    async def flood() -> None:
        peer = caller.call._conversation.peer
        sent = 0
        while sent < 300_000:
            while not peer.text_ready:
                await asyncio.sleep(0.001)
            peer.send_text("flood!\u2028" * 580)
            sent += 580 * 9

    network().spawn(flood()).result(60)
    caller.call.tell(Wave())
    told = [answerer.events.get(timeout=PATIENCE_S)]
    while isinstance(told[-1], TextChanged):
        told.append(answerer.events.get(timeout=PATIENCE_S))
    assert told[-1] == Told(Wave())
    assert len(told) < 5000
    lines = answerer.call.text_lines
    assert 0 < sum(len(line.text) for line in lines) < 20_000
    caller.call.hang_up()
    assert answerer.expect(Ended).ok
