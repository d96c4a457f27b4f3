"""What the page of a call says: about the link, its quality and its figures. Pure."""

from __future__ import annotations

from typing import Final

from app.quality import Quality
from app.windows.language import tr
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
            return tr("Connecting …"), "quiet"
        case Connected() | PeerBack():
            return tr("Connected"), "good"
        case PeerLost(silent_ms=silent_ms):
            if silent_ms < HEARD_MS:
                return tr("The other side does not see you at the moment, connecting again …"), "warning"
            return tr(
                "The other side is silent ({seconds} s), waiting for it …", seconds=round(silent_ms / 1000)
            ), "warning"
        case Ended(reason=reason):
            return reason, "warning"
        case Failed(sentence=sentence):
            return sentence, "warning"
    return None


def quality_words(quality: Quality) -> tuple[str, str]:
    """How good the call is, and the look of the label that says it."""
    looks = {Quality.GOOD: "good", Quality.POOR: "warning", Quality.RECONNECTING: "warning"}
    words = {Quality.GOOD: tr("Good"), Quality.POOR: tr("Poor"), Quality.RECONNECTING: tr("Reconnecting …")}
    return words[quality], looks[quality]


def figure_words(received_s: float, delay_ms: float | None, stats: CallStats) -> str:
    """The live figures in one line."""
    delay = "?" if delay_ms is None else f"{delay_ms:.0f}"
    return tr(
        "{delay} ms  ·  {poses} poses/s  ·  {rate} kbit/s (video: {video})",
        delay=delay,
        poses=round(received_s),
        rate=round(stats.wire_kbit_s),
        video=VIDEO_KBIT_S,
    )


def figures_at_length(received_s: float, delay_ms: float | None, stats: CallStats) -> str:
    """The same in sentences, for who wants to know or cannot see."""
    delay = tr("not known yet") if delay_ms is None else f"{delay_ms:.0f} ms"
    return tr(
        "Delay from their camera to your screen: {delay}. {poses} poses a second come. "
        "You send {rate} kbit/s; a video call needs about {video}.",
        delay=delay,
        poses=round(received_s),
        rate=round(stats.wire_kbit_s),
        video=VIDEO_KBIT_S,
    )
