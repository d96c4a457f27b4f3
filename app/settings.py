"""The settings that outlast the app: one JSON file, checked when it is read, replaced in one step when it is saved."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from platformdirs import user_config_path

DEFAULT_MAILBOX: Final = "ws://relay.magic-wormhole.io:4000/v1"
MAX_FILE_BYTES: Final = 64 * 1024
MAX_TEXT: Final = 1024
MAX_ICE_SERVERS: Final = 4


class SettingsError(ValueError):
    """The settings cannot be read, saved or used; the message is one sentence for people."""


@dataclass(frozen=True)
class IceServer:
    """A STUN or TURN server. `credential` is a secret: the settings file is readable by its owner alone."""

    url: str
    username: str = ""
    credential: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _text("an ICE server's address", self.url)
        _text("an ICE server's user name", self.username)
        _text("an ICE server's password", self.credential, shown=False)
        if self.url.partition(":")[0] not in ("stun", "stuns", "turn", "turns") or not self.url.partition(":")[2]:
            raise SettingsError(f"'{self.url}' is not an ICE server: write stun:host:port or turn:host:port.")


@dataclass(frozen=True)
class Settings:
    """Everything that is remembered.

    Attributes:
        mailbox_url: WebSocket address of the mailbox server that pairs two peers.
        ice_servers: STUN and TURN servers; empty asks nobody.
        source: camera or file chosen last, for `detector.sources.open_source`; empty: the first camera.

    Raises:
        SettingsError: a value cannot be used; the sentence names it.
    """

    mailbox_url: str = DEFAULT_MAILBOX
    ice_servers: tuple[IceServer, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        check_mailbox_url(self.mailbox_url)
        _text("the source", self.source)
        if len(self.ice_servers) > MAX_ICE_SERVERS:
            raise SettingsError(f"There are {len(self.ice_servers)} ICE servers: give at most {MAX_ICE_SERVERS}.")


def check_mailbox_url(url: str) -> str:
    """The same address, if it can be one of a mailbox server.

    Raises:
        SettingsError: it is not a WebSocket address.
    """
    _text("the mailbox server's address", url)
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("ws", "wss") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise SettingsError(f"'{url}' is not a mailbox server: write an address such as ws://host:4000/v1.")
    return url


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


def _parse(data: object) -> Settings:
    values = _object("the file", data, {"mailbox_url", "ice_servers", "source"})
    servers = values.get("ice_servers", [])
    if not isinstance(servers, list):
        raise SettingsError("'ice_servers' is not a list")
    return Settings(
        mailbox_url=values.get("mailbox_url", DEFAULT_MAILBOX),
        ice_servers=tuple(
            IceServer(**_object("an ICE server", server, {"url", "username", "credential"}, needed="url"))
            for server in servers[: MAX_ICE_SERVERS + 1]
        ),
        source=values.get("source", ""),
    )


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
