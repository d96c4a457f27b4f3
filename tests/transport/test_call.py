"""Whole calls over a real mailbox server and a real data channel, and everything that can go wrong with them."""

from __future__ import annotations

import asyncio
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from detector.pose import Pose
from transport.call import (
    Call,
    CallConfig,
    CallEvent,
    CodeReady,
    Connected,
    Connecting,
    Ended,
    Failed,
    PeerBack,
    PeerLost,
)
from transport.codec import Encoder
from transport.codec_layout import error_bound
from transport.codec_pose import TICK_US
from transport.control import Camera, Wave, phrase
from transport.events import TextChanged, Told
from transport.jitter import Between
from transport.link import LinkTiming
from transport.mailbox import Mailbox, MailboxError
from transport.network import network
from transport.pairing import APPID, PROTOCOL
from transport.peer import PeerError

PATIENCE_S = 20.0  # far more than anything takes: a machine may be busy
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mailbox_url() -> Iterator[str]:
    with Mailbox() as mailbox:
        yield mailbox.url


class Side:
    """A call and what it told."""

    def __init__(self, config: CallConfig) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.call = Call(config, self.events.put)

    def expect(self, kind: type) -> CallEvent:
        """The next event, which must be of this kind."""
        event = self.events.get(timeout=PATIENCE_S)
        assert isinstance(event, kind), event
        return event


def connect(config: CallConfig) -> tuple[Side, Side]:
    """Two sides that have just been connected."""
    caller, answerer = Side(config), Side(config)
    caller.call.start()
    answerer.call.start(caller.expect(CodeReady).code)
    for side in (caller, answerer):
        side.expect(Connecting)
    return caller, answerer


def now_us() -> int:
    return time.monotonic_ns() // 1000


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
    caller, answerer = connect(CallConfig(mailbox_url=mailbox_url))
    for side in (caller, answerer):
        side.expect(Connected)
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
    caller, answerer = connect(CallConfig(mailbox_url=mailbox_url))
    for side in (caller, answerer):
        side.expect(Connected)

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


def test_a_wrong_code_fails_on_both_sides_with_a_sentence(mailbox_url):
    caller, answerer = Side(CallConfig(mailbox_url=mailbox_url)), Side(CallConfig(mailbox_url=mailbox_url))
    caller.call.start()
    number = caller.expect(CodeReady).code.split("-")[0]
    answerer.call.start(f"{number}-wrong-words")
    for side in (caller, answerer):
        assert side.expect(Failed).sentence.startswith("The code was wrong")


@pytest.mark.parametrize("code", ["", "guitarist", "7-", "7-guit🤚rist-revenge", "7-" + "a" * 500])
def test_what_is_no_code_fails_at_once(mailbox_url, code):
    side = Side(CallConfig(mailbox_url=mailbox_url))
    side.call.start(code)
    assert "is not a code" in side.expect(Failed).sentence


def test_nobody_calling_with_this_code(mailbox_url):
    side = Side(CallConfig(mailbox_url=mailbox_url, answer_timeout_s=0.5))
    side.call.start("876-guitarist-revenge")
    assert side.expect(Failed).sentence.startswith("Nobody is calling with this code")


def test_nobody_answering(mailbox_url):
    side = Side(CallConfig(mailbox_url=mailbox_url, code_timeout_s=0.5))
    side.call.start()
    side.expect(CodeReady)
    assert side.expect(Failed).sentence.startswith("Nobody answered the code")


def test_two_sides_that_both_answer_are_told_so(mailbox_url):
    sides = [Side(CallConfig(mailbox_url=mailbox_url)) for _ in range(2)]
    for side in sides:
        side.call.start("875-guitarist-revenge")
    for side in sides:
        assert side.expect(Failed).sentence.startswith("Both sides typed in a code")


def test_another_version_of_the_program_is_refused_with_a_sentence(mailbox_url):
    caller = Side(CallConfig(mailbox_url=mailbox_url))
    caller.call.start()
    code = caller.expect(CodeReady).code

    async def answer_as_a_later_version() -> None:
        import wormhole

        greeting = {"handline": PROTOCOL + 1, "calls": False}
        later = wormhole.create(APPID, mailbox_url, network().reactor, versions=greeting)
        later.set_code(code)
        await later.get_versions().asFuture(asyncio.get_running_loop())
        await later.close().asFuture(asyncio.get_running_loop())

    network().spawn(answer_as_a_later_version()).result(PATIENCE_S)
    assert "another version" in caller.expect(Failed).sentence


def test_an_unreachable_mailbox_server():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{taken.getsockname()[1]}/v1"
        side = Side(CallConfig(mailbox_url=url))
        side.call.start()
        assert "cannot be reached" in side.expect(Failed).sentence


def test_a_way_to_the_mailbox_server_that_breaks_off_at_first(mailbox_url):
    port = urlsplit(mailbox_url).port
    came = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(1)
        if len(came) > 2:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.wait(
                [asyncio.ensure_future(carry(reader, far_writer)), asyncio.ensure_future(carry(far_reader, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
            far_writer.close()
        writer.close()

    server = network().spawn(asyncio.start_server(forward, "127.0.0.1", 0)).result(PATIENCE_S)
    side = Side(CallConfig(mailbox_url=f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"))
    side.call.start()
    side.expect(CodeReady)
    side.call.hang_up()
    assert len(came) >= 3
    network().loop.call_soon_threadsafe(server.close)


def test_a_mailbox_server_that_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}/v1"
        side = Side(CallConfig(mailbox_url=url, server_timeout_s=0.5))
        side.call.start()
        assert "did not answer" in side.expect(Failed).sentence


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:4000/v1", "ws://", "ws://127.0.0.1:99999999/v1"])
def test_what_is_no_address_of_a_mailbox_server(url):
    side = Side(CallConfig(mailbox_url=url))
    side.call.start()
    assert "is not the address of a mailbox server" in side.expect(Failed).sentence


def test_a_port_that_is_taken_is_named(mailbox_url):
    port = int(mailbox_url.split(":")[2].split("/")[0])
    with pytest.raises(MailboxError, match=f"port {port}: choose another"):
        Mailbox(port).start()
    with pytest.raises(MailboxError, match="choose another"):
        Mailbox(70_000).start()


def test_hanging_up_while_nobody_has_answered(mailbox_url):
    side = Side(CallConfig(mailbox_url=mailbox_url))
    side.call.hang_up()
    side.call.start()
    side.expect(CodeReady)
    side.call.hang_up()
    side.call.hang_up()
    assert side.expect(Ended).ok
    assert side.events.empty()
    with pytest.raises(RuntimeError, match="started before"):
        side.call.start()


def test_hanging_up_from_inside_an_event(mailbox_url):
    caller = Side(CallConfig(mailbox_url=mailbox_url))
    answerer_events: queue.Queue[CallEvent] = queue.Queue()

    def hang_up_when_connected(event: CallEvent) -> None:
        answerer_events.put(event)
        if isinstance(event, Connected):
            answerer.hang_up()

    answerer = Call(CallConfig(mailbox_url=mailbox_url), hang_up_when_connected)
    caller.call.start()
    answerer.start(caller.expect(CodeReady).code)
    caller.expect(Connecting)
    caller.expect(Connected)
    assert caller.expect(Ended).ok


def talking(mailbox_url: str) -> tuple[Side, Side]:
    """Two sides that are connected."""
    sides = connect(CallConfig(mailbox_url=mailbox_url))
    for side in sides:
        side.expect(Connected)
    return sides


def break_connection(side: Side) -> None:
    """End the connection below a call, as when a computer loses its address."""
    network().spawn(side.call._conversation.peer._connection.close()).result(PATIENCE_S)


def test_a_connection_that_breaks_is_made_anew_without_a_code(mailbox_url, signing):
    for breaker in (0, 1):
        sides = talking(mailbox_url)
        for _ in range(2):
            before = [side.call.stats().poses_received for side in sides]
            break_connection(sides[breaker])
            for side in sides:
                side.expect(PeerLost)
            for side in sides:
                assert side.expect(PeerBack).anew
            number = 0
            while min(side.call.stats().poses_received - b for side, b in zip(sides, before, strict=True)) < 10:
                for side in sides:
                    side.call.send(signing(number, time_us=now_us()))
                number += 1
                time.sleep(0.03)
        assert all(side.call.stats().packets_refused == 0 for side in sides)
        sides[0].call.hang_up()
        for side in sides:
            assert side.expect(Ended).ok


def test_a_silent_connection_is_replaced_although_it_is_not_closed(mailbox_url):
    sides = talking(mailbox_url)
    sides[0].call.type_text("before, ")
    sides[1].expect(TextChanged)
    for side in sides:
        secured = side.call._conversation.peer._connection.sctp.transport
        secured._send_data = lambda data: asyncio.sleep(0)
    # Lost with the old connection, and said again on the new one.
    sides[0].call.type_text("during")
    for side in sides:
        assert side.expect(PeerLost).silent_ms >= 2000
    sides[0].call.type_text(" and after")
    for side in sides:
        assert side.expect(PeerBack).anew
    while sides[1].call.text_lines[0].text != "before, during and after":
        sides[1].expect(TextChanged)
    sides[1].call.hang_up()
    for side in sides:
        assert side.expect(Ended).ok


def test_hanging_up_while_the_connection_is_gone_ends_the_call_on_both_sides(mailbox_url):
    sides = talking(mailbox_url)
    # Neither can connect anew: only the mailbox server is left.
    for side in sides:
        side.call._conversation.make_peer = lambda: (_ for _ in ()).throw(PeerError("no network"))
    break_connection(sides[0])
    for side in sides:
        side.expect(PeerLost)
    # Also after attempts that have failed on both sides.
    time.sleep(1.0)
    begun = time.monotonic()
    sides[0].call.hang_up()
    assert time.monotonic() - begun < 3
    for side in sides:
        ended = side.expect(Ended)
        assert ended.ok
    assert ended.reason == "The other signer hung up."


def start_process(url: str, *code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("one_side.py")), url, *code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
    )


def test_a_peer_that_dies_is_noticed_within_three_seconds_and_given_up_in_the_end(mailbox_url):
    link = LinkTiming(dead_us=5_000_000)
    survivor = Side(CallConfig(mailbox_url=mailbox_url, link=link))
    survivor.call.start()
    process = start_process(mailbox_url, survivor.expect(CodeReady).code)
    try:
        survivor.expect(Connecting)
        survivor.expect(Connected)
        while survivor.call.stats().poses_received < 10:
            time.sleep(0.02)
    finally:
        process.kill()
        process.communicate()
    died = time.monotonic()
    assert 2000 <= survivor.expect(PeerLost).silent_ms <= 3000
    assert time.monotonic() - died < 5
    ended = survivor.expect(Ended)
    assert not ended.ok
    assert "was lost" in ended.reason


def test_two_processes_call_each_other_and_say_nothing_on_stderr(mailbox_url):
    caller = start_process(mailbox_url)
    kind, code = caller.stdout.readline().split()
    assert kind == "CodeReady"
    answerer = start_process(mailbox_url, code)
    for process in (caller, answerer):
        assert [process.stdout.readline().strip() for _ in range(2)] == ["Connecting", "Connected"]
    caller.stdin.close()
    for process in (caller, answerer):
        assert process.stdout.readline().strip() == "Ended"
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr.read() == ""
    answerer.stdin.close()
