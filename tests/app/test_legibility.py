"""The legibility meter: each problem is told from poses and pictures that have it, in time, and without flickering."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app import legibility_figures
from app.commands.bench_legibility import legibility
from app.commands.demo import SAMPLE
from app.legibility import (
    CUT_POINTS,
    DARK,
    LOW_CONTRAST,
    SHARP,
    SMALL,
    Edge,
    Meter,
    Problem,
    Seen,
    cut_edges,
    look_at,
    outside,
    signing_space,
    worst,
)
from app.legibility_figures import blurred, darker, lit_from_behind, paler
from app.picture_figures import PictureFigures, picture_figures
from app.station import Sighting
from app.trouble import Trouble
from app.windows.legibility_view import SENTENCES, Legibility, MeterLine
from app.windows.parts import MARK_WRONG, Mirror
from detector.pose import Pose
from detector.skeleton import HANDS, index
from detector.sources import Frame, Image, open_source

SIZE = (640, 480)
GOOD = PictureFigures(light=0.8, face=0.5, behind=0.6, contrast=0.5, sharpness=0.2)
STEP_US = 33_000


def signer(
    shoulders: float = 150.0, x: float = 320.0, y: float = 220.0, hand: tuple[float, float] = (240, 330)
) -> Pose:
    """Somebody in the middle of the picture; both hands at one place."""
    pose = Pose.unknown(0, SIZE)
    xyz, score = pose.xyz.copy(), pose.score.copy()
    places = {
        "nose": (x, y - 0.55 * shoulders),
        "left_shoulder": (x + shoulders / 2, y),
        "right_shoulder": (x - shoulders / 2, y),
        "left_hip": (x + shoulders / 2, y + 1.3 * shoulders),
        "right_hip": (x - shoulders / 2, y + 1.3 * shoulders),
    }
    for name, place in places.items():
        xyz[index(name)] = (*place, 0)
        score[index(name)] = 0.9
    grid = np.stack(np.meshgrid(np.arange(7), np.arange(3)), -1).reshape(21, 2) * 9.0
    for part in HANDS.values():
        xyz[part, :2] = grid + hand
        xyz[part, 2] = 0
        score[part] = 0.8
    return Pose.of(0, SIZE, xyz, score)


def drawn(pose: Pose) -> Image:
    """A picture of a signer: a face with features, a plain top, hands with fingers, a wall with a pattern."""
    image = np.full((SIZE[1], SIZE[0], 3), 190, np.uint8)
    x, y = pose.xyz[index("nose"), :2].astype(int).tolist()
    width = int(np.hypot(*(pose.xyz[index("left_shoulder"), :2] - pose.xyz[index("right_shoulder"), :2])))
    cv2.rectangle(image, (x - width // 2, y + width // 2), (x + width // 2, SIZE[1]), (30, 60, 90), cv2.FILLED)
    cv2.ellipse(image, (x, y), (width // 4, width // 3), 0, 0, 360, (200, 150, 120), cv2.FILLED)
    for dx, dy in ((-15, -12), (15, -12), (0, 4), (0, 18), (-20, 20), (20, 20), (-8, -25), (8, -25)):
        cv2.circle(image, (x + dx, y + dy), 3, (40, 20, 20), cv2.FILLED)
    for part in HANDS.values():
        for point in pose.xyz[part, :2].astype(int).tolist():
            cv2.circle(image, point, 4, (210, 160, 130), cv2.FILLED)
    # A camera is never as sharp as a drawing.
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.5), np.uint8)


def test_a_good_picture_has_no_problem() -> None:
    pose = signer()
    assert look_at(pose, picture_figures(drawn(pose), pose), others=False) == Seen()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (darker(0.03), Problem.DARK),
        (paler(0.12), Problem.LOW_CONTRAST),
        (blurred(8.0), Problem.BLURRED),
        (lit_from_behind(0.03), Problem.BACK_LIGHT),
    ],
)
def test_a_picture_made_worse_has_that_problem_alone(change, problem: Problem) -> None:
    pose = signer()
    image, _ = change(drawn(pose), pose)
    assert look_at(pose, picture_figures(image, pose), others=False).problems == {problem}


def test_dark_skin_before_a_light_wall_is_no_back_light() -> None:
    """A dark face is as legible as a light one where the picture has contrast."""
    figures = replace(GOOD, face=0.15, behind=0.85, contrast=0.3)
    assert look_at(signer(), figures, others=False) == Seen()


def test_each_limit_counts() -> None:
    pose = signer()
    for name, limit, problem in (
        ("light", DARK, Problem.DARK),
        ("contrast", LOW_CONTRAST, Problem.LOW_CONTRAST),
        ("sharpness", SHARP, Problem.BLURRED),
    ):
        assert look_at(pose, replace(GOOD, **{name: limit + 0.01}), others=False) == Seen()
        assert look_at(pose, replace(GOOD, **{name: limit - 0.01}), others=False).problems == {problem}
    assert look_at(signer(shoulders=640 * SMALL - 2), GOOD, others=False).problems == {Problem.TOO_SMALL}
    assert look_at(signer(shoulders=640 * SMALL + 2), GOOD, others=False) == Seen()
    assert look_at(pose, GOOD, others=True).problems == {Problem.TWO_PEOPLE}
    nobody = Pose.unknown(0, SIZE)
    assert look_at(nobody, GOOD, others=False).problems == {Problem.NOBODY}
    assert look_at(nobody, replace(GOOD, light=0.1), others=False).problems == {Problem.DARK}


@pytest.mark.parametrize(
    ("hand", "edge"),
    [((-20, 300), Edge.LEFT), ((610, 300), Edge.RIGHT), ((300, -9), Edge.TOP), ((300, 470), Edge.BOTTOM)],
)
def test_a_hand_beyond_an_edge_is_cut_off_there(hand: tuple[float, float], edge: Edge) -> None:
    # So near that the hips are not in the picture: a hand that leaves it below is signing.
    pose = signer(hand=hand, y=340)
    seen = look_at(pose, GOOD, others=False)
    assert seen.edges == {edge}
    assert seen.problems == {Problem.CUT_OFF}
    few = pose.xyz.copy()
    beyond = np.flatnonzero(cut_mask(few, edge))
    for part in HANDS.values():
        mine = beyond[(beyond >= part.start) & (beyond < part.stop)]
        few[mine[: len(mine) - CUT_POINTS + 1], :2] = (320, 240)
    assert cut_edges(Pose.of(0, SIZE, few, pose.score)) == frozenset()


def test_a_hand_that_hangs_beside_the_body_may_leave_the_picture_below() -> None:
    assert look_at(signer(hand=(300, 470)), GOOD, others=False) == Seen()
    assert look_at(signer(hand=(-20, 470)), GOOD, others=False).edges == {Edge.LEFT}
    xyz, score = signer(hand=(300, 470)).xyz.copy(), signer().score.copy()
    hips = [index("left_hip"), index("right_hip")]
    xyz[hips], score[hips] = np.nan, 0
    assert cut_edges(Pose.of(0, SIZE, xyz, score)) == {Edge.BOTTOM}, "nobody knows whether it hangs"


def cut_mask(xyz: np.ndarray, edge: Edge) -> np.ndarray:
    x, y = xyz[:, 0], xyz[:, 1]
    return {Edge.LEFT: x <= 4, Edge.RIGHT: x >= 636, Edge.TOP: y <= 3, Edge.BOTTOM: y >= 477}[edge]


def test_the_signing_space_is_judged_by_its_edges() -> None:
    fits = signing_space(signer(shoulders=150, y=220))
    assert fits is not None
    assert outside(fits, SIZE) == frozenset()
    near = signing_space(signer(shoulders=300, y=220))
    assert near is not None
    assert outside(near, SIZE) == set(Edge)
    aside = signing_space(signer(shoulders=150, x=100, y=220))
    assert aside is not None
    assert outside(aside, SIZE) == {Edge.LEFT}
    assert signing_space(Pose.unknown(0, SIZE)) is None


def followed(meter: Meter, pattern: list[bool], problem: Problem, from_us: int = 0) -> list[bool]:
    told = []
    for n, there in enumerate(pattern):
        seen = Seen(frozenset({problem} if there else ()))
        told.append(problem in meter.see(seen, from_us + n * STEP_US).problems)
    return told


@pytest.mark.parametrize("problem", Problem)
def test_a_problem_is_told_within_three_seconds_and_taken_back_when_it_is_gone(problem: Problem) -> None:
    told = followed(Meter(), [True] * 120 + [False] * 120, problem)
    assert not told[0]
    assert any(told[:100])
    assert told[119]
    assert not told[-1]
    assert sum(a != b for a, b in pairwise(told)) == 2


@given(st.lists(st.booleans(), min_size=100, max_size=400), st.sampled_from(list(Problem)))
def test_what_is_told_never_flickers(pattern: list[bool], problem: Problem) -> None:
    """Whatever comes, what is told stays for at least a second, and so does its absence for at least half of one."""
    told = followed(Meter(), pattern, problem)
    changes = [n for n in range(1, len(told)) if told[n] != told[n - 1]]
    for a, b in pairwise(changes):
        assert (b - a) * STEP_US >= (1_000_000 if told[a] else 500_000)


@given(st.lists(st.integers(0, 10**13), max_size=30))
def test_any_clock_will_do(times: list[int]) -> None:
    meter = Meter()
    for at in times:
        meter.see(Seen(frozenset({Problem.DARK})), at)
    meter.forget()
    assert meter.see(Seen(), 0) == Seen()


def test_a_hand_that_leaves_for_a_moment_is_nothing() -> None:
    told = followed(Meter(), ([True] * 10 + [False] * 20) * 10, Problem.CUT_OFF)
    assert not any(told)


def test_the_worst_comes_first() -> None:
    assert worst(Seen(frozenset({Problem.BLURRED, Problem.DARK, Problem.CUT_OFF}))) is Problem.DARK
    assert worst(Seen()) is None


@given(
    shoulders=st.floats(-50, 5_000),
    x=st.floats(-5_000, 5_000),
    y=st.floats(-5_000, 5_000),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
def test_whatever_the_pose_the_figures_are_read(shoulders: float, x: float, y: float, size: tuple[int, int]) -> None:
    pose = signer(shoulders, x, y, (x, y))
    image = np.zeros((size[1], size[0], 3), np.uint8)
    look_at(pose, picture_figures(image, pose), others=False)


def test_the_line_tells_the_worst_and_praises_where_it_is_asked_to(qt: QApplication) -> None:
    home, call = MeterLine(praises=True), MeterLine(praises=False)
    for line in (home, call):
        line.show_seen(Seen(frozenset({Problem.DARK, Problem.BLURRED})))
        assert line.sentence == SENTENCES[Problem.DARK]
        assert not line.isHidden()
        line.show_seen(Seen())
    assert home.sentence == "You can be read well."
    assert call.sentence == ""
    assert call.isHidden()
    assert set(SENTENCES) == set(Problem)


def test_sightings_are_followed_up_to_the_sentence_and_forgotten_with_the_camera(qt: QApplication) -> None:
    legibility, told = Legibility(), []
    legibility.told.connect(told.append)
    pose = signer()
    dark, _ = darker(0.03)(drawn(pose), pose)
    for n in range(80):
        at = replace(pose, time_us=n * STEP_US)
        legibility.see(Sighting(Frame(dark, n * STEP_US, "x"), at, 0, 0))
    assert told[-1].problems == {Problem.DARK}
    legibility.forget()
    assert told[-1] is None


def test_the_mirror_shows_the_edge_on_the_side_where_a_mirror_has_it(qt: QApplication) -> None:
    mirror = Mirror("")
    mirror.resize(320, 240)
    pose = signer(hand=(-20, 300))
    mirror.show_sighting(Sighting(Frame(drawn(pose), 0, "x"), pose, 0, 0))
    mirror.mark(frozenset({Edge.LEFT}))
    shown = mirror.grab().toImage()
    assert shown.pixelColor(316, 120) == QColor(MARK_WRONG)
    assert shown.pixelColor(3, 120) != QColor(MARK_WRONG)
    mirror.show_space(signing_space(pose), fits=True)
    before, after = shown, mirror.grab().toImage()
    assert before != after


def test_what_is_read_as_pictures_get_worse_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    with as_file(files("app") / "assets" / SAMPLE) as path:
        source = open_source(str(path))
        try:
            clip = [frame for frame in (source.read() for _ in range(14)) if frame is not None]
        finally:
            source.close()
    some = {"untouched": (darker, (1.0,)), "blurred": (blurred, (8.0,))}
    monkeypatch.setattr(legibility_figures, "CHANGES", some)
    untouched, worse = legibility_figures.measure([clip])
    assert untouched.kept == 1.0
    assert untouched.told[Problem.BLURRED] == 0
    assert worse.kept < 0.5
    assert worse.figures.sharpness < untouched.figures.sharpness
    assert legibility_figures.cost(clip, rounds=3).p50_ms > 0


def test_a_clip_that_is_none_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match="There is no file"):
        legibility([tmp_path / "none.mp4"], 12, None)
