"""`handline bench transport`: whole calls over a bad network that this machine makes up."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.demo import SAMPLE
from app.commands.options import Json, check_output, save_json, save_text
from app.commands.recordings import found_recordings, read_recording
from app.trouble import Trouble
from transport.lab.table import PARTS, Row

if TYPE_CHECKING:
    from detector.pose import Pose

# A minute of poses is more than any measurement plays.
_MOST_POSES = 1800


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("transport")(transport)


def transport(
    recordings: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES]...",
            help="What the signers sign: .pose recordings, clips or folders of them; else a sample.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help=f"One part of it: {', '.join(PARTS)}; may be given several times.", metavar="PART"),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the losses.", min=0)] = 1,
    json: Json = None,
    markdown: Annotated[Path | None, typer.Option(help="Write them as a table in Markdown.", metavar="F")] = None,
) -> None:
    """Hold calls between two processes over bad networks that this machine makes up, and print how they went.

    Takes eight minutes, on Linux; it needs to be root, or that this user may make user namespaces.
    """
    from tempfile import TemporaryDirectory

    from rich.console import Console

    from transport.lab.badnet import BadNetwork
    from transport.lab.hub import LabError
    from transport.lab.player import save_poses
    from transport.lab.rig import Rig
    from transport.lab.scenarios import Bench

    check_output(json)
    check_output(markdown)
    unknown = sorted(set(only or ()) - set(PARTS))
    if unknown:
        raise Trouble(f"'{unknown[0]}' is no part of this: choose from {', '.join(PARTS)}.")
    rows: list[Row] = []
    console = Console(stderr=True)
    with TemporaryDirectory() as folder, console.status("making up a network …") as status:
        try:
            poses = Path(folder) / "poses.npz"
            save_poses(_read(recordings or []), poses)
            with BadNetwork(seed) as network, Rig(network, str(poses)) as rig:
                for row in Bench(rig, status.update).run(only or PARTS):
                    rows.append(row)
                    save_json([asdict(row) | {"reached": row.reached} for row in rows], json)
        except LabError as error:
            raise Trouble(str(error)) from error
    _print_rows(rows)
    if markdown is not None:
        save_text(_as_markdown(rows), markdown)


def _read(recordings: list[Path]) -> list[Pose]:
    if recordings:
        poses = [pose for path in found_recordings(recordings) for pose in read_recording(path)]
    else:
        with as_file(files("app") / "assets" / SAMPLE) as clip:
            poses = read_recording(clip)
    if not poses:
        raise Trouble("Nobody signs in these files: give others.")
    return poses[:_MOST_POSES]


_HEADINGS = ("figure", "network", "measured", "at most", "reached", "")


def _cells(row: Row) -> tuple[str, ...]:
    measured = "none" if row.measured is None else f"{row.measured:.3g} {row.unit}".strip()
    at_most = "" if row.at_most is None else f"{row.at_most:g} {row.unit}".strip()
    reached = {None: "", True: "yes", False: "no"}[row.reached]
    return row.what, row.network, measured, at_most, reached, row.note


def _print_rows(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*_HEADINGS, title="Calls over bad networks")
    for row in rows:
        table.add_row(*_cells(row))
    Console().print(table)


def _as_markdown(rows: list[Row]) -> str:
    lines = [_HEADINGS, ("---",) * len(_HEADINGS), *map(_cells, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
