"""Protects the order and names of the keypoints: every packet, label file and network depends on them."""

from __future__ import annotations

from detector import skeleton


def test_the_order_is_that_of_coco_wholebody_above_the_hips() -> None:
    assert skeleton.K == 123
    assert len(set(skeleton.KEYPOINTS)) == 123
    assert skeleton.KEYPOINTS[:3] == ("nose", "left_eye", "right_eye")
    assert skeleton.KEYPOINTS[12] == "right_hip"
    assert skeleton.KEYPOINTS[13] == "face-0"
    assert skeleton.KEYPOINTS[80] == "face-67"
    assert skeleton.KEYPOINTS[81] == "left_hand_root"
    assert skeleton.KEYPOINTS[86] == "left_forefinger1"
    assert skeleton.KEYPOINTS[122] == "right_pinky_finger4"


def test_a_hand_point_is_found_by_its_anatomical_name() -> None:
    assert skeleton.KEYPOINTS[skeleton.keypoint("right", "middle_mcp")] == "right_middle_finger1"
    assert skeleton.KEYPOINTS[skeleton.keypoint("left", "thumb_tip")] == "left_thumb4"


def test_the_bones_of_a_hand_run_from_the_wrist_to_every_tip() -> None:
    parent = {child: start for start, child in skeleton.HAND_BONES}
    assert set(parent) == set(range(1, 21))
    for finger in skeleton.FINGERS:
        joint, steps = skeleton.hand_index(f"{finger}_tip"), 0
        while joint != skeleton.hand_index("wrist"):
            joint, steps = parent[joint], steps + 1
        assert steps == 4


def test_mirroring_twice_changes_nothing_and_swaps_the_sides() -> None:
    assert [skeleton.MIRROR[skeleton.MIRROR[i]] for i in range(skeleton.K)] == list(range(skeleton.K))
    assert skeleton.MIRROR[skeleton.index("left_wrist")] == skeleton.index("right_wrist")
    # The corner of the signer's right eye (iBUG 36) becomes that of the left eye (45).
    assert skeleton.MIRROR[skeleton.index("face-36")] == skeleton.index("face-45")
