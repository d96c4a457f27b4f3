"""Where what belongs to this user lies: recordings, retrainings, models. Made when something is put there."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path


def data_folder() -> Path:
    """The folder of all of them."""
    return user_data_path("handline", appauthor=False)


def recordings_folder() -> Path:
    """Where recordings lie."""
    return data_folder() / "recordings"


def retrainings_folder() -> Path:
    """Where retrainings lie, a folder each (`app.retraining.progress`)."""
    return data_folder() / "retrainings"


def models_folder() -> Path:
    """Where weights lie that were chosen for calls (`app.retraining.models`)."""
    return data_folder() / "models"


def records_folder() -> Path:
    """Where records of calls and signed messages lie (`app.records`)."""
    return data_folder() / "records"
