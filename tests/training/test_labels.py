"""Protects what is believed of the teacher, and that no picture of a person is in two splits."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detector.skeleton import index
from training.labels import held_out, read_labels, read_pictures


def test_only_consistent_hands_are_believed(data: Path) -> None:
    first, second = read_labels(data, "rooms")[:2]
    assert first.hands["left"] is not None
    assert first.hands["right"] is None
    assert set(first.doubtful) == {"right"}
    assert second.hands["left"] is None
    assert second.hands["right"] is not None


def test_a_hand_that_the_teacher_called_by_both_sides_is_kept_once(data: Path) -> None:
    path = data / "labels" / "rooms.npz"
    arrays = dict(np.load(path))
    arrays["hands"][2, 1] = arrays["hands"][2, 0] + 1
    arrays["flip_error"][2] = (0.01, 0.03)
    np.savez(path, **arrays)
    both = read_labels(data, "rooms")[2]
    assert both.hands["left"] is not None
    assert both.hands["right"] is None
    assert set(both.doubtful) == {"right"}


def test_hidden_and_outside_body_points_are_unknown(data: Path) -> None:
    body = read_labels(data, "rooms")[0].body
    assert body is not None
    assert np.isfinite(body[index("left_wrist")]).all()
    assert np.isnan(body[index("right_wrist")]).all()
    assert np.isnan(body[index("right_hip")]).all()


def test_pictures_come_in_the_order_of_the_labels(data: Path) -> None:
    items = read_labels(data, "rooms")
    pictures = list(read_pictures(items))
    assert len(pictures) == len(items)
    for item, picture in zip(items, pictures, strict=True):
        for points in item.hands.values():
            if points is not None:
                x, y = points[9, :2].astype(int)  # drawn in skin colour, the wall is grey
                assert picture[y, x, 0] > picture[y, x, 2] + 20


def test_a_group_is_always_in_the_same_split() -> None:
    names = [f"set/person{n}" for n in range(2000)]
    kept = [held_out(name) for name in names]
    assert kept == [held_out(name) for name in names]
    assert 0.03 < np.mean(kept) < 0.07
