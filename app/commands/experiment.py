"""`handline experiment`: studies that anyone can repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.trouble import Trouble


def register(cli: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Studies that anyone can repeat.")
    group.command("retraining")(retraining)
    # A group of one command would otherwise lose its name.
    group.callback()(lambda: None)
    cli.add_typer(group, name="experiment")


def retraining(
    data: Annotated[
        list[Path],
        typer.Option("--data", help="A data folder, whose signers are shared out to two datasets; or two, one each."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the page, results and weights; a study there goes on.")],
    set_name: Annotated[str, typer.Option("--set", metavar="SET", help="The set to read.")] = "signers",
    epochs: Annotated[int, typer.Option(min=1, max=1000, help="Of each training, at most; the paper's 50.")] = 50,
    size: Annotated[int, typer.Option(min=32, max=256, help="Pixels of a crop, a multiple of 32.")] = 96,
    seed: Annotated[int, typer.Option(min=0, help="Of weights, order and mixed sets.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Of torch.")] = 1,
    quick: Annotated[bool, typer.Option("--quick", help="One epoch and one network: a look at the page.")] = False,
    pictures: Annotated[
        bool,
        typer.Option("--pictures/--no-pictures", help="Example pictures (of the people in the data) beside plots."),
    ] = True,
) -> None:
    """Repeat the founding paper's study of retraining: in series, united, mixed; then all signers one after another.

    Writes OUT/index.html with tables, plots and example pictures. Ctrl-C stops; the same command goes on.
    """
    from training.thrift import be_thrifty

    be_thrifty()
    try:
        import torch
    except ImportError as error:
        raise Trouble("The study needs torch: pip install 'handline[training]'") from error
    import numpy as np
    from rich.console import Console

    from training import study_protocol as protocol
    from training.recording_lines import RecordingError
    from training.study import Budget, Study, compared
    from training.study_data import read_hands
    from training.study_page import write_page

    if len(data) > 2:
        raise Trouble("The study compares two datasets: give --data once or twice.")
    if size % 32:
        raise Trouble(f"{size} is no multiple of 32: choose 64, 96 or 128.")
    torch.set_num_threads(threads)
    budget = Budget(1 if quick else epochs, size, seed, quick)
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Console(stderr=True).status("reading …") as status:
            hands = read_hands(data, set_name, size)
            sets = protocol.sets_of(hands.dataset, hands.signer, np.random.default_rng(seed))
            networks = [one for one in protocol.comparison() if one.network in compared(quick)]
            trainings, cases = protocol.protocol()
            later, orders = protocol.one_after_another(len(hands.signers))
            every = [*networks, *trainings, *later]

            def tell(name: str, epoch: int, epochs: int) -> None:
                status.update(f"{len(study.results)} of {len(every)} trainings; {name}: epoch {epoch} of {epochs}")

            study = Study(out, hands, sets, budget, tell)
            study.run(every)
        page = write_page(out, study, hands, sets, budget, networks, cases, orders, pictures)
    except (RecordingError, ValueError) as error:
        raise Trouble(str(error)) from error
    except KeyboardInterrupt:
        raise Trouble(f"Stopped; the same command goes on with what is in {out}.") from None
    except OSError as error:
        raise Trouble(f"Cannot read or write ({error}): check the folders and the disk.") from error
    print(page)
