"""The command that scores forecasts of the past: fronts, battles, days, and numbers that came to be known."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attrit.cli.console import Bar, json_text, say_if_compiling
from attrit.cli.options import HERE, SEED, app
from attrit.cli.screen import say, show
from attrit.writing import writable, write

if TYPE_CHECKING:
    from collections.abc import Callable


@app.command(rich_help_panel=HERE)
def hindcast(
    folder: Annotated[Path, typer.Argument(metavar="DATA_DIR", help="Folder with fronts/, battles/, kursk/, daily/.")],
    out: Annotated[Path | None, typer.Option(help="Write all scores to this file, as JSON.")] = None,
    statistics_only: Annotated[
        bool, typer.Option("--statistics-only", help="Leave the mechanisms out of the forecasts of fronts.")
    ] = False,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="Paths of each forecast.")] = 1000,
    seed: SEED = 1,
) -> None:
    """Forecast the past from what came before it, and score every model."""
    if out is not None:
        writable(out)
    say_if_compiling()
    from attrit.analysis.front_mechanism import mechanism_paths
    from attrit.analysis.hindcast import hindcast as of
    from attrit.analysis.hindcast import plain
    from attrit.experiments.front_forecasters import MECHANISM
    from attrit.views.scores.words import lines

    further = {} if statistics_only else {MECHANISM: mechanism_paths}
    notes: list[str] = []
    bars: dict[str, Callable[[int, int], None]] = {}
    with ExitStack() as stack:

        def progress(part: str, done: int, total: int) -> None:
            if part not in bars:
                bars[part] = stack.enter_context(Bar(part))
            bars[part](done, total)

        rows = of(folder, samples=draws, seed=seed, forecasters=further, notes=notes, progress=progress)
    if out is not None:
        write(out, json_text(plain(rows)))
    show("\n".join(lines(rows)))
    for note in notes:
        say(f"note: {note}")
    if out is not None:
        say(f"{len(rows):,} scores written to {out}")
