"""Carry what a narrow network learned into a wider one that answers the same: `python -m training.widen --help`.

Function-preserving widening (Chen et al. 2016, "Net2Net"): new channels are copies of old ones, and whoever reads a
channel shares its weight among the copies, unevenly, so that they learn to differ.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from detector.networks.mobilenet import ConvNorm, InvertedResidual
from detector.networks.soft_argmax import SoftArgmaxNetwork
from training import checkpoint, train_hand


def _copies(old: int, new: int) -> Tensor:
    """Which of `old` channels each of `new` ones is a copy of (new,); each is there at least once.

    Raises:
        ValueError: there are fewer new channels than old ones.
    """
    if new < old:
        raise ValueError(f"a network with {old} channels cannot be carried into one with {new}")
    return torch.cat(
        [torch.arange(old), torch.randperm(old)[: new - old] if new < 2 * old else torch.randint(old, (new - old,))]
    )


def _shares(weight: Tensor, read: Tensor) -> Tensor:
    """Weights (O, I, ...) of the old inputs for their copies, `read` (J,): (O, J, ...), the copies' sums unchanged."""
    part = torch.rand(weight.shape[0], len(read)) + 0.5
    total = torch.zeros(weight.shape[0], weight.shape[1]).index_add_(1, read, part)
    share = part / total[:, read]
    return weight[:, read] * share.view(*share.shape, *[1] * (weight.ndim - 2))


@torch.no_grad()
def _conv(old: nn.Module, new: nn.Module, read: Tensor) -> Tensor:
    """Fill a convolution with its norm, whose inputs are copies `read`; returns what its outputs are copies of."""
    assert isinstance(old, ConvNorm)
    assert isinstance(new, ConvNorm)
    before, after = old[0], new[0]
    assert isinstance(before, nn.Conv2d)
    assert isinstance(after, nn.Conv2d)
    depthwise = before.groups > 1
    written = read if depthwise else _copies(before.out_channels, after.out_channels)
    return _fill(old, new, read, written)


@torch.no_grad()
def _fill(old: nn.Module, new: nn.Module, read: Tensor, written: Tensor) -> Tensor:
    """The same, where it is given what the outputs are copies of."""
    assert isinstance(old, ConvNorm)
    assert isinstance(new, ConvNorm)
    before, after = old[0], new[0]
    assert isinstance(before, nn.Conv2d)
    assert isinstance(after, nn.Conv2d)
    weight = before.weight[written]
    after.weight.copy_(weight if before.groups > 1 else _shares(weight, read))
    for name, value in old[1].state_dict().items():
        new[1].state_dict()[name].copy_(value[written] if value.ndim else value)
    return written


def _separable(old: nn.Module, new: nn.Module, channels: Tensor) -> None:
    assert isinstance(old, nn.Sequential)
    assert isinstance(new, nn.Sequential)
    _fill(old[0], new[0], channels, channels)
    _fill(old[1], new[1], channels, channels)


@torch.no_grad()
def widen(old: SoftArgmaxNetwork, new: SoftArgmaxNetwork) -> None:
    """Fill `new`, wider anywhere but of the same points, presences and depth, so that it answers as `old` does.

    Raises:
        ValueError: `new` is narrower somewhere.
    """
    channels = _conv(old.backbone.stem, new.backbone.stem, torch.arange(3))
    ends: dict[int, Tensor] = {}  # of the groups, by their number of channels
    for before, after in zip(old.backbone.groups, new.backbone.groups, strict=True):
        assert isinstance(before, nn.Sequential)
        assert isinstance(after, nn.Sequential)
        for a, b in zip(before, after, strict=True):
            assert isinstance(a, InvertedResidual)
            assert isinstance(b, InvertedResidual)
            inner = channels
            for k in range(len(a.body) - 1):
                inner = _conv(a.body[k], b.body[k], inner)
            last, wider = a.body[-1], b.body[-1]
            # What is added to the input has to lie in the same channels.
            channels = _fill(last, wider, inner, channels) if a.shortcut else _conv(last, wider, inner)
        ends[int(before[-1].body[-1][0].out_channels)] = channels  # type: ignore[index,union-attr]
    read = [ends[width] for width in old.backbone.channels]
    width = new.heat.in_channels
    pyramid = _copies(old.heat.in_channels, width)
    for k, tap in enumerate(read):
        _fill(old.lateral[k], new.lateral[k], tap, pyramid)
        _separable(old.smooth[k], new.smooth[k], pyramid)
    for a, b in zip(old.head, new.head, strict=True):
        _separable(a, b, pyramid)
    for a, b in ((old.heat, new.heat), (old.depth, new.depth), (old.scale, new.scale)):
        b.weight.copy_(_shares(a.weight, pyramid))
        assert a.bias is not None
        assert b.bias is not None
        b.bias.copy_(a.bias)
    pooled = torch.cat([read[2], pyramid + old.backbone.channels[2]])
    new.presence.weight.copy_(_shares(old.presence.weight, pooled))
    new.presence.bias.copy_(old.presence.bias)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of a hand network of 64 channels")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write, of the network trained now")
    options = parser.parse_args()
    torch.manual_seed(1)
    state = checkpoint.read(options.start)
    old, new = SoftArgmaxNetwork(points=21, presences=2), train_hand.build_network()
    old.load_state_dict(state["average"])
    widen(old, new)
    checkpoint.save(options.out, average=new.state_dict(), seen=state["seen"])


if __name__ == "__main__":
    main()
