"""The pictures that belong to a file of another program: a folder of them, or a video."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from app.exchange.shots import ExchangeError
from detector.sources import PICTURE_ENDINGS, FrameSource, Image, SourceError, open_source, read_picture


class Pictures:
    """Finds the picture of each shot. Use as a context manager.

    Args:
        path: a folder, a video, or None: there are no pictures.

    Raises:
        ExchangeError: it is neither.
    """

    def __init__(self, path: Path | None) -> None:
        self._folder = path.resolve() if path is not None and path.is_dir() else None
        self._video: FrameSource | None = None
        self._next = 0
        self._open = ExitStack()
        self._sorted: list[Path] = []
        try:
            if self._folder is not None:
                inside = (entry for entry in self._folder.iterdir() if entry.suffix.lower() in PICTURE_ENDINGS)
                self._sorted = sorted(inside)
            elif path is not None:
                self._video = open_source(str(path))
                self._open.callback(self._video.close)
        except (SourceError, OSError) as error:
            raise ExchangeError(str(error)) from error

    @property
    def fps(self) -> float | None:
        """Frames a second, if it is a video."""
        return self._video.fps if self._video is not None else None

    def find(self, name: str, number: int) -> Image | None:
        """The picture with a name (with none: the one with a number, from 0), uint8 RGB; None if there is none.

        Names lie in the folder and nowhere else. Frames of a video are asked for in order.

        Raises:
            ExchangeError: it is there and damaged.
        """
        try:
            if self._video is not None:
                return self._frame(int(name.rsplit("#", 1)[1]) if _is_frame(name) else number)
            if self._folder is None:
                return None
            if not name:
                return read_picture(self._sorted[number]) if number < len(self._sorted) else None
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder) or path.suffix.lower() not in PICTURE_ENDINGS:
                return None
            return read_picture(path) if path.is_file() else None
        except (SourceError, OSError, ValueError) as error:
            raise ExchangeError(str(error)) from error

    def _frame(self, number: int) -> Image | None:
        assert self._video is not None
        while self._next <= number:
            frame = self._video.read()
            self._next += 1
            if frame is None:
                self._next = number + 1
                return None
            if self._next == number + 1:
                return frame.image
        return None

    def __enter__(self) -> Pictures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


def _is_frame(name: str) -> bool:
    number = name.rsplit("#", 1)[-1]
    return "#" in name and number.isascii() and number.isdigit() and len(number) < 9
