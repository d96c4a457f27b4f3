"""Protects what the finder learns from: pictures, what is said of them, and the file they are kept in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from detector.crops import HAND_MARGIN, frame_crop, hand_crop  # noqa: E402
from detector.networks.finder import CENTRE, RIGHT, read_hands  # noqa: E402
from detector.skeleton import index  # noqa: E402
from training import finder_cache, finder_data  # noqa: E402
from training.labels import read_labels, read_pictures  # noqa: E402
from training.losses import hand_map_loss  # noqa: E402


@pytest.fixture
def kept(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finder cache of the set `rooms` and of the backgrounds."""
    monkeypatch.setattr(finder_cache, "BODY_SETS", ("rooms",))
    monkeypatch.setattr(finder_cache, "CLOSE_UPS", ())
    folder = tmp_path / "cache" / "finder"
    finder_cache.build(folder, data)
    return folder


def first_picture(data: Path) -> finder_cache.FinderPicture:
    items = read_labels(data, "rooms")[:1]
    return finder_cache.labelled_picture("rooms", items[0], next(read_pictures(items)))


def test_a_mirrored_finder_picture_swaps_the_sides(data: Path) -> None:
    picture = first_picture(data)
    crop = frame_crop(picture.image.shape[1], picture.image.shape[0])
    plain = finder_data.cut(picture, crop, 96)
    mirrored = finder_data.cut(picture, replace(crop, mirrored=True), 96)
    assert [hand.side for hand in plain.hands] == ["left"]
    assert [hand.side for hand in mirrored.hands] == ["right"]
    assert mirrored.hands[0].points[:, 0] == pytest.approx(1 - plain.hands[0].points[:, 0], abs=1e-5)
    left, right = index("left_shoulder"), index("right_shoulder")
    assert mirrored.body[left, 0] == pytest.approx(1 - plain.body[right, 0], abs=1e-5)


def test_from_nearby_no_body_shows_where_the_picture_has_none(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = first_picture(data)
    monkeypatch.setattr(finder_data, "_NEARBY", 1.0)
    rng = np.random.default_rng(2)
    for _ in range(20):
        crop = finder_data.random_crop(rng, picture)
        view = finder_data.cut(picture, crop, 96)
        xy = view.hands[0].points[:, :2]
        assert 0.25 < np.ptp(xy, axis=0).max() < 1
        assert np.abs((xy.min(axis=0) + xy.max(axis=0)) / 2 - 0.5).max() < 0.3
        known = np.isfinite(view.body[:, 0])
        assert view.present.tolist() == known.astype(np.float32).tolist()
    assert not known.all()


def test_what_the_teacher_doubts_is_neither_hand_nor_background(data: Path) -> None:
    picture = first_picture(data)
    assert len(picture.hands) == 1
    assert len(picture.unsure) == 1  # the hand that the mirrored picture contradicts
    x, y, radius = picture.unsure[0] / 320
    maps, known = finder_data.hand_targets([], np.array([[0.25, 0.5, 0.1]], np.float32), 20)
    assert known[10, 5] == 0
    assert known[10, 12] == 1
    assert maps[CENTRE].max() == 0
    assert radius > 0
    assert np.isfinite([x, y]).all()


def test_hand_maps_read_back_the_hands_they_were_drawn_from(data: Path) -> None:
    picture = first_picture(data)
    view = finder_data.cut(picture, frame_crop(picture.image.shape[1], picture.image.shape[0]), 160)
    maps, known = finder_data.hand_targets(view.hands, np.zeros((0, 3), np.float32), 20)
    logits = torch.from_numpy(maps)[None].clone()
    logits[:, CENTRE] = torch.logit(logits[:, CENTRE].clamp(1e-4, 1 - 1e-4))
    logits[:, RIGHT] = logits[:, RIGHT] * 12 - 6
    chance, u, v, extent, axis_x, axis_y, right = read_hands(logits)[0, 0].tolist()
    crop = hand_crop(view.hands[0].points * 1000, "left")
    assert crop is not None
    assert chance > 0.99
    assert (u, v) == pytest.approx((crop.x / 1000, crop.y / 1000), abs=1e-3)
    assert extent == pytest.approx(crop.side / HAND_MARGIN / 1000, rel=1e-3)
    assert np.arctan2(axis_x, -axis_y) == pytest.approx(crop.angle, abs=1e-3)
    assert right < 0.01
    batch = torch.from_numpy(maps)[None], torch.from_numpy(known)[None]
    assert float(hand_map_loss(logits, *batch)) < 0.1 < float(hand_map_loss(torch.zeros_like(logits), *batch))


def test_kept_pictures_say_what_the_labels_say(data: Path, kept: Path) -> None:
    cache = finder_cache.load(kept)
    items = read_labels(data, "rooms")
    assert cache.kinds.count("body") == len(items)
    assert cache.kinds.count("empty") == 6
    for row, (item, image) in enumerate(zip(items, read_pictures(items), strict=True)):
        truth, found = finder_cache.labelled_picture("rooms", item, image), cache[row]
        assert np.abs(found.image.astype(int) - truth.image).mean() < 2
        assert found.image.shape == truth.image.shape
        assert found.body == pytest.approx(truth.body, nan_ok=True)
        assert [hand.side for hand in found.hands] == [hand.side for hand in truth.hands]
        for a, b in zip(found.hands, truth.hands, strict=True):
            assert a.points == pytest.approx(b.points)
        assert found.unsure == pytest.approx(truth.unsure)
        assert (found.kind, found.set, found.body_known) == (truth.kind, truth.set, truth.body_known)
        assert cache.validation[row] == found.validation == truth.validation
    with pytest.raises(IndexError):
        cache[len(cache)]


def test_a_cut_out_person_stays_cut_out(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = first_picture(data)
    alpha = np.full_like(picture.image[..., 0], 255)
    alpha[:40] = 0
    person = replace(picture, image=np.dstack([picture.image, alpha]))
    monkeypatch.setattr(finder_cache, "_pictures", lambda root, rendered: iter([person, picture]))
    finder_cache.build(tmp_path / "kept", data)
    cache = finder_cache.load(tmp_path / "kept")
    assert (cache[0].image[..., 3] == alpha).all()
    assert cache[1].image.shape[2] == 3


def test_finder_batches_are_the_same_for_a_seed(kept: Path, cache: Path) -> None:
    def first(seed: int) -> finder_data.FinderBatch:
        return next(iter(finder_data.FinderStream(kept, cache, 96, 8, seed)))

    batch, again, other = first(1), first(1), first(2)
    assert torch.equal(batch.images, again.images)
    assert torch.equal(batch.hands, again.hands)
    assert not torch.equal(batch.images, other.images)
    assert batch.hands[:, CENTRE].amax(dim=(1, 2)).max() == 1
