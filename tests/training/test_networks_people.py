"""Protects a call with the whole-body network: its weights, whom it follows, and that it reads what it has learnt."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")
pytest.importorskip("pytorchcv", reason="backbones need pytorchcv: pip install --no-deps pytorchcv")

import torch
from typer.testing import CliRunner

import app.studio.sample_clip as sample
from app import settings
from app.detecting import make_chosen_detector
from app.main import cli
from app.retraining import models
from app.studio.choreography import pose
from avatar.people import load_person
from detector.crops import frame_crop
from detector.opening import open_detector
from detector.people import Person
from detector.pipeline import Detector
from detector.skeleton import BODY, K, index
from detector.weights import SHIPPED, WeightsError, check_all, open_network, open_people
from detector.whole_picture import PictureDetector, signer
from training import face_cache, finder_cache
from training.networks_loss import fields_loss
from training.networks_people import export_people
from training.networks_train import Asked
from training.people_data import Labels, targets
from training.trainer import normalise

CLIP = Path(sample.__file__).parent.parent / "assets" / "sample.mp4"
FRAME = 30
ASKED = Asked("paf_wholebody", 64, 0.125)
torch.set_num_threads(1)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray, np.ndarray]:
    """Weights that know one frame of the project's own clip by heart; the frame; and its body in pixels."""
    key = sample.positions()[FRAME]
    body = load_person()
    true = sample.keypoints(body, pose(body.rig, key), sample.camera(), sample.SIZE).xyz[:, :2].copy()
    film = cv2.VideoCapture(str(CLIP))
    film.set(cv2.CAP_PROP_POS_FRAMES, FRAME)
    frame = np.ascontiguousarray(film.read()[1][..., ::-1])
    known = np.zeros(K, bool)
    known[BODY] = True
    crop = frame_crop(*sample.SIZE)
    unit = (true @ crop.matrix(1)[:, :2].T + crop.matrix(1)[:, 2] + 0.5).astype(np.float32)
    shown = Labels(crop.cut(frame, ASKED.size), unit, known)
    batch = targets([(shown, [np.where(known[:, None], unit, np.nan).astype(np.float32)])])
    torch.manual_seed(1)
    network = ASKED.fresh()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(100):
        out = network(normalise(batch.images, torch.device("cpu")))
        loss = fields_loss(out, batch.fields, batch.confidences, batch.known)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    folder = tmp_path_factory.mktemp("people")
    export_people(network, ASKED, 100, folder)
    return folder, frame, true


def test_a_call_reads_with_it_what_it_has_learnt(learnt: tuple[Path, np.ndarray, np.ndarray]) -> None:
    folder, frame, true = learnt
    detector = open_detector(folder)
    assert isinstance(detector, PictureDetector)
    with closing(detector):
        for n in range(3):
            seen = detector.detect(frame, n * 33_333)
            known = seen.known[BODY]
            assert known.sum() >= 9
            span = np.hypot(*(true[index("left_shoulder")] - true[index("right_shoulder")]))
            gap = np.linalg.norm(seen.xyz[BODY][known, :2] - true[BODY][known], axis=1)
            assert np.median(gap) < 0.25 * span, gap
            assert (seen.xyz[seen.known, 2] == 0).all(), "it knows no depth"
        assert not detector.others(frame)
        nobody = detector.detect(np.zeros((90, 160, 3), np.uint8), 200_000)
        assert (nobody.width, nobody.height) == (160, 90)
        with pytest.raises(ValueError, match="a frame must be uint8"):
            detector.detect(frame.astype(np.float32), 0)  # type: ignore[arg-type]


def test_its_weights_are_checked_as_all_are(learnt: tuple[Path, np.ndarray, np.ndarray], tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(learnt[0], folder)
    check_all(folder)
    with pytest.raises(WeightsError, match="read whole pictures, and are not for this"):
        Detector(folder)
    with pytest.raises(WeightsError, match="read crops, and are not for this"):
        open_people(SHIPPED)
    manifest = json.loads((folder / "manifest.json").read_text())

    def refused(words: str, **changed: object) -> None:
        (folder / "manifest.json").write_text(json.dumps(manifest | changed))
        with pytest.raises(WeightsError, match=words):
            open_detector(folder)

    refused("of a kind that this Handline does not know", kind="horses")
    refused("of a kind that this Handline does not know", kind=["people"])
    refused("format 9, this Handline reads", format=9)
    refused("is damaged", networks={})
    (folder / "people.onnx").write_bytes((SHIPPED / "face.onnx").read_bytes())
    refused("checksum is wrong")
    digest = hashlib.sha256((folder / "people.onnx").read_bytes()).hexdigest()
    refused("another skeleton", networks={"people": {"file": "people.onnx", "sha256": digest}})


def somebody(x: float, y: float, size: float, points: int = 13) -> Person:
    """A person around a place of the unit square."""
    rng = np.random.default_rng(3)
    at = np.full((K, 2), np.nan, np.float32)
    at[:points] = np.array([x, y]) + size * rng.uniform(-0.5, 0.5, (points, 2))
    return Person(at, np.isfinite(at[:, 0]).astype(np.float32))


def test_who_is_large_and_in_the_middle_is_the_signer_and_stays_so() -> None:
    middle, side, small = somebody(0.5, 0.5, 0.4), somebody(0.85, 0.5, 0.45), somebody(0.5, 0.5, 0.1)
    assert signer([side, middle, small], None) is middle
    assert signer([small, somebody(0.6, 0.5, 0.4)], None) is not small
    assert signer([], None) is None
    assert signer([somebody(0.5, 0.5, 0.4, points=4)], None) is None, "a few points are nobody"
    # Who signs goes on signing while somebody else steps before the middle.
    moved = somebody(0.3, 0.5, 0.38)
    assert signer([somebody(0.55, 0.5, 0.6), moved], somebody(0.26, 0.5, 0.38)) is moved
    assert signer([middle], somebody(0.05, 0.1, 0.1)) is middle, "who is gone is not waited for"


def test_the_command_trains_it_and_the_next_call_uses_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder_cache, "BODY_SETS", ("rooms",))
    monkeypatch.setattr(finder_cache, "CLOSE_UPS", ())
    monkeypatch.setattr(face_cache, "SETS", ())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    run = tmp_path / "run"
    brief = ["--network", "paf_wholebody", "--size", "64", "--width", "0.0625", "--workers", "0", "--samples", "64"]
    result = CliRunner().invoke(cli, ["train", str(data), *brief, "--run", str(run), "--use"])
    assert result.exception is None, result.exception
    manifest = json.loads((run / "weights" / "manifest.json").read_text())
    assert manifest["kind"] == "people"
    assert manifest["networks"]["people"]["samples"] == 64
    used = models.weights_in_use(settings.load())
    assert used is not None
    assert used.is_relative_to(tmp_path / "home")
    told: list[str] = []
    with closing(make_chosen_detector(told.append)) as detector:
        assert isinstance(detector, PictureDetector)
        seen = detector.detect(cv2.VideoCapture(str(CLIP)).read()[1], 0)
    assert (seen.width, seen.height) == sample.SIZE
    assert not told
    (used / "people.onnx").write_bytes(b"")
    with closing(make_chosen_detector(told.append)) as detector:
        assert isinstance(detector, Detector), "the shipped weights stand in"
    assert "damaged" in told[0]
    with pytest.raises(WeightsError, match="not for this"):
        open_network("hand", used)
