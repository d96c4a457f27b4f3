"""One peer of a call in the laboratory, in a process of its own: ``python -m transport.lab.player MAILBOX_URL POSES``.

Plays poses into real calls and looks at what comes back, as a window would. Takes commands as JSON lines on its
standard input and tells what happens as JSON lines on its output; ends with its input.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import HANDS, SIDES, index
from transport.call import Call, CallConfig, CallEvent, CodeReady, Ended, Failed
from transport.lab.hub import now_us
from transport.peer import IceServer
from transport.ways import ByCode

# Nobody types a code faster, over however bad a link.
_TYPING_S: Final = 5.0
_IDLE_S: Final = 0.02
# The noise that a smoothed detector leaves on somebody who rests, standard deviation in pixels; assumed.
_NOISE_PX: Final = 0.3
_NOISES: Final = 64


@dataclass(frozen=True)
class Part:
    """What a player does in one call.

    Attributes:
        ice_servers: address, user name and password of each STUN and TURN server.
        config: further fields of `CallConfig`, by name.
        poses_s: poses given to the call, a second.
        looks_s: how often a second the other side's pose is asked for; a display asks 60 times.
        still: nobody signs; both only watch.
    """

    ice_servers: tuple[tuple[str, str | None, str | None], ...] = ()
    config: dict[str, Any] = field(default_factory=dict)
    poses_s: float = 30.0
    looks_s: float = 60.0
    still: bool = False


def save_poses(poses: list[Pose], path: Path) -> None:
    """Write poses for players, without their times."""
    np.savez(
        path,
        size=np.array([(pose.width, pose.height) for pose in poses]),
        xyz=np.stack([pose.xyz for pose in poses]),
        score=np.stack([pose.score for pose in poses]),
    )


class _Poses:
    """Poses of a file, there and back for ever; or somebody who only watches: hands in the lap, out of the picture."""

    def __init__(self, path: str) -> None:
        with np.load(path, allow_pickle=False) as file:
            self._sizes: list[tuple[int, int]] = [(int(width), int(height)) for width, height in file["size"]]
            self._xyz: NDArray[np.float32] = file["xyz"]
            self._score: NDArray[np.float32] = file["score"]
        noise = np.random.default_rng(1).normal(0.0, _NOISE_PX, (_NOISES, *self._xyz.shape[1:]))
        self._resting = (self._xyz[0] + noise).astype(np.float32)
        self._resting_score = self._score[0].copy()
        for side in SIDES:
            for points in (HANDS[side], index(f"{side}_wrist")):
                self._resting[:, points] = np.nan
                self._resting_score[points] = 0.0

    def pose(self, number: int, captured_us: int, *, still: bool) -> Pose:
        if still:
            return Pose.checked(captured_us, self._sizes[0], self._resting[number % _NOISES], self._resting_score)
        last = len(self._xyz) - 1
        place = 0 if last == 0 else last - abs(number % (2 * last) - last)
        return Pose.checked(captured_us, self._sizes[place], self._xyz[place], self._score[place])


class Player:
    """Holds one call after another.

    Args:
        mailbox_url: where it meets the other.
        poses: file of `save_poses`.
    """

    def __init__(self, mailbox_url: str, poses: str) -> None:
        self._mailbox_url = mailbox_url
        self._poses = _Poses(poses)
        self._part = Part()
        self._commands: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._call: Call | None = None
        self._calling_s = 0.0
        self._shown: list[tuple[int, int, int]] = []
        self._seen: tuple[int, int] | None = None

    def run(self) -> None:
        """Until the standard input ends."""
        threading.Thread(target=self._listen, daemon=True).start()
        number, looked, begun = 0, 0, time.monotonic()
        while True:
            try:
                command = self._commands.get_nowait()
                if command is None:
                    break
                self._obey(command)
            except queue.Empty:
                pass
            passed, part = time.monotonic() - begun, self._part
            if self._call is None:
                time.sleep(_IDLE_S)
                continue
            if int(passed * part.poses_s) != number:
                number = int(passed * part.poses_s)
                pose = self._poses.pose(number, now_us(), still=part.still)
                begun_s = time.thread_time()
                self._call.send(pose)
                self._calling_s += time.thread_time() - begun_s
            if int(passed * part.looks_s) != looked:
                looked = int(passed * part.looks_s)
                self._look(self._call)
            # A camera keeps its own time, however often somebody looks.
            due = min((number + 1) / part.poses_s, (looked + 1) / part.looks_s)
            time.sleep(max(begun + due - time.monotonic(), 0))
        self._hang_up()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._commands.put(json.loads(line))
        self._commands.put(None)

    def _obey(self, command: dict[str, Any]) -> None:
        match command["do"]:
            case "call":
                self._hang_up()
                self._shown, self._seen = [], None
                self._part = Part(**command["part"])
                self._call = Call(self._config(), _tell)
                if command["code"] is None:
                    _say(event="Started")
                    self._call.start()
                else:
                    self._type(self._call, command["code"])
            case "hang_up":
                self._hang_up()
            case "report":
                assert self._call is not None
                shown, self._shown = self._shown, []
                own_s = time.thread_time() - self._calling_s
                _say(
                    report={
                        "cpu_s": time.process_time(),
                        "playing_s": own_s,
                        "shown": shown,
                        "stats": asdict(self._call.stats()),
                    }
                )

    def _type(self, call: Call, code: str) -> None:
        """Answer as the window does: the mailbox server is reached while the code is being typed."""
        way = ByCode(self._config(), calls=False)
        call.start(way)
        with suppress(TimeoutError):
            way.reached.result(_TYPING_S)
        _say(event="Started")
        way.enter(code)

    def _config(self) -> CallConfig:
        servers = tuple(IceServer(*server) for server in self._part.ice_servers)
        return CallConfig(mailbox_url=self._mailbox_url, ice_servers=servers, **self._part.config)

    def _look(self, call: Call) -> None:
        looked_us, begun_s = now_us(), time.thread_time()
        received = call.receive(looked_us)
        self._calling_s += time.thread_time() - begun_s
        if received is None:
            return
        seen = (received.source_us, received.pose.time_us)
        if seen != self._seen:
            self._seen = seen
            self._shown.append((looked_us, *seen))

    def _hang_up(self) -> None:
        if self._call is not None:
            self._call.hang_up()
            self._call = None


def _say(**told: object) -> None:
    # One line at once: two threads tell things.
    sys.stdout.write(json.dumps({"us": now_us(), **told}) + "\n")
    sys.stdout.flush()


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
    Player(*sys.argv[1:]).run()
