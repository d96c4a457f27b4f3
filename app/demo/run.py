"""Runs the demo: a mailbox server, two peer processes, a code passed from one to the other, figures from both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

from app.demo.keep import Kept
from app.demo.peers import Code, Ready, Signed, Sorry, Watched, sign, watch
from app.demo.show import show_picture, show_video
from app.figures import CallFigures, Spread
from app.output.files import OutputError
from app.trouble import Trouble
from detector.sources import SourceError, is_camera, open_source
from transport.control import Appearance
from transport.mailbox import Mailbox, MailboxError

# A slow machine that is busy with something else; a fast one needs two seconds.
START_S: Final = 120.0
END_S: Final = 30.0
_TICK_S: Final = 0.1

T = TypeVar("T")


@dataclass
class _Peer:
    name: str
    process: Any
    pipe: Connection

    def wait_for(self, kind: type[T], timeout_s: float, other: _Peer) -> T:
        """The next message, which must be of this kind; the other process must live meanwhile."""
        deadline = time.monotonic() + timeout_s
        while not self.pipe.poll(_TICK_S):
            for peer in (self, other):
                peer.check()
            if time.monotonic() > deadline:
                raise Trouble(f"The {self.name} process did not answer in time: close other programs and try again.")
        try:
            message = self.pipe.recv()
        except EOFError as error:
            raise self.gone() from error
        if isinstance(message, Sorry):
            raise Trouble(message.sentence)
        if not isinstance(message, kind):
            raise TypeError(f"the {self.name} process sent {message!r}, expected {kind.__name__}")
        return message

    def check(self) -> None:
        """Say so if the process ended before its time."""
        if not self.process.is_alive() and not self.pipe.poll():
            raise self.gone()

    def gone(self) -> Trouble:
        self.process.join(1.0)
        return Trouble(
            f"The {self.name} process ended by itself (exit code {self.process.exitcode}): "
            "run `handline doctor` to find out what it lacks."
        )


def run_demo(
    source: str,
    seconds: float,
    picture: Path | None,
    video: Path | None,
    tell: Callable[[str], None],
    appearance: Appearance | None,
) -> CallFigures:
    """Hold one call between two processes.

    Args:
        source: what the signing process is shown, for `detector.sources.open_source`.
        seconds: length of the call.
        picture: where to write frame beside avatar, or None.
        video: where to write both as a film, or None.
        tell: told how it goes, a sentence at a time.
        appearance: who stands for the signer.

    Raises:
        Trouble: the source, the display, the mailbox or a process fails.
    """
    _check_source(source)
    with TemporaryDirectory(prefix="handline-demo-") as folder:
        frames, avatars = Path(folder) / "frames", Path(folder) / "avatars"
        keep = picture is not None or video is not None
        for kept in (frames, avatars):
            kept.mkdir()
        folders = (frames, avatars) if keep else (None, None)
        with _mailbox() as url, _peers(source, url, seconds, folders, appearance) as peers:
            signer, watcher = peers
            watcher.wait_for(Ready, START_S, signer)
            code = signer.wait_for(Code, START_S, watcher)
            tell(f"Code {code.code}: the other process answers.")
            watcher.pipe.send(code)
            signed = signer.wait_for(Signed, START_S + seconds, watcher)
            watched = watcher.wait_for(Watched, END_S, signer)
        try:
            if picture is not None:
                show_picture(picture, signed.moments, Kept(frames), Kept(avatars))
            if video is not None:
                tell("Writing the video …")
                show_video(video, Kept(frames), Kept(avatars))
        except OutputError as error:
            raise Trouble(str(error)) from error
    return both_sides(signed, watched)


def both_sides(signed: Signed, watched: Watched) -> CallFigures:
    """One account of the call: what was sent from the signer, what was shown from the watcher."""
    own = signed.figures
    connect = [ms for ms in (own.connect_ms, watched.connect_ms) if ms is not None]
    return CallFigures(
        frames_captured=own.frames_captured,
        poses_sent=own.poses_sent,
        poses_shown=watched.poses_shown,
        detect_ms=own.detect_ms,
        glass_to_glass_ms=Spread.of_us(watched.delays_us),
        payload_kbit_s=own.payload_kbit_s,
        wire_kbit_s=own.wire_kbit_s,
        packets_s=own.packets_s,
        connect_ms=round(max(connect), 1) if connect else None,
        stale_poses=watched.stale_poses,
    )


def _check_source(source: str) -> None:
    """Say what is wrong with a file before two processes are started for it; a camera is opened only once."""
    if is_camera(source):
        return
    try:
        open_source(source).close()
    except SourceError as error:
        raise Trouble(str(error)) from error


@contextmanager
def _mailbox() -> Iterator[str]:
    try:
        with Mailbox() as mailbox:
            yield mailbox.url
    except MailboxError as error:
        raise Trouble(str(error)) from error


@contextmanager
def _peers(
    source: str, url: str, seconds: float, folders: tuple[Path | None, Path | None], appearance: Appearance | None
) -> Iterator[tuple[_Peer, _Peer]]:
    # Started afresh, not forked: they share nothing with this process and each other but the clock.
    context = get_context("spawn")
    peers = []
    for name, work, args in (
        ("signing", sign, (source, url, seconds, folders[0], appearance)),
        ("watching", watch, (url, folders[1])),
    ):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, *args), name=name, daemon=True)
        process.start()
        theirs.close()
        peers.append(_Peer(name, process, ours))
    try:
        yield peers[0], peers[1]
        for peer in peers:
            peer.process.join(5.0)
    finally:
        for peer in peers:
            if peer.process.is_alive():
                peer.process.terminate()
            peer.pipe.close()
