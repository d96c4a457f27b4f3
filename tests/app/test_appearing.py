"""Who stands for a signer: chosen in the window, kept in the settings, told to the other side, shown there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import settings
from app.appearing import appearance_of, look_of
from app.settings import Settings
from app.trouble import Trouble
from app.windows.application import the_body
from app.windows.avatar_dialog import AvatarDialog
from app.windows.call_page import CallPage
from app.windows.main_window import MainWindow
from avatar.looks import PEOPLE, SKINS, Look, whole
from detector.pose import Pose
from transport.control import Appearance, Wave
from transport.events import Received, Told

from ..calls.scripted import ScriptedDetector
from .conftest import qt_until

NO_MAILBOX = "ws://127.0.0.1:1/v1"
CEDAR = Look("cedar", top="plum")


def test_what_is_told_is_what_was_chosen_and_nothing_is_told_unasked() -> None:
    assert appearance_of(Look()) is None
    told = appearance_of(CEDAR)
    assert told is not None
    assert look_of(told) == CEDAR
    assert look_of(Appearance("nobody-here", top="plum")) == Look(top="plum")


@pytest.fixture
def dialog(qt: QApplication) -> Iterator[AvatarDialog]:
    made = AvatarDialog(Look(), False)
    made.show()
    assert QTest.qWaitForWindowExposed(made, 20_000)
    qt_until(lambda: made.view.pixels() is not None)
    yield made
    made.close()


def pick(dialog: AvatarDialog, field: str, value: str) -> None:
    """As a person does it: choose an entry of the list."""
    box = dialog.boxes[field]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_preview_shows_what_is_chosen(dialog: AvatarDialog) -> None:
    before = np.array(dialog.view.pixels())
    seen = [before]
    for field, value in (
        ("top", "plum"),
        ("sleeves", "short"),
        ("skin", "dark"),
        ("hair", "long"),
        ("person", "cedar"),
    ):
        pick(dialog, field, value)
        dialog.view.repaint()
        now = np.array(dialog.view.pixels())
        assert (now != seen[-1]).mean() > 0.005, field
        seen.append(now)
    assert dialog.look == whole(Look("cedar")), "another person comes in what they have anyway"
    assert dialog.boxes["top"].currentData() == whole(Look("cedar")).top
    assert dialog.view.failure is None


def test_the_choice_is_kept_and_told(qt: QApplication) -> None:
    window = MainWindow(the_body(), Settings(mailbox_url=NO_MAILBOX), ScriptedDetector)
    try:
        window.show()
        window.home.appear_button.click()
        dialog = window.findChild(AvatarDialog)
        assert dialog is not None
        pick(dialog, "person", "birch")
        pick(dialog, "top", "green")
        dialog.blur.setChecked(True)
        dialog.take.click()
        kept = settings.load()
        assert kept.avatar == whole(Look("birch", top="green"))
        assert kept.blur_motion
        assert "Birch" in window.home.avatar_words
    finally:
        window.close()


def test_the_other_signer_is_shown_as_they_ask_and_the_next_one_as_usual(qt: QApplication, fine: None) -> None:
    page = CallPage(the_body())
    page.resize(700, 500)
    page.show()
    assert QTest.qWaitForWindowExposed(page, 20_000)
    nobody = Received(Pose.unknown(0, (640, 480)), 0, None)
    page.remote.follow(lambda now_us: nobody)

    def look() -> np.ndarray:
        page.view.repaint()
        return np.array(page.view.pixels())

    qt_until(lambda: page.remote.log.shown > 0)
    first = look()
    page.tell(Told(Appearance("cedar", skin="very-dark", top="no-such-top")))
    qt_until(lambda: page.remote.shown.person == "cedar")
    page.remote.follow(lambda now_us: nobody)
    qt_until(lambda: page.remote.log.shown > 0)
    np.testing.assert_array_equal(look(), first)
    for told in (Appearance("who-is-this"), Appearance(), Wave()):
        page.tell(Told(told))
        QTest.qWait(30)
    assert page.remote.shown == whole(Look())
    page.remote.rest()
    page.close()


def test_an_unknown_person_is_refused_on_the_command_line() -> None:
    from app.appearing import person

    with pytest.raises(Trouble, match="'napoleon' is no person to appear as: choose linden, birch"):
        person("napoleon")
    assert len(person("birch").vertices) > 10_000


def handline(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    from app.main import cli

    monkeypatch.setattr(sys, "argv", ["handline", *words])
    cli(standalone_mode=False)


def test_the_people_are_listed_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], qt: QApplication
) -> None:
    import cv2

    path = tmp_path / "all.png"
    handline(monkeypatch, "people", "--picture", str(path))
    assert set(PEOPLE) <= set(capsys.readouterr().out.split())
    drawn = cv2.imread(str(path))
    cells = [cell for row in np.vsplit(drawn, len(drawn) // 300) for cell in np.hsplit(row, 4)]
    assert len(cells) >= len(PEOPLE) + len(SKINS)
    for number, one in enumerate(cells[: len(PEOPLE) + len(SKINS)]):
        assert all((one != other).any() for other in cells[:number])


def test_a_recording_becomes_animations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.output.pose_file import write_pose_file

    from ..calls.scripted import scripted_pose

    recording = tmp_path / "signed.pose"
    write_pose_file(recording, [scripted_pose(40.0 * n, (640, 480), n * 40_000) for n in range(5)], 25.0)
    bvh, gltf = tmp_path / "signed.bvh", tmp_path / "signed.glb"
    handline(monkeypatch, "animate", str(recording), "--bvh", str(bvh), "--gltf", str(gltf), "--avatar", "rowan")
    assert "Frames: 5\nFrame Time: 0.0400000" in bvh.read_text()
    assert gltf.read_bytes()[:4] == b"glTF"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.pose", "--bvh", "a.bvh"], "There is no file none.pose"),
        (["bad.pose", "--bvh", "a.bvh"], "not a .pose recording"),
        (["bad.pose"], "nothing to write"),
        (["bad.pose", "--bvh", "a.txt"], "let it end in .bvh"),
        (["bad.pose", "--gltf", "a.gltf"], "let it end in .glb"),
        (["bad.pose", "--gltf", "no/where/a.glb"], "There is no folder"),
        (["bad.pose", "--gltf", "a.glb", "--avatar", "x"], "'x' is no person"),
    ],
)
def test_what_cannot_be_animated_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.pose").write_bytes(b"\x00\x01\x02")
    with pytest.raises(Trouble) as told:
        handline(monkeypatch, "animate", *words)
    assert says in str(told.value)
    assert "\n" not in str(told.value)
    assert not {path.name for path in tmp_path.iterdir()} - {"bad.pose", "config"}
