"""`handline call` and `answer` in other ways than by code, in two processes, as people start them, without windows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..app.test_command_line import handline

HANDLINE = [sys.executable, "-m", "app.main"]
WATCH = ("--source", "none", "--headless")


def start(*arguments: object, typed: bool = False) -> subprocess.Popen[str]:
    command = [*HANDLINE, *map(str, arguments), *WATCH]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE if typed else None, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def line(process: subprocess.Popen[str], pattern: str) -> str:
    """The first line that matches, or what is wrong instead."""
    assert process.stdout is not None
    for text in process.stdout:
        if re.search(pattern, text):
            return text.strip()
    assert process.stderr is not None
    raise AssertionError(process.stderr.read())


def both_end(*processes: subprocess.Popen[str]) -> list[str]:
    ends = [process.communicate(timeout=60) for process in processes]
    assert [(process.returncode, err) for process, (_, err) in zip(processes, ends, strict=True)] == [(0, "")] * 2
    return [out for out, _ in ends]


def test_who_was_saved_is_called_again_without_a_code(
    mailbox_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = {name: str(tmp_path / name) for name in ("Ada", "Grace")}
    mailbox = ("--mailbox", mailbox_url)
    monkeypatch.setenv("XDG_CONFIG_HOME", homes["Ada"])
    caller = start("call", "--save", "Grace", "--seconds", "1", *mailbox)
    code = line(caller, "^Code: ").removeprefix("Code: ")
    monkeypatch.setenv("XDG_CONFIG_HOME", homes["Grace"])
    answerer = start("answer", code, "--save", "Ada", *mailbox)
    words = [re.findall(r"in between: (.*?)\. Saved as (\w+)\.", out) for out in both_end(caller, answerer)]
    assert words[0][0][0] == words[1][0][0]
    assert [found[0][1] for found in words] == ["Grace", "Ada"]

    waiting = start("answer", "--contacts", *mailbox)
    line(waiting, "^Waiting")
    monkeypatch.setenv("XDG_CONFIG_HOME", homes["Ada"])
    again = start("call", "grace", "--seconds", "1", *mailbox)
    outs = both_end(again, waiting)
    assert "Ringing" in outs[0]
    assert "Ada calls." in outs[1]
    assert all("Connected in" in out for out in outs)
    listed = subprocess.run([*HANDLINE, "contacts"], capture_output=True, text=True, check=True)
    assert listed.stdout == f"Grace: {words[0][0][0]} (not compared yet)\n"


def test_a_call_by_text_needs_no_server(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    nowhere = ("--mailbox", "ws://127.0.0.1:1/v1")
    caller = start("call", "--by-text", "--seconds", "1", "--json", figures, *nowhere, typed=True)
    invitation = line(caller, "^HANDLINE-I-")
    answerer = start("answer", invitation.lower(), *nowhere)
    answer = line(answerer, "^HANDLINE-A-")
    assert caller.stdin is not None
    caller.stdin.write(f"\n{answer[:40]}\n{answer}\n")
    caller.stdin.flush()
    assert "Connected in" in line(answerer, "Connected in")
    line(caller, "hung up|words")
    _, complaint = caller.communicate(timeout=60)
    assert complaint == "Some of an answer to an invitation is missing or changed: copy the whole text again.\n"
    assert json.loads(figures.read_text())["connect_ms"] > 0
    assert answerer.wait(60) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("call", "Nobody"), "There is no contact 'Nobody'"),
        (("call", "Ada", "--nearby"), "three ways to call"),
        (("answer",), "Give the code of the caller"),
        (("answer", "--contacts"), "There are no contacts yet"),
        (("answer", "HANDLINE-I-AAAA"), "missing or changed"),
        (("contacts", "--remove"), "Name the contact"),
        (("contacts", "Ada"), "There is no contact 'Ada'"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    watch = () if arguments[0] == "contacts" else WATCH
    assert handline(*arguments, *watch) == 2
    complaint = capfd.readouterr().err
    assert sentence in complaint
    assert complaint.count("\n") == 1
