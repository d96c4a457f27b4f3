"""What ends a command: one sentence for people."""

from __future__ import annotations

from typing import Final

EXIT_CODE: Final = 2


class Trouble(Exception):
    """A command cannot go on. The message is one sentence that names the thing and says what to do."""
