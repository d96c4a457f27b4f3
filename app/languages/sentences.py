"""Sentences for people of modules that know no Qt, known again when a window says one.

They are English in the code, and come to windows whole, with what they name already in them. `app.languages.collect`
finds them in the code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).parent / "sentences.json"
LONGEST: Final = 2_000
_PLACE: Final = re.compile(r"{(\d)}")


class Sentences:
    """Knows sentences again.

    Args:
        templates: in English, with places ``{0}``, ``{1}`` ... for what they name.
    """

    def __init__(self, templates: Sequence[str]) -> None:
        # The one that says most by itself comes first.
        by_own_words = sorted(templates, key=lambda one: -len(_PLACE.sub("", one)))
        self._known = [(one, _pattern(one)) for one in by_own_words]

    def split(self, said: str) -> tuple[str, tuple[str, ...]] | None:
        """A sentence taken apart: its template, and what stands in the places. None: it is not one of these."""
        if len(said) <= LONGEST:
            for template, pattern in self._known:
                if (found := pattern.fullmatch(said)) is not None:
                    return template, found.groups()
        return None


def load() -> Sentences:
    """All that are known."""
    return Sentences(json.loads(LIST.read_text(encoding="utf-8")))


def _pattern(template: str) -> re.Pattern[str]:
    literals = [re.escape(part) for part in _PLACE.sub("\0", template).split("\0")]
    return re.compile("(.+?)".join(literals), re.DOTALL)
