"""Protects the papers' data methods: what a change loses is taken back, edges give nothing away, masks and chances."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

import torch

from detector.skeleton import BODY, FACE, HAND_POINTS, HANDS, K
from training import hand_data
from training.blending import WAYS, occlude
from training.label_masks import masked, of_sets, set_weights
from training.networks_data import RECIPES, rows_of
from training.pasting import composed_batch
from training.people_data import Labels, Placing, side_by_side, targets
from training.retrain_replay import load_replay
from training.tishchenko import NAMES, Strength, augment, inside
from training.tishchenko_crops import tishchenko_batch
from training.train_hand import plain_crops

SIZE = 64
EVERYTHING = Strength(chance=1.0)


def spots(points: np.ndarray) -> np.ndarray:
    """A grey picture with a spot of a colour of its own at each point of the unit square."""
    image = np.full((SIZE, SIZE, 3), 90, np.uint8)
    for n, (x, y) in enumerate(points):
        image[int(y * SIZE), int(x * SIZE)] = (255, 40 * n, 255 - 40 * n)
    return image


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_no_change_ever_loses_a_labelled_point(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(0.02, 0.98, (5, 2)).astype(np.float32)
    known = rng.random(5) < 0.8
    image, moved, kept = augment(rng, spots(points), points, known, EVERYTHING)
    assert inside(moved, known)
    assert list(kept) == [name for name in NAMES if name in kept], "in the paper's order"
    assert set(NAMES[4:]) <= set(kept), "what moves no point is never taken back"
    assert image.shape == (SIZE, SIZE, 3)


def test_what_loses_a_point_is_taken_back_and_the_next_starts_from_before() -> None:
    corner = np.array([[0.01, 0.01], [0.99, 0.99]], np.float32)
    still = Strength(chance=1.0, tight=(0.0, 0.0), brightness=0.0, contrast=(1.0, 1.0), dropped=(1, 0.0), specks=0.0)
    taken = []
    for seed in range(20):
        _, moved, kept = augment(np.random.default_rng(seed), spots(corner), corner, np.ones(2, bool), still)
        taken.append(kept)
        at_corners = np.abs(np.abs(moved - 0.5) - 0.49).max() < 0.011
        assert at_corners or {"rotate", "shear"} & set(kept)
    assert any("rotate" not in kept for kept in taken)
    assert all("flip" in kept for kept in taken), "a flip keeps every corner"


def test_points_move_with_the_picture() -> None:
    points = np.array([[0.45, 0.4], [0.6, 0.62], [0.4, 0.6]], np.float32)
    geometry = Strength(chance=1.0, tight=(0.4, 0.4), brightness=0.0, contrast=(1.0, 1.0), dropped=(1, 0.0), specks=0.0)
    seen = 0
    for seed in range(12):
        image = np.zeros((SIZE, SIZE, 3), np.uint8)
        for n, (x, y) in enumerate(points):
            cv2.circle(image, (int(x * SIZE), int(y * SIZE)), 2, [255 * (k == n) for k in range(3)], -1)
        out, moved, kept = augment(np.random.default_rng(seed), image, points, np.ones(3, bool), geometry)
        for n, (x, y) in enumerate(moved):
            mass = np.argwhere(out[..., n] > 128)
            assert len(mass)
            middle = (mass.mean(0)[::-1] + 0.5) / SIZE
            assert np.abs(middle - (x, y)).max() < 0.08, (kept, seed)
            seen += 1
    assert seen == 36


@pytest.mark.parametrize("way", WAYS)
def test_what_is_laid_before_a_background_shows_and_leaves_the_rest(way: str) -> None:
    rng = np.random.default_rng(1)
    background = cv2.GaussianBlur(rng.integers(0, 255, (SIZE, SIZE, 3)).astype(np.uint8), (0, 0), 4)
    front = np.zeros((SIZE, SIZE, 4), np.uint8)
    front[20:44, 20:44] = (200, 60, 40, 255)
    front[26:38, 26:38, :3] = (40, 200, 60)
    out = WAYS[way](front, background)
    assert out.shape == background.shape
    assert out.dtype == np.uint8
    far = np.ones((SIZE, SIZE), bool)
    far[6:58, 6:58] = False
    assert np.abs(out[far].astype(int) - background[far]).max() <= 8
    inner, outer = out[28:36, 28:36].astype(int).mean((0, 1)), out[22:25, 22:42].astype(int).mean((0, 1))
    assert inner[1] - outer[1] > 60, "its own contrast is kept"


def test_an_edge_is_softer_where_it_is_blended() -> None:
    background = np.full((SIZE, SIZE, 3), 200, np.uint8)
    front = np.zeros((SIZE, SIZE, 4), np.uint8)
    front[20:44, 20:44] = (40, 40, 40, 255)
    step = {way: int(np.abs(np.diff(WAYS[way](front, background)[32, :, 0].astype(int))).max()) for way in WAYS}
    assert step["plain"] > 150
    assert max(step["feathered"], step["laplacian"], step["poisson"]) < 0.7 * step["plain"]


def test_nothing_to_lay_changes_nothing_and_what_touches_the_border_is_allowed() -> None:
    background = np.full((SIZE, SIZE, 3), 77, np.uint8)
    for way in WAYS.values():
        assert (way(np.zeros((SIZE, SIZE, 4), np.uint8), background) == 77).all()
        everywhere = way(np.full((SIZE, SIZE, 4), 255, np.uint8), background)
        assert everywhere.shape == background.shape


def test_an_occluder_covers_a_part_more_or_less() -> None:
    image, donor = np.zeros((SIZE, SIZE, 3), np.uint8), np.full((SIZE, SIZE, 3), 255, np.uint8)
    shares, strengths = [], []
    for seed in range(30):
        out = occlude(np.random.default_rng(seed), image, donor)
        shares.append((out > 0).mean())
        strengths.append(int(out.max()))
    assert 0.01 < np.mean(shares) < 0.2
    assert max(strengths) > 200
    assert min(value for value in strengths if value) < 150


def test_composed_crops_say_where_their_hand_is() -> None:
    cache, rooms = load_replay()
    rows = np.flatnonzero(cache.shows_hand & ~cache.validation)[:24]
    batch = composed_batch(np.random.default_rng(2), cache, rooms, rows, rows, SIZE)
    assert batch.images.shape == (24, SIZE, SIZE, 3)
    shown = batch.present.numpy() == 1
    assert 0.5 < shown.mean() < 1
    assert (batch.weight.numpy()[~shown] == 0).all()
    inside_ = ((batch.points[..., :2] > 0) & (batch.points[..., :2] < 1)).all(2).numpy()
    assert (batch.weight.numpy()[shown] == inside_[shown]).all()
    assert np.isnan(batch.right.numpy()[~shown]).all()


def test_changed_crops_say_where_their_hand_is_and_whose_it_looks_like() -> None:
    cache, rooms = load_replay()
    rows = np.flatnonzero(cache.shows_hand & ~cache.validation)[:24]
    plain = tishchenko_batch(np.random.default_rng(2), cache, rooms, rows, SIZE, Strength(chance=0.0))
    shown = plain.present.numpy() == 1
    assert 0.5 < shown.mean() < 1
    _, truth = plain_crops(cache, rows, SIZE)
    np.testing.assert_allclose(plain.points.numpy()[shown], truth[shown], atol=1e-6)
    assert (plain.right.numpy()[shown] == 1).all()
    changed = tishchenko_batch(np.random.default_rng(2), cache, rooms, rows, SIZE, Strength(chance=1.0))
    shown = changed.present.numpy() == 1
    assert (changed.weight.numpy()[~shown] == 0).all()
    assert set(changed.right.numpy()[shown]) == {0.0}, "every flip stays: it loses no point"
    # Cut tightly, a hand fills more of its crop, and is as much deeper.
    grown = np.ptp(changed.points.numpy()[shown], axis=1) / np.ptp(truth[shown], axis=1)
    assert (np.ptp(changed.points.numpy()[shown], axis=1)[:, :2].max(axis=1) > 0.4).all()
    assert np.median(grown[:, 2]) == pytest.approx(np.median(grown[:, :2].max(axis=1)), rel=0.4)


def test_a_recipe_keeps_to_its_sets_and_says_if_there_are_none() -> None:
    cache, _ = load_replay()
    assert (rows_of(cache, RECIPES["rendered"]) == np.flatnonzero(~cache.validation & cache.shows_hand)).all()
    with pytest.raises(ValueError, match="no hand of the kind"):
        rows_of(cache, RECIPES["cut and paste"])


def test_only_what_is_labelled_weighs() -> None:
    ones = torch.ones(2)
    batch = hand_data.CropBatch(torch.zeros(2, 8, 8, 3), torch.rand(2, 21, 3), torch.full((2, 21), 0.5), ones, ones)
    out = masked(batch, [("wrist", "thumb_tip"), HAND_POINTS])
    assert out.weight[0].nonzero().flatten().tolist() == [0, HAND_POINTS.index("thumb_tip")]
    assert (out.weight[1] == 0.5).all()
    assert (batch.weight == 0.5).all(), "the batch itself stays"


@settings(max_examples=50)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.lists(st.floats(0.1, 9), min_size=4, max_size=4))
def test_sets_are_drawn_as_asked_however_large_they_are(sets: list[int], probabilities: list[float]) -> None:
    chance = of_sets(np.array(sets), probabilities)
    assert chance.sum() == pytest.approx(1)
    total = sum(probabilities[n] for n in set(sets))
    for n in set(sets):
        assert chance[np.array(sets) == n].sum() == pytest.approx(probabilities[n] / total)


def test_sets_that_are_never_drawn_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        of_sets(np.array([1, 1]), [1.0, 0.0])


def test_a_sets_weight_is_its_own() -> None:
    chance = set_weights(["digits", "digits", "letters"])
    assert chance.sum() == pytest.approx(1)
    assert chance[2] == pytest.approx(4 * chance[0])


def somebody(known: np.ndarray) -> Labels:
    points = np.full((K, 2), np.nan, np.float32)
    points[BODY] = np.random.default_rng(1).uniform(10, 50, (13, 2))
    return Labels(np.full((60, 60, 3), 200, np.uint8), points, known)


def test_people_side_by_side_keep_their_points_and_share_what_is_known() -> None:
    body, face = np.zeros(K, bool), np.zeros(K, bool)
    body[BODY], face[FACE] = True, True
    body[HANDS["left"]] = True
    shown, people = side_by_side(np.random.default_rng(3), [somebody(body), somebody(body)], SIZE)
    assert (shown.known == body).all()
    for n, one in enumerate(people):
        seen = one[BODY]
        assert ((seen[:, 0] > n / 2) & (seen[:, 0] < (n + 1) / 2)).all()
        assert np.isnan(one[FACE]).all()
    mixed, _ = side_by_side(np.random.default_rng(3), [somebody(body), somebody(face)], SIZE)
    assert not mixed.known.any(), "of the one nobody labelled the body, of the other nobody the face"
    # Larger than their places and turned: what hangs over is cut off, and nobody's point lies in another's place.
    for seed in range(5):
        how = Placing(scale=(1.4, 1.6), turn=45.0)
        _, large = side_by_side(np.random.default_rng(seed), [somebody(body)] * 2, SIZE, [how] * 2)
        for n, one in enumerate(large):
            inside_ = one[np.isfinite(one[:, 0])]
            assert ((inside_ > (n / 2, 0)) & (inside_ < ((n + 1) / 2, 1))).all()
        assert np.isnan(np.array(large)[:, BODY]).any()
    batch = targets([(shown, people)])
    assert batch.images.shape == (1, SIZE, SIZE, 3)
    assert batch.confidences.shape == (1, K, 8, 8)
    assert (batch.confidences[0, FACE] == 0).all()
    assert float(batch.confidences[0, 0].max()) > 0.1
