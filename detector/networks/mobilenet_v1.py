"""MobileNet (Howard et al. 2017) as a feature extractor."""

from __future__ import annotations

from typing import Final

from torch import nn

from detector.networks.mobilenet import ConvNorm, scaled

# (channels, stride) of the thirteen blocks, table 1 of Howard et al. 2017.
_BLOCKS: Final = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))


class MobileNetV1(nn.Sequential):
    """Images (B, 3, H, W) to (B, C, H/32, W/32).

    Args:
        width: depth multiplier.

    Attributes:
        out: channels C.
    """

    def __init__(self, width: float) -> None:
        channels = scaled(32, width)
        layers: list[nn.Module] = [ConvNorm(3, channels, 3, 2)]
        for wanted, stride in _BLOCKS:
            layers += [
                ConvNorm(channels, channels, 3, stride, groups=channels),
                ConvNorm(channels, channels := scaled(wanted, width)),
            ]
        super().__init__(*layers)
        self.out = channels
