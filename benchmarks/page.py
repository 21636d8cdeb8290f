"""The tables of the figures, and where they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "benchmarks" / "RESULTS.md", ROOT / "docs" / "speed.md")


class Disagreement(Exception):
    """Two engines that should play the same do not: no time of theirs means anything."""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    names = tuple(head)
    lines = [" | ".join(names), " | ".join(["---", *["--:"] * (len(names) - 1)]), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def number(x: float) -> str:
    """A number with three digits that mean something."""
    return f"{round(x, 3 - len(str(int(x)))):,.0f}" if x >= 100 else f"{x:.3g}"


def millions(x: float) -> str:
    """A number in millions."""
    return number(x / 1e6)


def asked(name: str, wanted: str, reached: str, met: bool) -> tuple[str, str, str, str]:
    """A row of a table of targets."""
    return name, wanted, reached, "yes" if met else "no"


TARGETS = ("target", "asked", "reached", "met")


def write(section: str, text: str) -> None:
    """Replace what stands between the marks of a section, on every page that has them."""
    part = re.compile(rf"(<!-- measured: {section} -->\n).*?(<!-- end -->)", re.DOTALL)
    for page in PAGES:
        old = page.read_text("utf-8")
        page.write_text(part.sub(lambda match: f"{match[1]}\n{text}\n\n{match[2]}", old), "utf-8")
