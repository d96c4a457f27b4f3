"""Calls whose connection breaks come back without a code, and end where one side hangs up or is gone for good."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

from transport.call import CallConfig, CodeReady, Connected, Connecting, Ended, PeerBack, PeerLost
from transport.events import TextChanged
from transport.link import LinkTiming
from transport.network import network
from transport.peer import PeerError

from .sides import PATIENCE_S, Side, now_us, talking

ROOT = Path(__file__).resolve().parents[2]


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
