"""Protects the folder through which a retraining is watched, and the choice of the weights that calls use."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from app import settings
from app.detecting import make_chosen_detector
from app.places import models_folder
from app.retraining import models
from app.retraining.progress import (
    CONTROL_FILE,
    PROGRESS_FILE,
    PROOF_FILE,
    REQUEST_FILE,
    Control,
    Progress,
    ProgressReader,
    ProgressWriter,
    Proof,
    ProofRow,
    Request,
    RetrainingError,
    State,
    Wish,
    make_folder,
    read_control,
    read_proof,
    read_request,
    write_control,
    write_proof,
)
from app.setting_kinds import MAX_MODELS
from app.settings import Settings
from detector.pipeline import Detector
from detector.weights import SHIPPED, WeightsError

ASKED = Request("mixed", "fast", "Ana", ("/some/where",), 3)


def test_what_is_written_is_read_back_and_belongs_to_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "one"
    make_folder(folder, ASKED)
    assert read_request(folder) == ASKED
    assert read_control(folder) == Control(Wish.RUN, None)
    write_control(folder, Control(Wish.PAUSE, 1))
    assert read_control(folder) == Control(Wish.PAUSE, 1)
    (folder / "pictures").mkdir()
    (folder / "pictures" / "000.png").write_bytes(b"x")
    rows = (ProofRow("this signer", 30, {"pdj_005": 0.5}, {"pdj_005": 0.7}),)
    write_proof(folder, Proof(True, "Better.", rows, ("pictures/000.png", "pictures/../../x.png", "pictures/1.png")))
    assert read_proof(folder) == Proof(True, "Better.", rows, ("pictures/000.png",))
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.glob("*.json")} == {0o600}
    with pytest.raises(RetrainingError, match="already"):
        make_folder(folder, ASKED)


def test_progress_is_read_as_it_grows_and_damaged_lines_are_left_out(tmp_path: Path) -> None:
    reader = ProgressReader(tmp_path)
    assert reader.read() == []
    first = Progress(1.0, State.PREPARING, sentence="Reading pictures.")
    second = Progress(2.0, State.TRAINING, 1, 2, 0.25, 90.0, 0.5, 0.6, {"signer": 0.5}, 1, 1e-3)
    with ProgressWriter(tmp_path) as writer:
        writer.add(first)
        assert reader.read() == [first]
        writer.add(second)
        writer.add(Progress(3.0, State.TRAINING, loss=float("nan"), pdj={"signer": float("inf"), "others": 0.5}))
    assert reader.read() == [second, Progress(3.0, State.TRAINING, pdj={"others": 0.5})]
    line = b'{"time_s":4,"state":"done","new":[1]}\n'
    with (tmp_path / PROGRESS_FILE).open("ab") as file:
        file.write(b'{"time_s":4,"sta\n\xff\n[]\n{"state":"asleep"}\n' + line[:9])
        file.flush()
        assert reader.read() == []
        file.write(line[9:])
    assert reader.read() == [Progress(4.0, State.DONE)]
    assert reader.read() == []


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["state", "wish", "threads", "pdj", "rows", "name", "accepted", "pictures", "seed", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(st.one_of(ANY, st.fixed_dictionaries({"accepted": st.booleans(), "rows": ANY, "pictures": ANY})))
@budget(max_examples=100, deadline=None)
def test_whatever_lies_in_the_folder_stops_no_reader(tmp_path_factory: pytest.TempPathFactory, found: Any) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    for name in (REQUEST_FILE, CONTROL_FILE, PROOF_FILE, PROGRESS_FILE):
        (folder / name).write_text(json.dumps(found) + "\n")
    read_request(folder)
    read_proof(folder)
    assert isinstance(read_control(folder), Control)
    assert isinstance(ProgressReader(folder).read(), list)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A weights folder as a retraining leaves it."""
    folder = tmp_path / "run" / "weights"
    shutil.copytree(SHIPPED, folder)
    (folder / "card.md").write_text("# Ana, mixed\n\nMore.\n")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"made": "here"}))
    return folder


def test_weights_are_used_and_given_back(weights: Path) -> None:
    first = Settings()
    assert models.weights_in_use(first) is None
    used = models.use(weights, first)
    shutil.rmtree(weights.parent)
    folder = models.weights_in_use(used)
    assert folder is not None
    assert folder.parent == models_folder()
    Detector(folder).close()
    assert [(model.title, model.used) for model in models.list_models(used)] == [("Ana, mixed", True)]
    again = models.use(folder, used)
    assert models.go_back(again).models == used.models
    assert models.go_back(models.go_back(again)) == first == models.go_back(first)
    assert [model.used for model in models.list_models(first)] == [False]
    for _ in range(MAX_MODELS + 2):
        again = models.use(folder, again)
    assert len(again.models) == MAX_MODELS


def test_weights_that_do_not_fit_are_a_sentence_and_nothing_is_kept(weights: Path) -> None:
    with (weights / "hand.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(WeightsError, match="damaged"):
        models.use(weights, Settings())
    with pytest.raises(WeightsError, match="no weights"):
        models.use(weights.parent, Settings())
    assert models.list_models(Settings()) == []


def test_a_damaged_copy_is_replaced(weights: Path) -> None:
    used = models.use(weights, Settings())
    folder = models.weights_in_use(used)
    assert folder is not None
    (folder / "hand.onnx").write_bytes(b"x")
    models.use(weights, Settings())
    Detector(folder).close()


def test_the_next_call_loads_the_chosen_weights_and_says_why_if_it_cannot(weights: Path) -> None:
    """What tells the two apart: a chosen model that is damaged is named, and the shipped weights stand in for it."""
    told: list[str] = []
    used = models.use(weights, Settings())
    settings.save(used)
    make_chosen_detector(told.append).close()
    assert told == []
    folder = models.weights_in_use(used)
    assert folder is not None
    (folder / "face.onnx").write_bytes(b"x")
    make_chosen_detector(told.append).close()
    (sentence,) = told
    assert str(folder / "face.onnx") in sentence
    assert sentence.endswith("Until then the shipped weights are used.")
    settings.save(models.go_back(used))
    make_chosen_detector(told.append).close()
    assert len(told) == 1
