"""Features pooled and regressed to coordinates: Chaganava & Kakulia's MobileNets, and the deep backbones of Tishchenko
& Vänskä with changed stems and heads."""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from detector.networks.backbones import ResNet
from detector.networks.keypoint_network import CoordinateNetwork, Stages
from detector.networks.mobilenet import MobileNetV2, init_weights
from detector.networks.mobilenet_v1 import MobileNetV1

_GRAIN: Final = 16  # all channels of the Inceptions are multiples of it


class Last(nn.Module):
    """The coarsest map of a backbone alone.

    Args:
        body: images (B, 3, H, W) to a sequence of maps; has an attribute `channels`.

    Attributes:
        out: channels of the map.
    """

    def __init__(self, body: MobileNetV2 | ResNet) -> None:
        super().__init__()
        self.body = body
        self.out = body.channels[-1]

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) to (B, C, H/32, W/32)."""
        last: Tensor = self.body(x)[-1]
        return last


class PooledRegression(CoordinateNetwork):
    """Images (B, 3, S, S) to points by one linear layer of pooled features.

    Args:
        features: images to one map; has an attribute `out`, its channels.
        points: number of keypoints P.
        presences: number of yes/no outputs.
    """

    def __init__(self, features: nn.Module, points: int, presences: int) -> None:
        super().__init__(points, presences, features.out)  # type: ignore[arg-type]
        self.features = features
        self.out = nn.Linear(features.out, 2 * points)  # type: ignore[arg-type]
        nn.init.normal_(self.out.weight, std=0.01)
        nn.init.zeros_(self.out.bias)

    def stages(self, x: Tensor) -> Stages:
        pooled = self.features(x).mean((2, 3))
        return Stages((self.out(pooled).view(len(x), self.points, 2) + 0.5,), pooled)


def mobilenet(version: int, width: float, points: int, presences: int) -> PooledRegression:
    """Chaganava & Kakulia's: MobileNet of version 1 or 2 with a depth multiplier."""
    features = MobileNetV1(width) if version == 1 else Last(MobileNetV2(width))
    init_weights(features)
    return PooledRegression(features, points, presences)


def resnet34(width: float, points: int, presences: int) -> PooledRegression:
    """ResNet-34 whose stem keeps twice the resolution: it was made for pictures of 224 pixels, these have 128."""
    body = ResNet(34, width)
    body.pool = nn.Identity()
    return PooledRegression(Last(body), points, presences)


class Inception(nn.Module):
    """Inception-v3 or Inception-ResNet-v2 of `pytorchcv` for pictures of 128 instead of 299 pixels: its stem's first
    convolution has no stride.

    Args:
        features: of the published network: `init_block`, stages, and a pool that is left out.
        channels: of its last map.
        width: multiplier of all channels, in sixteenths.

    Attributes:
        out: channels of its map.

    Raises:
        ValueError: the width is no number of sixteenths.
    """

    def __init__(self, features: nn.Sequential, channels: int, width: float) -> None:
        super().__init__()
        if width * _GRAIN != int(width * _GRAIN) or width <= 0:
            raise ValueError(
                f"A width of {width} is none of an Inception: choose a number of sixteenths, such as 0.25."
            )
        parts = dict(features.named_children())
        del parts["final_pool"]
        first = parts["init_block"].get_submodule("conv1.conv")
        assert isinstance(first, nn.Conv2d)
        first.stride = (1, 1)
        self.parts = nn.Sequential(*parts.values())
        self.out = int(channels * width)
        _slim(self.parts, width)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) to (B, C, about H/16, about W/16)."""
        out: Tensor = self.parts(x)
        return out


def _slim(module: nn.Module, width: float) -> None:
    """Multiply the channels of everything within by a number of sixteenths, of which all its channels are multiples."""
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            inputs = 3 if child.in_channels == 3 else int(child.in_channels * width)
            outputs, bias = int(child.out_channels * width), child.bias is not None
            kernel, stride, padding = child.kernel_size, child.stride, child.padding
            setattr(module, name, nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=bias))  # type: ignore[arg-type]
        elif isinstance(child, nn.BatchNorm2d):
            setattr(module, name, nn.BatchNorm2d(int(child.num_features * width), eps=child.eps))
        else:
            _slim(child, width)


def inception_v3(width: float, points: int, presences: int) -> PooledRegression:
    """Inception-v3 (Szegedy et al. 2016)."""
    from pytorchcv.models.inceptionv3 import inceptionv3

    return PooledRegression(Inception(inceptionv3().features, 2048, width), points, presences)


def inception_resnet_v2(width: float, points: int, presences: int) -> PooledRegression:
    """Inception-ResNet-v2 (Szegedy et al. 2017)."""
    from pytorchcv.models.inceptionresnetv2 import inceptionresnetv2

    return PooledRegression(Inception(inceptionresnetv2().features, 1536, width), points, presences)
