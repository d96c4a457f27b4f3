"""Completion of the words of a code, e.g. ``7-guitarist-revenge``."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from wormhole._wordlist import PGPWordList

CODE_WORDS: Final = 2
_LONGEST: Final = 100
_CODE: Final = re.compile(r"[0-9]{1,6}(-[a-z]+){1,8}")


@cache
def _list() -> PGPWordList:
    return PGPWordList()


def complete(prefix: str) -> list[str]:
    """What a code that begins like this can go on as, sorted; the number in front cannot be guessed.

    Args:
        prefix: what has been typed, e.g. ``"7-gui"``; capital letters and surrounding spaces do not matter.

    Returns:
        Whole beginnings, e.g. ``["7-guidance-", "7-guitarist-"]``: the text of the field with its last word
        completed, ending with a dash where another word follows. Empty where nothing fits.
    """
    text = prefix.strip().lower()
    number, dash, words = text.partition("-")
    if not dash or not number.isdecimal() or len(text) > _LONGEST or words.count("-") >= CODE_WORDS:
        return []
    found: set[str] = _list().get_completions(words, CODE_WORDS)
    return sorted(f"{number}-{completion}" for completion in found)


def new_code(number: int) -> str:
    """A fresh code with this number, for a mailbox server whose numbers the caller chooses."""
    return f"{number}-{_list().choose_words(CODE_WORDS)}"


def clean_code(text: str) -> str | None:
    """A code as typed or pasted, brought into its one form; None if it cannot be a code."""
    code = "-".join(text.strip().lower().replace("-", " ").split())
    return code if len(code) <= _LONGEST and _CODE.fullmatch(code) else None
