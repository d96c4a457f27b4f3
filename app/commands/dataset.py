"""`handline dataset`: what recordings hold, and their way to and from other programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Json, check_output, save_json
from app.trouble import Trouble

if TYPE_CHECKING:
    from rich.table import Table

    from training.dataset_figures import Range, Statistics
    from training.recording import Recording

Recordings = Annotated[
    list[Path] | None, typer.Argument(metavar="[RECORDINGS...]", help="Recordings, or folders of them; else your own.")
]


def register(cli: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="What recordings hold, and their way to and from other programs.")
    group.command("stats")(stats)
    group.command("export")(export)
    group.command("import")(import_)
    cli.add_typer(group, name="dataset")


def stats(recordings: Recordings = None, json: Json = None) -> None:
    """Count frames, items and labels; measure sizes of hands, light, sharpness and scores; say what is damaged."""
    from rich.console import Console

    from training.dataset_figures import statistics
    from training.datasets import split
    from training.recording_lines import RecordingError

    check_output(json)
    found = found_recordings(recordings)
    with Console(stderr=True).status("measuring …") as status:
        measured = statistics(found, lambda done, of: status.update(f"measured {done} of {of} recordings …"))
    console = Console()
    console.print(_recordings_table(found))
    console.print(_table(measured))
    for trouble in measured.troubles:
        print(trouble)
    try:
        parts = {part: [recording.name for recording in some] for part, some in split(found).items()}
        for part, names in parts.items():
            print(f"{part}: {', '.join(names) or 'none'}")
    except RecordingError as error:
        parts = {}
        print(error)
    save_json(asdict(measured) | {"split": parts}, json)


def export(
    recordings: Recordings = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="F",
            help="F.json: COCO-WholeBody; F.pose; F.csv: DeepLabCut; F.eaf: ELAN with its film; F.mp4: the film.",
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder for training and `handline evaluate`.")] = None,
    name: Annotated[str, typer.Option("--set", help="Name of the set in the data folder.")] = "recordings",
) -> None:
    """Write recordings as files of other programs, or as a labelled set of a data folder.

    Pictures and keypoints of people are personal data: what is exported is no longer under the recording's protection.
    """
    from app.exchange.exporting import export_file
    from app.exchange.shots import ExchangeError
    from training.datasets import write_data_folder
    from training.recording_lines import RecordingError

    if (out is None) == (data is None):
        raise Trouble("Say what to write: a file with --out, or a data folder with --data.")
    if not name.replace("_", "").isalnum():
        raise Trouble(f"'{name[:40]}' cannot be a set's name: use letters, digits and _.")
    found = found_recordings(recordings)
    _warn(found)
    try:
        if out is not None:
            frames, labelled = export_file(found, out)
            print(f"{frames} frames, {labelled} labelled: {out}")
        elif data is not None:
            frames, troubles = write_data_folder(found, data, name)
            print(*troubles, f"{frames} labelled pictures: {data}, set {name}", sep="\n")
    except (ExchangeError, RecordingError) as error:
        raise Trouble(str(error)) from error


def import_(
    file: Annotated[Path, typer.Argument(help=".json: COCO-WholeBody; .pose; .csv: DeepLabCut; .eaf: ELAN.")],
    name: Annotated[str | None, typer.Option(help="Name of the new recording; else the file's.")] = None,
    pictures: Annotated[Path | None, typer.Option(help="Folder of the pictures, or the film.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of recordings; else that of this user.")] = None,
    signer: Annotated[str, typer.Option(help="Whom it shows, as they want to be called.")] = "",
    human: Annotated[
        bool, typer.Option("--human", help="A human made the labels; else they count as a teacher's.")
    ] = False,
) -> None:
    """Make a recording of a file of another program. Labels without depth train nothing, but can be looked at."""
    from app.exchange.importing import import_file
    from app.exchange.shots import ExchangeError
    from app.places import recordings_folder
    from training.recording_labels import Author
    from training.recording_lines import RecordingError

    path = (out or recordings_folder()) / (name or file.stem)
    try:
        if pictures is not None and not pictures.exists():
            raise Trouble(f"There is no file or folder {pictures}: check the path.")
        made = import_file(file, pictures, path, signer, Author.HUMAN if human else Author.TEACHER)
    except (ExchangeError, RecordingError) as error:
        raise Trouble(str(error)) from error
    for trouble in made.troubles:
        print(trouble)
    if made.left_out:
        print(f"{made.left_out} left out: neither picture nor size is known; name the pictures with --pictures.")
    print(f"{made.frames} frames, {made.pictures} with pictures, {made.labels} labelled: {path}")


def found_recordings(paths: list[Path] | None) -> list[Recording]:
    """The recordings that are named, or all of this user's.

    Raises:
        Trouble: there are none, or two cannot be told apart.
    """
    from app.places import recordings_folder
    from training.recording import find_recordings
    from training.recording_lines import RecordingError

    try:
        return find_recordings(paths or [recordings_folder()])
    except RecordingError as error:
        raise Trouble(str(error)) from error


def _warn(recordings: list[Recording]) -> None:
    for recording in recordings:
        for trouble in recording.troubles:
            print(trouble)


def _recordings_table(recordings: list[Recording]) -> Table:
    from rich.table import Table

    table = Table("recording", "signer", "list", "items", "frames", "labelled", "consent")
    for one in recordings:
        table.add_row(
            one.name,
            one.about.signer,
            Path(one.about.prompts).name,
            f"{len(one.done)} of {len(one.about.items)}",
            str(len(one.kept)),
            str(len(one.best_labels())),
            "imported" if one.about.consent is None else one.about.consent.given_at[:10],
        )
    return table


def _table(found: Statistics) -> Table:
    from rich.table import Table

    table = Table("figure", "value", title="All together")
    rows: dict[str, object] = {
        "recordings": found.recordings,
        "signers": ", ".join(found.signers),
        "frames": found.frames,
        "thrown away": found.thrown_away,
        "seconds of signing": found.seconds,
        "frames a second": found.frames_s,
        "frames of each item": ", ".join(f"{name} {count}" for name, count in found.items.items()),
        "takes of each item": ", ".join(f"{name} {count}" for name, count in found.takes.items()),
        "labelled by": ", ".join(f"{name} {count}" for name, count in found.labelled.items()) or "nobody",
        "rejected": found.rejected,
        "whole hands": ", ".join(f"{side} {count}" for side, count in found.hands.items()),
        **{f"{side} hand / picture": _range(one) for side, one in found.hand_size.items()},
        "score": _range(found.score),
        "light": _range(found.light),
        "sharpness": _range(found.sharpness),
        "damaged pictures": found.damaged,
    }
    for name, value in rows.items():
        table.add_row(name, "not known" if value is None else str(value))
    return table


def _range(found: Range) -> str:
    return "not known" if found.p50 is None else f"{found.p10:g}  {found.p50:g}  {found.p90:g}   (p10 p50 p90)"
