"""What the tests of whole calls share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from transport.mailbox import Mailbox

from ..app.conftest import _own_settings, clip, fine, qt

__all__ = ["_own_settings", "clip", "fine", "qt"]


@pytest.fixture(scope="session")
def mailbox_url() -> Iterator[str]:
    """A mailbox server of our own."""
    with Mailbox() as mailbox:
        yield mailbox.url
