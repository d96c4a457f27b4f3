"""One signer without a window, in a process of its own: ``python signing_peer.py MAILBOX_URL SOURCE SECONDS LOG CODE``.

SECONDS and CODE may be ``-``. Prints the code, writes every pose given to the call into LOG, ends as a command does.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from scripted import ScriptedDetector  # noqa: E402

from app.call import HeadlessCall  # noqa: E402
from app.station import Sighting  # noqa: E402
from app.trouble import EXIT_CODE, Trouble  # noqa: E402
from detector.pose import Pose  # noqa: E402
from transport.events import CallConfig, CallEvent, CodeReady, Told  # noqa: E402


def main(url: str, source: str, seconds: str, log: str, code: str) -> None:
    """Hold the call."""
    poses: list[Pose] = []

    def tell(event: CallEvent) -> None:
        if isinstance(event, CodeReady):
            print(event.code, flush=True)
        elif isinstance(event, Told):
            print(event.message, flush=True)

    def note(sighting: Sighting) -> None:
        poses.append(sighting.pose)

    call = HeadlessCall(CallConfig(mailbox_url=url), source, ScriptedDetector, on_event=tell, on_sighting=note)
    try:
        figures = call.run(None if code == "-" else code, None if seconds == "-" else float(seconds))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(EXIT_CODE)
    finally:
        np.savez(
            log,
            time_us=[pose.time_us for pose in poses],
            xyz=[pose.xyz for pose in poses],
            score=[pose.score for pose in poses],
        )
    print(figures.frames_captured, figures.poses_sent, flush=True)


# A test run that was started in the background ignores Ctrl-C, and so would this process of it.
signal.signal(signal.SIGINT, signal.default_int_handler)
main(*sys.argv[1:])
