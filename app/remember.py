"""What is kept of a call: the other signer as a contact, and whether the words have been compared."""

from __future__ import annotations

from app.contacts import open_contacts
from transport.events import Connected
from transport.sas import words_of


def remember(connected: Connected, name: str | None) -> str:
    """Keep the other signer under a name, if one is given and they are not known yet; a sentence about it.

    Raises:
        ContactsError: they cannot be kept.
    """
    words = words_of(connected.contact_secret)
    compare = f"Both screens show these words if nobody sits in between: {' '.join(words)}."
    if name is None:
        return compare
    book = open_contacts()
    known = book.with_secret(connected.contact_secret)
    if known is None:
        known = book.add(name, connected.contact_secret, words, first=connected.calls, verified=False)
    return f"{compare} Saved as {known.name}."
