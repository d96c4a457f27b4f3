"""`handline synth`: rendered pictures of signers with exact keypoints."""

from __future__ import annotations

import os
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from app.commands.options import check_picture, save_picture
from app.trouble import Trouble


class Kind(StrEnum):
    """What is drawn."""

    BODIES = "bodies"
    HANDS = "hands"
    FACES = "faces"


class Renderer(StrEnum):
    """How light is drawn."""

    FAST = "fast"
    PATHS = "paths"


# Names of the sets, as `training.labels` knows them.
SETS: Final = {Kind.BODIES: "avatar", Kind.HANDS: "avatar_hands", Kind.FACES: "avatar_faces"}


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Draw pictures of signers with exact keypoints, to train and to measure detectors.")
    group.callback(invoke_without_command=True)(synth)
    group.command("sheet")(sheet)
    cli.add_typer(group, name="synth")


def people_folder() -> Path:
    """Where `make people` puts them."""
    from platformdirs import user_cache_path

    return user_cache_path("handline") / "people"


def synth(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="Data folder: pictures go to train/SET, labels to labels/SET.npz.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many pictures.")] = 1000,
    kind: Annotated[Kind, typer.Option(help="Upper bodies, or close-up hands or faces.")] = Kind.BODIES,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same pictures.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes; else one a core.")] = None,
    renderer: Annotated[
        Renderer, typer.Option(help="By shaders, or along the paths of light: slow, and needs 'handline[paths]'.")
    ] = Renderer.FAST,
    people: Annotated[Path | None, typer.Option(help="Folder of the people; else that of `make people`.")] = None,
    environments: Annotated[Path | None, typer.Option(help="Environment maps (.npz) to light with.")] = None,
) -> None:
    """Draw pictures of signers with exact keypoints, to train and to measure detectors.

    A run that was stopped goes on when it is started again with the same options; a larger --count adds pictures.
    """
    if context.invoked_subcommand is not None:
        return
    if out is None:
        raise Trouble("`handline synth` needs a folder to draw into: name it with --out")
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.studio.synth.produce import Order, produce

    order = Order(
        out, SETS[kind], kind.value, count, seed, people or people_folder(), environments, renderer=renderer.value
    )
    columns = (TextColumn("drawing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # What was there before this run, and when its first pictures came: starting the processes is not drawing.
    seen: list[tuple[int, float]] = []
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("drawing", total=count)

        def show(done: int) -> None:
            seen.append((done, time.perf_counter()))
            bar.update(task, completed=done)

        produce(order, workers or os.cpu_count() or 1, show)
    print(f"{count} pictures in {order.pictures}, their labels in {order.labels}")
    if len(seen) > 2:
        (first, start), (last, end) = seen[1], seen[-1]
        print(f"drawn at {(last - first) / max(end - start, 1e-9):.1f} pictures a second")


def sheet(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A data folder that `handline synth` drew into.")],
    out: Annotated[Path, typer.Option(help="The picture to write (.png, .jpg, .webp).")],
    kind: Annotated[Kind, typer.Option(help="Which of its sets.")] = Kind.BODIES,
    count: Annotated[int, typer.Option(min=1, max=400, help="How many pictures.")] = 48,
    first: Annotated[int, typer.Option(min=0, help="Number of the first one.")] = 0,
    width: Annotated[int, typer.Option(min=32, max=1024, help="Of each picture, in pixels.")] = 240,
    points: Annotated[bool, typer.Option(help="Draw the keypoints.")] = True,
) -> None:
    """Put many drawn pictures with their keypoints on one sheet, to be looked at."""
    from app.studio.synth import sheet as sheets

    check_picture(out)
    save_picture(sheets.sheet(data, SETS[kind], count, first, width, points), out)
