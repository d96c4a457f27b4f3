"""Settings survive; damaged ones are named, never lost and never followed."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from app import settings
from app.settings import Settings, SettingsError
from avatar.looks import Look
from transport.events import IceServer

SECRET = "a-turn-password"


def test_settings_read_back_and_only_their_owner_can(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    kept = Settings(
        mailbox_url="ws://host:4000/v1",
        stun=IceServer("stun:host:3478"),
        turn=IceServer("turn:host:3478", "me", SECRET),
        source="camera:1",
        look="dark",
        text_size=150,
        avatar=Look("cedar", top="plum"),
        blur_motion=True,
        precision=0.005,
        alarm_command=("lamp", "--colour", "a b"),
        models=("0" * 16, "a1" * 8),
        teacher="hands.task",
    )
    settings.save(kept, path)
    assert settings.load(path) == kept
    assert [server.url for server in kept.ice_servers] == ["stun:host:3478", "turn:host:3478"]
    assert kept.call_config().precision == 0.005
    assert settings.load(tmp_path / "none.json") == Settings()
    assert sorted(file.name for file in path.parent.iterdir()) == ["settings.json", "settings.last-good.json"]
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_usual_place_is_the_users_own(tmp_path: Path) -> None:
    settings.save(Settings(source="0"))
    assert settings.load().source == "0"
    assert settings.settings_path().is_relative_to(tmp_path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SettingsError, match="cannot be saved"):
        settings.save(Settings(), tmp_path / "settings.json")


def test_a_failed_save_keeps_the_old_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    settings.save(Settings(source="old"), path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        settings.save(Settings(source="new"), path)
    assert settings.load(path).source == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["settings.json", "settings.last-good.json"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "it is not JSON"),
        ("[" * 5000, "it is not JSON"),
        ("[]", "does not hold named values"),
        ('{"colour": 1}', "unknown value 'colour'"),
        ('{"mailbox_url": 5}', "Mailbox server is not a text"),
        ('{"mailbox_url": "http://host"}', "http://host"),
        ('{"source": "a\\u0000b"}', "Camera is not a text"),
        ('{"look": "pink"}', "'pink' is not a value of Colours: write one of system, light, dark."),
        ('{"text_size": true}', "'True' is not a value of Size of text"),
        ('{"avatar": {"person": "napoleon"}}', "'napoleon' is no person to appear as: choose linden, "),
        ('{"avatar": {"skin": 7}}', "'7' is no tone of skin"),
        ('{"avatar": {"top": ["teal"]}}', "is no colour of a top"),
        ('{"avatar": {"shoes": "red"}}', "unknown value 'shoes'"),
        ('{"avatar": "linden"}', "Avatar does not hold named values"),
        ('{"blur_motion": 1}', "Blur how I move is neither true nor false"),
        ('{"precision": 0.3}', "'0.3' is not a value of Precision: write one of 0.005, 0.01, 0.02"),
        ('{"precision": [1]}', "is not a value of Precision"),
        ('{"models": "../x"}', "Models is not a list of names of models"),
        ('{"models": ["../../x"]}', "Models is not a list of names of models"),
        (json.dumps({"models": ["0" * 16] * 99}), "Models is not a list of names of models"),
        ('{"alarm_command": "rm -rf"}', "Command is not a list of at most 32 words"),
        ('{"alarm_command": ["", "x"]}', "Command names no program"),
        ('{"alarm_command": ["x", 7]}', "Command is not a text"),
        ('{"teacher": 7}', "Teacher is not a text"),
        ('{"turn": []}', "TURN server does not hold named values"),
        ('{"stun": {}}', "STUN server has no 'url'"),
        ('{"stun": {"url": "http://x"}}', "'http://x' is not a STUN server: write stun:HOST:PORT."),
        ('{"turn": {"url": "turn:x", "password": 7}}', "TURN server is not a text"),
        ('{"turn": {"url": "turn:x:1"}}', "without user name or password"),
        (" " * (settings.MAX_FILE_BYTES + 1), "larger than"),
        (b"\xff\xfe\x00", "it is not JSON"),
    ],
)
def test_damaged_settings_are_one_sentence_and_left_as_they_are(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    path = tmp_path / "settings.json"
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        settings.load(path)
    sentence = str(caught.value)
    assert says in sentence
    assert str(path) in sentence
    assert "\n" not in sentence
    assert path.read_bytes() == data


def test_the_last_good_settings_serve_where_the_file_is_damaged_and_the_damaged_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings.save(Settings(source="camera:1", look="dark"), path)
    path.write_text('{"look": "dark", ')
    kept, problem = settings.load_good(path)
    assert kept == Settings(source="camera:1", look="dark")
    assert str(path) in str(problem)
    assert str(problem).endswith("Until then those that were good last are used.")
    settings.save(replace(kept, look="light"), path)
    assert settings.load_good(path) == (Settings(source="camera:1", look="light"), None)
    assert (tmp_path / "settings.damaged.json").read_text() == '{"look": "dark", '


@pytest.mark.parametrize("good", [None, "", "{]", '{"look": "pink"}'])
def test_without_a_good_copy_the_usual_settings_serve(tmp_path: Path, good: str | None) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    if good is not None:
        settings.last_good(path).write_text(good)
    kept, problem = settings.load_good(path)
    assert kept == Settings()
    assert str(problem).endswith("Until then the usual ones are used.")
    assert settings.load_good(tmp_path / "none" / "settings.json") == (Settings(), None)


def test_a_password_is_never_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        replace(Settings(), turn=IceServer("turn:host", "me", "x" * 5000))
    assert "xxx" not in str(caught.value)


KEYS = [*(setting.field for setting in settings.TABLE.values()), "person", "top", "url", "username", "password", "x"]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
@budget(max_examples=200, deadline=None)
def test_any_json_is_settings_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(value))
    try:
        loaded = settings.load(path)
    except SettingsError as error:
        sentence = str(error)
    else:
        sentence = ""
        settings.save(loaded, path)
        assert settings.load(path) == loaded
    assert "\n" not in sentence
