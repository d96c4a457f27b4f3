"""The figures of the whole app. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from app.figures import Spread

# So long a call fills its queues and caches, before memory and blocks of the window count.
SETTLES_S: Final = 5.0
_MB: Final = 1 << 20


@dataclass(frozen=True)
class InCall:
    """What the window measured of its call.

    Attributes:
        seconds: how long it was measured.
        detected: poses that its detector made of its camera's frames.
        pictures: pictures of the other signer that it drew.
        shown: different captured poses of the other signer among them.
        delays_us: from capture there to each picture being drawn here.
        blocks_us: how long its thread did nothing else, each time that this was noticed, when settled.
        beginning_blocks_us: the same until then: entering the call, and the first pictures.
        memory: resident bytes, by seconds into the call; empty where the system does not tell.
        torch: whether torch was loaded by then.
    """

    seconds: float
    detected: int
    pictures: int
    shown: int
    delays_us: tuple[int, ...]
    blocks_us: tuple[int, ...]
    beginning_blocks_us: tuple[int, ...]
    memory: tuple[tuple[float, int], ...]
    torch: bool


@dataclass(frozen=True)
class AppFigures:
    """The figures that `handline bench app --json` writes; field names are the keys.

    Attributes:
        start_s: from the process's start to a window that can be used: the median of the starts after a first one.
        seconds: length of the call that was measured.
        detection_poses_s: poses that the detector made of the own camera's frames, a second.
        avatar_fps: pictures of the other signer drawn meanwhile, a second.
        avatar_poses_s: different captured poses among them, a second.
        glass_to_glass_ms: from capture on the other side, detection included, to being drawn.
        gui_block_ms: the longest time in which the window did nothing else, in the settled call.
        gui_block_beginning_ms: the same while the call began.
        gui_blocks_over_100_ms: how often it was more than 100 ms, in the settled call.
        memory_start_mb: resident memory when the call had settled.
        memory_growth_mb: how much more it was at the end, by the medians of the first and the last tenth.
        torch_imported: whether the window's process had loaded torch.
    """

    start_s: float
    seconds: float
    detection_poses_s: float
    avatar_fps: float
    avatar_poses_s: float
    glass_to_glass_ms: Spread
    gui_block_ms: float | None
    gui_block_beginning_ms: float | None
    gui_blocks_over_100_ms: int
    memory_start_mb: float | None
    memory_growth_mb: float | None
    torch_imported: bool


def app_figures(starts_s: Sequence[float], call: InCall) -> AppFigures:
    """The figures, from the starts (the first one warms up and does not count where there are more) and the call."""
    warm = starts_s[1:] or starts_s
    settled = [bytes_ for at_s, bytes_ in call.memory if at_s >= min(SETTLES_S, call.seconds / 2)]
    tenth = max(1, len(settled) // 10)
    first, last = settled[:tenth], settled[-tenth:]
    return AppFigures(
        start_s=round(median(warm), 2),
        seconds=round(call.seconds, 1),
        detection_poses_s=round(call.detected / call.seconds, 1),
        avatar_fps=round(call.pictures / call.seconds, 1),
        avatar_poses_s=round(call.shown / call.seconds, 1),
        glass_to_glass_ms=Spread.of_us(call.delays_us),
        gui_block_ms=_longest(call.blocks_us),
        gui_block_beginning_ms=_longest(call.beginning_blocks_us),
        gui_blocks_over_100_ms=sum(block > 100_000 for block in call.blocks_us),
        memory_start_mb=round(median(first) / _MB, 1) if first else None,
        memory_growth_mb=round((median(last) - median(first)) / _MB, 1) if first else None,
        torch_imported=call.torch,
    )


def _longest(blocks_us: Sequence[int]) -> float | None:
    return round(max(blocks_us) / 1000, 1) if blocks_us else None
