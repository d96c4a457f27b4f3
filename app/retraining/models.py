"""The weights that calls use: the shipped ones, or some that were retrained here. No torch, nothing of training.

Weights that are used are copied below the data folder as `models/<id>/`; the id is made of their manifest, which
vouches for every file. The settings name the models that were chosen one after the other: the last is used, going back
takes it off. The shipped weights are never touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.places import models_folder
from app.setting_kinds import MAX_MODELS
from app.settings import Settings
from detector.weights import KINDS, WeightsError, check_all, kind_of

MANIFEST: Final = "manifest.json"
CARD: Final = "card.md"
MAX_CARD_BYTES: Final = 1 << 20
_ID: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Model:
    """Weights that were chosen once.

    Attributes:
        id: the name of their folder.
        folder: where they are.
        title: the first line of their card.
        used: whether the next call uses them.
    """

    id: str
    folder: Path
    title: str
    used: bool


def list_models(settings: Settings) -> list[Model]:
    """All weights that were chosen once, the newest first. They are checked only when they are used."""
    try:
        folders = [entry for entry in models_folder().iterdir() if _ID.fullmatch(entry.name) and entry.is_dir()]
        folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    except OSError:
        return []
    used = weights_in_use(settings)
    return [Model(folder.name, folder, _title(folder), folder == used) for folder in folders]


def weights_in_use(settings: Settings) -> Path | None:
    """The weights folder that the next call loads; None for the shipped one."""
    return models_folder() / settings.models[-1] if settings.models else None


def use(folder: Path, settings: Settings) -> Settings:
    """Take weights for the next calls.

    Args:
        folder: a weights folder; it is checked, and copied where it is not one of this user's models yet.
        settings: as they are.

    Returns:
        The settings to save.

    Raises:
        WeightsError: they cannot be used or copied; the settings stay as they are.
    """
    check_all(folder)
    identity = _identity(folder)
    kept = models_folder() / identity
    if folder != kept:
        _copy(folder, kept)
    return replace(settings, models=(*settings.models, identity)[-MAX_MODELS:])


def is_used(folder: Path, settings: Settings) -> bool:
    """Whether the next call uses these weights, or a copy of them."""
    try:
        return bool(settings.models) and settings.models[-1] == _identity(folder)
    except OSError:
        return False


def go_back(settings: Settings) -> Settings:
    """The settings with the model before the last one, in the end the shipped weights; to be saved."""
    return replace(settings, models=settings.models[:-1])


def _identity(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()[:16]


def _copy(folder: Path, target: Path) -> None:
    """Copy what the manifest names. What is there already under that name is replaced: it may be damaged."""
    temporary: Path | None = None
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=".model-"))  # mode 0700
        networks = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["networks"]
        for name in [MANIFEST, *(networks[network]["file"] for network in KINDS[kind_of(folder)])]:
            shutil.copyfile(folder / name, temporary / name)
        card = folder / CARD
        if card.is_file() and card.stat().st_size <= MAX_CARD_BYTES:
            shutil.copyfile(card, temporary / CARD)
        if target.exists():
            shutil.rmtree(target)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        raise WeightsError(f"The weights cannot be kept in {target} ({error.strerror}): free space.") from error


def _title(folder: Path) -> str:
    try:
        with (folder / CARD).open(encoding="utf-8", errors="replace") as file:
            return file.readline(200).strip("# \n") or folder.name
    except OSError:
        return folder.name
