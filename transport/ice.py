"""STUN and TURN servers: which can be used, and whether one does what it is there for.

aiortc leaves out silently what it cannot use or what refuses it, so a mistyped password would only show as calls that
do not come about. Here each mistake gets a sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final, cast

from aioice import stun, turn
from aiortc.rtcicetransport import parse_stun_turn_uri

from transport.peer import IceServer

_TRY_S: Final = 4.0
_UNAUTHORIZED: Final = 401


class IceServerError(ValueError):
    """A STUN or TURN server cannot be used. The message is one sentence for people that names it."""


def check_ice_servers(servers: Sequence[IceServer]) -> None:
    """Check that servers can be used as they are written down, without asking them.

    Raises:
        IceServerError: one cannot, or there are two of a kind.
    """
    kinds = [_parse(server)["scheme"][:4] for server in servers]
    for kind in ("stun", "turn"):
        if kinds.count(kind) > 1:
            raise IceServerError(f"There are {kinds.count(kind)} {kind.upper()} servers: only one is used, give one.")


def _parse(server: IceServer) -> dict[str, Any]:
    try:
        parsed = parse_stun_turn_uri(server.url)
        if parsed.get("transport", "udp") not in ("udp", "tcp"):
            raise ValueError("no way to get there")
    except ValueError as error:
        raise IceServerError(
            f"'{server.url:.100}' is not a STUN or TURN server: write stun:HOST:PORT, turn:HOST:PORT or "
            "turn:HOST:PORT?transport=tcp."
        ) from error
    if not 0 < parsed["port"] < 65_536:
        raise IceServerError(f"'{server.url:.100}' has no port that there is: give one from 1 to 65535.")
    if parsed["scheme"] == "stuns":
        raise IceServerError(f"{server.url} asks for STUN over TLS, which is not supported: write stun:HOST:PORT.")
    if parsed["scheme"] == "turns" and parsed["transport"] != "tcp":
        raise IceServerError(f"{server.url} asks for TURN over DTLS, which is not supported: leave out ?transport=udp.")
    if parsed["scheme"] != "stun" and not (server.username and server.password):
        raise IceServerError(f"{server.url} is a TURN server without user name or password: give both.")
    return parsed


async def ask(server: IceServer, timeout_s: float = _TRY_S) -> str:
    """Ask a server for what a call would ask it; on any loop.

    Returns:
        The address that it gives: our own as seen from it (STUN), or one of its own that it relays for us (TURN).

    Raises:
        IceServerError: it cannot be used, is not there, or refuses.
    """
    parsed = _parse(server)
    name = f"The {parsed['scheme'][:4].upper()} server {server.url}"
    asking = _ask_stun(parsed) if parsed["scheme"] == "stun" else _ask_turn(parsed, server)
    try:
        return await asyncio.wait_for(asking, timeout_s)
    except (TimeoutError, stun.TransactionTimeout) as error:
        raise IceServerError(f"{name} does not answer: check its address and the network.") from error
    except stun.TransactionFailed as error:
        if error.response.error_code == _UNAUTHORIZED:
            raise IceServerError(f"{name} refuses the user name or the password: correct them.") from error
        raise IceServerError(f"{name} refuses: {error}.") from error
    except OSError as error:
        raise IceServerError(f"{name} cannot be reached ({error.strerror or error}): check its address.") from error


async def first_trouble(servers: Sequence[IceServer]) -> str | None:
    """The sentence of the first server that cannot be used; None if all can. Asks them all at once."""
    answers = await asyncio.gather(*map(ask, servers), return_exceptions=True)
    return next((str(answer) for answer in answers if isinstance(answer, IceServerError)), None)


class _StunClient(asyncio.DatagramProtocol):
    """One question to a STUN server."""

    def __init__(self) -> None:
        self._request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        self._transport: asyncio.DatagramTransport | None = None
        self._transaction: stun.Transaction | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        try:
            message = stun.parse_message(data)
        except ValueError:
            return
        if self._transaction is not None and message.transaction_id == self._request.transaction_id:
            self._transaction.response_received(message, addr)

    def send_stun(self, message: stun.Message, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        self._transport.sendto(bytes(message))

    async def bind(self, server: tuple[str, int]) -> stun.Message:
        self._transaction = stun.Transaction(self._request, server, self)
        response, _ = await self._transaction.run()
        return response


async def _ask_stun(parsed: dict[str, Any]) -> str:
    address = (parsed["host"], parsed["port"])
    transport, client = await asyncio.get_running_loop().create_datagram_endpoint(_StunClient, remote_addr=address)
    try:
        response = await client.bind(address)
    finally:
        transport.close()
    if "XOR-MAPPED-ADDRESS" not in response.attributes:
        raise OSError("it answers without an address")
    host, port = response.attributes["XOR-MAPPED-ADDRESS"]
    return f"{host}:{port}"


async def _ask_turn(parsed: dict[str, Any], server: IceServer) -> str:
    transport, _ = await turn.create_turn_endpoint(
        asyncio.DatagramProtocol,
        server_addr=(parsed["host"], parsed["port"]),
        username=server.username,
        password=server.password,
        ssl=True if parsed["scheme"] == "turns" else None,
        transport=parsed["transport"],
    )
    host, port = transport.get_extra_info("sockname")
    transport.close()
    return f"{host}:{port}"
