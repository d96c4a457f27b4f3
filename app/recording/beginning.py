"""How a recording begins, and which ones wait to be gone on with; the same for the command line and the window."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from training.prompts import prompts
from training.recording import Recording, find_recordings
from training.recording_about import About, Consent
from training.recording_lines import RecordingError
from training.recording_store import RecordingStore

CONSENT: Final = (
    "I agree that pictures of me are recorded and kept on this computer, readable by my account alone, to improve how "
    "Handline reads my signing. They leave this computer only if I export and give them away. To take this back I "
    "delete the recording's folder, and what was exported from it."
)
MAX_NAME: Final = 200


def begin(
    folder: Path, name: str | None, list_name: str, signer: str, source: str, fps: float
) -> tuple[RecordingStore, tuple[str, ...]]:
    """Begin a recording; its signer has read `CONSENT` and agrees.

    Args:
        folder: of recordings.
        name: of the recording; None for one made of list and time.
        list_name: what is asked for, as `training.prompts.prompts` takes it.
        signer: who signs, as they want to be called.
        source: camera or file.
        fps: frames a second that it states.

    Returns:
        The open recording, and its items.

    Raises:
        PromptError: there is no such list.
        RecordingError: it cannot be written, or there is one of that name.
    """
    items = prompts(list_name)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    about = About(
        id=uuid4().hex,
        signer=signer[:MAX_NAME],
        created=now,
        prompts=list_name[:MAX_NAME],
        items=items,
        source=source[:MAX_NAME],
        fps=fps,
        consent=Consent(CONSENT, now),
    )
    path = folder / (name or f"{Path(list_name).stem}-{datetime.now():%Y%m%d-%H%M%S}")
    return RecordingStore.create(path, about), items


def resume(path: Path) -> tuple[RecordingStore, Recording]:
    """Go on with a recording; also what is in it already.

    Raises:
        RecordingError: there is none, it cannot be written, or it is complete.
    """
    store, before = RecordingStore.resume(path)
    if len(before.done) == len(before.about.items):
        store.close()
        raise RecordingError(f"{path} is complete: all {len(before.about.items)} items are recorded or skipped.")
    return store, before


def all_recordings(folder: Path) -> list[Recording]:
    """All recordings of a folder, the newest first; none where there is no folder yet.

    Raises:
        RecordingError: two cannot be told apart, or one cannot be read.
    """
    try:
        if not folder.is_dir() or not any(folder.iterdir()):
            return []
    except OSError as error:
        raise RecordingError(f"{folder} cannot be read ({error.strerror}): check its permissions.") from error
    return sorted(find_recordings([folder]), key=lambda recording: recording.about.created, reverse=True)
