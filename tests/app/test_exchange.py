"""Protects the way to other programs: their own readers read what we write, and what comes back is what went out."""

from __future__ import annotations

import json
import warnings
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pympi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pose_format import Pose as PoseFile
from pycocotools.coco import COCO

from app.exchange.coco import read_coco, write_coco
from app.exchange.deeplabcut import read_deeplabcut, write_deeplabcut
from app.exchange.elan import read_elan, write_elan
from app.exchange.exporting import export_file
from app.exchange.importing import import_file
from app.exchange.pictures import Pictures
from app.exchange.shots import ExchangeError, Shot, Stretch, stretches
from app.output.pose_file import write_pose_file
from detector.pose import Pose
from detector.skeleton import BODY_POINTS, HANDS, KEYPOINTS, K, index, keypoint
from training.recording import load_recording
from training.recording_labels import Author
from transport.pose_file import read_pose_file

from ..training.recordings import drawn, pose, record
from .test_command_line import handline

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
GLOSSES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


@st.composite
def shots(draw: st.DrawFn) -> list[Shot]:
    """Shots of one recording: any glosses, some of them labelled, some keypoints known."""
    made = []
    for n in range(draw(st.integers(1, 5))):
        seed = draw(st.integers(0, 1000))
        rng = np.random.default_rng(seed)
        known = rng.random(K) < draw(st.sampled_from([0.0, 0.3, 1.0]))
        score = np.where(known, rng.uniform(0.001, 1, K), 0).round(3).astype(np.float32)
        xyz = rng.uniform(-50, 900, (K, 3)).round(3).astype(np.float32)
        labelled = draw(st.booleans())
        gloss = draw(GLOSSES)
        made.append(
            Shot(
                name=f"one/frames/{n:06}.jpg",
                time_us=draw(st.integers(0, 2**50)),
                size=(640, 480),
                gloss=gloss,
                item=draw(st.integers(0, 3)) if gloss else None,
                take=draw(st.integers(0, 3)) if gloss else 0,
                pose=Pose.of(0, (640, 480), xyz, score) if labelled else None,
                author=draw(st.sampled_from(Author)) if labelled else None,
                by=draw(GLOSSES) if labelled else "",
                mirror={"left": 0.125, "right": None} if labelled else {},
                depth=draw(st.booleans()) if labelled else True,
                recording="one",
            )
        )
    return made


def same_pose(found: Pose | None, sent: Pose | None, decimals: float = 0.0011, *, depth: bool = True) -> None:
    if sent is None:
        assert found is None
        return
    assert found is not None
    np.testing.assert_array_equal(found.known, sent.known)
    axes = slice(0, 3 if depth else 2)
    np.testing.assert_allclose(found.xyz[sent.known, axes], sent.xyz[sent.known, axes], atol=decimals)
    np.testing.assert_allclose(found.score, sent.score, atol=0.0006)


@QUICK
@given(shots())
def test_coco_comes_back_whole(tmp_path: Path, sent: list[Shot]) -> None:
    write_coco(tmp_path / "o.json", sent)
    found = read_coco(tmp_path / "o.json")
    for before, after in zip(sent, found, strict=True):
        same_pose(after.pose, before.pose)
        assert vars(replace(after, pose=None)) == vars(replace(before, pose=None))


@QUICK
@given(shots())
def test_deeplabcut_comes_back_in_its_plane(tmp_path: Path, sent: list[Shot]) -> None:
    write_deeplabcut(tmp_path / "o.csv", sent)
    found = read_deeplabcut(tmp_path / "o.csv")
    labelled = [shot for shot in sent if shot.pose is not None]
    assert [shot.name for shot in found] == [f"one/{Path(shot.name).name}" for shot in labelled]
    for before, after in zip(labelled, found, strict=True):
        same_pose(after.pose, before.pose, depth=False)
        assert not after.depth


@QUICK
@given(shots(), st.sampled_from([25.0, 30.0, 29.97]))
def test_pose_comes_back_exactly(tmp_path: Path, sent: list[Shot], fps: float) -> None:
    poses = [shot.pose or Pose.unknown(0, (640, 480)) for shot in sent]
    write_pose_file(tmp_path / "o.pose", poses, fps)
    for before, after in zip(poses, read_pose_file(tmp_path / "o.pose"), strict=True):
        np.testing.assert_array_equal(after.xyz, before.xyz)
        np.testing.assert_array_equal(after.score, before.score)


@QUICK
@given(shots(), st.sampled_from([25.0, 30.0, 29.97]))
def test_elan_comes_back_to_the_millisecond(tmp_path: Path, sent: list[Shot], fps: float) -> None:
    takes = stretches(sent, fps)
    if takes:
        write_elan(tmp_path / "o.eaf", takes, "o.mp4")
        assert read_elan(tmp_path / "o.eaf") == takes


def test_pycocotools_reads_coco(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording = load_recording(record(tmp_path / "one"))
    assert export_file([recording], tmp_path / "o.json") == (6, 6)
    coco = COCO(str(tmp_path / "o.json"))
    assert len(coco.getImgIds()) == 6
    image = coco.loadImgs(coco.getImgIds())[2]
    assert (tmp_path / image["file_name"]).is_file()
    (person,) = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
    wrist = np.reshape(person["keypoints"], (17, 3))[BODY_POINTS.index("left_wrist")]
    np.testing.assert_allclose(wrist[:2], pose(2).xyz[index("left_wrist"), :2], atol=1e-3)
    assert coco.loadCats(coco.getCatIds())[0]["name"] == "person"


def test_pose_format_and_pympi_read_the_same_time_line(tmp_path: Path) -> None:
    recording = load_recording(record(tmp_path / "one"))
    export_file([recording], tmp_path / "o.pose")
    export_file([recording], tmp_path / "o.eaf")
    read = PoseFile.read((tmp_path / "o.pose").read_bytes())
    assert read.body.data.shape == (6, 1, K, 3)
    assert read.body.fps == 25.0
    right = read.body.data[4, 0, keypoint("right", "wrist")]
    np.testing.assert_array_equal(right, pose(4).xyz[keypoint("right", "wrist")])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        eaf = pympi.Eaf(str(tmp_path / "o.eaf"))
    assert sorted(eaf.get_annotation_data_for_tier("prompt")) == [(0, 120, "A"), (120, 240, "B")]
    assert sorted(eaf.get_annotation_data_for_tier("take")) == [(0, 120, "1"), (120, 240, "1")]
    (linked,) = eaf.get_linked_files()
    assert linked["RELATIVE_MEDIA_URL"] == "./o.mp4"
    for name in ("o.pose", "o.eaf", "o.mp4"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    film = cv2.VideoCapture(str(tmp_path / "o.mp4"))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == 6
    assert film.get(cv2.CAP_PROP_FPS) == 25.0


def test_a_recording_goes_out_and_comes_back(tmp_path: Path) -> None:
    sent = load_recording(record(tmp_path / "all" / "one"))
    export_file([sent], tmp_path / "o.json")
    made = import_file(tmp_path / "o.json", tmp_path / "all", tmp_path / "back", "somebody", Author.TEACHER)
    assert (made.frames, made.pictures, made.labels, made.left_out, made.troubles) == (6, 6, 6, 0, ())
    back = load_recording(tmp_path / "back")
    assert back.troubles == ()
    assert [(f.number, f.time_us, f.size, f.item, f.take) for f in back.kept] == [
        (f.number, f.time_us, f.size, f.item, f.take) for f in sent.kept
    ]
    assert back.about.items == sent.about.items
    for before, after in zip(sent.labels, back.labels, strict=True):
        same_pose(after.pose, before.pose)
        assert (after.author, after.by, after.mirror) == (before.author, before.by, before.mirror)
    assert np.abs(back.picture(back.frames[3]).astype(int) - drawn(3)).mean() < 6


def test_films_and_tables_come_in(tmp_path: Path) -> None:
    sent = load_recording(record(tmp_path / "all" / "one"))
    for ending in ("eaf", "pose", "csv"):
        export_file([sent], tmp_path / f"o.{ending}")
    film = tmp_path / "o.mp4"
    made = import_file(tmp_path / "o.eaf", film, tmp_path / "from-elan", "", Author.TEACHER)
    back = load_recording(tmp_path / "from-elan")
    assert (made.frames, made.pictures, made.labels) == (6, 6, 0)
    assert [back.gloss(frame) for frame in back.frames] == list("AAABBB")
    made = import_file(tmp_path / "o.pose", film, tmp_path / "from-pose", "", Author.TEACHER)
    assert (made.frames, made.pictures, made.labels) == (6, 6, 6)
    without = import_file(tmp_path / "o.pose", None, tmp_path / "without", "", Author.TEACHER)
    assert (without.frames, without.pictures) == (6, 0)
    assert load_recording(tmp_path / "without").troubles == ()
    made = import_file(tmp_path / "o.csv", None, tmp_path / "csv0", "", Author.HUMAN)
    assert (made.frames, made.left_out) == (0, 6), "sizes are only known with the pictures"
    (tmp_path / "labeled" / "one").mkdir(parents=True)
    for n in range(6):
        cv2.imwrite(str(tmp_path / "labeled" / "one" / f"{n:06}.jpg"), drawn(n)[..., ::-1])
    made = import_file(tmp_path / "o.csv", tmp_path / "labeled", tmp_path / "csv1", "", Author.HUMAN)
    assert (made.frames, made.pictures, made.labels) == (6, 6, 6)
    label = load_recording(tmp_path / "csv1").labels[2]
    same_pose(label.pose, pose(2), depth=False)
    assert (label.author, label.depth) == (Author.HUMAN, False)


def test_tables_of_deeplabcut_itself_are_read(tmp_path: Path) -> None:
    """Its label table: the path in three columns, no likelihood, empty cells; and its predictions: numbered frames."""
    path = tmp_path / "CollectedData_me.csv"
    path.write_text(
        "scorer,,,me,me,me,me\nbodyparts,,,nose,nose,tail,tail\ncoords,,,x,y,x,y\n"
        "labeled-data,clip,img1.png,10.5,20.25,1,1\nlabeled-data,clip,img2.png,,,,\n"
    )
    first, second = read_deeplabcut(path)
    assert (first.name, second.name) == ("clip/img1.png", "clip/img2.png")
    assert first.pose is not None
    assert first.pose.xyz[index("nose"), :2].tolist() == [10.5, 20.25]
    assert first.pose.known.sum() == 1
    assert second.pose is not None
    assert not second.pose.known.any()
    path.write_text("scorer,a,a,a\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n0,1.0,2.0,0.25\n")
    (only,) = read_deeplabcut(path)
    assert only.name == ""
    assert only.pose is not None
    assert only.pose.score[index("nose")] == 0.25


def test_coco_of_others_is_read_without_depth(tmp_path: Path) -> None:
    person = {"image_id": 7, "area": 5, "keypoints": [5, 6, 2] + [0] * 48, "lefthand_kpts": [1, 2, 0.5] * 21}
    smaller = {"image_id": 7, "area": 1, "keypoints": [9, 9, 2] * 17}
    image = {"id": 7, "file_name": "p.jpg", "width": 64, "height": 48}
    (tmp_path / "o.json").write_text(json.dumps({"images": [image], "annotations": [person, smaller]}))
    (shot,) = read_coco(tmp_path / "o.json")
    assert shot.pose is not None
    assert shot.pose.xyz[index("nose")].tolist() == [5, 6, 0]
    assert shot.pose.score[index("nose")] == 1
    assert shot.pose.known.sum() == 22
    assert shot.pose.score[HANDS["left"]].max() == 0.5
    assert (shot.depth, shot.author) == (False, None)


GOOD = {"images": [{"id": 1, "file_name": "p.jpg", "width": 64, "height": 48}], "annotations": []}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("o.json", "{"),
        ("o.json", "[" * 100_000),
        ("o.json", "{}"),
        ("o.json", json.dumps(GOOD | {"images": [{"id": 1, "width": 10**9, "height": 1}]})),
        ("o.json", json.dumps(GOOD | {"annotations": [{"image_id": 1, "keypoints": [1, 2]}]})),
        ("o.json", json.dumps(GOOD | {"annotations": [{"image_id": 1, "xyz": [[1e300, 0, 0, 1]] * K}]})),
        ("o.json", json.dumps(GOOD | {"annotations": [{"image_id": []}]})),
        ("o.json", json.dumps(GOOD | {"categories": [{"xyz_keypoints": ["nose"]}]})),
        ("o.json", json.dumps({"images": [], "annotations": []})),
        ("o.csv", ""),
        ("o.csv", "a,b\nc,d\ne,f\n"),
        ("o.csv", "scorer,a,a\nbodyparts,tail,tail\ncoords,x,y\n"),
        ("o.csv", "scorer,a,a\nbodyparts,nose,nose\ncoords,x,y\np.png,1\n"),
        ("o.csv", "scorer,a,a\nbodyparts,nose,nose\ncoords,x,y\np.png,one,two\n"),
        ("o.eaf", "no xml"),
        ("o.eaf", "<ANNOTATION_DOCUMENT/>"),
        ("o.eaf", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
        ("o.pose", "x" * 400),
        ("o.txt", "what is this"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)
    out = tmp_path / "out"
    assert handline("dataset", "import", tmp_path / name, "--out", out, "--pictures", clip) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert name in said.err
    assert said.err.strip().endswith(".")
    assert not list(out.glob("*/*")), "nothing half made is left"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "o.eaf"
    write_elan(path, [Stretch(0, 100, "bomb", 0)], "o.mp4")
    head, rest = path.read_text().split("?>", 1)
    path.write_text(f'{head}?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + rest.replace("bomb", "&a;&a;"))
    with pytest.raises(ExchangeError, match="defines entities"):
        read_elan(path)


@QUICK
@given(st.sampled_from(["json", "csv", "eaf"]), st.integers(0, 4000), st.binary(max_size=20))
def test_damaged_files_are_read_or_refused(tmp_path: Path, ending: str, at: int, data: bytes) -> None:
    path, broken = tmp_path / f"o.{ending}", tmp_path / f"b.{ending}"
    if not path.exists():
        if ending == "eaf":
            write_elan(path, [Stretch(0, 100, "A", 0), Stretch(100, 200, "B", 1)], "o.mp4")
        else:
            export_file([load_recording(record(tmp_path / f"r-{ending}"))], path)
    whole = path.read_bytes()
    broken.write_bytes(whole[:at] + data + whole[at + len(data) :])
    reader = {"json": read_coco, "csv": read_deeplabcut, "eaf": read_elan}[ending]
    with suppress(ExchangeError):
        reader(broken)


def test_pictures_are_taken_from_their_folder_alone(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    cv2.imwrite(str(tmp_path / "secret.png"), drawn(0))
    cv2.imwrite(str(inside / "p.png"), drawn(0))
    with Pictures(inside) as pictures:
        assert pictures.find("p.png", 0) is not None
        assert pictures.find("", 0) is not None
        assert pictures.find("../secret.png", 0) is None
        assert pictures.find(str(tmp_path / "secret.png"), 0) is None
        assert pictures.find("", 9) is None


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    all_of_them = tmp_path / "all"
    record(all_of_them / "one")
    record(all_of_them / "two")
    assert handline("dataset", "stats", all_of_them, "--json", tmp_path / "s.json") == 0
    figures = json.loads((tmp_path / "s.json").read_text())
    assert (figures["frames"], figures["labelled"]) == (12, {"detector": 12})
    assert sorted(name for part in figures["split"].values() for name in part) == ["one", "two"]
    assert handline("dataset", "export", all_of_them, "--out", tmp_path / "o.json") == 0
    assert handline("dataset", "export", all_of_them, "--data", tmp_path / "data") == 0
    assert (tmp_path / "data" / "labels" / "recordings.npz").is_file()
    back = (tmp_path / "o.json", "--pictures", all_of_them, "--out", tmp_path / "new")
    assert handline("dataset", "import", *back) == 0
    assert "12 frames, 12 with pictures, 12 labelled" in capsys.readouterr().out
    assert handline("dataset", "import", *back) == 2
    assert handline("dataset", "export", all_of_them, "--out", tmp_path / "o.pose") == 2
    assert handline("dataset", "export", all_of_them, "--out", tmp_path / "o.what") == 2
    assert handline("dataset", "export", all_of_them, "--data", tmp_path, "--set", "../x") == 2
    assert handline("dataset", "export", all_of_them) == 2
    assert handline("dataset", "stats", tmp_path / "nowhere") == 2
    assert list(KEYPOINTS) == json.loads((tmp_path / "o.json").read_text())["categories"][0]["xyz_keypoints"]
