"""Protects the start of a call from weights that are missing, damaged, exchanged or made for something else."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from detector.pipeline import Detector
from detector.weights import FORMAT, NETWORKS, SHIPPED, WeightsError, open_network


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED, folder)
    return folder


def vouch(folder: Path, name: str, data: bytes) -> None:
    """Exchange a network and let the manifest vouch for the new one."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / manifest["networks"][name]["file"]).write_bytes(data)
    manifest["networks"][name]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("name", list(NETWORKS))
def test_the_shipped_networks_answer_in_the_right_shapes_and_ranges(name: str) -> None:
    network = open_network(name)
    found = network.run(np.random.default_rng(4).integers(0, 256, (network.size, network.size, 3), np.uint8))
    for output, shape in NETWORKS[name].items():
        assert getattr(found, output).shape == tuple(shape[1:])
    assert ((found.xyz[:, :2] >= 0) & (found.xyz[:, :2] <= 1)).all()
    assert ((found.score >= 0) & (found.score <= 1)).all()
    assert ((found.presence >= 0) & (found.presence <= 1)).all()
    if found.hands is not None:
        assert ((found.hands[:, 0] >= 0) & (found.hands[:, 0] <= 1)).all()
        assert (np.diff(found.hands[:, 0]) <= 0).all()
        assert np.hypot(found.hands[:, 4], found.hands[:, 5]) == pytest.approx(1, abs=1e-3)


def test_a_truncated_file_is_named_as_damaged(copy: Path) -> None:
    path = copy / "hand.onnx"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(WeightsError, match=r"hand\.onnx is damaged"):
        Detector(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "finder.onnx").unlink()
    with pytest.raises(WeightsError, match=r"finder\.onnx is missing"):
        Detector(copy)


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no manifest\.json"):
        Detector(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "networks": {"hand": 3}}', "\x00\xff", "9" * 70000])
def test_a_damaged_manifest_is_said_to_be_so(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text)
    with pytest.raises(WeightsError, match="damaged"):
        open_network("hand", copy)


def test_another_format_is_refused_with_both_numbers(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["format"] = FORMAT + 1
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(WeightsError, match=f"format {FORMAT + 1}, this Handline reads format {FORMAT}"):
        open_network("hand", copy)


def test_a_network_for_another_skeleton_is_refused(copy: Path) -> None:
    vouch(copy, "hand", (copy / "finder.onnx").read_bytes())
    with pytest.raises(WeightsError, match="another skeleton"):
        open_network("hand", copy)


def test_what_is_no_network_at_all_is_refused(copy: Path) -> None:
    vouch(copy, "hand", b"not a network")
    with pytest.raises(WeightsError, match="not a network that can be run"):
        open_network("hand", copy)


def test_a_manifest_cannot_point_outside_its_folder(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["networks"]["hand"]["file"] = "../weights/hand.onnx"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(WeightsError, match="missing"):
        open_network("hand", copy)
