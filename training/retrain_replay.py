"""Replay that ships: rendered hands, and rooms to stand behind hands, in one small file (training/replay/README.md).

What a network has learnt it forgets while it learns something else, unless it is shown some of the old again
("rehearsal", Robins 1995). No picture of a person may ship, so these are drawn (`handline synth`).
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from training.hand_cache import SIZE, HandCache
from training.labels import RENDERED_HANDS

SHIPPED: Final = Path(__file__).parent / "replay" / "replay.npz"
SIDE: Final = 192  # pixels of a stored crop
_QUALITY: Final = 75


class PackedPictures:
    """WebP pictures in one array of bytes.

    Args:
        data: uint8, one after the other.
        ends: (N,) where each ends.
        side: to which square size they are scaled when they are read; None: as they are.
    """

    def __init__(self, data: NDArray[np.uint8], ends: NDArray[np.int64], side: int | None) -> None:
        self._data, self._ends, self._side = data, ends, side

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> NDArray[np.uint8]:
        """Picture number `row`, uint8 (H, W, 3 or 4) RGB or RGBA.

        Raises:
            ValueError: it is damaged.
        """
        begin = int(self._ends[row - 1]) if row else 0
        picture = cv2.imdecode(self._data[begin : int(self._ends[row])], cv2.IMREAD_UNCHANGED)
        if picture is None:
            raise ValueError(f"the replay {SHIPPED} is damaged: install Handline again")
        if self._side is not None:
            picture = cv2.resize(picture, (self._side, self._side), interpolation=cv2.INTER_LINEAR)
        code = cv2.COLOR_BGRA2RGBA if picture.shape[2] == 4 else cv2.COLOR_BGR2RGB
        return np.asarray(cv2.cvtColor(picture, code), np.uint8)


def pack(pictures: list[NDArray[np.uint8]]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """RGB or RGBA pictures as WebP: bytes and ends."""
    blobs = []
    for picture in pictures:
        code = cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
        quality = [cv2.IMWRITE_WEBP_QUALITY, _QUALITY]
        blobs.append(np.asarray(cv2.imencode(".webp", cv2.cvtColor(picture, code), quality)[1], np.uint8))
    return np.concatenate(blobs), np.cumsum([len(blob) for blob in blobs])


def load_replay(path: Path = SHIPPED) -> tuple[HandCache, list[NDArray[np.uint8]]]:
    """The rendered hands, some of them held out from training, and the rooms, uint8 (H, W, 3) RGB.

    Raises:
        ValueError: the file is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in ("hands", "hand_ends", "points", "held_out", "rooms", "room_ends")}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(f"the replay {path} is missing or damaged: install Handline again") from error
    count = len(found["points"])
    cache = HandCache(
        images=PackedPictures(found["hands"], found["hand_ends"], SIZE),
        points=found["points"].astype(np.float32),
        cut_out=np.ones(count, bool),
        sets=np.zeros(count, np.int64),
        names=(RENDERED_HANDS,),
        validation=found["held_out"],
    )
    rooms = PackedPictures(found["rooms"], found["room_ends"], None)
    return cache, [rooms[row] for row in range(len(rooms))]
