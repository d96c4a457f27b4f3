"""Protects the way into a crop and back: an error here moves every keypoint of every call."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.crops import HAND_MARGIN, Crop, body_crop, frame_crop, hand_crop
from detector.skeleton import BODY_POINTS, Side, hand_index

numbers = st.floats(-500, 500)


def hand(angle: float = 0.0, size: float = 100.0, at: tuple[float, float] = (300.0, 200.0)) -> np.ndarray:
    """A flat right hand seen from the palm side, fingers up, turned clockwise by an angle."""
    points = np.zeros((21, 3))
    for finger, x in enumerate((-0.45, -0.2, 0.0, 0.15, 0.3)):
        for joint in range(4):
            points[1 + 4 * finger + joint] = (x, -0.35 - 0.2 * joint if finger else -0.1 - 0.12 * joint, 0.0)
    c, s = np.cos(angle), np.sin(angle)
    points[:, :2] = points[:, :2] @ np.array([[c, s], [-s, c]]) * size + at
    return points


@given(numbers, numbers, st.floats(1, 2000), st.floats(-4, 4), st.booleans(), numbers, numbers)
def test_a_point_returns_from_a_crop_to_where_it_came_from(
    x: float, y: float, side: float, angle: float, mirrored: bool, px: float, py: float
) -> None:
    crop = Crop(x, y, side, angle, mirrored)
    point = np.array([[px, py, 3.0]])
    assert crop.to_picture(crop.from_picture(point)) == pytest.approx(point, abs=1e-2 * max(1.0, side / 100))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("angle", [0.0, 1.0, 2.5, -2.0])
def test_a_hand_crop_has_the_fingers_up_and_the_hand_in_the_middle(side: Side, angle: float) -> None:
    points = hand(angle)
    crop = hand_crop(points, side)
    assert crop is not None
    inside = crop.from_picture(points)
    wrist, middle = inside[hand_index("wrist")], inside[hand_index("middle_mcp")]
    assert middle[0] == pytest.approx(wrist[0], abs=1e-5)
    assert middle[1] < wrist[1]
    low, high = inside[:, :2].min(axis=0), inside[:, :2].max(axis=0)
    assert (low + high) / 2 == pytest.approx(0.5, abs=1e-5)
    assert (high - low).max() == pytest.approx(1 / HAND_MARGIN, abs=1e-5)


def test_a_left_hand_is_shown_as_a_right_one() -> None:
    right = hand(0.3)
    left = right.copy()
    left[:, 0] = 639 - left[:, 0]
    shown_right, shown_left = hand_crop(right, "right"), hand_crop(left, "left")
    assert shown_right is not None
    assert shown_left is not None
    assert shown_left.from_picture(left) == pytest.approx(shown_right.from_picture(right), abs=1e-4)


def test_the_pixels_of_a_crop_lie_where_its_points_say() -> None:
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[100:103, 200:203] = 255
    crop = Crop(190.0, 110.0, 80.0, angle=0.7, mirrored=True)
    cut = crop.cut(picture, 160)
    v, u = np.unravel_index(int(cut[..., 0].argmax()), cut.shape[:2])
    bright = np.argwhere(cut[..., 0] > 128).mean(axis=0)
    expected = crop.from_picture(np.array([[201.0, 101.0]]))[0] * 160 - 0.5
    assert bright[::-1] == pytest.approx(expected, abs=0.5)
    assert abs(u - expected[0]) < 4
    assert abs(v - expected[1]) < 4


def test_points_without_extent_have_no_crop() -> None:
    assert hand_crop(np.zeros((21, 2)), "left") is None


def test_a_body_window_holds_the_signing_space_and_never_exceeds_the_frame() -> None:
    points = np.full((len(BODY_POINTS), 3), np.nan)
    score = np.zeros(len(BODY_POINTS))
    assert body_crop(points, score, 640, 480) == frame_crop(640, 480)
    for name, at in {"nose": (320, 120), "left_shoulder": (360, 180), "right_shoulder": (280, 180)}.items():
        points[BODY_POINTS.index(name)] = (*at, 0)
        score[BODY_POINTS.index(name)] = 1
    window = body_crop(points, score, 640, 480)
    above_head, below_waist = (320, 70), (320, 300)
    inside = window.from_picture(np.array([above_head, below_waist, (200, 200), (440, 200)], float))
    assert ((inside > 0) & (inside < 1)).all()
    assert window.side < 640
    assert body_crop(points * 4, score, 640, 480).side <= 640
