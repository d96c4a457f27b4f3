"""What is known of a recording before its first frame: whose it is, what is asked for, and the consent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from training.prompts import PromptError, checked
from training.recording_lines import RecordingError

FORMAT: Final = "handline-recording"
VERSION: Final = 1
ABOUT_FILE: Final = "recording.json"
MAX_ABOUT_BYTES: Final = 1 << 20
MAX_TEXT: Final = 2000


@dataclass(frozen=True)
class Consent:
    """What the signer agreed to.

    Attributes:
        text: the words that were shown.
        given_at: when, as ISO 8601 in UTC.
    """

    text: str
    given_at: str


@dataclass(frozen=True)
class About:
    """What is known of a recording before its first frame.

    Attributes:
        id: what makes it this recording, whatever its folder is called.
        signer: whom it shows, as the signer wants to be called; may be empty.
        created: when, as ISO 8601 in UTC.
        prompts: the list that was asked for.
        items: the glosses, in order.
        source: camera or file.
        fps: frames a second that the source states.
        consent: None where it was imported and nobody was asked here.
    """

    id: str
    signer: str
    created: str
    prompts: str
    items: tuple[str, ...]
    source: str
    fps: float
    consent: Consent | None


def about_as_json(about: About) -> dict[str, Any]:
    """What `recording.json` holds."""
    consent = about.consent and {"text": about.consent.text, "given_at": about.consent.given_at}
    return {
        "format": FORMAT,
        "version": VERSION,
        "consent": consent,
        "id": about.id,
        "signer": about.signer,
        "created": about.created,
        "prompts": about.prompts,
        "items": list(about.items),
        "source": about.source,
        "fps": about.fps,
    }


def read_about(folder: Path) -> About:
    """What a recording says of itself.

    Raises:
        RecordingError: it says nothing that can be read.
    """
    path = folder / ABOUT_FILE
    try:
        with path.open("rb") as file:
            data = file.read(MAX_ABOUT_BYTES + 1)
    except OSError as error:
        raise RecordingError(f"{folder} is not a recording ({ABOUT_FILE} cannot be read): check its name.") from error
    try:
        if len(data) > MAX_ABOUT_BYTES:
            raise ValueError("it is too large")
        found = json.loads(data)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ValueError("it is not of Handline's")
        if found.get("version") != VERSION:
            raise ValueError("it was made by another version of Handline")
        texts = [found.get(key) for key in ("id", "signer", "created", "prompts", "source")]
        if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts) or not texts[0]:
            raise ValueError("a text in it is missing or too long")
        items = found.get("items")
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise ValueError("its items are missing")
        fps = found.get("fps")
        if not isinstance(fps, int | float) or not 0 < fps <= 1000:
            raise ValueError("its frame rate is missing")
        return About(
            id=str(texts[0]),
            signer=str(texts[1]),
            created=str(texts[2]),
            prompts=str(texts[3]),
            items=checked(tuple(items), str(path)),
            source=str(texts[4]),
            fps=float(fps),
            consent=_consent(found.get("consent")),
        )
    except PromptError as error:
        raise RecordingError(str(error)) from error
    except (ValueError, RecursionError) as error:
        reason = "it is damaged" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError) else str(error)
        raise RecordingError(f"{path} cannot be used ({reason}): restore it from a copy.") from error


def _consent(found: Any) -> Consent | None:
    if found is None:
        return None
    if not isinstance(found, dict) or not all(isinstance(found.get(key), str) for key in ("text", "given_at")):
        raise ValueError("the consent in it is damaged")
    return Consent(found["text"], found["given_at"])
