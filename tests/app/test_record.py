"""Protects recording sessions: what was signed is on disk under its item, through kills and slow disks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from app.recording import bench, victim
from app.recording.session import BEFORE, Session, View
from app.recording.watcher import HandWatcher
from app.recording.writer import RecordingWriter
from detector.pose import Pose
from detector.skeleton import HANDS, K
from detector.sources import Frame, SourceError
from training.recorder import Key, Phase, Plan
from training.recording import load_recording
from training.recording_labels import Author
from training.recording_store import RecordingStore

from ..training.recordings import record
from .conftest import wait_until
from .test_command_line import handline

PERIOD = 40_000
PLAN = Plan(prompt=2 * PERIOD, countdown=2 * PERIOD, take=5 * PERIOD, review=2 * PERIOD)


def frames(count: int, size: tuple[int, int] = (32, 24)) -> Iterator[Frame]:
    """Frame n has the grey level n."""
    for n in range(count):
        yield Frame(np.full((size[1], size[0], 3), n, np.uint8), n * PERIOD, f"test#{n}")


def session(path: Path, items: tuple[str, ...], plan: Plan, **more: Any) -> Session:
    return Session(RecordingStore.create(path, victim.about(items)), items, plan, wait=True, **more)


def test_every_frame_of_a_take_is_kept_under_its_item(tmp_path: Path) -> None:
    views: list[View] = []
    outcome = session(tmp_path / "r", ("A", "B"), PLAN, show=views.append).run(frames(100))
    read = load_recording(tmp_path / "r")
    assert (outcome.done, outcome.items, outcome.kept, outcome.dropped, outcome.trouble) == (2, 2, 10, 0, None)
    assert [frame.time_us // PERIOD for frame in read.frames] == [*range(4, 9), *range(15, 20)]
    assert [read.gloss(frame) for frame in read.frames] == ["A"] * 5 + ["B"] * 5
    assert [round(read.picture(frame).mean()) for frame in read.frames] == [*range(4, 9), *range(15, 20)]
    assert read.done == {0, 1}
    captured = [n for n, view in enumerate(views) if view.phase is Phase.CAPTURE]
    assert captured == [*range(4, 9), *range(15, 20)]


class _Script:
    """Sees hands up in some frames, at once."""

    trouble: str | None = None

    def __init__(self, up: range) -> None:
        self._up = up
        self._seen: bool | None = None

    def show(self, frame: Frame) -> None:
        self._seen = frame.time_us // PERIOD in self._up

    def take(self) -> bool | None:
        return self._seen


def test_a_hands_free_take_holds_the_rise_of_the_hands(tmp_path: Path) -> None:
    plan = Plan(hands_free=True, prompt=2 * PERIOD, rise=5 * PERIOD, rest=4 * PERIOD, review=PERIOD)
    session(tmp_path / "r", ("A",), plan, watcher=_Script(range(10, 30))).run(frames(100))
    read = load_recording(tmp_path / "r")
    assert [frame.time_us // PERIOD for frame in read.frames] == [*range(10, 34)]
    assert plan.rise // PERIOD < BEFORE


def test_what_the_source_or_the_signer_cuts_is_on_disk(tmp_path: Path) -> None:
    def lost() -> Iterator[Frame]:
        yield from frames(7)
        raise SourceError("camera:0 stopped giving pictures.")

    outcome = session(tmp_path / "lost", ("A", "B"), PLAN).run(lost())
    assert outcome.trouble == "camera:0 stopped giving pictures."
    assert (len(load_recording(tmp_path / "lost").frames), outcome.done) == (3, 1)

    running: Session

    def stop(view: View) -> None:
        if view.frame.name == "test#6":
            running.stop()

    running = session(tmp_path / "quit", ("A", "B"), PLAN, show=stop)
    assert running.run(frames(100)).done == 0
    read = load_recording(tmp_path / "quit")
    assert (len(read.frames), read.kept, read.done) == (3, (), set())
    store, before = RecordingStore.resume(tmp_path / "quit")
    again = Session(store, before.about.items, PLAN, before=before, wait=True)
    assert again.run(frames(100)).done == 2
    after = load_recording(tmp_path / "quit")
    assert [(f.item, f.take) for f in after.kept] == [(0, 1)] * 5 + [(1, 0)] * 5
    assert len(after.frames) == 13


def test_keys_reach_the_session(tmp_path: Path) -> None:
    def press(view: View) -> None:
        if view.frame.name == "test#1":
            running.press(Key.SKIP)

    running = session(tmp_path / "r", ("A", "B"), PLAN, show=press)
    running.run(frames(60))
    read = load_recording(tmp_path / "r")
    assert read.skipped == {0}
    assert {frame.item for frame in read.frames} == {1}


def test_a_take_that_ends_where_it_begins_is_asked_for_again(tmp_path: Path) -> None:
    def press(view: View) -> None:
        if view.frame.name == "test#1":
            running.press(Key.GO)
            running.press(Key.GO)

    running = session(tmp_path / "r", ("A", "B"), PLAN, show=press)
    outcome = running.run(frames(60))
    read = load_recording(tmp_path / "r")
    assert read.done == {1}
    assert (outcome.done, outcome.items) == (1, 2), "what is told is what is on disk"


class _SlowStore(RecordingStore):
    """A disk that does not answer until it is let go."""

    go: Event

    def add_frame(self, *frame: Any) -> int:
        assert self.go.wait(60)
        return super().add_frame(*frame)


def test_a_slow_disk_drops_and_counts_and_keeps_memory_bounded(tmp_path: Path) -> None:
    store = _SlowStore.create(tmp_path / "r", victim.about(("A",)))
    assert isinstance(store, _SlowStore)
    store.go = Event()
    writer = RecordingWriter(store, room=4)
    for frame in frames(20):
        writer.add_frame(frame, 0, 0)
    assert writer.dropped == 16
    store.go.set()
    writer.close()
    assert (writer.kept, writer.dropped, writer.trouble) == (4, 16, None)
    assert [frame.time_us // PERIOD for frame in load_recording(tmp_path / "r").frames] == [0, 1, 2, 3]


def test_whatever_fails_while_writing_is_told_and_what_is_written_stays(tmp_path: Path) -> None:
    store = RecordingStore.create(tmp_path / "r", victim.about(("A",)))
    writer = RecordingWriter(store)
    for frame in frames(3):
        writer.add_frame(frame, 0, 0)
    writer.add_frame(Frame(np.zeros((0, 0, 3), np.uint8), 0, "nothing"), 0, 0)
    wait_until(lambda: writer.trouble)
    writer.add_frame(next(frames(1)), 0, 0, wait=True)
    writer.close()
    assert "--resume" in str(writer.trouble)
    assert (writer.kept, writer.dropped) == (3, 2)
    assert len(load_recording(tmp_path / "r").frames) == 3


def test_recordings_survive_being_killed(tmp_path: Path) -> None:
    found = bench.kill(tmp_path, 4, seed=7)
    assert (found.kills, found.opened, found.lost, found.damaged, found.items) == (4, 4, 0, 0, True)
    assert any(tmp_path.iterdir())


class _Sees:
    """A detector that looks at the time alone."""

    def __init__(self, see: Callable[[int], Pose]) -> None:
        self._see = see

    def detect(self, image: np.ndarray, time_us: int) -> Pose:
        return self._see(time_us)

    def close(self) -> None:
        pass


def test_hands_are_watched_in_the_background_and_failures_are_told() -> None:
    raised = np.full((K, 3), np.nan, np.float32)
    raised[HANDS["left"]] = 5.0
    pose = Pose.of(0, (32, 24), raised, np.ones(K, np.float32))
    watcher = HandWatcher(lambda: _Sees(lambda time_us: pose if time_us else Pose.unknown(0, (32, 24))))
    seen: list[bool] = []
    for frame in frames(2):
        watcher.show(frame)
        wait_until(lambda: (up := watcher.take()) is not None and not seen.append(up))
    watcher.close()
    assert seen == [False, True]
    broken = HandWatcher(lambda: _Sees(lambda time_us: 1 / 0))  # type: ignore[arg-type, return-value]
    broken.show(next(frames(1)))
    wait_until(lambda: broken.trouble)
    assert "record by the timer" in str(broken.trouble)
    broken.close()


def test_the_command_records_and_goes_on(tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    glosses = tmp_path / "glosses.txt"
    glosses.write_text("HOUSE\nTREE\n")
    out = ("--out", tmp_path / "all", "--source", clip, "--timer", "--countdown", 0, "--take", 60)
    assert handline("record", "mine", *out, "--list", glosses) == 2
    assert "--consent" in capsys.readouterr().err
    assert not (tmp_path / "all").exists()
    long = tmp_path / "long.mp4"
    _clip_of_black(long, 50)
    out = ("--out", tmp_path / "all", "--source", long, "--timer", "--countdown", 0, "--take", 60)
    assert handline("record", "mine", *out, "--list", glosses, "--consent") == 0
    said = capsys.readouterr().out
    assert "1 of 2 items" in said
    assert "handline record mine --resume" in said
    assert handline("record", "mine", *out, "--list", glosses, "--consent") == 2
    assert "already: choose another name" in capsys.readouterr().err
    assert handline("record", "mine", *out, "--resume") == 0
    read = load_recording(tmp_path / "all" / "mine")
    assert read.about.consent is not None
    assert {read.gloss(frame) for frame in read.kept} == {"HOUSE", "TREE"}
    assert handline("record", "mine", *out, "--resume") == 2
    assert "is complete" in capsys.readouterr().err
    assert handline("record", "other", *out, "--resume") == 2
    assert handline("record", *out, "--resume") == 2
    assert handline("record", "x", *out, "--list", "nonsense", "--consent") == 2
    assert handline("record", "x", "--out", tmp_path, "--source", tmp_path / "no.mp4", "--consent") == 2
    assert sorted(entry.name for entry in (tmp_path / "all").iterdir()) == ["mine"]


def _clip_of_black(path: Path, count: int) -> None:
    import cv2

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 40.0, (64, 48))
    for _ in range(count):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()


class _Bar:
    """Stands in for the detector: finds the bar's end, as a right hand where the bar begins at the left edge."""

    def reset(self) -> None:
        pass

    def detect(self, image: np.ndarray, time_us: int) -> Pose:
        red = (image[10, :, 0] > 170) & (image[10, :, 1] < 90)
        side, step = ("right", 1) if red[0] else ("left", -1)
        xyz = np.full((K, 3), np.nan, np.float32)
        end = float(np.flatnonzero(red)[-1 if side == "right" else 0])
        xyz[HANDS[side]] = np.column_stack([end + step * np.arange(21), np.arange(21), np.zeros(21)])  # type: ignore[index]
        return Pose.of(time_us, (image.shape[1], image.shape[0]), xyz, np.full(K, 0.6, np.float32))

    def close(self) -> None:
        pass


def test_the_command_labels_and_says_what_it_does_not_believe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record(tmp_path / "all" / "one", labels=False)
    monkeypatch.setattr("detector.opening.Detector", lambda *_, **__: _Bar())
    assert handline("label", path) == 0
    assert "6 frames, 6 hands believed; not believed: none" in capsys.readouterr().out
    labels = load_recording(path).labels
    assert [(label.frame, label.author) for label in labels] == [(n, Author.DETECTOR) for n in range(6)]
    assert handline("label", path, "--score", 0.9) == 0
    assert "0 hands believed; not believed: 6 by score" in capsys.readouterr().out
    assert len(load_recording(path).labels) == 12, "labels are only ever added"
    (tmp_path / "no.task").write_bytes(b"x")
    assert handline("label", path, "--teacher", tmp_path / "no.task") == 2
    assert handline("label", path, "--teacher", tmp_path / "none.task") == 2
    assert "There is no file" in capsys.readouterr().err
