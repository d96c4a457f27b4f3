"""`python -m app.languages`: finds new words for translation, and makes what the windows load.

Words are found where they are said by `tr` or kept by `mark`, in sentences of errors, in what people are called, and in
the sentences of modules that know no Qt (`app.languages.collect`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.languages.collect import collect
from app.languages.sentences import LIST

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent.parent
# What keeps a text as its first argument.
KEEPERS: Final = ("mark", "SettingsError", "ContactsError", "RecentError", "RecordError", "Kind")


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
    with TemporaryDirectory() as folder:
        others = Path(folder) / "sentences.py"
        others.write_text(
            "".join(f"mark({json.dumps(one, ensure_ascii=False)})\n" for one in collect()), encoding="utf-8"
        )
        _find([*sources, "avatar/looks.py", str(others)], ts)


def _find(sources: list[str], ts: Path) -> None:
    aliases = ",".join(f"QT_TR_NOOP+={name}" for name in KEEPERS)
    options = ("-locations", "none", "-no-obsolete", "-tr-function-alias", aliases)
    _run("pyside6-lupdate", *options, *sources, "-ts", str(ts))


def release(ts: Path, qm: Path) -> None:
    """Make of a file of translations what the windows load."""
    _run("pyside6-lrelease", "-silent", str(ts), "-qm", str(qm))


if __name__ == "__main__":
    LIST.write_text(json.dumps(collect(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for file in sorted(HERE.glob("*.ts")):
        update(file)
        release(file, file.with_suffix(".qm"))
