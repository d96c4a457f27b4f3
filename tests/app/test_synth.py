"""Drawn pictures: their labels lie on the drawn hands, the same seed draws the same, and a killed run goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from app.main import main
from app.studio.synth import capsules, handshapes, posing
from app.studio.synth.cloth import clipped
from app.studio.synth.framing import portrait
from app.studio.synth.paths import PathTracer
from app.studio.synth.people import People, hand_joints
from app.studio.synth.produce import labels_of
from app.studio.synth.scene import Scene, keypoints
from app.studio.synth.truth import HIDDEN, OUTSIDE, SEEN
from app.trouble import Trouble
from avatar.limits import FINGERS
from avatar.people import load_person
from detector.skeleton import FACE, HANDS, SIDES, index
from training.labels import read_labels

from .conftest import wait_until


def handline(*arguments: object) -> int:
    old, sys.argv = sys.argv, ["handline", *map(str, arguments)]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = old
    return 0


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody to draw: the shipped avatar, its colours turned into the masks that the baked people have."""
    body = load_person()
    masks = body.colours.copy()
    masks[:, :3] = np.where(np.isin(body.part, [body.parts.index("eyes")])[:, None], masks[:, :3], 0)
    names = {"hair": "hair_short"}
    shapes, rig = body.shapes, body.rig
    lines = {
        "parts": [names.get(name, name) for name in body.parts],
        "bone_names": rig.names,
        "shape_names": shapes.names,
    }
    lips = body.vertices[body.part == body.parts.index("lips")]
    folder = tmp_path_factory.mktemp("people")
    np.savez(
        folder / "000.npz",
        format=np.array([1], np.int32),
        face_points=np.resize(lips, (68, 3)),
        vertices=body.vertices,
        normals=np.rint(body.normals * 127).astype(np.int8),
        colours=masks,
        bones=body.bones,
        weights=np.rint(body.weights * 255).astype(np.uint8),
        faces=body.faces,
        part=body.part,
        bone_parents=rig.parents.astype(np.int32),
        bone_rest=rig.rest,
        bone_tails=rig.tails,
        shape_starts=shapes.starts,
        shape_vertices=shapes.vertices,
        shape_offsets=shapes.offsets,
        **{name: np.frombuffer("\n".join(text).encode(), np.uint8) for name, text in lines.items()},
    )
    return folder


@pytest.fixture(scope="module")
def scene(people: Path) -> Iterator[Scene]:
    """Draws on a thread of its own: EGL's context stays current where it was made, and Qt's cannot become so there."""
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(lambda: Scene.open(people, None, "bodies")).result()

        class OnThread:
            itself = made

            def __getattr__(self, name: str) -> object:
                value = getattr(made, name)
                return (lambda *given: thread.submit(value, *given).result()) if callable(value) else value

        yield OnThread()  # type: ignore[misc]


def test_keypoints_lie_on_the_drawn_hands(scene: Scene) -> None:
    on, beside = [], []
    for number in range(6):
        drawn, truth, _ = scene.drawn(3, number)
        scale = np.array(drawn.code.shape[::-1]) / scene.size
        for n, side in enumerate(SIDES):
            group = HANDS[side]
            seen = truth.seen[group] == SEEN
            if truth.shown[n] < 0.5 or not seen.any():
                continue
            near = cv2.distanceTransform((drawn.code != (64, 128)[n]).astype(np.uint8), cv2.DIST_L2, 3)
            for shift, out in ((0.0, on), (0.4, beside)):
                size = float(np.ptp(truth.xyz[group, :2], axis=0).max())
                at = np.rint((truth.xyz[group, :2][seen] + shift * size + 0.5) * scale - 0.5).astype(int)
                at = np.clip(at, 0, np.array(drawn.code.shape[::-1]) - 1)
                out.extend(near[at[:, 1], at[:, 0]] <= 3)
    assert len(on) > 60
    assert np.mean(on) == 1.0
    assert np.mean(beside) < 0.7  # the test would notice labels that are off


def test_points_of_the_face_move_with_its_expression(people: Path) -> None:
    person = People(people)[0]
    held = posing.Poser(person, handshapes.read_table()).draw(np.random.default_rng(5), "down")
    body = person.body
    jaw = body.shapes.names.index("jawOpen")
    rows = slice(int(body.shapes.starts[jaw]), int(body.shapes.starts[jaw + 1]))
    opened = body.vertices.copy()
    opened[body.shapes.vertices[rows]] += body.shapes.offsets[rows]
    still, moved = keypoints(person, held)[FACE], keypoints(person, held, opened)[FACE]
    nose = keypoints(person, held)[index("nose")]
    assert np.linalg.norm(still - nose, axis=1).max() < 0.12
    drop = np.linalg.norm(still - moved, axis=1)
    assert drop.max() > 0.015  # the lower lip
    assert drop.min() < 0.004  # the upper one


def test_portraits_show_a_whole_face_from_the_front_to_a_half_profile() -> None:
    middle, across, up = np.array([0.1, 1.5, 0.2]), np.array([0.045, 0, 0]), np.array([0, 0.06, -0.012])
    face = np.repeat(middle[None], 68, axis=0)
    face[45], face[36], face[27], face[8] = middle + across + up / 2, middle - across + up / 2, middle + up, middle - up
    rng, turns = np.random.default_rng(2), []
    for _ in range(60):
        view = portrait(rng, face)
        seen = face @ view.view[:3, :3].T + view.view[:3, 3]
        flat = seen[:, :2] / -seen[:, 2:] / np.array(view.tangents)
        assert (seen[:, 2] < -0.3).all()
        assert 0.4 < np.ptp(flat, axis=0).max() < 1.6  # of a picture from -1 to 1
        assert flat[8, 1] < flat[27, 1]
        turns.append(np.degrees(np.arctan2(view.eye[0] - middle[0], view.eye[2] - middle[2])))
    assert np.abs(turns).max() < 75
    assert np.std(turns) > 12


def test_what_is_outside_is_said_to_be_outside(scene: Scene) -> None:
    for number in range(3):
        truth = scene.picture(3, number).truth
        width, height = scene.size
        known = np.isfinite(truth.xyz[:, 0])
        x, y = truth.xyz[known, 0], truth.xyz[known, 1]
        inside = (x >= -0.5) & (x < width - 0.5) & (y >= -0.5) & (y < height - 0.5)
        np.testing.assert_array_equal(truth.seen[known] != OUTSIDE, inside)
        assert (truth.seen[~known] == OUTSIDE).all()
        assert set(np.unique(truth.seen)) <= {OUTSIDE, HIDDEN, SEEN}


def test_cut_outs_are_transparent_beside_the_person(scene: Scene) -> None:
    picture = scene.picture(3, 1).rgba
    assert picture.shape == (360, 480, 4)
    share = (picture[..., 3] > 128).mean()
    assert 0.02 < share < 0.98


def test_paths_of_light_draw_the_same_person_with_the_same_labels(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("mitsuba", reason="tracing paths of light needs Mitsuba: pip install 'handline[paths]'")
    fast, truth, said = scene.drawn(3, 1)
    tracer, traced = PathTracer(fast.code.shape[::-1], samples=1), []
    draw = tracer.draw
    monkeypatch.setattr(tracer, "draw", lambda *given: traced.append(draw(*given)) or traced[-1])
    monkeypatch.setattr(scene.itself, "_tracer", tracer)  # type: ignore[attr-defined]
    slow, same_truth, same_said = scene.drawn(3, 1)
    np.testing.assert_array_equal(slow.code, fast.code)
    for name in ("xyz", "depth", "seen", "shown"):
        np.testing.assert_array_equal(getattr(same_truth, name), getattr(truth, name))
    np.testing.assert_array_equal(same_said.actions, said.actions)
    one, other = fast.code > 0, traced[0][..., 3] > 0.5
    assert (one & other).sum() / (one | other).sum() > 0.98
    # Light comes from the same side, and things have their colours.
    small = [
        cv2.resize(np.where(one[..., None], of.rgb, 0), (48, 36), interpolation=cv2.INTER_AREA) for of in (fast, slow)
    ]
    within = cv2.resize(one.astype(np.float32), (48, 36), interpolation=cv2.INTER_AREA) > 0.99
    for channel in range(3):
        assert np.corrcoef(small[0][within][:, channel], small[1][within][:, channel])[0, 1] > 0.8


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 999))
def test_what_is_cut_off_and_what_stays_are_the_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, faces = rng.normal(size=(12, 3)), rng.permuted(np.tile(np.arange(12), (9, 1)), axis=1)[:, :3]
    beyond = rng.normal(size=12).astype(np.float32)

    def area(of: np.ndarray) -> float:
        kept, ends, share = clipped(faces, of)
        new = points[ends[:, 0]] + share[:, None] * (points[ends[:, 1]] - points[ends[:, 0]])
        height = np.concatenate([of, of[ends[:, 0]] + share * (of[ends[:, 1]] - of[ends[:, 0]])])
        assert (height[kept] < 1e-5).all(), "nothing stays of what is beyond"
        a, b, c = np.concatenate([points, new])[kept].transpose(1, 0, 2)
        return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())

    a, b, c = points[faces].transpose(1, 0, 2)
    assert area(beyond) + area(-beyond) == pytest.approx(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum(), rel=1e-5)


def test_without_mitsuba_it_is_told_before_anything_is_drawn(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mitsuba", None)
    assert handline("synth", "--out", tmp_path / "o", "--people", people, "--renderer", "paths") == 2
    assert "handline[paths]" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_the_same_number_draws_the_same(scene: Scene) -> None:
    first = scene.picture(5, 2)
    scene.picture(5, 3)
    again = scene.picture(5, 2)
    np.testing.assert_array_equal(first.rgba, again.rgba)
    np.testing.assert_array_equal(first.truth.xyz, again.truth.xyz)
    np.testing.assert_array_equal(first.said.actions, again.said.actions)
    assert not np.array_equal(first.rgba, scene.picture(6, 2).rgba)


def test_labels_are_those_that_training_reads(scene: Scene, tmp_path: Path) -> None:
    made = [(f"{n:06d}.webp", scene.picture(7, n)) for n in range(4)]
    half_hidden = replace(made[0][1], truth=replace(made[0][1].truth, shown=(0.2, 0.0)))
    made[0] = (made[0][0], half_hidden)
    (tmp_path / "labels").mkdir()
    np.savez(tmp_path / "labels" / "avatar.npz", **labels_of(made))
    read = read_labels(tmp_path, "avatar")
    # Hardly seen: neither a hand nor none; not seen at all: none.
    assert read[0].hands["left"] is None
    assert "left" in read[0].doubtful
    assert read[0].hands["right"] is None
    assert "right" not in read[0].doubtful
    for item, (_, one) in zip(read[1:], made[1:], strict=True):
        for n, side in enumerate(SIDES):
            inside = (one.truth.seen[HANDS[side]] != OUTSIDE).mean()
            believed = item.hands[side]
            assert (believed is not None) == (one.truth.shown[n] >= 0.35 and inside >= 0.6)
            if believed is not None:
                np.testing.assert_allclose(believed, one.truth.xyz[HANDS[side]], atol=1e-3)


@pytest.mark.parametrize("family", posing.FAMILIES)
def test_nothing_goes_through_anything(people: Path, family: str) -> None:
    person = People(people)[0]
    poser = posing.Poser(person, handshapes.read_table())
    rng = np.random.default_rng(1)
    trunk = person.rows("top", "skin") & (person.arm < -0.25) & (person.part_of_hand == 0)
    for _ in range(2):
        held = poser.draw(rng, family)
        joints = poser.joints(held.figure)[0]
        points = keypoints(person, held)
        assert np.isfinite(points[HANDS["left"]]).all()
        palette = held.figure.palette(person.rig)
        body = person.body
        rows = np.flatnonzero(trunk)[::3]
        place = posing.skinned(body.vertices[rows], body.bones[rows], body.weights[rows], palette)
        for hand in joints:
            # Deep inside, a ball of 4 cm about a joint would be full of trunk on all sides.
            away = place[None] - hand[:, None]
            far = np.linalg.norm(away, axis=2)
            for j in range(21):
                near = away[j][far[j] < 0.04]
                assert len(near) < 40 or np.linalg.norm((near / np.linalg.norm(near, axis=1)[:, None]).mean(0)) > 0.2
        left, right = joints
        gap = np.linalg.norm(left[:, None] - right[None], axis=2).min()
        assert gap > 0.008


def test_distance_of_segments() -> None:
    rng = np.random.default_rng(2)
    a, b, c, d = rng.normal(size=(4, 40, 3))
    share = np.linspace(0, 1, 101)[:, None, None]
    one, other = a + share * (b - a), c + share * (d - c)
    brute = np.linalg.norm(one[:, None] - other[None], axis=-1).min(axis=(0, 1))
    found = capsules.segment_distances(a, b, c, d)
    assert (found <= brute + 1e-9).all()
    np.testing.assert_allclose(found, brute, atol=0.03)


def test_handshapes_are_those_of_hands() -> None:
    table = handshapes.read_table()
    assert len(table) > 500
    slack = np.deg2rad(1.0)
    assert ((table >= FINGERS[..., 0] - slack) & (table <= FINGERS[..., 1] + slack)).all()
    joints = hand_joints(load_person().rig)
    drawn = handshapes.sample(np.random.default_rng(3), table, joints, 40)
    size = np.full(40, float(np.linalg.norm(joints.model.base_at[0, 2])))
    for side in (0, 1):
        deep = capsules.own_overlap(joints.positions(np.full(40, side), drawn), size)
        assert deep.max() < handshapes.PRESS + 0.01
    assert np.ptp(drawn.reshape(40, -1), axis=0).mean() > np.deg2rad(25)


RUN = """
import sys
from pathlib import Path
from app.studio.synth.produce import Order, produce
if __name__ == "__main__":
    out, people = map(Path, sys.argv[1:])
    produce(Order(out, "avatar", "hands", 5, 4, people, None, piece=2), 1, lambda done: None)
"""


def _drawing(pid: int) -> bool:
    try:
        return "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_killed_run_goes_on(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    command = [sys.executable, str(script)]
    monkeypatch.setenv("PYTHONPATH", str(Path(app.__file__).parents[1]))
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    subprocess.run([*command, str(whole), str(people)], check=True, timeout=500)
    process = subprocess.Popen([*command, str(cut), str(people)])
    first = cut / "labels" / ".avatar" / "0000000-2.npz"
    wait_until(lambda: first.exists() or process.poll() is not None)
    children = list(map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()))
    process.kill()
    process.wait()
    wait_until(lambda: not any(map(_drawing, children)))  # no process that draws is left behind
    before = first.stat().st_mtime_ns
    time.sleep(0.02)
    subprocess.run([*command, str(cut), str(people)], check=True, timeout=500)
    assert first.stat().st_mtime_ns == before  # what was whole was not made again
    with np.load(whole / "labels" / "avatar.npz") as a, np.load(cut / "labels" / "avatar.npz") as b:
        assert a.files == b.files
        for name in a.files:
            np.testing.assert_array_equal(a[name], b[name])
    for file in sorted((whole / "train" / "avatar").iterdir()):
        assert file.read_bytes() == (cut / "train" / "avatar" / file.name).read_bytes()

    sheet = tmp_path / "sheet.png"
    assert handline("synth", "sheet", whole, "--out", sheet, "--count", 5, "--width", 64) == 0
    assert cv2.imread(str(sheet)).std() > 5


def test_what_cannot_be_drawn_is_told_in_a_sentence(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.npz").write_bytes(b"no archive")
    (tmp_path / "labels").mkdir()
    np.savez(tmp_path / "labels" / "avatar.npz", files=np.array(["a"]))
    started = tmp_path / "started"
    (started / "labels" / ".avatar").mkdir(parents=True)
    (started / "labels" / ".avatar" / "order.json").write_text('{"kind": "hands", "seed": 9, "piece": 25}')
    for arguments, told in (
        (["synth"], "--out"),
        (["synth", "--out", tmp_path / "o", "--people", tmp_path / "empty"], "make people"),
        (["synth", "--out", tmp_path / "o", "--people", people, "--environments", tmp_path / "broken.npz"], "broken"),
        (["synth", "--out", started, "--people", people], "another folder"),
        (["synth", "--out", tmp_path, "--people", people], "another folder"),
        (["synth", "sheet", tmp_path / "o", "--out", tmp_path / "s.png"], "there is no"),
        (["synth", "sheet", tmp_path, "--out", tmp_path / "s.png"], "no drawn pictures"),
        (["synth", "sheet", tmp_path, "--out", tmp_path / "s.txt"], ".png"),
    ):
        assert handline(*arguments) == 2, arguments
        error = capsys.readouterr().err
        assert told in error
        assert "Traceback" not in error


def test_people_that_are_damaged_are_named(tmp_path: Path, people: Path) -> None:
    (tmp_path / "000.npz").write_bytes((people / "000.npz").read_bytes()[:5000])
    with pytest.raises(Trouble, match="make people"):
        People(tmp_path)[0]
