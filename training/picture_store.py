"""Many small RGBA pictures in one file, compressed: raw ones outgrow the memory, and reading them takes longer
than decoding."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray

_QUALITY = 95
_JPEG = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]


class PictureWriter:
    """Appends pictures to `pictures.bin` in a folder; `index.npy` beside it is written at the end.

    Args:
        folder: exists; what it held of this kind is replaced.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / "pictures.bin").open("wb")
        self._ends: list[tuple[int, int]] = []

    def append(self, rgba: NDArray[np.uint8]) -> None:
        """Add a picture, uint8 (H, W, 4). Colours lose what JPEG loses, alpha nothing."""
        colour = cv2.imencode(".jpg", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR), _JPEG)[1].tobytes()
        alpha = b"" if (rgba[..., 3] == 255).all() else cv2.imencode(".png", rgba[..., 3])[1].tobytes()
        self._file.write(colour)
        between = self._file.tell()
        self._file.write(alpha)
        self._ends.append((between, self._file.tell()))

    def __enter__(self) -> PictureWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._file.close()
        if kind is None:
            np.save(self._folder / "index.npy", np.array(self._ends, np.int64).reshape(-1, 2))


class PictureStore:
    """Reads them, by number.

    Args:
        folder: where a `PictureWriter` wrote.

    Raises:
        FileNotFoundError: nothing was written there to the end.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends = np.load(folder / "index.npy", allow_pickle=False)
        self._bytes = np.memmap(folder / "pictures.bin", np.uint8, "r") if len(self._ends) else np.empty(0, np.uint8)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> NDArray[np.uint8]:
        """Picture number `row`, uint8 (H, W, 4) RGBA.

        Raises:
            IndexError: there is none of this number.
            ValueError: it is damaged.
        """
        begin = int(self._ends[row - 1, 1]) if row else 0
        between, end = (int(at) for at in self._ends[row])
        rgb = self._decoded(begin, between, cv2.IMREAD_COLOR)[..., ::-1]
        opaque = between == end
        alpha = np.full(rgb.shape[:2], 255, np.uint8) if opaque else self._decoded(between, end, cv2.IMREAD_GRAYSCALE)
        return np.dstack([rgb, alpha])

    def _decoded(self, begin: int, end: int, flags: int) -> NDArray[np.uint8]:
        picture = cv2.imdecode(self._bytes[begin:end], flags)
        if picture is None:
            raise ValueError(f"the pictures in {self._folder} are damaged: delete that folder, it is then built again")
        return picture  # type: ignore[return-value]
