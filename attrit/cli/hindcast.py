"""`attrit hindcast`: what attrit forecasts of fronts, battles and days, held against what came."""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from attrit.cli.console import Bar, json_text, say_if_compiling
from attrit.cli.options import QUESTIONS, app
from attrit.cli.screen import say, show
from attrit.writing import writable, write


@app.command(rich_help_panel=QUESTIONS)
def hindcast(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with fronts/, battles/, daily/ or kursk/.")],
    out: Annotated[Path, typer.Option(metavar="FILE.json", help="File for the scores, a row each.")] = Path(
        "scores.json"
    ),
    statistics_only: Annotated[
        bool, typer.Option("--statistics-only", help="Leave the mechanisms out of the forecasts of fronts.")
    ] = False,
) -> None:
    """Score forecasts of fronts, battles and days against what came, beside simple ones."""
    writable(out)
    if not statistics_only:
        say_if_compiling()
    from attrit.analysis.hindcast import hindcast as scored
    from attrit.views.scores.words import lines

    bars: dict[str, object] = {}
    with ExitStack() as stack:

        def progress(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = stack.enter_context(Bar(what))
            bars[what](done, total)  # type: ignore[operator]

        found = scored(folder, mechanism=not statistics_only, progress=progress)
    rows = [{key: _plain(value) for key, value in row._asdict().items()} for row in found.rows]
    write(out, json_text(rows))
    show("\n".join(lines(found)))
    say(f"{len(rows):,} scores written to {out}")


def _plain(value: object) -> object:
    """A value as JSON can hold it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
