"""`handline contacts`: who can be called without a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.trouble import Trouble

if TYPE_CHECKING:
    from app.contacts import Contacts

Rename = Annotated[str | None, typer.Option("--rename", help="Give the contact this name.", metavar="NEW")]
Remove = Annotated[bool, typer.Option("--remove", help="Forget the contact.")]
Verified = Annotated[bool, typer.Option("--verified", help="Note that you have compared the words with them.")]
Name = Annotated[str | None, typer.Argument(help="The contact; without one, all are listed.")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("contacts")(contacts)


def contacts(name: Name = None, rename: Rename = None, remove: Remove = False, verified: Verified = False) -> None:
    """List the contacts with the words to compare, or change one."""
    from app.contacts import ContactsError, open_contacts

    try:
        book = open_contacts()
        if name is None:
            if rename is not None or remove or verified:
                raise Trouble("Name the contact to change, for example: handline contacts Ada --remove")
            _list(book)
            return
        contact = book.find(name)
        if remove:
            book.remove(contact)
            print(f"{contact.name} is forgotten.")
            return
        if verified:
            contact = book.verify(contact)
        if rename is not None:
            contact = book.rename(contact, rename)
        print(_line(contact.name, contact.words, contact.verified))
    except ContactsError as error:
        raise Trouble(str(error)) from error


def _list(book: Contacts) -> None:
    for contact in book.all:
        print(_line(contact.name, contact.words, contact.verified))
    if not book.all:
        print("No contacts yet: `handline call --save NAME` remembers the other signer.")


def _line(name: str, words: tuple[str, ...], verified: bool) -> str:
    return f"{name}: {' '.join(words)} ({'compared' if verified else 'not compared yet'})"
