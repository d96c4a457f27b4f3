"""`handline call` and `handline answer` in two processes, as people start them, without windows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HANDLINE = [sys.executable, "-m", "app.main"]


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [*HANDLINE, *map(str, arguments), "--headless"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ending(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def read_code(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    word, _, code = process.stdout.readline().strip().partition(" ")
    assert word == "Code:"
    return code


@pytest.mark.parametrize("who_hangs_up", ["caller", "answerer"])
def test_a_call_between_two_commands(clip: Path, mailbox_url: str, tmp_path: Path, who_hangs_up: str) -> None:
    seconds = {who_hangs_up: ("--seconds", "1")}
    figures = {name: tmp_path / f"{name}.json" for name in ("caller", "answerer")}
    caller = start(
        *("call", "--source", clip, "--mailbox", mailbox_url, "--json", figures["caller"]), *seconds.get("caller", ())
    )
    code = read_code(caller)
    answerer = start(
        *("answer", code.upper().replace("-", " "), "--source", "none", "--mailbox", mailbox_url),
        *("--json", figures["answerer"], *seconds.get("answerer", ())),
    )
    ended = {"caller": ending(caller), "answerer": ending(answerer)}
    for name, (status, out, err) in ended.items():
        assert (status, err) == (0, ""), name
        assert "Connected in" in out
        assert ("hung up" in out) == (name != who_hangs_up)
    sent, watched = (json.loads(figures[name].read_text()) for name in ("caller", "answerer"))
    assert 0 < sent["poses_sent"] <= sent["frames_captured"] + 2
    assert sent["detect_ms"]["p50"] > 0
    assert (watched["frames_captured"], watched["poses_sent"]) == (0, 0)
    # Nothing was drawn on either side, and nothing claims to have been.
    for side in (sent, watched):
        assert side["poses_shown"] == 0
        assert side["glass_to_glass_ms"] == {"p50": None, "p95": None}


def test_a_wrong_code_ends_both_with_a_sentence(mailbox_url: str) -> None:
    caller = start("call", "--source", "none", "--mailbox", mailbox_url)
    number = read_code(caller).partition("-")[0]
    answerer = start("answer", f"{number}-wrong-words", "--source", "none", "--mailbox", mailbox_url)
    for process in (caller, answerer):
        status, _, err = ending(process)
        assert status == 2
        assert err.count("\n") == 1
        assert "code" in err
