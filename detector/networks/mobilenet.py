"""MobileNetV2 (Sandler et al., CVPR 2018) as a feature extractor: no classifier, three strides out."""

from __future__ import annotations

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


def conv_bn(
    inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True
) -> nn.Module:
    """Convolution, batch norm and, if wanted, ReLU6."""
    layers: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    if act:
        layers.append(nn.ReLU6(inplace=True))
    return nn.Sequential(*layers)


class InvertedResidual(nn.Module):
    """Expand, filter depthwise, project; with a shortcut where the shape allows it."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.shortcut = stride == 1 and inputs == outputs
        self.body = nn.Sequential(
            *([conv_bn(inputs, inner)] if expansion > 1 else []),
            conv_bn(inner, inner, 3, stride, groups=inner),
            conv_bn(inner, outputs, act=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        return x + y if self.shortcut else y


class MobileNetV2(nn.Module):
    """Images (B, 3, H, W) to feature maps of stride 8, 16 and 32.

    Args:
        width: depth multiplier of the paper; 0.5 is the founding paper's best.

    Attributes:
        channels: channels of the three maps.
    """

    def __init__(self, width: float = 0.5) -> None:
        super().__init__()
        channels = scaled(32, width)
        self.stem = conv_bn(3, channels, 3, 2)
        groups: list[nn.Module] = []
        taps: list[int] = []
        for number, (expansion, outputs, repeats, stride) in enumerate(_GROUPS):
            blocks: list[nn.Module] = []
            for repeat in range(repeats):
                blocks.append(
                    InvertedResidual(channels, scaled(outputs, width), stride if repeat == 0 else 1, expansion)
                )
                channels = scaled(outputs, width)
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
