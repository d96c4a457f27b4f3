"""`handline bench codec`: what poses cost on the way and how exact they arrive, beside general compressors."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Json, check_output, save_json
from app.commands.recordings import found_recordings, read_recording
from app.trouble import Trouble


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("codec")(codec)


def codec(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES...", help=".pose recordings, clips of a signer, folders of them.")
    ],
    precision: Annotated[
        float, typer.Option(help="Error bound as a share of hand size: 0.005, 0.01 or 0.02.", min=0.001, max=0.1)
    ] = 0.01,
    ack_packets: Annotated[
        int, typer.Option(help="Packets until an acknowledgement is back; 2 is a round trip of 133 ms.", min=1, max=60)
    ] = 2,
    json: Json = None,
) -> None:
    """Measure payload and error of the codec as in a call: 15 packets a second with two poses each.

    Every recording plays back and forth for ten seconds (or its own length if that is longer), keyframes of the start
    included, and each packet is coded against the last acknowledged one.
    """
    from rich.console import Console
    from rich.table import Table

    from transport.bench import PLAYED_POSES, CodecFigures, measure, overall, rocked

    check_output(json)
    found = found_recordings(files)
    figures: dict[str, CodecFigures] = {}
    table = Table("recording", "kbit/s", "bytes a pose", "error p50 %", "max %", "ms encode", "decode")
    console = Console()
    with Console(stderr=True).status("measuring …") as status:
        for path in found:
            status.update(f"measuring {path.name} …")
            poses = read_recording(path)
            if len(poses) < 2:
                raise Trouble(f"{path} has fewer than two poses: give a longer one.")
            figures[str(path)] = measure(
                rocked(poses, max(PLAYED_POSES, len(poses))), precision=precision, ack_packets=ack_packets
            )
    total = overall(list(figures.values()))
    rows = [(Path(name).name, figure) for name, figure in figures.items()]
    for name, figure in [*rows, (f"all {len(rows)}", total)]:
        table.add_row(
            name,
            f"{figure.payload_kbit_s:.2f}",
            f"{figure.bytes_per_pose:.1f}",
            f"{figure.error_p50:.2%}",
            f"{figure.error_max:.2%}",
            f"{figure.encode_ms:.2f}",
            f"{figure.decode_ms:.2f}",
        )
    for name, rate in total.peers.items():
        table.add_row(f"all, {name}", f"{rate:.2f}", f"{rate * 1000 / 8 / 30:.1f}")
    console.print(table)
    save_json(
        {
            "precision": precision,
            "ack_packets": ack_packets,
            "files": {name: asdict(figure) for name, figure in figures.items()},
            "total": asdict(total),
        },
        json,
    )
