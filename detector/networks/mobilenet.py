"""MobileNetV2 (Sandler et al., CVPR 2018) as a feature extractor: no classifier, three strides out."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# (expansion, channels, repeats, stride) of the seven groups, table 2 of the paper.
_GROUPS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
_TAPS = (2, 4, 6)  # groups whose output has stride 8, 16 and 32


def scaled(channels: int, width: float) -> int:
    """Channels times the width multiplier, to the nearest multiple of 8 that loses at most a tenth."""
    rounded = max(8, int(channels * width + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels * width else rounded


class ConvNorm(nn.Sequential):
    """Convolution, batch norm and, if wanted, ReLU6.

    Attributes:
        settled: the norm's statistics are kept as they are, also while training. It is then a scale of the
            convolution's weights, and no pass over the pictures: a step takes half the time.
    """

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True
    ) -> None:
        conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
        super().__init__(conv, nn.BatchNorm2d(outputs), *([nn.ReLU6()] if act else []))
        self.settled = False

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H / stride, W / stride); bfloat16 may come out where it is settled."""
        if not self.settled:
            return super().forward(x)
        conv, norm = self[0], self[1]
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        gain = norm.weight * torch.rsqrt(norm.running_var + norm.eps)
        weight, bias = conv.weight * gain.view(-1, 1, 1, 1), norm.bias - norm.running_mean * gain
        # On a CPU the gradient of a depthwise convolution with a stride takes ten times as long in half precision.
        kind = torch.float32 if conv.groups > 1 and conv.stride[0] > 1 else torch.bfloat16
        x = F.conv2d(x.to(kind), weight.to(kind), bias.to(kind), conv.stride, conv.padding, 1, conv.groups)
        return F.relu6(x) if len(self) > 2 else x


def settle(network: nn.Module) -> None:
    """Keep the statistics of every norm of a trained network as they are, and train on in half precision."""
    for module in network.modules():
        if isinstance(module, ConvNorm):
            module.settled = True


class InvertedResidual(nn.Module):
    """Expand, filter depthwise, project; with a shortcut where the shape allows it."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.shortcut = stride == 1 and inputs == outputs
        self.body = nn.Sequential(
            *([ConvNorm(inputs, inner)] if expansion > 1 else []),
            ConvNorm(inner, inner, 3, stride, groups=inner),
            ConvNorm(inner, outputs, act=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        return x + y if self.shortcut else y


class MobileNetV2(nn.Module):
    """Images (B, 3, H, W) to feature maps of stride 8, 16 and 32.

    Args:
        width: depth multiplier of the paper; 0.5 is the founding paper's best.
        deep: further multiplier of the groups of stride 16 and 32, where most of what is learnt lies and little of the
            time is spent.

    Attributes:
        channels: channels of the three maps.
    """

    def __init__(self, width: float = 0.5, deep: float = 1.0) -> None:
        super().__init__()
        channels = scaled(32, width)
        self.stem = ConvNorm(3, channels, 3, 2)
        groups: list[nn.Module] = []
        taps: list[int] = []
        for number, (expansion, outputs, repeats, stride) in enumerate(_GROUPS):
            blocks: list[nn.Module] = []
            wanted = scaled(outputs, width * (deep if number > _TAPS[0] else 1.0))
            for repeat in range(repeats):
                blocks.append(InvertedResidual(channels, wanted, stride if repeat == 0 else 1, expansion))
                channels = wanted
            groups.append(nn.Sequential(*blocks))
            if number in _TAPS:
                taps.append(channels)
        self.groups = nn.ModuleList(groups)
        self.channels = tuple(taps)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.stem(x)
        maps: list[Tensor] = []
        for number, group in enumerate(self.groups):
            x = group(x)
            if number in _TAPS:
                maps.append(x)
        return maps[0], maps[1], maps[2]


def init_weights(module: nn.Module) -> None:
    """He initialisation for every convolution and small normal weights for linear layers."""
    for m in module.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out")
            if m.bias is not None:
                nn.init.zeros_(m.bias)
        elif isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, std=0.01)
            nn.init.zeros_(m.bias)
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
