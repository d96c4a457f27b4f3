"""Where frames come from: a webcam, a video file, a folder of pictures, or one picture.

`open_source` turns what a person typed into a `FrameSource`. A source hands out frames one after another
and knows nothing of pace: whoever plays a file as if it were a camera waits between frames (`FrameSource.fps`).
"""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Both are read once, by OpenCV and by its FFmpeg, before the first picture or video is opened. They keep library
# chatter off the terminal, where one clear sentence shall stand, and refuse decompression bombs before decoding.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(8192 * 8192))

import cv2

Image = NDArray[np.uint8]

PICTURE_ENDINGS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
DEFAULT_FPS: Final = 30.0
CAMERA_SIZE: Final = (640, 480)
MAX_SIDE: Final = 8192
MAX_PICTURES: Final = 100_000
MAX_PICTURE_BYTES: Final = 128 * 1024 * 1024
MAX_CAMERA: Final = 63
_TEXT_FOURCC: Final = cv2.VideoWriter.fourcc(*"ansi")


class SourceError(ValueError):
    """A source cannot be opened or read; the message is one sentence for people."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One camera picture.

    Attributes:
        image: uint8 RGB (height, width, 3), never mirrored.
        time_us: a camera's frame: microseconds of the monotonic clock at which it arrived. A file's frame: its place on
            the file's own time line, from 0, going on over the loops.
        name: for people and for labels: ``camera:0``, ``clip.mp4#12`` (counted from 0), ``picture.png``.
    """

    image: Image
    time_us: int
    name: str


class FrameSource(ABC):
    """A sequence of frames. Not thread-safe: one thread reads and closes.

    Attributes:
        name: what was opened, for people.
        live: True if `read` waits for the next picture of a real camera; False if it returns as fast as it can.
        fps: frames a second that the source states or, if it states none, 30.
        size: (width, height) of the first frame in pixels. Pictures of one folder may differ.
    """

    name: str
    live: bool
    fps: float
    size: tuple[int, int]

    @abstractmethod
    def read(self) -> Frame | None:
        """The next frame, or None at the end (never for a camera or a looped source).

        Raises:
            SourceError: the next frame should be there and cannot be read.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the camera or file. May be called twice."""


def is_camera(spec: str) -> bool:
    """Whether a source is a camera's number (``0``, ``camera:0``) and not the path of a file or folder."""
    number = spec.removeprefix("camera:")
    return number.isascii() and number.isdigit()


def open_source(spec: str, *, loop: bool = False) -> FrameSource:
    """Open a webcam, a video file, a folder of pictures or one picture.

    Args:
        spec: a camera's number (``0``), ``camera:0``, or the path of a file or folder.
        loop: begin a file or folder again at its end.

    Raises:
        SourceError: there is no such camera or file, or it is not something that can be shown.
    """
    if is_camera(spec):
        camera = spec.removeprefix("camera:")
        if len(camera) > 3 or int(camera) > MAX_CAMERA:
            raise SourceError(f"There is no camera {camera}: give a number from 0 to {MAX_CAMERA}, or a file.")
        return _Webcam(int(camera))
    if spec.startswith("camera:"):
        raise SourceError(f"'{spec}' is not a camera: write camera: and a number, for example camera:0.")
    if not spec or "\0" in spec:
        raise SourceError("No source given: give a camera's number, a video, a picture or a folder of pictures.")
    path = Path(spec)
    try:
        if path.is_dir():
            return _Pictures(_pictures_in(path), path.name or str(path), loop)
        if not path.exists():
            raise SourceError(f"There is no file or folder {spec}: check the path.")
        if not path.is_file():
            raise SourceError(f"{spec} is not a file or folder: give a video, a picture or a folder of pictures.")
        if path.suffix.lower() in PICTURE_ENDINGS:
            return _Pictures([path], path.name, loop)
        return _Video(path, loop)
    except OSError as error:
        raise SourceError(f"Cannot read {spec} ({_reason(error)}): check the path and its permissions.") from error


def read_picture(path: Path) -> Image:
    """Read one picture as uint8 RGB (height, width, 3).

    Raises:
        SourceError: the file is missing, too large, damaged or not a picture.
    """
    try:
        size = path.stat().st_size
        if size > MAX_PICTURE_BYTES:
            raise SourceError(f"{path} is larger than {MAX_PICTURE_BYTES // 2**20} MB: give a smaller picture.")
        data = np.fromfile(path, np.uint8)  # cv2.imread cannot open every path on Windows
    except OSError as error:
        raise SourceError(f"Cannot read {path} ({_reason(error)}): check the path and its permissions.") from error
    try:
        with _quiet():
            decoded = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except cv2.error:
        decoded = None
    if decoded is not None and max(decoded.shape) > MAX_SIDE:
        height, width = decoded.shape[:2]
        raise SourceError(f"{path} is {width}x{height} pixels large: make it smaller than {MAX_SIDE} a side.")
    if decoded is None:
        raise SourceError(
            f"{path} is not a picture that can be read: give a PNG, JPEG or WebP file that is not damaged."
        )
    return _rgb(decoded)


class _Webcam(FrameSource):
    live = True

    def __init__(self, number: int) -> None:
        self.name = f"camera:{number}"
        with _quiet():
            self._capture = cv2.VideoCapture(number)
            opened = self._capture.isOpened()
            if opened:
                # Motion JPEG: over USB 2 many cameras reach 30 pictures a second only with it.
                self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
                self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, CAMERA_SIZE[0])
                self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, CAMERA_SIZE[1])
                self._capture.set(cv2.CAP_PROP_FPS, DEFAULT_FPS)
                self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        if not opened:
            self._capture.release()
            raise SourceError(
                f"Camera {number} cannot be opened: connect it, close programs that use it, or choose another."
            )
        self.fps = _sane_fps(self._capture.get(cv2.CAP_PROP_FPS))
        self.size = _video_size(self._capture, self.name)

    def read(self) -> Frame | None:
        with _quiet():
            good, picture = self._capture.read()
        time_us = time.monotonic_ns() // 1000
        if not good:
            raise SourceError(f"{self.name} stopped giving pictures: connect it again, or choose another source.")
        return Frame(_rgb(picture), time_us, self.name)

    def close(self) -> None:
        self._capture.release()


class _Video(FrameSource):
    live = False

    def __init__(self, path: Path, loop: bool) -> None:
        self.name = path.name
        self._path = path
        self._loop = loop
        self._number = 0
        self._time_us = 0.0
        self._capture = self._open()
        self.fps = _sane_fps(self._capture.get(cv2.CAP_PROP_FPS))
        self.size = _video_size(self._capture, str(path))
        # A damaged file can pass for a video until a picture is asked for.
        self._first: Image | None = self._next()
        if self._first is None:
            self._capture.release()
            raise SourceError(_not_a_video(path))

    def _open(self) -> cv2.VideoCapture:
        # FFMPEG by name: the other readers would take a picture's path for a numbered sequence.
        # One thread: it keeps up with a camera's pace, and the other cores belong to the detector.
        with _quiet():
            capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
            # FFmpeg draws plain text files as a scrolling "video".
            if capture.isOpened() and capture.get(cv2.CAP_PROP_FOURCC) != _TEXT_FOURCC:
                return capture
        capture.release()
        raise SourceError(_not_a_video(self._path))

    def _next(self) -> Image | None:
        with _quiet():
            good, picture = self._capture.read()
        return _rgb(picture) if good else None

    def read(self) -> Frame | None:
        picture, self._first = (self._first, None) if self._first is not None else (self._next(), None)
        if picture is None:
            if not self._loop:
                return None
            self._capture.release()
            self._capture = self._open()
            self._number = 0
            picture = self._next()
            if picture is None:
                raise SourceError(f"{self._path} can no longer be read: it changed or went away.")
        frame = Frame(picture, round(self._time_us), f"{self.name}#{self._number}")
        self._number += 1
        self._time_us += 1e6 / self.fps
        return frame

    def close(self) -> None:
        self._capture.release()


class _Pictures(FrameSource):
    live = False
    fps = DEFAULT_FPS

    def __init__(self, paths: list[Path], name: str, loop: bool) -> None:
        self.name = name
        self._paths = paths
        self._loop = loop
        self._number = 0
        self._single = read_picture(paths[0])
        self.size = (self._single.shape[1], self._single.shape[0])

    def read(self) -> Frame | None:
        if self._number >= len(self._paths) and not self._loop:
            return None
        path = self._paths[self._number % len(self._paths)]
        image = self._single if path is self._paths[0] else read_picture(path)
        frame = Frame(image, round(self._number * 1e6 / self.fps), path.name)
        self._number += 1
        return frame

    def close(self) -> None:
        pass


def _pictures_in(folder: Path) -> list[Path]:
    paths = []
    for path in folder.iterdir():
        if path.suffix.lower() in PICTURE_ENDINGS and path.is_file():
            paths.append(path)
            if len(paths) > MAX_PICTURES:
                raise SourceError(f"{folder} holds more than {MAX_PICTURES} pictures: split it into smaller folders.")
    if not paths:
        raise SourceError(f"{folder} holds no pictures: put PNG, JPEG or WebP files into it.")
    return sorted(paths)


def _video_size(capture: cv2.VideoCapture, name: str) -> tuple[int, int]:
    width, height = (int(capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        capture.release()
        raise SourceError(
            f"{name} has pictures of {width}x{height} pixels: use some that are smaller than {MAX_SIDE} a side."
        )
    return width, height


def _sane_fps(fps: float) -> float:
    return fps if 1.0 <= fps <= 240.0 else DEFAULT_FPS


def _not_a_video(path: Path) -> str:
    return f"{path} is not a video that can be read: give an undamaged .mp4, .webm or .avi file."


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _rgb(bgr: NDArray[Any]) -> Image:
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


class _quiet:
    """Keep OpenCV's own log off the terminal while it opens or reads; errors are told in our sentence."""

    def __enter__(self) -> None:
        self._level = cv2.utils.logging.getLogLevel()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

    def __exit__(self, *_: object) -> None:
        cv2.utils.logging.setLogLevel(self._level)
