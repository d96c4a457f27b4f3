"""`python -m app.languages`: finds new words for translation, and makes what the windows load.

Words are found where they are said by `tr` or kept by `mark`, in sentences of errors, and in what people are called.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent.parent
# What keeps a text as its first argument.
KEEPERS: Final = ("mark", "SettingsError", "ContactsError", "RecentError", "Kind")


class ToolError(RuntimeError):
    """A tool of Qt is missing, or has failed."""


def _run(tool: str, *arguments: str) -> None:
    program = shutil.which(tool) or shutil.which(tool, path=str(Path(sys.executable).parent))
    if program is None:
        raise ToolError(f"{tool} is missing: it comes with PySide6.")
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolError(f"{tool} failed: {done.stderr.strip() or done.stdout.strip()}")


def update(ts: Path) -> None:
    """Put new words into a file of translations, and take out those that are said no more."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "app").rglob("*.py"))
    aliases = ",".join(f"QT_TR_NOOP+={name}" for name in KEEPERS)
    options = ("-locations", "none", "-no-obsolete", "-tr-function-alias", aliases)
    _run("pyside6-lupdate", *options, *sources, "avatar/looks.py", "-ts", str(ts))


def release(ts: Path, qm: Path) -> None:
    """Make of a file of translations what the windows load."""
    _run("pyside6-lrelease", "-silent", str(ts), "-qm", str(qm))


if __name__ == "__main__":
    for file in sorted(HERE.glob("*.ts")):
        update(file)
        release(file, file.with_suffix(".qm"))
