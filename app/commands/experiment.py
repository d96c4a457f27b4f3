"""`handline experiment`: studies that anyone can repeat."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from app.trouble import Trouble

_NICE: Final = 15  # hours of training leave a call alone


def register(cli: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Studies that anyone can repeat.")
    group.command("retraining")(retraining)
    group.command("networks")(networks)
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


def networks(
    data: Annotated[Path, typer.Option(help="Data folder with labels/, train/ and the signers' pictures.")],
    out: Annotated[Path, typer.Option(help="Folder for the page, results and weights; a comparison there goes on.")],
    samples: Annotated[int, typer.Option(min=32, help="Crops that each network sees.")] = 16_000,
    names: Annotated[
        str | None, typer.Option("--networks", help="Some of them, with commas between; else all.", metavar="NAME,...")
    ] = None,
    size: Annotated[int, typer.Option(min=32, max=512, help="Pixels of a crop, a multiple of 96.")] = 96,
    rendered: Annotated[Path | None, typer.Option(help="Data folder of `handline synth`.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder with caches of crops that are ready.")] = None,
    set_name: Annotated[str, typer.Option("--set", help="Signers that train nothing.")] = "signers",
    published: Annotated[bool, typer.Option("--published", help="Published widths: for a graphics card.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of weights and draws.")] = 1,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Processes that make batches.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Of torch.")] = 1,
) -> None:
    """Train the literature's networks on the same hands and budget, compare them, and test what their papers claim.

    Writes OUT/index.html with tables and plots, without pictures of people. Ctrl-C stops; the same command goes on.
    """
    from training.thrift import be_thrifty

    be_thrifty()
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise Trouble("The comparison needs torch: pip install 'handline[training]'") from error
    from argparse import Namespace

    from rich.console import Console

    from training.experiment_networks import Budget, Comparison, gather
    from training.experiment_networks_page import write_page
    from training.experiment_networks_plan import COMPARED, VARIANTS, WHOLE_BODY, trainings
    from training.recording_lines import RecordingError
    from training.trainer import face_folder, finder_folder, hand_folder

    try:
        asked = tuple(name.strip() for name in names.split(",")) if names else (*COMPARED, *VARIANTS, WHOLE_BODY)
        plan = trainings(asked)
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        if cache is None:
            given = Namespace(run=out / "runs", data=data, rendered=rendered)
            cache = hand_folder(given).parent
            if WHOLE_BODY in asked:
                finder_folder(given)
                face_folder(given)
        with Console(stderr=True).status("reading …") as status:
            material = gather(data, cache, out, set_name)
            budget = Budget(samples, size, published, seed, workers, threads)
            comparison = Comparison(out, material, budget, status.update)
            if hasattr(os, "nice"):
                os.nice(_NICE)
            for training in plan:
                # The page shows at any time what is done.
                comparison.run([training])
                page = write_page(out, comparison, plan, budget)
    except ImportError as error:
        raise Trouble(f"The comparison needs the package {error.name}: pip install --no-deps {error.name}") from error
    except (RecordingError, ValueError, FileNotFoundError) as error:
        raise Trouble(str(error)) from error
    except KeyboardInterrupt:
        raise Trouble(f"Stopped; the same command goes on with what is in {out}.") from None
    except OSError as error:
        raise Trouble(f"Cannot read or write ({error}): check the folders and the disk.") from error
    print(page)
