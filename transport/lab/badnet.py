"""A bad network on this machine: hosts in namespaces of their own, and links between them that can be made worse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from transport.lab.hub import LabError
from transport.lab.shaping import Count, Shape

CALLER: Final = "caller"
ANSWERER: Final = "answerer"
SERVER: Final = "server"
HOSTS: Final = (CALLER, ANSWERER, SERVER)
_STOP_S: Final = 5.0


class BadNetwork:
    """Hosts and the links between every two of them, from ``start`` to ``stop`` or as a context manager.

    Needs Linux, and root or the permission to make user namespaces. Not thread-safe.

    Args:
        seed: of the links' chance.
        behind_nat: hosts with a symmetric NAT of their own in front of them.
    """

    def __init__(self, seed: int = 1, behind_nat: Iterable[str] = ()) -> None:
        self._seed = seed
        self._outer = {host: f"198.51.100.{HOSTS.index(host) + 1}" for host in behind_nat}
        self._hub: subprocess.Popen[str] | None = None
        self._namespaces: dict[str, int] = {}
        self._as_user = False

    def start(self) -> None:
        """Make it.

        Raises:
            LabError: it cannot be made here.
        """
        if not sys.platform.startswith("linux"):
            raise LabError("A bad network can be made up on Linux only.")
        missing = [command for command in ("ip", "nsenter", "unshare") if shutil.which(command) is None]
        if missing:
            raise LabError(f"The command `{missing[0]}` is missing: install the packages iproute2 and util-linux.")
        self._as_user = os.geteuid() != 0
        answer = self._launch()
        if "error" in answer and not self._as_user:
            # Root of a container is often not allowed to, but may be in a user namespace of its own.
            self._as_user = True
            answer = self._launch()
        if "error" in answer:
            self.stop()
            raise LabError(answer["error"])
        self._namespaces = answer["namespaces"]

    def stop(self) -> None:
        """Take it down; what still runs in it has no network any more."""
        if self._hub is not None:
            assert self._hub.stdin is not None
            self._hub.stdin.close()
            try:
                self._hub.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._hub.kill()
                self._hub.wait()
            self._hub = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def address(self, host: str) -> str:
        """The address of a host's own device."""
        return f"10.77.0.{HOSTS.index(host) + 1}"

    def popen(self, host: str, command: Sequence[str], **options: Any) -> subprocess.Popen[str]:
        """Start a command on a host, with `subprocess.Popen`'s options."""
        assert self._hub is not None
        enter = ["nsenter", f"--net=/proc/{self._hub.pid}/fd/{self._namespaces[host]}"]
        if self._as_user:
            enter += [f"--user=/proc/{self._hub.pid}/ns/user", "--preserve-credentials"]
        return subprocess.Popen([*enter, "--", *command], text=True, **options)

    def shape(self, shape: Shape, source: str | None = None, target: str | None = None) -> None:
        """Make links as bad as this from now on; None means every host."""
        self._command(shape=asdict(shape), source=source, target=target)

    def cut(self, host: str) -> int:
        """Take a host off the network; returns when, in microseconds of the monotonic clock."""
        return int(self._command(host=host, cut=True)["us"])

    def mend(self, host: str) -> int:
        """Put a host back; returns when."""
        return int(self._command(host=host, cut=False)["us"])

    def counts(self) -> dict[tuple[str, str], Count]:
        """What has been sent from one host to another so far, with IP headers."""
        return {(source, target): Count(**count) for source, target, count in self._command()["counts"]}

    def _launch(self) -> dict[str, Any]:
        setup = {"seed": self._seed, "hosts": [[name, self.address(name), self._outer.get(name)] for name in HOSTS]}
        command = [sys.executable, "-m", "transport.lab.hub", json.dumps(setup)]
        if self._as_user:
            command = ["unshare", "--user", "--map-root-user", "--", *command]
        self._hub = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=python_environment(),
        )
        assert self._hub.stdout is not None
        line = self._hub.stdout.readline()
        if line:
            return dict(json.loads(line))
        _, complaint = self._hub.communicate()
        said = complaint.strip().splitlines()[-1:] or ["it says nothing"]
        return {
            "error": f"This system does not allow user namespaces ({said[0][:200]}): run as root, or let the "
            "administrator allow them."
        }

    def _command(self, **command: Any) -> dict[str, Any]:
        assert self._hub is not None
        assert self._hub.stdin is not None
        assert self._hub.stdout is not None
        print(json.dumps(command), file=self._hub.stdin, flush=True)
        return dict(json.loads(self._hub.stdout.readline()))


def python_environment() -> dict[str, str]:
    """Environment in which a Python process finds the packages that this one uses, and calculates as the app does."""
    root = str(Path(__file__).resolve().parents[2])
    return {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")])),
    }
