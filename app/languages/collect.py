"""Finds sentences for people in modules that know no Qt, for translation; see `app.languages.sentences`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from training.prompts import LISTS

ROOT: Final = Path(__file__).parent.parent.parent
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
# It begins large or with what it names, and ends as sentences do; those with named places are `app.words.Told`.
_SENTENCE: Final = re.compile(r"(?!.*[{][a-z])(?:'?[{]0[}]|[A-Z])(?:.*\b[^\W\d_]{2,}\b){3}.*[.…}]", re.DOTALL)


def collect() -> list[str]:
    """The templates of all sentences in the code."""
    found = {f"{LISTS['free'][0].removesuffix('1')}{{0}}", *NAMED}
    for gloss in LISTS["handshapes"]:
        found.update(part for part in gloss.split(": ") if len(part) > 3)
    for pattern in SPEAKERS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(one for one in _texts(ast.parse(path.read_text(encoding="utf-8"))) if _SENTENCE.fullmatch(one))
    return sorted(found)


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
