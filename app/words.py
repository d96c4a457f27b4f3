"""Words for people that know no Qt: in English, with what they name kept apart, so that a window can say them in
another language (`app.windows.language`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def mark(text: str) -> str:
    """The text as it is; `handline.ts` gets it from here, where `tr` would come too early."""
    return text


@dataclass(frozen=True)
class Words:
    """A sentence and what it names.

    Attributes:
        text: in English, with a place in braces for each value.
        values: what stands in the places; a `Words` among them is translated by itself, of a tuple each one.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**{name: _plain(value) for name, value in self.values.items()})


def _plain(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


class Told(ValueError):
    """What cannot be done, and why, in one sentence for people.

    Args:
        text: in English, with a place in braces for each value.
        values: see `Words`.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        self.words = Words(text, values)
        super().__init__(str(self.words))
