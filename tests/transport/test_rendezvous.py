"""Meeting by secret on a real mailbox server, also when it was not there or goes away in between."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from transport.mailbox import Mailbox
from transport.network import network
from transport.pairing import PairingError
from transport.rendezvous import HURRIED, LeftError, Rendezvous, RendezvousError

SECRET = bytes(range(32))
PATIENCE_S = 60.0


def on_the_network(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return network().spawn(coroutine).result(PATIENCE_S)


def two(url: str) -> tuple[Rendezvous, Rendezvous]:
    return tuple(
        Rendezvous(url, SECRET, "test", first=first, info={"first": first}, timing=HURRIED) for first in (True, False)
    )


async def talk(a: Rendezvous, b: Rendezvous) -> None:
    infos = await asyncio.gather(a.meet(PATIENCE_S), b.meet(PATIENCE_S))
    assert infos == [{"first": False}, {"first": True}]
    a.say("offer", "x" * 10_000)
    assert await b.hear("offer", PATIENCE_S) == "x" * 10_000
    b.say("noise", "")
    b.say("answer", "y")
    assert await a.hear("answer", PATIENCE_S) == "y"


def test_two_sides_meet_talk_and_meet_again():
    async def run(url: str) -> None:
        a, b = two(url)
        for side in (a, b):
            side.start()
        await talk(a, b)
        await b.close()
        again = two(url)[1]
        again.start()
        with pytest.raises(RendezvousError, match="anew"):
            await a.hear("answer", PATIENCE_S)
        await talk(a, again)
        await again.leave(PATIENCE_S)
        with pytest.raises(LeftError, match="hung up"):
            await a.meet(PATIENCE_S)
        for side in (a, again):
            await side.close()
            await side.close()

    with Mailbox() as mailbox:
        on_the_network(run(mailbox.url))


def test_a_server_that_comes_late_and_goes_away_is_found_again():
    with Mailbox() as mailbox:
        port = int(mailbox.url.split(":")[2].split("/")[0])
        url = mailbox.url
    sides = []

    async def begin() -> None:
        sides.extend(two(url))
        for side in sides:
            side.start()
        with pytest.raises(RendezvousError, match="not there"):
            await sides[0].meet(0.2)
        assert not sides[0].reachable

    async def end() -> None:
        await asyncio.gather(*(side.close() for side in sides))

    on_the_network(begin())
    for _ in range(2):
        with Mailbox(port):
            on_the_network(talk(*sides))
            on_the_network(end())
            sides[:] = two(url)

            async def start() -> None:
                for side in sides:
                    side.start()

        on_the_network(start())
    on_the_network(end())


def test_what_is_no_address_is_refused_at_once():
    with pytest.raises(PairingError, match="not the address"):
        Rendezvous("http://127.0.0.1/", SECRET, "test", first=True)
