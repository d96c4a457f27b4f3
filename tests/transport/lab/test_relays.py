"""STUN and TURN: two peers behind symmetric NATs meet over a real coturn, and one that refuses is named."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from transport.ice import IceServerError, ask, check_ice_servers, first_trouble
from transport.lab.badnet import SERVER
from transport.lab.player import Part
from transport.lab.rig import PEERS, Rig
from transport.peer import IceServer

USER, PASSWORD = "handline", "right-password"
PATIENCE_S = 60.0


def coturn(address: str, port: int, folder: Path) -> list[str]:
    """The command that runs a TURN server on one address."""
    command = shutil.which("turnserver")
    if command is None:
        pytest.skip("needs the TURN server coturn (Debian: apt-get install coturn), which is not here")
    return [
        *(command, "-n", "--no-cli", "--no-tls", "--no-dtls", "--lt-cred-mech", "--realm=lab"),
        *(f"--user={USER}:{PASSWORD}", f"--listening-ip={address}", f"--relay-ip={address}"),
        *(f"--listening-port={port}", "--min-port=50000", "--max-port=50099", "--log-file=stdout"),
        *(f"--userdb={folder / 'turndb'}", f"--pidfile={folder / 'pid'}"),
    ]


@pytest.fixture
def turn_server(tmp_path: Path) -> Iterator[str]:
    """HOST:PORT of a TURN server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        coturn("127.0.0.1", port, tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_tcp(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for_tcp(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the TURN server did not start")


def trouble(server: IceServer) -> str:
    with pytest.raises(IceServerError) as caught:
        asyncio.run(ask(server))
    return str(caught.value)


@pytest.mark.parametrize("way", ["?transport=udp", "?transport=tcp"])
def test_a_turn_server_is_asked_for_a_relay(turn_server, way):
    url = f"turn:{turn_server}{way}"
    relay = asyncio.run(ask(IceServer(url, USER, PASSWORD)))
    assert 50_000 <= int(relay.removeprefix("127.0.0.1:")) <= 50_099
    wrong = IceServer(url, USER, "wrong-password")
    assert trouble(wrong) == f"The TURN server {url} refuses the user name or the password: correct them."
    assert "refuses the user name" in trouble(IceServer(url, "stranger", PASSWORD))
    good = IceServer(url, USER, PASSWORD)
    assert asyncio.run(first_trouble([IceServer(f"stun:{turn_server}"), good])) is None
    assert asyncio.run(first_trouble([good, wrong])) == trouble(wrong)


def test_a_stun_server_is_asked_for_our_address(turn_server):
    assert asyncio.run(ask(IceServer(f"stun:{turn_server}"))).startswith("127.0.0.1:")


def test_servers_that_are_not_there_or_say_nothing():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent, socket.socket() as taken:
        silent.bind(("127.0.0.1", 0))
        taken.bind(("127.0.0.1", 0))
        mute, nobody = silent.getsockname()[1], taken.getsockname()[1]
        for url in (f"stun:127.0.0.1:{mute}", f"turn:127.0.0.1:{mute}"):
            with pytest.raises(IceServerError, match="does not answer"):
                asyncio.run(ask(IceServer(url, USER, PASSWORD), timeout_s=0.3))
        assert "cannot be reached" in trouble(IceServer(f"turn:127.0.0.1:{nobody}?transport=tcp", USER, PASSWORD))
    assert "cannot be reached" in trouble(IceServer("turn:no-such-host.invalid?transport=tcp", USER, PASSWORD))


@pytest.mark.parametrize(
    ("url", "user", "says"),
    [
        ("turn:", USER, "is not a STUN or TURN server"),
        ("http://example.org", USER, "is not a STUN or TURN server"),
        ("turn:example.org?transport=smoke", USER, "is not a STUN or TURN server"),
        ("turn:example.org:0", USER, "no port"),
        ("turn:example.org:70000", USER, "no port"),
        ("stuns:example.org", None, "STUN over TLS"),
        ("turns:example.org?transport=udp", USER, "TURN over DTLS"),
        ("turn:example.org", None, "without user name or password"),
    ],
)
def test_a_server_that_a_call_would_silently_leave_out_is_refused(url, user, says):
    with pytest.raises(IceServerError, match=says):
        check_ice_servers([IceServer(url, user, PASSWORD if user else None)])
    if not url.startswith("http"):
        return
    assert says in trouble(IceServer(url, user, PASSWORD))


def test_two_of_a_kind_are_refused_because_only_one_would_be_used():
    stun, turn = IceServer("stun:example.org"), IceServer("turn:example.org", USER, PASSWORD)
    check_ice_servers([stun, turn])
    with pytest.raises(IceServerError, match="2 TURN servers"):
        check_ice_servers([turn, stun, turn])


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="needs the TURN server coturn, which is not here")
def test_two_peers_behind_symmetric_nats_meet_over_a_relay_only(bad_network, poses_file, tmp_path):
    network = bad_network(behind_nat=PEERS)
    address = network.address(SERVER)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = network.popen(SERVER, coturn(address, 3478, tmp_path), **quiet)
    url, stun = f"turn:{address}:3478", (f"stun:{address}:3478", None, None)
    try:
        with Rig(network, poses_file) as rig:
            for way in ("udp", "tcp"):
                rig.connect(Part(ice_servers=((f"{url}?transport={way}", USER, PASSWORD),)))
                assert shows_something(rig), way
                rig.hang_up()
            # Their own addresses as STUN sees them do not help behind such NATs: with no relay there is no call.
            refused = Part(ice_servers=(stun, (url, USER, "wrong-password")), config={"connect_timeout_s": 3.0})
            said = rig.failure(refused)
    finally:
        process.terminate()
        process.wait()
    reason = f"The TURN server {url} refuses the user name or the password: correct them."
    assert said == f"No connection could be made. {reason}"


def shows_something(rig: Rig) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    shown = dict.fromkeys(PEERS, 0)
    while min(shown.values()) < 10 and time.monotonic() < deadline:
        time.sleep(0.2)
        for peer, report in rig.report().items():
            shown[peer] += len(report.shown)
    return min(shown.values()) >= 10
