"""The settings that outlast the app: one JSON file, checked when it is read, replaced in one step when it is saved."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from avatar.looks import Look, choices
from transport.events import CallConfig
from transport.ice import IceServerError, check_ice_servers
from transport.pairing import PairingError, check_mailbox_url, default_mailbox_url
from transport.peer import IceServer

MAX_FILE_BYTES: Final = 64 * 1024
MAX_TEXT: Final = 1024
LOOKS: Final = ("system", "light", "dark")
# How exactly poses travel: the largest error as a share of the size of a hand, a face or a body.
PRECISIONS: Final = (0.005, 0.01, 0.02)
# Chosen one after the other; the oldest are forgotten.
MAX_MODELS: Final = 20
_MODEL: Final = re.compile(r"[0-9a-f]{16}")


class SettingsError(ValueError):
    """The settings cannot be read, saved or used; the message is one sentence for people."""


@dataclass(frozen=True)
class Settings:
    """Everything that is remembered.

    Attributes:
        mailbox_url: WebSocket address of the mailbox server that pairs two peers.
        ice_servers: at most one STUN and one TURN server; empty asks nobody. A TURN password is a secret: the settings
            file is readable by its owner alone.
        source: camera or file chosen last, for `detector.sources.open_source`; empty: the first camera.
        look: ``light``, ``dark``, or ``system`` to follow the system.
        avatar: who stands for the signer on the other side, and in what.
        blur_motion: whether what tells people apart by how they move is taken off before it is sent
            (`avatar.disguise`).
        precision: how exactly poses travel, one of `PRECISIONS`: finer costs more of a poor link.
        models: names of the models chosen one after the other, the last of which is used (`app.retraining.models`);
            empty: the shipped weights.
        teacher: a hand landmarker's .task file that proposes labels; empty: the detector proposes them.

    Raises:
        SettingsError: a value cannot be used; the sentence names it.
    """

    mailbox_url: str = field(default_factory=default_mailbox_url)
    ice_servers: tuple[IceServer, ...] = ()
    source: str = ""
    look: str = "system"
    avatar: Look = field(default_factory=Look)
    blur_motion: bool = False
    precision: float = CallConfig.precision
    models: tuple[str, ...] = ()
    teacher: str = ""

    def __post_init__(self) -> None:
        _text("the mailbox server's address", self.mailbox_url)
        try:
            check_mailbox_url(self.mailbox_url)
        except PairingError as error:
            raise SettingsError(str(error)) from error
        _text("the source", self.source)
        if self.look not in LOOKS:
            raise SettingsError(f"'{self.look!s:.40}' is not a look: write one of {', '.join(LOOKS)}.")
        check_avatar(self.avatar)
        if not isinstance(self.blur_motion, bool):
            raise SettingsError("'blur_motion' is neither true nor false")
        if self.precision not in PRECISIONS:
            choices = ", ".join(str(share) for share in PRECISIONS)
            raise SettingsError(f"'{self.precision!s:.40}' is not a precision: write one of {choices}.")
        if len(self.models) > MAX_MODELS or not all(isinstance(m, str) and _MODEL.fullmatch(m) for m in self.models):
            raise SettingsError("'models' is not a list of names of models")
        _text("the teacher's file", self.teacher)
        for server in self.ice_servers:
            _text("an ICE server's address", server.url)
            _text("an ICE server's user name", server.username or "")
            _text("an ICE server's password", server.password or "", shown=False)
        try:
            check_ice_servers(self.ice_servers)
        except IceServerError as error:
            raise SettingsError(str(error)) from error

    def call_config(self) -> CallConfig:
        """What a call needs of them."""
        return CallConfig(mailbox_url=self.mailbox_url, ice_servers=self.ice_servers, precision=self.precision)


def settings_path() -> Path:
    """Where the settings lie for this user."""
    return user_config_path("handline", appauthor=False) / "settings.json"


def load(path: Path | None = None) -> Settings:
    """Read the settings; the defaults if there are none yet.

    Raises:
        SettingsError: the file is there and cannot be used; it is left as it is.
    """
    path = path or settings_path()
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise SettingsError(f"it is larger than {MAX_FILE_BYTES} bytes")
        return _parse(json.loads(data))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(
            f"The settings in {path} cannot be read ({error.strerror}): check its permissions."
        ) from error
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, SettingsError) else "it is not JSON"
        raise SettingsError(f"The settings in {path} cannot be used ({reason}): mend or delete that file.") from error


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings in one step, readable by their owner alone: a crash or a full disk keeps the old ones.

    Raises:
        SettingsError: they cannot be written.
    """
    path = path or settings_path()
    temporary: str | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(settings), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise SettingsError(f"The settings cannot be saved in {path} ({error.strerror}).") from error


_PLAIN: Final = ("mailbox_url", "source", "look", "blur_motion", "precision", "teacher")


def _parse(data: object) -> Settings:
    values = _object("the file", data, {field.name for field in fields(Settings)})
    servers = values.get("ice_servers", [])
    if not isinstance(servers, list):
        raise SettingsError("'ice_servers' is not a list")
    models = values.get("models", [])
    if not isinstance(models, list):
        raise SettingsError("'models' is not a list of names of models")
    own = _object("'avatar'", values.get("avatar", {}), {field.name for field in fields(Look)})
    return Settings(
        **{key: values[key] for key in _PLAIN if key in values},
        models=tuple(models),
        avatar=Look(**own),
        ice_servers=tuple(
            IceServer(**_object("an ICE server", server, {"url", "username", "password"}, needed="url"))
            for server in servers
        ),
    )


def check_avatar(look: Look) -> None:
    """Raises `SettingsError` if a name in a look is not one that can be chosen; empty ones are left to the person."""
    for name, value in asdict(look).items():
        if value != "" and value not in choices(name):
            raise SettingsError(f"'{value!s:.40}' is no {_CALLED[name]}: choose {', '.join(choices(name))}.")


_CALLED: Final = {
    "person": "person to appear as",
    "skin": "tone of skin",
    "hair": "style of hair",
    "hair_colour": "colour of hair",
    "top": "colour of a top",
    "sleeves": "length of sleeves",
}


def _object(what: str, data: object, keys: set[str], needed: str | None = None) -> dict:
    if not isinstance(data, dict):
        raise SettingsError(f"{what} does not hold named values")
    if unknown := set(data) - keys:
        raise SettingsError(f"{what} holds an unknown value '{str(min(unknown))[:40]}'")
    if needed is not None and needed not in data:
        raise SettingsError(f"{what} has no '{needed}'")
    return data


def _text(what: str, value: object, *, shown: bool = True) -> None:
    if not isinstance(value, str) or len(value) > MAX_TEXT or any(ord(sign) < 32 for sign in value):
        raise SettingsError(f"{what} is not a text of at most {MAX_TEXT} signs" + (f": {value!r:.40}" if shown else ""))
