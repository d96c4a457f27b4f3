"""One peer of a call in the laboratory, in a process of its own: ``python -m transport.lab.player SETUP``.

Plays poses into real calls and looks at what comes back, as a window would. Takes commands as JSON lines on its
standard input and tells what happens as JSON lines on its output; ends with its input.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from transport.call import Call, CallConfig, CallEvent, CodeReady, Ended, Failed
from transport.lab.hub import now_us
from transport.peer import IceServer

_IDLE_S: Final = 0.02
# The noise that a smoothed detector leaves on somebody who rests, standard deviation in pixels; assumed.
_NOISE_PX: Final = 0.3
_NOISES: Final = 64


@dataclass(frozen=True)
class Setup:
    """What a player does.

    Attributes:
        mailbox_url: where the peers meet.
        poses: file of `save_poses`.
        ice_servers: address, user name and password of each STUN and TURN server.
        packets_s: packets a second, at most.
        poses_s: poses given to the call, a second.
        looks_s: how often a second the other side's pose is asked for; a display asks 60 times.
        still: the signer does not move.
    """

    mailbox_url: str
    poses: str
    ice_servers: tuple[tuple[str, str | None, str | None], ...] = ()
    packets_s: float = 15.0
    poses_s: float = 30.0
    looks_s: float = 60.0
    still: bool = False

    def call_config(self) -> CallConfig:
        """The call's part of it."""
        servers = tuple(IceServer(*server) for server in self.ice_servers)
        return CallConfig(mailbox_url=self.mailbox_url, ice_servers=servers, packets_s=self.packets_s)


def save_poses(poses: list[Pose], path: Path) -> None:
    """Write poses for players, without their times."""
    np.savez(
        path,
        size=np.array([(pose.width, pose.height) for pose in poses]),
        xyz=np.stack([pose.xyz for pose in poses]),
        score=np.stack([pose.score for pose in poses]),
    )


class _Poses:
    """Poses of a file, there and back for ever; or the first one alone, as of a detector that sees somebody rest."""

    def __init__(self, path: str, *, still: bool) -> None:
        with np.load(path, allow_pickle=False) as file:
            self._sizes: list[tuple[int, int]] = [(int(width), int(height)) for width, height in file["size"]]
            self._xyz: NDArray[np.float32] = file["xyz"]
            self._score: NDArray[np.float32] = file["score"]
        if still:
            noise = np.random.default_rng(1).normal(0.0, _NOISE_PX, (_NOISES, *self._xyz.shape[1:]))
            self._sizes = self._sizes[:1] * _NOISES
            self._xyz = (self._xyz[0] + noise).astype(np.float32)
            self._score = np.repeat(self._score[:1], _NOISES, axis=0)

    def pose(self, number: int, captured_us: int) -> Pose:
        last = len(self._xyz) - 1
        place = 0 if last == 0 else last - abs(number % (2 * last) - last)
        return Pose(captured_us, *self._sizes[place], self._xyz[place], self._score[place])


class Player:
    """Holds one call after another.

    Args:
        setup: what it does.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._poses = _Poses(setup.poses, still=setup.still)
        self._commands: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._call: Call | None = None
        self._shown: list[tuple[int, int, int]] = []

    def run(self) -> None:
        """Until the standard input ends."""
        threading.Thread(target=self._listen, daemon=True).start()
        number, begun, looks = 0, time.monotonic(), 0
        while True:
            try:
                command = self._commands.get_nowait()
                if command is None:
                    break
                self._obey(command)
            except queue.Empty:
                pass
            passed = time.monotonic() - begun
            if self._call is None:
                time.sleep(_IDLE_S)
                continue
            if passed * self._setup.poses_s >= number:
                number = int(passed * self._setup.poses_s) + 1
                self._call.send(self._poses.pose(number, now_us()))
            self._look(self._call)
            looks = max(looks + 1, int(passed * self._setup.looks_s))
            time.sleep(max(begun + looks / self._setup.looks_s - time.monotonic(), 0))
        self._hang_up()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._commands.put(json.loads(line))
        self._commands.put(None)

    def _obey(self, command: dict[str, Any]) -> None:
        match command["do"]:
            case "call":
                self._hang_up()
                self._shown = []
                self._call = Call(self._setup.call_config(), _tell)
                _say(event="Started")
                self._call.start(command["code"])
            case "hang_up":
                self._hang_up()
            case "report":
                assert self._call is not None
                shown, self._shown = self._shown, []
                _say(report={"cpu_s": time.process_time(), "shown": shown, "stats": asdict(self._call.stats())})

    def _look(self, call: Call) -> None:
        looked_us = now_us()
        received = call.receive(looked_us)
        if received is None:
            return
        seen = (received.source_us, received.pose.time_us)
        if not self._shown or self._shown[-1][1:] != seen:
            self._shown.append((looked_us, *seen))

    def _hang_up(self) -> None:
        if self._call is not None:
            self._call.hang_up()
            self._call = None


def _say(**told: object) -> None:
    print(json.dumps({"us": now_us(), **told}), flush=True)


def _tell(event: CallEvent) -> None:
    told: dict[str, object] = {"event": type(event).__name__}
    if isinstance(event, CodeReady):
        told["code"] = event.code
    elif isinstance(event, Ended):
        told |= {"sentence": event.reason, "ok": event.ok}
    elif isinstance(event, Failed):
        told["sentence"] = event.sentence
    _say(**told)


if __name__ == "__main__":
    Player(Setup(**json.loads(sys.argv[1]))).run()
