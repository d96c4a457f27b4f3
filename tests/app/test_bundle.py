"""The one-folder program: built by PyInstaller, started without this Python, and it holds a whole call."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]
pytest.importorskip("PyInstaller", reason="PyInstaller is not installed: pip install -e '.[dev]'")
pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the recipe is tested on Linux"),
    # A build takes a minute, and three on a computer that does other work.
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", folder / "dist", "--workpath", folder / "build"]
    recipe = ROOT / "app" / "bundle" / "handline.spec"
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, recipe], cwd=folder, check=True, timeout=800)
    shutil.rmtree(folder / "build")
    return folder / "dist" / "handline" / "handline"


def started(program: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Nothing of this Python's environment, as in a menu of a desktop.
    environment = {name: os.environ[name] for name in ("DISPLAY", "XAUTHORITY") if name in os.environ}
    environment |= {"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(program), *arguments], env=environment, cwd=home, capture_output=True, text=True, timeout=180, check=False
    )


def test_it_has_no_torch_and_says_its_version(program: Path, tmp_path: Path) -> None:
    said = started(program, tmp_path, "--version")
    assert (said.returncode, said.stdout.strip()) == (0, version("handline"))
    assert not list(program.parent.rglob("*torch*"))


def test_two_of_it_hold_a_call(program: Path, tmp_path: Path) -> None:
    call = started(program, tmp_path, "demo", "--seconds", "4", "--json", "call.json", "--picture", "call.png")
    assert call.returncode == 0, call.stderr
    figures = json.loads((tmp_path / "call.json").read_text())
    assert figures["poses_sent"] > 0
    assert figures["poses_shown"] > 0
    picture = QImage(str(tmp_path / "call.png"))
    assert len({picture.pixel(x, picture.height() // 2) for x in range(picture.width())}) > 20, "nobody is drawn"


def test_a_mistake_is_one_sentence(program: Path, tmp_path: Path) -> None:
    said = started(program, tmp_path, "detect", "nothing.mp4", "--out", "poses.pose")
    assert said.returncode == 2
    assert "nothing.mp4" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_menu_entry_starts_handline_with_its_icon() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(ROOT / "app" / "assets" / "handline.desktop", encoding="utf-8")
    fields = entry["Desktop Entry"]
    assert (fields["Type"], fields["Exec"], fields["Icon"]) == ("Application", "handline", "handline")
    assert fields["Categories"].endswith(";")
    assert (ROOT / "app" / "assets" / f"{fields['Icon']}.svg").exists()
