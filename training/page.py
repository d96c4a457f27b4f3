"""Parts of a study's HTML page: tables, plots and pictures, all in the one file."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import matplotlib
import numpy as np
from numpy.typing import NDArray

matplotlib.use("Agg")
from matplotlib import pyplot as plt

plt.rcParams["svg.fonttype"] = "none"  # text, not outlines of letters

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:right}"
    "td:first-child,th:first-child{text-align:left}img{max-width:100%}caption{text-align:left;font-weight:bold}"
    "figure{margin:1em 0}figcaption{font-weight:bold}"
)
# Told apart by their lines as well as by their colours.
LINES: Final = ("-", "--", ":", "-.")
_WITHIN: Final = 8  # names that a plot has room for


def write(path: Path, title: str, parts: Sequence[str]) -> Path:
    """Write a page; returns where."""
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>"
    path.write_text(page + "\n".join(parts) + "</html>\n", encoding="utf-8")
    return path


def axes_of(x: str, y: str) -> tuple[Any, Any]:
    """Axes with these labels, and their figure."""
    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(alpha=0.3)
    return axes, figure


def svg(axes: Any, figure: Any) -> str:
    """A finished figure as SVG; where many lines have names, these stand beside it."""
    if len(axes.get_lines()) > _WITHIN:
        figure.set_size_inches(10, 5)
        axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, handlelength=3.5)
    else:
        axes.legend(fontsize=7)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    plt.close(figure)
    text = out.getvalue()
    return text[text.index("<svg") :]


def picture(image: NDArray[np.uint8]) -> str:
    """A picture (H, W, 3) RGB inside the page."""
    data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(data).decode()}">'


def figure_of(title: str, body: str) -> str:
    """A plot or picture with its caption."""
    return f"<figure>{body}<figcaption>{html.escape(title)}</figcaption></figure>"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with its caption."""
    cells = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{html.escape(title)}</caption><tr>{cells}</tr>{lines}</table>"
