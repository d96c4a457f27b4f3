"""Protects the hunt for false alarms: what is a hand, labelled or plainly seen, never teaches that it is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import app.studio.sample_clip as sample
from app.studio.choreography import pose
from avatar.people import load_person
from detector.skeleton import BODY, HANDS, SIDES
from training.false_alarms import MOST, FalseAlarms, taken
from training.finder_cache import FinderPicture, LabelledHand

CLIP = Path(sample.__file__).parent.parent / "assets" / "sample.mp4"
FRAME = 155  # both hands are up
MARGIN = 2.0


@pytest.fixture(scope="module")
def alarms() -> FalseAlarms:
    return FalseAlarms()


@pytest.fixture(scope="module")
def signing() -> FinderPicture:
    """A frame of the sample clip, with its hands labelled."""
    film = cv2.VideoCapture(str(CLIP))
    film.set(cv2.CAP_PROP_POS_FRAMES, FRAME)
    image = cv2.cvtColor(film.read()[1], cv2.COLOR_BGR2RGB)
    body = load_person()
    truth = sample.keypoints(body, pose(body.rig, sample.positions()[FRAME]), sample.camera(), sample.SIZE)
    hands = tuple(LabelledHand(truth.xyz[HANDS[side]], side) for side in SIDES)
    return FinderPicture(image, truth.xyz[BODY], True, hands, np.zeros((0, 3), np.float32), "body", "rooms", False)


def near_a_hand(picture: FinderPicture, x: float, y: float) -> bool:
    return bool((np.hypot(*(taken(picture)[:, :2] - (x, y)).T) < taken(picture)[:, 2]).any())


def test_labelled_hands_are_left_out_and_unlabelled_ones_would_not_be(
    alarms: FalseAlarms, signing: FinderPicture
) -> None:
    found = alarms.of(np.random.default_rng(1), signing, MARGIN)
    assert not any(near_a_hand(signing, crop.x, crop.y) for crop in found)
    careless = alarms.of(np.random.default_rng(1), replace(signing, hands=()), MARGIN)
    assert any(near_a_hand(signing, crop.x, crop.y) for crop in careless)
    assert len(careless) <= MOST


def test_hands_that_are_plainly_seen_in_a_picture_without_labels_are_left_out(
    alarms: FalseAlarms, signing: FinderPicture
) -> None:
    unlabelled = replace(signing, hands=(), body=np.full_like(signing.body, np.nan), kind="empty")
    found = alarms.of(np.random.default_rng(1), unlabelled, MARGIN)
    assert not any(near_a_hand(signing, crop.x, crop.y) for crop in found)


def test_places_where_somebody_may_hide_a_hand_are_left_out(alarms: FalseAlarms, signing: FinderPicture) -> None:
    suspected = replace(signing, hands=(), unsure=taken(signing))
    found = alarms.of(np.random.default_rng(1), suspected, MARGIN)
    assert not any(near_a_hand(signing, crop.x, crop.y) for crop in found)
