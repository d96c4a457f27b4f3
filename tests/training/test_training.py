"""Protects the trainer with real, tiny runs: it learns, it resumes, and what it exports is what it trained."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from detector.networks.soft_argmax import Keypoints, SoftArgmaxNetwork, attend  # noqa: E402
from detector.skeleton import index  # noqa: E402
from detector.weights import FORMAT, Network, open_network  # noqa: E402
from training import (  # noqa: E402
    augment,
    checkpoint,
    decoys,
    export,
    hand_cache,
    hand_data,
    train_hand,
)
from training.losses import heat_targets, keypoint_loss  # noqa: E402
from training.pdj import pdj, relative_error  # noqa: E402
from training.quantise import quantise  # noqa: E402
from training.trainer import Options, Task, normalise, train  # noqa: E402

CPU = torch.device("cpu")


def hand_task(data: Path, cache: Path, said: list[str]) -> Task:
    def loss(network: torch.nn.Module, batch: hand_data.CropBatch, device: torch.device) -> torch.Tensor:
        present = batch.present.unsqueeze(1)
        out: Keypoints = network(normalise(batch.images, device))
        return keypoint_loss(out, batch.points, batch.weight, present, torch.ones_like(present))

    def validate(network: torch.nn.Module, size: int, device: torch.device) -> str:
        said.append(str(size))
        return "looked"

    return Task(
        network=lambda: SoftArgmaxNetwork(21, 1, width=0.35, channels=16),
        stream=lambda size, batch, seed: hand_data.HandStream(cache, data, size, batch, seed),
        loss=loss,
        validate=validate,
    )


def test_cached_crops_show_the_hand_upright_under_its_points(cache: Path) -> None:
    hands = hand_cache.load(cache)
    assert hands.shows_hand.sum() == 18
    assert hands.cut_out.sum() == 6  # the digits, cut from their wall
    for row in np.flatnonzero(hands.shows_hand):
        image, points = hands.images[row], hands.points[row]
        assert points[9, 1] < points[0, 1]
        u, v = (points[9, :2] * hand_cache.SIZE).astype(int)
        assert int(image[v, u, 0]) > int(image[v, u, 2]) + 20
        assert image[v, u, 3] > 128


def test_pieces_without_a_hand_show_none(cache: Path) -> None:
    hands = hand_cache.load(cache)
    pieces = np.flatnonzero(~hands.shows_hand)
    assert len(pieces) > 3
    third = hand_cache.SIZE // 3
    for row in pieces:
        image = hands.images[row][third:-third, third:-third].astype(int)
        # Fingers are orange on grey here.
        assert (image[..., 0] > image[..., 2] + 20).mean() < 0.03


def test_prints_and_bare_skin_leave_hands_as_they_are() -> None:
    rng = np.random.default_rng(3)
    body = np.full((13, 3), 0.5, np.float32)
    body[[index("left_shoulder"), index("right_shoulder")], 0] = (0.7, 0.3)
    taken = np.array([[0.25, 0.6, 0.15]], np.float32)
    down, across = np.mgrid[:160, :160] / 160
    hand = np.hypot(across - 0.25, down - 0.6) < 0.14
    changed = np.zeros((160, 160), bool)
    for draw in (decoys.print_on, decoys.bare_skin_on):
        before = rng.integers(0, 255, (160, 160, 3), np.uint8)
        for _ in range(40):
            image = before.copy()
            draw(rng, image, body, taken)
            assert (image[hand] == before[hand]).all()
            changed |= (image != before).any(axis=2)
    assert changed.mean() > 0.3


def test_batches_are_the_same_for_a_seed_and_their_points_lie_on_the_hand(data: Path, cache: Path) -> None:
    def first(seed: int) -> hand_data.CropBatch:
        return next(iter(hand_data.HandStream(cache, data, 96, 16, seed)))

    batch, again, other = first(1), first(1), first(2)
    assert torch.equal(batch.images, again.images)
    assert not torch.equal(batch.images, other.images)
    shown = batch.present > 0
    assert shown.sum() > 0
    assert (batch.weight[~shown] == 0).all()
    inside = batch.points[batch.weight > 0][:, :2]
    assert ((inside > 0) & (inside < 1)).all()
    assert torch.isfinite(batch.right).tolist() == shown.tolist()


def test_half_of_the_hands_appear_as_the_other_sides(data: Path, cache: Path) -> None:
    batch = next(iter(hand_data.HandStream(cache, data, 96, 200, 3)))
    assert 0.35 < batch.right[batch.present > 0].mean() < 0.65


def test_a_cut_out_hand_mostly_stands_before_a_picture_and_a_border_is_mostly_black() -> None:
    rng = np.random.default_rng(4)
    picture = rng.integers(0, 256, (32, 32, 3), np.uint8)
    nothing = np.zeros((32, 32, 4), np.uint8)
    behind = {cut: [hand_data.fill(rng, nothing, picture, cut) for _ in range(200)] for cut in (True, False)}
    assert 0.75 < np.mean([(image == picture).all() for image in behind[True]]) < 0.95
    assert 0.5 < np.mean([(image == 0).all() for image in behind[False]]) < 0.7


def test_another_hand_lies_beside_and_leaves_the_middle_of_the_one_to_be_read(cache: Path) -> None:
    hands = hand_cache.load(cache)
    other = int(hand_cache.loose(hands)[0])
    rng = np.random.default_rng(5)
    points = (rng.uniform(0.35, 0.65, (21, 3))).astype(np.float32)
    for _ in range(20):
        image = np.zeros((96, 96, 3), np.uint8)
        hand_data.lay_beside(rng, image, points, hands, other)
        painted = (image > 0).any(axis=2)
        assert 20 < painted.sum() < 0.4 * painted.size
        assert painted[42:54, 42:54].mean() < 0.5


def test_a_crop_across_the_pictures_border_is_black_beyond_it_and_says_which_points_are_gone() -> None:
    rng = np.random.default_rng(9)
    points = rng.uniform(0.1, 0.9, (21, 3)).astype(np.float32)
    cuts = 0
    for _ in range(40):
        image = np.full((64, 64, 3), 200, np.uint8)
        gone = augment.cut_off(rng, image, points)
        u, v = (points[:, :2] * 64).astype(int).T
        # Points within a pixel of the border may lie on either side.
        assert (image[v, u, 0] == np.where(gone, 0, 200)).sum() >= 19
        assert gone.sum() <= 10
        cuts += bool((image == 0).any())
    assert cuts > 20


def test_a_mirrored_cut_shows_the_points_where_they_are() -> None:
    image, points = np.zeros((96, 96, 4), np.uint8), np.array([[20.5 / 96, 30.5 / 96, 0.1]], np.float32)
    image[29:32, 19:22] = 255
    matrix = augment.random_affine(np.random.default_rng(2), augment.CropJitter(), 0.8, 96, 64)
    plain = matrix.copy()
    hand_data.mirror(matrix, 64)
    u, v = (hand_data.transform_points(points, matrix, 96, 64)[0, :2] * 64).astype(int)
    assert hand_data.warp(image, matrix, 64)[v, u, 3] > 128
    assert hand_data.warp(image, plain, 64)[:, ::-1] == pytest.approx(hand_data.warp(image, matrix, 64), abs=2)


def test_training_learns_stops_and_resumes_to_the_same_end(data: Path, cache: Path, tmp_path: Path) -> None:
    said: list[str] = []
    task = hand_task(data, cache, said)
    schedule = checkpoint.Schedule(samples=320, peak=2e-3, sizes=((0.0, 64), (0.5, 96)), warmup=64)
    train(task, Options(tmp_path / "run", schedule, workers=0))
    state = checkpoint.read(tmp_path / "run" / "last.pt")
    assert state["seen"] == 320
    assert said == ["96"]
    assert (tmp_path / "run" / "stable.pt").exists()
    longer = checkpoint.Schedule(samples=384, peak=2e-3, sizes=((0.0, 64),), warmup=64)
    train(task, Options(tmp_path / "run", longer, workers=0))
    resumed = checkpoint.read(tmp_path / "run" / "last.pt")
    assert resumed["seen"] == 384
    moved = [k for k, v in resumed["network"].items() if v.ndim > 1 and not torch.equal(v, state["network"][k])]
    assert moved


def test_the_loss_is_least_at_the_truth_and_ignores_the_unknown() -> None:
    generator = torch.Generator().manual_seed(0)
    points = torch.rand(2, 5, 3, generator=generator) * 0.8 + 0.1
    weight = torch.ones(2, 5)
    weight[0, 3] = 0
    present = torch.ones(2, 1)

    def loss(xyz: torch.Tensor) -> float:
        heat = torch.log(heat_targets(xyz[..., :2], 12, 12) + 1e-6).reshape(2, 5, 12, 12)
        out = Keypoints(xyz, torch.full((2, 5), -3.0), torch.full((2, 1), 4.0), heat)
        return float(keypoint_loss(out, points, weight, present, torch.ones(2, 1)))

    best = loss(points)
    off = points.clone()
    off[1, 2, 0] += 0.05
    assert loss(off) > best
    unknown = points.clone()
    unknown[0, 3] = 0.9
    assert loss(unknown) == pytest.approx(best, rel=1e-4)


def test_a_local_read_out_answers_with_one_of_two_peaks_not_their_middle() -> None:
    heat = torch.full((1, 1, 12, 12), -8.0)
    heat[0, 0, 6, 2], heat[0, 0, 6, 9] = 4.0, 3.9
    _, local = attend(heat, local=True)
    _, whole = attend(heat, local=False)
    assert local[0, 0].tolist() == pytest.approx([2.5 / 12, 6.5 / 12], abs=0.02)
    assert 0.35 < float(whole[0, 0, 0]) < 0.65


def test_the_exported_network_answers_like_the_trained_one_and_in_eight_bits_nearly_so(
    cache: Path, tmp_path: Path
) -> None:
    def opened(digest: str) -> Network:
        manifest = {"format": FORMAT, "networks": {"hand": {"file": "hand.onnx", "sha256": digest}}}
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        return open_network("hand", tmp_path)

    network = train_hand.build_network().eval()
    start = Path(train_hand.__file__).parent / "start" / "hand.pt"
    network.load_state_dict(checkpoint.read(start)["average"])
    hands = hand_cache.load(cache)
    crops, _ = train_hand.plain_crops(hands, np.flatnonzero(hands.shows_hand), 160)
    with torch.no_grad():
        out = network(normalise(crops, CPU))
    path = tmp_path / "hand.onnx"
    exported = opened(export.write("hand", network, 0.05, 1.5, 160, path))
    found = exported.run(crops[0].numpy())
    assert found.xyz == pytest.approx(out.xyz[0].numpy(), abs=1e-4)
    chance = 1 - np.exp(-((0.05 / np.exp(out.log_scale[0].numpy())) ** 1.5))
    assert found.score == pytest.approx(chance, abs=1e-3)
    assert found.presence == pytest.approx(torch.sigmoid(out.presence)[0].numpy(), abs=1e-4)
    size = path.stat().st_size
    small = opened(quantise(path, crops.numpy()[:6]))
    assert path.stat().st_size < 0.6 * size
    gaps = [np.abs(small.run(crops[n].numpy()).xyz - out.xyz[n].numpy()) for n in range(len(crops))]
    assert 1e-5 < np.median(gaps) < 0.02


def test_several_runs_are_exported_as_their_mean(tmp_path: Path) -> None:
    folders = []
    for n, share in enumerate((0.2, 0.6)):
        network = torch.nn.Linear(2, 1)
        torch.nn.init.constant_(network.weight, share)
        folders.append(tmp_path / str(n))
        folders[-1].mkdir()
        torch.save({"average": network.state_dict(), "seen": 100 + n}, folders[-1] / "last.pt")
    network = torch.nn.Linear(2, 1)
    assert export.load_average(network, *folders, folders[1]) == 201
    assert float(network.weight.detach()[0, 0]) == pytest.approx((0.2 + 2 * 0.6) / 3)
    assert export.load_average(network, *folders) == 201
    assert network.weight.tolist() == [[pytest.approx(0.4), pytest.approx(0.4)]]


def test_calibration_recovers_the_law_that_made_the_errors() -> None:
    rng = np.random.default_rng(6)
    scale = np.exp(rng.uniform(-4.5, -1.5, 20_000))
    close = rng.random(20_000) < 1 - np.exp(-((0.04 / scale) ** 1.4))
    a, g = export.fit_calibration(scale, close)
    assert a == pytest.approx(0.04, rel=0.1)
    assert g == pytest.approx(1.4, abs=0.15)


def test_pdj_counts_joints_against_the_diagonal_and_missing_hands_as_missed() -> None:
    truth = np.zeros((2, 21, 2))
    truth[:, 1] = (30, 40)  # a box with a diagonal of 50
    found = truth.copy()
    found[0, 5] += (2.4, 0)
    found[0, 6] += (2.6, 0)
    found[1] = np.nan
    error = relative_error(found, truth)
    assert pdj(error[0], 0.05) == pytest.approx(20 / 21)
    assert pdj(error, 0.05) == pytest.approx(20 / 42)
