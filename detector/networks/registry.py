"""Every network by its name: what it is, where it is from, what it takes, and how it is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from torch import nn

from detector.networks import regression
from detector.networks.convnet8 import ConvNet8
from detector.networks.cpm import STRIDE, PoseMachine
from detector.networks.hourglass import StackedHourglass
from detector.networks.ihm import IntermediateHeatmaps
from detector.networks.keypoint_network import KeypointNetwork
from detector.networks.paf import WholeBodyFields
from detector.networks.simple_baseline import SimpleBaseline
from detector.skeleton import HAND_POINTS

PRESENCES: Final = 2  # of a hand: that it is there, and that it appears as a right one
LARGEST: Final = 1024  # pixels of a crop's side
_POINTS: Final = len(HAND_POINTS)
# (points, presences, pixels, width) to a network.
Builder = Callable[[int, int, int, float], nn.Module]


@dataclass(frozen=True)
class Description:
    """One network.

    Attributes:
        name: by which it is asked for.
        source: whose it is.
        size: pixels of the crops it was published for.
        multiple: of pixels that a crop's side must be.
        smallest: side in pixels that it can take.
        stages: supervised outputs.
        sigma: standard deviation of its target bumps as a share of a map's width; 0: it answers with coordinates, and
            is punished by squares of distances.
        rate: learning rate that suits it; without norms a smaller one.
        rounded: target bumps lie on the nearest cell's centre.
        small: width that suits a processor without a graphics card; 1 is as published.
        build: the network, of points, presences, pixels and width.
        pictures: it reads whole pictures of any number of people, not crops of a hand.
        note: what a reader of its figures should know.
    """

    name: str
    source: str
    size: int
    multiple: int
    smallest: int
    stages: int
    sigma: float
    small: float
    build: Builder
    rate: float = 2.5e-3
    rounded: bool = True
    pictures: bool = False
    note: str = ""


def _mobilenet(version: int, multiplier: float) -> Builder:
    def build(points: int, presences: int, size: int, width: float) -> KeypointNetwork:
        return regression.mobilenet(version, multiplier * width, points, presences)

    return build


def _ihm(levels: int, intermediate: bool, backbone: str = "efficientnet_lite0", learnt: str = "frozen") -> Builder:
    def build(points: int, presences: int, size: int, width: float) -> KeypointNetwork:
        return IntermediateHeatmaps(
            points,
            presences,
            backbone,
            frozen=learnt == "frozen",
            pretrained=learnt != "nothing",
            levels=levels,
            intermediate=intermediate,
            width=width,
        )

    return build


_CHAGANAVA: Final = "Chaganava & Kakulia, founding paper"
_VANHERLE: Final = "Vanherle et al. 2022, Real-time detection of 2D tool landmarks with synthetic training data"
_TISHCHENKO: Final = "Tishchenko & Vänskä"
_SCRATCH: Final = "its backbone begins from nothing: no ImageNet weights of it can be reached"
_LITE: Final = "EfficientNet-Lite0 with ImageNet weights"
_regression = partial(Description, multiple=32, smallest=32, stages=1, sigma=0.0)
_mobile = partial(_regression, source=_CHAGANAVA, size=224, small=1.0)
_heatmaps = partial(Description, source=_VANHERLE, size=224, multiple=32, smallest=32, sigma=1 / 64)

_ALL: Final = (
    _mobile("mobilenet_regression", build=_mobilenet(2, 0.5), note="MobileNetV2 0.5, the paper's choice"),
    _mobile("mobilenet_regression_v2_1.0", build=_mobilenet(2, 1.0)),
    _mobile("mobilenet_regression_v1_0.5", build=_mobilenet(1, 0.5)),
    _mobile("mobilenet_regression_v1_1.0", build=_mobilenet(1, 1.0)),
    _heatmaps("ihm224", stages=5, small=0.5, build=_ihm(5, True), note=f"{_LITE}, frozen"),
    _heatmaps("ihm56", stages=3, small=0.5, build=_ihm(3, True), note=f"{_LITE}, frozen"),
    _heatmaps("hm", stages=1, small=0.5, build=_ihm(5, False), note=f"{_LITE}, frozen; no intermediate supervision"),
    _heatmaps("ihm56_learnt", stages=3, small=0.5, build=_ihm(3, True, learnt="pretrained"), note=f"{_LITE}, learning"),
    _heatmaps(
        "ihm56_nothing",
        stages=3,
        small=0.5,
        build=_ihm(3, True, learnt="nothing"),
        note="EfficientNet-Lite0 from nothing, learning",
    ),
    _heatmaps(
        "ihm224_resnet50",
        stages=5,
        small=0.25,
        build=_ihm(5, True, "resnet50", "nothing"),
        note=f"{_SCRATCH}, so that it learns instead of being frozen",
    ),
    Description(
        "hourglass2",
        "Newell et al. 2016, Stacked hourglass networks",
        size=256,
        multiple=32,
        smallest=64,
        stages=2,
        sigma=1 / 64,
        small=0.25,
        build=lambda points, presences, size, width: StackedHourglass(points, presences, width),
    ),
    Description(
        "simple_baseline",
        "Xiao et al. 2018, Simple baselines",
        size=256,
        multiple=32,
        smallest=32,
        stages=1,
        sigma=2 / 64,
        small=0.25,
        build=lambda points, presences, size, width: SimpleBaseline(points, presences, 50, width),
        note=_SCRATCH,
    ),
    Description(
        "cpm",
        f"Wei et al. 2016, as in {_TISHCHENKO}",
        size=128,
        multiple=STRIDE,
        smallest=64,
        stages=3,
        sigma=1 / 16,
        small=0.125,
        build=lambda points, presences, size, width: PoseMachine(points, presences, width),
        rate=1e-3,
        rounded=False,
    ),
    _regression(
        "resnet34_regression",
        _TISHCHENKO,
        128,
        small=0.25,
        build=lambda points, presences, size, width: regression.resnet34(width, points, presences),
        note=_SCRATCH,
    ),
    _regression(
        "inceptionv3_regression",
        _TISHCHENKO,
        128,
        smallest=96,
        small=0.125,
        build=lambda points, presences, size, width: regression.inception_v3(width, points, presences),
        note=_SCRATCH,
    ),
    _regression(
        "inception_resnet_v2_regression",
        _TISHCHENKO,
        128,
        smallest=96,
        small=0.125,
        build=lambda points, presences, size, width: regression.inception_resnet_v2(width, points, presences),
        note=_SCRATCH,
    ),
    _regression(
        "convnet8",
        "Linna et al. 2016, Real-time human pose estimation from video",
        224,
        smallest=64,
        small=0.25,
        build=lambda points, presences, size, width: ConvNet8(points, presences, size, width),
        rate=5e-4,
    ),
    Description(
        "paf_wholebody",
        "Hidalgo et al. 2019, Single-network whole-body pose estimation",
        size=480,
        multiple=8,
        smallest=64,
        stages=5,
        sigma=7 / 480,
        small=0.125,
        build=lambda points, presences, size, width: WholeBodyFields(width),
        rate=1e-3,
        rounded=False,
        pictures=True,
        note=_SCRATCH,
    ),
)
NETWORKS: Final[dict[str, Description]] = {one.name: one for one in _ALL}


def describe(name: str) -> Description:
    """The network of a name.

    Raises:
        ValueError: there is none; the message lists those there are.
    """
    if name not in NETWORKS:
        raise ValueError(f"There is no network {name}: name one of {', '.join(NETWORKS)}.")
    return NETWORKS[name]


def build(name: str, size: int, width: float = 1.0) -> nn.Module:
    """A network with fresh weights for hands (or, where it reads pictures, for whole bodies).

    Args:
        name: in `NETWORKS`.
        size: side of what it will see, in pixels.
        width: 1 is as published.

    Raises:
        ValueError: there is none of the name, or it cannot take the size; the message says what to do.
    """
    one = describe(name)
    if size % one.multiple or not one.smallest <= size <= LARGEST:
        low = -(-one.smallest // one.multiple) * one.multiple
        raise ValueError(
            f"{name} cannot take pictures of {size} pixels: "
            f"choose a multiple of {one.multiple} from {low} to {LARGEST}."
        )
    if not 0 < width <= 4:
        raise ValueError(f"A width of {width} is none: 1 is as published, smaller ones suit smaller machines.")
    return one.build(_POINTS, PRESENCES, size, width)
