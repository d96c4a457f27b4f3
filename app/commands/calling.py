"""`handline call` and `handline answer`: a call from the command line, with or without a window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import (
    FIRST_CAMERA,
    NO_SOURCE,
    Avatar,
    Json,
    Mailbox,
    Seconds,
    Source,
    check_output,
    save_figures,
    settings_with,
)
from app.trouble import Trouble

if TYPE_CHECKING:
    from app.contacts import Contact
    from app.settings import Settings
    from app.windows.main_window import MainWindow
    from transport.events import CallConfig, CallEvent
    from transport.ways import ByText, Way

Headless = Annotated[bool, typer.Option("--headless", help="No window: print what happens; Ctrl-C hangs up.")]
Nearby = Annotated[bool, typer.Option("--nearby", help="In the same network, without the internet.")]
ByTextOption = Annotated[
    bool,
    typer.Option("--by-text", help="Without any server: carry texts or QR codes from screen to screen."),
]
Save = Annotated[str | None, typer.Option("--save", help="Remember the other signer under this name.", metavar="NAME")]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("call")(call)
    cli.command("answer")(answer)


def call(
    contact: Annotated[str | None, typer.Argument(help="A contact; without one, you get a code to pass on.")] = None,
    nearby: Nearby = False,
    by_text: ByTextOption = False,
    save: Save = None,
    headless: Headless = False,
    source: Source = None,
    mailbox: Mailbox = None,
    avatar: Avatar = None,
    seconds: Seconds = None,
    json: Json = None,
) -> None:
    """Call somebody: prints the code that they answer with, or rings a contact."""
    if (contact is not None) + nearby + by_text > 1:
        raise Trouble("A contact, --nearby and --by-text are three ways to call: choose one.")
    if by_text and not headless:
        raise Trouble("--by-text reads the answer from the terminal: add --headless.")

    def way(config: CallConfig) -> Way | None:
        from transport.ways import ByContact, ByText

        if contact is not None:
            known = _contact(contact)
            return ByContact(config, known.secret, first=known.first)
        if nearby:
            from transport.lan import NearbyCall

            return NearbyCall(config)
        return ByText(config) if by_text else None

    _hold(way, save, headless, source, settings_with(mailbox, avatar), seconds, json)


def answer(
    code: Annotated[
        str | None, typer.Argument(help="The code (7-guitar-revenge) or the invitation that the caller gave you.")
    ] = None,
    nearby: Nearby = False,
    contacts: Annotated[bool, typer.Option("--contacts", help="Wait for a contact to call.")] = False,
    save: Save = None,
    headless: Headless = False,
    source: Source = None,
    mailbox: Mailbox = None,
    avatar: Avatar = None,
    seconds: Seconds = None,
    json: Json = None,
) -> None:
    """Answer a call."""
    if (code is None) != contacts:
        raise Trouble("Give the code of the caller, or --contacts to wait for a contact to call.")
    if contacts and not headless:
        raise Trouble("The app's window waits for contacts by itself: start `handline`, or add --headless.")
    to = None if code is None else _code_or_invitation(code)

    def way(config: CallConfig) -> str | Way | None:
        from transport.ways import ByText

        if to is None:
            return _wait_for_contact(config)
        if to.startswith("HANDLINE"):
            return ByText(config, to)
        if nearby:
            from transport.lan import NearbyAnswer

            return NearbyAnswer(config, to)
        return to

    _hold(way, save, headless, source, settings_with(mailbox, avatar), seconds, json)


def _code_or_invitation(text: str) -> str:
    from transport.invitation import InvitationError, read
    from transport.words import clean_code

    clean = clean_code(text)
    if clean is not None:
        return clean
    if "HANDLINE" not in text.upper():
        raise Trouble(f"'{text[:100]}' is not a code: it is a number and two words, for example 7-guitar-revenge.")
    try:
        return read(text, "invitation").text
    except InvitationError as error:
        raise Trouble(str(error)) from error


def _hold(
    way: Callable[[CallConfig], str | Way | None],
    save: str | None,
    headless: bool,
    source: str | None,
    settings: Settings,
    seconds: Seconds,
    json: Json,
) -> None:
    check_output(json)
    chosen = source or settings.source or FIRST_CAMERA
    if headless:
        _without_window(way, save, settings, chosen, seconds, json)
    elif seconds is not None or json is not None or save is not None:
        raise Trouble("--seconds, --json and --save belong to a call without a window: add --headless.")
    else:
        _with_window(way, settings, chosen)


def _without_window(
    way: Callable[[CallConfig], str | Way | None],
    save: str | None,
    settings: Settings,
    source: str,
    seconds: Seconds,
    json: Json,
) -> None:
    from app.appearing import appearance_of
    from app.call import HeadlessCall
    from app.contacts import ContactsError
    from app.detecting import make_chosen_detector
    from app.remember import remember
    from transport.events import Connected, InvitationReady
    from transport.ways import ByText

    config = settings.call_config()
    to = way(config)

    def told(event: CallEvent) -> None:
        _print_event(event)
        if isinstance(event, InvitationReady) and isinstance(to, ByText):
            _show_invitation(event.text)
            if to.invites:
                Thread(target=_read_answer, args=(to,), daemon=True).start()
        if isinstance(event, Connected):
            try:
                print(remember(event, save), flush=True)
            except ContactsError as error:
                print(error, file=sys.stderr)

    held = HeadlessCall(
        config,
        None if source == NO_SOURCE else source,
        lambda: make_chosen_detector(lambda sentence: print(sentence, file=sys.stderr, flush=True)),
        on_event=told,
        appearance=appearance_of(settings.avatar),
        disguised=settings.blur_motion,
    )
    save_figures(held.run(to, seconds), json)


def _with_window(way: Callable[[CallConfig], str | Way | None], settings: Settings, source: str) -> None:
    from app.detecting import make_chosen_detector
    from app.windows.application import run

    to = way(settings.call_config())

    def dial(window: MainWindow) -> None:
        window.dial(to)

    run(replace(settings, source=source), make_chosen_detector, first=dial)


def _contact(name: str) -> Contact:
    from app.contacts import ContactsError, open_contacts

    try:
        return open_contacts().find(name)
    except ContactsError as error:
        raise Trouble(str(error)) from error


def _wait_for_contact(config: CallConfig) -> Way:
    """Wait until a contact rings; the way to it."""
    from queue import SimpleQueue

    from app.contacts import ContactsError, open_contacts
    from transport.doorbell import Doorbell, Known, RingEvent, Rings

    try:
        book = open_contacts()
    except ContactsError as error:
        raise Trouble(str(error)) from error
    if not book.all:
        raise Trouble("There are no contacts yet: hold a call with a code first, with --save NAME.")
    told: SimpleQueue[RingEvent] = SimpleQueue()
    bell = Doorbell(config, told.put)
    bell.watch(Known(contact.name, contact.secret, contact.first) for contact in book.all)
    print("Waiting for contacts to call (Ctrl-C ends it) …", flush=True)
    try:
        while True:
            event = told.get()
            if isinstance(event, Rings) and (way := bell.answer(event.name)) is not None:
                print(f"{event.name} calls.", flush=True)
                return way
    finally:
        bell.stop()


def _show_invitation(text: str) -> None:
    from app.qr import terminal_code

    if sys.stdout.isatty():
        print(terminal_code(text))
    print(text, flush=True)


def _read_answer(way: ByText) -> None:
    from transport.invitation import InvitationError

    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            way.enter(line)
        except InvitationError as error:
            print(error, file=sys.stderr, flush=True)
        else:
            return


def _print_event(event: CallEvent) -> None:
    from transport.control import Appearance
    from transport.events import CodeReady, Connected, Connecting, Ended, PeerBack, PeerLost, Ringing, Told

    match event:
        case CodeReady(code=code):
            say = f"Code: {code}"
        case Ringing():
            say = "Ringing …"
        case Connecting():
            say = "Connecting …"
        case Connected(connect_ms=ms):
            say = f"Connected in {ms:.0f} ms."
        case Told(message=Appearance()):
            return
        case Told(message=message):
            say = str(message)
        case PeerLost():
            say = "The other side is silent, or does not see you; connecting again."
        case PeerBack():
            say = "The other side is back."
        case Ended(reason=reason):
            say = reason
        case _:
            return
    print(say, flush=True)
