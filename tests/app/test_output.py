"""What is written about a pose is what was seen: COCO-WholeBody, .pose, and lines over the picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pose_format import Pose as PoseFile

from app.output.coco import CocoDocument
from app.output.files import OutputError, whole_file
from app.output.pose_file import write_pose_file
from app.output.video import VideoWriter, write_picture
from app.overlay import draw_pose
from detector.pose import Pose
from detector.skeleton import BODY_POINTS, HANDS, KEYPOINTS, K, index, keypoint

from ..calls.scripted import scripted_pose

SIZE = (160, 120)


def test_coco_whole_body_has_every_keypoint_at_its_place(tmp_path: Path) -> None:
    pose = scripted_pose(100, SIZE, 5)
    document = CocoDocument()
    document.add("empty.png", Pose.unknown(0, (64, 48)))
    document.add("clip.mp4#7", pose)
    path = tmp_path / "o.json"
    document.write(path)
    read = json.loads(path.read_text())
    assert [(image["id"], image["file_name"], image["width"]) for image in read["images"]] == [
        (1, "empty.png", 64),
        (2, "clip.mp4#7", 160),
    ]
    (person,) = read["annotations"]
    assert (person["image_id"], person["category_id"], person["num_keypoints"]) == (2, 1, len(BODY_POINTS))
    body = np.reshape(person["keypoints"], (17, 3))
    np.testing.assert_allclose(body[index("left_wrist")], [*pose.xyz[index("left_wrist"), :2], 0.95], atol=1e-3)
    assert (body[13:] == 0).all()
    hand = np.reshape(person["righthand_kpts"], (21, 3))
    np.testing.assert_allclose(hand[:, :2], pose.xyz[HANDS["right"], :2], atol=1e-3)
    assert person["lefthand_kpts"] == [0.0] * 63
    assert len(person["face_kpts"]) == 68 * 3
    assert (person["righthand_valid"], person["lefthand_valid"], person["face_valid"]) == (True, False, False)
    x, y, width, height = person["bbox"]
    known = pose.xyz[pose.known, :2]
    np.testing.assert_allclose([[x, y], [x + width, y + height]], [known.min(0), known.max(0)], atol=2e-3)
    # Ours: all 123 keypoints with z, null where unknown, so that nothing unknown is read as the corner of the picture.
    xyz = np.array(person["xyz"], float)
    assert xyz.shape == (K, 4)
    np.testing.assert_allclose(xyz[pose.known, :3], pose.xyz[pose.known], atol=1e-3)
    assert np.isnan(xyz[~pose.known, :3]).all()
    assert (xyz[~pose.known, 3] == 0).all()
    assert read["categories"][0]["xyz_keypoints"] == list(KEYPOINTS)


def test_a_pose_file_reads_back_with_absence(tmp_path: Path) -> None:
    poses = [scripted_pose(brightness, SIZE, n) for n, brightness in enumerate((0, 100, 200))] + [Pose.unknown(9, SIZE)]
    path = tmp_path / "o.pose"
    write_pose_file(path, poses, 25.0)
    read = PoseFile.read(path.read_bytes())
    assert (read.header.dimensions.width, read.header.dimensions.height) == SIZE
    names = [name for component in read.header.components for name in component.points]
    assert names == list(KEYPOINTS)
    for frame, pose in enumerate(poses):
        known = pose.known
        np.testing.assert_allclose(read.body.data[frame, 0][known], pose.xyz[known], atol=1e-3)
        assert read.body.data.mask[frame, 0][~known].all()
        np.testing.assert_allclose(read.body.confidence[frame, 0], pose.score, atol=1e-6)


def test_a_pose_file_refuses_what_it_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no frames"):
        write_pose_file(tmp_path / "o.pose", [], 25.0)
    with pytest.raises(OutputError, match="different sizes"):
        write_pose_file(tmp_path / "o.pose", [Pose.unknown(0, (10, 10)), Pose.unknown(1, (10, 20))], 25.0)
    assert list(tmp_path.iterdir()) == []


def test_keypoints_are_drawn_where_they_are_and_mirrored_with_the_picture() -> None:
    pose = scripted_pose(100, SIZE, 0)
    grey = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    grey[:, :40] = 20  # so that a mirrored picture can be told
    drawn = draw_pose(grey, pose)
    tip = pose.xyz[keypoint("right", "middle_tip"), :2].round().astype(int)
    changed = (drawn != grey).any(axis=2)
    assert changed[tip[1], tip[0]]
    wrist = pose.xyz[index("left_wrist"), :2].round().astype(int)
    assert changed[wrist[1], wrist[0]]
    assert changed.mean() < 0.2
    mirrored = draw_pose(grey, pose, mirrored=True)
    assert (np.abs(mirrored.astype(int) - drawn[:, ::-1]).max(axis=2) > 60).mean() < 0.02
    twice = draw_pose(grey, pose, (320, 240))
    assert twice.shape == (240, 320, 3)
    assert (twice[2 * tip[1], 2 * tip[0]] != 90).any()


def test_nothing_is_drawn_for_an_unknown_pose_and_far_points_do_no_harm() -> None:
    grey = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    np.testing.assert_array_equal(draw_pose(grey, Pose.unknown(0, SIZE)), grey)
    far = np.full((K, 3), 1e30, np.float32)
    draw_pose(grey, Pose.of(0, SIZE, far, np.ones(K, np.float32)))


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "o.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(path) as temporary:
        temporary.write_bytes(b"half" + bytes(temporary.write_text("half") // 0))
    assert [file.name for file in tmp_path.iterdir()] == ["o.txt"]
    assert path.read_text() == "old"
    with whole_file(path) as temporary:
        temporary.write_text("new")
    assert [file.name for file in tmp_path.iterdir()] == ["o.txt"]
    assert path.read_text() == "new"


def test_a_disk_that_is_full_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "o.txt"
    with pytest.raises(OutputError, match=r"Cannot write .*o\.txt \(No space left"), whole_file(path):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_video_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Cannot write the video"), VideoWriter(tmp_path / "o.mp4", (0, 0), 25.0):
        pass
    with pytest.raises(OutputError, match="not the name of a picture"):
        write_picture(tmp_path / "o.txt", np.zeros((4, 4, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []
