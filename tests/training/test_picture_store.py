"""Protects the cached pictures: what was put in comes out, at any number, and damage is told."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.picture_store import PictureStore, PictureWriter


def picture(seed: int, alpha: bool) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    colours = cv2.resize(rng.integers(0, 256, (5, 4, 3), np.uint8), (48, 60), interpolation=cv2.INTER_CUBIC)
    opacity = rng.integers(0, 256, (60, 48), np.uint8) if alpha else np.full((60, 48), 255, np.uint8)
    return np.dstack([colours, opacity])


def test_pictures_come_back_with_their_own_colours_and_alpha(tmp_path: Path) -> None:
    wanted = [picture(n, alpha=n % 2 == 1) for n in range(5)]
    with PictureWriter(tmp_path) as writer:
        for rgba in wanted:
            writer.append(rgba)
    store = PictureStore(tmp_path)
    assert len(store) == 5
    for n in (3, 0, 4, 1, 2):
        got = store[n]
        assert (got[..., 3] == wanted[n][..., 3]).all()
        assert np.abs(got[..., :3].astype(int) - wanted[n][..., :3]).mean() < 3


def test_an_empty_store_can_be_read(tmp_path: Path) -> None:
    with PictureWriter(tmp_path):
        pass
    assert len(PictureStore(tmp_path)) == 0
    with pytest.raises(IndexError):
        PictureStore(tmp_path)[0]


def test_a_writer_that_was_stopped_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    def stopped() -> None:
        with PictureWriter(tmp_path) as writer:
            writer.append(picture(1, alpha=False))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stopped()
    with pytest.raises(FileNotFoundError):
        PictureStore(tmp_path)


def test_damage_is_told_with_the_folders_name(tmp_path: Path) -> None:
    with PictureWriter(tmp_path) as writer:
        writer.append(picture(1, alpha=False))
    path = tmp_path / "pictures.bin"
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(ValueError, match=str(tmp_path)):
        PictureStore(tmp_path)[0]
