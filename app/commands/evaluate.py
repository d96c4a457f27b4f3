"""`handline evaluate`: how well the detector reads labelled pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.options import Json, check_output, check_picture, save_json, save_picture
from app.trouble import Trouble

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from rich.table import Table

    from training.face_evaluate import FaceFigures
    from training.worst import Worst

_SHEET = 48  # hands on a sheet of the worst


class Measure(StrEnum):
    """What is measured."""

    ACCURACY = "accuracy"
    GROUPS = "groups"
    SCORES = "scores"
    GHOSTS = "ghosts"
    JITTER = "jitter"
    FACE = "face"


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
    measure: Annotated[
        Measure,
        typer.Option(
            help="accuracy of points; rendered hands by groups (tone, sleeve, light, side, size); whether scores mean "
            "what they say; ghost hands on backgrounds; jitter of hands at rest in videos; faces of held-out "
            "people."
        ),
    ] = Measure.ACCURACY,
    more: Annotated[bool, typer.Option("--more", help="Print the curve over thresholds and every joint, too.")] = False,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--worst", metavar="F", help="Picture to write: the 48 hands read worst, label and answer drawn over them."
        ),
    ] = None,
    json_file: Json = None,
) -> None:
    """Measure the detector on labelled pictures.

    PDJ is the share of hand points closer to the label than a fraction of the hand box's diagonal: with the crop cut
    from the label (crop), and end to end, where the points of a hand that was not found count as missed.
    Latency is that of this run, one picture after another.
    """
    from rich.console import Console
    from rich.progress import Progress

    from detector.weights import SHIPPED, WeightsError

    check_output(json_file)
    check_picture(sheet)
    worst = _worst(measure) if sheet else None
    usual = {Measure.GHOSTS: "backgrounds", Measure.FACE: "faces"}
    names = sets or [usual.get(measure, "signers")]
    found: dict[str, Any] = {}
    try:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            for name in names:
                step = partial(_show, bar, bar.add_task(name))
                found[name] = _measured(measure, worst)(data, name, weights or SHIPPED, step)
    except FileNotFoundError as error:
        raise Trouble(f"{data} cannot be measured on: {error}.") from error
    except WeightsError as error:
        raise Trouble(str(error)) from error
    for table in _tables(measure, found, more):
        Console().print(table)
    save_json({name: _plain(one) for name, one in found.items()}, json_file)
    if sheet and worst:
        from app.hand_sheet import hand_sheet

        save_picture(hand_sheet(worst.hands), sheet)


def _worst(measure: Measure) -> Worst:
    from training.worst import Worst

    if measure is not Measure.ACCURACY:
        raise Trouble(f"--worst shows hands whose accuracy is measured: leave it or --measure {measure} out")
    return Worst(_SHEET)


def _measured(measure: Measure, worst: Worst | None) -> Callable[[Path, str, Path, Callable[[int, int], None]], Any]:
    from training import evaluate, face_evaluate, fairness, honesty

    ways: dict[Measure, Callable[[Path, str, Path, Callable[[int, int], None]], Any]] = {
        Measure.ACCURACY: lambda data, name, weights, step: evaluate.evaluate(
            data, name, weights, progress=step, worst=worst
        ),
        Measure.GROUPS: fairness.measure,
        Measure.SCORES: honesty.measure_scores,
        Measure.GHOSTS: honesty.measure_ghosts,
        Measure.JITTER: honesty.measure_jitter,
        Measure.FACE: face_evaluate.measure_faces,
    }
    return ways[measure]


def _tables(measure: Measure, found: dict[str, Any], more: bool) -> list[Table]:
    from training import evaluate, fairness, honesty

    if measure is Measure.ACCURACY:
        printed = (evaluate.as_table, evaluate.curves, evaluate.joints) if more else (evaluate.as_table,)
        return [_columns(rows(found)) for rows in printed]
    if measure is Measure.GROUPS:
        out = []
        for name, groups in found.items():
            rows = [(g.trait, g.name, str(g.hands), *_digits(g.error, g.pdj_05, g.pdj_10)) for g in groups]
            out.append(_rows(name, ("trait", "group", "hands", "error / diagonal", "PDJ 0.05", "PDJ 0.1"), rows))
            ratios = fairness.worst_by_best(groups).items()
            out.append(_rows(name, ("trait", "worst / best"), [(trait, f"{ratio:.2f}") for trait, ratio in ratios]))
        return out
    if measure is Measure.SCORES:
        out = []
        for name, bins in found.items():
            rows = [(str(one.points), *_digits(one.score, one.close)) for one in bins]
            rows.append(("calibration error", f"{honesty.calibration_error(bins):.3f}", ""))
            out.append(_rows(name, ("points", "score", f"share within {honesty.CLOSE}"), rows))
        return out
    plain = {name: {k: v for k, v in asdict(one).items() if not isinstance(v, tuple)} for name, one in found.items()}
    header = ("set", *next(iter(plain.values())))
    faces = [_small_faces(name, one) for name, one in found.items()] if measure is Measure.FACE else []
    rows = [(name, *(str(round(v, 4)) for v in one.values())) for name, one in plain.items()]
    return [*faces, _rows("", header, rows)]


def _small_faces(name: str, found: FaceFigures) -> Table:
    told = tuple(found.small[0].openings)
    rows = [(str(one.pixels), *_digits(one.found, one.error, *one.openings.values())) for one in found.small]
    return _rows(f"{name}, faces made smaller", ("pixels", "found", "error", *told), rows)


def _digits(*values: float) -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in values)


def _plain(found: Any) -> Any:
    """Dataclasses, or lists of them, as JSON knows them."""
    return [asdict(one) for one in found] if isinstance(found, list | tuple) else asdict(found)


def _rows(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    from rich.table import Table

    table = Table(*header, title=title or None)
    for row in rows:
        table.add_row(*row)
    return table


def _columns(rows: list[tuple[str, ...]]) -> Table:
    """A column a set, a row a figure."""
    header, *body = zip(*rows, strict=True)
    return _rows("", header, body)
