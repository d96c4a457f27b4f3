"""Protects recordings on disk: whatever happens to a part of one, the rest is read and nothing is lost or changed."""

from __future__ import annotations

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.prompts import LISTS, PromptError, prompts
from training.recorder import Skipped, TakeBegan, TakeEnded
from training.recording import Recording, encode_picture, find_recordings, load_recording
from training.recording_labels import Author, Label, LabelWriter
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

from .recordings import MIRROR, SIZE, about, drawn, pose, record


def add_line(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line)


def test_a_recording_reads_back_and_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = record(tmp_path / "all" / "first")
    read = load_recording(path)
    assert read.about == about("first")
    assert [(f.number, f.item, f.take, f.size) for f in read.frames] == [(n, n // 3, 0, SIZE) for n in range(6)]
    assert [read.gloss(frame) for frame in read.frames] == list("AAABBB")
    assert read.done == {0, 1}
    assert read.troubles == ()
    assert np.abs(read.picture(read.frames[4]).astype(int) - drawn(4)).mean() < 5
    best = read.best_labels()
    np.testing.assert_array_equal(best[2].pose.xyz, pose(2).xyz)
    np.testing.assert_array_equal(best[2].pose.score, pose(2).score)
    assert (best[2].author, best[2].by, best[2].mirror) == (Author.DETECTOR, "weights 2", MIRROR)
    for entry in (path.parent, path, *path.rglob("*")):
        assert stat.S_IMODE(entry.stat().st_mode) & 0o077 == 0, entry


def test_what_is_known_and_the_consent_come_before_the_first_frame(tmp_path: Path) -> None:
    store = RecordingStore.create(tmp_path / "r", about())
    assert json.loads((tmp_path / "r" / "recording.json").read_text())["consent"]["text"] == "I agree."
    store.close()
    assert not (tmp_path / "r").exists(), "a recording in which nothing was recorded goes away"


def test_thrown_away_takes_do_not_count_and_cut_ones_do(tmp_path: Path) -> None:
    with RecordingStore.create(tmp_path / "r", about()) as store:
        for item, take in ((0, 0), (0, 1), (1, 0)):
            store.add_event(TakeBegan(item, take, 0))
            store.add_frame(encode_picture(drawn(0), 95), 0, SIZE, item, take)
            if item == 0:
                store.add_event(TakeEnded(item, take, take == 1, "go"))
    read = load_recording(tmp_path / "r")
    assert [(frame.item, frame.take) for frame in read.kept] == [(0, 1), (1, 0)]
    assert read.done == {0}, "a take that a crash cut is kept, and asked for again"
    assert read.takes == {0: 2, 1: 1}


def test_going_on_after_half_a_line_and_half_a_picture(tmp_path: Path) -> None:
    path = record(tmp_path / "r", items=("A", "B"))
    add_line(path / "session.jsonl", '{"frame":6,"time_us":1')
    (path / "frames" / "000006.jpg").write_bytes(encode_picture(drawn(6), 95)[:300])
    (before,) = [load_recording(path)]
    assert len(before.frames) == 6
    assert any("one line cannot be read" in trouble for trouble in before.troubles)
    assert any("one picture is without a line" in trouble for trouble in before.troubles)
    store, resumed = RecordingStore.resume(path)
    assert resumed.takes == {0: 1, 1: 1}
    store.add_event(Skipped(0))
    assert store.add_frame(encode_picture(drawn(7), 95), 9, SIZE, 1, 1) == 7, "nothing is written over"
    store.close()
    after = load_recording(path)
    assert [frame.number for frame in after.frames] == [0, 1, 2, 3, 4, 5, 7]
    assert after.skipped == {0}


def test_one_recording_has_one_writer_and_one_name(tmp_path: Path) -> None:
    path = record(tmp_path / "r")
    store, _ = RecordingStore.resume(path)
    with pytest.raises(RecordingError, match="Another program records"):
        RecordingStore.resume(path)
    store.close()
    with pytest.raises(RecordingError, match="already: choose another name"):
        RecordingStore.create(path, about())
    with pytest.raises(RecordingError, match="cannot be a recording's name"):
        RecordingStore.create(tmp_path / "..", about())
    with pytest.raises(RecordingError, match="no recording"):
        RecordingStore.resume(tmp_path / "none")
    store, _ = RecordingStore.resume(path)
    (path / "frames" / "000006.jpg").write_bytes(b"of somebody else")
    with pytest.raises(RecordingError, match="Cannot write"):
        store.add_frame(encode_picture(drawn(6), 95), 0, SIZE, 1, 1)
    store.close()
    assert (path / "frames" / "000006.jpg").read_bytes() == b"of somebody else"
    assert len(load_recording(path).frames) == 6


def _break(path: Path, what: str) -> None:
    match what:
        case "half a picture":
            picture = path / "frames" / "000002.jpg"
            picture.write_bytes(picture.read_bytes()[:-40])
        case "no picture":
            (path / "frames" / "000002.jpg").unlink()
        case "not a picture":
            (path / "frames" / "000002.jpg").write_bytes(b"x" * 300 + b"\xff\xd9")
        case "labels of missing frames":
            writer = LabelWriter(path / "labels.jsonl")
            writer.add(Label(99, Author.HUMAN, "", pose(0), MIRROR))
            writer.close()
        case "another skeleton":
            add_line(path / "other.jsonl", '{"format":"handline-labels","version":1,"keypoints":["nose"]}\n')
            os.replace(path / "other.jsonl", path / "labels.jsonl")
        case "odd lines":
            add_line(
                path / "session.jsonl", '[]\nnull\n{"frame":-1}\n{"frame":9,"time_us":NaN}\n{"item":7,"kept":true}\n'
            )
            add_line(path / "labels.jsonl", '{"frame":1,"author":"nobody","time_us":1,"points":[]}\n{"frame":[]}\n')
            add_line(path / "labels.jsonl", "[" * 60_000 + "\n" + "x" * 200_000 + "\n")


@pytest.mark.parametrize(
    ("what", "sentence", "frames", "labels"),
    [
        ("half a picture", "is missing or damaged: it is left out", 5, 6),
        ("not a picture", "is missing or damaged: it is left out", 5, 6),
        ("no picture", "one picture is missing (first 000002.jpg)", 5, 5),
        ("labels of missing frames", "1 label of frames that are missing", 6, 6),
        ("another skeleton", "another skeleton", 6, 0),
        ("odd lines", "5 lines cannot be read", 6, 6),
    ],
)
def test_a_damaged_part_costs_that_part_and_a_sentence(
    tmp_path: Path, what: str, sentence: str, frames: int, labels: int
) -> None:
    path = record(tmp_path / "r")
    _break(path, what)
    before = {entry: entry.read_bytes() for entry in path.rglob("*") if entry.is_file()}
    read = load_recording(path)
    troubles = list(read.troubles)
    whole = 0
    for frame in read.frames:
        try:
            read.picture(frame)
            whole += 1
        except RecordingError as error:
            troubles.append(str(error))
    assert any(sentence in trouble for trouble in troubles), troubles
    assert (whole, len(read.best_labels())) == (frames, labels)
    assert before == {entry: entry.read_bytes() for entry in path.rglob("*") if entry.is_file()}


def test_empty_recordings_and_such_of_one_frame(tmp_path: Path) -> None:
    path = record(tmp_path / "r", frames=1, items=("A",))
    assert len(load_recording(path).frames) == 1
    (path / "session.jsonl").write_text("")
    shutil.rmtree(path / "frames")
    read = load_recording(path)
    assert (read.frames, read.done) == ((), set())
    assert any("holds no frames" in trouble for trouble in read.troubles)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format":"x"}', '{"format":"handline-recording","version":99}', "[" * 9999]
)
def test_a_folder_that_says_nothing_of_itself_is_refused(tmp_path: Path, text: str) -> None:
    path = record(tmp_path / "r")
    (path / "recording.json").write_text(text)
    with pytest.raises(RecordingError, match=r"recording\.json cannot be used"):
        load_recording(path)


def test_recordings_are_found_by_folder_and_told_apart(tmp_path: Path) -> None:
    first, second = record(tmp_path / "a" / "one"), record(tmp_path / "a" / "two")
    assert [r.name for r in find_recordings([tmp_path / "a"])] == ["one", "two"]
    assert [r.name for r in find_recordings([second, tmp_path / "a"])] == ["two", "one"]
    other = record(tmp_path / "b" / "one")
    with pytest.raises(RecordingError, match=r"is a copy of"):
        find_recordings([first, other])
    text = (other / "recording.json").read_text().replace('"id": "one"', '"id": "else"')
    (other / "recording.json").write_text(text)
    with pytest.raises(RecordingError, match="have the same name"):
        find_recordings([first, other])
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordingError, match="holds none"):
        find_recordings([tmp_path / "empty"])
    with pytest.raises(RecordingError, match="no recording"):
        find_recordings([tmp_path / "nowhere"])


def test_a_human_is_believed_before_the_rest_and_may_reject(tmp_path: Path) -> None:
    path = record(tmp_path / "r")
    writer = LabelWriter(path / "labels.jsonl")
    writer.add(Label(0, Author.HUMAN, "", pose(70), MIRROR))
    writer.add(Label(0, Author.TEACHER, "t", pose(71), MIRROR))
    writer.add(Label(1, Author.TEACHER, "t", pose(72), MIRROR))
    writer.add(Label(1, Author.TEACHER, "t", pose(73), MIRROR))
    writer.add(Label(2, Author.HUMAN, "", pose(2), MIRROR, rejected=True))
    writer.close()
    best = load_recording(path).best_labels()
    np.testing.assert_array_equal(best[0].pose.xyz, pose(70).xyz)
    np.testing.assert_array_equal(best[1].pose.xyz, pose(73).xyz)
    assert set(best) == {0, 1, 3, 4, 5}


_FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from app.recording.session import Session
from app.recording.victim import PLAN, ITEMS, about, frames
from training.recording_store import RecordingStore
store = RecordingStore.create(Path({path!r}), about(ITEMS))
resource.setrlimit(resource.RLIMIT_FSIZE, (8000, resource.RLIM_INFINITY))
outcome = Session(store, ITEMS, PLAN, wait=True).run(frames((64, 48)))
print(outcome.done, outcome.trouble)
"""


def test_a_full_disk_ends_the_session_with_a_sentence_and_keeps_what_is_there(tmp_path: Path) -> None:
    """The kernel refuses to let a file grow, in the middle of a line."""
    root = str(Path(__file__).parents[2])
    script = _FULL.format(root=root, path=str(tmp_path / "r"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=True)
    assert "free space" in done.stdout
    assert "--resume" in done.stdout
    assert not done.stderr
    read = load_recording(tmp_path / "r")
    assert len(read.frames) > 50
    assert int(done.stdout.split()[0]) == len(read.done), "items count as done when they are on disk"
    assert len({frame.item for frame in read.frames}) > 3, "items stay apart"
    for frame in read.frames:
        read.picture(frame)
    store, resumed = RecordingStore.resume(tmp_path / "r")
    store.add_frame(encode_picture(drawn(0), 95), 0, SIZE, 5, 1)
    store.close()
    assert len(load_recording(tmp_path / "r").frames) == len(resumed.frames) + 1
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 8000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.sampled_from(["session.jsonl", "labels.jsonl"]), st.integers(0, 3000), st.binary(max_size=40), st.booleans())
def test_random_damage_never_stops_reading(tmp_path: Path, file: str, at: int, data: bytes, cut: bool) -> None:
    path = tmp_path / "r"
    if not path.exists():
        record(path)
    original = (path / file).read_bytes()
    try:
        (path / file).write_bytes(original[:at] + data + (b"" if cut else original[at + len(data) :]))
        read = load_recording(path)
        assert isinstance(read, Recording)
        assert read.best_labels() is not None
    finally:
        (path / file).write_bytes(original)


def test_lists_of_prompts(tmp_path: Path) -> None:
    assert len(prompts("letters")) == 26
    assert all(prompts(name) == LISTS[name] for name in LISTS)
    path = tmp_path / "glosses.txt"
    path.write_text("﻿HOUSE\n\n# not this\n  TREE  \n", encoding="utf-8")
    assert prompts(str(path)) == ("HOUSE", "TREE")
    for content in (b"", b"# only\n", b"\xff\xfe\x00", b"x" * 200, b"a\n" * 3000, b"x" * 600_000, b"a\x07b\n"):
        path.write_bytes(content)
        with pytest.raises(PromptError):
            prompts(str(path))
    with pytest.raises(PromptError, match="There is no list"):
        prompts("nonsense")
