"""Protects what `handline train` understands of its arguments: whom to learn, whom to measure, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from typer.testing import CliRunner

from app.commands.train import _signers
from app.main import cli
from app.retraining.progress import Request, write_request
from app.trouble import Trouble

from .recordings import record


def named(path: Path, signer: str, labels: bool = True) -> Path:
    """A recording of somebody."""
    record(path, frames=6, labels=labels)
    about = json.loads((path / "recording.json").read_text()) | {"signer": signer}
    (path / "recording.json").write_text(json.dumps(about))
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of this user's recordings."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "data" / "handline" / "recordings"


def request(*recordings: Path, signer: str = "") -> Request:
    return Request("mixed", "fast", signer, tuple(map(str, recordings)), 1)


def test_others_are_measured_and_the_signers_own_past_is_only_replayed(home: Path, tmp_path: Path) -> None:
    new = named(home / "new", "Ana")
    named(home / "old", "Ana")
    named(home / "ben", "Ben")
    named(home / "unlabelled", "Cem", labels=False)
    own, others, troubles = _signers(request(new), tmp_path / "run")
    assert (own.name, troubles) == ("Ana", [])
    known = {one.name: one for one in others}
    assert sorted(known) == ["Ana", "Ben"]
    assert len(known["Ana"].train) == 12
    assert not known["Ana"].test
    assert known["Ben"].test
    new_frames = {item.path for part in (own.train, own.validation, own.test) for item in part}
    assert all("new" in path.parts for path in new_frames)


def test_whom_to_learn_has_to_be_said_where_there_are_several(home: Path, tmp_path: Path) -> None:
    paths = named(home / "a", "Ana"), named(home / "b", "Ben")
    own, others, _ = _signers(request(*paths, signer="Ben"), tmp_path / "run")
    assert own.name == "Ben"
    assert [one.name for one in others] == ["Ana"]
    with pytest.raises(Trouble, match="These recordings show Ana, Ben: say with --signer"):
        _signers(request(*paths), tmp_path / "run")
    with pytest.raises(Trouble, match="No labelled recording shows Cem"):
        _signers(request(*paths, signer="Cem"), tmp_path / "run")


def refused(*arguments: str | Path) -> str:
    result = CliRunner().invoke(cli, ["train", *map(str, arguments)])
    assert isinstance(result.exception, Trouble), result.exception
    return str(result.exception)


def test_what_cannot_be_learnt_from_is_said_and_kept_in_the_folder(home: Path, tmp_path: Path) -> None:
    assert "There is no folder" in refused(tmp_path / "nothing")
    silent = named(home / "silent", "Ana", labels=False)
    said = refused(silent, "--run", tmp_path / "run")
    assert said == "No picture is labelled: label the recordings first."
    assert json.loads((tmp_path / "run" / "progress.jsonl").read_text().splitlines()[-1])["sentence"] == said


def test_a_folder_of_another_retraining_is_left_alone(home: Path, tmp_path: Path) -> None:
    recording = named(home / "a", "Ana")
    run = tmp_path / "run"
    run.mkdir()
    write_request(run, request(recording, signer="Ben"))
    assert "another retraining" in refused(recording, "--run", run)
    assert [path.name for path in run.iterdir()] == ["request.json"]
