"""`handline detect`: keypoints of pictures, folders and videos, written to a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import check_output
from app.trouble import Trouble

if TYPE_CHECKING:
    from detector.pose import Pose
    from detector.sources import Frame, FrameSource

ENDINGS = ".json, .pose, .mp4, .png, .jpg or .webp"


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("detect")(detect)


def detect(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Pictures, folders of pictures, videos.")],
    out: Annotated[
        Path,
        typer.Option(
            metavar="F",
            help="F.json: COCO-WholeBody; F.pose: pose file; F.mp4, F.png, F.jpg, F.webp: keypoints drawn over it.",
        ),
    ],
) -> None:
    """Detect keypoints.

    Pictures are read each for itself; as a .pose file or a video, a folder's pictures are frames of one clip.
    """
    from app.output.files import OutputError
    from app.output.video import WRITABLE_PICTURES
    from detector.sources import SourceError
    from detector.weights import WeightsError

    check_output(out)
    ending = out.suffix.lower()
    write = {".json": _write_json, ".pose": _write_pose, ".mp4": _write_video}
    write.update(dict.fromkeys(WRITABLE_PICTURES, _write_picture))
    if ending not in write:
        raise Trouble(f"{out} has no ending that says what to write: let it end in {ENDINGS}.")
    if ending != ".json" and len(paths) != 1:
        raise Trouble(f"{out} can hold one clip or picture, not {len(paths)}: give one path, or write .json.")
    try:
        frames, people = write[ending](paths, out)
    except (SourceError, WeightsError, OutputError) as error:
        raise Trouble(str(error)) from error
    print(f"{frames} pictures, a person in {people}: {out}")


class _Count:
    """Counts frames, and those in which anything was seen, as they go by."""

    def __init__(self, seen: Iterator[tuple[Frame, Pose]]) -> None:
        self._seen = seen
        self.frames = 0
        self.people = 0

    def __iter__(self) -> Iterator[tuple[Frame, Pose]]:
        for frame, pose in self._seen:
            self.frames += 1
            self.people += bool(pose.known.any())
            yield frame, pose

    @property
    def counts(self) -> tuple[int, int]:
        return self.frames, self.people


def _open(path: str) -> FrameSource:
    from detector.sources import SourceError, is_camera, open_source

    if is_camera(path):
        raise SourceError(f"'{path}' is a camera: give a picture, a folder or a video.")
    return open_source(path)


def _is_clip(path: str) -> bool:
    from detector.sources import PICTURE_ENDINGS

    return not Path(path).is_dir() and Path(path).suffix.lower() not in PICTURE_ENDINGS


def _write_json(paths: Sequence[str], out: Path) -> tuple[int, int]:
    from app.detecting import read_clip, read_pictures
    from app.output.coco import CocoDocument

    document = CocoDocument()
    frames = people = 0
    for path in paths:
        with closing(_open(path)) as source:
            seen = _Count(read_clip(source) if _is_clip(path) else read_pictures(source))
            for frame, pose in seen:
                document.add(frame.name, pose)
        frames, people = frames + seen.frames, people + seen.people
    document.write(out)
    return frames, people


def _write_pose(paths: Sequence[str], out: Path) -> tuple[int, int]:
    from app.detecting import read_clip
    from app.output.pose_file import write_pose_file

    with closing(_open(paths[0])) as source:
        seen = _Count(read_clip(source))
        write_pose_file(out, [pose for _, pose in seen], source.fps)
    return seen.counts


def _write_video(paths: Sequence[str], out: Path) -> tuple[int, int]:
    from app.detecting import read_clip
    from app.output.video import VideoWriter
    from app.overlay import draw_pose

    with closing(_open(paths[0])) as source, VideoWriter(out, source.size, source.fps) as film:
        seen = _Count(read_clip(source))
        for frame, pose in seen:
            film.add(draw_pose(frame.image, pose, source.size))
    return seen.counts


def _write_picture(paths: Sequence[str], out: Path) -> tuple[int, int]:
    from app.detecting import read_pictures
    from app.output.files import OutputError
    from app.output.video import write_picture
    from app.overlay import draw_pose

    if Path(paths[0]).is_dir() or _is_clip(paths[0]):
        raise OutputError(f"{out} can hold one picture: give one picture, or write .mp4 for a video.")
    with closing(_open(paths[0])) as source:
        seen = _Count(read_pictures(source))
        for frame, pose in seen:
            write_picture(out, draw_pose(frame.image, pose))
    return seen.counts
