"""Many pictures: in parallel, in pieces that are whole or not there, so that a run that was killed goes on."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.output.files import OutputError, whole_file
from app.studio.synth.lights import read_environments
from app.studio.synth.paths import check_installed
from app.studio.synth.scene import FAST, PATHS, Rendered, Scene
from app.trouble import Trouble
from detector.skeleton import BODY, HANDS, SIDES

# Points of a hand that must lie in the picture, and share over which it must be drawn, for it to count as shown.
_INSIDE, _SHOWN = 0.6, 0.35
# A hand of which less shows is as good as absent.
_ABSENT = 0.08
_MEDIAPIPE_BODY: Final = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24)


@dataclass(frozen=True)
class Order:
    """What is to be made.

    Attributes:
        out: data folder; pictures go to train/NAME, labels to labels/NAME.npz.
        name: of the set.
        kind: "bodies", "hands" or "faces".
        count: pictures.
        seed: the same seed makes the same pictures of the same people.
        people: folder of the people.
        environments: file of environment maps, or None.
        piece: pictures that are made, and lost by a kill, at a time.
        renderer: "fast" or "paths".
    """

    out: Path
    name: str
    kind: str
    count: int
    seed: int
    people: Path
    environments: Path | None
    piece: int = 25
    renderer: str = FAST

    @property
    def pictures(self) -> Path:
        return self.out / "train" / self.name

    @property
    def labels(self) -> Path:
        return self.out / "labels" / f"{self.name}.npz"

    @property
    def pieces(self) -> Path:
        """Labels of finished pieces. They stay, so that more pictures can be added later."""
        return self.out / "labels" / f".{self.name}"


def produce(order: Order, workers: int, progress: Callable[[int], None]) -> None:
    """Make the pictures and their labels; goes on where a run of the same order stopped.

    Args:
        order: what.
        workers: processes.
        progress: called with the number of pictures that are done.

    Raises:
        Trouble: something is missing or the folder holds another order's pictures.
    """
    if not any(order.people.glob("*.npz")):
        raise Trouble(
            f"there are no people to draw in {order.people}: make them by `make people`, or name their folder"
        )
    if order.renderer == PATHS:
        check_installed()
    read_environments(order.environments)  # an unreadable file is better told before the processes start
    try:
        order.pictures.mkdir(parents=True, exist_ok=True)
        order.pieces.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"{order.out} cannot be written to ({error.strerror}): name another folder with --out") from error
    _check_same(order)
    starts = range(0, order.count, order.piece)
    open_ = [start for start in starts if not _piece(order, start).exists()]
    done = order.count - sum(min(order.piece, order.count - start) for start in open_)
    progress(done)
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(order,)) as pool:
            waiting = {pool.submit(_make, start): start for start in open_}
            try:
                for future in as_completed(waiting):
                    future.result()
                    done += min(order.piece, order.count - waiting[future])
                    progress(done)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool as error:
        raise Trouble("a process that draws ended before its time: free memory, or ask for fewer --workers") from error
    try:
        _join(order, list(starts))
    except OutputError as error:
        raise Trouble(str(error)) from error


def _check_same(order: Order) -> None:
    """Refuse to mix two orders in one folder."""
    note = order.pieces / "order.json"
    mine: dict[str, object] = {"kind": order.kind, "seed": order.seed, "piece": order.piece}
    if order.renderer != FAST:
        mine["renderer"] = order.renderer
    if note.exists():
        try:
            before = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            before = None
        if before != mine:
            raise Trouble(
                f"{order.out} holds the beginning of other pictures ({before}): name another folder with --out"
            )
    elif order.labels.exists():
        raise Trouble(f"{order.labels} is there already: name another folder with --out")
    else:
        note.write_text(json.dumps(mine), encoding="utf-8")


def _piece(order: Order, start: int) -> Path:
    return order.pieces / f"{start:07d}-{min(order.piece, order.count - start)}.npz"


_WORK: dict[str, object] = {}


def _end_with_parent() -> None:
    """A process that draws must not outlive the one that was killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _begin(order: Order) -> None:
    """Open this process's scene. llvmpipe's own threads would only fight with the other processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the run by Ctrl-C stops it once, in the first process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("LP_NUM_THREADS", "0")
    cv2.setNumThreads(0)
    _WORK["order"] = order
    _WORK["scene"] = Scene.open(order.people, order.environments, order.kind, order.renderer)


def _make(start: int) -> None:
    """One piece: pictures first, then their labels, whose being there says that the piece is whole."""
    order, scene = _WORK["order"], _WORK["scene"]
    assert isinstance(order, Order)
    assert isinstance(scene, Scene)
    made = []
    for number in range(start, min(start + order.piece, order.count)):
        one = scene.picture(order.seed, number)
        name = f"{number:06d}.webp"
        picture = cv2.cvtColor(one.rgba, cv2.COLOR_RGBA2BGRA)
        if not cv2.imwrite(str(order.pictures / name), picture, [cv2.IMWRITE_WEBP_QUALITY, 90]):
            raise Trouble(f"{order.pictures / name} cannot be written: check the disk")
        made.append((name, one))
    with whole_file(_piece(order, start)) as temporary:
        np.savez(temporary, **labels_of(made))  # type: ignore[arg-type]


def labels_of(made: list[tuple[str, Rendered]]) -> dict[str, NDArray[np.generic]]:
    """Arrays of a label file: those of the photographs (docs/training.md), and what only a drawing knows."""
    hands = np.full((len(made), 2, 21, 3), np.nan, np.float32)
    flip = np.zeros((len(made), 2), np.float32)
    pose = np.zeros((len(made), 33, 4), np.float32)
    for i, (_, one) in enumerate(made):
        for n, side in enumerate(SIDES):
            group = HANDS[side]
            inside, shown = float((one.truth.seen[group] > 0).mean()), one.truth.shown[n]
            if shown < _ABSENT:
                continue
            hands[i, n] = one.truth.xyz[group]
            # What can hardly be seen is neither a hand to be found nor none.
            flip[i, n] = 0.0 if inside >= _INSIDE and shown >= _SHOWN else 1.0
        pose[i, list(_MEDIAPIPE_BODY), :3] = one.truth.xyz[BODY]
        pose[i, list(_MEDIAPIPE_BODY), 3] = 1.0
    rendered = [one for _, one in made]
    height, width = rendered[0].rgba.shape[:2]
    return {
        "files": np.array([name for name, _ in made]),
        "size": np.tile((width, height), (len(made), 1)),
        "hands": hands,
        "flip_error": flip,
        "pose": pose,
        "xyz": np.stack([one.truth.xyz for one in rendered]),
        "depth": np.stack([one.truth.depth for one in rendered]),
        "seen": np.stack([one.truth.seen for one in rendered]),
        "actions": np.stack([one.said.actions for one in rendered]).astype(np.float16),
        "person": np.array([one.said.person for one in rendered]),
        "tone": np.array([one.said.tone for one in rendered], np.float32),
        "sleeve": np.array([one.said.sleeve for one in rendered]),
        "light": np.array([one.said.light for one in rendered]),
        "held": np.array([one.said.held for one in rendered]),
    }


def _join(order: Order, starts: list[int]) -> None:
    pieces = []
    for start in starts:
        with np.load(_piece(order, start), allow_pickle=False) as piece:
            pieces.append({name: piece[name] for name in piece.files})
    with whole_file(order.labels) as temporary:
        whole = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
        np.savez(temporary, **whole)  # type: ignore[arg-type]
