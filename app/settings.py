"""The settings that outlast the app: one table, from which their file, `handline settings` and their page are made.

The file is checked when it is read and replaced in one step when it is saved. Beside it lies the last good one, which
serves where somebody has damaged the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from platformdirs import user_config_path

from app.owner_file import read_owned, write_owned
from app.setting_kinds import (
    Address,
    Appearance,
    Camera,
    Choice,
    Command,
    File,
    Kind,
    Models,
    Phrases,
    Relay,
    SettingsError,
    Switch,
    named,
)
from app.words import Words, mark
from avatar.looks import Look
from transport.events import CallConfig
from transport.pairing import default_mailbox_url
from transport.peer import IceServer

MAX_FILE_BYTES: Final = 64 * 1024

# What belongs together on the page, in its order.
YOU: Final = mark("You")
READING: Final = mark("Reading and hands")
RINGING: Final = mark("When somebody calls")
LINE: Final = mark("The line")
DETECTOR: Final = mark("Your detector")
# Kept, and changed elsewhere.
HIDDEN: Final = ""


@dataclass(frozen=True)
class Setting:
    """What is known of a setting beside its value.

    Attributes:
        name: as it is typed.
        field: of `Settings`, and in the file.
        kind: what it may be.
        group: where it stands on the page; `HIDDEN` ones are on none.
        label: its name for people.
        help: what it does, for people.
        default: what it is where nobody has chosen; called for the value.
    """

    name: str
    field: str
    kind: Kind
    group: str
    label: str
    help: str
    default: Callable[[], Any]

    @property
    def words(self) -> Words:
        """Its name for people, in sentences."""
        return Words(self.label)


_Row = tuple[str, Kind, str, str, str]


def _setting(
    kind: Kind,
    group: str,
    label: str,
    help: str = "",
    *,
    default: object = MISSING,
    made: Callable[[], object] | None = None,
    name: str = "",
) -> Any:
    """A row of the table; either a default, or what makes one."""
    row: _Row = (name, kind, group, label, help)
    return field(default_factory=made or (lambda: default), metadata={"row": row})


@dataclass(frozen=True)
class Settings:
    """Everything that is remembered, and all that is known of it.

    A TURN server's password is a secret: the file is readable by its owner alone.

    Raises:
        SettingsError: a value cannot be used; the sentence names it.
    """

    source: str = _setting(
        Camera(), YOU, mark("Camera"), mark("What you are seen by: a camera, or a video in its place"), default=""
    )
    avatar: Look = _setting(Appearance(), YOU, mark("Avatar"), mark("Who stands for you on the other side"), made=Look)
    blur_motion: bool = _setting(
        Switch(),
        YOU,
        mark("Blur how I move"),
        mark("Takes off what tells people apart by how they move"),
        default=False,
    )
    hand: str = _setting(
        Choice({"right": mark("Right"), "left": mark("Left")}),
        READING,
        mark("Your stronger hand"),
        mark("Buttons stand on the side of this hand"),
        default="right",
    )
    one_handed: bool = _setting(
        Switch(),
        READING,
        mark("I sign with one hand"),
        mark("An underlined letter alone presses its button"),
        default=False,
    )
    text_size: int = _setting(
        Choice({100: "100 %", 125: "125 %", 150: "150 %", 175: "175 %", 200: "200 %"}),
        READING,
        mark("Size of text"),
        mark("How large everything is written"),
        default=100,
    )
    look: str = _setting(
        Choice({"system": mark("As the system"), "light": mark("Light"), "dark": mark("Dark")}),
        READING,
        mark("Colours"),
        mark("As the system has it, or always light or dark"),
        default="system",
    )
    reduced_motion: bool = _setting(
        Switch(), READING, mark("Less motion"), mark("Nothing flashes; colours stand still"), default=False
    )
    language: str = _setting(
        Choice({"system": mark("As the system"), "en": "English", "de": "Deutsch"}),
        READING,
        mark("Language"),
        mark("Counts from the next start on"),
        default="system",
    )
    do_not_disturb: bool = _setting(
        Switch(), RINGING, mark("Do not disturb"), mark("Nothing flashes; missed calls are listed"), default=False
    )
    full_screen_alarm: bool = _setting(
        Switch(), RINGING, mark("Whole screen"), mark("Who calls fills the screen, in their colour"), default=True
    )
    alarm_command: tuple[str, ...] = _setting(
        Command(),
        RINGING,
        mark("Command"),
        mark("A program to start when somebody calls, such as for a lamp. HANDLINE_CONTACT holds the name."),
        default=(),
    )
    mailbox_url: str = _setting(
        Address(),
        LINE,
        mark("Mailbox server"),
        mark("Where two peers meet: ws://HOST:PORT/v1"),
        made=default_mailbox_url,
        name="mailbox",
    )
    stun: IceServer | None = _setting(
        Relay("stun"),
        LINE,
        mark("STUN server"),
        mark("Tells how others reach you: stun:HOST:PORT"),
        default=None,
    )
    turn: IceServer | None = _setting(
        Relay("turn"),
        LINE,
        mark("TURN server"),
        mark("Relays calls: turn:HOST:PORT?transport=udp, with user name and password"),
        default=None,
    )
    precision: float = _setting(
        Choice({0.005: mark("Fine"), 0.01: mark("Usual"), 0.02: mark("Coarse, for poor links")}),
        LINE,
        mark("Precision"),
        mark("How exactly your hands are sent"),
        default=CallConfig.precision,
    )
    teacher: str = _setting(
        File("*.task"),
        DETECTOR,
        mark("Teacher"),
        mark("A hand landmarker that proposes labels; else your detector does"),
        default="",
    )
    # The last one is used (`app.retraining.models`); empty: the shipped weights.
    models: tuple[str, ...] = _setting(Models(), HIDDEN, mark("Models"), default=())
    # Of a call, and changed there.
    phrases: tuple[str, ...] = _setting(Phrases(), HIDDEN, mark("Phrases"), default=())
    self_avatar: bool = _setting(Switch(), HIDDEN, mark("Own view as the avatar"), default=False)
    welcomed: bool = _setting(Switch(), HIDDEN, mark("First start"), default=False)

    def __post_init__(self) -> None:
        for setting in TABLE.values():
            setting.kind.check(setting.words, getattr(self, setting.field))

    @property
    def ice_servers(self) -> tuple[IceServer, ...]:
        """The STUN and TURN servers there are; none asks nobody."""
        return tuple(server for server in (self.stun, self.turn) if server is not None)

    def call_config(self) -> CallConfig:
        """What a call needs of them."""
        return CallConfig(mailbox_url=self.mailbox_url, ice_servers=self.ice_servers, precision=self.precision)


def _table() -> dict[str, Setting]:
    rows = {}
    for one in fields(Settings):
        name, kind, group, label, help = one.metadata["row"]
        assert one.default_factory is not MISSING
        name = name or one.name.replace("_", "-")
        rows[name] = Setting(name, one.name, kind, group, label, help, one.default_factory)
    return rows


# Every setting by the name that is typed, in the order of the page.
TABLE: Final = _table()
NAMES: Final = tuple(name for name, setting in TABLE.items() if setting.group != HIDDEN)


def settings_path() -> Path:
    """Where the settings lie for this user."""
    return user_config_path("handline", appauthor=False) / "settings.json"


def last_good(path: Path) -> Path:
    """Where the settings that were good last lie."""
    return path.with_name("settings.last-good.json")


def load(path: Path | None = None) -> Settings:
    """Read the settings; the defaults if there are none yet.

    Raises:
        SettingsError: the file is there and cannot be used; it is left as it is.
    """
    path = path or settings_path()
    cause: Exception
    try:
        data = read_owned(path, MAX_FILE_BYTES)
        if data is None:
            raise SettingsError("they are larger than {most} bytes.", most=MAX_FILE_BYTES)
        return _parse(json.loads(data))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(
            "The settings in {path} cannot be read ({reason}): check its permissions.", path=path, reason=error.strerror
        ) from error
    except SettingsError as error:
        reason, cause = error.words, error
    except (ValueError, RecursionError) as error:
        reason, cause = Words(mark("it is not JSON.")), error
    raise SettingsError("Mend or delete the settings in {path}: {reason}", path=path, reason=reason) from cause


def load_good(path: Path | None = None) -> tuple[Settings, Words | None]:
    """Read the settings as a window begins with them: where the file is damaged, the last good ones.

    Returns:
        The settings, and a sentence if they are not those of the file.
    """
    path = path or settings_path()
    try:
        return load(path), None
    except SettingsError as error:
        problem = error.words
    try:
        if last_good(path).exists():
            kept = load(last_good(path))
            return kept, Words(mark("{problem} Until then those that were good last are used."), {"problem": problem})
    except SettingsError:
        pass  # that one is damaged, too
    return Settings(), Words(mark("{problem} Until then the usual ones are used."), {"problem": problem})


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings in one step, readable by their owner alone: a crash or a full disk keeps the old ones.

    A damaged file in their place is kept as ``settings.damaged.json``, for its owner to mend.

    Raises:
        SettingsError: they cannot be written.
    """
    path = path or settings_path()
    plain = {setting.field: setting.kind.plain(getattr(settings, setting.field)) for setting in TABLE.values()}
    text = json.dumps(plain, indent=2)
    try:
        if _damaged(path):
            os.replace(path, path.with_name("settings.damaged.json"))
        for each in (path, last_good(path)):
            write_owned(each, text)
    except OSError as error:
        raise SettingsError(
            "The settings cannot be saved in {path} ({reason}).", path=path, reason=error.strerror
        ) from error


def _damaged(path: Path) -> bool:
    try:
        load(path)
    except SettingsError:
        return True
    return False


def _parse(data: object) -> Settings:
    by_field = {setting.field: setting for setting in TABLE.values()}
    given = named(Words(mark("The file")), data, by_field)
    return Settings(**{key: by_field[key].kind.read(by_field[key].words, value) for key, value in given.items()})
