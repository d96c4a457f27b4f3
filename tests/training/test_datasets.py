"""Protects signer datasets: splits keep recordings whole, figures are right, and training reads what was exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.skeleton import BODY, HANDS
from training.dataset_figures import statistics
from training.datasets import split, write_data_folder
from training.labels import read_labels, read_pictures
from training.recorder import TakeEnded
from training.recording import Frame, Recording, find_recordings, load_recording
from training.recording_labels import Author, Label, LabelWriter
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

from .recordings import MIRROR, SIZE, about, drawn, pose, record


def _named(name: str) -> Recording:
    frame = Frame(0, 0, SIZE, 0, 0)
    return Recording(Path(name), about(name), (frame,), {}, frozenset(), (), ())


@given(st.sets(st.text("abcdefgh", min_size=1, max_size=6), min_size=2, max_size=40))
def test_a_split_keeps_recordings_whole_and_does_not_depend_on_their_order(names: set[str]) -> None:
    recordings = [_named(name) for name in sorted(names)]
    parts = split(recordings)
    found = [recording.name for part in parts.values() for recording in part]
    assert sorted(found) == sorted(names)
    assert parts["train"]
    assert parts["test"]
    assert bool(parts["validation"]) == (len(names) > 2)
    again = split(recordings[::-1])
    assert {part: [r.name for r in some] for part, some in parts.items()} == {
        part: [r.name for r in some] for part, some in again.items()
    }


def test_what_cannot_be_split_is_said() -> None:
    with pytest.raises(RecordingError, match="dataset is empty"):
        split([])
    with pytest.raises(RecordingError, match="alone cannot be split"):
        split([_named("a")])


def test_figures_of_a_dataset(tmp_path: Path) -> None:
    record(tmp_path / "a", frames=4)
    second = record(tmp_path / "b", frames=2, items=("A", "C"))
    with RecordingStore.resume(second)[0] as store:
        store.add_event(TakeEnded(1, 0, False, "repeat"))
    (second / "frames" / "000001.jpg").write_bytes(b"damaged")
    writer = LabelWriter(second / "labels.jsonl")
    writer.add(Label(0, Author.HUMAN, "", pose(0), MIRROR))
    writer.close()
    found = statistics(find_recordings([tmp_path]))
    assert (found.recordings, found.frames, found.thrown_away, found.damaged) == (2, 10, 2, 1)
    assert found.items == {"A": 6, "B": 4}
    assert found.takes == {"A": 2, "B": 1}
    assert found.labelled == {"detector": 9, "human": 1}
    assert found.hands == {"left": 0, "right": 10}
    assert (found.seconds, found.frames_s) == (0.28, 25.0)
    size = np.hypot(*np.ptp(pose(0).xyz[HANDS["right"], :2], axis=0)) / np.hypot(*SIZE)
    assert found.hand_size["right"].p50 == pytest.approx(size, rel=0.2)
    assert found.hand_size["left"].p50 is None
    assert found.light.p50 == pytest.approx(drawn(2).mean() / 255, abs=0.05)
    assert found.sharpness.p50 is not None
    assert found.score.p50 == pytest.approx(0.55, abs=0.1)


def test_training_reads_an_exported_set_by_recording(tmp_path: Path) -> None:
    first = record(tmp_path / "r" / "a")
    record(tmp_path / "r" / "b")
    (first / "frames" / "000005.jpg").write_bytes(b"damaged")
    writer = LabelWriter(first / "labels.jsonl")
    writer.add(Label(1, Author.HUMAN, "", pose(91), {"left": None, "right": None}))
    writer.add(Label(2, Author.TEACHER, "t", pose(92), {"left": None, "right": None}))
    writer.add(Label(3, Author.TEACHER, "t", pose(93), {"left": None, "right": 0.3}))
    writer.add(Label(4, Author.TEACHER, "t", pose(94), MIRROR, depth=False))
    writer.close()
    root = tmp_path / "data"
    count, troubles = write_data_folder(find_recordings([tmp_path / "r"]), root, "mine")
    assert (count, len(troubles)) == (11, 1)
    items = read_labels(root, "mine")
    assert [item.group for item in items] == ["mine/a"] * 5 + ["mine/b"] * 6
    believed = [item.hands["right"] is not None for item in items]
    assert believed[:6] == [True, True, False, False, False, True], "unasked, contradicted and flat hands train nothing"
    np.testing.assert_array_equal(items[1].hands["right"], pose(91).xyz[HANDS["right"]])
    assert items[0].body is not None
    np.testing.assert_array_equal(items[0].body, pose(0).xyz[BODY])
    pictures = list(read_pictures(items))
    assert np.abs(pictures[7].astype(int) - drawn(2)).mean() < 5
    with pytest.raises(RecordingError, match="already"):
        write_data_folder(find_recordings([tmp_path / "r"]), root, "mine")
    unlabelled = load_recording(record(tmp_path / "u", labels=False))
    with pytest.raises(RecordingError, match="No picture is labelled"):
        write_data_folder([unlabelled], root, "other")
