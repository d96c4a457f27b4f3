"""`handline mailbox`: a mailbox server of one's own."""

from __future__ import annotations

from threading import Event
from typing import Annotated

import typer

from app.trouble import Trouble


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("mailbox")(mailbox)


def mailbox(
    host: Annotated[str, typer.Option(help="Address to listen on; the usual one serves this computer alone.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65_535, help="TCP port; 0 takes a free one.")] = 4000,
) -> None:
    """Run a mailbox server, where two peers find each other by their code, until Ctrl-C.

    It sees codes' numbers and encrypted messages, never a pose or a picture.
    """
    from transport.mailbox import Mailbox, MailboxError

    try:
        with Mailbox(port, host) as running:
            print(f"Mailbox server: {running.url} (Ctrl-C ends it)", flush=True)
            Event().wait()
    except MailboxError as error:
        raise Trouble(str(error)) from error
    except KeyboardInterrupt:
        print()
