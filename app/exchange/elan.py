"""ELAN's .eaf files: what was asked for, as a tier over a film (by the pympi-ling package)."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

from app.exchange.shots import MAX_SHOTS, ExchangeError, Stretch, read_text
from app.output.eaf import eaf_bytes
from app.output.files import OutputError, whole_file

PROMPTS: Final = "prompt"
TAKES: Final = "take"
_MAX_BYTES: Final = 32 << 20
_LATEST_MS: Final = 1000 * 86_400 * 7


def write_elan(path: Path, stretches: list[Stretch], film: str) -> None:
    """Write takes as two tiers, `prompt` (the gloss) and `take` (its number).

    Args:
        path: the file to write.
        stretches: the takes, on the film's time line.
        film: name of the film, beside the file.

    Raises:
        ExchangeError: the file cannot be written.
    """
    tiers = {
        PROMPTS: [(one.start_ms, one.end_ms, one.gloss) for one in stretches],
        TAKES: [(one.start_ms, one.end_ms, str(one.take + 1)) for one in stretches],
    }
    try:
        with whole_file(path) as temporary:
            temporary.write_bytes(eaf_bytes(tiers, film))
    except OutputError as error:
        raise ExchangeError(str(error)) from error


def read_elan(path: Path) -> list[Stretch]:
    """Read takes, by time: those of the tier `prompt`, or of the tier with the most annotations where there is none.

    Raises:
        ExchangeError: it is not such a file, is damaged, or holds no annotations.
    """
    import pympi  # only here: it is slow to load

    text = read_text(path, _MAX_BYTES)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ExchangeError(f"{path} defines entities, which ELAN's files do not: it is not read.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that it does not know
            eaf = pympi.Eaf(str(path))
            found = {tier: eaf.get_annotation_data_for_tier(tier) for tier in eaf.get_tier_names()}
        tier = PROMPTS if PROMPTS in found else max(found, key=lambda name: len(found[name]), default="")
        if not found.get(tier):
            raise ExchangeError(f"{path} holds no annotations: name what was signed in a tier '{PROMPTS}'.")
        if len(found[tier]) > MAX_SHOTS:
            raise ExchangeError(f"{path} holds more than {MAX_SHOTS} annotations: cut it into pieces.")
        numbers = {(start, end): value for start, end, value, *_ in found.get(TAKES, [])}
        takes = []
        for start, end, value, *_ in sorted(found[tier], key=lambda one: one[:2]):
            if not 0 <= start < end <= _LATEST_MS:
                raise ValueError("a time outside all films")
            number = str(numbers.get((start, end), "1"))
            take = int(number) - 1 if number.isascii() and number.isdigit() and 0 < int(number) < MAX_SHOTS else 0
            takes.append(Stretch(int(start), int(end), str(value or ""), take))
        return takes
    except ExchangeError:
        raise
    except Exception as error:  # a parser without errors of its own
        raise ExchangeError(f"{path} is not a file of ELAN's, or it is damaged.") from error
