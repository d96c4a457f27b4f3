"""`handline train`: retrains the detector on a signer's labelled recordings, and proves what that did."""

from __future__ import annotations

import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from app.commands.train_network import NetworkOrder, train_network
from app.trouble import Trouble

if TYPE_CHECKING:
    from app.retraining.progress import Request
    from training.retrain import Outcome
    from training.retrain_split import Signer


_NICE: Final = 5  # whatever else the computer does, a call above all, comes first


class Strategy(StrEnum):
    """What is learnt in which order."""

    SERIES = "series"
    UNITED = "united"
    MIXED = "mixed"


class Preset(StrEnum):
    """How long and how fast."""

    FAST = "fast"
    PAPER = "paper"


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("train")(train)


def train(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[RECORDINGS_OR_DATA...]",
            help="Labelled recordings, folders of them, or one data folder; else your own.",
        ),
    ] = None,
    strategy: Annotated[
        Strategy,
        typer.Option(help="series: the new alone; united: old and new at once; mixed: sets of both, one by one."),
    ] = Strategy.MIXED,
    preset: Annotated[Preset, typer.Option(help="fast: minutes; paper: the founding paper's schedule.")] = Preset.FAST,
    signer: Annotated[
        str | None, typer.Option(help="Which signer of the recordings; else the only one.", metavar="NAME")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="Folder of this retraining; one that was stopped is carried on.", metavar="DIR")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of all chance.")] = 1,
    network: Annotated[
        str | None,
        typer.Option(
            help="Train this network of the literature instead, on a data folder; an unknown name lists the known ones."
        ),
    ] = None,
    samples: Annotated[int, typer.Option(min=32, help="Crops that a --network sees.")] = 320_000,
    size: Annotated[int | None, typer.Option(help="Pixels of its crops; those of its paper if left out.")] = None,
    width: Annotated[float, typer.Option(help="Of its channels; 1 is as published.")] = 1.0,
    start: Annotated[Path | None, typer.Option(help="last.pt of a run of the same --network to start from.")] = None,
    rendered: Annotated[Path | None, typer.Option(help="Data folder of `handline synth` for a --network.")] = None,
    threads: Annotated[int, typer.Option(min=1, max=256, help="Of torch, for a --network.")] = 1,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Processes that make its batches.")] = 1,
    use: Annotated[
        bool, typer.Option("--use", help="Take the new weights for the next calls if they are better.")
    ] = False,
) -> None:
    """Retrain the detector on a signer, without forgetting others, and measure it on pictures held out.

    The weights in use stay as they are. Ctrl-C stops; the same command with --run goes on. With --network NAME one of
    the literature's networks is trained on a data folder instead, and written as weights for calls.
    """
    from app import settings
    from app.retraining import models
    from app.retraining.progress import WEIGHTS, RetrainingError
    from detector.weights import WeightsError

    try:
        if network is not None:
            order = NetworkOrder(network, samples, size, width, start, rendered, threads, workers, seed, use)
            weights = train_network(order, _data_folder(sources), run or Path("runs") / network)
            print(weights)
            if use:
                settings.save(models.use(weights, settings.load()))
                print("The next call uses the new weights.")
            return
        asked = _request(sources, strategy, preset, signer, seed)
        folder = run or _new_folder(asked)
        if "RANK" not in os.environ or os.environ["RANK"] == "0":
            _begin(folder, asked)
        outcome = _run(folder, asked)
        if outcome is None:
            return
        _show(outcome, folder)
        if use and outcome.verdict.accepted:
            settings.save(models.use(folder / WEIGHTS, settings.load()))
            print("The next call uses the new weights.")
    except (RetrainingError, WeightsError, settings.SettingsError) as error:
        raise Trouble(str(error)) from error


def _data_folder(sources: list[Path] | None) -> Path:
    """The one data folder that a --network is trained on."""
    if sources is None or len(sources) != 1 or not (sources[0] / "labels").is_dir():
        raise Trouble("A --network is trained on one data folder, with labels/ and train/ in it: name it.")
    return sources[0]


def _request(sources: list[Path] | None, strategy: Strategy, preset: Preset, signer: str | None, seed: int) -> Request:
    from app.places import recordings_folder
    from app.retraining.progress import Request

    paths = [path.resolve() for path in sources or [recordings_folder()]]
    for path in paths:
        if not path.is_dir():
            raise Trouble(f"There is no folder {path}: name labelled recordings, or a data folder.")
    return Request(strategy.value, preset.value, signer or "", tuple(str(path) for path in paths), seed)


def _begin(folder: Path, asked: Request) -> None:
    """Make the folder, or see that it is one of the same retraining that can be carried on."""
    from app.retraining.progress import PROOF_FILE, make_folder, read_request, write_request

    before = read_request(folder)
    if before is not None and before != asked:
        raise Trouble(f"{folder} is the folder of another retraining: name another folder.")
    if (folder / PROOF_FILE).exists():
        raise Trouble(f"The retraining {folder} is done: name another folder.")
    if before is None and folder.is_dir() and not any(folder.iterdir()):
        write_request(folder, asked)
    elif before is None:
        make_folder(folder, asked)
    print(folder)


def _new_folder(asked: Request) -> Path:
    from app.places import retrainings_folder

    name = "".join(sign for sign in asked.signer if sign.isalnum()) or Path(asked.recordings[0]).name
    return retrainings_folder() / f"{datetime.now():%Y%m%d-%H%M%S}-{name[:40]}"


def _run(folder: Path, asked: Request) -> Outcome | None:
    """Do it, telling the folder whatever happens; None in the processes of `torchrun` that only help."""
    from training.thrift import be_thrifty

    be_thrifty()
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise Trouble("Retraining needs torch: pip install 'handline[training]'") from error
    from app import settings
    from app.retraining.models import weights_in_use
    from app.retraining_process import FolderWatcher, Silent
    from detector.weights import SHIPPED, WeightsError
    from training.recording_lines import RecordingError
    from training.retrain import Order, retrain
    from training.retrain_events import CancelledError
    from training.retrain_plan import Strategy as Strategies
    from training.retrain_world import world

    if hasattr(os, "nice"):
        os.nice(_NICE)
    with FolderWatcher(folder) as watcher:
        try:
            with world() as place:
                # One process after the other: each makes the same links to the pictures.
                for turn in range(place.size):
                    if turn == place.rank:
                        own, others, troubles = _signers(asked, folder)
                    place.agree(None)
                for trouble in [] if place.rank else troubles:
                    watcher.say(trouble)
                baseline = weights_in_use(settings.load()) or SHIPPED
                day = f"{datetime.now():%Y-%m-%d}"
                order = Order(Strategies(asked.strategy), asked.preset, asked.seed, SHIPPED, baseline, day)
                outcome = retrain(folder, order, own, others, Silent() if place.rank else watcher, place)
            if place.rank:
                return None
            watcher.done(outcome)
            return outcome
        except CancelledError:
            watcher.cancelled()
            raise Trouble("The retraining was given up; the weights in use are as they were.") from None
        except KeyboardInterrupt:
            raise Trouble(f"Stopped; the same command with --run {folder} goes on.") from None
        except (Trouble, RecordingError, WeightsError, ValueError) as error:
            watcher.failed(str(error))
            raise Trouble(str(error)) from error
        except (OSError, RuntimeError) as error:
            sentence = _trouble_of(error, folder)
            watcher.failed(sentence)
            raise Trouble(sentence) from error


def _signers(asked: Request, folder: Path) -> tuple[Signer, list[Signer], list[str]]:
    """The signer to learn, the others on this computer, and what was left out."""
    from app.places import recordings_folder
    from training.recording import find_recordings, is_recording
    from training.recording_lines import RecordingError
    from training.retrain import CROPS
    from training.retrain_data import of_data_folder, of_recordings
    from training.retrain_split import as_replay

    paths = [Path(path) for path in asked.recordings]
    if len(paths) == 1 and (paths[0] / "labels").is_dir() and not is_recording(paths[0]):
        own, troubles = of_data_folder(paths[0])
        found: list[Signer] = [own]
        asked_ids: set[str] = set()
    else:
        recordings = find_recordings(paths)
        asked_ids = {recording.about.id for recording in recordings}
        found, troubles = of_recordings(recordings, folder / CROPS / "asked")
    own = _chosen(found, asked.signer)
    others = [one for one in found if one is not own]
    try:
        earlier = [one for one in find_recordings([recordings_folder()]) if one.about.id not in asked_ids]
        labelled = [one for one in earlier if one.best_labels()]
        if labelled:
            before = of_recordings(labelled, folder / CROPS / "earlier")[0]
            # What this signer recorded before is replayed, and measures nobody else.
            others += [as_replay(one) if one.name == own.name else one for one in before]
    except RecordingError:
        pass  # nothing else was recorded on this computer, or nothing that can be used
    return own, others, troubles


def _chosen(found: list[Signer], name: str) -> Signer:
    named = [one for one in found if one.name == name] if name else found
    if len(named) == 1:
        return named[0]
    if not found:
        raise Trouble("No hand in these recordings is labelled and believed: label them first.")
    names = ", ".join(one.name for one in found)
    if not named:
        raise Trouble(f"No labelled recording shows {name}: name one of {names} with --signer.")
    raise Trouble(f"These recordings show {names}: say with --signer whom to learn.")


def _trouble_of(error: Exception, folder: Path) -> str:
    """A sentence for what the system says; torch turns a full disk into a RuntimeError of many lines."""
    if isinstance(error, FileNotFoundError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"Cannot write into {folder} ({error.strerror}): free space, then start again with --run {folder}."
    first = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return f"The retraining could not go on ({first}): free memory and space, then start again with --run {folder}."


def _show(outcome: Outcome, folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("held-out hands", "frames", "PDJ 0.05 before", "after", "PDJ 0.1 before", "after")
    for row in outcome.rows:
        before, after = row.figures
        cells = (before["pdj_005"], after["pdj_005"], before["pdj_01"], after["pdj_01"])
        table.add_row(row.name, str(row.frames), *(f"{cell:.3f}" for cell in cells))
    Console().print(table)
    print(outcome.verdict.why)
    print(f"{outcome.time_s:.0f} seconds; weights and their card: {folder / 'weights'}")
