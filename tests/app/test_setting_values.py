"""Settings by name: what is typed is kept; what cannot be used is one sentence and changes nothing."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import settings
from app.main import main
from app.setting_values import changed, default, shown
from app.settings import NAMES, TABLE, Settings, SettingsError
from transport.peer import IceServer

PASSWORD = "a secret: of 2 words"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr(sys, "argv", ["handline", "settings", *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mailbox", "ws://host:4000/v1"),
        ("stun", "stun:host:3478"),
        ("source", "camera:1"),
        ("look", "dark"),
        ("avatar", "birch"),
        ("blur-motion", "on"),
        ("precision", "0.005"),
        ("text-size", "150"),
        ("hand", "left"),
        ("alarm-command", "lamp --colour 'a b'"),
        ("do-not-disturb", "on"),
        ("language", "de"),
    ],
)
def test_a_value_is_kept_shown_and_taken_back(monkeypatch, capsys, name, text):
    before = shown(Settings())[name]
    assert run(monkeypatch, name, text) == 0
    assert shown(settings.load())[name] == text
    assert run(monkeypatch) == 0
    assert text in capsys.readouterr().out
    assert run(monkeypatch, name, "--default") == 0
    assert shown(settings.load())[name] == before
    assert settings.load() == Settings()


def test_the_password_of_a_turn_server_is_read_kept_and_never_shown(monkeypatch, capsys):
    run(monkeypatch, "stun", "stun:host:3478")
    assert run(monkeypatch, "turn", "turn:host:3478?transport=tcp", "--user", "ada", typed=PASSWORD + "\n") == 0
    assert run(monkeypatch) == 0
    out = capsys.readouterr().out
    assert "turn:host:3478?transport=tcp as ada" in out
    assert PASSWORD not in out
    assert settings.load().ice_servers == (
        IceServer("stun:host:3478"),
        IceServer("turn:host:3478?transport=tcp", "ada", PASSWORD),
    )
    # Another one takes its place, and what belongs to the other kind stays.
    assert run(monkeypatch, "turn", "turn:other:1", "--user", "b", typed="c\n") == 0
    assert [server.url for server in settings.load().ice_servers] == ["stun:host:3478", "turn:other:1"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("colour", "red"), "'colour' is not a setting: choose source, avatar,"),
        (("colour",), "is not a setting"),
        (("models",), "is not a setting"),
        (("alarm-command", "lamp 'x"), "a quotation mark without its other half"),
        (("alarm-command", "😀" * 10_000), "is not a text of at most"),
        (("mailbox", "http://host"), "is not the address of a mailbox server"),
        (("stun", "turn:host:1"), "'turn:host:1' is not a STUN server: write stun:HOST:PORT."),
        (("stun", "stun:host:99999"), "has no port that there is"),
        (("turn", "turn:host:1"), "add --user NAME"),
        (("turn", "turn:host:1", "--user", "ada"), "without user name or password: give both"),
        (("look", "pink"), "'pink' is not a value of Colours"),
        (("avatar", "nobody"), "is no person to appear as"),
        (("blur-motion", "maybe"), "neither on nor off"),
        (("precision", "fine"), "is not a value of Precision"),
        (("precision", "0.3"), "is not a value of Precision"),
        (("source", "x" * 2000), "is not a text of at most"),
        (("look", "dark", "--default"), "give one of them"),
        (("--default",), "Name the setting"),
        (("look", "dark", "--user", "ada"), "--user belongs to a TURN server"),
    ],
)
def test_what_cannot_be_used_is_a_sentence_and_changes_nothing(monkeypatch, capsys, arguments, sentence):
    settings.save(Settings(source="0"))
    assert run(monkeypatch, *arguments) == 2
    said = capsys.readouterr().err.strip()
    assert sentence in said
    assert "\n" not in said
    assert settings.load() == Settings(source="0")


def test_every_setting_has_a_default_is_shown_and_read_back_as_it_is_shown():
    assert list(shown(Settings())) == list(NAMES)
    for name in NAMES:
        assert default(Settings(), name) == Settings()
        assert TABLE[name].label
        assert TABLE[name].help
        text = shown(Settings())[name]
        if name != "avatar":  # a person's name brings what they wear
            assert changed(Settings(), name, text) == Settings()
    with pytest.raises(SettingsError, match="not a setting"):
        changed(Settings(), "colour", "red")


TYPED = (
    st.text(max_size=40) | st.just("😀" * 10_000) | st.sampled_from(["on", "stun:h:1", "turn:h:1", "ws://h:1/v1", "'"])
)


@given(name=st.sampled_from(NAMES), text=TYPED, user=st.text(max_size=5), password=st.text(max_size=5))
def test_whatever_is_typed_is_a_setting_or_a_sentence(name, text, user, password):
    try:
        after = changed(Settings(), name, text, user=user, password=password)
    except SettingsError as error:
        sentence = str(error)
    else:
        sentence = shown(after)[name]
    assert "\n" not in sentence
