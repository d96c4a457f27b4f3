"""`handline synth`: rendered pictures of signers with exact keypoints."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.trouble import Trouble


class Kind(StrEnum):
    """What is drawn."""

    BODIES = "bodies"
    HANDS = "hands"


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("synth")(synth)


def people_folder() -> Path:
    """Where `make people` puts them."""
    from platformdirs import user_cache_path

    return user_cache_path("handline") / "people"


def synth(
    out: Annotated[Path, typer.Option(help="Data folder: pictures go to train/SET, labels to labels/SET.npz.")],
    count: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many pictures.")] = 1000,
    kind: Annotated[Kind, typer.Option(help="What is drawn.")] = Kind.BODIES,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same pictures.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes; else one a core.")] = None,
    people: Annotated[Path | None, typer.Option(help="Folder of the people; else that of `make people`.")] = None,
    environments: Annotated[Path | None, typer.Option(help="Environment maps (.npz) to light with.")] = None,
) -> None:
    """Draw pictures of signers with exact keypoints, to train and to measure detectors.

    A run that was stopped goes on when it is started again with the same options.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.studio.synth.produce import Order, produce

    order = Order(out, "avatar", kind.value, count, seed, people or people_folder(), environments)
    if not any(order.people.glob("*.npz")):
        raise Trouble(
            f"there are no people to draw in {order.people}: make them by `make people`, or name their folder"
        )
    columns = (TextColumn("drawing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("drawing", total=count)
        produce(order, workers or os.cpu_count() or 1, lambda done: bar.update(task, completed=done))
    print(f"{count} pictures in {order.pictures}, their labels in {order.labels}")
