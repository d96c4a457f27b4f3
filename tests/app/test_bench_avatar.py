"""`handline bench avatar`: the figures say what is wrong with an avatar, and the command writes them all."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.avatar_drawn import read_back
from app.avatar_faces import measure_faces
from app.avatar_figures import Shown, _compare, _delay_ms, _Found, _summed, laid_on, measure, replay
from app.avatar_sheet import sheet
from app.output.pose_file import write_pose_file
from avatar.body import Body
from avatar.camera import Camera
from avatar.face import FaceModel
from avatar.people import load_person
from detector.pose import Pose
from detector.skeleton import FACE, HANDS, K

from .test_command_line import handline

sys.path.insert(0, str(Path(__file__).parents[1] / "avatar"))
from signers import Signer

FRAME_US = 33_333


@pytest.fixture(scope="module")
def body() -> Body:
    return load_person()


@pytest.fixture(scope="module")
def signing(body: Body) -> list[Pose]:
    """A signer with the avatar's body whose right hand waves to and fro while the left one rests."""
    signer = Signer(body.rig)
    rng = np.random.default_rng(3)
    angles = np.full((2, 5, 5), 0.1)
    out = []
    for n in range(30):
        away = 0.06 * np.sin(2 * np.pi * n / 17)
        wrist = signer.before(np.array(((0.2, -0.15, 0.28), (-0.18 + away, -0.1, 0.28))))
        out.append(signer.at(wrist, np.zeros(2), np.tile(np.eye(3), (2, 1, 1)), angles, n * FRAME_US, rng).pose)
    return out


def figures(shown: list[Shown]) -> dict[str, float]:
    found = _Found()
    for one in shown:
        _compare(one, found)
    return vars(_summed(found))


def test_a_known_signer_gets_good_marks(body: Body, signing: list[Pose]) -> None:
    marks = measure(body, [signing])
    assert marks.poses == 30
    assert marks.hands == 60
    assert marks.bone_deg_p50 is not None
    assert marks.bone_deg_p50 < 3
    assert marks.joint_p50 is not None
    assert marks.joint_p50 < 0.08
    assert marks.place_p50 is not None
    assert marks.place_p50 < 0.06
    assert marks.palm_deg_p50 is not None
    assert marks.palm_deg_p50 < 12
    assert marks.jitter_rest is not None
    assert 0 < marks.jitter_rest < 0.005
    assert marks.delay_ms is not None
    assert abs(marks.delay_ms) < 10


def test_each_fault_shows_in_its_figure(body: Body, signing: list[Pose]) -> None:
    shown = replay(body, signing)
    good = figures(shown)
    turned, aside, bent = [], [], []
    for one in shown:
        right = HANDS["right"]
        hand = one.drawn[right] - one.drawn[right.start]
        for out, new in (
            (turned, hand * np.array((-1.0, 1.0, -1.0))),
            (aside, hand + np.array((0.05, 0.0, 0.0))),
            (bent, hand + (np.arange(21) % 4 == 0)[:, None] * 0.03),
        ):
            drawn = one.drawn.copy()
            drawn[right] = one.drawn[right.start] + new
            out.append(replace(one, drawn=drawn))
    assert figures(turned)["palm_deg_p50"] > good["palm_deg_p50"] + 20
    assert figures(aside)["place_p50"] > good["place_p50"] + 0.03
    assert figures(aside)["joint_p95"] == pytest.approx(good["joint_p95"]), "where a hand is does not tell its shape"
    assert figures(bent)["joint_p95"] > good["joint_p95"] + 0.05
    assert figures(bent)["bone_deg_p95"] > good["bone_deg_p95"] + 5


def test_fingertips_that_part_are_counted(body: Body, signing: list[Pose]) -> None:
    hand = HANDS["right"]
    pose = signing[0]
    xyz = pose.xyz.copy()
    xyz[hand.start + 8] = xyz[hand.start + 4] + 1.0
    pose = Pose.of(0, (pose.width, pose.height), xyz, pose.score)
    one = replay(body, [pose])[0]
    drawn = one.drawn.copy()
    drawn[hand.start + 8] = drawn[hand.start + 4]
    together = figures([replace(one, drawn=drawn)])
    drawn = drawn.copy()
    drawn[hand.start + 8] += (0, 0, 0.05)
    apart = figures([replace(one, drawn=drawn)])
    assert together["contacts"] == apart["contacts"] > 0
    assert together["contact_kept"] > apart["contact_kept"]


def test_a_late_avatar_is_late_by_so_much(body: Body, signing: list[Pose]) -> None:
    shown = replay(body, signing)
    late = [replace(one, drawn=before.drawn) for before, one in zip(shown, shown[2:], strict=False)]
    assert _delay_ms(late) == pytest.approx(2 * FRAME_US / 1000, abs=8)


def test_nothing_seen_gives_no_figures(body: Body) -> None:
    marks = measure(body, [[Pose.unknown(n * FRAME_US, (640, 480)) for n in range(8)]])
    assert marks.poses == 8
    assert marks.hands == 0
    assert marks.bone_deg_p50 is marks.joint_p50 is marks.contact_kept is marks.delay_ms is None


def test_laying_hands_turns_and_scales_and_never_mirrors() -> None:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(21, 2))
    turn = np.array(((0.6, -0.8), (0.8, 0.6)))
    np.testing.assert_allclose(laid_on(points @ turn.T * 3 + 7, points), points, atol=1e-9)
    assert np.abs(laid_on(points * (1, -1), points) - points).max() > 0.1


def test_hands_are_read_where_they_are_drawn(body: Body, signing: list[Pose]) -> None:
    shown = replay(body, signing[:2])
    pictures = []

    def blind(image: np.ndarray) -> np.ndarray:
        pictures.append(image)
        return np.zeros((0, 21, 2))

    assert read_back(body, shown, blind) == (0.0, None)
    assert [picture.shape for picture in pictures] == [(960, 1280, 3)] * 2

    camera = Camera.framing(4 / 3)
    drawn = [
        np.stack([camera.pixels(one.drawn[HANDS[s]].astype(np.float32), (1280, 960)) for s in HANDS]) for one in shown
    ]
    for picture, hand in zip(pictures, np.concatenate(drawn).reshape(2, 2, 21, 2).mean(axis=2)[:, 0], strict=True):
        x, y = hand.astype(int)
        red, green, blue = picture[y - 20 : y + 20, x - 20 : x + 20].reshape(-1, 3).T.astype(int)
        assert ((red > 130) & (red > green + 15) & (green > blue)).mean() > 0.4, "there is skin where the hand is"

    told = iter(drawn)
    found, near = read_back(body, shown, lambda _: next(told).astype(np.float64))
    assert found == 1
    assert near is not None
    assert near > 0.9
    told = iter(drawn)
    assert read_back(body, shown, lambda _: next(told)[:1].astype(np.float64))[0] == 0.5, "one of the two is missed"


def test_the_command_writes_every_figure(tmp_path: Path, signing: list[Pose]) -> None:
    recording, out = tmp_path / "wave.pose", tmp_path / "figures.json"
    write_pose_file(recording, signing, 30.0)
    assert handline("bench", "avatar", recording, "--json", out) == 0
    written = json.loads(out.read_text())
    for key in ("bone_deg_p50", "bone_deg_p95", "joint_p50", "joint_p95", "place_p50", "palm_deg_p50", "fps"):
        assert written[key] > 0
    assert 0 < written["retarget_ms"]["p50"] <= written["retarget_ms"]["p95"]
    assert {"contact_kept", "read_back_found", "read_back_pdj10", "jitter_rest", "delay_ms"} <= set(written)
    assert written["read_back_found"] is None


def test_a_reader_that_is_none_is_named(
    tmp_path: Path, signing: list[Pose], capsys: pytest.CaptureFixture[str]
) -> None:
    recording = tmp_path / "wave.pose"
    write_pose_file(recording, signing[:3], 30.0)
    assert handline("bench", "avatar", recording, "--reader", tmp_path / "none.task") == 2
    err = capsys.readouterr().err
    assert "none.task" in err or "MediaPipe is not installed" in err


def test_a_face_that_stays_still_shows_in_the_figures(body: Body) -> None:
    model = FaceModel.of(body)
    assert model is not None
    moves = model.moves[model.names.index("jawOpen")]
    poses = []
    for n in range(24):
        xyz = np.full((K, 3), np.nan)
        xyz[FACE] = (model.human + 0.4 * abs(np.sin(n / 4)) * moves) / 0.0007 * (1, -1, -1) + (320, 200, 0)
        poses.append(Pose.of(n * FRAME_US, (640, 480), xyz, np.isfinite(xyz[:, 0]).astype(float)))
    shown = replay(body, poses)
    marks = measure_faces(body, [shown])
    assert marks.mouth_r is not None
    assert marks.mouth_r > 0.95
    assert marks.brows_r is None, "the brows do not move"
    assert marks.face_action_error is not None
    assert marks.face_action_error < 0.08
    assert marks.face_action_r is not None
    assert marks.face_action_r > 0.8
    stuck = [replace(one, avatar=shown[n % 3].avatar) for n, one in enumerate(shown)]
    other = measure_faces(body, [stuck])
    assert other.mouth_r is None or other.mouth_r < 0.5


def test_the_sheet_shows_expressions_that_differ(body: Body) -> None:
    model = FaceModel.of(body)
    assert model is not None
    opened = model.moves[model.names.index("jawOpen")]
    poses = []
    for n in range(14):
        xyz = np.full((K, 3), np.nan)
        xyz[FACE] = (model.human + 0.8 * (n == 12) * opened) / 0.0007 * (1, -1, -1) + (320, 200, 0)
        poses.append(Pose.of(n * FRAME_US, (640, 480), xyz, np.isfinite(xyz[:, 0]).astype(float)))
    picture = sheet(body, replay(body, poses))
    assert picture is not None
    side = picture.shape[1] // 10
    assert picture.shape == (2 * side, 10 * side, 3), "ten faces, each beside its points"
    calm, other = picture[:side, side : 2 * side].astype(int), picture[:side, 3 * side : 4 * side].astype(int)
    assert (np.abs(calm - other).max(axis=-1) > 40).sum() > 60, "the second face is the one with the open mouth"
    assert (picture[:side, :side].min(axis=-1) < 128).sum() > 300, "points are drawn"
    assert sheet(body, replay(body, [Pose.unknown(0, (640, 480))])) is None
