"""`handline evaluate`: how well the detector reads labelled pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Json, check_output, save_json
from app.trouble import Trouble

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("evaluate")(evaluate)


def _show(bar: Progress, task: TaskID, done: int, total: int) -> None:
    bar.update(task, completed=done, total=total)


def evaluate(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A data folder: labels/SET.npz and the pictures.")],
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="SET", help="A labelled set; may be given several times.")
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="A weights folder; else the shipped one.", metavar="DIR")] = None,
    more: Annotated[bool, typer.Option("--more", help="Print the curve over thresholds and every joint, too.")] = False,
    groups: Annotated[
        bool, typer.Option("--groups", help="Of rendered sets: the errors by skin tone, sleeve, light, side and size.")
    ] = False,
    json_file: Json = None,
) -> None:
    """Measure the detector on labelled pictures.

    PDJ is the share of hand points closer to the label than a fraction of the hand box's diagonal: with the crop cut
    from the label (crop), and end to end, where the points of a hand that was not found count as missed.
    Latency is that of this run, one picture after another.
    """
    from dataclasses import asdict
    from functools import partial

    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from detector.weights import SHIPPED, WeightsError
    from training.evaluate import Figures, as_table, curves, joints
    from training.evaluate import evaluate as measure
    from training.fairness import Group, worst_by_best
    from training.fairness import measure as measure_groups

    check_output(json_file)
    figures: dict[str, Figures] = {}
    grouped: dict[str, list[Group]] = {}
    try:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            for name in sets or ["signers"]:
                step = partial(_show, bar, bar.add_task(name))
                if groups:
                    grouped[name] = measure_groups(data, name, weights or SHIPPED, progress=step)
                else:
                    figures[name] = measure(data, name, weights or SHIPPED, progress=step)
    except FileNotFoundError as error:
        raise Trouble(f"{data} cannot be measured on: {error}.") from error
    except WeightsError as error:
        raise Trouble(str(error)) from error
    for name, found in grouped.items():
        table = Table("trait", "group", "hands", "error / diagonal", "PDJ 0.05", "PDJ 0.1", title=name)
        for one in found:
            table.add_row(
                one.trait, one.name, str(one.hands), *(f"{v:.3f}" for v in (one.error, one.pdj_05, one.pdj_10))
            )
        Console().print(table)
        Console().print(*(f"{trait}: worst / best {ratio:.2f}" for trait, ratio in worst_by_best(found).items()))
    if groups:
        by_name = {name: [asdict(one) for one in found] for name, found in grouped.items()}
        save_json(by_name, json_file)
        return
    for printed in (as_table, curves, joints) if more else (as_table,):
        header, *rows = zip(*printed(figures), strict=True)
        table = Table(*header)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
    save_json({name: asdict(one) for name, one in figures.items()}, json_file)
