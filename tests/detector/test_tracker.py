"""Protects the tracker's decisions: begin, follow, let go, move on, and never two hands on one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detector import candidates, tracker
from detector.candidates import Candidate
from detector.crops import Crop, hand_crop
from detector.skeleton import Side, index
from detector.tracker import HandTrack
from detector.weights import Found

HAND = np.random.default_rng(1).uniform(100, 200, (21, 3)).astype(np.float32)
MIDDLE = HAND[:, :2].mean(axis=0)


def at(x: float, y: float, chance: float = 0.9, right: float = 0.5) -> Candidate:
    return Candidate(x, y, 100.0, 0.0, chance, right)


HERE = at(*MIDDLE)
SPACE = (250.0, 1e6)  # so wide that no place in it speaks for a side


def found(presence: float, right: float = 0.95) -> Found:
    answers = np.array([presence, right], np.float32)
    return Found(np.full((21, 3), 0.5, np.float32), np.full(21, 0.9, np.float32), answers)


def track(side: Side, points: np.ndarray = HAND) -> HandTrack:
    return HandTrack(side, points, np.full(21, 0.5, np.float32), 0.9)


def lost() -> tracker.Tracks:
    return {"left": HandTrack("left"), "right": HandTrack("right")}


def test_the_finders_answer_becomes_candidates_in_the_picture() -> None:
    window = Crop(300.0, 200.0, 400.0)
    hands = np.array([[0.9, 0.5, 0.75, 0.25, 1.0, 0.0, 0.8], [0.01, 0.1, 0.1, 0.2, 0.0, -1.0, 0.5]], np.float32)
    (seen,) = candidates.of_finder(hands, window)
    assert (seen.x, seen.y, seen.extent) == pytest.approx((300.0, 300.0, 100.0))
    assert seen.angle == pytest.approx(np.pi / 2)  # the fingers point to the picture's right
    crop = seen.crop("right")
    assert crop.from_picture(np.array([[330.0, 300.0]]))[0] == pytest.approx([0.5, 0.5 - 30 / 160], abs=1e-5)


def test_nothing_is_looked_at_where_nothing_was_found() -> None:
    assert tracker.choose_crop(HandTrack("left"), None) == (None, False)


def test_a_track_begins_at_the_finders_hand_with_a_second_look() -> None:
    crop, coarse = tracker.choose_crop(HandTrack("left"), HERE)
    assert crop == HERE.crop("left")
    assert crop is not None
    assert crop.mirrored
    assert coarse


def test_a_tracked_hand_is_followed_even_when_the_finder_misses_it() -> None:
    crop, coarse = tracker.choose_crop(track("right"), None)
    assert crop == hand_crop(HAND, "right")
    assert not coarse


def test_a_tracked_hand_keeps_its_own_finer_crop_where_the_finder_agrees() -> None:
    own = hand_crop(HAND, "right")
    assert own is not None
    assert tracker.choose_crop(track("right"), at(own.x + 10, own.y)) == (own, False)


def test_a_hand_that_has_jumped_is_taken_up_where_the_finder_sees_it() -> None:
    moved = at(MIDDLE[0] + 120, MIDDLE[1])
    crop, coarse = tracker.choose_crop(track("right"), moved)
    assert crop == moved.crop("right")
    assert coarse


def test_it_takes_more_to_begin_a_track_than_to_keep_one() -> None:
    crop = hand_crop(HAND, "right")
    between = found((tracker.BEGIN + tracker.KEEP) / 2)
    assert tracker.update(track("right"), crop, between).tracked
    assert not tracker.update(HandTrack("right"), crop, between).tracked
    assert not tracker.update(track("right"), crop, found(0.1)).tracked
    assert not tracker.update(track("right"), None, None).tracked


def test_two_hands_are_given_to_two_sides_even_if_both_look_like_right_ones() -> None:
    likely, less = at(100, 100, right=0.9), at(300, 100, right=0.6)
    assert tracker.assign([less, likely], lost(), None, SPACE) == {"left": less, "right": likely}


def test_the_bodys_wrists_decide_where_looks_do_not() -> None:
    here, there = at(100, 100), at(400, 100)
    wrists: dict[Side, np.ndarray] = {"right": np.array([95.0, 150.0]), "left": np.array([395.0, 150.0])}
    assert tracker.assign([here, there], lost(), wrists, SPACE) == {"right": here, "left": there}


def test_a_followed_hand_keeps_its_side_although_it_looks_like_the_other() -> None:
    tracks = lost() | {"left": track("left")}
    given = tracker.assign([at(*MIDDLE, right=0.8)], tracks, None, SPACE)
    assert given["left"] is not None
    assert given["right"] is None


@pytest.mark.parametrize("owner", ["left", "right"])
def test_one_hand_is_never_both(owner: Side) -> None:
    given: dict[Side, Candidate | None] = {"left": None, "right": None, owner: HERE}
    both: tracker.Tracks = {"left": track("left"), "right": track("right", HAND + np.float32(3))}
    kept = tracker.settle(both, given)
    assert kept[owner].tracked
    assert kept["left"].tracked != kept["right"].tracked


def test_two_touching_hands_are_both_kept() -> None:
    beside = HAND.copy()
    beside[:, 0] += 80
    given: dict[Side, Candidate | None] = {"left": HERE, "right": at(MIDDLE[0] + 80, MIDDLE[1])}
    kept = tracker.settle({"left": track("left"), "right": track("right", beside)}, given)
    assert kept["left"].tracked
    assert kept["right"].tracked


def test_hands_that_hold_each_other_are_both_kept_where_each_looks_like_its_own_sides() -> None:
    across = HAND.copy()
    across[:, :2] = 2 * MIDDLE - HAND[:, :2]
    own: tracker.Tracks = {
        side: replace(track(side, points), strange=-1.2) for side, points in (("left", HAND), ("right", across))
    }
    given: dict[Side, Candidate | None] = {"left": HERE, "right": HERE}
    assert all(kept.tracked for kept in tracker.settle(own, given).values())
    one = own | {"right": replace(own["right"], strange=1.2)}
    kept = tracker.settle(one, given)
    assert kept["left"].tracked
    assert not kept["right"].tracked


def test_a_hand_beyond_the_arms_reach_is_unlikely() -> None:
    wrists: dict[Side, np.ndarray] = {"left": np.array([400.0, 300.0]), "right": np.array([200.0, 300.0])}
    at_wrist, at_plant = at(210, 260, chance=0.5), at(210, 900, chance=0.5)
    near, far = candidates.within_reach([at_wrist, at_plant], wrists, 150.0)
    assert near == at_wrist
    assert far.chance < 0.5 * near.chance
    assert candidates.within_reach([at_wrist, at_plant], None, 0.0) == [at_wrist, at_plant]


def test_a_hand_that_only_the_landmark_network_sees_is_let_go_after_a_while() -> None:
    crop, now = hand_crop(HAND, "right"), track("right")
    for _ in range(tracker.UNSEEN):
        now = tracker.update(now, crop, found(0.9), now.unseen + 1)
        assert now.tracked
    assert tracker.update(now, crop, found(0.9)).unseen == 0
    assert not tracker.update(now, crop, found(0.9), now.unseen + 1).tracked


def test_a_lone_hand_left_of_the_middle_is_the_right_one() -> None:
    hand = at(100, 100)
    assert tracker.assign([hand], lost(), None, (300.0, 600.0)) == {"left": None, "right": hand}
    assert tracker.assign([hand], lost(), None, (-100.0, 600.0)) == {"left": hand, "right": None}


def test_only_the_likeliest_newcomers_are_looked_at() -> None:
    one_free: tracker.Tracks = {"left": track("left"), "right": HandTrack("right")}
    strangers = [at(900, 900, 0.3), at(600, 900, 0.5), at(300, 900, 0.4)]
    known, new = tracker.known_and_new([strangers[0], HERE, *strangers[1:]], one_free)
    assert known == [HERE]
    assert new == [strangers[1]]
    both = one_free | {"right": track("right", HAND + np.float32(2000))}
    there = at(MIDDLE[0] + 2000, MIDDLE[1] + 2000)
    assert tracker.known_and_new([HERE, there, *strangers], both) == ([HERE, there], [])
    assert len(tracker.known_and_new(strangers, lost())[1]) == 3
    # A followed hand that the finder sees no more may have jumped to where a newcomer is.
    assert tracker.known_and_new([HERE, *strangers], both) == ([HERE], strangers[1:])


SEEN = np.random.default_rng(2).uniform(0.3, 0.7, (21, 3)).astype(np.float32)  # in the crop's unit square


def test_where_no_hand_was_seen_none_is_looked_for_until_it_moves_or_a_while_has_passed() -> None:
    print_on_shirt, hand = at(500, 500, 0.6), at(900, 500, 0.3)
    vain = candidates.still_turned_down([], [print_on_shirt])
    one_free: tracker.Tracks = {"left": track("left"), "right": HandTrack("right")}
    assert tracker.known_and_new([print_on_shirt, hand], one_free, vain)[1] == [hand]
    moved = at(540, 500, 0.6)
    assert tracker.known_and_new([moved, hand], one_free, vain)[1] == [moved]
    for _ in range(candidates.REST - 1):
        vain = candidates.still_turned_down(vain, [])
        assert vain
    assert candidates.still_turned_down(vain, []) == []


def read(score: float, presence: float = 0.99, right: float = 0.95) -> Found:
    return Found(SEEN, np.full(21, score, np.float32), np.array([presence, right], np.float32))


def test_a_print_on_a_shirt_is_believed_less_than_a_hand() -> None:
    crop = HERE.crop("right")
    hand = candidates.believed(HERE, crop, read(0.6))
    shirt = candidates.believed(HERE, crop, read(0.1, 0.8))
    assert hand is not None
    assert shirt is not None
    assert hand.chance > 3 * shirt.chance
    assert candidates.believed(HERE, crop, read(0.6, presence=0.01)) is None


@pytest.mark.parametrize("taken_for", ["left", "right"])
@pytest.mark.parametrize("as_shown", [0.03, 0.97])
def test_the_landmark_network_tells_whose_hand_it_is(taken_for: Side, as_shown: float) -> None:
    hand = candidates.believed(at(100, 100, right=0.5), HERE.crop(taken_for), read(0.6, right=as_shown))
    assert hand is not None
    assert (hand.right > 0.9) == ((taken_for == "right") == (as_shown > 0.5))
    assert (hand.right < 0.1) == ((taken_for == "right") != (as_shown > 0.5))


def look(side: Side, tracks: tracker.Tracks, right: float) -> HandTrack:
    """One more frame in which a followed hand stays where it is, and appears in its crop as a right one or not."""
    points = tracks[side].points
    assert points is not None
    crop = Crop(*points[:, :2].mean(axis=0), 160.0, mirrored=side == "left")
    return tracker.update(tracks[side], crop, read(0.6, right=right))


def test_a_hand_followed_as_the_wrong_one_changes_sides_after_a_few_readings() -> None:
    tracks = lost() | {"left": track("left")}
    readings = 0
    while tracks["left"].tracked:
        tracks = tracker.right_sides(tracks | {"left": look("left", tracks, right=0.03)})
        readings += 1
        assert readings < 10
    assert readings > 1  # one reading may be an accident
    assert tracks["right"].tracked
    assert tracks["right"].side == "right"


def test_one_strange_hand_of_two_stays_where_it_is() -> None:
    tracks: tracker.Tracks = {"left": track("left"), "right": track("right", HAND + np.float32(300))}
    for _ in range(10):
        tracks = {"left": look("left", tracks, right=0.03), "right": look("right", tracks, right=0.97)}
        middle = tracks["left"].points[:, :2].mean(axis=0)
        tracks = tracker.right_sides(tracks)
        assert tracks["left"].points[:, :2].mean(axis=0) == pytest.approx(middle)


def test_two_hands_followed_the_wrong_way_round_change_places() -> None:
    tracks: tracker.Tracks = {"left": track("left"), "right": track("right", HAND + np.float32(300))}
    for _ in range(10):
        tracks = {side: look(side, tracks, right=0.03) for side in ("left", "right")}
        here, there = (tracks[side].points for side in ("left", "right"))
        tracks = tracker.right_sides(tracks)
        if tracks["left"].points is there:
            break
    assert tracks["right"].points is here
    assert tracks["left"].side == "left"


def test_a_hand_that_the_finder_takes_with_its_forearm_is_the_followed_one() -> None:
    own = hand_crop(HAND, "right")
    with_forearm = Candidate(MIDDLE[0] - 80, MIDDLE[1], 200.0, 0.0, 0.6, 0.5)
    assert tracker.known_and_new([with_forearm], lost() | {"right": track("right")}) == ([with_forearm], [])
    assert tracker.choose_crop(track("right"), with_forearm) == (own, False)


def test_what_the_landmark_network_has_read_needs_no_second_look() -> None:
    hand = candidates.believed(HERE, HERE.crop("right"), read(0.6))
    crop, coarse = tracker.choose_crop(HandTrack("right"), hand)
    assert crop is not None
    assert not coarse


def body(elbow: tuple[float, float], wrist: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Points and scores of a body of which only the left forearm is known."""
    points, score = np.full((13, 3), np.nan, np.float32), np.zeros(13, np.float32)
    for name, place in (("left_elbow", elbow), ("left_wrist", wrist)):
        points[index(name), :2], score[index(name)] = place, 0.8
    return points, score


def test_a_hanging_hand_is_guessed_below_its_wrist_with_the_fingers_down() -> None:
    guess = candidates.beyond_wrist("left", *body((400, 200), (400, 300)), span=200, size=(640, 480))
    assert guess is not None
    assert guess.x == pytest.approx(400)
    assert 310 < guess.y < 380
    assert abs(guess.angle) == pytest.approx(np.pi)
    assert guess.right == 0.0


def test_nothing_is_guessed_outside_the_picture_or_without_a_forearm() -> None:
    points, score = body((400, 350), (400, 470))
    assert candidates.beyond_wrist("left", points, score, 200, (640, 480)) is None
    assert candidates.beyond_wrist("right", points, score, 200, (640, 960)) is None


def test_a_believed_candidate_lies_where_the_landmark_network_saw_the_hand() -> None:
    crop = Crop(130.0, 90.0, 160.0, 0.3)
    sure = candidates.believed(at(100, 100), crop, read(0.5))
    own = hand_crop(crop.to_picture(SEEN), "right")
    assert sure is not None
    assert own is not None
    assert (sure.x, sure.y, sure.angle) == (own.x, own.y, own.angle)
    assert sure.crop("right").side == pytest.approx(own.side)


def test_of_two_candidates_on_one_hand_the_likelier_is_kept() -> None:
    twice, other = [at(100, 100, 0.4), at(110, 100, 0.7)], at(190, 100, 0.3)
    assert candidates.distinct([*twice, other]) == [twice[1], other]
