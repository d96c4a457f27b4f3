"""Sentences for people of modules that know no Qt.

They are English in the code, and come to windows whole, with what they name already in them. They are found in the code
for translation (`collect`), and known again when a window says one (`Sentences`).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from training.prompts import LISTS

ROOT: Final = Path(__file__).parent.parent.parent
LIST: Final = Path(__file__).parent / "sentences.json"
# Modules whose sentences come to windows; those of the command line alone do not.
SPEAKERS: Final = (
    *(
        f"transport/{name}.py"
        for name in [
            "call",
            "control",
            "conversation",
            "ice",
            "invitation",
            "lan",
            "pairing",
            "peer",
            "rendezvous",
            "ways",
        ]
    ),
    *(f"detector/{name}.py" for name in ["sources", "weights"]),
    *(f"avatar/{name}.py" for name in ["arrays", "painter", "people", "picture", "view"]),
    *(
        f"training/{name}.py"
        for name in ["datasets", "prompts", "proof", "retrain", "retrain_data", "retrain_replay", "teacher"]
    ),
    "training/recording*.py",
    *(
        f"app/{name}.py"
        for name in ["animation", "cameras", "detecting", "retraining_process", "station", "transcript"]
    ),
    *(f"app/{folder}/*.py" for folder in ["output", "recording", "records", "retraining", "review"]),
)
# What sentences of `transport.invitation` name, and groups and titles of `training.proof` and `training.retrain_card`.
NAMED: Final = (
    "an invitation",
    "an answer to an invitation",
    "this signer",
    "other signer {0}",
    "{0} to {1} of 100 points right",
    "Hands of {0}, {1}",
)
LONGEST: Final = 2_000
# It begins large or with what it names, and ends as sentences do; those with named places are `app.words.Told`.
_SENTENCE: Final = re.compile(r"(?!.*[{][a-z])(?:'?[{]0[}]|[A-Z])(?:.*\b[^\W\d_]{2,}\b){3}.*[.…}]", re.DOTALL)
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


def collect() -> list[str]:
    """The templates of all sentences in the code."""
    found = {f"{LISTS['free'][0].removesuffix('1')}{{0}}", *NAMED}
    for gloss in LISTS["handshapes"]:
        found.update(part for part in gloss.split(": ") if len(part) > 3)
    for pattern in SPEAKERS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(one for one in _texts(ast.parse(path.read_text(encoding="utf-8"))) if _SENTENCE.fullmatch(one))
    return sorted(found)


def _pattern(template: str) -> re.Pattern[str]:
    literals = [re.escape(part) for part in _PLACE.sub("\0", template).split("\0")]
    return re.compile("(.+?)".join(literals), re.DOTALL)


def _texts(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that are no docstrings; what f-strings name becomes places."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                number = 0
                text = ""
                for part in parts:
                    if isinstance(part, ast.Constant):
                        text += str(part.value)
                    else:
                        text += f"{{{number}}}"
                        number += 1
                        yield from _texts(part)
                yield text
            case _:
                yield from _texts(node)
