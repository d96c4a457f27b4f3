"""The process in the middle of a bad network: ``python -m transport.lab.hub SETUP``, started by `badnet.BadNetwork`.

Makes a network namespace with a TUN device for every host, and carries IPv4 packets between the devices over
simulated links. Takes commands as JSON lines on its standard input, answers each with a line, ends with the input.
Linux only; one thread (a namespace belongs to a thread).
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from itertools import permutations
from socket import inet_aton
from typing import Any, Final

from transport.lab.nat import SymmetricNat
from transport.lab.shaping import OneWay, Shape

DEVICE: Final = "tun0"
_CLONE_NEWNET: Final = 0x40000000
_TUNSETIFF: Final = 0x400454CA
_IFF_TUN: Final = 0x0001
_IFF_NO_PI: Final = 0x1000
_MTU: Final = 1500
_COMMAND_BYTES: Final = 65_536
_SMALLEST_IP: Final = 20
_PRIORITY: Final = -15


class LabError(Exception):
    """A bad network cannot be made up here. The message is one sentence for people that says what is missing."""


def now_us() -> int:
    """Monotonic clock of the machine, the same in all its processes."""
    return time.monotonic_ns() // 1000


class Host:
    """A namespace with a network device, seen from outside.

    Args:
        name: of the host.
        address: the IPv4 address of its device.
        outer: the address of the symmetric NAT in front of it; None: no NAT.

    Raises:
        LabError: this system does not allow it.
    """

    def __init__(self, name: str, address: str, outer: str | None) -> None:
        self.name = name
        self.nat = None if outer is None else SymmetricNat(address, outer)
        self.seen_as = inet_aton(outer or address)
        self.cut = False
        _enter_new_namespace()
        self.namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.device = _open_device()
        _configure(address)


def _enter_new_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        reason = os.strerror(ctypes.get_errno())
        raise LabError(
            f"This system does not allow network namespaces ({reason}): run as root, or let the administrator allow "
            "user namespaces."
        )


def _open_device() -> int:
    try:
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    except OSError as error:
        raise LabError(
            f"No TUN device can be made ({error.strerror}): /dev/net/tun has to be there and open to this user."
        ) from error
    return device


def _configure(address: str) -> None:
    steps = (
        "link set lo up",
        f"link set {DEVICE} mtu {_MTU} addrgenmode none up",
        f"addr add {address}/32 dev {DEVICE}",
        f"route add default dev {DEVICE}",
    )
    try:
        subprocess.run(["ip", "-batch", "-"], input="\n".join(steps), text=True, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise LabError("The command `ip` is missing: install the package iproute2.") from error
    except subprocess.CalledProcessError as error:
        raise LabError(f"The command `ip` cannot set up a network device: {error.stderr.strip()[:200]}.") from error


def _go_first() -> None:
    # A network is not slower because the machine is busy.
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)


class Hub:
    """Carries packets between hosts.

    Args:
        hosts: all of them.
        seed: of the links' chance; the same one gives the same losses for the same packets.
    """

    def __init__(self, hosts: list[Host], seed: int) -> None:
        self._hosts = {host.name: host for host in hosts}
        self._by_address = {host.seen_as: host for host in hosts}
        self._by_device = {host.device: host for host in hosts}
        self._links: dict[tuple[str, str], OneWay[bytes]] = {
            (a.name, b.name): OneWay(Shape(), seed * 1000 + number)
            for number, (a, b) in enumerate(permutations(hosts, 2))
        }

    def run(self) -> None:
        """Until the standard input ends."""
        commands = sys.stdin.fileno()
        while True:
            dues = [due for link in self._links.values() if (due := link.due_us()) is not None]
            timeout = max(min(dues) - now_us(), 0) / 1e6 if dues else None
            readable, _, _ = select.select([commands, *self._by_device], [], [], timeout)
            self._deliver()
            for source in readable:
                if source != commands:
                    self._take(self._by_device[source])
                elif not self._obey(commands):
                    return

    def _take(self, host: Host) -> None:
        while True:
            try:
                packet: bytes | None = os.read(host.device, _MTU)
            except BlockingIOError:
                return
            if not packet or len(packet) < _SMALLEST_IP or packet[0] >> 4 != 4:
                continue
            if host.nat is not None:
                packet = host.nat.outward(packet)
            target = None if packet is None else self._by_address.get(packet[16:20])
            if packet is not None and target is not None and target is not host:
                self._links[host.name, target.name].send(packet, len(packet), now_us())

    def _deliver(self) -> None:
        for (_, name), link in self._links.items():
            host = self._hosts[name]
            for packet in link.arrived(now_us()):
                inner = packet if host.nat is None else host.nat.inward(packet)
                if inner is not None:
                    try:
                        os.write(host.device, inner)
                    except OSError:  # its queue is full, as a real one's can be
                        continue

    def _obey(self, commands: int) -> bool:
        data = os.read(commands, _COMMAND_BYTES)
        for line in data.splitlines():
            print(json.dumps({"us": now_us(), **self._do(json.loads(line))}), flush=True)
        return bool(data)

    def _do(self, command: dict[str, Any]) -> dict[str, Any]:
        if "shape" in command:
            shape = Shape(**command["shape"])
            for (source, target), link in self._links.items():
                if command["source"] in (None, source) and command["target"] in (None, target):
                    link.shape = shape
        elif "cut" in command:
            self._hosts[command["host"]].cut = command["cut"]
            for (source, target), link in self._links.items():
                link.cut = self._hosts[source].cut or self._hosts[target].cut
        return {"counts": [[*pair, asdict(link.count)] for pair, link in self._links.items()]}


def main(setup: dict[str, Any]) -> None:
    """Make the hosts, tell the parent where they are, carry packets."""
    try:
        hosts = [Host(name, address, outer) for name, address, outer in setup["hosts"]]
    except LabError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return
    _go_first()
    print(json.dumps({"namespaces": {host.name: host.namespace for host in hosts}}), flush=True)
    Hub(hosts, setup["seed"]).run()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
