"""`handline call` and `handline answer`: a call from the command line, with or without a window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import (
    FIRST_CAMERA,
    NO_SOURCE,
    Json,
    Mailbox,
    Seconds,
    Source,
    check_output,
    save_figures,
    settings_with,
)
from app.trouble import Trouble

if TYPE_CHECKING:
    from app.settings import Settings
    from app.windows.main_window import MainWindow
    from transport.events import CallEvent

Headless = Annotated[bool, typer.Option("--headless", help="No window: print what happens; Ctrl-C hangs up.")]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("call")(call)
    cli.command("answer")(answer)


def call(
    headless: Headless = False,
    source: Source = None,
    mailbox: Mailbox = None,
    seconds: Seconds = None,
    json: Json = None,
) -> None:
    """Call somebody: prints the code that they answer with."""
    _hold(None, headless, source, mailbox, seconds, json)


def answer(
    code: Annotated[str, typer.Argument(help="The code that the caller gave you, like 7-guitar-revenge.")],
    headless: Headless = False,
    source: Source = None,
    mailbox: Mailbox = None,
    seconds: Seconds = None,
    json: Json = None,
) -> None:
    """Answer a call."""
    from transport.words import clean_code

    clean = clean_code(code)
    if clean is None:
        raise Trouble(f"'{code[:100]}' is not a code: it is a number and two words, for example 7-guitar-revenge.")
    _hold(clean, headless, source, mailbox, seconds, json)


def _hold(
    code: str | None, headless: bool, source: str | None, mailbox: str | None, seconds: Seconds, json: Json
) -> None:
    check_output(json)
    settings = settings_with(mailbox)
    chosen = source or settings.source or FIRST_CAMERA
    if headless:
        _without_window(code, settings, chosen, seconds, json)
    elif seconds is not None or json is not None:
        raise Trouble("--seconds and --json belong to a call without a window: add --headless.")
    else:
        _with_window(code, settings, chosen)


def _without_window(code: str | None, settings: Settings, source: str, seconds: Seconds, json: Json) -> None:
    from app.call import HeadlessCall
    from app.detecting import make_detector

    held = HeadlessCall(
        settings.call_config(), None if source == NO_SOURCE else source, make_detector, on_event=_print_event
    )
    save_figures(held.run(code, seconds), json)


def _with_window(code: str | None, settings: Settings, source: str) -> None:
    from app.detecting import make_detector
    from app.windows.application import run

    def dial(window: MainWindow) -> None:
        window.dial(code)

    run(replace(settings, source=source), make_detector, first=dial)


def _print_event(event: CallEvent) -> None:
    from transport.events import CodeReady, Connected, Connecting, Ended, PeerBack, PeerLost

    match event:
        case CodeReady(code=code):
            say = f"Code: {code}"
        case Connecting():
            say = "Connecting …"
        case Connected(connect_ms=ms):
            say = f"Connected in {ms:.0f} ms."
        case PeerLost():
            say = "The other side is silent; waiting for it."
        case PeerBack():
            say = "The other side is back."
        case Ended(reason=reason):
            say = reason
        case _:
            return
    print(say, flush=True)
