"""The trainings of the comparison of networks, and what each paper's claim is tested with; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from detector.networks.registry import NETWORKS, describe

WHOLE_BODY: Final = "paf_wholebody"
PHASES: Final = "convnet8"
ONE_SIGNER: Final = "one signer"
MIXED: Final = "mixed"
TISHCHENKO: Final = "cpm, Tishchenko & Vänskä's augmentation"
UNCHANGED: Final = "cpm, no augmentation"
AGAIN: Final = "mobilenet_regression, another seed"
PEOPLE: Final = "people"
# The systems that are compared, and then variants of them.
COMPARED: Final = (
    "mobilenet_regression",
    "convnet8",
    "ihm56",
    "hm",
    "ihm224",
    "cpm",
    "resnet34_regression",
    "simple_baseline",
    "hourglass2",
    "inceptionv3_regression",
    "inception_resnet_v2_regression",
)
VARIANTS: Final = (
    "ihm56_learnt",
    "ihm56_nothing",
    "mobilenet_regression_v2_1.0",
    "mobilenet_regression_v1_0.5",
    "mobilenet_regression_v1_1.0",
    "ihm224_resnet50",
)
# Of a training on one signer, whose hands are few.
SHORT: Final = 4


@dataclass(frozen=True)
class Training:
    """One training.

    Attributes:
        name: of it.
        network: by its name.
        recipe: what it learns from: of `training.networks_data`, or the hands of one signer.
        start: the training whose weights it begins with; empty: fresh ones.
        share: of the samples of the comparison.
        seed: that is added to the comparison's.
    """

    name: str
    network: str
    recipe: str
    start: str = ""
    share: float = 1.0
    seed: int = 0


def trainings(networks: Sequence[str]) -> list[Training]:
    """What is trained, in order: each asked network, and after it what the claims about it need.

    Raises:
        ValueError: an unknown network; the message lists the known ones.
    """
    for name in networks:
        describe(name)
    return [one for name in networks for one in (Training(name, name, _learns_from(name)), *_CLAIMS.get(name, ()))]


def _learns_from(name: str) -> str:
    return PEOPLE if NETWORKS[name].pictures else MIXED


def _rendered(name: str) -> Training:
    return Training(f"{name}, rendered", name, "rendered")


# What is trained besides, because of what the paper of a network says.
_CLAIMS: Final[Mapping[str, tuple[Training, ...]]] = {
    "mobilenet_regression": (Training(AGAIN, "mobilenet_regression", MIXED, seed=1),),
    "cpm": (Training(TISHCHENKO, "cpm", "Tishchenko & Vänskä"), Training(UNCHANGED, "cpm", "no augmentation")),
    "hm": (_rendered("hm"),),
    "ihm224": (_rendered("ihm224"),),
    "ihm56": (_rendered("ihm56"), Training("ihm56, cut and paste", "ihm56", "cut and paste")),
    PHASES: (
        Training(f"{PHASES}, phase 2 alone", PHASES, ONE_SIGNER, share=1 / SHORT),
        Training(f"{PHASES}, both phases", PHASES, ONE_SIGNER, start=PHASES, share=1 / SHORT),
        Training(f"{PHASES}, whole labels", PHASES, "whole labels"),
        Training(f"{PHASES}, heterogeneous labels", PHASES, "heterogeneous labels"),
    ),
}
