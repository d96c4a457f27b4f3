"""Frames from files, folders and cameras: right pictures in the right order, and one sentence when there are none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.sources import MAX_PICTURE_BYTES, MAX_SIDE, FrameSource, SourceError, open_source

COLOURS = [(200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30)]  # RGB


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (64, 48)) -> np.ndarray:
    return np.full((size[1], size[0], 3), colour, np.uint8)


def save(path: Path, image: np.ndarray) -> Path:
    assert cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25.0, (64, 48))
    for colour in COLOURS:
        writer.write(cv2.cvtColor(picture(colour), cv2.COLOR_RGB2BGR))
    writer.release()
    return path


def colours(source: FrameSource, count: int) -> list[int]:
    """Which of COLOURS each of the next frames shows."""
    found = []
    for _ in range(count):
        frame = source.read()
        assert frame is not None
        assert frame.image.dtype == np.uint8
        mean = frame.image.mean(axis=(0, 1))
        found.append(int(np.argmin([np.abs(mean - colour).sum() for colour in COLOURS])))
    return found


def test_a_video_is_read_once_in_rgb_with_its_own_time_line(clip: Path) -> None:
    source = open_source(str(clip))
    assert source.size == (64, 48)
    assert source.fps == pytest.approx(25.0)
    assert not source.live
    first = source.read()
    assert first is not None
    assert (first.name, first.time_us) == ("clip.mp4#0", 0)
    assert first.image.mean(axis=(0, 1)) == pytest.approx(COLOURS[0], abs=12)
    assert colours(source, 3) == [1, 2, 3]
    assert source.read() is None
    assert source.read() is None
    source.close()
    source.close()


def test_a_looped_video_begins_again_and_its_time_goes_on(clip: Path) -> None:
    source = open_source(str(clip), loop=True)
    assert colours(source, 9) == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    frame = source.read()
    assert frame is not None
    assert (frame.name, frame.time_us) == ("clip.mp4#1", 9 * 40_000)
    source.close()


def test_a_folder_gives_its_pictures_sorted_and_skips_other_files(tmp_path: Path) -> None:
    save(tmp_path / "b.png", picture(COLOURS[1], (32, 20)))
    save(tmp_path / "a.PNG", picture(COLOURS[0]))
    (tmp_path / "notes.txt").write_text("not a picture")
    source = open_source(str(tmp_path))
    assert source.size == (64, 48)
    frames = [source.read(), source.read(), source.read()]
    assert [frame and frame.name for frame in frames] == ["a.PNG", "b.png", None]
    assert frames[1] is not None
    assert frames[1].image.shape == (20, 32, 3)
    assert colours(open_source(str(tmp_path), loop=True), 4) == [0, 1, 0, 1]


def test_one_picture_is_a_source_and_can_stand_still_for_ever(tmp_path: Path) -> None:
    path = save(tmp_path / "one.png", picture(COLOURS[2]))
    assert colours(open_source(str(path), loop=True), 5) == [2] * 5
    once = open_source(str(path))
    assert colours(once, 1) == [2]
    assert once.read() is None


@pytest.mark.parametrize("spec", ["0", "camera:0", "camera:63"])
def test_a_missing_camera_is_one_sentence_and_silent(spec: str) -> None:
    """In a process of its own, because the noise is written by native code to the real stderr."""
    if Path("/dev/video0").exists():
        pytest.skip("this machine has a camera")
    script = (
        "import sys; from detector.sources import SourceError, open_source\n"
        "try: open_source(sys.argv[1])\nexcept SourceError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script, spec], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"Camera {spec.removeprefix('camera:')} cannot be opened")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["film.mp4", "words.txt", "noise.bin", "empty.avi"])
def test_a_file_that_is_no_video_is_one_sentence_and_silent(tmp_path: Path, name: str) -> None:
    content = {"film.mp4": b"hello " * 999, "words.txt": b"just words\n" * 50, "empty.avi": b""}
    path = tmp_path / name
    path.write_bytes(content.get(name, np.random.default_rng(1).bytes(5000)))
    script = (
        "import sys; from detector.sources import SourceError, open_source\n"
        "try: open_source(sys.argv[1])\nexcept SourceError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == f"{path} is not a video that can be read: give an undamaged .mp4, .webm or .avi file.\n"
    assert done.stderr == ""


def test_a_truncated_video_is_refused(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes()[:60])
    with pytest.raises(SourceError, match="not a video"):
        open_source(str(clip))


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("", "No source given"),
        ("/nowhere/at/all.mp4", "There is no file or folder /nowhere/at/all.mp4"),
        ("camera:front", "'camera:front' is not a camera"),
        ("camera:", "'camera:' is not a camera"),
        ("64", "There is no camera 64"),
        ("9" * 400, "There is no camera"),
        ("x" * 5000, "Cannot read"),
        ("a\0b", "No source given"),
        ("²", "There is no file"),
    ],
)
def test_what_cannot_be_opened_is_named_in_one_sentence(spec: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(spec)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["grey", "16 bit", "16 bit grey", "with alpha", "one pixel"])
def test_pictures_of_every_depth_and_number_of_channels_are_served_as_rgb(tmp_path: Path, kind: str) -> None:
    colour = picture((200, 100, 50))
    stored = {
        "grey": cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY),
        "16 bit": colour.astype(np.uint16) * 257,
        "16 bit grey": cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(np.uint16) * 257,
        "with alpha": np.dstack([colour, np.full(colour.shape[:2], 128, np.uint8)]),
        "one pixel": colour[:1, :1],
    }[kind]
    path = tmp_path / "picture.png"
    assert cv2.imwrite(str(path), stored)
    frame = open_source(str(path)).read()
    assert frame is not None
    assert frame.image.dtype == np.uint8
    assert frame.image.shape == (*stored.shape[:2], 3)
    expected = np.full(3, stored.flat[0] >> 8 * (stored.itemsize - 1)) if "grey" in kind else colour[0, 0, ::-1]
    assert frame.image[0, 0] == pytest.approx(expected, abs=1)


def test_damaged_and_oversized_pictures_are_refused(tmp_path: Path) -> None:
    good = save(tmp_path / "good.png", picture(COLOURS[0])).read_bytes()
    for name, content in {"cut.png": good[:40], "empty.jpg": b"", "words.webp": b"words"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceError, match="is not a picture that can be read"):
            open_source(str(tmp_path / name))
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(MAX_PICTURE_BYTES + 1)
    with pytest.raises(SourceError, match="is larger than"):
        open_source(str(huge))


def test_what_the_detector_cannot_take_is_refused_at_once(tmp_path: Path) -> None:
    path = save(tmp_path / "long.png", picture(COLOURS[0], (MAX_SIDE + 1, 2)))
    with pytest.raises(SourceError, match="8193x2 pixels large"):
        open_source(str(path))


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no pictures"):
        open_source(str(tmp_path))
