"""`handline bench`: figures of each part, measured here and now. Each part is a module `bench_PART` of this package."""

from __future__ import annotations

import typer

from app.commands import (
    bench_app,
    bench_avatar,
    bench_codec,
    bench_detector,
    bench_legibility,
    bench_recorder,
    bench_retraining,
    bench_spelling,
    bench_transport,
)

PARTS = (
    bench_app,
    bench_detector,
    bench_legibility,
    bench_codec,
    bench_transport,
    bench_avatar,
    bench_spelling,
    bench_recorder,
    bench_retraining,
)


def register(cli: typer.Typer) -> None:
    """Add the group of commands."""
    bench = typer.Typer(no_args_is_help=True, help="Measure a part of Handline and print its figures.")
    for part in PARTS:
        part.register(bench)
    cli.add_typer(bench, name="bench")
