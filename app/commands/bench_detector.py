"""`handline bench detector`: how long a frame takes, beside another detector in the same run."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.demo import SAMPLE
from app.commands.options import Json, check_output, save_json
from app.trouble import Trouble

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORDS = {1: "one_core", 2: "two_cores"}


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("detector")(detector)


def detector(
    clip: Annotated[
        Path | None, typer.Argument(metavar="[CLIP]", help="A video to read; else the sample clip.", show_default=False)
    ] = None,
    frames: Annotated[int, typer.Option(help="Frames to read, from the clip's beginning, in a loop.", min=11)] = 200,
    peer: Annotated[
        Path | None,
        typer.Option(help="MediaPipe's hand_landmarker.task, to be measured beside it (pip install mediapipe)."),
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="A weights folder; else the shipped one.", metavar="DIR")] = None,
    json_file: Json = None,
) -> None:
    """Measure the time of a whole frame and of two hands, on one core and on two.

    A peer reads every frame too, in turn with Handline's own detector.
    """
    from rich.console import Console
    from rich.table import Table

    from app.detector_speed import Milliseconds, Speed, SpeedError, cores_here, measure

    check_output(json_file)
    if peer is not None and not peer.is_file():
        raise Trouble(f"There is no file {peer}: name MediaPipe's hand_landmarker.task.")
    with nullcontext(clip) if clip else as_file(files("app") / "assets" / SAMPLE) as path:
        pictures = _read(str(path), frames)
    speeds: dict[str, Speed] = {}
    try:
        for cores, word in _WORDS.items():
            if cores <= len(cores_here()):
                speeds[word] = measure(pictures, cores, weights, peer)
    except SpeedError as error:
        raise Trouble(str(error)) from error
    table = Table("milliseconds a frame", "p50", "p95", "share of the frames with two hands")

    def add(name: str, times: Milliseconds) -> None:
        share = "" if times.two_hands is None else f"{times.two_hands:.0%}"
        table.add_row(name, f"{times.p50:.1f}", f"{times.p95:.1f}", share)

    figures: dict[str, object] = {}
    for word, speed in speeds.items():
        on = word.replace("_", " ")
        add(f"whole frame, {on}", speed.whole_frame_ms)
        add(f"two hands, {on}", speed.hands_ms)
        for name, times in speed.peers.items():
            add(f"{name}, {on}", times)
        for key, value in asdict(speed).items():
            figures.setdefault(key, {})[word] = value  # type: ignore[index]
    Console().print(table)
    save_json(figures, json_file)


def _read(clip: str, count: int) -> list[NDArray[np.uint8]]:
    from detector.sources import SourceError, open_source

    try:
        source = open_source(clip)
        out: list[NDArray[np.uint8]] = []
        while len(out) < min(count, 900) and (frame := source.read()) is not None:
            out.append(frame.image)
        source.close()
    except SourceError as error:
        raise Trouble(str(error)) from error
    # Back and forth, so that a tracker never sees a jump.
    there_and_back = out + out[-2:0:-1]
    return [there_and_back[i % len(there_and_back)] for i in range(count)] if out else []
