"""The command line: what it writes, and one sentence with exit code 2 for whatever cannot be used."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from pose_format import Pose as PoseFile

import detector.pipeline
from app.main import main
from app.settings import Settings, save
from detector.skeleton import K
from detector.weights import SHIPPED
from transport.mailbox import Mailbox
from transport.peer import IceServer

from .conftest import CLIP_FRAMES, CLIP_SIZE

HANDLINE = [sys.executable, "-m", "app.main"]


def handline(*arguments: object) -> int:
    """Run a command in this process; the exit code."""
    old, sys.argv = sys.argv, ["handline", *map(str, arguments)]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = old
    return 0


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "grey.png"
    cv2.imwrite(str(path), np.full((90, 120, 3), 128, np.uint8))
    return path


@pytest.fixture
def broken(tmp_path: Path) -> dict[str, Path]:
    """Files that are not what their names say."""
    made = {name: tmp_path / name for name in ("film.mp4", "picture.png", "notes.txt", "empty")}
    made["film.mp4"].write_bytes(b"this is not a film " * 99)
    made["picture.png"].write_bytes(b"\x89PNG\r\n\x1a\n cut")
    made["notes.txt"].write_text("only words\n" * 9)
    made["empty"].mkdir()
    return made


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("detect {tmp}/gone.png --out {tmp}/o.json", "There is no file or folder"),
        ("detect {tmp}/film.mp4 --out {tmp}/o.json", "film.mp4 is not a video"),
        ("detect {tmp}/notes.txt --out {tmp}/o.json", "notes.txt is not a video"),
        ("detect {tmp}/picture.png --out {tmp}/o.json", "picture.png is not a picture"),
        ("detect {tmp}/empty --out {tmp}/o.json", "holds no pictures"),
        ("detect camera:0 --out {tmp}/o.json", "is a camera"),
        ("detect {tmp}/grey.png --out {tmp}/o.docx", "no ending that says what to write"),
        ("detect {tmp}/grey.png --out {tmp}/nowhere/o.json", "There is no folder"),
        ("detect {tmp}/grey.png --out {tmp}", "is a folder"),
        ("detect {tmp}/grey.png {tmp}/grey.png --out {tmp}/o.pose", "give one path"),
        ("detect {tmp}/empty --out {tmp}/o.png", "can hold one picture"),
        ("answer nonsense", "'nonsense' is not a code"),
        ("answer 7-guitar-revenge --headless --source none --mailbox http://x", "mailbox"),
        ("answer 7-guitar-revenge --json {tmp}/o.json", "add --headless"),
        ("call --headless --source {tmp}/film.mp4", "film.mp4 is not a video"),
        ("call --headless --source 7", "Camera 7 cannot be opened"),
        ("call --headless --source none --mailbox ws://127.0.0.1:1/v1", "mailbox server"),
        ("call --headless --json {tmp}/nowhere/o.json", "There is no folder"),
        ("mailbox --host 203.0.113.1 --port 9", "cannot listen"),
        ("demo --picture {tmp}/o.gif", "let it end in"),
        ("demo --json {tmp}/nowhere/o.json", "There is no folder"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_2(
    arguments: str,
    says: str,
    tmp_path: Path,
    picture: Path,
    broken: dict[str, Path],
    capfd: pytest.CaptureFixture[str],
) -> None:
    if "Camera 7" in says and Path("/dev/video7").exists():
        pytest.skip("this machine has that camera")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert handline(*arguments.format(tmp=tmp_path).split()) == 2
    printed = capfd.readouterr()
    assert says in printed.err
    assert printed.err.count("\n") == 1
    assert printed.err.rstrip().endswith((".", ":4000/v1."))
    assert sorted(path.name for path in tmp_path.iterdir()) == before, "something half written was left behind"


def test_weights_that_were_cut_short_are_one_sentence(
    tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED, folder)
    hand = folder / "hand.onnx"
    hand.write_bytes(hand.read_bytes()[:100_000])
    monkeypatch.setattr(detector.pipeline, "SHIPPED", folder)
    assert handline("detect", picture, "--out", tmp_path / "o.json") == 2
    complaint = capfd.readouterr().err
    assert "hand.onnx" in complaint
    assert complaint.count("\n") == 1
    assert not (tmp_path / "o.json").exists()


def test_an_unwritten_file_leaves_the_old_one_as_it_was(
    tmp_path: Path, broken: dict[str, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.json"
    out.write_text("earlier work")
    assert handline("detect", broken["film.mp4"], "--out", out) == 2
    assert out.read_text() == "earlier work"


def test_pictures_folders_and_videos_become_one_coco_document(tmp_path: Path, picture: Path, clip: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b.png", "a.png"):
        shutil.copy(picture, folder / name)
    out = tmp_path / "all.json"
    assert handline("detect", picture, folder, clip, "--out", out) == 0
    document = json.loads(out.read_text())
    names = [image["file_name"] for image in document["images"]]
    assert names == ["grey.png", "a.png", "b.png", *(f"clip.mp4#{n}" for n in range(CLIP_FRAMES))]
    assert [image["id"] for image in document["images"]] == list(range(1, len(names) + 1))
    assert (document["images"][0]["width"], document["images"][0]["height"]) == (120, 90)
    assert stat.S_IMODE(out.stat().st_mode) & 0o444 == 0o444


def test_a_clip_becomes_a_pose_file_and_an_overlay(tmp_path: Path, clip: Path) -> None:
    assert handline("detect", clip, "--out", tmp_path / "o.pose") == 0
    read = PoseFile.read((tmp_path / "o.pose").read_bytes())
    assert read.body.data.shape == (CLIP_FRAMES, 1, K, 3)
    assert read.body.fps == pytest.approx(25.0)
    assert handline("detect", clip, "--out", tmp_path / "o.mp4") == 0
    film = cv2.VideoCapture(str(tmp_path / "o.mp4"))
    assert int(film.get(cv2.CAP_PROP_FRAME_COUNT)) == CLIP_FRAMES
    assert (film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)) == CLIP_SIZE


def test_a_picture_becomes_an_overlay(tmp_path: Path, picture: Path) -> None:
    assert handline("detect", picture, "--out", tmp_path / "o.webp") == 0
    assert cv2.imread(str(tmp_path / "o.webp")).shape == (90, 120, 3)


def test_a_call_imports_no_torch() -> None:
    script = """
import sys
import app.main, app.call, app.doctor, app.demo.run, app.demo.watcher, app.windows.application
import app.commands.calling, app.commands.demo, app.commands.detect
from app.detecting import make_chosen_detector
import numpy as np
make_chosen_detector(print).detect(np.zeros((48, 64, 3), np.uint8), 0)
print(sorted(name for name in sys.modules if name.partition(".")[0] in ("torch", "training", "anny", "mediapipe")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_is_quick_to_load_and_names_every_command() -> None:
    """What takes long to import waits until a command needs it."""
    script = """
import sys
import app.main
print(sorted(name for name in ("cv2", "numpy", "PySide6", "onnxruntime", "aiortc", "twisted") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    shown = subprocess.run([*HANDLINE, "--help"], capture_output=True, text=True, check=True).stdout
    for command in ("demo", "call", "answer", "detect", "mailbox", "doctor"):
        assert f" {command} " in shown


def test_the_doctor_finds_everything_well_and_says_what_is_not(
    qt: object, clip: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Mailbox() as mailbox:
        assert handline("doctor", "--source", clip, "--mailbox", mailbox.url) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line[:7] for line in lines] == ["ok     "] * 6
    assert "160x120" in lines[0]
    save(Settings(turn=IceServer("turn:127.0.0.1:1?transport=tcp", "me", "secret")))
    assert handline("doctor", "--source", "/nowhere.mp4", "--mailbox", "ws://127.0.0.1:1/v1") == 2
    lines = capfd.readouterr().out.splitlines()
    assert [line[:7] for line in lines] == ["problem", "ok     ", "ok     ", "ok     ", "problem", "problem"]
    assert "/nowhere.mp4" in lines[0]
    assert "The TURN server turn:127.0.0.1:1?transport=tcp cannot be reached" in lines[5]
