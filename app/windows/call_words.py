"""What the page of a call says: about the link, its quality and its figures. Pure."""

from __future__ import annotations

from typing import Final

from app.quality import Quality
from transport.events import CallEvent, CallStats, Connected, Connecting, Ended, Failed, PeerBack, PeerLost

# Whoever was heard so recently is not silent, but may not hear.
HEARD_MS: Final = 1000
# What a video call of two is said to need each way, kbit/s: "600kbps (up/down) for high quality video" (Zoom, "Zoom
# system requirements", bandwidth for 1:1 video calling; 720p: 1,200). Ours is the measured rate with every header.
VIDEO_KBIT_S: Final = 600


def link_words(event: CallEvent) -> tuple[str, str] | None:
    """What an event says about the link, and the look of the label that says it; None if it says nothing."""
    match event:
        case Connecting():
            return "Connecting …", "quiet"
        case Connected() | PeerBack():
            return "Connected", "good"
        case PeerLost(silent_ms=silent_ms):
            if silent_ms < HEARD_MS:
                return "The other side does not see you at the moment, connecting again …", "warning"
            return f"The other side is silent ({silent_ms / 1000:.0f} s), waiting for it …", "warning"
        case Ended(reason=reason):
            return reason, "warning"
        case Failed(sentence=sentence):
            return sentence, "warning"
    return None


def quality_words(quality: Quality) -> tuple[str, str]:
    """How good the call is, and the look of the label that says it."""
    looks = {Quality.GOOD: "good", Quality.POOR: "warning", Quality.RECONNECTING: "warning"}
    words = {Quality.GOOD: "Good", Quality.POOR: "Poor", Quality.RECONNECTING: "Reconnecting …"}
    return words[quality], looks[quality]


def figure_words(received_s: float, delay_ms: float | None, stats: CallStats) -> str:
    """The live figures in one line."""
    delay = "?" if delay_ms is None else f"{delay_ms:.0f}"
    return f"{delay} ms  ·  {received_s:.0f} poses/s  ·  {stats.wire_kbit_s:.0f} kbit/s (video: {VIDEO_KBIT_S})"


def figures_at_length(received_s: float, delay_ms: float | None, stats: CallStats) -> str:
    """The same in sentences, for who wants to know or cannot see."""
    delay = "not known yet" if delay_ms is None else f"{delay_ms:.0f} ms"
    return (
        f"Delay from their camera to your screen: {delay}. {received_s:.0f} poses a second come. "
        f"You send {stats.wire_kbit_s:.0f} kbit/s; a video call needs about {VIDEO_KBIT_S}."
    )
