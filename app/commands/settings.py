"""`handline settings`: what outlasts the app, seen and changed by name."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.trouble import Trouble

Name = Annotated[str | None, typer.Argument(help="The setting; without one, all are listed.")]
Value = Annotated[str | None, typer.Argument(help="What it is from now on; without one, it is shown.")]
Default = Annotated[bool, typer.Option("--default", help="Back to what it is where nobody has chosen.")]
User = Annotated[
    str | None,
    typer.Option("--user", help="Your name at the TURN server; the password is asked for.", metavar="NAME"),
]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("settings")(settings)


def settings(name: Name = None, value: Value = None, default: Default = False, user: User = None) -> None:
    """List the settings, or change one: `handline settings look dark`."""
    from app import setting_values
    from app.settings import TABLE, SettingsError, load, save

    if default and value is not None:
        raise Trouble("A value or --default: give one of them.")
    if (user is not None) and (name != setting_values.TURN or value is None):
        raise Trouble("--user belongs to a TURN server: handline settings turn turn:HOST:PORT --user NAME")
    if name == setting_values.TURN and value is not None and user is None:
        raise Trouble("A TURN server wants to know who you are: add --user NAME; the password is asked for.")
    if default and name is None:
        raise Trouble("Name the setting, for example: handline settings look --default")
    try:
        kept = load()
        if name is None:
            for each, text in setting_values.shown(kept).items():
                about = TABLE[each]
                print(f"{each:18} {text or '-'}\n{'':18} ({about.label}: {about.help})")
            return
        if default:
            kept = setting_values.default(kept, name)
        elif value is not None:
            password = "" if user is None else _password()
            kept = setting_values.changed(kept, name, value, user=user or "", password=password)
        text = setting_values.shown_as(kept, name)
        if default or value is not None:
            save(kept)
        print(f"{name}: {text or '-'}")
    except SettingsError as error:
        raise Trouble(str(error)) from error
    if value is not None and name in setting_values.SERVERS:
        print("`handline doctor` asks it whether it serves.")


def _password() -> str:
    """Asked for, so that it is in no list of commands; a line of the standard input where nobody sits before it."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")
