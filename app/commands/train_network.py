"""`handline train --network`: one of the literature's networks, by its name, from a data folder to weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.trouble import Trouble


@dataclass(frozen=True)
class NetworkOrder:
    """What is asked.

    Attributes:
        network: its name.
        samples: to see.
        size: pixels of a crop; that of the paper if None.
        width: multiplier of the channels; 1 is as published.
        start: weights to begin with.
        rendered: data folder with rendered hands.
        threads: of torch.
        workers: processes that make batches.
        seed: of all chance.
        use: the weights are for the next calls.
    """

    network: str
    samples: int
    size: int | None
    width: float
    start: Path | None
    rendered: Path | None
    threads: int
    workers: int
    seed: int
    use: bool


def train_network(order: NetworkOrder, data: Path, run: Path) -> Path:
    """Train, or carry on in the run's folder, and write weights that a call can use; returns their folder.

    Raises:
        Trouble: the name, the size, the data or the weights cannot be used.
    """
    from training.thrift import be_thrifty

    be_thrifty()
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise Trouble("Training needs torch: pip install 'handline[training]'") from error
    from argparse import Namespace

    from detector.networks.registry import describe
    from training import checkpoint, hand_cache
    from training.hand_data import HandStream
    from training.networks_people import train_people
    from training.networks_train import Asked, export_run, hand_task, judge, train_network
    from training.trainer import Options, hand_folder

    try:
        one = describe(order.network)
        asked = Asked(order.network, order.size or one.size, order.width)
        asked.fresh()
        schedule = checkpoint.Schedule(order.samples, one.rate, sizes=((0.0, asked.size),))
        options = Options(run, schedule, order.threads, order.workers, order.seed, order.start)
        if one.pictures:
            return train_people(asked, options, data, order.rendered)
        crops = hand_folder(Namespace(run=run, data=data, rendered=order.rendered))
        cache = hand_cache.load(crops)
        task = hand_task(
            asked, lambda size, batch, seed: HandStream(crops, data, size, batch, seed), judge(cache, asked.size)
        )
        train_network(asked, task, options)
        return export_run(asked, run, crops)
    except ImportError as error:
        raise Trouble(f"{order.network} needs the package {error.name}: pip install --no-deps {error.name}") from error
    except (ValueError, FileNotFoundError) as error:
        raise Trouble(str(error)) from error
    except KeyboardInterrupt:
        raise Trouble(f"Stopped; the same command goes on with what is in {run}.") from None
    except OSError as error:
        raise Trouble(f"Cannot read or write ({error}): check the folders and the disk.") from error
