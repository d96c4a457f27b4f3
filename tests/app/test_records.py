"""Records without windows: what is written is read again, whatever is cut off or made up; playing; exports."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from app.main import cli
from app.records.export import FPS, export, steady
from app.records.layout import (
    CALL,
    HEAD,
    MAGIC,
    MAX_LINES,
    MESSAGE,
    PACKET,
    TEXT,
    Head,
    Piece,
    RecordError,
    Track,
    head_bytes,
    head_of,
    lines_of,
    piece_bytes,
    text_bytes,
)
from app.records.playback import Playback
from app.records.reader import read_record
from app.records.shelf import Shelf
from app.records.writer import RecordWriter
from app.transcript import Line
from avatar.people import load_person
from detector.pose import Pose
from transport.codec_layout import error_bound
from transport.control import Appearance
from transport.pose_file import read_pose_file

from ..calls.scripted import scripted_pose
from .conftest import wait_until

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
BEGAN_US = 5_000_000
STEP_US = 33_333
PRECISION = 0.01
LINES = [Line("Signer", "hello <all>", 1000, 2500), Line("Ada", "😀" * 10, 2000, 4000)]


def signing(number: int, at_us: int) -> Pose:
    return scripted_pose(float(number * 3 % 255), (640, 480), at_us)


def write(path: Path, count: int = 150, kind: str = CALL) -> list[list[Pose]]:
    """A record of so many poses of each signer; the other one's clock is another."""
    head = Head(kind, MADE, (Track("Signer", Appearance("birch")), Track("Ada"))[: 2 if kind == CALL else 1])
    troubles: list[str] = []
    writer = RecordWriter(path, head, BEGAN_US, PRECISION, troubles.append)
    kept: list[list[Pose]] = [[] for _ in head.tracks]
    for number in range(count):
        for track in range(len(head.tracks)):
            at_us, offset_us = number * STEP_US + 1000 * track, 70_000_000 * track
            pose = signing(number + 40 * track, BEGAN_US + at_us + offset_us)
            # The test is quicker than any signer: nothing shall be dropped for that.
            wait_until(lambda: writer._queue.qsize() < 400)
            writer.add(track, pose, offset_us)
            kept[track].append(Pose.of(at_us, (640, 480), pose.xyz, pose.score))
    writer.write_lines(LINES)
    writer.close()
    assert troubles == []
    assert writer.dropped == 0
    return kept


def far(shown: Pose, meant: Pose) -> float:
    known = meant.known
    bound = 1.1 * error_bound(meant, PRECISION)[known] + 0.3
    return float((np.linalg.norm((shown.xyz - meant.xyz)[known, :2], axis=1) - bound[:, 0]).max())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[Pose]]]:
    path = tmp_path_factory.mktemp("records") / "call.signed"
    return path, write(path)


def test_what_was_signed_is_read_at_any_moment_within_the_bound(made: tuple[Path, list[list[Pose]]]) -> None:
    path, kept = made
    record = read_record(path)
    assert [track.name for track in record.head.tracks] == ["Signer", "Ada"]
    assert record.head.tracks[0].look == Appearance("birch")
    assert record.head.made == MADE
    assert record.lines == tuple(LINES)
    assert record.seconds == pytest.approx(150 * STEP_US / 1e6, abs=0.05)
    rng = np.random.default_rng(7)
    for track, poses in zip(record.tracks, kept, strict=True):
        assert len(track) == len(poses)
        # As they come, and in whatever order somebody looks at them.
        for number in [*range(len(poses)), *rng.permutation(len(poses))[:12]]:
            shown = track.pose(int(number))
            assert shown is not None
            assert far(shown, poses[int(number)]) <= 0
        between = track.at((poses[10].time_us + poses[11].time_us) / 2)
        assert between is not None
        assert far(between, poses[10]) <= 0 or far(between, poses[11]) <= 3
        assert track.at(-1.0) is None


def test_a_record_is_small_and_for_its_owner_alone(made: tuple[Path, list[list[Pose]]]) -> None:
    path, kept = made
    poses = sum(map(len, kept))
    assert path.stat().st_size / poses < 80
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        shelf = Shelf(path.parent / "new")
        RecordWriter(shelf.new_path("x", MADE), Head(MESSAGE, MADE, (Track("a"),)), 0, PRECISION, pytest.fail).close()
        assert stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700


def test_what_was_cut_off_is_shown_up_to_there(made: tuple[Path, list[list[Pose]]], tmp_path: Path) -> None:
    data = made[0].read_bytes()
    cut = tmp_path / "cut.signed"
    for share in (0.9, 0.5, 0.1):
        cut.write_bytes(data[: int(share * len(data))])
        record = read_record(cut)
        assert record.seconds == pytest.approx(share * 5, abs=0.6)
        assert record.tracks[0].pose(len(record.tracks[0]) - 1) is not None
    damaged = bytearray(data)
    damaged[len(data) // 2] ^= 0xFF
    cut.write_bytes(damaged)
    assert 0 < read_record(cut).seconds < 4


@pytest.mark.parametrize(
    "data",
    [b"", b"not a record" * 100, MAGIC, MAGIC + b"H" * 400, b"handline record 2\n" + b"x" * 99, MAGIC[:-1]],
    ids=["empty", "foreign", "only magic", "noise", "newer", "cut"],
)
def test_what_is_no_record_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "odd.signed"
    path.write_bytes(data)
    with pytest.raises(RecordError) as caught:
        read_record(path)
    assert str(caught.value).startswith("odd.signed")
    assert "\n" not in str(caught.value)
    assert str(Shelf(tmp_path).entries()[0].words) == "odd (damaged)"
    with pytest.raises(RecordError):
        Shelf(tmp_path / "kept").take_in(path)
    with pytest.raises(RecordError):
        read_record(tmp_path / "gone.signed")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([HEAD, PACKET, TEXT, b"?"]), st.integers(0, 3), st.binary(max_size=80))))
def test_made_up_pieces_never_break_anything(tmp_path_factory: pytest.TempPathFactory, made_up: list) -> None:
    path = tmp_path_factory.mktemp("made") / "up.signed"
    good = piece_bytes(Piece(HEAD, 0, 0, head_bytes(Head(CALL, MADE, (Track("a"), Track("b"))))))
    parts = [piece_bytes(Piece(kind, track, 40 * n, content)) for n, (kind, track, content) in enumerate(made_up)]
    path.write_bytes(MAGIC + good + b"".join(parts))
    try:
        record = read_record(path)
    except RecordError:
        return
    for track in record.tracks:
        for number in range(len(track)):
            track.pose(number)
        track.at(1e5)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda more: (
            st.lists(more)
            | st.dictionaries(
                st.sampled_from(
                    ["kind", "made", "tracks", "to", "name", "look", "author", "text", "start_ms", "end_ms"]
                ),
                more,
            )
        ),
    )
)
def test_any_json_is_a_head_or_a_sentence_and_lines_or_none(value: object) -> None:
    content = json.dumps(value).encode()
    lines_of(content)
    try:
        head_of(content)
    except RecordError:
        return


def test_names_of_foreign_records_are_plain_and_short() -> None:
    head = Head(MESSAGE, MADE, (Track("A\u202eb\n<i>" + "c" * 500, Appearance("../x" * 50)),), "To\x00me")
    read = head_of(head_bytes(head))
    assert read.tracks[0].name.startswith("A b <i>ccc")
    assert len(read.tracks[0].name) <= 60
    assert len(read.tracks[0].look.person) <= 24
    assert read.to == "To me"
    many = [Line("a", "b" * 900, n, n + 1) for n in range(3 * MAX_LINES)]
    assert lines_of(text_bytes(many))[-1] == many[-1]


def test_a_full_disk_is_a_sentence_and_what_was_written_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app.records.writer as module

    opened = module._new_file

    class Full:
        """Takes some bytes and then no more."""

        def __init__(self, file: object) -> None:
            self.file, self.left = file, 3_000

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()  # type: ignore[attr-defined]

        def __getattr__(self, name: str) -> object:
            return getattr(self.file, name)

        def write(self, data: bytes) -> int:
            self.left -= len(data)
            if self.left < 0:
                raise OSError(28, "No space left on device")
            return self.file.write(data)  # type: ignore[attr-defined]

    monkeypatch.setattr(module, "_new_file", lambda path: Full(opened(path)))
    troubles: list[str] = []
    path = tmp_path / "full.signed"
    writer = RecordWriter(path, Head(MESSAGE, MADE, (Track("a"),)), BEGAN_US, PRECISION, troubles.append)
    for number in range(300):
        writer.add(0, signing(number, BEGAN_US + number * STEP_US))
    wait_until(lambda: troubles)
    writer.write_lines(LINES)
    writer.close()
    assert troubles == [
        "The record full.signed cannot be written any more (No space left on device): what was written is kept."
    ]
    assert len(read_record(path).tracks[0]) > 10


def test_a_slow_disk_never_holds_up_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Poses are dropped and counted; `add` comes back at once although nothing is written."""
    from threading import Event

    import app.records.writer as module

    go, opened = Event(), module._new_file
    monkeypatch.setattr(module, "_new_file", lambda path: (go.wait(), opened(path))[1])
    writer = RecordWriter(tmp_path / "slow.signed", Head(MESSAGE, MADE, (Track("a"),)), 0, PRECISION, pytest.fail)
    pose = signing(0, 0)
    for number in range(1000):
        writer.add(0, replace(pose, time_us=number * STEP_US))
    assert writer.dropped == 1000 - 512
    go.set()
    writer.close()


def test_poses_that_go_back_or_stand_still_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "back.signed"
    writer = RecordWriter(path, Head(MESSAGE, MADE, (Track("a"),)), 0, PRECISION, pytest.fail)
    for at_us in (0, 40_000, 40_000, 20_000, -5, 10**15, 80_000):
        writer.add(0, signing(3, 0) if at_us == 0 else replace(signing(3, 0), time_us=at_us))
    writer.close()
    assert read_record(path).tracks[0].times_us == [0, 40_000, 80_000]


def test_the_shelf_lists_takes_in_and_throws_away(made: tuple[Path, list[list[Pose]]], tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "records")
    assert shelf.entries() == []
    first, second = shelf.take_in(made[0]), shelf.take_in(made[0])
    assert first != second
    assert shelf.take_in(first) == first, "what is there is not copied again"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert [str(entry.words) for entry in shelf.entries()] == ["Call with Ada"] * 2
    shelf.delete(first)
    shelf.delete(first)
    assert [entry.path for entry in shelf.entries()] == [second]
    assert "/" not in shelf.new_path("../../etc", MADE).relative_to(shelf.folder).as_posix()


def test_playing_goes_slower_loops_steps_and_ends() -> None:
    begun = Playback(1_000_000.0).toggled()
    assert begun.after(300_000).at_us == 300_000
    assert replace(begun, speed=0.25).after(400_000).at_us == 100_000
    ended = begun.after(1_500_000)
    assert (ended.at_us, ended.playing) == (1_000_000, False)
    assert ended.toggled() == begun
    assert replace(begun, loop=True).after(2_300_000).at_us == pytest.approx(300_000)
    times = [0, 33_000, 66_000, 990_000]
    stepped = begun.after(40_000).stepped(times, 1)
    assert (stepped.at_us, stepped.playing) == (66_000, False)
    assert stepped.stepped(times, -1).at_us == 33_000
    assert stepped.moved(990_000).stepped(times, 1).at_us == 1_000_000
    assert stepped.moved(-5.0).stepped(times, -1).at_us == 0


def quiet(_done: int, _total: int) -> None:
    """Nobody asks for progress."""


def test_a_record_becomes_keypoints_motion_text_and_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "message.signed"
    kept = write(path, 30, MESSAGE)[0]
    record, body = read_record(path), load_person()
    out: Callable[[str], Path] = lambda ending: tmp_path / f"out{ending}"  # noqa: E731
    for ending in (".pose", ".bvh", ".glb", ".vtt", ".eaf", ".signed"):
        export(record, 0, body, out(ending), quiet)
    poses = read_pose_file(out(".pose"))
    assert len(poses) == pytest.approx(record.seconds * FPS, abs=1)
    assert far(poses[15], kept[15]) <= 2
    assert out(".bvh").read_text().startswith("HIERARCHY")
    assert out(".glb").read_bytes()[:4] == b"glTF"
    assert "hello &lt;all&gt;" in out(".vtt").read_text(encoding="utf-8")
    assert out(".signed").read_bytes() == path.read_bytes()
    with pytest.raises(ValueError, match=r"let it end in"):
        export(record, 0, body, out(".doc"), quiet)
    told = CliRunner().invoke(cli, ["animate", str(path), "--bvh", str(tmp_path / "by_command.bvh")])
    assert told.exit_code == 0, told.output
    assert (tmp_path / "by_command.bvh").read_text().startswith("HIERARCHY")


def test_gaps_stay_unknown(tmp_path: Path) -> None:
    path = tmp_path / "gap.signed"
    writer = RecordWriter(path, Head(MESSAGE, MADE, (Track("a"),)), 0, PRECISION, pytest.fail)
    for at_us in (0, STEP_US, 3_000_000, 3_000_000 + STEP_US):
        writer.add(0, replace(signing(3, 0), time_us=at_us))
    writer.close()
    record = read_record(path)
    poses = steady(record.tracks[0], record.seconds)
    assert poses[0].known.any()
    assert not poses[60].known.any(), "nobody was seen there"
