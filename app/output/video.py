"""Videos and pictures for people to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2

from app.output.files import OutputError, whole_file
from detector.sources import Image

VIDEO_ENDINGS: Final = frozenset({".mp4"})
WRITABLE_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})


class VideoWriter:
    """Writes an MP4 (MPEG-4 part 2, which OpenCV writes everywhere). Use as a context manager.

    Args:
        path: the file to write.
        size: (width, height) in pixels; odd sizes are cut by one, as the format wants.
        fps: frames a second.

    Raises:
        OutputError: it cannot be written.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float) -> None:
        self._path = path
        self._size = (size[0] // 2 * 2, size[1] // 2 * 2)
        self._fps = fps
        self._whole = whole_file(path)

    def __enter__(self) -> VideoWriter:
        temporary = self._whole.__enter__()
        self._writer = cv2.VideoWriter(str(temporary), cv2.VideoWriter.fourcc(*"mp4v"), self._fps, self._size)
        if not self._writer.isOpened():
            error = OutputError(
                f"Cannot write the video {self._path}: its pictures are {self._size[0]}x{self._size[1]}."
            )
            self._whole.__exit__(type(error), error, None)
            raise error
        return self

    def add(self, image: Image) -> None:
        """Add one uint8 RGB picture of the video's size."""
        width, height = self._size
        self._writer.write(cv2.cvtColor(image[:height, :width], cv2.COLOR_RGB2BGR))

    def __exit__(self, *error: object) -> None:
        self._writer.release()
        self._whole.__exit__(*error)  # type: ignore[arg-type]


def write_picture(path: Path, image: Image) -> None:
    """Write one uint8 RGB picture; the ending says how.

    Raises:
        OutputError: the ending is not one of a picture, or the file cannot be written.
    """
    if path.suffix.lower() not in WRITABLE_PICTURES:
        raise OutputError(f"{path} is not the name of a picture: let it end in .png, .jpg or .webp.")
    good, data = cv2.imencode(path.suffix.lower(), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    if not good:
        raise OutputError(f"Cannot write the picture {path}: its size is {image.shape[1]}x{image.shape[0]}.")
    with whole_file(path) as temporary:
        temporary.write_bytes(data.tobytes())
