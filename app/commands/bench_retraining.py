"""`handline bench retraining`: every signer of a labelled set is learnt as a new one, in turn."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.options import Json, check_output, save_json
from app.trouble import Trouble

if TYPE_CHECKING:
    from training.retrain import Outcome


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("retraining")(retraining)


def retraining(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A data folder: labels/SET.npz and the pictures.")],
    out: Annotated[Path, typer.Option(help="Folder for the retrainings; what is done there already is kept.")],
    name: Annotated[str, typer.Option("--set", help="A set whose groups are signers.")] = "signers",
    strategy: Annotated[str, typer.Option(help="series, united or mixed.")] = "mixed",
    signers: Annotated[list[str] | None, typer.Option("--signer", help="Only this one; may be repeated.")] = None,
    last: Annotated[
        bool, typer.Option("--last", help="Test on the last frames, instead of on three of every eleven in a row.")
    ] = False,
    json_file: Json = None,
) -> None:
    """Retrain on eight of every eleven frames of a signer, measure on the three others and on all other signers.

    Nobody of the set is replayed: each signer is new, and so are those of whom nothing may be lost.
    """
    from training.thrift import be_thrifty

    be_thrifty()
    from rich.console import Console

    from app.retraining.progress import RetrainingError
    from app.retraining_process import FolderWatcher
    from detector.weights import WeightsError
    from training.recording_lines import RecordingError
    from training.retrain import Order, retrain
    from training.retrain_bench import new_signers
    from training.retrain_plan import Strategy
    from training.retrain_world import world

    check_output(json_file)
    rows: dict[str, Any] = {}
    try:
        turns = new_signers(data, name, last)
        if unknown := set(signers or []) - {own.name for own, _ in turns}:
            raise Trouble(f"There is no signer {min(unknown)} in {name}.")
        for own, others in turns:
            if signers and own.name not in signers:
                continue
            folder = out / own.name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = folder / "figures.json"
            if not kept.exists():
                began = time.process_time()
                with world() as place, FolderWatcher(folder) as watcher:
                    outcome = retrain(folder, Order(Strategy(strategy), "fast"), own, others, watcher, place)
                figures = _figures(outcome) | {"processor_s": round(time.process_time() - began, 1)}
                kept.write_text(json.dumps(figures), encoding="utf-8")
            rows[own.name] = json.loads(kept.read_text(encoding="utf-8"))
    except (RecordingError, WeightsError, RetrainingError, ValueError) as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"Cannot read or write ({error}): check the folders and the disk.") from error
    _print(rows, Console())
    save_json(rows, json_file)


def _figures(outcome: Outcome) -> dict[str, Any]:
    from training.proof import MAY_LOSE
    from training.retrain_bench import cut, pooled

    own, *others, rendered = outcome.rows
    before, after = own.figures
    lost = {row.name: row.figures[0]["pdj_005"] - row.figures[1]["pdj_005"] for row in others}
    return {
        "before": before,
        "after": after,
        "errors_cut": cut(own),
        "others": pooled(others),
        "most_lost": max(lost.values()),
        "rendered": [figures["pdj_005"] for figures in rendered.figures],
        "accepted": outcome.verdict.accepted,
        "may_lose": MAY_LOSE,
        "time_s": round(outcome.time_s, 1),
    }


def _print(rows: dict[str, Any], console: Any) -> None:
    from rich.table import Table

    table = Table("signer", "PDJ 0.05 before", "after", "errors cut", "others before", "after", "seconds", "processor")
    for name, row in rows.items():
        table.add_row(
            name,
            f"{row['before']['pdj_005']:.3f}",
            f"{row['after']['pdj_005']:.3f}",
            f"{100 * row['errors_cut']:.0f} %",
            *(f"{figure:.3f}" for figure in row["others"]),
            f"{row['time_s']:.0f}",
            f"{row['processor_s']:.0f}",
        )
    console.print(table)
