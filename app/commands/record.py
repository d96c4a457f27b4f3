"""`handline record`: records a signer, item after item."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import FIRST_CAMERA
from app.trouble import Trouble

if TYPE_CHECKING:
    from app.recording.session import Outcome
    from detector.sources import FrameSource
    from training.recorder import Plan
    from training.recording import Recording
    from training.recording_store import RecordingStore


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("record")(record)


def record(
    name: Annotated[str | None, typer.Argument(help="Name of the recording; else list and date.")] = None,
    prompts: Annotated[
        str, typer.Option("--list", help="letters, digits, handshapes, free, or a text file with a gloss a line.")
    ] = "letters",
    source: Annotated[str, typer.Option(help="A camera (0, camera:1) or a video.")] = FIRST_CAMERA,
    signer: Annotated[str, typer.Option(help="Who signs, as they want to be called.")] = "",
    out: Annotated[Path | None, typer.Option(help="Folder of recordings; else that of this user.")] = None,
    hands_free: Annotated[
        bool,
        typer.Option("--hands-free/--timer", help="Begin when hands rise and end when they rest; or by the timer."),
    ] = True,
    take: Annotated[float, typer.Option(min=0.2, max=600, help="Seconds of a take by the timer.")] = 3.0,
    countdown: Annotated[float, typer.Option(min=0, max=60, help="Seconds before a take by the timer.")] = 2.0,
    consent: Annotated[
        bool, typer.Option("--consent", help="The signer has read and agrees to what is asked otherwise.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the recording of this name.")] = False,
) -> None:
    """Record a signer: one item after the other, every frame on disk as it comes.

    Keys: space goes on at once, r repeats, s skips, p pauses, q quits. A recording that was stopped, or that a crash
    ended, goes on with --resume.
    """
    from app.places import recordings_folder
    from detector.sources import SourceError, open_source
    from training.prompts import PromptError
    from training.recorder import Plan
    from training.recording_lines import RecordingError

    plan = Plan(hands_free=hands_free, take=round(take * 1e6), countdown=round(countdown * 1e6))
    folder = out or recordings_folder()
    try:
        if resume:
            if name is None:
                raise Trouble("--resume needs the name of the recording: handline record NAME --resume")
            with closing(open_source(source)) as opened:
                _resume(folder / name, opened, plan)
        else:
            _begin(folder, name, prompts, source, signer, consent, plan)
    except (SourceError, RecordingError, PromptError) as error:
        raise Trouble(str(error)) from error


def _begin(folder: Path, name: str | None, list_name: str, source: str, signer: str, agreed: bool, plan: Plan) -> None:
    from app.recording.beginning import begin
    from detector.sources import open_source
    from training.prompts import prompts

    prompts(list_name)  # a list that cannot be used is said before anybody is asked
    _ask(agreed)
    with closing(open_source(source)) as opened:
        store, items = begin(folder, name, list_name, signer, opened.name, opened.fps)
        _run(store, opened, items, plan, None)


def _resume(path: Path, opened: FrameSource, plan: Plan) -> None:
    from app.recording.beginning import resume

    store, before = resume(path)
    for trouble in before.troubles:
        print(trouble)
    _run(store, opened, before.about.items, plan, before)


def _ask(agreed: bool) -> None:
    if agreed:
        return
    import sys

    from app.recording.beginning import CONSENT

    if not sys.stdin.isatty():
        raise Trouble("Nobody was asked whether they agree to be recorded: start in a terminal, or give --consent.")
    print(CONSENT)
    if not typer.confirm("Do you agree?"):
        raise Trouble("Nothing was recorded: it needs the signer's consent.")


def _run(
    store: RecordingStore, opened: FrameSource, items: tuple[str, ...], plan: Plan, before: Recording | None
) -> None:
    from app.cameras import played
    from app.recording.session import Session
    from app.recording.terminal import Terminal
    from app.recording.watcher import HandWatcher

    watcher = HandWatcher() if plan.hands_free else None
    stop = Event()
    with Terminal() as terminal:
        session = Session(store, items, plan, before=before, watcher=watcher, show=terminal.show)

        def end(*_: object) -> None:
            session.stop()
            stop.set()

        old = signal.signal(signal.SIGINT, end)
        try:
            terminal.listen(session.press, end)
            outcome = session.run(played(opened, stop))
        finally:
            signal.signal(signal.SIGINT, old)
            if watcher is not None:
                watcher.close()
    _say(store.path, outcome)


def _say(path: Path, outcome: Outcome) -> None:
    print(f"{outcome.done} of {outcome.items} items, {outcome.kept} frames in this session: {path}")
    if outcome.dropped:
        print(f"{outcome.dropped} frames were lost, because the disk was too slow or failed.")
    if outcome.trouble:
        raise Trouble(outcome.trouble)
    if path.exists() and outcome.done < outcome.items:
        print(f"Go on with: handline record {path.name} --resume")
