"""What a signer is asked to sign: built-in lists, or a text file of glosses."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Final

MAX_ITEMS: Final = 2000
MAX_GLOSS: Final = 80
MAX_FILE_BYTES: Final = 512 * 1024

# Handshapes that most sign languages use, by the letter or number that names them, and their look.
_HANDSHAPES: Final = (
    "A: fist, thumb beside",
    "S: fist, thumb in front",
    "T: fist, thumb between index and middle",
    "B: flat hand, thumb across",
    "flat: flat hand, thumb beside",
    "bent B: flat hand, bent at the knuckles",
    "C: curved hand",
    "O: rounded, tips together",
    "flat O: straight fingers, tips together",
    "5: spread hand",
    "claw: spread hand, curled",
    "4: four spread, thumb in",
    "1: index up",
    "X: index hooked",
    "D: index up, the others round",
    "G: index and thumb, forward",
    "L: index up, thumb out",
    "bent L: index curled, thumb out",
    "F: index and thumb closed, the others up",
    "8: middle and thumb closed, the others up",
    "open 8: middle bent forward, the others spread",
    "V: index and middle apart",
    "bent V: index and middle apart, hooked",
    "U: index and middle together",
    "R: index and middle crossed",
    "K: index and middle apart, thumb between",
    "3: thumb, index and middle",
    "W: index, middle and ring",
    "E: fingers curled onto the thumb",
    "M: fist, thumb under three",
    "N: fist, thumb under two",
    "I: little finger up",
    "Y: thumb and little finger",
    "ILY: thumb, index and little finger",
    "horns: index and little finger",
)

LISTS: Final[dict[str, tuple[str, ...]]] = {
    "letters": tuple(string.ascii_uppercase),
    "digits": tuple(string.digits),
    "handshapes": _HANDSHAPES,
    "free": tuple(f"free signing {n}" for n in range(1, 11)),
}


class PromptError(ValueError):
    """A list of prompts cannot be used; the message is one sentence for people."""


def prompts(spec: str) -> tuple[str, ...]:
    """The items of a built-in list, or of a text file: a gloss a line; empty lines and # comments are left out.

    Args:
        spec: ``letters``, ``digits``, ``handshapes``, ``free``, or the path of a text file.

    Raises:
        PromptError: there is no such list or file, or it holds no glosses, too many, or too long ones.
    """
    if spec in LISTS:
        return LISTS[spec]
    path = Path(spec)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        known = ", ".join(LISTS)
        raise PromptError(f"There is no list '{spec[:200]}': name {known} or a text file of glosses.") from error
    if len(data) > MAX_FILE_BYTES:
        raise PromptError(f"{path} is larger than {MAX_FILE_BYTES // 1024} kB: give a shorter list of glosses.")
    try:
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise PromptError(f"{path} is not a text in UTF-8: save the list of glosses as UTF-8.") from error
    return checked(tuple(line for line in lines if line and not line.startswith("#")), str(path))


def checked(items: tuple[str, ...], where: str) -> tuple[str, ...]:
    """The items, if they can be prompted.

    Raises:
        PromptError: they cannot; the sentence names `where`.
    """
    if not 0 < len(items) <= MAX_ITEMS:
        raise PromptError(f"{where} holds {len(items)} glosses: give between 1 and {MAX_ITEMS}, one a line.")
    for item in items:
        if not 0 < len(item) <= MAX_GLOSS or not item.isprintable():
            raise PromptError(f"{where} holds '{item[:40]!s}': write glosses of at most {MAX_GLOSS} printable signs.")
    return items
