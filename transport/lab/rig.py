"""Two players, a mailbox server and the bad network between them: what a measurement of calls needs."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from transport.lab.badnet import ANSWERER, CALLER, SERVER, BadNetwork, python_environment
from transport.lab.hub import LabError
from transport.lab.player import Part

PEERS: Final = (CALLER, ANSWERER)
_LAST: Final = frozenset(("Ended", "Failed"))
_START_S: Final = 60.0
_ANSWER_S: Final = 20.0
_STOP_S: Final = 5.0


@dataclass(frozen=True)
class Report:
    """What a player has seen since its last report.

    Attributes:
        us: when it was made, monotonic clock of the machine.
        cpu_s: processor time of the player's process since it began.
        playing_s: how much of it was the player's own: waking up, choosing poses and noting what was shown.
        shown: (n, 3) int64; a row for each look at which something new was shown: time of the look, capture time of the
            newest pose at or before the moment shown, and that moment, all in microseconds of the machine's clock.
        stats: of `transport.events.CallStats`.
    """

    us: int
    cpu_s: float
    playing_s: float
    shown: NDArray[np.int64]
    stats: dict[str, Any]


class CallFailedError(LabError):
    """A call did not come about. The message has its own sentence."""


class Process:
    """A process of the laboratory that talks in lines."""

    def __init__(self, network: BadNetwork, host: str, module: str, *arguments: str) -> None:
        self._name = f"{module} on {host}"
        self._process = network.popen(
            host,
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=python_environment(),
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def tell(self, **command: object) -> None:
        """Give it a command."""
        assert self._process.stdin is not None
        print(json.dumps(command), file=self._process.stdin, flush=True)

    def line(self, timeout_s: float) -> str:
        """Its next line.

        Raises:
            LabError: it ended, or says nothing.
        """
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise LabError(f"The process {self._name} said nothing for {timeout_s:.0f} s.") from None
        if line is None:
            raise LabError(f"The process {self._name} ended by itself.")
        return line

    def stop(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Rig:
    """Two players on a bad network that can call each other, as a context manager.

    Args:
        network: started; it must outlast the rig.
        poses: file of `transport.lab.player.save_poses`: what both sign.

    Attributes:
        network: the one given.
        events: what each player has told, in order.
    """

    def __init__(self, network: BadNetwork, poses: str) -> None:
        self.network = network
        self._poses = poses
        self._server: Process | None = None
        self._players: dict[str, Process] = {}
        self.events: dict[str, list[dict[str, Any]]] = {peer: [] for peer in PEERS}

    def __enter__(self) -> Self:
        try:
            self._server = Process(self.network, SERVER, "transport.lab.server", self.network.address(SERVER))
            url = self._server.line(_START_S).strip()
            for peer in PEERS:
                self._players[peer] = Process(self.network, peer, "transport.lab.player", url, self._poses)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        for process in (*self._players.values(), self._server):
            if process is not None:
                process.stop()

    def connect(self, part: Part | None = None, timeout_s: float = 60.0) -> float:
        """Make a call; returns the seconds from the code's being typed in to both channels' being open.

        Args:
            part: what both players do in it.
            timeout_s: how long each step may take.

        Raises:
            CallFailedError: it did not come about.
        """
        begun_us = self._dial(part, timeout_s)
        opened_us = [self._expect(peer, "Connected", timeout_s)["us"] for peer in PEERS]
        return float(max(opened_us) - begun_us) / 1e6

    def failure(self, part: Part | None = None, timeout_s: float = 60.0) -> str:
        """Make a call that does not come about; returns the caller's sentence."""
        self._dial(part, timeout_s)
        said = str(self._expect(CALLER, "Failed", timeout_s)["sentence"])
        self._expect(ANSWERER, "Failed", timeout_s)
        return said

    def _dial(self, part: Part | None, timeout_s: float) -> int:
        doing = asdict(part or Part())
        self._players[CALLER].tell(do="call", code=None, part=doing)
        code = self._expect(CALLER, "CodeReady", timeout_s)["code"]
        self._players[ANSWERER].tell(do="call", code=code, part=doing)
        return int(self._expect(ANSWERER, "Started", timeout_s)["us"])

    def hang_up(self) -> None:
        """End the call on both sides."""
        for peer in PEERS:
            self._players[peer].tell(do="hang_up")
        for peer in PEERS:
            self._until_over(peer)

    def report(self) -> dict[str, Report]:
        """What both have seen since the last report."""
        for peer in PEERS:
            self._players[peer].tell(do="report")
        return {peer: self._read_report(peer) for peer in PEERS}

    def _read_report(self, peer: str) -> Report:
        told = self._next(peer, _ANSWER_S, lambda told: "report" in told)
        report = told["report"]
        shown = np.array(report["shown"], np.int64).reshape(-1, 3)
        return Report(told["us"], report["cpu_s"], report["playing_s"], shown, report["stats"])

    def _until_over(self, peer: str) -> None:
        so_far = [told.get("event") for told in self.events[peer]]
        begun = len(so_far) - 1 - so_far[::-1].index("Started")
        if not _LAST.intersection(so_far[begun:]):
            self._next(peer, _ANSWER_S, lambda told: told.get("event") in _LAST)

    def _expect(self, peer: str, event: str, timeout_s: float) -> dict[str, Any]:
        told = self._next(peer, timeout_s, lambda told: told.get("event") in {event, *_LAST})
        if told["event"] != event:
            raise CallFailedError(f"The {peer}'s call did not come about: {told['sentence']}")
        return told

    def _next(self, peer: str, timeout_s: float, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + timeout_s
        while True:
            told = dict(json.loads(self._players[peer].line(max(deadline - time.monotonic(), 0.001))))
            self.events[peer].append(told)
            if wanted(told):
                return told
