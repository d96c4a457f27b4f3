"""Calls that do not come about end with one sentence that says why; hanging up works at any moment."""

from __future__ import annotations

import asyncio
import queue
import socket
from urllib.parse import urlsplit

import pytest

from transport.call import Call, CallConfig, CallEvent, CodeReady, Connected, Connecting, Ended, Failed
from transport.mailbox import Mailbox, MailboxError
from transport.network import network
from transport.pairing import APPID, PROTOCOL

from .sides import PATIENCE_S, Side


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
